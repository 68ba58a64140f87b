#include "stdlib/conformance/numbers.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

namespace rgx::conformance {

namespace {

constexpr double kSmallest = 1e-300;

void same_length(Eigen::Index found, Eigen::Index expected) {
  if (found != expected)
    throw std::runtime_error(std::to_string(expected) + " numbers expected, " + std::to_string(found) + " found");
}

}  // namespace

double relative_error(double found, double expected, double beside) {
  if (found == expected || (std::isnan(found) && std::isnan(expected))) return 0;
  if (!std::isfinite(found) || !std::isfinite(expected)) return std::numeric_limits<double>::infinity();
  if (expected == 0 && beside == 0) return std::abs(found);
  return std::abs(found - expected) / std::max({std::abs(expected), beside, kSmallest});
}

void Numbers::add(double found, double expected, double beside) {
  ++count_;
  if (beside > 0) ++beside_;
  far_ = far_ || (beside == 0 && expected > 0 && expected < kSmallest);
  largest_ = std::max(largest_, relative_error(found, expected, beside));
}

void Numbers::add(const std::vector<double>& found, const std::vector<double>& expected, double beside) {
  same_length(static_cast<Eigen::Index>(found.size()), static_cast<Eigen::Index>(expected.size()));
  for (std::size_t i = 0; i < found.size(); ++i) add(found[i], expected[i], beside);
}

void Numbers::add(const Eigen::Ref<const Eigen::MatrixXd>& found, const Eigen::Ref<const Eigen::MatrixXd>& expected,
                  double beside) {
  same_length(found.rows(), expected.rows());
  same_length(found.cols(), expected.cols());
  for (Eigen::Index j = 0; j < found.cols(); ++j)
    for (Eigen::Index i = 0; i < found.rows(); ++i) add(found(i, j), expected(i, j), beside);
}

void Numbers::add(const Eigen::Ref<const Eigen::VectorXd>& found, const std::vector<double>& expected, double beside) {
  same_length(found.size(), static_cast<Eigen::Index>(expected.size()));
  for (Eigen::Index i = 0; i < found.size(); ++i) add(found[i], expected[static_cast<std::size_t>(i)], beside);
}

void Numbers::log10_p(double found, double expected) {
  add(found, expected, 1);
  far_ = far_ || expected < -300;
}

void Numbers::log10_p(const Eigen::Ref<const Eigen::VectorXd>& found, const std::vector<double>& expected) {
  same_length(found.size(), static_cast<Eigen::Index>(expected.size()));
  for (Eigen::Index i = 0; i < found.size(); ++i) log10_p(found[i], expected[static_cast<std::size_t>(i)]);
}

void Numbers::tail(double p, double log10_p, double expected_p, double expected_log10) {
  add(p, expected_p);
  this->log10_p(log10_p, expected_log10);
}

void Numbers::tail(const stats::TestResult& r, double expected_p, double expected_log10) {
  tail(r.p, r.log10_p, expected_p, expected_log10);
}

void Numbers::chi_square(const stats::ChiSquare& c, const std::vector<double>& expected) {
  add(c.statistic, expected.at(0));
  add(c.df, expected.at(1));
  tail(c.tail.p, c.tail.log10_p, expected.at(2), expected.at(3));
}

void Numbers::chi_square(const stats::TestResult& r, const std::vector<double>& expected) {
  chi_square(stats::ChiSquare{r.statistic, r.df, {r.p, r.log10_p}}, expected);
}

void Numbers::estimate(const stats::TestResult& r, const std::vector<double>& expected, std::size_t from, double ends) {
  add(r.estimate, expected.at(from));
  add(r.ci_low, expected.at(from + 1), ends);
  add(r.ci_high, expected.at(from + 2), ends);
}

}  // namespace rgx::conformance
