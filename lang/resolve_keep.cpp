// `keep: [scan_stable, reader_stable]`: columns of a features table that `robust` blocks found stable.
#include <algorithm>

#include "lang/resolve.hpp"

namespace rgx::lang {

void Checker::resolve_keep(const Entries& entries, Scope& scope) {
  const auto* keep = entries.find("keep");
  if (keep == nullptr) return;
  Block& here = *scope.block;
  Scope anywhere;  // its cohort is its own
  anywhere.flat = scope.flat;
  anywhere.block = scope.block;
  here.refs["keep"] = here.features->keep = refs(keep->value, {"robust"}, anywhere, "`keep`");
  for (const auto& r : here.features->keep) {
    const Block* judge = block(r.block);
    if (judge == nullptr || broken_.count(r.block) != 0) continue;
    const bool limited = std::any_of(judge->steps.begin(), judge->steps.end(), [](const Use& u) {
      const Argument* above = u.argument("above");
      const Argument* below = u.argument("below");
      return (above != nullptr && above->written) || (below != nullptr && below->written);
    });
    if (limited) continue;
    auto& d = error("missing-setting", r.span, "`" + r.block + "` says of no feature that it is stable enough");
    d.related.push_back({judge->span, "declared here"});
    d.help = "write a limit there: `icc(form: \"2,1\", above: 0.85)`";
  }
}

// `features kept { from: radiomics; keep: stable }`: columns of another table.
void Checker::resolve_filtered(const Entries& entries, Scope& scope, const Block& table) {
  Block& here = *scope.block;
  FeaturesSpec& features = *here.features;
  for (const char* misplaced : {"scans", "regions", "families", "filters", "by", "conventions"})
    if (const auto* s = entries.find(misplaced))
      error("misplaced", s->name.span,
            "`" + std::string(misplaced) + "` belongs to an extraction, and `" + here.name + "` filters a table")
          .related.push_back({entries.find("from")->name.span, "of this one"});
  for (const auto* step : entries.steps)
    error("misplaced", step->name.span, "`" + here.name + "` filters a table, and nothing is discretised in it")
        .related.push_back({entries.find("from")->name.span, "of this one"});
  if (table.features) {
    features.cohorts = scope.cohorts = table.features->cohorts.empty() ? table.on : table.features->cohorts;
    for (const auto& [name, type] : table.features->known_columns)
      if (!features.from.picked || std::any_of(features.from.picks.begin(), features.from.picks.end(),
                                               [&](const auto& p) { return matches(p, name); }))
        features.known_columns.emplace_back(name, type);
  }
  here.on = scope.cohorts;
  if (const auto at = subjects_of_table_.find(table.name); at != subjects_of_table_.end())
    subjects_of_table_[here.name] = at->second;
  if (level_of_table(table) != "subject") not_built(features.from.span, "a filter of rows below the subject");
  if (entries.find("keep") == nullptr)
    error("missing-setting", scope.flat->span(),
          "`" + here.name + "` does not say what it keeps of `" + table.name + "`")
        .help = "write `keep: stable`, a `robust` block";
}

}  // namespace rgx::lang
