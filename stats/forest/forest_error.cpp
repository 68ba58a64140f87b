#include "stats/forest/forest_error.hpp"

#include <cmath>

#include "stats/base/result.hpp"
#include "stats/forest/forest_prediction.hpp"
#include "stats/survival/concordance.hpp"

namespace rgx::stats {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;

bool votes_wrong(const MatrixXd& share, Index row, double y, Stream& draws) {
  const double most = share.row(row).maxCoeff();
  std::vector<Index> best;
  for (Index k = 0; k < share.cols(); ++k)
    if (share(row, k) == most) best.push_back(k);
  return best.size() == 1 ? best[0] != static_cast<Index>(y) : best[draws.below(best.size())] != static_cast<Index>(y);
}

double squared(ForestKind kind, const MatrixXd& predicted, Index row, double y) {
  if (kind == ForestKind::regression) return (predicted(row, 0) - y) * (predicted(row, 0) - y);
  double sum = 0;
  for (Index k = 0; k < predicted.cols(); ++k) {
    const double off = predicted(row, k) - (k == static_cast<Index>(y) ? 1 : 0);
    sum += off * off;
  }
  return sum / 2;
}

}  // namespace

double forest_error(ForestKind kind, const ForestOutcome& outcome, const MatrixXd& predicted, Stream& draws) {
  if (kind == ForestKind::survival) {
    CoxCases cases;
    cases.time = outcome.y;
    cases.event = outcome.event;
    return 1 - concordance(cases, forest_mortality(predicted)).value;
  }
  double sum = 0;
  std::size_t n = 0;
  for (Index i = 0; i < predicted.rows(); ++i) {
    if (std::isnan(predicted(i, 0))) continue;
    sum += kind == ForestKind::votes ? (votes_wrong(predicted, i, outcome.y[i], draws) ? 1 : 0)
                                     : squared(kind, predicted, i, outcome.y[i]);
    ++n;
  }
  return n == 0 ? missing : sum / static_cast<double>(n);
}

}  // namespace rgx::stats
