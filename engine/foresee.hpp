#pragma once
// `rgx plan`: what is kept, what will run and why, without running anything.
#include <string>
#include <vector>

#include "engine/key.hpp"
#include "engine/plan.hpp"
#include "engine/store.hpp"

namespace rgx::engine {

struct Foreseen {
  std::string key;      // empty: not known before its inputs have run
  bool cached = false;  // also when the store knows that the subject leaves here
  std::string reason;   // "kept from an earlier run", "parameter `width` changed from 25 to 32", …
};

// One for each node of the plan. Compares with the record of the last run of this study in the store's folder.
std::vector<Foreseen> foresee(const Plan& plan, const Registry& registry, Store& store, const Files& files,
                              const Platform& platform, const std::string& study_path);

// Why a node with ingredients `now` is not the one it was: the first three changes, "; " between them. Empty: the same.
std::string changes(const Ingredients& before, const Ingredients& now);

// {nodes: [{path, operation, version, key, cached, reason, inputs: [path], memory_bytes}]}; key null when not known.
Json plan_json(const Plan& plan, const std::vector<Foreseen>& foreseen);
// For people: nodes of one step over many subjects on one line, then a line of totals.
std::string plan_text(const Plan& plan, const std::vector<Foreseen>& foreseen);
// Graphviz; a step over many subjects is one box.
std::string plan_dot(const Plan& plan, const std::vector<Foreseen>& foreseen);

}  // namespace rgx::engine
