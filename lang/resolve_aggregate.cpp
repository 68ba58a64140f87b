// One row a coarser unit from several finer ones (language.md §4).
#include <algorithm>

#include "lang/nearest.hpp"
#include "lang/resolve.hpp"

namespace rgx::lang {

void Checker::resolve_aggregate(const Entries& entries, Scope& scope) {
  Block& here = *scope.block;
  const auto from = here.refs.find("from");
  if (from == here.refs.end() || from->second.empty()) return;
  const Ref& source = from->second.front();
  const Block* table = block(source.block);
  if (table == nullptr || !table->features) return;
  here.aggregate.emplace();
  AggregateSpec& spec = *here.aggregate;
  spec.from = source;
  spec.level = level_of_table(*table);
  here.on = scope.cohorts = table->features->cohorts.empty() ? table->on : table->features->cohorts;
  if (const auto* to = entries.find("to")) {
    const auto* word = bare_word(to->value);
    if (word == nullptr || (*word != "subject" && depth_of_level(here, *word) == 0)) {
      error("unknown-name", to->value.span, "there is no level " + quoted(to->value.span)).help = "write `to: subject`";
      return;
    }
    spec.to = *word;
  }
  // Lesions that come from the labels of a mask are a level that images do not make yet.
  if (!table->features->source && !table->aggregate) {
    not_built(source.span, "`aggregate` of extracted features");
    return;
  }
  if (depth_of_level(here, spec.level) <= depth_of_level(here, spec.to)) {
    error("wrong-level", source.span,
          "`" + source.block + "` has one row a " + spec.level + " already, and `" + here.name + "` gives one a " +
              spec.to)
        .related.push_back({table->span, "declared here"});
    return;
  }
  resolve_steps(entries.steps, *find_block("aggregate"), scope, here.steps);
  here.features.emplace();
  FeaturesSpec& out = *here.features;
  out.cohorts = here.on;
  const Use* how = here.steps.empty() ? nullptr : &here.steps.front();
  const bool numbers =
      how != nullptr && contains({"mean", "max", "min", "sum", "spread", "change"}, how->signature->name);
  std::vector<std::string> wrong;
  const auto meant = [&](const std::string& name) {
    return !source.picked ||
           std::any_of(source.picks.begin(), source.picks.end(), [&](const auto& p) { return matches(p, name); });
  };
  bool by_known = false;
  const auto* by = how != nullptr ? how->argument("by") : nullptr;
  const auto* wanted = by != nullptr ? by->value.as<std::string>() : nullptr;
  for (const auto& [name, type] : table->features->known_columns) {
    by_known = by_known || (wanted != nullptr && name == *wanted);
    if (!meant(name)) continue;
    if (numbers && type == "nominal") wrong.push_back(name);
    out.known_columns.emplace_back(name, how != nullptr && how->signature->name == "count" ? "numeric" : type);
  }
  if (how == nullptr) return;
  if (!wrong.empty())
    error("wrong-type", how->span,
          "`" + how->signature->name + "` takes numbers, and " + first_few(wrong, 3) +
              (wrong.size() == 1 ? " has categories" : " have categories"))
        .help = "pick the columns that are numbers, or use `majority` or `first`";
  if (wanted != nullptr && !table->features->known_columns.empty() && !by_known) {
    std::vector<std::string> names;
    for (const auto& [name, type] : table->features->known_columns) names.push_back(name);
    auto& d = error("unknown-column", by->span, "`" + source.block + "` has no column `" + *wanted + "`");
    const auto near = nearest(*wanted, names);
    if (!near.empty()) d.help = "did you mean `" + near + "`";
  }
}

}  // namespace rgx::lang
