// p values and effects as papers print them.
#include "engine/report_numbers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "engine/report_view.hpp"

namespace rgx::engine {

namespace {

std::string raised(const std::string& digits) {
  static constexpr const char* letters[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
  std::string out;
  for (const char c : digits) out += c == '-' ? "⁻" : letters[c - '0'];
  return out;
}

// "1.2 × 10⁻⁵" of a number by its logarithm.
std::string power_of_ten(double exponent) {
  double power = std::floor(exponent);
  double digits = std::round(std::pow(10.0, exponent - power) * 10) / 10;
  if (digits >= 10) {
    digits /= 10;
    power += 1;
  }
  return fmt::format("{:.1f}\u00A0×\u00A010{}", digits, raised(fmt::format("{:.0f}", power)));
}

constexpr int powers = -1;  // no number of decimals would do

// Of numbers that stand together, the largest without its sign.
int decimals_of(double largest) {
  if (largest >= 1e6 || (largest > 0 && largest < 1e-3)) return powers;
  if (largest >= 1000) return 0;
  if (largest >= 100) return 1;
  if (largest >= 0.1 || largest == 0) return 2;
  return largest >= 0.01 ? 3 : 4;
}

std::string rounded(double value, int decimals) {
  const double size = std::abs(value);
  const std::string sign = value < 0 ? "−" : "";
  if (size == 0) return "0";
  if (std::isinf(value)) return sign + "∞";
  if (decimals == powers || size < 1e-5) return sign + power_of_ten(std::log10(size));
  const std::string digits = fmt::format("{:.{}f}", size, decimals);
  if (digits.find_first_not_of("0.") != std::string::npos) return sign + digits;
  return sign + (size < 1e-4 ? power_of_ten(std::log10(size)) : fmt::format("{:.2g}", size));
}

}  // namespace

std::string equals_p(double p, double log10_p) {
  if (std::isnan(p)) return "not computed";
  if (p >= 1) return "=\u00A01";
  if (p > 0.995) return ">\u00A00.99";
  if (p >= 0.095) return fmt::format("=\u00A0{:.2f}", p);
  if (p >= 1e-4) return fmt::format("=\u00A0{:.2g}", p);
  const double exponent = p > 0 ? std::log10(p) : log10_p;
  // q has no logarithm beside it, and a perfect correlation has none at all.
  return std::isfinite(exponent) ? "=\u00A0" + power_of_ten(exponent) : "<\u00A010⁻³⁰⁰";
}

std::string effect_size(double value) {
  return std::isnan(value) ? "not computed" : rounded(value, decimals_of(std::abs(value)));
}

std::string signed_size(double value) { return (value > 0 ? "+" : "") + effect_size(value); }

std::string with_interval(double estimate, double low, double high) {
  if (std::isnan(estimate)) return "not computed";
  if (std::isnan(low) || std::isnan(high)) return effect_size(estimate);
  double largest = std::abs(estimate);
  for (const double v : {low, high})
    if (std::isfinite(v)) largest = std::max(largest, std::abs(v));
  // A far end, as of an odds ratio from few cases, takes no digits from the estimate.
  int decimals = decimals_of(largest);
  if (const int own = decimals_of(std::abs(estimate)); decimals != powers || largest >= 1)
    decimals = std::max(decimals, std::min(2, own));
  return fmt::format("{} (95 % CI {} to {})", rounded(estimate, decimals), rounded(low, decimals),
                     rounded(high, decimals));
}

}  // namespace rgx::engine
