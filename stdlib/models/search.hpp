#pragma once
// The search for hyperparameters inside one training part, by inner folds of that part alone.
#include <cstdint>
#include <string>
#include <vector>

#include "engine/table.hpp"
#include "stdlib/models/pipeline.hpp"

namespace rgx::stdlib {

struct SearchInput {
  const PipelineSpec& spec;
  const Predictors& predictors;
  const Target& target;
  const Rows& train;
  const std::vector<std::size_t>& subject_of;  // a place a row: folds deal out subjects
  std::string criterion;  // auc, deviance, brier, accuracy, rmse, c_index; empty: deviance, of survival c_index
  std::size_t inner = 5;
  std::uint64_t stream = 0;
  std::uint32_t repeat = 0, fold = 0;
  bool predictions_wanted = false;  // inner out-of-fold predictions of the chosen candidate (thresholds)
};

// Folds of the training part: subjects are dealt out, classes and events keep their share. Throws Failure
// "inner-folds".
struct InnerFold {
  Rows train, test;
};
std::vector<InnerFold> inner_folds(const SearchInput& in);

struct SearchResult {
  Candidate chosen;
  std::size_t place = 0;                // along the learner's path
  std::vector<double> lambda;           // the outer training part's path; empty: the learner has none
  engine::Table tried;                  // one row a candidate and place: parameters, criterion, chosen
  std::vector<double> score, observed;  // inner out-of-fold predictions
  FittedPipeline fitted;                // the chosen candidate on the whole training part
};

// Candidates that differ in the learner's parameters only share their steps, in the whole part and in each inner fold.
// A learner that is told `choose: one_se` gets the strongest penalty of the chosen candidate's path whose criterion is
// within one standard error of the best. Ties go to the stronger penalty, then to the candidate written first.
SearchResult search(const SearchInput& in);

}  // namespace rgx::stdlib
