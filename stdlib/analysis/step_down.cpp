#include "stdlib/analysis/step_down.hpp"

#include <cmath>
#include <limits>
#include <map>

#include "stats/effective_tests.hpp"
#include "stats/westfall_young.hpp"
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
    std::map<std::vector<double>, int> seen;
    for (const std::size_t r : rows) {
      std::vector<double> key;
      bool known = true;
      for (const auto& c : columns) {
        key.push_back(c.kind == FrameColumn::Kind::nominal ? c.codes[r] : c.numbers[r]);
        known = known && !std::isnan(key.back()) && (c.kind != FrameColumn::Kind::nominal || c.codes[r] >= 0);
      }
      design.strata.push_back(known ? seen.emplace(key, static_cast<int>(seen.size())).first->second : -1);
    }
  }
  Eigen::MatrixXd x(static_cast<Eigen::Index>(rows.size()), static_cast<Eigen::Index>(features.size()));
  for (std::size_t f = 0; f < features.size(); ++f) {
    if (features[f].kind == FrameColumn::Kind::nominal)
      throw Failure("wrong-test", "`" + features[f].name + "` has categories without order; `maxT` needs numbers");
    for (std::size_t i = 0; i < rows.size(); ++i)
      x(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(f)) = features[f].numbers[rows[i]];
  }
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

void keep_effective_tests(engine::Table& table, const std::vector<FrameColumn>& features, std::size_t rows,
                          const engine::ParallelFor& parallel) {
  std::vector<const FrameColumn*> numeric;
  for (const auto& f : features)
    if (f.kind != FrameColumn::Kind::nominal) numeric.push_back(&f);
  if (numeric.empty()) return;
  Eigen::MatrixXd x(static_cast<Eigen::Index>(rows), static_cast<Eigen::Index>(numeric.size()));
  for (std::size_t f = 0; f < numeric.size(); ++f)
    for (std::size_t r = 0; r < rows; ++r)
      x(static_cast<Eigen::Index>(r), static_cast<Eigen::Index>(f)) = numeric[f]->numbers[r];
  const auto found = stats::effective_tests(x, stats::Correlation::pearson, parallel);
  if (found.value > 0) table.meta["effective_tests"] = found.value;
}

}  // namespace rgx::stdlib
