// `cut` in `derive`: a number in parts. Of a model's score it makes groups of a block of their own, since they are
// known when the model is and not when the cohort is read.
#include <algorithm>

#include "lang/expand_copy.hpp"
#include "lang/learns_nothing.hpp"
#include "lang/named.hpp"

namespace rgx::lang {

namespace {

// The words of `at:` and how many parts they make.
const std::vector<std::pair<std::string, std::size_t>>& quantile_words() {
  static const std::vector<std::pair<std::string, std::size_t>> all{{"median", 2}, {"tertiles", 3}, {"quartiles", 4}};
  return all;
}

// `cut(signature.score, …)`, or null.
const ast::Call* cut_of_score(const ast::Entry& entry) {
  const auto* setting = entry.as<ast::Setting>();
  const auto* call = setting != nullptr && setting->label ? inner(setting->value).as<ast::Call>() : nullptr;
  if (call == nullptr || call->name.text != "cut" || call->args.empty() || call->args.front().name) return nullptr;
  const auto* path = inner(call->args.front().value).as<ast::Path>();
  return path != nullptr && path->parts.size() == 2 && path->parts.back().name == "score" ? call : nullptr;
}

}  // namespace

bool Checker::cut_parts(Span whole, const CutOf& of, const ast::Arg* at, const ast::Arg* labels, Derivation& how,
                        std::vector<std::string>& levels) {
  if (at == nullptr) {
    error("missing-setting", whole, "`cut` does not say where").help = "write `at: median` or `at: 3`";
    return false;
  }
  std::size_t parts = 0;
  if (const auto* searched = inner(at->value).as<ast::Call>()) {
    error("optimised-cut", at->value.span,
          "`" + searched->name.text + "` would cut `" + of.name +
              "` where an outcome differs most, and no test of the groups would know of the search")
        .help = "`compare { of: …; by: " + of.name + "; max_logrank() }` searches the cut and corrects p for it";
    return false;
  }
  if (const auto* word = bare_word(at->value)) {
    for (const auto& [name, n] : quantile_words())
      if (name == *word) parts = n;
    how.at = *word;
  } else {
    Param p;
    p.type = ParamType::numbers;
    p.list = true;
    p.dimension = of.dimension;
    if (const auto made = literal(at->value, p, "`at` of `cut`"))
      for (const auto& item : *made->as<Literal::List>()) how.cuts.push_back(*item.as<double>() / of.factor);
    parts = how.cuts.empty() || !std::is_sorted(how.cuts.begin(), how.cuts.end()) ? 0 : how.cuts.size() + 1;
  }
  if (parts == 0) {
    error("wrong-type", at->value.span, "`at` of `cut` is a number, ascending numbers, or a quantile").help =
        "write `at: 3`, `at: [1, 5]`, `at: median`, `at: tertiles` or `at: quartiles`";
    return false;
  }
  static const std::vector<std::string> plain{"low", "high"}, thirds{"low", "middle", "high"};
  levels = parts == 2 ? plain : parts == 3 ? thirds : std::vector<std::string>{};
  for (std::size_t i = 1; levels.size() < parts; ++i) levels.push_back(std::to_string(i));
  if (labels == nullptr) return true;
  Param p;
  p.type = ParamType::texts;
  const auto made = literal(labels->value, p, "`labels` of `cut`");
  if (!made) return false;
  levels.clear();
  for (const auto& l : *made->as<Literal::List>()) levels.push_back(text(l));
  if (levels.size() == parts) return true;
  error("wrong-type", labels->value.span,
        "`cut` makes " + std::to_string(parts) + " parts, and has " + count_of(levels.size(), "label"));
  return false;
}

void Checker::part_score_groups() {
  std::vector<FlatBlock> parted;
  for (auto& flat : flat_.blocks) {
    if (flat.kind != "derive") continue;
    std::vector<ast::Entry> stay;
    for (auto& entry : flat.entries) {
      if (cut_of_score(entry) == nullptr) {
        stay.push_back(std::move(entry));
        continue;
      }
      FlatBlock groups;
      groups.kind = kScoreGroups;
      groups.kind_span = entry.as<ast::Setting>()->name.span;
      groups.name = entry.as<ast::Setting>()->label;
      groups.used = flat.used;
      groups.file = flat.file;
      for (const auto& other : flat.entries)
        if (const auto* s = other.as<ast::Setting>();
            s != nullptr && (s->name.text == "cohort" || s->name.text == "cohorts"))
          groups.entries.push_back(copy(other));
      for (const auto& other : stay)
        if (const auto* s = other.as<ast::Setting>();
            s != nullptr && (s->name.text == "cohort" || s->name.text == "cohorts"))
          groups.entries.push_back(copy(other));
      groups.entries.push_back(std::move(entry));
      parted.push_back(std::move(groups));
    }
    flat.entries = std::move(stay);
  }
  for (auto& groups : parted) flat_.blocks.push_back(std::move(groups));
}

void Checker::resolve_score_groups(const Entries& entries, Scope& scope) {
  Block& here = *scope.block;
  if (!resolve_cohorts_of(entries, scope, "cohort", "cohorts")) return;
  here.on = scope.cohorts;
  const ast::Setting& setting = *entries.labelled.front();
  const ast::Call& call = *inner(setting.value).as<ast::Call>();
  if (setting.name.text == "outcome") {
    error("wrong-type", setting.name.span, "groups of a score say what a model says: they are no outcome").help =
        "write `covariate " + here.name + ": …`";
    return;
  }
  for (const auto& c : here.on)
    if (const Variable* known = study_.variable(c, here.name)) {
      error("doubled-name", here.span, "`" + c + "` has a variable `" + here.name + "` already")
          .related.push_back({known->span, "declared here"});
      return;
    }
  const ast::Arg *at = nullptr, *labels = nullptr;
  for (std::size_t i = 1; i < call.args.size(); ++i) {
    const auto& arg = call.args[i];
    const std::string name = arg.name ? arg.name->text : "";
    if (name == "at")
      at = &arg;
    else if (name == "labels")
      labels = &arg;
    else {
      error("unknown-name", arg.span, "`cut` has no such argument").help = "it takes `at` and `labels`";
      return;
    }
  }
  here.refs["from"] = refs(call.args.front().value, {"score"}, scope, "`cut`");
  if (here.refs["from"].empty()) return;
  ClusterSpec spec;
  spec.cut.emplace();
  spec.cut->how = "cut";
  const Ref& score = here.refs["from"].front();
  if (!cut_parts(inner(setting.value).span, {score.block + ".score", "", 1}, at, labels, *spec.cut, spec.levels))
    return;
  here.clusters = std::move(spec);
}

}  // namespace rgx::lang
