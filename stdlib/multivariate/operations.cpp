#include "stdlib/multivariate/operations.hpp"

namespace rgx::stdlib {

using engine::Column;
using engine::Json;
using engine::Table;

// The scores of one cohort as a table of features.
engine::Operation component_scores_operation() {
  return engine::Declare<Json>("component_scores", 1)
      .in("engine")
      .summary("the scores of a decomposition's components as columns of one cohort")
      .run([](const Json&, const engine::Context& c) {
        const Table& all = c.input("components").as<engine::Bundle>().tables.at("scores");
        const std::string wanted = c.params.at("cohort").get<std::string>();
        const auto& cohort = all.at("cohort").texts;
        Table out;
        for (const auto& column : all.columns) {
          if (column.name == "cohort") continue;
          Column kept;
          kept.name = column.name;
          kept.kind = column.kind;
          for (std::size_t r = 0; r < cohort.size(); ++r) {
            if (cohort[r] != wanted) continue;
            if (column.kind == Column::Kind::text)
              kept.texts.push_back(column.texts[r]);
            else
              kept.numbers.push_back(column.numbers[r]);
          }
          out.columns.push_back(std::move(kept));
        }
        for (std::size_t i = 1; i < out.columns.size(); ++i)
          out.meta["kinds"][out.columns[i].name] = {{"type", "numeric"}};
        return engine::Output{std::move(out), {}};
      });
}

std::vector<engine::Operation> multivariate_operations() {
  std::vector<engine::Operation> out{component_scores_operation()};
  for (const auto& made : {one_block_operations(), two_block_operations(), block_test_operations(), component_steps()})
    for (const auto& op : made) out.push_back(op);
  return out;
}

}  // namespace rgx::stdlib
