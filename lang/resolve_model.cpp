// Models: what a learner can learn, what a search needs, metrics that suit the outcome.
#include <algorithm>

#include "lang/model_metrics.hpp"
#include "lang/named.hpp"
#include "lang/nearest.hpp"

namespace rgx::lang {

void Checker::check_learned_outcome(Block& here) {
  const Use* learner = here.step(Role::learner);
  for (const auto& r : named(here, "predict")) {
    const Variable* v = variable_of(study_, r);
    if (v == nullptr || learner == nullptr) continue;
    const auto& accepted = learner->signature->test ? learner->signature->test->outcomes : std::vector<std::string>{};
    if (accepted.empty() || contains(accepted, rule_type(*v))) continue;
    if (contains(learner->signature->test->later_outcomes, rule_type(*v))) {
      not_built(learner->span, "`" + learner->signature->name + "` of a " + rule_type(*v) + " outcome");
      continue;
    }
    auto& d = error("wrong-test", learner->span,
                    "`" + learner->signature->name + "` learns " + choices_text(accepted) + " outcomes, and `" +
                        v->name + "` is " + rule_type(*v));
    d.related.push_back({r.span, "predicted here"});
    if (!learner->signature->test->otherwise.empty())
      d.help = "did you mean `" + learner->signature->test->otherwise + "`";
  }
}

namespace {

// What a metric judges, and what an outcome is: classes, numbers, survival. Empty: neither.
std::string kind_of_metric(const std::string& name) {
  if (contains(metrics_of_numbers(), name)) return "numbers";
  if (contains(metrics_of_survival(), name)) return "survival";
  return "classes";
}

std::string kind_of_outcome(const Variable& v) {
  return v.type == Variable::Type::binary       ? "classes"
         : v.type == Variable::Type::continuous ? "numbers"
         : v.type == Variable::Type::survival   ? "survival"
                                                : "";
}

}  // namespace

void Checker::check_model(Block& here) {
  check_learned_outcome(here);
  check_formula(here);
  check_level_of_rows(here);
  bool tunes = false;
  Span where_tuned = here.span;
  const auto look = [&](const Use& u) {
    for (const auto& a : u.arguments)
      if (!a.tune.empty()) {
        tunes = true;
        where_tuned = a.span;
      }
  };
  for (const auto& u : here.steps) look(u);
  for (const auto& u : here.within_folds) look(u);
  const bool nested = [&] {
    for (const auto& r : named(here, "validate"))
      if (const Block* split = block(r.block))
        if (const Use* how = split->step(Role::split)) return how->signature->name == "nested_cv";
    return false;
  }();
  if (tunes && !nested) here.settings.push_back({"inner", 5.0, false, where_tuned});
  if (tunes && here.setting("tune_by") == nullptr)
    error("missing-setting", where_tuned, "a search needs `tune_by`, the metric it looks at").help =
        "write `tune_by: auc`";
  if (!tunes && here.setting("tune_by") != nullptr && here.setting("tune_by")->written)
    if (const Use* learner = here.step(Role::learner);
        learner != nullptr && std::none_of(learner->arguments.begin(), learner->arguments.end(), [](const Argument& a) {
          return a.value.as<Literal::Map>() != nullptr;  // path(100) is searched as well
        }))
      warning("nothing-tuned", here.setting("tune_by")->span,
              "`" + here.name + "` has nothing that `tune_by` could choose");
  // Metrics must suit the outcome.
  const auto* metrics = here.setting("metrics");
  for (const auto& r : named(here, "predict")) {
    const Variable* v = variable_of(study_, r);
    if (v == nullptr || metrics == nullptr) continue;
    const auto* list = metrics->value.as<Literal::List>();
    if (list == nullptr) continue;
    const std::string kind = kind_of_outcome(*v);
    for (const auto& m : *list)
      if (const std::string of = kind_of_metric(text(m)); !kind.empty() && of != kind) {
        auto& d = error("wrong-test", metrics->span,
                        "`" + text(m) + "` is a metric of " + of + ", and `" + v->name + "` " +
                            (kind == "classes"   ? "has classes"
                             : kind == "numbers" ? "is a number"
                                                 : "is a time to an event"));
        d.related.push_back({r.span, "predicted here"});
        if (kind == "survival") d.help = "there are " + choices_text(metrics_of_survival(), "and");
      }
  }
  if (const auto* list = metrics != nullptr ? metrics->value.as<Literal::List>() : nullptr;
      list != nullptr && here.setting("horizon") == nullptr)
    for (const auto& m : *list)
      if (contains({"time_auc", "integrated_brier"}, text(m)))
        error("missing-setting", metrics->span, "`" + text(m) + "` does not know its time").help =
            "write `horizon: 24 months`";
  // The split must deal out the model's own cohort.
  for (const auto& r : named(here, "validate"))
    if (const Block* split = block(r.block); split != nullptr && !split->on.empty() && !here.on.empty())
      for (const auto& c : here.on)
        if (!contains(split->on, c)) {
          auto& d = error("split-cohort", r.span,
                          "`" + r.block + "` deals out `" + split->on.front() + "`, and `" + here.name +
                              "` is a model of `" + c + "`");
          d.related.push_back({split->refs.count("of") && !split->refs.at("of").empty()
                                   ? split->refs.at("of").front().span
                                   : split->span,
                               "dealt out here"});
          d.help = "write a split `of: " + c + "`";
          break;
        }
}

}  // namespace rgx::lang
