#include "lang/check_fitted.hpp"

#include <algorithm>
#include <optional>

#include "lang/model_view.hpp"
#include "lang/named.hpp"
#include "lang/nearest.hpp"

namespace rgx::lang {

namespace {

class FittedCheck {
 public:
  FittedCheck(Checker& checker, Block& model, const Use& learner, Span file)
      : checker_(checker), model_(model), learner_(learner), file_(file) {}

  void steps() {
    if (model_.within_folds.empty()) return;
    auto& d = checker_.error(
        "misplaced", model_.within_folds.front().span,
        "`fitted` brings the steps it was fitted with, and `" + model_.name + "` has `within_folds` of its own");
    d.related.push_back({learner_.span, "applied here"});
    d.help = "take `within_folds` out";
  }

  void outcome(const ModelView& view) {
    for (const auto& r : named(model_, "predict")) {
      const Variable* v = variable_of(checker_.study(), r);
      if (v == nullptr) continue;
      const std::string theirs = view.type == "category" ? "nominal" : view.type;
      if (theirs != rule_type(*v)) {
        auto& d = checker_.error("wrong-test", file_,
                                 "the model predicts `" + view.outcome + "`, which is " + theirs + ", and `" + v->name +
                                     "` is " + rule_type(*v));
        d.related.push_back({r.span, "predicted here"});
        continue;
      }
      levels(view, *v, r);
    }
  }

  void predictors(const ModelView& view) {
    const auto have = columns();
    if (have && !named(model_, "using").empty()) {
      std::vector<std::string> missing;
      for (const auto& p : view.predictors)
        if (!has(*have, p)) missing.push_back(p.name);
      if (!missing.empty()) {
        const auto& first = named(model_, "using").front();
        auto& d =
            checker_.error("unknown-column", first.span,
                           "the model asks for " + choices_text(missing, "and") + ", which `using` does not give");
        d.related.push_back({file_, "asked here"});
        const std::string near = nearest(missing.front(), *have);
        d.help = near.empty() ? "name their table, or the covariate, in `using`"
                              : "`" + near + "` is the nearest to `" + missing.front() +
                                    "`: columns bear the names the model was fitted by";
      }
    }
    for (const auto& c : model_.on)
      for (const auto& b : view.beside)
        if (checker_.study().variable(c, b.name) == nullptr) {
          auto& d = checker_.error(
              "unknown-column", file_,
              "the model's steps read `" + b.name + "`, and the cohort `" + c + "` declares no such variable");
          d.help = "write `covariate " + b.name + ": …` in `" + c + "`";
        }
  }

  void subjects(const ModelView& view) {
    std::vector<std::string> shared;
    for (const auto& c : model_.on) {
      const CohortRows* data = checker_.rows(c);
      if (data == nullptr) continue;
      for (const auto row : data->kept) {
        if (model_.where && !evaluate(*model_.where, checker_.cells_of(c, *data, row).named).value_or(false)) continue;
        if (view.knows(data->subject[row]) && !contains(shared, data->subject[row]))
          shared.push_back(data->subject[row]);
      }
    }
    if (shared.empty()) return;
    auto& d = checker_.acceptable(model_, "leakage", file_,
                                  "the model was fitted on " + count_of(shared.size(), "subject") + " of those that `" +
                                      model_.name + "` applies it to",
                                  "fitted on them");
    d.notes.push_back("subjects: " + first_few(shared));
    d.help = "leave them out with `where`, or apply it to other cases";
  }

  void metrics(const ModelView& view) {
    const auto* metrics = model_.setting("metrics");
    const auto* list = metrics != nullptr ? metrics->value.as<Literal::List>() : nullptr;
    if (list == nullptr || view.type != "survival" || view.over_time) return;
    for (const auto& m : *list)
      if (const auto* name = m.as<std::string>(); name != nullptr && *name == "integrated_brier")
        checker_
            .error("wrong-test", metrics->span,
                   "`integrated_brier` needs survival over time, and this model has no baseline hazard")
            .help = "there are `c_index`, `hazard_ratio` and `time_auc`";
  }

 private:
  void levels(const ModelView& view, const Variable& v, const Ref& r) {
    std::vector<std::string> ours = v.levels;
    if (v.type == Variable::Type::binary) {
      if (v.positive.empty() || v.negative.empty()) return;  // a condition, or everything else: the run compares
      ours = {v.negative, v.positive};
      if (ours == view.levels) return;
    } else if (ours.empty() || std::all_of(view.levels.begin(), view.levels.end(),
                                           [&](const std::string& l) { return contains(ours, l); })) {
      return;
    }
    const bool turned =
        v.type == Variable::Type::binary && std::vector<std::string>(ours.rbegin(), ours.rend()) == view.levels;
    auto& d = checker_.error("unknown-level", file_,
                             "the model knows the levels " + choices_text(view.levels, "and") + " of `" + view.outcome +
                                 "`, and `" + v.name + "` has " + choices_text(ours, "and"));
    d.related.push_back({v.span, "declared here"});
    d.related.push_back({r.span, "predicted here"});
    d.help = turned ? "declare `positive: \"" + view.levels.back() + "\"`" : "declare the same levels";
  }

  // Names of the columns that `using` gives; none: of some table they are not known before the run.
  std::optional<std::vector<std::string>> columns() const {
    std::vector<std::string> out;
    for (const auto& r : named(model_, "using")) {
      if (variable_of(checker_.study(), r) != nullptr) {
        out.push_back(r.member);
        continue;
      }
      const Block* b = checker_.block(r.block);
      if (r.kind == Ref::Kind::score) {
        out.push_back(r.block + ".score");
        continue;
      }
      std::vector<std::string> known;
      if (b != nullptr && b->features)
        for (const auto& [name, type] : b->features->known_columns) known.push_back(name);
      if (b != nullptr && b->matrix) known = b->matrix->known_rows;
      if (known.empty()) return std::nullopt;
      for (const auto& name : known)
        if (!r.picked || std::any_of(r.picks.begin(), r.picks.end(), [&](const auto& p) { return matches(p, name); }))
          out.push_back(name);
    }
    return out;
  }

  static bool has(const std::vector<std::string>& have, const ModelView::Column& p) {
    if (contains(have, p.name)) return true;
    const std::string table = p.block + ".";
    return p.name.starts_with(table) && contains(have, p.name.substr(table.size()));
  }

  Checker& checker_;
  Block& model_;
  const Use& learner_;
  Span file_;
};

}  // namespace

void check_fitted(Checker& checker, Probe* probe, Block& model) {
  const Use* learner = model.step(Role::learner);
  if (learner == nullptr || learner->signature->name != "fitted") return;
  const Argument* given = learner->argument("file");
  const auto* written = given != nullptr ? given->value.as<std::string>() : nullptr;
  if (written == nullptr) return;  // told where arguments are read
  FittedCheck check(checker, model, *learner, given->span);
  check.steps();
  if (probe == nullptr) return;
  std::string reason;
  const std::string path = probe->resolve(*written, given->span.file, reason);
  if (path.empty() || !probe->exists(path)) {
    auto& d = checker.error("no-such-file", given->span, "there is no file `" + *written + "`");
    d.help = reason.empty() ? "a run writes `models/NAME.model` into its directory for each of its models" : reason;
    return;
  }
  auto* models = dynamic_cast<ModelProbe*>(probe);
  if (models == nullptr) return;
  const auto view = models->model(path, reason);
  if (view == nullptr) {
    checker.error("unreadable-file", given->span, "`" + *written + "` " + reason);
    return;
  }
  check.outcome(*view);
  check.predictors(*view);
  check.metrics(*view);
  check.subjects(*view);
  // `explain`, Methods and the lock say where it came from.
  const Span span = given->span;
  for (auto& step : model.steps)
    if (&step == learner && !view->origin.empty())
      step.arguments.push_back({"origin", view->origin, true, {}, {}, span});
}

}  // namespace rgx::lang
