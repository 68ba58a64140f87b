// Blocks whose results were learned from cases: repeatability, batches, components, groups.
#include "lang/schema_build.hpp"

namespace rgx::lang::schema {

BlockRule robust_rule() {
  BlockRule r{"robust", "repeatability", BlockRule::Naming::name, false, {}, {}, {}, false, true};
  r.settings = {refs("from", {"features", "images"}, "what is measured again").required(), on_setting(),
                special("over", "the level that repeats, where there are several; `reader(\"A\", \"B\")`: these keys"),
                condition("where", "the cases it is about").later()};
  r.settings.push_back(choice("combine", "perturbations by themselves, or one of each kind after another")
                           .choices({"each", "chain"})
                           .fallback("each"));
  r.steps = {{Role::perturbation, 0, 0}, {Role::agreement, 1, 0}};
  return r;
}

BlockRule harmonise_rule() {
  BlockRule r{"harmonise", "batch effects", BlockRule::Naming::name, false, {}, {}, {}, false, true};
  r.settings = {refs("from", {"features", "matrix"}, "the tables it corrects, each by itself").required().list(),
                on_setting()};
  r.steps = {{Role::fold_step, 1, 1}};
  return r;
}

BlockRule decompose_rule() {
  BlockRule r{"decompose", "multivariate structure", BlockRule::Naming::name, false, {}, {}, {}, false, true};
  r.settings = {refs("from", {"features", "matrix", "score"}, "the tables whose columns it joins").required().list(),
                on_setting(), where_setting()};
  r.steps = {{Role::decomposition, 1, 1}};
  return r;
}

BlockRule cluster_rule() {
  BlockRule r{"cluster", "subtypes", BlockRule::Naming::name, false, {}, {}, {}, false, true};
  r.settings = {refs("from", {"features", "matrix", "score"}, "what the cases are grouped by").required().list(),
                on_setting(), where_setting(),
                choice("missing", "what a missing value does").choices({"error", "complete_cases"}).fallback("error")};
  r.steps = {{Role::clustering, 1, 1}};
  return r;
}

BlockRule later(std::string kind, std::string heading, bool learns) {
  BlockRule r{std::move(kind), std::move(heading), BlockRule::Naming::name, false, {}, {}, {}, false, learns};
  r.settings = {refs("from", {"features", "matrix", "score"}, "what it starts from").list(), on_setting()};
  r.steps = {{Role::fold_step, 0, 0}};
  return r;
}

}  // namespace rgx::lang::schema
