#pragma once
// What stands behind a component: could it come from blocks that have nothing to do with each other, does it hold in
// cases it was not fitted on, and do its loadings come again in other samples of the same cases?
#include <Eigen/Core>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "stats/base/parallel.hpp"
#include "stats/multivariate/canonical.hpp"
#include "stats/permutation/permute.hpp"

namespace rgx::stats {

// A method for two blocks, with its settings bound.
using TwoBlockMethod = std::function<TwoBlockFit(const CanonicalSide&, const CanonicalSide&, Eigen::Index components)>;

// p of each component of `fit`: the first statistic of the blocks without the scores of the components before, against
// that of the same blocks with the cases of the right one exchanged (within strata of how.stratum). Each p is at least
// that before it, so that no component stands on one that does not (Winkler, Renaud, Smith & Nichols 2020). A method
// that tunes itself does so in every draw. Draws that the method refuses count as extreme.
Eigen::VectorXd component_p(const CanonicalSide& left, const CanonicalSide& right, const TwoBlockFit& fit,
                            const TwoBlockMethod& method, const Permutations& how);

struct HeldOut {
  Eigen::VectorXd value;   // one a component: mean over the test parts; NaN where none could be used
  std::vector<int> folds;  // one a component: test parts with a value
  int refused = 0;         // training parts that the method could not be fitted on
};
struct HeldOutPlan {
  std::size_t folds = 5, repeats = 10;
  std::uint64_t key = 0;              // of the stream that deals the cases out
  ParallelFor parallel = serial_for;  // over test parts
};
// Correlation of the left with the right score in the test part of each fold, the blocks scaled and the components
// fitted on its training part alone. Test parts of fewer than 3 cases have none. Components go by their order.
HeldOut held_out_correlation(ConstMatrix left, ConstMatrix right, bool scale, Eigen::Index components,
                             const TwoBlockMethod& method, const HeldOutPlan& plan);

// A method for one block: fitted on the training cases, it scores others; loadings without columns where it refuses.
using FitAndScore = std::function<Eigen::MatrixXd(ConstMatrix train, ConstMatrix others, Eigen::MatrixXd& loadings)>;
// Correlation of the scores that held-out cases get from components of the training part with those that the components
// of all cases give them (matched as below): whether the components hold, not whether they mean anything.
HeldOut held_out_scores(ConstMatrix x, const Eigen::MatrixXd& loadings, const Eigen::MatrixXd& scores,
                        const FitAndScore& method, const HeldOutPlan& plan);

// p of statistics of one block: as large when the cases of each column are exchanged on their own, which leaves no
// relation between columns (parallel analysis: Horn 1965; Buja & Eyuboglu 1992). (1 + b) / (1 + draws).
Eigen::VectorXd column_permutation_p(const Eigen::MatrixXd& values, const Eigen::VectorXd& observed,
                                     const std::function<Eigen::VectorXd(const Eigen::MatrixXd&)>& statistic,
                                     const Permutations& how);

// How loadings come again in bootstrap samples of the cases. Components of a sample are matched to those of all cases
// by the largest absolute cosine, one after another, and turned to agree.
enum class StabilityKind {
  sign,       // share of samples in which the loading has the sign it has in all cases
  selection,  // share in which it is not 0
  membership  // share in which the column is largest on the same component (non-negative loadings)
};
struct LoadingStability {
  Eigen::MatrixXd share;                // columns × components
  Eigen::MatrixXd sd;                   // of the loadings over the samples
  Eigen::VectorXd congruence;           // mean |cosine| with the loadings of all cases, one a component
  std::uint32_t used = 0, refused = 0;  // samples
};
using LoadingsOfCases = std::function<Eigen::MatrixXd(std::span<const std::size_t> cases)>;
LoadingStability loading_stability(const Eigen::MatrixXd& loadings, std::size_t cases, const LoadingsOfCases& fit,
                                   StabilityKind kind, const Stream& stream, std::uint32_t samples,
                                   const ParallelFor& parallel = serial_for);

// Which component of `other` (or -1) goes with each of `reference`, and its sign.
struct Matching {
  std::vector<Eigen::Index> of;
  std::vector<double> sign, cosine;
};
Matching match_components(const Eigen::MatrixXd& reference, const Eigen::MatrixXd& other);

}  // namespace rgx::stats
