#include "stdlib/analysis/cohort_rows.hpp"

namespace rgx::stdlib {

using engine::Column;
using engine::Table;

Table rows_of_cohort(const Table& all, const std::string& cohort) {
  const auto& of = all.at("cohort").texts;
  Table out;
  out.meta = all.meta;
  for (const auto& column : all.columns) {
    if (column.name == "cohort") continue;
    Column kept;
    kept.name = column.name;
    kept.kind = column.kind;
    for (std::size_t r = 0; r < of.size(); ++r) {
      if (of[r] != cohort) continue;
      if (column.kind == Column::Kind::text)
        kept.texts.push_back(column.texts[r]);
      else
        kept.numbers.push_back(column.numbers[r]);
    }
    out.columns.push_back(std::move(kept));
  }
  for (std::size_t i = 1; i < out.columns.size(); ++i) out.meta["kinds"][out.columns[i].name] = {{"type", "numeric"}};
  return out;
}

}  // namespace rgx::stdlib
