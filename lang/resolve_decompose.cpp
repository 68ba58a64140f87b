// `decompose` blocks: what they join, and the columns they give.
#include <algorithm>

#include "lang/named.hpp"
#include "lang/resolve.hpp"

namespace rgx::lang {

namespace {

// The first parameter of every decomposition says how many components there are.
const Argument* count_of_components(const Use& how) {
  return how.signature->params.empty() ? nullptr : how.argument(how.signature->params.front().name);
}

}  // namespace

void Checker::resolve_decompose(const Entries& entries, Scope& scope) {
  Block& here = *scope.block;
  resolve_cohorts_of(entries, scope, "on", "");
  here.on = scope.cohorts;
  resolve_analysis(entries, scope);
  here.features.emplace();
  here.features->cohorts = here.on;
  const Use* how = here.step(Role::decomposition);
  const auto& from = named(here, "from");
  if (how == nullptr || from.empty()) return;
  const std::string op = "`" + how->signature->name + "`";
  for (const auto& r : from) {
    if (const std::string level = level_of_ref(r); level != "subject") {
      auto& d = error("wrong-level", r.span,
                      "`" + ref_text(r) + "` has one row a " + level + ", and components are of subjects");
      if (const Block* table = block(r.block)) d.related.push_back({table->span, "declared here"});
      d.help = "bring it up with `aggregate`, which says how: the mean, the largest, the first …";
    }
    const Block* table = block(r.block);
    if (table == nullptr || !table->features) continue;
    std::vector<std::string> words;
    for (const auto& [name, type] : table->features->known_columns) {
      const bool meant = !r.picked || std::any_of(r.picks.begin(), r.picks.end(),
                                                  [&](const std::string& p) { return matches(p, name); });
      if (meant && type == "nominal") words.push_back(name);
    }
    if (!words.empty())
      error("wrong-type", how->span,
            op + " takes numbers, and " + first_few(words, 3) +
                (words.size() == 1 ? " has categories" : " have categories"))
          .related.push_back({r.span, "in `" + ref_text(r) + "`"});
  }
  // A method for two tables names its columns by their side.
  const auto& names = how->signature->outputs;
  if (names.size() == 2 && from.size() != 2) {
    error("wrong-type", from.front().span, op + " relates two tables, and `from` names " + std::to_string(from.size()))
        .help = "write `from: [left, right]`";
    return;
  }
  const auto* count = count_of_components(*how);
  const auto* number = count != nullptr ? count->value.as<double>() : nullptr;
  if (number == nullptr) return;
  for (const auto& name : names)
    for (int k = 1; k <= static_cast<int>(*number); ++k) {
      std::string column = name;
      column.replace(column.find('*'), 1, std::to_string(k));
      here.features->known_columns.emplace_back(column, "numeric");
    }
}

}  // namespace rgx::lang
