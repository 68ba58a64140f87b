#pragma once
// Panels of single cases: strips with boxes by class, scatter plots against a number. Internal to engine/figure*.
#include <string>
#include <vector>

#include "engine/value.hpp"

namespace rgx::engine {

// Cases behind one test, without missing values.
struct CaseFinding {
  std::string first, second, group;
  std::vector<double> value, number;
  std::vector<std::string> classes;   // in order
  std::vector<std::size_t> class_of;  // of each case; empty: against `number`
};

struct CasePanel {
  Json view;
  std::size_t left_out = 0;  // cases that others stand for
  bool logarithm = false, line = false;
};

inline constexpr std::size_t most_case_classes = 8, most_case_points = 360;  // of a panel
inline constexpr double case_width = 200, case_height = 190;

CasePanel strip_panel(const CaseFinding& finding);
// `linear`: the test is about a straight line, which is then drawn.
CasePanel scatter_panel(const CaseFinding& finding, bool linear);

// Positive values that run over orders of magnitude are drawn by their logarithm.
bool by_logarithm(std::vector<double> values);
Json case_axis(const char* field, bool logarithm, const Json& title, const std::vector<double>& values);
// The second side, with its subgroup, over lines of a panel's width.
std::vector<std::string> side_title(const CaseFinding& finding);
// A name over lines of a panel's width, broken behind dots.
std::vector<std::string> over_lines(const std::string& name);

}  // namespace rgx::engine
