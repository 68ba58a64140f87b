// Every way to split, and what is judged on it; numbers from R 4.2.2 on the table of models_data.hpp: glm(egfr ~ age +
// a, binomial) fitted to each training part.
#include <doctest/doctest.h>

#include <cmath>
#include <set>

#include "tests/program/models_data.hpp"
#include "tests/program/program.hpp"
#include "tests/program/table.hpp"

using namespace rgx::test;

namespace {

std::string study(const std::string& blocks) {
  return "rgx 1\nstudy \"Validation\" { design: simulated; seed: 3 }\n"
         "cohort c {\n  table: csv(\"cases.csv\")\n  id: id\n"
         "  outcome egfr: binary(egfr, positive: 1, negative: 0)\n"
         "  outcome type: nominal(type, levels: [\"x\", \"y\", \"z\"])\n"
         "  outcome os: survival(time: time, event: event == 1, unit: 1 month)\n"
         "  covariate age: continuous(age, unit: 1 year)\n"
         "  covariate site: category(site, levels: [\"Riga\", \"Turin\", \"Ghent\"])\n}\n"
         "features f {\n  cohort: c\n  source: csv(\"cases.csv\", id: id)\n  kind: radiomic\n  columns: only(a)\n}\n" +
         blocks;
}

std::string model(const std::string& name, const std::string& split, const std::string& rest) {
  return "split " + name + "_split { of: c; " + split + " }\nmodel " + name +
         " { predict: egfr; using: [f, age]; logistic(); validate: " + name + "_split; " + rest + " }\n";
}

struct Run {
  Folder folder;
  Ended said;
  explicit Run(const std::string& text, const std::string& threads = "2", int expected = 0) {
    folder.write("cases.csv", model_cases);
    folder.write("study.rgx", text);
    said = run_study(folder / "study.rgx", folder / "run", folder / "store", {"-j", threads}, expected);
  }
  Rows table(const std::string& name) const { return read_rows(folder / "run/tables/" + name + ".csv"); }
};

}  // namespace

TEST_CASE("validation: each subject, each pair, each site, and those who came later") {
  const Run run(study(model("one", "leave_one_out()", "metrics: [brier, accuracy]") +
                      model("pairs", "leave_pair_out()", "metrics: auc") +
                      model("some", "leave_pair_out(pairs: 40)", "metrics: auc") +
                      model("sites", "leave_one_site_out(site)", "metrics: [brier, auc]") +
                      model("there", "by_column(site, test: \"Ghent\")", "metrics: [auc, auprc, mcc, ici]") +
                      model("later", "by_date(age, from: 60)", "metrics: [brier, ppv]")));
  const Rows one = run.table("one.metrics");
  CHECK(one.number(0, "estimate") == doctest::Approx(0.229834319158).epsilon(1e-7));
  CHECK(one.number(1, "estimate") == 0.75);
  CHECK(one.number(0, "ci_low") < one.number(0, "estimate"));
  CHECK(run.table("one.predictions").cells.size() == 40);
  CHECK(run.table("one.roc").cells.empty());

  const Rows pairs = run.table("pairs.metrics");
  CHECK(pairs.number(0, "estimate") == doctest::Approx(0.677333333333).epsilon(1e-9));
  CHECK(pairs.at(0, "ci_low").empty());
  CHECK(pairs.at(0, "method") == "share of pairs");
  CHECK(run.table("pairs.predictions").cells.size() == 2 * 15 * 25);
  CHECK(run.table("some.predictions").cells.size() == 80);

  const Rows sites = run.table("sites.metrics");
  CHECK(sites.number(0, "estimate") == doctest::Approx(0.208028462592).epsilon(1e-7));
  std::set<std::string> folds;
  const Rows predicted = run.table("sites.predictions");
  for (std::size_t r = 0; r < predicted.cells.size(); ++r) folds.insert(predicted.at(r, "fold"));
  CHECK(folds.size() == 3);

  const Rows there = run.table("there.metrics");
  CHECK(there.number(0, "estimate") == doctest::Approx(0.557142857143).epsilon(1e-9));
  CHECK(there.at(0, "method") == "DeLong");
  CHECK(there.at(1, "method") == "logit");
  CHECK(there.number(0, "n") == 17);
  CHECK(there.number(3, "estimate") > 0);
  const Rows later = run.table("later.metrics");
  CHECK(later.number(0, "n") == 14);
  CHECK(later.number(0, "estimate") == doctest::Approx(0.217610716298).epsilon(1e-7));
  CHECK(later.number(1, "estimate") == doctest::Approx(5.0 / 9));

  // The tables that figures are drawn from.
  const Rows decision = run.table("there.decision"), confusion = run.table("there.confusion");
  CHECK(decision.cells.size() == 99);
  CHECK(decision.number(49, "treat_none") == 0);
  double cases = 0;
  for (std::size_t r = 0; r < confusion.cells.size(); ++r) cases += confusion.number(r, "n");
  CHECK(cases == 17);
  CHECK(run.table("there.pr").cells.size() == 51);
  CHECK(run.table("there.calibration_curve").cells.size() == 50);
}

TEST_CASE("validation: the bootstrap corrects towards what is left out") {
  const Run run(
      study(model("samples", "stratify: egfr; bootstrap(times: 60)", "metrics: [auc, brier, calibration_slope]")));
  const Rows metrics = run.table("samples.metrics"), parts = run.table("samples.bootstrap");
  CHECK(parts.number(0, "apparent") == doctest::Approx(0.709333333333).epsilon(1e-9));
  CHECK(parts.number(1, "apparent") == doctest::Approx(0.194072268764).epsilon(1e-7));
  CHECK(metrics.at(0, "method") == ".632+ bootstrap");
  CHECK(metrics.at(2, "method") == "optimism-corrected bootstrap");
  CHECK(metrics.number(0, "estimate") < parts.number(0, "apparent"));
  CHECK(metrics.number(0, "estimate") == doctest::Approx(parts.number(0, "e632_plus")));
  CHECK(metrics.number(1, "estimate") > parts.number(1, "apparent"));
  // Refitted on its own sample the slope is 1; on all cases it is flatter.
  CHECK(parts.number(2, "on_sample") == doctest::Approx(1).epsilon(1e-6));
  CHECK(metrics.number(2, "estimate") < 1);
  CHECK(parts.number(0, "replicates") == 60);
  for (std::size_t r = 0; r < 2; ++r) {
    CHECK(metrics.number(r, "ci_low") < metrics.number(r, "estimate"));
    CHECK(metrics.number(r, "ci_high") > metrics.number(r, "estimate"));
  }
  // A slope that is 1 in every sample says nothing of its spread.
  CHECK(metrics.at(2, "ci_low").empty());
  CHECK(metrics.at(2, "note").starts_with("no interval"));
}

// lda(type ~ a + age), multiclass.roc(y, posterior)
TEST_CASE("validation: several classes from the fold to the tables") {
  const Run run(
      study("split there { of: c; by_column(site, test: \"Ghent\") }\nsplit parts { of: c; stratify: type; "
            "kfold(folds: 3) }\n"
            "model m { predict: type; using: [f, age]; lda(); validate: there; metrics: [auc, log_loss, brier, "
            "accuracy] }\n"
            "model n { predict: type; using: [f, age]; lda(); validate: parts; permutation: 199; metrics: "
            "[auc, balanced_accuracy, mcc] }\n"));
  const Rows metrics = run.table("m.metrics"), predicted = run.table("m.predictions"),
             counts = run.table("m.confusion");
  CHECK(metrics.number(0, "estimate") == doctest::Approx(0.416666666667).epsilon(1e-8));
  CHECK(metrics.number(1, "estimate") == doctest::Approx(1.04029517305).epsilon(1e-7));
  CHECK(metrics.number(2, "estimate") == doctest::Approx(0.625017354665).epsilon(1e-7));
  CHECK(metrics.number(3, "estimate") == doctest::Approx(8.0 / 17));
  REQUIRE(predicted.cells.size() == 17);
  for (std::size_t r = 0; r < 17; ++r) {
    CHECK(predicted.number(r, "p_x") + predicted.number(r, "p_y") + predicted.number(r, "p_z") == doctest::Approx(1));
    CHECK(predicted.number(r, "p_" + predicted.at(r, "predicted")) > 1.0 / 3);
  }
  CHECK(counts.cells.size() == 9);
  CHECK(run.table("n.permutation").cells.size() == 3 * 199);
  CHECK(run.table("n.metrics").number(0, "p") >= 0.005);
}

TEST_CASE("validation: the whole pipeline under a permuted outcome, the same bytes at one thread and at two") {
  const std::string text =
      study(model("plain", "stratify: [egfr, site]; kfold(folds: 4)",
                  "metrics: [auc, brier, calibration_slope]; permutation: 199") +
            "split parts { of: c; stratify: os; kfold(folds: 3) }\n"
            "model risk { predict: os; using: [f]; cox(); validate: parts; metrics: c_index; permutation: 199 }\n");
  const Run two(text), one(text, "1");
  const Rows metrics = two.table("plain.metrics"), permuted = two.table("plain.permutation");
  CHECK(permuted.cells.size() == 199 * 3);
  double as_good = 0;
  for (std::size_t r = 0; r < permuted.cells.size(); ++r)
    if (permuted.at(r, "metric") == "auc")
      as_good += permuted.number(r, "estimate") >= metrics.number(0, "estimate") - 1e-12;
  CHECK(metrics.number(0, "p") == doctest::Approx((1 + as_good) / 200));
  CHECK(metrics.at(2, "p").empty());
  CHECK(metrics.at(2, "note").find("neither") != std::string::npos);
  // `a` does order the times.
  CHECK(two.table("risk.metrics").number(0, "p") < 0.05);
  for (const char* name : {"plain.metrics", "plain.permutation", "risk.metrics", "risk.permutation"})
    CHECK(two.table(name).cells == one.table(name).cells);
}

TEST_CASE("validation: what a split cannot do is said with what was found") {
  const Run gone(study(model("there", "by_column(site, test: \"Oslo\")", "metrics: auc")), "2", 1);
  CHECK(gone.said.says("nobody has `Oslo` in `site`"));
  const Run day(study(model("later", "by_date(site, from: date(\"2015-01-31\"))", "metrics: brier")), "2", 1);
  CHECK(day.said.says("which is no date"));
}
