#pragma once
// How far found numbers lie from expected ones.
#include <Eigen/Core>
#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "stats/model_test.hpp"
#include "stats/result.hpp"

namespace rgx::conformance {

// |found − expected| / max(|expected|, beside), beside at least 1e-300; |found| where 0 is expected and nothing stands
// beside. Equal infinities and two missing values (NaN) agree; one missing, or an infinity against anything else, is
// infinitely far off.
double relative_error(double found, double expected, double beside = 0);

// The numbers of one case.
class Numbers {
 public:
  void add(double found, double expected, double beside = 0);
  // Throw std::runtime_error when the lengths differ.
  void add(const std::vector<double>& found, const std::vector<double>& expected, double beside = 0);
  void add(const Eigen::Ref<const Eigen::MatrixXd>& found, const Eigen::Ref<const Eigen::MatrixXd>& expected,
           double beside = 0);
  void add(const Eigen::Ref<const Eigen::VectorXd>& found, const std::vector<double>& expected, double beside = 0);
  // p relative; its decimal logarithm beside 1, where an absolute difference is a relative one of p.
  void tail(double p, double log10_p, double expected_p, double expected_log10);
  void tail(const stats::TestResult& r, double expected_p, double expected_log10);
  // statistic, df, p, log10 p
  void chi_square(const stats::ChiSquare& c, const std::vector<double>& expected);
  void chi_square(const stats::TestResult& r, const std::vector<double>& expected);
  // estimate, low, high from place `from` of `expected` on
  void estimate(const stats::TestResult& r, const std::vector<double>& expected, std::size_t from = 0,
                double beside = 0);

  [[nodiscard]] std::size_t count() const { return count_; }
  [[nodiscard]] double largest() const { return largest_; }

 private:
  std::size_t count_ = 0;
  double largest_ = 0;
};

// The numbers of one routine, by case.
class Comparison {
 public:
  Numbers& of(const std::string& name) { return cases_[name]; }
  [[nodiscard]] const std::map<std::string, Numbers>& cases() const { return cases_; }

 private:
  std::map<std::string, Numbers> cases_;
};

}  // namespace rgx::conformance
