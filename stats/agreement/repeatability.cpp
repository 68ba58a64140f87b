#include "stats/agreement/repeatability.hpp"

#include <cmath>
#include <numbers>

#include "stats/base/margin.hpp"

namespace rgx::stats {

namespace {

const double kDifference = normal_margin(0.95) * std::numbers::sqrt2;  // 2.77: two repeats, each with its error

// Mean of the subjects' variances (n - 1 of their repeats), each over the square of `unit`.
double mean_variance(ConstMatrix block, const Eigen::VectorXd& centre, const Eigen::VectorXd& unit) {
  const Eigen::MatrixXd off = (block.colwise() - centre).array().colwise() / unit.array();
  return off.squaredNorm() / static_cast<double>(block.rows() * (block.cols() - 1));
}

struct Factors {
  double low, high;  // of a standard deviation
};
Factors chi_factors(double df, double level) {
  return {std::sqrt(df / chi_square_quantile(0.5 + level / 2, df)),
          std::sqrt(df / chi_square_quantile(0.5 - level / 2, df))};
}

Estimate scaled(double sd, double by, const Factors& f) {
  return {sd * by, sd > 0 ? Interval{sd * by * f.low, sd * by * f.high} : Interval{}};
}

}  // namespace

Repeatability repeatability(ConstMatrix block, double level) {
  Repeatability out;
  out.n = static_cast<std::size_t>(block.rows());
  out.repeats = static_cast<std::size_t>(block.cols());
  if (block.rows() < 1 || block.cols() < 2) {
    out.reason = out.ci_reason = out.ratio_reason = Reason::too_few;
    return out;
  }
  out.df = static_cast<double>(block.rows() * (block.cols() - 1));
  const Factors factors = chi_factors(out.df, level);
  const bool equal = repeats_equal(block);
  const Eigen::VectorXd centre = equal ? Eigen::VectorXd(block.col(0)) : Eigen::VectorXd(block.rowwise().mean());
  const double sd = std::sqrt(mean_variance(block, centre, Eigen::VectorXd::Ones(block.rows())));
  if (sd == 0) out.ci_reason = Reason::degenerate;
  out.within_sd = scaled(sd, 1, factors);
  out.coefficient = scaled(sd, kDifference, factors);
  if (!(centre.array() > 0).all()) {
    out.ratio_reason = Reason::not_finite;
    return out;
  }
  const double cv = std::sqrt(mean_variance(block, centre, centre));
  out.within_cv = scaled(cv, 1, factors);
  out.percent_coefficient = scaled(cv, kDifference, factors);
  if (!(block.array() > 0).all()) {
    out.ratio_reason = Reason::not_finite;
    return out;
  }
  // Not Eigen's own logarithm, whose packets and rests differ in the last digit.
  const Eigen::MatrixXd logs = block.unaryExpr([](double v) { return std::log(v); });
  const Eigen::VectorXd log_centre = equal ? Eigen::VectorXd(logs.col(0)) : Eigen::VectorXd(logs.rowwise().mean());
  const double margin = kDifference * std::sqrt(mean_variance(logs, log_centre, Eigen::VectorXd::Ones(block.rows())));
  out.ratio_limits = {std::exp(-margin), std::exp(margin)};
  return out;
}

std::vector<Repeatability> repeatability_screen(ConstMatrix table, const RepeatLayout& layout, double level,
                                                const ParallelFor& parallel) {
  return each_block<Repeatability>(table, layout, parallel,
                                   [&](const Eigen::MatrixXd& block) { return repeatability(block, level); });
}

}  // namespace rgx::stats
