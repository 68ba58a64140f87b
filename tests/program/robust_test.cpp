// Features that repeat: long tables of readers, the filter by `robust` blocks, inside folds, and repeated images.
#include <doctest/doctest.h>

#include <cmath>
#include <string>

#include "tests/program/program.hpp"
#include "tests/program/table.hpp"

using namespace rgx::test;

namespace {

// Forty patients by two readers: `firm` repeats to a hundredth, `loose` hardly at all, `same` exactly, `flat` is one
// number, `shape` is scored from 1 to 3. A wave is a number without a random stream.
double wave(int i, double step) { return std::sin(step * i * i + 0.7 * i); }

std::string number(double v) { return std::to_string(std::round(v * 1000) / 1000); }

std::string readers(const std::vector<std::string>& who) {
  std::string out = "patient,observer,firm,loose,same,flat,shape\n";
  for (int i = 0; i < 40; ++i)
    for (std::size_t r = 0; r < who.size(); ++r) {
      const int k = static_cast<int>(r);
      if (i == 7 && r == 1) continue;  // one patient was read once
      const int score = 1 + (i % 3) + (k > 0 && i % 11 == 0 ? (i % 3 == 2 ? -1 : 1) : 0);
      out += "P" + std::to_string(i) + "," + who[r] + "," +
             number(10 + 3 * wave(i, 1.3) + 0.01 * wave(i + 50 * k, 2.1)) + "," + number(5 + wave(i + 90 * k, 0.9)) +
             "," + number(2 + wave(i, 0.4)) + ",7," + std::to_string(score) + "\n";
    }
  return out;
}

std::string clinical() {
  std::string out = "patient,group,age\n";
  for (int i = 0; i < 40; ++i)
    out += "P" + std::to_string(i) + "," + (wave(i, 1.3) + 0.4 * wave(i, 3.3) > 0 ? "a" : "b") + "," +
           std::to_string(40 + i) + "\n";
  return out;
}

std::string study(const std::string& blocks, const std::string& take = "") {
  return "rgx 1\nstudy \"Readers\" { design: retrospective; seed: 3 }\n"
         "cohort c {\n  table: csv(\"clinical.csv\")\n  id: patient\n"
         "  outcome group: binary(group, positive: \"a\", negative: \"b\")\n}\n"
         "features read {\n  cohort: c\n  source: csv(\"readers.csv\", id: patient, reader: observer)\n  kind: "
         "semantic\n"
         "  columns: [ordinal(shape, levels: [1, 2, 3])]\n" +
         take + "}\n" + blocks;
}

struct Run {
  Folder folder;
  explicit Run(const std::string& text, int expected = 0, const std::vector<std::string>& who = {"A", "B"}) {
    folder.write("clinical.csv", clinical());
    folder.write("readers.csv", readers(who));
    folder.write("study.rgx", text);
    said = run_study(folder / "study.rgx", folder / "run", folder / "store", {"-j", "2"}, expected);
  }
  [[nodiscard]] Rows table(const std::string& name) const { return read_rows(folder / "run/tables/" + name + ".csv"); }
  Ended said;
};

}  // namespace

TEST_CASE("robust: two readers are judged by each measure, and subjects read once are left out") {
  const Run run(
      study("robust stable { from: read; icc(form: \"2,1\", above: 0.85); ccc(above: 0.9); bland_altman(); "
            "repeatability(below: 5 %); kappa(weights: quadratic) }\n"));
  const Rows t = run.table("stable");
  REQUIRE(t.header.size() >= 7);
  CHECK(std::vector(t.header.begin(), t.header.begin() + 7) ==
        std::vector<std::string>{"feature", "statistic", "estimate", "ci_low", "ci_high", "n", "kept"});
  const auto row = [&](const std::string& feature, const std::string& statistic) {
    for (std::size_t r = 0; r < t.cells.size(); ++r)
      if (t.at(r, "feature") == feature && t.at(r, "statistic") == statistic) return r;
    FAIL(feature << " has no " << statistic);
    return std::size_t{0};
  };
  const auto firm = row("firm", "icc 2,1");
  CHECK(t.number(firm, "estimate") > 0.999);
  CHECK(t.number(firm, "ci_low") < t.number(firm, "estimate"));
  CHECK(t.at(firm, "n") == "39");
  CHECK(t.at(firm, "kept") == "yes");
  CHECK(t.at(row("loose", "icc 2,1"), "kept") == "no");
  CHECK(t.at(row("same", "icc 2,1"), "estimate") == "1");
  CHECK(t.at(row("same", "icc 2,1"), "reason") == "degenerate");
  CHECK(t.at(row("same", "icc 2,1"), "kept") == "yes");
  CHECK(t.at(row("flat", "icc 2,1"), "reason") == "constant");
  CHECK(t.at(row("flat", "icc 2,1"), "kept") == "no");
  CHECK(t.at(row("firm", "ccc"), "kept") == "yes");
  CHECK(t.at(row("firm", "within_cv"), "kept") == "yes");
  CHECK(t.at(row("loose", "within_cv"), "kept") == "no");
  CHECK(t.at(row("firm", "bias"), "kept").empty());
  CHECK(t.number(row("shape", "kappa quadratic"), "estimate") > 0.5);
  CHECK(t.number(row("loose", "limit_low"), "estimate") < t.number(row("loose", "bias"), "estimate"));
  const Rows pairs = run.table("stable.pairs");
  CHECK(pairs.header == std::vector<std::string>{"feature", "subject", "mean", "difference", "cohort", "scale"});
  CHECK(pairs.cells.size() == 5 * 39);
  CHECK(run.table("read.repeats").cells.size() == 79);
  CHECK(run.table("read").cells.size() == 40);
}

TEST_CASE("robust: what is taken of the repeats is the first, or their mean") {
  const Run first(study("")), mean(study("", "  take: mean\n"));
  const Rows all = first.table("read.repeats");
  CHECK(all.header == std::vector<std::string>{"subject", "reader", "firm", "loose", "same", "flat", "shape"});
  CHECK(first.table("read").number(0, "loose") == all.number(0, "loose"));
  CHECK(mean.table("read").number(0, "loose") ==
        doctest::Approx((all.number(0, "loose") + all.number(1, "loose")) / 2).epsilon(1e-12));
  CHECK(mean.table("read").at(0, "shape") == all.at(0, "shape"));
}

TEST_CASE("robust: columns that are not stable leave, and the ICC stands beside each test") {
  const Run run(
      study("robust stable { from: read; icc(above: 0.85) }\nfeatures kept { from: read; keep: stable }\n"
            "compare by_group { features: kept; by: group; wilcoxon(); correct(method: BH) }\n"
            "report r { show: [stable, by_group]; write: markdown(\"report.md\") }\n"));
  CHECK(run.table("kept").header == std::vector<std::string>{"subject", "firm", "same", "shape"});
  const Rows tests = run.table("by_group");
  REQUIRE(tests.cells.size() == 3);
  CHECK(tests.number(0, "icc") > 0.999);
  CHECK(tests.number(1, "icc") == 1);
  const std::string report = run.folder.read("run/report.md");
  CHECK(report.find("3 of 5 features meet the limit of 0.85 for `icc 2,1`") != std::string::npos);
  CHECK(report.find("**Agreement, `stable`.**") != std::string::npos);
}

TEST_CASE("robust: a filter that keeps nothing ends the run and says so") {
  const Run run(study("robust stable { from: read[\"loose\"]; icc(above: 0.85) }\n"
                      "features kept { from: read; keep: stable }\n"
                      "compare by_group { features: kept; by: group; wilcoxon(); correct(method: BH) }\n"),
                1);
  CHECK(run.said.says("no column of `kept` is stable in `stable`"));
}

TEST_CASE("robust: one reader is no repeat, and three are too many for what compares two") {
  const Run one(study("robust stable { from: read; icc(above: 0.85) }\n"), 1, {"A"});
  CHECK(one.said.says("one reader only"));
  const Run three(study("robust stable { from: read; ccc(above: 0.85) }\n"), 1, {"A", "B", "C"});
  CHECK(three.said.says("compares two repeats"));
  const Run chosen(study("robust stable { from: read; over: reader(\"A\", \"C\"); ccc(above: 0.85) }\n"), 0,
                   {"A", "B", "C"});
  CHECK(chosen.table("stable").at(0, "n") == "40");
}

TEST_CASE("robust: inside folds the repeats of the cases under test are left out") {
  const std::string model =
      "robust stable { from: read; icc(above: 0.85) }\nsplit folds { of: c; stratify: group; kfold(folds: 4) }\n"
      "model m { predict: group; using: read; within_folds { keep_stable(robust: stable) }; logistic(); validate: "
      "folds; "
      "metrics: auc }\n";
  const Run run(study(model));
  const Rows coefficients = run.table("m.coefficients");
  bool firm = false, loose = false;
  for (std::size_t r = 0; r < coefficients.cells.size(); ++r) {
    firm = firm || coefficients.at(r, "term") == "firm";
    loose = loose || coefficients.at(r, "term") == "loose";
  }
  CHECK(firm);
  CHECK_FALSE(loose);
  // The same filter learned from all cases is leakage.
  const Run leak(study("robust stable { from: read; icc(above: 0.85) }\nfeatures kept { from: read; keep: stable }\n"
                       "split folds { of: c; stratify: group; kfold(folds: 4) }\n"
                       "model m { predict: group; using: kept; logistic(); validate: folds; metrics: auc }\n"),
                 3);
  CHECK(leak.said.says("leakage"));
  CHECK(leak.said.says("keep_stable(robust: stable)"));
}
