#pragma once
// What every test of two columns in `associate` shares: each column of the left with each of the right, covariates,
// strata, groups and audit; one row a pair.
#include <Eigen/Core>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "engine/operation.hpp"
#include "stats/base/result.hpp"
#include "stats/correlation/correlate.hpp"
#include "stats/map/association_map.hpp"
#include "stats/permutation/permuted_statistics.hpp"
#include "stdlib/analysis/frame.hpp"

namespace rgx::stdlib {

// Both sides on some rows of the frame.
struct PairBlock {
  const std::vector<FrameColumn>&left, &right;
  Eigen::MatrixXd x, y;        // rows × columns of either side, NaN missing
  stats::Covariates held;      // of `adjust`, and for the audit those of `audit` too
  std::vector<int> stratum;    // one a row; empty where `strata` names nothing
  std::vector<int> subject;    // of each row
  bool clustered = false;      // several rows may belong to a subject
  bool estimate_only = false;  // for the audit: neither p nor interval is looked at
  const engine::ParallelFor& parallel;
};

// Every pair: left 0 with right 0, 1, …, left 1 with right 0, …
using AllPairs = std::function<std::vector<stats::TestResult>(const PairBlock& block)>;
using OnePair = std::function<stats::TestResult(std::span<const double> left, std::span<const double> right)>;

// `test` of each pair, in parallel.
std::vector<stats::TestResult> one_by_one(const PairBlock& block, const OnePair& test);
// The same of what the covariates leave of both sides, for an estimate that has no partial form.
std::vector<stats::TestResult> of_residuals(const PairBlock& block, stats::Correlation kind, const OnePair& estimate);

// How the pairs of a block are computed beside `test`: the form that `correct(method: maxT)` permutes, and the one in
// which a map too large to list is screened.
struct PairForms {
  std::optional<stats::PermutedStatistic> permuted = std::nullopt;
  std::optional<stats::Association> map = std::nullopt;
};

// Sides and settings from the node's parameters. `note` stands in every row.
engine::Output associate_pairs(const engine::Context& context, const AllPairs& test, const std::string& note = "",
                               const PairForms& forms = {});

}  // namespace rgx::stdlib
