#include "stdlib/sources/cohort_cells.hpp"

#include <cmath>

#include "engine/failure.hpp"

namespace rgx::stdlib {

std::string cell_of(const engine::Cohort& cohort, const std::string& name, std::size_t row) {
  const auto* variable = cohort.variable(name);
  if (variable == nullptr)
    throw engine::Failure("unknown-name", "cohort `" + cohort.name + "` declares no `" + name + "`");
  if (variable->type == "survival") return cohort.data.at(name + ".time").cell(row);
  const auto& column = cohort.data.at(name);
  if (column.kind == engine::Column::Kind::text) return column.texts[row];
  const double value = column.numbers[row];
  if (std::isnan(value)) return {};
  if (variable->type == "binary") return variable->levels.at(value == 1 ? 1 : 0);
  if (variable->type == "ordinal") return variable->levels.at(static_cast<std::size_t>(value) - 1);
  return column.cell(row);
}

}  // namespace rgx::stdlib
