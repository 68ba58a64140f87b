// How well a column orders the times to an event: c_index, time_auc, in `associate`.
#include <algorithm>

#include "stats/survival/concordance.hpp"
#include "stats/survival/time_auc.hpp"
#include "stdlib/analysis/model_driver.hpp"
#include "stdlib/analysis/operations.hpp"
#include "stdlib/analysis/params.hpp"
#include "stdlib/analysis/time_unit.hpp"

namespace rgx::stdlib {

using engine::Context;
using engine::Declare;
using engine::Failure;
using engine::Json;
using engine::Operation;

namespace {

stats::CoxCases cox_cases(const ModelCases& cases, bool stratified) {
  if (cases.y.size() > 0 && cases.y.minCoeff() < 0)
    throw Failure("out-of-range", "a time to an event is negative",
                  "a time runs from the beginning of the observation; correct it or exclude the subject");
  stats::CoxCases out;
  out.time = cases.y;
  for (const double event : cases.event) {
    if (event != 0 && event != 1) throw Failure("wrong-test", "events compete here, and one kind of event is needed");
    out.event.push_back(static_cast<int>(event));
  }
  if (stratified) out.stratum = cases.stratum;
  if (cases.clustered) out.cluster = cases.cluster;
  return out;
}

// A time of the arguments in the unit of the outcomes, which have to agree in it.
double time_of(const Context& context, const char* argument) {
  const Json& args = context.params.at("args");
  if (!args.contains(argument) || !args[argument].is_number()) return stats::missing;
  std::string unit;
  double value = stats::missing;
  for (const auto& selection : context.params.at("right")) {
    const TimeUnit of = unit_of_time(context, selection.at("name").get<std::string>());
    if (!unit.empty() && of.name != unit)
      throw Failure("unit-mismatch", "the outcomes are counted in `" + unit + "` and in `" + of.name + "`",
                    "write a block for each");
    unit = of.name;
    value = of.of(args[argument].get<double>());
  }
  return value;
}

using Measure = std::function<std::vector<stats::TestResult>(const ModelCases& cases, stats::ConstMatrix columns,
                                                             const stats::ParallelFor& parallel)>;

engine::Output run(const Context& context, const std::string& note, const Measure& measure) {
  const auto tested = [note](const stats::TestResult& result) {
    ModelTest out;
    out.result = result;
    out.note = note;
    return out;
  };
  return run_predictors(
      context, {{"survival"}},
      [&](const ModelCases& cases, std::size_t) {
        return tested(measure(cases, cases.tested, stats::serial_for).front());
      },
      [&](const ModelCases& shared, stats::ConstMatrix features, const stats::ParallelFor& parallel) {
        std::vector<ModelTest> out;
        for (const auto& result : measure(shared, features, parallel)) out.push_back(tested(result));
        return out;
      });
}

lang::TestRule rule(const char* otherwise) { return {{"survival"}, 0, 0, {"numeric", "ordinal"}, otherwise}; }

lang::Param time_param(std::string name, std::string text) {
  lang::Param out;
  out.name = std::move(name);
  out.dimension = "time";
  out.low = 0;
  out.text = std::move(text);
  return out;
}

Operation c_index_operation() {
  lang::TestRule takes = rule("cox");
  takes.stratifies = takes.clusters = true;
  return Declare<Json>("c_index", 1)
      .role(lang::Role::test)
      .in("associate")
      .param(
          choice_of("weights", {"harrell", "uno"},
                    "of the pairs: all alike, or by the inverse square of the share not yet censored, which takes the "
                    "censoring out of what is estimated and asks for `tau`"))
      .param(time_param("tau", "events after it start no pair; left out: all do"))
      .test(takes)
      .summary("C index: how often the case with the higher value has the earlier event; against one half")
      .details(
          "The share of comparable pairs in which the higher value goes with the earlier event, ties of the value "
          "half. "
          "A pair can be compared if the earlier time is an event and the other case lives longer or is censored then. "
          "As `survival::concordance(reverse = TRUE, timewt = \"n\" or \"n/G2\", ymax = tau)` with the standard error "
          "of the infinitesimal jackknife, normal interval cut to 0 … 1 and p against 0.5. The direction is fixed: "
          "below "
          "0.5 high values go with late events. `strata:` compares cases of one stratum only; with `cluster:` the "
          "standard error is that of clusters. A value that orders all pairs alike has no p (`degenerate`).")
      .methods(
          "Discrimination of times to an event was measured by the C index (weights: {weights}), with intervals by the "
          "infinitesimal jackknife.")
      .cites({"harrell1996", "uno2011"})
      .run([](const Json&, const Context& c) {
        stats::ConcordanceOptions options;
        if (c.params.at("args").value("weights", "harrell") == "uno") options.weights = stats::ConcordanceWeights::uno;
        const double tau = time_of(c, "tau");
        std::string note;
        if (!std::isnan(tau)) {
          options.tau = tau;
          note = "tau " + engine::shortest(tau);
        }
        return run(c, note, [&](const ModelCases& cases, stats::ConstMatrix columns, const auto& parallel) {
          return stats::concordance_screen(cox_cases(cases, true), columns, options, parallel);
        });
      });
}

Operation time_auc_operation() {
  lang::Param at = time_param("at", "the time at which cases with and without the event are told apart");
  at.required = true;
  return Declare<Json>("time_auc", 1)
      .role(lang::Role::test)
      .in("associate")
      .param(at)
      .test(rule("c_index"))
      .summary("Area under the ROC curve at a time: event until then against none yet; against one half")
      .details(
          "Cumulative and dynamic: the chance that a case with the event up to `at` has a higher value than one that "
          "lives longer, ties half. Censored cases are made up for by weights, the inverse of the Kaplan–Meier "
          "estimate "
          "of not being censored. As `riskRegression::Score(metrics = \"auc\", cens.model = \"km\")`: the standard "
          "error "
          "is that of the influence function with the estimation of the weights in it, the interval normal and cut to "
          "0 … 1, p against 0.5.")
      .methods(
          "Time-dependent areas under the ROC curve (at {at}) were estimated with inverse probability of censoring "
          "weights.")
      .cites({"blanche2013", "heagerty2005"})
      .run([](const Json&, const Context& c) {
        const double time = time_of(c, "at");
        return run(c, "at " + engine::shortest(time),
                   [&](const ModelCases& cases, stats::ConstMatrix columns, const auto& parallel) {
                     return stats::time_auc_screen(cox_cases(cases, false), columns, time, 0.95, parallel);
                   });
      });
}

}  // namespace

std::vector<Operation> discrimination_operations() { return {c_index_operation(), time_auc_operation()}; }

}  // namespace rgx::stdlib
