#include "stats/permutation/permuted_features.hpp"

#include <cmath>
#include <map>

namespace rgx::stats {

std::vector<FeatureBlock> feature_blocks(ConstMatrix features, std::span<const Eigen::Index> columns,
                                         const Covariates& covariates, Correlation kind, std::vector<Reason>& reason) {
  std::map<std::vector<bool>, std::vector<Eigen::Index>> patterns;  // missing or not: all false sorts first
  for (std::size_t place = 0; place < columns.size(); ++place) {
    std::vector<bool> absent(static_cast<std::size_t>(features.rows()));
    for (Eigen::Index i = 0; i < features.rows(); ++i) {
      absent[static_cast<std::size_t>(i)] = std::isnan(features(i, columns[place]));
    }
    patterns[absent].push_back(static_cast<Eigen::Index>(place));
  }
  std::vector<FeatureBlock> blocks;
  for (auto& [absent, places] : patterns) {
    FeatureBlock block;
    block.places = std::move(places);
    for (std::size_t i = 0; i < absent.size(); ++i) {
      if (!absent[i]) block.cases.push_back(i);
    }
    const CovariateBasis basis = covariate_basis(covariates, block.cases, kind);
    block.values.resize(static_cast<Eigen::Index>(block.cases.size()), static_cast<Eigen::Index>(block.places.size()));
    for (Eigen::Index c = 0; c < block.values.cols(); ++c) {
      const auto place = static_cast<std::size_t>(block.places[static_cast<std::size_t>(c)]);
      const auto column = features.col(columns[place]);
      reason[place] = block.cases.empty()
                          ? Reason::too_few
                          : standardised_residual(std::span(column.data(), static_cast<std::size_t>(column.size())),
                                                  block.cases, basis, kind, block.values.col(c));
    }
    blocks.push_back(std::move(block));
  }
  return blocks;
}

FilledFeatures filled_features(std::span<const FeatureBlock> blocks, Eigen::Index cases, bool gaps) {
  FilledFeatures out;
  std::vector<const FeatureBlock*> wanted;
  for (const auto& block : blocks) {
    if ((static_cast<Eigen::Index>(block.cases.size()) < cases) != gaps) continue;
    wanted.push_back(&block);
    out.places.insert(out.places.end(), block.places.begin(), block.places.end());
    out.n.resize(out.places.size(), static_cast<double>(block.cases.size()));
  }
  const auto features = static_cast<Eigen::Index>(out.places.size());
  out.values.setZero(cases, features);
  if (gaps) out.known.setZero(cases, features);
  Eigen::Index first = 0;
  for (const auto* block : wanted) {
    const Eigen::Index many = block->values.cols();
    for (std::size_t k = 0; k < block->cases.size(); ++k) {
      const auto i = static_cast<Eigen::Index>(block->cases[k]);
      out.values.row(i).segment(first, many) = block->values.row(static_cast<Eigen::Index>(k));
      if (gaps) out.known.row(i).segment(first, many).setOnes();
    }
    first += many;
  }
  return out;
}

}  // namespace rgx::stats
