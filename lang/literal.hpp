#pragma once
// A resolved value: units converted to base units (lang/unit.hpp), names checked, defaults written out. What the
// checker hands on and what keys, lock and Methods text print.
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace rgx::lang {

struct Literal {
  using List = std::vector<Literal>;
  using Map = std::vector<std::pair<std::string, Literal>>;  // in declared order
  std::variant<std::monostate, bool, double, std::string, List, Map> value;

  Literal() = default;
  Literal(bool v) : value(v) {}                      // NOLINT(google-explicit-constructor): literals read as values
  Literal(double v) : value(v) {}                    // NOLINT
  Literal(int v) : value(static_cast<double>(v)) {}  // NOLINT
  Literal(std::string v) : value(std::move(v)) {}    // NOLINT
  Literal(const char* v) : value(std::string(v)) {}  // NOLINT
  Literal(List v) : value(std::move(v)) {}           // NOLINT
  Literal(Map v) : value(std::move(v)) {}            // NOLINT

  bool none() const { return std::holds_alternative<std::monostate>(value); }
  template <class T>
  const T* as() const {
    return std::get_if<T>(&value);
  }
  bool operator==(const Literal&) const = default;
};

// The shortest decimal that reads back to the same double.
std::string number_text(double value);
// As people read it: `0.05`, `bspline`, `[1, 1, 1]`, `path(100)` for a map of one entry, `none`.
std::string text(const Literal& literal);

}  // namespace rgx::lang
