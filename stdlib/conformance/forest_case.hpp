#pragma once
// Cases of forest.csv: one tree that draws nothing, cuts of one column, forests over seeds.
#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "stats/forest/forest.hpp"
#include "stats/forest/forest_prediction.hpp"
#include "stdlib/conformance/case_fields.hpp"

namespace rgx::conformance {

struct ForestCase {
  Eigen::MatrixXd x;
  stats::ForestOutcome outcome;
  stats::ForestOptions options;
  Eigen::VectorXd weight;
};

inline ForestCase forest_case(const Fields& f) {
  ForestCase out;
  out.x = matrix_of(f.at("x"), f.at("columns")[0]);
  out.outcome.y = vector_of(f.at("y"));
  if (f.contains("event")) out.outcome.event = codes(f.at("event"));
  if (f.contains("classes")) out.outcome.classes = static_cast<int>(f.at("classes")[0]);
  const auto number = [&](const char* name) { return static_cast<int>(f.at(name)[0]); };
  out.options.kind = static_cast<stats::ForestKind>(number("kind"));
  out.options.min_node = number("min_node");
  out.options.max_depth = number("max_depth");
  if (!f.contains("trees")) {
    out.options.trees = 1;
    out.options.mtry = static_cast<int>(out.x.cols());
    out.options.replace = false;
    out.options.sample = 1;
    return out;
  }
  out.options.trees = number("trees");
  out.options.mtry = number("mtry");
  out.options.sample = f.at("sample")[0];
  out.options.replace = number("replace") != 0;
  if (number("random_cuts") > 0) {
    out.options.cuts = stats::ForestCuts::extra_trees;
    out.options.random_cuts = number("random_cuts");
  }
  out.options.permutation_importance = number("permutation") != 0;
  out.weight = vector_at(f, "weight");
  return out;
}

// Cumulative hazards at some of a forest's own times.
inline Eigen::MatrixXd hazards_at(const stats::Forest& forest, const Eigen::MatrixXd& hazard,
                                  const std::vector<double>& times) {
  Eigen::MatrixXd out(hazard.rows(), static_cast<Eigen::Index>(times.size()));
  for (std::size_t k = 0; k < times.size(); ++k)
    out.col(static_cast<Eigen::Index>(k)) = hazard.col(std::ranges::find(forest.time, times[k]) - forest.time.begin());
  return out;
}

struct MeanOverSeeds {
  double mean = 0, se = 0;
};
inline MeanOverSeeds over_seeds(const std::vector<double>& values) {
  const Eigen::ArrayXd v = vector_of(values).array();
  const auto n = static_cast<double>(v.size());
  const double mean = v.mean();
  return {mean, std::sqrt((v - mean).square().sum() / (n - 1) / n)};
}

// Ours and ranger's over as many seeds: error out of bag, and importance by column, in standard errors of the
// difference.
struct ForestSeeds {
  double error = 0;
  std::vector<double> importance;
};
inline ForestSeeds forest_seeds(const Fields& f) {
  const ForestCase c = forest_case(f);
  const std::size_t seeds = f.at("error").size();
  std::vector<double> error;
  std::vector<std::vector<double>> importance(static_cast<std::size_t>(c.x.cols()));
  for (std::size_t s = 0; s < seeds; ++s) {
    const auto forest = stats::grow_forest(c.x, c.outcome, c.options, s + 1, 0, c.weight);
    error.push_back(forest.out_of_bag_error);
    const Eigen::VectorXd& by = c.options.permutation_importance ? forest.permutation : forest.impurity;
    for (std::size_t j = 0; j < importance.size(); ++j) importance[j].push_back(by[static_cast<Eigen::Index>(j)]);
  }
  const MeanOverSeeds ours = over_seeds(error), theirs = over_seeds(f.at("error"));
  ForestSeeds out;
  out.error = std::abs(ours.mean - theirs.mean) / std::hypot(ours.se, theirs.se);
  for (std::size_t j = 0; j < importance.size(); ++j) {
    const MeanOverSeeds mine = over_seeds(importance[j]);
    out.importance.push_back(std::abs(mine.mean - f.at("importance")[j]) /
                             std::hypot(mine.se, f.at("importance_se")[j]));
  }
  return out;
}

}  // namespace rgx::conformance
