// `evaluate` blocks: which models are judged on which cases, and what they may be compared by (language.md §5).
#include <algorithm>

#include "lang/model_metrics.hpp"
#include "lang/named.hpp"
#include "lang/nearest.hpp"

namespace rgx::lang {

namespace {

// Of models that share a split: how their out-of-fold predictions may be compared.
struct Comparable {
  std::string split;  // name of the block
  std::string how;    // of its step: "kfold", "holdout", …
};

}  // namespace

void Checker::resolve_evaluate(const Entries& entries, Scope& scope) {
  Block& here = *scope.block;
  const bool elsewhere = entries.find("on") != nullptr;
  if (elsewhere) resolve_cohorts_of(entries, scope, "on", "");
  // The models are named before their cohort is known.
  Scope models = scope;
  models.cohorts.clear();
  if (const auto* s = entries.find("model")) here.refs["model"] = refs(s->value, {"model"}, models, "`model`");
  const auto& judged = named(here, "model");
  if (!elsewhere && !judged.empty())
    if (const Block* first = block(judged.front().block)) scope.cohorts = first->on;
  here.on = scope.cohorts;
  here.fans_out["on"] = elsewhere;
  here.family = here.name;
  const BlockRule& rule = *find_block("evaluate");
  if (const auto* s = entries.find("by_group"))
    here.refs["by_group"] = refs(s->value, rule.setting("by_group")->param.refers_to, scope, "`by_group`");
  if (const auto* where = entries.find("where"); where != nullptr && !scope.cohorts.empty()) {
    ColumnScope names{scope.cohorts.front(), false, false, false, scope.flat};
    here.where = condition(where->value, names);
  }
  resolve_steps(entries.steps, rule, scope, here.steps);
  for (const auto& r : judged)
    if (r.picked) {
      error("wrong-type", r.span, "`evaluate` takes a model whole").help = "write `model: " + r.block + "`";
      return;
    }
  check_judged_outcomes(here);
  check_by_group(here);
  if (elsewhere)
    check_judged_elsewhere(here, scope);
  else
    check_judged_on_folds(here);
}

// The models predict one variable, and the metrics suit it.
void Checker::check_judged_outcomes(Block& here) {
  const auto& judged = named(here, "model");
  const Variable* first = nullptr;
  for (const auto& r : judged) {
    const Block* model = block(r.block);
    if (model == nullptr || named(*model, "predict").empty()) continue;
    if (named(*model, "predict").size() > 1) {
      not_built(r.span, "evaluating a model of several outcomes");
      return;
    }
    const Ref& predicted = named(*model, "predict").front();
    if (predicted.kind == Ref::Kind::matrix) {
      not_built(r.span, "evaluating a model of rows of a matrix");
      return;
    }
    const Variable* v = variable_of(study_, predicted);
    if (v == nullptr) continue;
    if (first == nullptr) first = v;
    if (v->name == first->name) continue;
    auto& d = error("wrong-type", r.span,
                    "`" + r.block + "` predicts `" + v->name + "`, and `" + judged.front().block + "` `" + first->name +
                        "`: they cannot be compared");
    d.related.push_back({predicted.span, "predicted here"});
    return;
  }
  if (first != nullptr)
    for (const auto& u : here.steps)
      if (u.signature->test && !contains(u.signature->test->outcomes, type_name(first->type))) {
        auto& d = error("wrong-test", u.span,
                        "`" + u.signature->name + "` is of models of a binary outcome, and `" + first->name + "` is " +
                            type_name(first->type));
        d.related.push_back({judged.front().span, "of this model"});
      }
  if (const auto* metrics = here.setting("metrics"); metrics != nullptr && first != nullptr)
    check_metrics_suit(here, *metrics, *first, judged.front().span);
}

void Checker::check_model_reaches(const Block& model, const std::string& cohort, const Ref& from, bool outcome) {
  const auto lacks = [&](const Ref& what, const std::string& said, Span declared) {
    auto& d = error("wrong-cohort", from.span, said);
    d.related.push_back({what.span, "asked of `" + model.name + "` here"});
    if (declared.end > declared.begin) d.related.push_back({declared, "declared here"});
  };
  auto asked = named(model, "using");
  const auto& predicted = named(model, "predict");
  if (outcome) asked.insert(asked.end(), predicted.begin(), predicted.end());
  for (const auto& step : model.within_folds)
    for (const auto& a : step.arguments)
      for (const auto& r : a.refs)
        if (variable_of(study_, r) != nullptr) asked.push_back(r);
  for (const auto& x : asked) {
    if (variable_of(study_, x) != nullptr) {
      if (study_.variable(cohort, x.member) == nullptr && block(cohort) != nullptr && broken_.count(cohort) == 0)
        lacks(x, "the cohort `" + cohort + "` declares no `" + x.member + "`, which `" + model.name + "` needs", {});
      continue;
    }
    const Block* table = block(x.block);
    const std::vector<std::string>* of = nullptr;
    if (table != nullptr && table->features) of = &table->features->cohorts;
    if (table != nullptr && table->matrix) of = &table->matrix->cohorts;
    if (of != nullptr && !of->empty() && !contains(*of, cohort))
      lacks(x,
            "`" + x.block + "` holds " + choices_text(*of, "and") + ", not `" + cohort + "`, and `" + model.name +
                "` needs it there",
            table->span);
  }
}

void Checker::check_judged_elsewhere(Block& here, const Scope& scope) {
  if (!scope.quiet)
    for (const auto& r : named(here, "model"))
      if (const Block* model = block(r.block))
        for (const auto& c : here.on) check_model_reaches(*model, c, r, true);
  for (const auto& u : here.steps)
    if (contains({"corrected_resampled_t", "permutation"}, u.signature->name))
      error("misplaced", u.span,
            "`" + u.signature->name + "` compares models on the folds they share, and `" + here.name +
                "` judges them `on` other cases")
          .help = "`delong` compares them there";
}

void Checker::check_judged_on_folds(Block& here) {
  const auto& judged = named(here, "model");
  std::optional<Comparable> shared;
  for (const auto& r : judged) {
    const Block* model = block(r.block);
    if (model == nullptr) return;
    if (named(*model, "validate").empty()) {
      if (model->refs.count("validate") != 0) return;  // its name was wrong
      auto& d = error("missing-setting", r.span,
                      "`" + r.block + "` has no `validate`, so there are no predictions to judge but of its own cases");
      d.help = "write `validate: …` in `" + r.block + "`, or `on: …` here, a cohort it has not seen";
      return;
    }
    const Ref& split = named(*model, "validate").front();
    const Block* dealt = block(split.block);
    const Use* how = dealt != nullptr ? dealt->step(Role::split) : nullptr;
    if (how == nullptr) return;
    if (!shared) {
      shared = Comparable{split.block, how->signature->name};
    } else if (shared->split != split.block) {
      auto& d = error("split-cohort", r.span,
                      "`" + r.block + "` is validated by `" + split.block + "`, and `" + judged.front().block +
                          "` by `" + shared->split + "`: models are compared on the same folds");
      d.related.push_back({split.span, "validated here"});
      d.help = "write `validate: " + shared->split + "` in both";
      return;
    }
  }
  if (!shared) return;
  if (const auto* again = here.setting("recalibrate"); again != nullptr && text(again->value) != "none")
    error("misplaced", again->span, "a model is recalibrated on cases it has not seen, not on its own folds").help =
        "write `on: …`, another cohort";
  if (judged.size() < 2) {
    error("missing-setting", judged.empty() ? here.span : judged.front().span,
          "`" + here.name + "` names one model and no other cases to judge it on")
        .help = "write `on: …`, a cohort it has not seen, or a second model on the same folds";
    return;
  }
  const bool fixed = shared->how == "holdout" || shared->how == "by_date" || shared->how == "by_column";
  const std::string fitting = fixed                             ? "delong"
                              : shared->how == "leave_pair_out" ? "permutation"
                                                                : "corrected_resampled_t";
  bool compared = false;
  for (const auto& u : here.steps) {
    const std::string& name = u.signature->name;
    if (contains({"nri", "idi"}, name)) {
      compared = true;
      if (!fixed)
        error("wrong-test", u.span,
              "`" + name + "` asks for one fixed model each, and the scores of `" + shared->split +
                  "` come from a model a fold")
            .help = "write it where the models are judged `on` another cohort, or on a hold-out part";
    }
    if (!contains({"corrected_resampled_t", "permutation", "delong"}, name)) continue;
    compared = true;
    if (name == fitting || (fixed && name == "permutation")) continue;
    if (name == "delong") {
      auto& d = acceptable(
          here, "delong-out-of-fold", u.span,
          "`delong` asks for one fixed model, and the scores of `" + shared->split + "` come from a model a fold");
      d.help = "write `" + fitting + "()`";
    } else {
      error("wrong-test", u.span,
            "`" + name + "` does not compare models on `" + shared->split + "`, which is `" + shared->how + "`")
          .help = "write `" + fitting + "()`";
    }
  }
  if (!compared && std::none_of(here.steps.begin(), here.steps.end(),
                                [](const Use& u) { return u.signature->name != "decision_curve"; }))
    error("missing-setting", here.span, "`" + here.name + "` does not say how the models are compared").help =
        "write `" + fitting + "()`";
}

}  // namespace rgx::lang
