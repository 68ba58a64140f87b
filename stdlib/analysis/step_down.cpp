#include "stdlib/analysis/step_down.hpp"

#include <cmath>
#include <limits>

#include "stats/correction/effective_tests.hpp"
#include "stats/correction/westfall_young.hpp"
#include "stdlib/analysis/design.hpp"
#include "stdlib/analysis/second_stage.hpp"

namespace rgx::stdlib {

using engine::Context;
using engine::Failure;
using engine::Json;

bool steps_down(const Context& context) { return context.params.contains("step_down"); }

engine::Operation permutable(engine::Operation operation, stats::PermutedStatistic statistic) {
  operation.part = std::string(stats::permuted_statistic_name(statistic));
  return operation;
}

std::vector<double> step_down(const Context& context, const Frame& frame, const std::vector<FrameColumn>& features,
                              stats::PermutationDesign design, const std::vector<std::size_t>& rows) {
  const Json& asked = context.params.at("step_down");
  if (asked.contains("strata") && !asked["strata"].empty()) {
    const auto columns = frame.columns(asked["strata"]);
    design.strata = strata_of(columns, rows);
    for (std::size_t i = 0; i < rows.size(); ++i)
      if (!has_values(columns, rows[i])) design.strata[i] = -1;  // left out
  }
  const Eigen::MatrixXd x = values_of(features, rows);
  const auto step = asked.at("method") == "minP" ? stats::StepDown::minP : stats::StepDown::maxT;
  const auto draws = static_cast<std::uint32_t>(asked.at("permutations").get<double>());
  return stats::westfall_young(x, design, step, draws, stats::Stream(context.stream), context.parallel).p;
}

void keep_step_down(engine::Table& table, std::vector<double> adjusted) {
  const SecondStage stage = second_stage_of(table);
  if (table.rows() != adjusted.size() + stage.size())
    throw Failure("wrong-test", "`maxT` and `minP` permute the cases of one test a feature, not of groups or terms",
                  "leave out `by_group` and `interact`, or correct by another method");
  std::vector<bool> second(table.rows(), false);
  for (const auto& [row, parent] : stage) second[row] = true;
  Json p = Json::array();
  std::size_t next = 0;
  for (std::size_t r = 0; r < table.rows(); ++r) {
    const double v = second[r] ? std::numeric_limits<double>::quiet_NaN() : adjusted[next++];
    p.push_back(std::isnan(v) ? Json() : Json(v));
  }
  table.meta["step_down"] = std::move(p);
}

void keep_effective_tests(engine::Table& table, const Context& context, const std::vector<FrameColumn>& features,
                          const Frame& frame, std::size_t outcomes) {
  if (!context.params.value("effective_tests", false)) return;
  std::vector<FrameColumn> numeric;
  for (const auto& f : features)
    if (f.kind != FrameColumn::Kind::nominal) numeric.push_back(f);
  if (numeric.empty()) return;
  const auto found =
      stats::effective_tests(values_of(numeric, frame.all_rows()), stats::Correlation::pearson, context.parallel);
  if (found.value > 0) table.meta["effective_tests"] = found.value * static_cast<double>(outcomes);
}

}  // namespace rgx::stdlib
