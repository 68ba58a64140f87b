#include "stats/multivariate/sparse_tune.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "stats/permutation/arrangements.hpp"

namespace rgx::stats {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

double fisher(double r) { return std::isnan(r) ? 0 : std::atanh(std::clamp(r, -1 + 1e-12, 1 - 1e-12)); }

}  // namespace

SparseTuning tune_sparse_cca(const CanonicalSide& left, const CanonicalSide& right,
                             const std::vector<SparsePenalties>& candidates, const SparseCcaOptions& options,
                             const Permutations& how) {
  if (candidates.empty() || how.draws < 2) throw std::invalid_argument("nothing to choose by");
  SparseTuning out;
  out.chosen = candidates.front();
  if (!left.block.reason.empty() || !right.block.reason.empty()) return out;
  const auto n = static_cast<std::size_t>(left.block.values.rows());
  std::vector<int> cases(n);
  for (std::size_t i = 0; i < n; ++i) cases[i] = static_cast<int>(i);
  const Arrangements arrangements(cases, how.stratum);

  // Row 0 as observed, then the draws.
  MatrixXd r(how.draws + Index{1}, static_cast<Index>(candidates.size()));
  how.parallel(how.draws + std::size_t{1}, [&](std::size_t b) {
    CanonicalSide other = right;
    if (b > 0) {
      const std::vector<int> order = arrangements.draw(how.stream.at(static_cast<std::uint32_t>(b - 1)));
      other.block.values = right.block.values(order, Eigen::all);
      other.svd.u = right.svd.u(order, Eigen::all);
    }
    for (std::size_t c = 0; c < candidates.size(); ++c) {
      SparseCcaOptions own = options;
      own.penalty = candidates[c];
      r(static_cast<Index>(b), static_cast<Index>(c)) = sparse_cca(left, other, 1, own).correlation[0];
    }
  });
  for (const double v : r.row(0)) out.correlation.push_back(v);
  const MatrixXd f = r.unaryExpr([](double v) { return fisher(v); });
  VectorXd most = VectorXd::Constant(r.rows(), -1e300);  // the largest z of each arrangement
  for (Index c = 0; c < f.cols(); ++c) {
    const VectorXd drawn = f.col(c).tail(how.draws);
    const double mean = drawn.mean(), sd = std::sqrt((drawn.array() - mean).square().sum() / (how.draws - 1.0));
    const VectorXd z = sd > 0 ? VectorXd((f.col(c).array() - mean) / sd) : VectorXd::Zero(f.rows());
    out.z.push_back(z[0]);
    most = most.cwiseMax(z);
  }
  out.chosen = candidates[static_cast<std::size_t>(std::max_element(out.z.begin(), out.z.end()) - out.z.begin())];
  const auto extreme = (most.tail(how.draws).array() >= most[0] - 1e-12 * std::abs(most[0])).count();
  out.p = (1 + static_cast<double>(extreme)) / (1 + static_cast<double>(how.draws));
  return out;
}

}  // namespace rgx::stats
