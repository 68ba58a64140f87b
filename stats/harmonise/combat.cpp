#include "stats/harmonise/combat.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "stats/harmonise/combat_prior.hpp"

namespace rgx::stats {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr Index kBlock = 32;  // features a task

void in_blocks(Index p, const ParallelFor& parallel, const std::function<void(Index, Index)>& body) {
  parallel(static_cast<std::size_t>((p + kBlock - 1) / kBlock), [&](std::size_t block) {
    const Index first = static_cast<Index>(block) * kBlock;
    body(first, std::min(first + kBlock, p));
  });
}

// Cases in order of their batch, and where each batch begins.
struct Layout {
  std::vector<Index> row, start;  // start: one more than batches
  std::vector<int> code;          // of each batch that has cases
  Index batches() const { return static_cast<Index>(code.size()); }
  Index size(Index b) const { return start[b + 1] - start[b]; }
};

Layout layout_of(std::span<const int> batch) {
  Layout out;
  const int codes = batch.empty() ? 0 : *std::max_element(batch.begin(), batch.end()) + 1;
  for (int c = 0; c < codes; ++c) {
    const std::size_t before = out.row.size();
    for (std::size_t i = 0; i < batch.size(); ++i)
      if (batch[i] == c) out.row.push_back(static_cast<Index>(i));
    if (out.row.size() == before) continue;
    out.start.push_back(static_cast<Index>(before));
    out.code.push_back(c);
  }
  out.start.push_back(static_cast<Index>(out.row.size()));
  return out;
}

// Covariates about their mean in each batch, as an orthonormal basis: what is left of a feature along it is what its
// least squares on batches and covariates gives.
struct WithinBatch {
  MatrixXd mean;                      // batches × covariates
  MatrixXd q;                         // cases × covariates
  Eigen::HouseholderQR<MatrixXd> qr;  // of the centred columns
  bool full_rank = true;

  VectorXd slopes(const VectorXd& along) const {
    VectorXd b = along;
    qr.matrixQR().topRows(b.size()).triangularView<Eigen::Upper>().solveInPlace(b);
    return b;
  }
};

WithinBatch within_batch(const MatrixXd& z, const std::vector<Index>& start) {
  WithinBatch out;
  const auto batches = static_cast<Index>(start.size()) - 1;
  const Index q = z.cols(), n = z.rows();
  out.mean = MatrixXd::Zero(batches, q);
  MatrixXd centred = z;
  for (Index b = 0; b < batches; ++b) {
    const Index size = start[b + 1] - start[b];
    if (size == 0) continue;
    out.mean.row(b) = z.middleRows(start[b], size).colwise().mean();
    centred.middleRows(start[b], size).rowwise() -= out.mean.row(b);
  }
  if (q == 0) {
    out.q.resize(n, 0);
    return out;
  }
  if (n < q + batches) {
    out.full_rank = false;
    return out;
  }
  out.qr.compute(centred);
  // R's qr() calls a column dependent when less than 1e-7 of it is left.
  for (Index j = 0; j < q; ++j) {
    const double size = z.col(j).norm();
    if (!(std::abs(out.qr.matrixQR()(j, j)) > 1e-7 * size)) out.full_rank = false;
  }
  out.q = out.qr.householderQ() * MatrixXd::Identity(n, q);
  return out;
}

// What the fit knows of one feature.
struct Feature {
  VectorXd values;          // present ones, in order of batches
  std::vector<Index> from;  // the places they stand at in the layout
  std::vector<Index> start;
  bool whole = true;
};

void gather(ConstMatrix x, Index j, const Layout& layout, Feature& out) {
  const auto n = static_cast<Index>(layout.row.size());
  out.values.resize(n);
  out.from.clear();
  out.start.assign(1, 0);
  Index kept = 0;
  for (Index b = 0; b < layout.batches(); ++b) {
    for (Index at = layout.start[b]; at < layout.start[b + 1]; ++at) {
      const double v = x(layout.row[at], j);
      if (std::isnan(v)) continue;
      out.values[kept++] = v;
      out.from.push_back(at);
    }
    out.start.push_back(kept);
  }
  out.whole = kept == n;
  out.values.conservativeResize(kept);
}

// Empty, or why the feature is left alone.
std::string refusal(const Feature& f, bool mean_only) {
  bool constant = true;
  for (std::size_t b = 0; b + 1 < f.start.size(); ++b) {
    const Index size = f.start[b + 1] - f.start[b];
    if (size == 0) return "no cases";
    if (size < 2 && !mean_only) return "too few cases";
    const auto values = f.values.segment(f.start[b], size);
    if (size > 1 && values.minCoeff() == values.maxCoeff()) return "constant in a batch";
    constant = constant && f.values.minCoeff() == f.values.maxCoeff();
  }
  return constant ? "constant" : "";
}

class Fitting {
 public:
  Fitting(ConstMatrix x, std::span<const int> batch, ConstMatrix covariates, const CombatOptions& options)
      : x_(x), options_(options), layout_(layout_of(batch)) {
    z_.resize(static_cast<Index>(layout_.row.size()), covariates.cols());
    for (Index i = 0; i < z_.rows(); ++i) z_.row(i) = covariates.row(layout_.row[i]);
    out_.reference = options.reference;
    out_.cases.assign(layout_.code.empty() ? 0 : static_cast<std::size_t>(layout_.code.back()) + 1, 0);
    for (Index b = 0; b < layout_.batches(); ++b) {
      out_.cases[layout_.code[b]] = layout_.size(b);
      out_.mean_only = out_.mean_only || layout_.size(b) == 1;
      if (options.reference && *options.reference == layout_.code[b]) reference_ = b;
    }
    out_.mean_only = out_.mean_only || options.mean_only;
  }

  Combat run(const ParallelFor& parallel) {
    if (layout_.batches() < 2) return refused("one batch");
    if (options_.reference && reference_ < 0) return refused("no such reference");
    if (!z_.allFinite()) return refused("missing covariate");
    within_ = within_batch(z_, layout_.start);
    if (!within_.full_rank) return refused("confounded");
    moments(parallel);
    if (kept_.size() == 1 && options_.prior != CombatPrior::none) return refused("one feature");
    posteriors(parallel);
    return std::move(out_);
  }

 private:
  Combat refused(const char* why) {
    out_.reason = why;
    return std::move(out_);
  }

  void moments(const ParallelFor& parallel) {
    const Index p = x_.cols(), q = z_.cols(), batches = layout_.batches();
    out_.mean = out_.sd = VectorXd::Constant(p, kNone);
    out_.covariate = MatrixXd::Constant(q, p, kNone);
    out_.left_alone.assign(static_cast<std::size_t>(p), {});
    location_ = squares_ = count_ = MatrixXd::Zero(batches, p);
    std::vector<char> gaps(static_cast<std::size_t>(p), 0);
    in_blocks(p, parallel, [&](Index first, Index last) {
      for (Index j = first; j < last; ++j) gaps[j] = x_.col(j).array().isNaN().any();
    });
    const bool any_gap = std::any_of(gaps.begin(), gaps.end(), [](char g) { return g != 0; });
    in_blocks(p, parallel, [&](Index first, Index last) {
      Feature f;
      for (Index j = first; j < last; ++j) {
        gather(x_, j, layout_, f);
        out_.left_alone[j] = refusal(f, out_.mean_only);
        if (!out_.left_alone[j].empty()) continue;
        if (f.whole) {
          one(f, j, z_, within_, any_gap);
          continue;
        }
        const MatrixXd z = z_(f.from, Eigen::all);
        const WithinBatch own = within_batch(z, f.start);
        if (own.full_rank)
          one(f, j, z, own, any_gap);
        else
          out_.left_alone[j] = "confounded";
      }
    });
    for (Index j = 0; j < p; ++j)
      if (out_.left_alone[j].empty()) kept_.push_back(j);
  }

  // Least squares of one feature, in place of its values what they leave.
  void one(Feature& f, Index j, const MatrixXd& z, const WithinBatch& within, bool any_gap) {
    const Index batches = layout_.batches();
    if (z.cols() > 0) {
      out_.covariate.col(j) = within.slopes(within.q.transpose() * f.values);
      f.values.noalias() -= z * out_.covariate.col(j);
    }
    double grand = 0, residual = 0;
    for (Index b = 0; b < batches; ++b) {
      const Index size = f.start[b + 1] - f.start[b];
      auto part = f.values.segment(f.start[b], size);
      const double mean = part.mean();
      location_(b, j) = mean;
      squares_(b, j) = (part.array() - mean).square().sum();
      count_(b, j) = static_cast<double>(size);
      grand += static_cast<double>(layout_.size(b)) * mean;
      residual += squares_(b, j);
    }
    grand /= static_cast<double>(layout_.row.size());
    double cases = static_cast<double>(f.values.size());
    if (reference_ >= 0) {
      grand = location_(reference_, j);
      residual = squares_(reference_, j);
      cases = count_(reference_, j);
    }
    const double variance = residual / (any_gap ? cases - 1 : cases);
    out_.mean[j] = grand;
    out_.sd[j] = std::sqrt(variance);
    location_.col(j).array() = (location_.col(j).array() - grand) / out_.sd[j];
    squares_.col(j) /= variance;
    if (!(variance > 0)) out_.left_alone[j] = "constant";
  }

  void posteriors(const ParallelFor& parallel) {
    const auto codes = static_cast<Index>(out_.cases.size());
    out_.gamma = out_.delta = MatrixXd::Constant(codes, x_.cols(), kNone);
    const auto batch = [&](Index b) {
      const int code = layout_.code[b];
      BatchMoments m{count_(b, kept_), location_(b, kept_), squares_(b, kept_), {}};
      m.scale = m.squares / (m.n - 1);
      const auto p = static_cast<Index>(kept_.size());
      BatchPosterior found{Eigen::ArrayXd::Zero(p), Eigen::ArrayXd::Ones(p)};
      const bool by_likelihood = options_.prior == CombatPrior::nonparametric;
      if (b == reference_) {  // stays as it is
      } else if (options_.prior == CombatPrior::none) {
        found.gamma = m.location;
        if (!out_.mean_only) found.delta = m.scale;
      } else if (by_likelihood) {
        found =
            nonparametric_posterior(m, out_.mean_only ? Eigen::ArrayXd(Eigen::ArrayXd::Ones(p)) : m.scale, parallel);
      } else {
        found = out_.mean_only ? parametric_location(m) : parametric_posterior(m);
      }
      for (Index k = 0; k < p; ++k) {
        out_.gamma(code, kept_[k]) = found.gamma[k];
        out_.delta(code, kept_[k]) = found.delta[k];
      }
    };
    if (kept_.empty()) return;
    for (Index b = 0; b < layout_.batches(); ++b) batch(b);
  }

  ConstMatrix x_;
  const CombatOptions& options_;
  Layout layout_;
  MatrixXd z_;  // in order of batches
  WithinBatch within_;
  Index reference_ = -1;                 // place in the layout
  MatrixXd location_, squares_, count_;  // batches × features
  std::vector<Index> kept_;
  Combat out_;
};

}  // namespace

Combat fit_combat(ConstMatrix x, std::span<const int> batch, ConstMatrix covariates, const CombatOptions& options,
                  const ParallelFor& parallel) {
  if (static_cast<Index>(batch.size()) != x.rows() || covariates.rows() != x.rows())
    throw std::invalid_argument("combat: one batch and one row of covariates for each case");
  if (std::any_of(batch.begin(), batch.end(), [](int b) { return b < 0; }))
    throw std::invalid_argument("combat: a case without a batch");
  return Fitting(x, batch, covariates, options).run(parallel);
}

}  // namespace rgx::stats
