// Rule 4 of language.md §7 for models that are judged on other cohorts: nothing they stand on has seen those cases.
#include <algorithm>

#include "lang/check_design.hpp"
#include "lang/named.hpp"

namespace rgx::lang {

void check_evaluated(Checker& checker, const Lineage& lineage, Block& here) {
  const auto elsewhere = here.fans_out.find("on");
  if (elsewhere == here.fans_out.end() || !elsewhere->second) return;
  for (const auto& r : named(here, "model")) {
    const Block* model = checker.block(r.block);
    if (model == nullptr || model->step(Role::learner) == nullptr) continue;
    std::string on;
    for (const auto& c : here.on) on += (on.empty() ? "`" : ", `") + c + "`";
    AuditRow row{
        r.block, "evaluated in `" + here.name + "`", lineage.cases(model->on), "", "all cases of " + on, "clean",
        r.span};
    for (const auto& p : named(*model, "predict")) row.outcome += (row.outcome.empty() ? "" : ", ") + ref_text(p);
    if (!model->step(Role::learner)->signature->learns) row.learned_from = "nothing";
    for (const auto& cause : lineage.of_score(*model, here.on, true)) {
      const bool itself = cause.block == model->name && cause.step == nullptr;
      if (itself && !model->step(Role::learner)->signature->learns) continue;
      std::vector<std::string> met;
      for (const auto& c : cause.cohorts)
        if (lineage.overlap({c}, here.on)) met.push_back(c);
      if (met.empty()) continue;
      auto& d = checker.acceptable(
          here, "leakage", r.span,
          itself
              ? "`" + here.name + "` judges `" + r.block + "` on cases that it was fitted on"
              : "`" + here.name + "` judges `" + r.block + "` on cases that `" + cause.operation + "` has learned from",
          "judged here on " + on);
      d.related.push_back({cause.span, "learned from " + lineage.cases(met) + " here"});
      d.help = itself ? "on its own cases a model is judged by `validate: …`"
                      : "let `" + cause.operation + "` learn in `within_folds` of `" + r.block + "`";
      row.verdict = contains(here.not_valid, "leakage") ? "leakage, accepted" : "leakage";
      break;
    }
    checker.study().audit.push_back(std::move(row));
  }
}

void check_applied(Checker& checker, const Block& model, const Block& user, const Ref& score) {
  for (const auto& c : user.on)
    if (!contains(model.on, c)) checker.check_model_reaches(model, c, score, false);
}

}  // namespace rgx::lang
