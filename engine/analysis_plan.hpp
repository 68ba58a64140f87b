#pragma once
// A registered plan: the facts of an analysis (lang/facts.hpp) in a file with their digest, written before outcomes are
// seen (`rgx plan STUDY --freeze`), and how a run compares with it.
#include <string>
#include <vector>

#include "engine/table.hpp"
#include "engine/value.hpp"
#include "lang/facts.hpp"

namespace rgx::engine {

// `study.lock` holds the facts in the same form. Spans are not kept.
Json facts_json(const std::vector<lang::Fact>& facts);
std::vector<lang::Fact> facts_from(const Json& json);  // throws Json::exception

// SHA-256 of the scheme and the facts in order; neither layout nor the version of rgx.
std::string plan_digest(const std::vector<lang::Fact>& facts);

// The text of a plan file: JSON, a fact a line, its digest in front. The same study gives the same bytes.
std::string plan_file(const std::vector<lang::Fact>& facts);

struct RegisteredPlan {
  std::string digest;
  std::vector<lang::Fact> facts;
};
// Throws Failure "bad-plan-file": no plan, of a newer scheme, or its digest does not fit.
RegisteredPlan read_plan_file(const std::string& text);

// How an analysis compares with its plan, as lock and report say it: {file, digest, deviations: [{kind, block, what,
// planned, run, said}]}. Throws as `read_plan_file`.
Json compared_with_plan(const std::string& file, const std::string& text, const std::vector<lang::Fact>& facts);

// In a line: `follows the registered plan `x.plan` (digest …)`, or how many deviations there are.
std::string plan_followed(const Json& registered);

// `tables/deviations.csv` of that: kind, block, what, planned, run. Without rows where the plan was followed.
Table deviations_table(const Json& registered);

}  // namespace rgx::engine
