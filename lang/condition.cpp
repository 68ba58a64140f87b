#include "lang/condition.hpp"

#include <cctype>
#include <cstdlib>

namespace rgx::lang {

namespace {

std::optional<double> as_number(const std::string& text) {
  if (text.empty() || std::isspace(static_cast<unsigned char>(text.front())) != 0) return std::nullopt;
  char* end = nullptr;
  const double value = std::strtod(text.c_str(), &end);
  if (end != text.c_str() + text.size()) return std::nullopt;
  return value;
}

template <class T>
bool holds(Condition::Compare how, const T& a, const T& b) {
  switch (how) {
    case Condition::Compare::eq:
      return a == b;
    case Condition::Compare::ne:
      return a != b;
    case Condition::Compare::lt:
      return a < b;
    case Condition::Compare::le:
      return a <= b;
    case Condition::Compare::gt:
      return a > b;
    case Condition::Compare::ge:
      return a >= b;
  }
  return false;
}

// Numbers meet as numbers in base units; anything else as text. An order is asked of numbers only.
std::optional<bool> compare(const Condition& c, std::size_t i, Condition::Compare how, const std::string& cell) {
  const auto number = as_number(cell);
  if (i < c.numbers.size() && c.numbers[i] && number) return holds(how, *number * c.column_factor, *c.numbers[i]);
  if (how == Condition::Compare::eq) return same_value(cell, c.values[i]);
  if (how == Condition::Compare::ne) return !same_value(cell, c.values[i]);
  return std::nullopt;
}

}  // namespace

bool same_value(const std::string& cell, const std::string& wanted) {
  if (cell == wanted) return true;
  const auto a = as_number(cell);
  const auto b = as_number(wanted);
  return a && b && *a == *b;
}

std::optional<bool> truth_of(const std::string& cell) {
  std::string lower;
  for (const char c : cell) lower += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  if (lower == "true" || lower == "yes") return true;
  if (lower == "false" || lower == "no") return false;
  if (const auto number = as_number(lower)) {
    if (*number == 1) return true;
    if (*number == 0) return false;
  }
  return std::nullopt;
}

std::optional<bool> evaluate(const Condition& c, const CellOf& cell) {
  switch (c.op) {
    case Condition::Op::always:
      return true;
    case Condition::Op::compare: {
      const std::string text = cell(c.column, c.variable);
      if (text.empty() || c.values.empty()) return std::nullopt;
      return compare(c, 0, c.compare, text);
    }
    case Condition::Op::in: {
      const std::string text = cell(c.column, c.variable);
      if (text.empty()) return std::nullopt;
      bool found = false;
      for (std::size_t i = 0; i < c.values.size() && !found; ++i)
        found = compare(c, i, Condition::Compare::eq, text).value_or(false);
      return found != c.negated;
    }
    case Condition::Op::is_missing:
      return cell(c.column, c.variable).empty() != c.negated;
    case Condition::Op::truth:
      return truth_of(cell(c.column, c.variable));
    case Condition::Op::not_: {
      const auto inner = evaluate(c.children.front(), cell);
      if (!inner) return std::nullopt;
      return !*inner;
    }
    case Condition::Op::and_:
    case Condition::Op::or_: {
      // One `false` settles an `and`, one `true` an `or`, whatever else is missing.
      const bool settling = c.op == Condition::Op::or_;
      bool undecided = false;
      for (const auto& child : c.children) {
        const auto inner = evaluate(child, cell);
        if (!inner)
          undecided = true;
        else if (*inner == settling)
          return settling;
      }
      if (undecided) return std::nullopt;
      return !settling;
    }
  }
  return std::nullopt;
}

}  // namespace rgx::lang
