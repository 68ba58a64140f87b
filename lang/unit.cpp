#include "lang/unit.hpp"

#include <array>

namespace rgx::lang {

namespace {

// A month is a twelfth of a year of 365.25 days. Time is counted in seconds, where all of these are whole numbers.
constexpr double day = 86400;
constexpr std::array<Unit, 21> all{{
    {"mm", "", Dimension::length, 1, 1},
    {"cm", "", Dimension::length, 10, 1},
    {"mm2", "", Dimension::area, 1, 1},
    {"mm3", "", Dimension::volume, 1, 1},
    {"ml", "", Dimension::volume, 1000, 1},
    {"s", "", Dimension::time, 1, 1},
    {"min", "mins", Dimension::time, 60, 1},
    {"h", "", Dimension::time, 3600, 1},
    {"day", "days", Dimension::time, day, 1},
    {"week", "weeks", Dimension::time, 7 * day, 1},
    {"month", "months", Dimension::time, 365.25 * day / 12, 1},
    {"year", "years", Dimension::time, 365.25 * day, 1},
    {"ms", "", Dimension::time, 1, 1000},
    {"HU", "", Dimension::attenuation, 1, 1},
    {"SUV", "", Dimension::uptake, 1, 1},
    {"s/mm2", "", Dimension::b_value, 1, 1},
    {"%", "", Dimension::fraction, 1, 100},
    {"Gy", "", Dimension::dose, 1, 1},
    {"MBq", "", Dimension::activity, 1, 1},
    {"kg", "", Dimension::mass, 1000, 1},
    {"g", "", Dimension::mass, 1, 1},
}};

bool continues_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

}  // namespace

std::span<const Unit> units() { return all; }

const Unit* find_unit(std::string_view written) {
  if (written.empty()) return nullptr;
  for (const Unit& unit : all)
    if (unit.name == written || unit.plural == written) return &unit;
  return nullptr;
}

std::string_view base_unit(Dimension dimension) {
  if (dimension == Dimension::none || dimension == Dimension::fraction) return {};
  for (const Unit& unit : all)
    if (unit.dimension == dimension && unit.numerator == 1 && unit.denominator == 1) return unit.name;
  return {};
}

std::string_view dimension_name(Dimension dimension) {
  switch (dimension) {
    case Dimension::none:
      return "plain number";
    case Dimension::length:
      return "length";
    case Dimension::area:
      return "area";
    case Dimension::volume:
      return "volume";
    case Dimension::time:
      return "time";
    case Dimension::attenuation:
      return "CT number";
    case Dimension::uptake:
      return "standardised uptake value";
    case Dimension::b_value:
      return "b value";
    case Dimension::fraction:
      return "fraction";
    case Dimension::dose:
      return "dose";
    case Dimension::activity:
      return "activity";
    case Dimension::mass:
      return "mass";
  }
  return {};
}

double to_base(double value, const Unit& unit) { return value * unit.numerator / unit.denominator; }

double from_base(double value, const Unit& unit) { return value * unit.denominator / unit.numerator; }

double convert(double value, const Unit& from, const Unit& to) {
  return value * (from.numerator * to.denominator) / (from.denominator * to.numerator);
}

std::string_view unit_at(std::string_view text) {
  std::string_view best;
  for (const Unit& unit : all)
    for (const std::string_view written : {unit.name, unit.plural}) {
      if (written.size() <= best.size() || !text.starts_with(written)) continue;
      if (written != "%" && written.size() < text.size() && continues_name(text[written.size()])) continue;
      best = text.substr(0, written.size());
    }
  return best;
}

}  // namespace rgx::lang
