#include "stdlib/multivariate/operations.hpp"

#include "stdlib/analysis/cohort_rows.hpp"

namespace rgx::stdlib {

using engine::Json;
using engine::Table;

// The scores of one cohort as a table of features.
engine::Operation component_scores_operation() {
  return engine::Declare<Json>("component_scores", 1)
      .in("engine")
      .summary("the scores of a decomposition's components as columns of one cohort")
      .run([](const Json&, const engine::Context& c) {
        const Table& all = c.input("components").as<engine::Bundle>().tables.at("scores");
        return engine::Output{rows_of_cohort(all, c.params.at("cohort").get<std::string>()), {}};
      });
}

std::vector<engine::Operation> multivariate_operations() {
  std::vector<engine::Operation> out{component_scores_operation()};
  for (const auto& made : {one_block_operations(), two_block_operations(), block_test_operations(), component_steps()})
    for (const auto& op : made) out.push_back(op);
  return out;
}

}  // namespace rgx::stdlib
