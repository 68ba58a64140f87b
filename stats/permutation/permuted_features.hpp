#pragma once
// Features made ready for permutation: centred, of length 1, those without missing values together.
#include <span>
#include <vector>

#include "stats/base/covariate_basis.hpp"
#include "stats/base/refs.hpp"

namespace rgx::stats {

struct FeatureBlock {
  std::vector<std::size_t> cases;    // row numbers that all its features have
  std::vector<Eigen::Index> places;  // where each of its columns stands among the columns asked for
  Eigen::MatrixXd values;            // cases × features, ranked for Spearman, off the covariates, of length 1 (or 0)
};

// Columns grouped by which cases they miss, the complete ones first. Why a column is 0 goes to reason[place].
std::vector<FeatureBlock> feature_blocks(ConstMatrix features, std::span<const Eigen::Index> columns,
                                         const Covariates& covariates, Correlation kind, std::vector<Reason>& reason);

// All cases in rows, 0 where a feature is missing, for products that want one matrix.
struct FilledFeatures {
  Eigen::MatrixXd values;            // cases × features
  Eigen::MatrixXd known;             // 1, or 0 where missing; empty if nothing is
  std::vector<Eigen::Index> places;  // as in the blocks
  std::vector<double> n;             // cases of each
};
// The features with missing values (gaps) or those without, from the blocks.
FilledFeatures filled_features(std::span<const FeatureBlock> blocks, Eigen::Index cases, bool gaps);

}  // namespace rgx::stats
