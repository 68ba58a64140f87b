#include "stdlib/models/steps/rank.hpp"

#include <cmath>

#include "stats/correlation/correlate.hpp"
#include "stats/groups/compare.hpp"
#include "stats/selection/mutual_information.hpp"
#include "stats/selection/relief.hpp"
#include "stats/survival/cox_screen.hpp"

namespace rgx::stdlib {

using Eigen::Index;
using engine::Failure;

namespace {

std::span<const double> span_of(const Eigen::Ref<const Eigen::VectorXd>& v) {
  return {v.data(), static_cast<std::size_t>(v.size())};
}

std::vector<int> classes_of(const Target& target) {
  std::vector<int> out;
  for (const double y : target.y) out.push_back(static_cast<int>(y));
  return out;
}

std::string word(const Target& target) {
  return target.survival() ? "survival" : target.binary() ? "binary" : target.nominal() ? "nominal" : "continuous";
}

[[noreturn]] void wrong(const std::string& what, const Target& target, const std::string& instead) {
  throw Failure("wrong-test", "`select(" + what + ")` does not fit a " + word(target) + " outcome", instead);
}

double of_numbers(const std::string& test, std::span<const double> x, std::span<const double> y) {
  return stats::correlate(x, y, test == "pearson" ? stats::Correlation::pearson : stats::Correlation::spearman).log10_p;
}

double of_groups(const std::string& test, std::span<const double> x, const std::vector<int>& group) {
  if (test == "kruskal_wallis") return stats::kruskal_wallis(x, group).log10_p;
  if (test == "anova") return stats::anova(x, group).log10_p;
  std::vector<double> positive, other;
  for (std::size_t i = 0; i < x.size(); ++i) (group[i] == 1 ? positive : other).push_back(x[i]);
  return test == "welch" ? stats::welch(positive, other).log10_p : stats::wilcoxon(positive, other).log10_p;
}

std::vector<double> of_survival(const Ranked& on) {
  stats::CoxCases cases;
  cases.time = on.target.y;
  for (const double e : on.target.event) cases.event.push_back(static_cast<int>(e));
  std::vector<double> out;
  for (const auto& r : stats::cox_score_screen(cases, on.columns.x)) out.push_back(r.log10_p);
  return out;
}

// Classes of the outcome; numbers in bins of equal frequency.
std::vector<int> outcome_codes(const Ranked& on, int bins, const char* by) {
  if (on.target.survival()) wrong(std::string("by: ") + by, on.target, "use `test: cox` or `by: lasso`");
  if (on.target.binary() || on.target.nominal()) return classes_of(on.target);
  return stats::equal_frequency_bins(span_of(on.target.y), bins);
}

int bins_of(const Ranked& on) {
  const auto written = on.in.params.find("bins");
  return written != on.in.params.end() && written->is_number() ? static_cast<int>(written->get<double>())
                                                               : stats::default_bins(on.columns.x.rows());
}

}  // namespace

std::string usual_test(const Target& target) {
  return target.survival() ? "cox" : target.binary() ? "wilcoxon" : target.nominal() ? "kruskal_wallis" : "spearman";
}

std::vector<double> test_log10_p(const Ranked& on, const std::string& test) {
  const Target& target = on.target;
  const bool numbers = test == "pearson" || test == "spearman";
  const bool two = test == "wilcoxon" || test == "welch";
  const bool fits = test == "cox" ? target.survival()
                    : numbers     ? !target.survival() && !target.nominal()
                    : two         ? target.binary()
                                  : target.binary() || target.nominal();
  if (!fits) wrong("test: " + test, target, "use `" + usual_test(target) + "`");
  if (test == "cox") return of_survival(on);
  const std::vector<int> group = numbers ? std::vector<int>() : classes_of(target);
  std::vector<double> out;
  for (Index c = 0; c < on.columns.x.cols(); ++c) {
    const auto x = span_of(on.columns.x.col(c));
    out.push_back(numbers ? of_numbers(test, x, span_of(target.y)) : of_groups(test, x, group));
  }
  return out;
}

std::vector<double> information(const Ranked& on) {
  const int bins = bins_of(on);
  return stats::mutual_information_screen(on.columns.x, outcome_codes(on, bins, "mutual_information"), bins);
}

std::vector<Index> mrmr_order(const Ranked& on, std::size_t count) {
  const int bins = bins_of(on);
  return stats::mrmr(on.columns.x, outcome_codes(on, bins, "mrmr"), count, bins).chosen;
}

std::vector<double> relief_weights(const Ranked& on) {
  const int k = static_cast<int>(on.in.params.value("neighbours", 10.0));
  if (on.target.survival()) wrong("by: relief", on.target, "use `test: cox` or `by: lasso`");
  if (on.target.binary() || on.target.nominal()) return stats::relief(on.columns.x, classes_of(on.target), k);
  return stats::relief_of_number(on.columns.x, span_of(on.target.y), k);
}

}  // namespace rgx::stdlib
