#pragma once
// Training and test rows of a model, from the table its split made.
#include <vector>

#include "engine/table.hpp"
#include "stdlib/models/model_data.hpp"

namespace rgx::stdlib {

struct ModelFold {
  int repeat = 1, fold = 1;
  Rows train;  // ascending; of a bootstrap sample as often as it was drawn
  Rows test;
  std::vector<double> draws;  // bootstrap: of each row; else empty
};

// All of them, in the order of repeat and fold. The table has a row for each tested subject (repeat, fold, cohort,
// subject); where it has a column `draws`, also for each one that is learned from: how often, 0 where tested. Subjects
// it does not name are not tested and, but for a hold-out, not learned from. Pairs (leave_pair_out) are of the model's
// own outcome: the table then names the subjects and its meta says how many pairs.
std::vector<ModelFold> model_folds(const engine::Table& split, const ModelData& data);

// Of share `number` (from 1) of `of`: every of-th fold, so that the number of nodes need not be that of folds.
std::vector<ModelFold> share_of(const std::vector<ModelFold>& folds, std::size_t number, std::size_t of);

}  // namespace rgx::stdlib
