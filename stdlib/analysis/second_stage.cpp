#include "stdlib/analysis/second_stage.hpp"

#include <cmath>
#include <map>

#include "engine/failure.hpp"
#include "stats/correction/correct.hpp"

namespace rgx::stdlib {

SecondStage second_stage_of(const engine::Table& table) {
  const auto found = table.meta.find("second_stage");
  return found == table.meta.end() ? SecondStage{} : found->get<SecondStage>();
}

std::vector<ResultRow> with_second_stage(std::vector<ResultRow> rows, const std::vector<std::vector<ResultRow>>& pairs,
                                         std::size_t groups, SecondStage& stage) {
  std::vector<ResultRow> out;
  const std::size_t each = groups > 1 ? groups + 1 : groups;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    out.push_back(std::move(rows[i]));
    if (i % each == groups) continue;
    const std::size_t parent = out.size() - 1;
    for (const auto& pair : pairs[i / each * groups + i % each]) {
      stage.emplace_back(out.size(), parent);
      out.push_back(pair);
    }
  }
  return out;
}

void correct_second_stage(engine::Table& table, const SecondStage& stage, double level) {
  const auto column = [&](const char* name) -> engine::Column& {
    for (auto& c : table.columns)
      if (c.name == name) return c;
    throw engine::Failure("unknown-column", std::string("a result table has no column `") + name + "`");
  };
  const auto& p = column("p").numbers;
  auto& q = column("q").numbers;
  auto& rejected = column("rejected").texts;
  std::map<std::size_t, std::vector<std::size_t>> behind;
  for (const auto& [row, parent] : stage) behind[parent].push_back(row);
  for (const auto& [parent, rows] : behind) {
    if (rejected[parent] != "true") continue;
    std::vector<double> some;
    for (const std::size_t r : rows) some.push_back(p[r]);
    const auto adjusted = stats::adjust(some, stats::Correction::holm);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      q[rows[i]] = adjusted[i];
      rejected[rows[i]] = std::isnan(adjusted[i]) ? "" : adjusted[i] <= level ? "true" : "false";
    }
  }
}

}  // namespace rgx::stdlib
