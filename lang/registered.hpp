#pragma once
// A study that names a registered plan is compared with it: `registered: "study.plan"`.
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "lang/check.hpp"
#include "lang/facts.hpp"

namespace rgx::lang {

// The facts of a plan file; none: it is no plan, or was changed since it was frozen, and `reason` says so.
using ReadPlan = std::function<std::optional<std::vector<Fact>>(const std::string& text, std::string& reason)>;

// The facts of the file `id`, checked without its data, so that they are the same before and after there is any.
// Messages of that check go to `out`; with errors among them the facts are none.
std::vector<Fact> facts_without_data(SourceMap& sources, std::uint32_t id, const Catalogue& catalogue,
                                     const ReadText& read, Diagnostics& out);

// The plan file that `registered:` of the study names (a text that ends in `.plan`), as written; empty: none. `span`:
// where it stands.
std::string registered_plan(const Study& study, Span& span);

// Where a file lies that the study names with a path relative to its own folder.
std::string beside(const SourceMap& sources, std::uint32_t study_file, const std::string& written);

// Where the checked study names a plan: error `registered-plan` when it cannot be compared with, a warning
// `plan-deviation` for each deviation from it. Messages stay in the order of the file.
void check_registered(SourceMap& sources, std::uint32_t id, const Catalogue& catalogue, const ReadText& read,
                      const ReadPlan& read_plan, const Study& study, Diagnostics& out);

}  // namespace rgx::lang
