#pragma once
// Lowering of the tables that every study with a cohort gets: baseline.csv and missingness.csv. Internal to
// engine/lower*.

namespace rgx::engine {

struct Builder;

// Behind every other block, since it reads the feature tables and matrices of all. The node `describe_participants`:
// cohort…, table…, matrix… → bundle baseline, missingness; params.tables and params.matrices name block and cohort of
// each. Where a block called `baseline` has written that file, ours is participants.baseline.csv.
void lower_participants(Builder& b);

}  // namespace rgx::engine
