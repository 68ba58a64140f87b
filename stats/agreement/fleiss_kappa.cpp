#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "stats/agreement/kappa.hpp"
#include "stats/base/margin.hpp"
#include "stats/base/report.hpp"
#include "stats/base/tails.hpp"

namespace rgx::stats {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

// Subjects × categories: how many readers chose each; subjects with a missing rating are left out.
MatrixXd counts_of(const Eigen::Ref<const Eigen::MatrixXi>& ratings, int categories) {
  MatrixXd counts = MatrixXd::Zero(ratings.rows(), categories);
  Index n = 0;
  for (Index i = 0; i < ratings.rows(); ++i) {
    if ((ratings.row(i).array() < 0).any()) continue;
    for (const int code : ratings.row(i)) {
      if (code >= categories) throw std::invalid_argument("a code beyond the categories");
      counts(n, code) += 1;
    }
    ++n;
  }
  counts.conservativeResize(n, Eigen::NoChange);
  return counts;
}

}  // namespace

Kappa fleiss_kappa(const Eigen::Ref<const Eigen::MatrixXi>& ratings, int categories, double level) {
  if (categories < 1) throw std::invalid_argument("one category at least");
  const MatrixXd counts = counts_of(ratings, categories);
  const double n = static_cast<double>(counts.rows()), m = static_cast<double>(ratings.cols());
  Kappa out;
  out.result.test = "fleiss";
  out.result.estimate_kind = "kappa";
  out.result.n = static_cast<std::size_t>(counts.rows());
  if (n < 1 || m < 2) return refuse(out.result, Reason::too_few), out;
  const VectorXd p = counts.colwise().sum().transpose() / (n * m);
  const auto pq = p.array() * (1 - p.array());
  if ((p.array() > 0).count() == 1) return refuse(out.result, Reason::constant), out;
  const VectorXd agreed = (counts.array() * (counts.array() - 1)).rowwise().sum() / (m * (m - 1));
  const bool all_agree = (agreed.array() == 1).all();
  out.observed = agreed.mean();
  out.expected = p.squaredNorm();
  const double missed = 1 - out.expected;
  const double kappa = all_agree ? 1 : (out.observed - out.expected) / missed;
  out.result.estimate = kappa;
  for (Index j = 0; j < categories; ++j) {
    const double split = (counts.col(j).array() * (m - counts.col(j).array())).sum();
    out.category.push_back(pq[j] > 0 ? 1 - split / (n * m * (m - 1) * pq[j]) : missing);
  }
  const double whole = pq.sum(), skew = (pq * (1 - 2 * p.array())).sum();
  out.null_se = std::sqrt(2 * (whole * whole - skew) / (n * m * (m - 1))) / whole;
  out.result.statistic = kappa / out.null_se;
  out.result.set(normal_two_sided(out.result.statistic));
  if (all_agree || n < 2) {
    out.result.ci_reason = all_agree ? Reason::degenerate : Reason::too_few;
    return out;
  }
  // What each subject adds to kappa: by its own agreement, and by moving the chance of agreement.
  const VectorXd chance = counts * p / m;
  const VectorXd own = ((agreed.array() - out.expected) - 2 * (1 - kappa) * (chance.array() - out.expected)) / missed;
  out.se = std::sqrt((own.array() - kappa).square().sum() / (n * (n - 1)));
  const double margin = t_margin(level, n - 1) * out.se;
  out.result.ci_low = std::max(kappa - margin, -1.0);
  out.result.ci_high = std::min(kappa + margin, 1.0);
  return out;
}

}  // namespace rgx::stats
