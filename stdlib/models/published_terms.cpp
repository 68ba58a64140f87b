#include "stdlib/models/published_terms.hpp"

#include <cmath>
#include <set>

#include "stdlib/sources/read_table.hpp"

namespace rgx::stdlib {

using engine::Failure;
using engine::Json;

PublishedTerms published_terms(const Json& coefficients) {
  PublishedTerms out;
  std::set<std::string> seen;
  const auto refuse = [](const std::string& why) {
    throw Failure("learner", "formula: " + why,
                  "write `coefficients: csv(\"weights.csv\")` or `coefficients: [term(\"age\", 0.03)]`");
  };
  if (!coefficients.is_array() || coefficients.empty()) refuse("`coefficients` names no terms");
  for (const auto& one : coefficients) {
    const Json& pair = one.is_object() && one.contains("term") ? one["term"] : one;
    if (!pair.is_array() || pair.size() != 2 || !pair[0].is_string() || !pair[1].is_number())
      refuse("`" + one.dump() + "` is no term with its coefficient");
    out.emplace_back(pair[0].get<std::string>(), pair[1].get<double>());
    if (!seen.insert(out.back().first).second) refuse("`" + out.back().first + "` has two coefficients");
  }
  return out;
}

Json read_published_terms(const Json& learner_params, const engine::Context& context) {
  const Json written = learner_params.value("coefficients", Json());
  if (!written.is_object() || !written.contains("csv") || context.files.empty()) return learner_params;
  const std::string& path = context.files.front();
  const engine::Csv table = read_table(context);
  const std::size_t term = column_of(table, "term", path), coefficient = column_of(table, "coefficient", path);
  Json terms = Json::array();
  for (std::size_t r = 0; r < table.rows(); ++r) {
    double value = 0;
    if (!table.number(r, coefficient, value) || !std::isfinite(value)) {
      Failure failure("not-numeric", "the coefficient of `" + table.cell(r, term) + "` is `" +
                                         table.cell(r, coefficient) + "` in `" + path + "`");
      failure.file = path;
      throw failure;
    }
    terms.push_back(Json::array({table.cell(r, term), value}));
  }
  Json out = learner_params;
  out["coefficients"] = terms;
  return out;
}

}  // namespace rgx::stdlib
