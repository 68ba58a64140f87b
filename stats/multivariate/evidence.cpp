#include "stats/multivariate/evidence.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <stdexcept>

#include "stats/base/resample.hpp"

namespace rgx::stats {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double slack = 1e-12;

// The block with nothing left of a score.
CanonicalSide without(const CanonicalSide& side, const VectorXd& score) {
  CanonicalSide out = side;
  const VectorXd t = (score.array() - score.mean()).matrix().normalized();
  for (int again = 0; again < 2; ++again)  // what rounding left of it would be a direction of its own
    out.block.values -= t * (t.transpose() * out.block.values).eval();
  out.svd = thin_svd(out.block.values);
  return out;
}

CanonicalSide rearranged(const CanonicalSide& side, std::span<const int> order) {
  CanonicalSide out = side;
  for (std::size_t i = 0; i < order.size(); ++i) {
    out.block.values.row(static_cast<Index>(i)) = side.block.values.row(order[i]);
    out.svd.u.row(static_cast<Index>(i)) = side.svd.u.row(order[i]);
  }
  return out;
}

double first_statistic(const TwoBlockMethod& method, const CanonicalSide& left, const CanonicalSide& right) {
  const TwoBlockFit fit = method(left, right, 1);
  return fit.reason.empty() ? fit.statistic[0] : std::nan("");  // NaN counts as extreme
}

MatrixXd rows_of_matrix(ConstMatrix x, std::span<const std::size_t> rows) {
  MatrixXd out(static_cast<Index>(rows.size()), x.cols());
  for (std::size_t i = 0; i < rows.size(); ++i) out.row(static_cast<Index>(i)) = x.row(static_cast<Index>(rows[i]));
  return out;
}

// Values a test part and component, NaN where there is none, to means.
HeldOut average(const std::vector<VectorXd>& parts, Index components) {
  HeldOut out;
  out.value = VectorXd::Constant(components, std::nan(""));
  out.folds.assign(static_cast<std::size_t>(components), 0);
  for (const VectorXd& part : parts) out.refused += part.size() == 0 ? 1 : 0;
  for (Index k = 0; k < components; ++k) {
    double sum = 0;
    int count = 0;
    for (const VectorXd& part : parts)
      if (part.size() > k && !std::isnan(part[k])) sum += part[k], ++count;
    if (count > 0) out.value[k] = sum / count;
    out.folds[static_cast<std::size_t>(k)] = count;
  }
  return out;
}

std::vector<VectorXd> over_folds(std::size_t cases, const HeldOutPlan& plan,
                                 const std::function<VectorXd(const Fold&)>& body) {
  Subjects subjects;
  subjects.count = cases;
  const Partition partition = kfold(subjects, plan.folds, plan.repeats, plan.key);
  if (!partition.reason.empty()) return {};
  std::vector<const Fold*> folds;
  for (const auto& repeat : partition.repeats)
    for (const Fold& fold : repeat) folds.push_back(&fold);
  std::vector<VectorXd> parts(folds.size());
  plan.parallel(folds.size(), [&](std::size_t f) { parts[f] = body(*folds[f]); });
  return parts;
}

}  // namespace

VectorXd component_p(const CanonicalSide& left, const CanonicalSide& right, const TwoBlockFit& fit,
                     const TwoBlockMethod& method, const Permutations& how) {
  const Index components = fit.statistic.size();
  VectorXd p = VectorXd::Constant(components, std::nan(""));
  if (!fit.reason.empty()) return p;
  CanonicalSide x = left, y = right;
  std::vector<int> order(static_cast<std::size_t>(fit.n));
  std::iota(order.begin(), order.end(), 0);
  for (Index k = 0; k < components; ++k) {
    if (k > 0) {
      x = without(x, left.block.values * fit.left.weights.col(k - 1));
      y = without(y, right.block.values * fit.right.weights.col(k - 1));
    }
    const double observed = first_statistic(method, x, y);
    if (std::isnan(observed)) break;
    const auto extremity = [&](std::span<const int> code) { return first_statistic(method, x, rearranged(y, code)); };
    p[k] = permutation_p(order, extremity, std::abs(observed), how).p.p;
    if (k > 0) p[k] = std::max(p[k], p[k - 1]);
  }
  return p;
}

HeldOut held_out_correlation(ConstMatrix left, ConstMatrix right, bool scale, Index components,
                             const TwoBlockMethod& method, const HeldOutPlan& plan) {
  if (left.rows() != right.rows()) throw std::invalid_argument("blocks with different cases");
  const auto parts = over_folds(static_cast<std::size_t>(left.rows()), plan, [&](const Fold& fold) {
    const TwoBlockFit fit = method(canonical_side(rows_of_matrix(left, fold.train), scale),
                                   canonical_side(rows_of_matrix(right, fold.train), scale), components);
    if (!fit.reason.empty()) return VectorXd();
    const MatrixXd u = fit.left.scores(rows_of_matrix(left, fold.test)),
                   v = fit.right.scores(rows_of_matrix(right, fold.test));
    VectorXd r = VectorXd::Constant(components, std::nan(""));
    if (fold.test.size() >= 3)
      for (Index k = 0; k < components; ++k) r[k] = correlation_of(u.col(k), v.col(k));
    return r;
  });
  return average(parts, components);
}

HeldOut held_out_scores(ConstMatrix x, const MatrixXd& loadings, const MatrixXd& scores, const FitAndScore& method,
                        const HeldOutPlan& plan) {
  const Index components = loadings.cols();
  const auto parts = over_folds(static_cast<std::size_t>(x.rows()), plan, [&](const Fold& fold) {
    MatrixXd found;
    const MatrixXd test = method(rows_of_matrix(x, fold.train), rows_of_matrix(x, fold.test), found);
    if (found.cols() == 0) return VectorXd();
    const MatrixXd all = rows_of_matrix(scores, fold.test);
    const Matching match = match_components(loadings, found);
    VectorXd r = VectorXd::Constant(components, std::nan(""));
    if (fold.test.size() >= 3)
      for (Index k = 0; k < components; ++k) {
        const auto at = static_cast<std::size_t>(k);
        if (match.of[at] >= 0) r[k] = match.sign[at] * correlation_of(test.col(match.of[at]), all.col(k));
      }
    return r;
  });
  return average(parts, components);
}

VectorXd column_permutation_p(const MatrixXd& values, const VectorXd& observed,
                              const std::function<VectorXd(const MatrixXd&)>& statistic, const Permutations& how) {
  if (how.draws == 0) throw std::invalid_argument("no permutations");
  std::vector<VectorXd> drawn(how.draws);
  how.parallel(how.draws, [&](std::size_t b) {
    Stream stream = how.stream.at(static_cast<std::uint32_t>(b));
    MatrixXd mixed = values;
    for (Index j = 0; j < mixed.cols(); ++j) {
      double* const column = mixed.col(j).data();
      stream.shuffle(std::span(column, static_cast<std::size_t>(mixed.rows())));
    }
    drawn[b] = statistic(mixed);
  });
  VectorXd p(observed.size());
  for (Index k = 0; k < observed.size(); ++k) {
    double extreme = 0;
    for (const VectorXd& d : drawn)
      if (d.size() <= k || !(d[k] < observed[k] - slack * std::abs(observed[k]))) ++extreme;
    p[k] = (1 + extreme) / (1 + static_cast<double>(how.draws));
  }
  return p;
}

Matching match_components(const MatrixXd& reference, const MatrixXd& other) {
  const auto count = static_cast<std::size_t>(reference.cols());
  Matching out{std::vector<Index>(count, -1), std::vector<double>(count, 1), std::vector<double>(count, 0)};
  MatrixXd cosine = reference.colwise().normalized().transpose() * other.colwise().normalized();
  cosine = cosine.unaryExpr([](double c) { return std::isnan(c) ? 0.0 : c; });
  MatrixXd size = cosine.cwiseAbs();
  for (Index round = 0; round < std::min(reference.cols(), other.cols()); ++round) {
    Index i = 0, j = 0;
    size.maxCoeff(&i, &j);
    const auto at = static_cast<std::size_t>(i);
    out.of[at] = j;
    out.sign[at] = cosine(i, j) < 0 ? -1 : 1;
    out.cosine[at] = std::abs(cosine(i, j));
    size.row(i).setConstant(-1);
    size.col(j).setConstant(-1);
  }
  return out;
}

LoadingStability loading_stability(const MatrixXd& loadings, std::size_t cases, const LoadingsOfCases& fit,
                                   StabilityKind kind, const Stream& stream, std::uint32_t samples,
                                   const ParallelFor& parallel) {
  const Index columns = loadings.rows(), components = loadings.cols();
  std::vector<MatrixXd> found(samples);
  parallel(samples, [&](std::size_t b) {
    Stream own = stream.at(static_cast<std::uint32_t>(b));
    found[b] = fit(own.bootstrap(cases));
  });
  LoadingStability out;
  out.share = MatrixXd::Zero(columns, components);
  MatrixXd sum = out.share, squares = out.share;
  out.congruence = VectorXd::Zero(components);
  for (const MatrixXd& sample : found) {
    if (sample.cols() < components) {
      ++out.refused;
      continue;
    }
    ++out.used;
    const Matching match = match_components(loadings, sample);
    MatrixXd turned(columns, components);
    for (Index k = 0; k < components; ++k) {
      const auto at = static_cast<std::size_t>(k);
      turned.col(k) = match.sign[at] * sample.col(match.of[at]);
      out.congruence[k] += match.cosine[at];
    }
    for (Index j = 0; j < columns; ++j) {
      Index here = 0, there = 0;
      if (kind == StabilityKind::membership) loadings.row(j).maxCoeff(&here), turned.row(j).maxCoeff(&there);
      for (Index k = 0; k < components; ++k) {
        const double a = loadings(j, k), b = turned(j, k);
        switch (kind) {
          case StabilityKind::sign:
            out.share(j, k) += (a > 0 && b > 0) || (a < 0 && b < 0) || (a == 0 && b == 0);
            break;
          case StabilityKind::selection:
            out.share(j, k) += b != 0;
            break;
          case StabilityKind::membership:
            out.share(j, k) += (k == here) == (k == there);
            break;
        }
      }
    }
    sum += turned;
    squares += turned.cwiseAbs2();
  }
  const double used = out.used > 0 ? out.used : std::nan("");
  out.share /= used;
  out.congruence /= used;
  const MatrixXd mean = sum / used;
  out.sd = ((squares / used - mean.cwiseAbs2()).cwiseMax(0) * (used / (used - 1))).cwiseSqrt();
  return out;
}

}  // namespace rgx::stats
