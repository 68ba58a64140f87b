#include "lang/literal.hpp"

#include <array>
#include <charconv>

namespace rgx::lang {

std::string number_text(double value) {
  std::array<char, 40> buffer{};
  const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
  return error == std::errc{} ? std::string(buffer.data(), end) : std::string("nan");
}

namespace {

std::string joined(const Literal::List& items) {
  std::string out;
  for (const auto& item : items) out += (out.empty() ? "" : ", ") + text(item);
  return out;
}

}  // namespace

std::string text(const Literal& literal) {
  if (const auto* b = literal.as<bool>()) return *b ? "true" : "false";
  if (const auto* d = literal.as<double>()) return number_text(*d);
  if (const auto* s = literal.as<std::string>()) return *s;
  if (const auto* l = literal.as<Literal::List>()) return "[" + joined(*l) + "]";
  if (const auto* m = literal.as<Literal::Map>()) {
    std::string out;
    for (const auto& [name, value] : *m) {
      const auto* inner = value.as<Literal::List>();
      out += (out.empty() ? "" : ", ") + name + "(" + (inner ? joined(*inner) : text(value)) + ")";
    }
    return out;
  }
  return "none";
}

}  // namespace rgx::lang
