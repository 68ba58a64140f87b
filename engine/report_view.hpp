#pragma once
// The run directory as the report's writers ask it: blocks of the study by name, settings, and the words that values
// are printed in. Internal to engine/report*, methods*, checklist*, figure*.
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "engine/run.hpp"

namespace rgx::engine {

// A member of a JSON object, or what is printed where it is not there. None throws.
std::string text_at(const Json& object, const char* name);
const Json& list_at(const Json& object, const char* name);      // an empty list when absent or no list
const Json& list_at(Json&& object, const char* name) = delete;  // the list would be gone with it
const Json& object_at(const Json& object, const char* name);    // an empty object when absent or no object
const Json& object_at(Json&& object, const char* name) = delete;
double number_at(const Json& object, const char* name, double otherwise);

class ReportView {
 public:
  explicit ReportView(const RunDirectory& directory) : run(directory), study(directory.lock.study) {}
  const RunDirectory& run;
  const Json& study;

  std::vector<const Json*> blocks(std::string_view kind) const;  // in the study's order
  const Json* block(std::string_view name) const;                // not `study` and `report`, which bear titles
  const Table* table(const std::string& file) const;             // nullptr: the run wrote none
  // Stems of a model's tables: "codeletion", or "genes.EGFR" and others where it fans out. In order of name.
  std::vector<std::string> results_of_model(const std::string& block) const;
};

// Values of a setting and of a reference setting (`by: [idh, codel]` → idh, codel; columns picked as written).
const Json* setting(const Json& block, std::string_view name);
std::vector<std::string> names_in(const Json& block, const char* refs);
// A model whose learner learns nothing, nor a step of its folds: a published signature.
bool applied_as_published(const Json& model);
// The same as Markdown; many picked columns as a count.
std::vector<std::string> printed_refs(const Json& block, const char* refs);
std::vector<std::string> texts_of(const Json& list);
// The step of a block with that operation, or nullptr.
const Json* step_named(const Json& block, std::string_view op);
const Json* parameter(const Json& use, std::string_view name);  // the entry {name, value, written}

// "a", "a and b", "a, b and c"; `code` puts each in backticks.
std::string listed(const std::vector<std::string>& items, bool code = false);
// "1 subject", "2 subjects".
std::string counted(std::size_t n, const std::string& one, const std::string& many = {});
// Text as it stands in a Markdown sentence: nothing in it is markup.
std::string plain(std::string_view text);
std::string code(std::string_view text);
// A parameter's value in words: 0.5 · linear · "0.1, 0.5 or 0.9 (chosen in inner folds)" · "" when there is none.
std::string words(const Json& value, std::string_view name = {});
// "= 0.0031", "= 1.2 × 10⁻⁵": behind `p ` or `q `.
std::string equals_p(double p, double log10_p);
// "0.78 (95 % CI 0.70 to 0.85)", without interval where there is none.
std::string with_interval(double estimate, double low, double high);
// As papers print it: `auc` → AUC, `calibration_slope` → calibration slope, `hedges_g` → Hedges g.
std::string printed_name(const std::string& name);

}  // namespace rgx::engine
