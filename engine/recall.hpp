#pragma once
// What the store's folder remembers of past runs: `last/STUDY.json` (the ingredients of every node, for the reasons of
// `rgx plan`) and `runs/…` (where run directories lie, so that pruning keeps what their locks refer to:
// store_care.hpp).
#include <map>
#include <string>
#include <vector>

#include "engine/execute.hpp"
#include "engine/key.hpp"
#include "engine/store.hpp"

namespace rgx::engine {

void remember(Store& store, const std::string& study_path, const Plan& plan, const std::vector<NodeResult>& nodes);
// By node path; empty when there is no record, or when it cannot be read.
std::map<std::string, Ingredients> recall(Store& store, const std::string& study_path);

void remember_run(Store& store, const std::string& run_dir);

}  // namespace rgx::engine
