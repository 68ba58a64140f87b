#include "stdlib/analysis/model_driver.hpp"

#include <cmath>

#include "stdlib/analysis/audit.hpp"
#include "stdlib/analysis/model_frame.hpp"

namespace rgx::stdlib {

using engine::Context;

namespace {

// The columns that are open on one side, on these rows of the frame.
Eigen::MatrixXd values(std::size_t count, const std::vector<std::size_t>& rows,
                       const std::function<const std::vector<double>&(std::size_t)>& of) {
  Eigen::MatrixXd out(static_cast<Eigen::Index>(rows.size()), static_cast<Eigen::Index>(count));
  for (std::size_t c = 0; c < count; ++c) {
    const std::vector<double>& numbers = of(c);
    for (std::size_t r = 0; r < rows.size(); ++r)
      out(static_cast<Eigen::Index>(r), static_cast<Eigen::Index>(c)) = numbers[rows[r]];
  }
  return out;
}

std::vector<std::size_t> known(const std::vector<std::size_t>& rows, const std::vector<double>& numbers) {
  std::vector<std::size_t> out;
  for (const std::size_t r : rows)
    if (!std::isnan(numbers[r])) out.push_back(r);
  return out;
}

// A category of which one level has cases gives no column.
ModelTest nothing_tested(std::size_t cases) {
  ModelTest out;
  out.result.reason = cases == 0 ? stats::Reason::too_few : stats::Reason::constant;
  return out;
}

// What does not vary is collinear with the intercept; the plainer word is said, whichever way it was computed.
void say_constant(ModelTest& made, stats::ConstMatrix tested) {
  const auto varies = [](const auto& column) {
    double first = stats::missing;
    for (const double v : column) {
      if (std::isnan(first)) first = v;
      if (v != first && !std::isnan(v)) return true;
    }
    return false;
  };
  if (made.result.reason != stats::Reason::collinear) return;
  for (Eigen::Index c = 0; c < tested.cols(); ++c)
    if (varies(tested.col(c))) return;
  made.result.reason = stats::Reason::constant;
}

// Threads go to the many: to the calls, or to what is inside of each.
void over(const Context& context, std::size_t calls, std::size_t inside,
          const std::function<void(std::size_t call, const stats::ParallelFor& parallel)>& body) {
  if (calls < inside)
    for (std::size_t i = 0; i < calls; ++i) body(i, context.parallel);
  else
    context.parallel(calls, [&](std::size_t i) { body(i, stats::serial_for); });
}

engine::Output one_by_one(const Context& context, const ModelFrame& frame, const OneModel& model) {
  std::vector<ResultRow> rows(frame.size());
  context.parallel(rows.size(), [&](std::size_t place) {
    const ModelPlace at = frame.at(place);
    const FrameUnit& unit = frame.unit(at.unit);
    const FrameOutcome& response = frame.response(at.response);
    const auto used = frame.complete(at.group, &unit, &response);
    const ModelCases cases = frame.cases(used, &unit, &response, at.term);
    ModelTest made = cases.tested.cols() > 0 ? model(cases, place) : nothing_tested(used.size());
    say_constant(made, cases.tested);
    rows[place] = frame.row(at, used, made);
    if (!frame.audits() || cases.tested.cols() == 0) return;
    const auto left = frame.auditable(used);
    stats::TestResult adjusted = model(frame.cases(left, &unit, &response, at.term, true), place).result;
    adjusted.n = left.size();
    take_audit(rows[place], adjusted);
  });
  return frame.table(std::move(rows));
}

engine::Output by_response(const Context& context, const ModelFrame& frame, const AllPredictors& screen) {
  std::vector<ResultRow> rows(frame.size());
  over(context, frame.responses() * frame.groups(), frame.units(), [&](std::size_t call, const auto& parallel) {
    const std::size_t response = call / frame.groups(), group = call % frame.groups();
    const auto used = frame.complete(group, nullptr, &frame.response(response));
    const auto column = [&](std::size_t u) -> const std::vector<double>& { return frame.column(u).numbers; };
    const Eigen::MatrixXd features = values(frame.units(), used, column);
    auto made = screen(frame.cases(used, nullptr, &frame.response(response), 0), features, parallel);
    for (std::size_t u = 0; u < frame.units(); ++u) {
      const ModelPlace at{u, response, group, 0};
      say_constant(made[u], features.col(static_cast<Eigen::Index>(u)));
      rows[frame.place(at)] = frame.row(at, known(used, column(u)), made[u]);
    }
  });
  return frame.table(std::move(rows));
}

engine::Output by_unit(const Context& context, const ModelFrame& frame, const AllResponses& models) {
  std::vector<ResultRow> rows(frame.size());
  const std::size_t each = frame.groups() * frame.terms();
  over(context, frame.units() * each, frame.responses(), [&](std::size_t call, const auto& parallel) {
    ModelPlace at{call / each, 0, call % each / frame.terms(), call % frame.terms()};
    const FrameUnit& unit = frame.unit(at.unit);
    const auto used = frame.complete(at.group, &unit, nullptr);
    const auto numbers = [&](std::size_t r) -> const std::vector<double>& { return frame.response(r).numbers; };
    const ModelCases cases = frame.cases(used, &unit, nullptr, at.term);
    auto made = cases.tested.cols() > 0 ? models(cases, values(frame.responses(), used, numbers), parallel)
                                        : std::vector<ModelTest>(frame.responses(), nothing_tested(used.size()));
    for (at.response = 0; at.response < frame.responses(); ++at.response) {
      say_constant(made[at.response], cases.tested);
      rows[frame.place(at)] = frame.row(at, known(used, numbers(at.response)), made[at.response]);
    }
    if (!frame.audits() || cases.tested.cols() == 0) return;
    const auto left = frame.auditable(used);
    const auto adjusted =
        models(frame.cases(left, &unit, nullptr, at.term, true), values(frame.responses(), left, numbers), parallel);
    for (at.response = 0; at.response < frame.responses(); ++at.response) {
      stats::TestResult one = adjusted[at.response].result;
      one.n = known(left, numbers(at.response)).size();
      take_audit(rows[frame.place(at)], one);
    }
  });
  return frame.table(std::move(rows));
}

}  // namespace

engine::Output run_models(const Context& context, const ModelNeeds& needs, const OneModel& model) {
  return one_by_one(context, ModelFrame(context, needs), model);
}

engine::Output run_predictors(const Context& context, const ModelNeeds& needs, const OneModel& model,
                              const AllPredictors& screen) {
  const ModelFrame frame(context, needs);
  if (frame.units() < 2 || frame.audits() || !frame.one_column_each()) return one_by_one(context, frame, model);
  return by_response(context, frame, screen);
}

engine::Output run_responses(const Context& context, const ModelNeeds& needs, const AllResponses& models) {
  return by_unit(context, ModelFrame(context, needs), models);
}

engine::Output run_longer_side(const Context& context, const ModelNeeds& needs, const AllPredictors& predictors,
                               const AllResponses& responses) {
  const ModelFrame frame(context, needs);
  if (frame.units() > frame.responses() && !frame.audits() && frame.one_column_each())
    return by_response(context, frame, predictors);
  return by_unit(context, frame, responses);
}

}  // namespace rgx::stdlib
