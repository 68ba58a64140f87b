// Corrections of batch effects: `harmonise` blocks, and the same steps within folds.
#include <algorithm>
#include <set>

#include "lang/named.hpp"
#include "lang/nearest.hpp"
#include "lang/resolve.hpp"

namespace rgx::lang {

namespace {

const Ref* batch_of(const Use& use) {
  const Argument* batch = use.argument("batch");
  return batch == nullptr || batch->refs.empty() ? nullptr : &batch->refs.front();
}

const std::string* word_of(const Use& use, const char* name) {
  const Argument* a = use.argument(name);
  return a == nullptr ? nullptr : a->value.as<std::string>();
}

}  // namespace

// Levels are brought together, so the batch has some, and the reference is one of them.
void Checker::check_batch(const Use& use) {
  const Ref* batch = batch_of(use);
  if (batch == nullptr || batch->kind == Ref::Kind::cohort_name) return;
  const Variable* v = study_.variable(batch->block, batch->member);
  if (v == nullptr) return;
  if (v->type == Variable::Type::continuous || v->type == Variable::Type::survival) {
    error("wrong-type", batch->span,
          "`batch` of `" + use.signature->name + "` asks for a category, and `" + v->name + "` is " +
              (v->type == Variable::Type::survival ? "a time to an event" : "a number"))
        .related.push_back({v->span, "declared here"});
    return;
  }
  const std::string* reference = word_of(use, "reference");
  if (reference != nullptr && !v->levels.empty() && !contains(v->levels, *reference)) {
    auto& d = error("unknown-level", use.argument("reference")->span,
                    "`" + v->name + "` has no level \"" + *reference + "\"");
    d.help = "its levels are " + choices_text(v->levels, "and");
    d.related.push_back({v->span, "declared here"});
  }
}

// A batch that no training case is of: known to come where the split deals out by the batch itself.
void Checker::check_unseen_batches(const Block& here, const Use& use) {
  const std::string* unseen = word_of(use, "unseen");
  const Ref* batch = batch_of(use);
  if (unseen == nullptr || batch == nullptr) return;
  const std::string* reference = word_of(use, "reference");
  if (*unseen == "reference" && (reference == nullptr || reference->empty()))
    error("missing-setting", use.argument("unseen")->span,
          "`unseen: reference` needs `reference`, the level that stays as it is")
        .help = "write `reference: \"…\"`, or `unseen: unchanged`";
  if (*unseen != "error") return;
  for (const auto& r : named(here, "validate")) {
    const Block* split = block(r.block);
    const Use* how = split == nullptr ? nullptr : split->step(Role::split);
    if (how == nullptr) continue;
    for (const auto& a : how->arguments)
      for (const auto& dealt : a.refs) {
        if (dealt.member != batch->member || dealt.kind != batch->kind) continue;
        auto& d = error("missing-setting", use.span,
                        "`" + split->name + "` holds out whole levels of `" + batch->member + "`, and `" +
                            use.signature->name + "` does not say what it does with a level it has not seen");
        d.related.push_back({how->span, "held out here"});
        d.help = "write `unseen: unchanged`, `reference` or `location_only`";
        return;
      }
  }
}

void Checker::resolve_harmonise(const Entries& entries, Scope& scope) {
  Block& here = *scope.block;
  resolve_cohorts_of(entries, scope, "on", "");
  here.on = scope.cohorts;
  resolve_analysis(entries, scope);
  here.features.emplace();
  here.features->cohorts = here.on;
  const Use* how = here.step(Role::fold_step);
  if (how == nullptr) return;
  check_batch(*how);
  std::set<std::string> names;
  bool all_known = true;
  for (const auto& r : named(here, "from")) {
    const Block* table = block(r.block);
    if (table == nullptr) continue;
    const std::size_t before = here.features->known_columns.size();
    if (const std::string level = level_of_ref(r); level != "subject") {
      auto& d = error("wrong-level", r.span,
                      "`" + ref_text(r) + "` has one row a " + level + ", and batches are of subjects");
      d.related.push_back({table->span, "declared here"});
      d.help = "bring it up with `aggregate`, which says how: the mean, the largest, the first …";
    }
    std::vector<std::string> words;
    const auto take = [&](const std::string& name, const std::string& type) {
      const bool meant = !r.picked || std::any_of(r.picks.begin(), r.picks.end(),
                                                  [&](const std::string& p) { return matches(p, name); });
      if (!meant) return;
      if (type == "nominal") words.push_back(name);
      // Two tables with a column of one name: the block's name stands in front, once they are read.
      all_known = names.insert(name).second && all_known;
      here.features->known_columns.emplace_back(name, "numeric");
    };
    if (table->features)
      for (const auto& [name, type] : table->features->known_columns) take(name, type);
    if (table->matrix)
      for (const auto& name : table->matrix->known_rows) take(name, "numeric");
    all_known = all_known && here.features->known_columns.size() > before;
    if (words.empty()) continue;
    auto& d = error("wrong-type", how->span,
                    "`" + how->signature->name + "` takes numbers, and " + first_few(words, 3) +
                        (words.size() == 1 ? " has categories" : " have categories"));
    d.related.push_back({r.span, "in `" + ref_text(r) + "`"});
    d.help = "pick the columns that are numbers";
  }
  if (!all_known) here.features->known_columns.clear();
}

// A level of few cases says little of its own spread.
void Checker::check_batch_sizes(const Block& here) {
  constexpr std::size_t few = 5;
  for (const auto* steps : {&here.steps, &here.within_folds})
    for (const auto& use : *steps) {
      const Ref* batch = batch_of(use);
      if (batch == nullptr || batch->kind == Ref::Kind::cohort_name) continue;
      std::vector<std::string> small;
      for (const auto& [level, n] : level_counts(here, batch->member))
        if (n < few) small.push_back("\"" + level + "\" " + std::to_string(n));
      if (small.empty()) continue;
      auto& d = warning("small-sample", batch->span,
                        "few cases of a level of `" + batch->member + "`: " + first_few(small) + "; `" +
                            use.signature->name + "` says little of it");
      d.notes.push_back("a level of one case makes all adjust locations alone; in folds it may have none");
    }
}

// Probabilities after resampling are those of other class sizes.
void Checker::check_resampled_calibration(const Block& here) {
  const auto* metrics = here.setting("metrics");
  const auto* list = metrics == nullptr ? nullptr : metrics->value.as<Literal::List>();
  if (list == nullptr) return;
  for (const auto& use : here.within_folds) {
    if (!use.signature->changes_rows) continue;
    for (const auto& m : *list) {
      const auto* name = m.as<std::string>();
      if (name == nullptr || (!name->starts_with("calibration") && *name != "ici")) continue;
      auto& d = warning("step-does-not-fit", metrics->span,
                        "`" + *name + "` judges probabilities, and `" + use.signature->name +
                            "` makes them those of other class sizes");
      d.related.push_back({use.span, "resampled here"});
      return;
    }
  }
}

// Steps of `within_folds` against the outcome and the split of their model.
void Checker::check_fold_steps(const Block& here) {
  check_resampled_calibration(here);
  for (const auto& use : here.within_folds) {
    check_batch(use);
    check_unseen_batches(here, use);
    const auto& rule = use.signature->test;
    if (!rule || rule->outcomes.empty()) continue;
    for (const auto& r : named(here, "predict")) {
      const Variable* v = variable_of(study_, r);
      if (v == nullptr || contains(rule->outcomes, rule_type(*v))) continue;
      error("wrong-test", use.span,
            "`" + use.signature->name + "` works on " + choices_text(rule->outcomes) + " outcomes, and `" + v->name +
                "` is " + rule_type(*v))
          .related.push_back({r.span, "predicted here"});
    }
  }
}

}  // namespace rgx::lang
