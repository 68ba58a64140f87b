// `cluster` blocks.
#include <algorithm>
#include <cmath>

#include "lang/named.hpp"

namespace rgx::lang {

namespace {

// The written value of a step's argument.
const ast::Value* written(const ast::Step& step, std::string_view name) {
  for (const auto& arg : step.args)
    if (arg.name && arg.name->text == name) return &arg.value;
  return nullptr;
}

std::string word_of(const Use& use, std::string_view name) {
  const auto* argument = use.argument(name);
  const auto* word = argument != nullptr ? argument->value.as<std::string>() : nullptr;
  return word != nullptr ? *word : std::string();
}

}  // namespace

void Checker::resolve_cluster(const Entries& entries, Scope& scope) {
  Block& here = *scope.block;
  resolve_cohorts_of(entries, scope, "on", "");
  here.on = scope.cohorts;
  resolve_analysis(entries, scope);
  here.clusters.emplace();
  for (const auto& r : named(here, "from")) {
    if (level_of_ref(r) != "subject") {
      error("wrong-level", r.span,
            "`" + ref_text(r) + "` has one row a " + level_of_ref(r) + ", and clusters are of subjects")
          .help = "bring the rows up first: `aggregate lesions { from: " + r.block + "; mean }`";
    }
    const Block* table = block(r.block);
    if (r.kind != Ref::Kind::features || table == nullptr || !table->features) continue;
    std::vector<std::string> wrong;
    for (const auto& [name, type] : table->features->known_columns)
      if (type == "nominal" && (!r.picked || std::any_of(r.picks.begin(), r.picks.end(),
                                                         [&](const std::string& p) { return matches(p, name); })))
        wrong.push_back(name);
    if (!wrong.empty())
      error("wrong-type", r.span,
            "clusters are made of numbers, and " + first_few(wrong, 3) +
                (wrong.size() == 1 ? " has categories" : " have categories"))
          .help = "pick the columns that are numbers: `" + r.block + "[[\"…\"]]`";
  }
  const Use* how = here.step(Role::clustering);
  if (how == nullptr) return;
  for (const auto* step : entries.steps)
    if (const auto* k = written(*step, "k"); k != nullptr && inner(*k).as<ast::List>() != nullptr)
      error("wrong-type", k->span, "`k` is one number or a range, not a list").help = "write `k: 2 .. 6`";
  const Argument* k = how->argument("k");
  const auto* numbers = k != nullptr ? k->value.as<Literal::List>() : nullptr;
  if (numbers == nullptr || numbers->empty()) return;
  const double least = *numbers->front().as<double>(), most = *numbers->back().as<double>();
  const bool one = numbers->size() == 1;
  std::size_t subjects = 0;
  for (const auto& c : here.on)
    if (const Block* cohort = block(c); cohort != nullptr && cohort->cohort)
      subjects += cohort->cohort->subjects.size();
  if (has_data() && subjects > 0 && most > static_cast<double>(subjects))
    error("out-of-range", k->span,
          "`k` asks for " + number_text(most) + " clusters of " + count_of(subjects, "case") +
              ", and each needs a case of its own");
  else if (one)
    for (int level = 1; level <= static_cast<int>(most); ++level)
      here.clusters->levels.push_back(std::to_string(level));
  // Every number of a range is tried, so every one is named.
  for (auto& use : here.steps)
    for (auto& argument : use.arguments)
      if (argument.name == "k") {
        Literal::List all;
        for (double each = least; each <= most; ++each) all.emplace_back(each);
        argument.value = std::move(all);
        break;
      }
  const std::string linkage = word_of(*how, "linkage"), distance = word_of(*how, "distance");
  const bool of_squares = linkage == "ward" || linkage == "centroid" || linkage == "median";
  if (of_squares && !distance.empty() && distance != "euclidean" && word_of(*how, "inner") != "kmeans")
    error("wrong-type", how->span, "`linkage: " + linkage + "` is of Euclidean distances, not `" + distance + "`")
        .help = "write `linkage: average`";
  if (word_of(*how, "inner") == "kmeans" && distance != "euclidean")
    error("wrong-type", how->span, "`inner: kmeans` is of Euclidean distances, not `" + distance + "`").help =
        "write `inner: hierarchical`";
}

}  // namespace rgx::lang
