#pragma once
// The closed list of units (language.md §2) with what they measure. A factor is a fraction of whole numbers, so that a
// conversion rounds once: `1 month` is 30.4375 days and `5 %` is 0.05 to the last bit.
#include <span>
#include <string_view>

namespace rgx::lang {

// What a number measures. `none`: a plain number (counts, ratios, codes).
enum class Dimension { none, length, area, volume, time, attenuation, uptake, b_value, fraction, dose, activity, mass };

struct Unit {
  std::string_view name;    // as in the list: "mm", "month"
  std::string_view plural;  // "months"; empty where the unit has none
  Dimension dimension;
  double numerator, denominator;  // value · numerator / denominator is in the base unit of the dimension
};

std::span<const Unit> units();                    // in the order of the list
const Unit* find_unit(std::string_view written);  // by name or plural; null when it is no unit

// Base units: mm, mm2, mm3, s, HU, SUV, s/mm2, 1 (fraction), Gy, MBq, g. Empty for none and fraction.
std::string_view base_unit(Dimension dimension);
std::string_view dimension_name(Dimension dimension);  // "length", "CT number" …, for messages

double to_base(double value, const Unit& unit);
double from_base(double value, const Unit& unit);
// Precondition: both measure the same dimension.
double convert(double value, const Unit& from, const Unit& to);

// The longest unit (or plural) that `text` begins with and that no letter, digit or `_` continues; empty when none.
std::string_view unit_at(std::string_view text);

}  // namespace rgx::lang
