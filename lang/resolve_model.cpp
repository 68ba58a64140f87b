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
  if (contains(metrics_of_classes(), name)) return "classes";
  return "survival";
}

std::string kind_of_outcome(const Variable& v) {
  switch (v.type) {
    case Variable::Type::binary:
      return "classes";
    case Variable::Type::nominal:
    case Variable::Type::ordinal:
      return "levels";
    case Variable::Type::continuous:
      return "numbers";
    case Variable::Type::survival:
      return "survival";
    default:
      return "";
  }
}

std::vector<std::string> metrics_for(const std::string& kind) {
  return kind == "classes"   ? metrics_of_classes()
         : kind == "levels"  ? metrics_of_levels()
         : kind == "numbers" ? metrics_of_numbers()
                             : metrics_of_survival();
}

}  // namespace

// Metrics that test parts of one case, or of pairs, cannot give.
void Checker::check_metrics_of_split(Block& here) {
  const auto* metrics = here.setting("metrics");
  const auto* list = metrics != nullptr ? metrics->value.as<Literal::List>() : nullptr;
  for (const auto& r : named(here, "validate")) {
    const Block* split = block(r.block);
    const Use* how = split != nullptr ? split->step(Role::split) : nullptr;
    if (how == nullptr) continue;
    const std::string& name = how->signature->name;
    if (name == "leave_pair_out")
      for (const auto& p : named(here, "predict"))
        if (const Variable* v = variable_of(study_, p); v != nullptr && v->type != Variable::Type::binary) {
          auto& d =
              error("metric-of-split", r.span,
                    "`leave_pair_out` pairs a case of each of two classes, and `" + v->name + "` is " + rule_type(*v));
          d.related.push_back({how->span, "pairs are left out here"});
          d.help = "use `kfold` or `nested_cv`";
        }
    if (list == nullptr) continue;
    for (const auto& m : *list) {
      const bool alone = name == "leave_one_out" && contains(metrics_of_pairs(), text(m));
      if (!alone && !(name == "leave_pair_out" && text(m) != "auc")) continue;
      auto& d =
          error("metric-of-split", metrics->span,
                alone ? "`" + text(m) + "` compares cases of one test part, and `leave_one_out` leaves one case in each"
                      : "`leave_pair_out` gives an `auc`, and no `" + text(m) + "`");
      d.related.push_back({how->span, alone ? "one case is left out here" : "pairs are left out here"});
      d.help = alone ? (text(m) == "auc" ? "use `leave_pair_out()`, or `kfold`" : "use `kfold` or `nested_cv`")
                     : "use `kfold`, or ask for `auc` alone";
    }
  }
}

// Metrics must suit the outcome, and those of a time must know theirs.
void Checker::check_metrics_suit(Block& here, const Resolved& metrics, const Variable& outcome, Span predicted) {
  const auto* list = metrics.value.as<Literal::List>();
  if (list == nullptr) return;
  const std::string kind = kind_of_outcome(outcome);
  for (const auto& m : *list) {
    if (!kind.empty() && !contains(metrics_for(kind), text(m))) {
      const std::string of = kind_of_metric(text(m));
      auto& d = error("wrong-test", metrics.span,
                      "`" + text(m) + "` is a metric of " + (kind == "levels" && of == "classes" ? "two classes" : of) +
                          ", and `" + outcome.name + "` " +
                          (kind == "classes"   ? "has classes"
                           : kind == "levels"  ? "has several classes"
                           : kind == "numbers" ? "is a number"
                                               : "is a time to an event"));
      d.related.push_back({predicted, "predicted here"});
      if (kind == "survival" || kind == "levels") d.help = "there are " + choices_text(metrics_for(kind), "and");
    } else if (here.setting("horizon") == nullptr && contains(metrics_with_horizon(), text(m))) {
      error("missing-setting", metrics.span, "`" + text(m) + "` does not know its time").help =
          "write `horizon: 24 months`";
    }
  }
}

// Sources are compared on the folds they share, one outcome at a time.
void Checker::check_sources(Block& here) {
  const auto* sources = here.setting("sources");
  if (sources == nullptr || !sources->written) return;
  std::vector<std::string> found;
  for (const auto& r : named(here, "using")) {
    const std::string name = variable_of(study_, r) != nullptr ? std::string() : r.block;
    if (!contains(found, name)) found.push_back(name);
  }
  if (found.size() < 2 && !found.empty())
    error("missing-setting", sources->span, "`" + here.name + "` has one source of predictors").help =
        "name a second table, or covariates, in `using`";
  if (found.size() > 6)
    error("out-of-range", sources->span,
          "`" + here.name + "` has " + count_of(found.size(), "source") + ", six at most are compared in pairs");
  if (here.refs.count("validate") == 0)
    error("missing-setting", sources->span,
          "sources are compared on held-out cases, and `" + here.name + "` has no `validate`")
        .help = "write a `split` and `validate: name`";
  if (named(here, "predict").size() > 1 || here.fans_out["predict"])
    not_built(sources->span, "`sources` of several outcomes");
}

void Checker::check_model(Block& here) {
  check_sources(here);
  check_by_group(here);
  if (const auto& groups = named(here, "by_group"); !groups.empty() && here.refs.count("validate") == 0)
    error("missing-setting", groups.front().span,
          "`" + here.name + "` has no `validate`, so there are no held-out cases to judge by group")
        .help = "write a `split` and `validate: name`";
  check_learned_outcome(here);
  check_fold_steps(here);
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
  if (const auto* metrics = here.setting("metrics"))
    for (const auto& r : named(here, "predict"))
      if (const Variable* v = variable_of(study_, r)) check_metrics_suit(here, *metrics, *v, r.span);
  check_metrics_of_split(here);
  if (const auto* permuted = here.setting("permutation");
      permuted != nullptr && permuted->written && named(here, "validate").empty())
    error("missing-setting", permuted->span,
          "`permutation` judges held-out predictions, and `" + here.name + "` has no `validate`")
        .help = "write a `split` and `validate: name`";
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
