#pragma once
// How far found numbers lie from expected ones.
#include <Eigen/Core>
#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "stats/base/result.hpp"
#include "stats/regression/model_test.hpp"

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
  // Decimal logarithms of p beside 1, where an absolute difference is a relative one of p.
  void log10_p(double found, double expected);
  void log10_p(const Eigen::Ref<const Eigen::VectorXd>& found, const std::vector<double>& expected);
  // p relative, and its logarithm.
  void tail(double p, double log10_p, double expected_p, double expected_log10);
  void tail(const stats::TestResult& r, double expected_p, double expected_log10);
  // statistic, df, p, log10 p
  void chi_square(const stats::ChiSquare& c, const std::vector<double>& expected);
  void chi_square(const stats::TestResult& r, const std::vector<double>& expected);
  // estimate, low, high from place `from` of `expected` on; the ends beside `ends`, as they may pass through 0
  void estimate(const stats::TestResult& r, const std::vector<double>& expected, std::size_t from = 0, double ends = 0);

  [[nodiscard]] std::size_t count() const { return count_; }
  // How many of them beside something.
  [[nodiscard]] std::size_t beside() const { return beside_; }
  [[nodiscard]] double largest() const { return largest_; }
  // A p below 1e-300 is among them.
  [[nodiscard]] bool far() const { return far_; }

 private:
  std::size_t count_ = 0;
  std::size_t beside_ = 0;
  bool far_ = false;
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
