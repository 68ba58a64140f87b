#include "lang/variable.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace rgx::lang {

std::string level_of(const Variable& v, const CellOf& raw) {
  if (v.type == Variable::Type::survival) return {};
  if (v.condition) {
    const auto held = evaluate(*v.condition, raw);
    if (!held) return {};
    return *held ? v.positive : v.negative;
  }
  std::string cell = raw(v.column, false);
  if (cell.empty()) return cell;
  if (v.type == Variable::Type::binary) {
    if (same_value(cell, v.positive)) return v.positive;
    if (!v.negative.empty() && same_value(cell, v.negative)) return v.negative;
    return cell;
  }
  for (const auto& level : v.levels)
    if (same_value(cell, level)) return level;
  return cell;
}

namespace {

std::optional<double> number_of(const std::string& cell) {
  char* end = nullptr;
  const double value = std::strtod(cell.c_str(), &end);
  if (cell.empty() || *end != '\0') return std::nullopt;
  return value;
}

}  // namespace

std::optional<std::string> derived_level(const Variable& v, const CellOf& declared) {
  const Derivation& how = *v.derived;
  if (how.how == "condition") {
    const auto held = evaluate(*v.condition, declared);
    return !held ? std::string() : *held ? v.positive : v.negative;
  }
  if (how.how == "rank" || !how.at.empty()) return std::nullopt;
  const std::string first = declared(how.from.front(), true);
  if (how.how == "combine") {
    for (const auto& [level, of] : how.groups)
      for (const auto& old : of)
        if (same_value(first, old)) return level;
    return std::string();
  }
  auto value = number_of(first);
  if (value && how.how == "cut") {
    const auto at = std::upper_bound(how.cuts.begin(), how.cuts.end(), *value) - how.cuts.begin();
    return v.levels.at(static_cast<std::size_t>(at));
  }
  if (value && how.how == "log2") value = std::log2(*value + how.plus);
  for (std::size_t i = 1; value && i < how.from.size(); ++i) {
    const auto other = number_of(declared(how.from[i], true));
    if (!other) return std::string();
    if (how.how == "ratio") *value /= *other;
    if (how.how == "sum") *value += *other;
    if (how.how == "difference") *value -= *other;
  }
  if (!value || !std::isfinite(*value)) return std::string();
  char text[32];
  std::snprintf(text, sizeof text, "%.17g", *value);
  return std::string(text);
}

}  // namespace rgx::lang
