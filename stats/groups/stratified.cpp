#include "stats/groups/stratified.hpp"

#include <Eigen/QR>
#include <cmath>
#include <stdexcept>
#include <vector>

#include "stats/base/margin.hpp"
#include "stats/base/report.hpp"
#include "stats/base/tails.hpp"

namespace rgx::stats {
namespace {

using Index = Eigen::Index;

// Strata of two cases or more, without the rows and columns that are empty in all of them.
std::vector<Eigen::MatrixXd> informative(std::span<const Counts> strata) {
  if (strata.empty()) return {};
  const Index rows = strata[0].rows, cols = strata[0].cols;
  std::vector<Eigen::MatrixXd> tables;
  Eigen::MatrixXd all = Eigen::MatrixXd::Zero(rows, cols);
  for (const Counts& s : strata) {
    if (s.rows != rows || s.cols != cols || s.n.size() != static_cast<std::size_t>(rows * cols)) {
      throw std::invalid_argument("strata of different tables");
    }
    Eigen::MatrixXd t(rows, cols);
    for (int r = 0; r < s.rows; ++r) {
      for (int c = 0; c < s.cols; ++c) {
        if (s(r, c) < 0) throw std::invalid_argument("negative count");
        t(r, c) = static_cast<double>(s(r, c));
      }
    }
    if (t.sum() < 2) continue;
    all += t;
    tables.push_back(t);
  }
  std::vector<Index> row, col;
  for (Index r = 0; r < rows; ++r) {
    if (all.row(r).sum() > 0) row.push_back(r);
  }
  for (Index c = 0; c < cols; ++c) {
    if (all.col(c).sum() > 0) col.push_back(c);
  }
  for (auto& t : tables) t = Eigen::MatrixXd(t(row, col));
  return tables;
}

void two_by_two(TestResult& result, const std::vector<Eigen::MatrixXd>& tables, bool correct, double level) {
  double gap = 0, variance = 0;
  double diagonal = 0, off = 0, both = 0, mixed = 0, neither = 0;  // Robins, Breslow & Greenland's sums
  for (const auto& t : tables) {
    const double n = t.sum(), row = t.row(0).sum(), col = t.col(0).sum();
    gap += t(0, 0) - row * col / n;
    variance += row * (n - row) * col * (n - col) / (n * n * (n - 1));
    const double d = t(0, 0) * t(1, 1) / n, o = t(0, 1) * t(1, 0) / n;
    const double p = (t(0, 0) + t(1, 1)) / n, q = (t(0, 1) + t(1, 0)) / n;
    diagonal += d;
    off += o;
    both += p * d;
    mixed += p * o + q * d;
    neither += q * o;
  }
  result.estimate_kind = "odds_ratio";
  if (!(variance > 0)) {
    refuse(result, Reason::one_class);
    return;
  }
  const double correction = correct && std::abs(gap) >= 0.5 ? 0.5 : 0;
  result.df = 1;
  result.statistic = std::pow(std::abs(gap) - correction, 2) / variance;
  result.set(chi_square_upper(result.statistic, 1));
  result.estimate = diagonal / off;
  if (diagonal == 0 || off == 0) {
    result.ci_reason = Reason::degenerate;
    return;
  }
  const double se =
      std::sqrt(both / (2 * diagonal * diagonal) + mixed / (2 * diagonal * off) + neither / (2 * off * off));
  const double half = normal_margin(level) * se;
  result.ci_low = result.estimate * std::exp(-half);
  result.ci_high = result.estimate * std::exp(half);
}

void generalised(TestResult& result, const std::vector<Eigen::MatrixXd>& tables) {
  const Index rows = tables[0].rows() - 1, cols = tables[0].cols() - 1;  // the last of each follows from the margins
  Eigen::VectorXd gap = Eigen::VectorXd::Zero(rows * cols);
  Eigen::MatrixXd covariance = Eigen::MatrixXd::Zero(rows * cols, rows * cols);
  for (const auto& t : tables) {
    const double n = t.sum();
    const Eigen::VectorXd row = t.rowwise().sum().head(rows), col = t.colwise().sum().head(cols).transpose();
    const Eigen::MatrixXd of_row = Eigen::MatrixXd((n * row).asDiagonal()) - row * row.transpose();
    const Eigen::MatrixXd of_col = Eigen::MatrixXd((n * col).asDiagonal()) - col * col.transpose();
    for (Index c = 0; c < cols; ++c) {
      gap.segment(c * rows, rows) += t.col(c).head(rows) - row * (col(c) / n);
      for (Index d = 0; d < cols; ++d) {
        covariance.block(c * rows, d * rows, rows, rows) += of_row * (of_col(c, d) / (n * n * (n - 1)));
      }
    }
  }
  result.ci_reason = Reason::not_asked;
  Eigen::ColPivHouseholderQR<Eigen::MatrixXd> qr(covariance);
  qr.setThreshold(1e-10);
  if (qr.rank() < covariance.cols()) {
    result.reason = Reason::collinear;
    return;
  }
  result.df = static_cast<double>(rows * cols);
  result.statistic = gap.dot(qr.solve(gap));
  result.set(chi_square_upper(result.statistic, result.df));
}

}  // namespace

TestResult mantel_haenszel(std::span<const Counts> strata, bool correct, double level) {
  TestResult result;
  const auto tables = informative(strata);
  const bool small = !tables.empty() && tables[0].rows() == 2 && tables[0].cols() == 2;
  result.test = small && correct ? "mantel_haenszel corrected" : "mantel_haenszel";
  for (const auto& t : tables) result.n += static_cast<std::size_t>(t.sum());
  if (tables.empty() || tables[0].rows() < 2 || tables[0].cols() < 2) return refuse(result, Reason::one_class);
  if (small) {
    two_by_two(result, tables, correct, level);
  } else {
    generalised(result, tables);
  }
  return result;
}

}  // namespace rgx::stats
