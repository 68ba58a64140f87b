#include "stdlib/features/feature_row.hpp"

#include <limits>

namespace rgx::features {

using engine::Json;
using engine::Table;

Table row_of(const Extraction& found, const std::string& subject) {
  Table row;
  row.columns.push_back(engine::Column::of_texts("subject", {subject}));
  for (std::size_t i = 0; i < found.columns.size(); ++i) {
    row.columns.push_back(engine::Column::of_numbers(found.columns[i].name, {found.values[i].value}));
    if (!found.values[i].present())
      row.missing.push_back({subject, found.columns[i].name, std::string(code(found.values[i].reason))});
  }
  return row;
}

Table lost_row(const Request& wanted, const std::string& subject) {
  Table row;
  row.columns.push_back(engine::Column::of_texts("subject", {subject}));
  for (const auto& name : feature_names(wanted)) {
    row.columns.push_back(engine::Column::of_numbers(name, {std::numeric_limits<double>::quiet_NaN()}));
    row.missing.push_back({subject, name, "region-lost"});
  }
  row.meta["dictionary"] = dictionary_json(wanted);
  return row;
}

Json dictionary_json(const Request& wanted) {
  Json out = Json::array();
  for (const auto& row : dictionary(wanted))
    out.push_back({{"column", row.column},
                   {"family", row.family},
                   {"feature", row.feature},
                   {"tag", row.ibsi_tag},
                   {"aggregation", row.aggregation},
                   {"filter", row.filter},
                   {"unit", row.unit},
                   {"definition", row.definition}});
  return out;
}

}  // namespace rgx::features
