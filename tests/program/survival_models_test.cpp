// How well a column or a model orders times to an event, as users ask for it; numbers from R 4.2.2 (survival,
// riskRegression) on the tables of models_data.hpp.
#include <doctest/doctest.h>

#include <cmath>

#include "tests/program/models_data.hpp"
#include "tests/program/program.hpp"
#include "tests/program/table.hpp"

using namespace rgx::test;

namespace {

struct Run {
  Folder folder;
  Ended said;
  explicit Run(const std::string& blocks, int expected = 0) {
    folder.write("cases.csv", model_cases);
    folder.write("study.rgx",
                 "rgx 1\nstudy \"Survival\" { design: simulated; seed: 3 }\n"
                 "cohort c {\n  table: csv(\"cases.csv\")\n  id: id\n"
                 "  outcome os: survival(time: time, event: event == 1, unit: 1 month)\n"
                 "  covariate age: continuous(age, unit: 1 year)\n"
                 "  covariate site: category(site)\n  covariate patient: category(patient)\n}\n"
                 "features f {\n  cohort: c\n  source: csv(\"cases.csv\", id: id)\n  kind: radiomic\n"
                 "  columns: only(a, b)\n}\n" +
                     blocks);
    said = run_study(folder / "study.rgx", folder / "run", folder / "store", {"-j", "2"}, expected);
  }
  Rows table(const std::string& name) const { return read_rows(folder / "run/tables/" + name + ".csv"); }
};

std::string associate(const std::string& name, const std::string& left, const std::string& rest) {
  return "associate " + name + " { left: " + left + "; right: os; " + rest + "; correct(method: BH) }\n";
}

void check(const Rows& t, std::size_t row, const std::vector<std::pair<std::string, double>>& numbers) {
  CAPTURE(t.cells.at(row).front());
  for (const auto& [name, expected] : numbers) {
    CAPTURE(name);
    CHECK(std::abs(t.number(row, name) / expected - 1) < 1e-6);
  }
}

}  // namespace

TEST_CASE("discrimination: C with strata, clusters and Uno's weights, AUC at a time in any unit") {
  const Run run(associate("plain", "f", "c_index()") + associate("strata", "f[\"a\"]", "strata: site; c_index()") +
                associate("uno", "f[\"a\"]", "c_index(weights: uno, tau: 2 years)") +
                associate("cluster", "f[\"a\"]", "cluster: patient; c_index()") +
                associate("early", "f[\"a\"]", "time_auc(at: 18 months)"));
  // concordance(Surv(time, event) ~ a, reverse = TRUE)
  const Rows plain = run.table("plain");
  CHECK(plain.at(0, "test") == "c index harrell");
  CHECK(plain.at(0, "estimate_kind") == "c_index");
  check(plain, 0,
        {{"estimate", 0.734025559105},
         {"statistic", 5.06440803282},
         {"ci_low", 0.643455908253},
         {"ci_high", 0.824595209958},
         {"p", 4.09671348344e-07},
         {"n", 40}});
  check(plain, 1, {{"estimate", 0.525}, {"p", 0.666990009448}, {"n", 38}});
  // ~ a + strata(site); timewt = "n/G2", ymax = 24; cluster = patient
  check(run.table("strata"), 0, {{"estimate", 0.747596153846}, {"p", 2.85320427914e-05}});
  check(run.table("uno"), 0, {{"estimate", 0.733274481591}, {"p", 1.87405549343e-06}});
  CHECK(run.table("uno").at(0, "note") == "tau 24");
  check(run.table("cluster"), 0, {{"estimate", 0.734025559105}, {"p", 7.99347205529e-08}});
  // Score(metrics = "auc", times = 18)
  const Rows early = run.table("early");
  CHECK(early.at(0, "estimate_kind") == "time_auc");
  check(early, 0, {{"estimate", 0.826406761816}, {"ci_low", 0.689751076459}, {"ci_high", 0.963062447172}});
  CHECK(early.at(0, "note") == "at 18");
}

TEST_CASE("survival models: a proportional hazards model, refitted and judged on its own cases, is coxph") {
  const Run run(
      "model m { predict: os; using: [f[\"a\"], age]; metrics: [c_index, hazard_ratio, time_auc, integrated_brier]; "
      "horizon: 1.5 years; cox() }\n");
  const Rows metrics = run.table("m.metrics");
  CHECK(metrics.at(0, "metric") == "apparent.c_index");
  check(metrics, 0, {{"estimate", 0.738817891374}, {"n", 40}});
  check(metrics, 1, {{"estimate", 2.63546846402}});
  check(metrics, 2, {{"estimate", 0.832782522227}});
  check(metrics, 3, {{"estimate", 0.130538428458}});
  CHECK(metrics.at(0, "ci_low").empty());
  const Rows coefficients = run.table("m.coefficients");
  check(coefficients, 0, {{"coefficient", 1.05356358023}, {"se", 0.2626886605604}});
  check(coefficients, 1, {{"coefficient", -0.00619255633903}});
  check(run.table("m.baseline"), 1, {{"time", 2}, {"cumulative_hazard", 0.0499181308489}});
  check(run.table("m.predictions"), 0, {{"observed", 45}, {"predicted", -1.05435215732}});
  CHECK(run.table("m.predictions").at(0, "event") == "0");
  CHECK(run.table("m.calibration").cells.empty());
}

TEST_CASE("survival models: folds are judged one by one, and learned steps stay inside of them") {
  const Run run(
      "split parts { of: c; stratify: os; kfold(folds: 4, repeats: 3) }\n"
      "model m { predict: os; using: [f, age]; validate: parts; missing: complete_cases; metrics: [c_index, "
      "hazard_ratio]; within_folds { standardise(); drop_correlated(above: 0.95) }; cox(ties: breslow) }\n");
  const Rows metrics = run.table("m.metrics");
  CHECK(metrics.at(0, "method") == "corrected resampled t");
  CHECK(metrics.at(1, "method") == "Wald");
  check(metrics, 0, {{"n", 38}});
  CHECK(metrics.number(0, "estimate") > 0.6);
  CHECK(metrics.number(0, "ci_low") < metrics.number(0, "estimate"));
  CHECK(metrics.number(1, "estimate") > 1);
  CHECK(run.table("m.predictions").cells.size() == 3 * 38);
}
