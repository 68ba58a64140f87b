#pragma once
// A compare or associate table as figures read it, and how an estimate of each kind is drawn. Internal to
// engine/figure*.
#include <string>
#include <string_view>
#include <vector>

#include "engine/table.hpp"

namespace rgx::engine {

// Okabe & Ito's colours, and greys: each mark differs from its neighbours by shape or place as well.
namespace ink {
inline constexpr const char *text = "#1c2430", *grey = "#8a95a3", *orange = "#d55e00", *blue = "#0072b2",
                            *sky = "#56b4e9";
}

class TestRows {
 public:
  explicit TestRows(const Table& table);  // with two columns of names in front
  std::size_t size() const { return table_.rows(); }
  // False for the second stage of a test, which is no test of its own.
  bool counts(std::size_t row) const;

  std::string first(std::size_t row) const { return table_.columns[0].cell(row); }
  std::string second(std::size_t row) const { return table_.columns[1].cell(row); }
  std::string group(std::size_t row) const { return text(group_, row); }
  std::string term(std::size_t row) const { return text(term_, row); }
  std::string kind(std::size_t row) const { return text(kind_, row); }
  // The first side, or the term of it that the row is about.
  std::string tested(std::size_t row) const;
  // The second side, with the subgroup where there are some: "grade, G2".
  std::string against(std::size_t row) const;

  double estimate(std::size_t row) const { return number(estimate_, row); }
  double low(std::size_t row) const { return number(low_, row); }
  double high(std::size_t row) const { return number(high_, row); }
  double p(std::size_t row) const { return number(p_, row); }
  double log10_p(std::size_t row) const { return number(log10_p_, row); }
  double q(std::size_t row) const { return number(q_, row); }
  double n(std::size_t row) const { return number(n_, row); }
  // −log₁₀ p, by the logarithm where p is below what a double holds: infinite where p is 0 and has none, NaN without p.
  double strength(std::size_t row) const;
  bool decided(std::size_t row) const { return !text(rejected_, row).empty(); }
  bool rejected(std::size_t row) const { return text(rejected_, row) == "true"; }

 private:
  static double number(const Column* column, std::size_t row);
  static std::string text(const Column* column, std::size_t row);

  const Table& table_;
  const Column *group_, *term_, *kind_, *estimate_, *low_, *high_, *p_, *log10_p_, *q_, *n_, *rejected_;
};

// Rows from the strongest on, equal ones in order of the table; those without p are left out.
std::vector<std::size_t> by_strength(const TestRows& rows);

bool is_ratio(std::string_view kind);       // drawn by its logarithm
bool has_direction(std::string_view kind);  // false for shares of variance and the like, which begin at 0
double no_effect(std::string_view kind);    // the estimate itself: 1 for a ratio, 0.5 for an AUC, else 0
// Where an estimate stands on an axis of numbers: log₂ of a ratio.
double placed(std::string_view kind, double estimate);
std::string axis_title(const std::string& kind);

// Few significant digits: a figure shows no more, and a specification with more would be long.
double brief(double value, int digits = 6);
// "0.59 to 0.87", or nothing.
std::string interval_text(double low, double high);
// The last letters of a name, where it is longer.
std::string cut_in_front(const std::string& name, std::size_t longest);
// Names by their last parts, as few as tell them apart: `core.T1ce.original.glcm.contrast` → contrast, or glcm.contrast
// beside another contrast. Cut in front beyond `longest` letters, unless two would then be equal.
std::vector<std::string> short_names(const std::vector<std::string>& names, std::size_t longest);

}  // namespace rgx::engine
