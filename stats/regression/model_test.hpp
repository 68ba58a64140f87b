#pragma once
// What the tests of regression models share: which statistic, what stands for one coefficient, one call a feature.
#include <Eigen/Core>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "stats/base/parallel.hpp"
#include "stats/base/refs.hpp"
#include "stats/base/result.hpp"

namespace rgx::stats {

// The three likelihood tests (Cox & Hinkley, Theoretical Statistics, 1974, §9.3): the estimate against its standard
// error, the fall of the log-likelihood without the columns, the slope of the likelihood where they are 0.
enum class ModelTest { wald, likelihood_ratio, score };

// A chi-square statistic of a model.
struct ChiSquare {
  double statistic = missing;
  double df = missing;
  Tail tail;
};
ChiSquare chi_square_test(double statistic, double df);

// How a tested coefficient is printed: itself ("beta") or its exponential ("odds_ratio", "hazard_ratio", …).
struct CoefficientScale {
  std::string_view kind;
  bool exponential = true;
};

// Fills statistic, df, p and log10_p.
void set_test(TestResult& result, const ChiSquare& test);
// Fills estimate and Wald interval (coefficient ± z · se, on the scale); ±infinity gives an interval missing as
// `separated`.
void set_estimate(TestResult& result, double coefficient, double se, CoefficientScale scale, double level);
// The reason a fit gives in words, as the code that tables print.
Reason reason_code(std::string_view words);

// b' V⁻¹ b of some columns; columns whose estimate or variance is missing do not count.
ChiSquare wald_test(ConstVector coefficient, ConstMatrix covariance, std::span<const Eigen::Index> columns);

// Rows without NaN in the design and the vectors given (empty vectors count as absent).
std::vector<Eigen::Index> complete_rows(ConstMatrix design, std::span<const Eigen::VectorXd> vectors);
Eigen::VectorXd rows_of(const Eigen::VectorXd& v, std::span<const Eigen::Index> rows);  // empty stays empty

// The design with the tested columns behind the others, so that what is aliased among them is theirs. No column, or one
// out of range, throws std::invalid_argument.
struct TestedLast {
  Eigen::MatrixXd design;
  Eigen::Index rest;  // columns that are not tested
  TestedLast(ConstMatrix given, std::span<const Eigen::Index> tested);
};

// One model a feature: the design is the covariates (with their intercept, where the model has one) and the feature as
// last column. NaN stays in; the tests take complete cases.
std::vector<TestResult> each_feature(
    ConstMatrix features, ConstMatrix covariates,
    const std::function<TestResult(const Eigen::MatrixXd& design, Eigen::Index tested)>& test,
    const ParallelFor& parallel = serial_for);

}  // namespace rgx::stats
