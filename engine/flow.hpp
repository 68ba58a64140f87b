#pragma once
// Who took part and what is missing, gathered from what a run left behind: tables/participants.csv, tables/missing.csv.
#include "engine/execute.hpp"
#include "engine/plan.hpp"
#include "engine/table.hpp"

namespace rgx::engine {

// subject, cohort, status, step, reason. First the rows of each cohort as it was read, cohorts in plan order; then
// Plan::flow (images that are not there); then who left during the run, in node order.
Table participants(const Plan& plan, Execution& execution);

// One row a missing cell of the written tables, in the order of the files, and the "missing" notes of nodes (with the
// block in `table` and no column).
struct NamedTable {
  std::string name;  // `graded`, `codeletion.metrics`
  const Table* table = nullptr;
};
Table missing_cells(const std::vector<NamedTable>& tables, const Plan& plan, const std::vector<NodeResult>& nodes);

// column, family, feature, tag, aggregation, filter, unit, definition: Table::meta["dictionary"] as a table.
Table dictionary(const Table& features);

}  // namespace rgx::engine
