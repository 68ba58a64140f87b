// Batches in studies: the block `harmonise` against sva, and every learned step within folds on sites that differ.
#include <doctest/doctest.h>

#include <cmath>
#include <set>

#include "tests/program/models_data.hpp"
#include "tests/program/program.hpp"
#include "tests/program/table.hpp"

using namespace rgx::test;

namespace {

// Uniform in [-1, 1], the same everywhere.
class Numbers {
 public:
  double next() {
    state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<double>(state_ >> 40) / static_cast<double>(1ULL << 23) - 1;
  }

 private:
  std::uint64_t state_ = 20260611;
};

// 90 cases of three sites (`rare`: and one case of a fourth), twelve features that the sites shift and stretch, gaps.
std::string cohort(bool rare) {
  Numbers random;
  std::string out = "id,age,site,idh,size,time,dead";
  for (int j = 1; j <= 12; ++j) out += ",f" + std::to_string(j);
  out += ",flat,shape\n";
  for (int i = 0; i < 90; ++i) {
    const int site = i % 3;
    const bool idh = (i / 3) % 3 == 0;
    const double age = 55 + 15 * random.next();
    const auto cell = [](double v) { return std::to_string(v); };
    out += "S" + std::to_string(100 + i) + "," + cell(age) + "," +
           (rare && i == 7 ? "Pisa"
                           : std::string(site == 0   ? "Riga"
                                         : site == 1 ? "Turin"
                                                     : "Ghent")) +
           "," + (idh ? "1" : "0") + "," + cell((idh ? 4 : 2) + random.next()) + "," + cell(20 + 15 * random.next()) +
           "," + (random.next() > -0.3 ? "1" : "0");
    for (int j = 1; j <= 12; ++j) {
      const double signal = (j <= 3 && idh ? 0.8 : 0) + random.next() + 0.02 * (age - 55);
      const double value = signal * (1 + 0.3 * site) + site * (j % 2 == 0 ? 2 : -1.5);
      out += "," + ((i * 13 + j) % 71 == 0 ? std::string() : cell(value + 15));
    }
    out += std::string(",1,") + (random.next() > 0 ? "round" : i % 5 == 0 ? "" : "lobed") + "\n";
  }
  return out;
}

std::string study(const std::string& blocks) {
  return "rgx 1\nstudy \"Sites\" { design: simulated; seed: 11 }\n"
         "cohort c {\n  table: csv(\"cases.csv\")\n  id: id\n"
         "  outcome idh: binary(idh, positive: 1, negative: 0)\n  outcome size: continuous(size)\n"
         "  outcome os: survival(time: time, event: dead == 1, unit: 1 month)\n"
         "  covariate age: continuous(age, unit: 1 year)\n"
         "  covariate site: category(site)\n}\n"
         "features f {\n  cohort: c\n  source: csv(\"cases.csv\", id: id)\n  kind: radiomic\n"
         "  columns: only(f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, flat, nominal(shape))\n}\n"
         "split folds { of: c; stratify: [idh, site]; kfold(folds: 4, repeats: 2) }\n" +
         blocks;
}

std::string model(const std::string& name, const std::string& predict, const std::string& steps,
                  const std::string& learner, const std::string& metric) {
  return "model " + name + " {\n  predict: " + predict + "\n  using: [f, age]\n  within_folds {\n" + steps + "  }\n  " +
         learner + "\n  validate: folds\n  metrics: " + metric + "\n}\n";
}

struct Run {
  Folder folder;
  Ended said;
  Run(const std::string& text, const std::string& table, int expected = 0, const char* threads = "2") {
    folder.write("cases.csv", table);
    folder.write("study.rgx", text);
    said = run_study(folder / "study.rgx", folder / "run", folder / "store", {"-j", threads}, expected);
  }
  Rows table(const std::string& name) const { return read_rows(folder / "run/tables/" + name + ".csv"); }
};

}  // namespace

TEST_CASE("the block harmonise is sva's ComBat") {
  // sva 3.46: ComBat(t(cbind(a, b, k, sep)), site, mod = model.matrix(~age)); `k` is constant, two of `b` are missing.
  const std::string text =
      "rgx 1\nstudy \"Batches\" { design: simulated; seed: 3 }\n"
      "cohort c {\n  table: csv(\"cases.csv\")\n  id: id\n  outcome egfr: binary(egfr, positive: 1, negative: 0)\n"
      "  covariate age: continuous(age, unit: 1 year)\n"
      "  covariate site: category(site, levels: [\"Riga\", \"Turin\", \"Ghent\"])\n}\n"
      "features f { cohort: c; source: csv(\"cases.csv\", id: id); kind: radiomic; columns: only(a, b, k, sep) }\n"
      "harmonise h { from: f; combat(batch: site, preserve: [age]) }\n"
      "compare t { features: h; by: egfr; welch(); correct(method: BH) }\n"
      "report r { show: [h, t]; write: [markdown(\"report.md\")] }\n";
  const Run run(text, model_cases);
  const Rows found = run.table("h");
  CHECK(found.header == std::vector<std::string>{"subject", "a", "b", "k", "sep"});
  const double expected[4][4] = {{-0.821150762565436, -0.332901622140635, 0.64227753741171, 0.767877791053834},
                                 {-1.500604703474487, 1.135184358719120, 1.39294067609843, 1.236733516657356},
                                 {1, 1, 1, 1},
                                 {1.879048514271577, 1.925431368638529, 1.97232497642688, 3.250003937068866}};
  const char* names[] = {"a", "b", "k", "sep"};
  for (int j = 0; j < 4; ++j)
    for (std::size_t i = 0; i < 4; ++i) CHECK(std::abs(found.number(i, names[j]) - expected[j][i]) < 1e-10);
  CHECK(found.at(4, "b").empty());
  const Rows batches = run.table("h.batches");
  CHECK(batches.cells.size() == 12);
  CHECK(batches.at(batches.where({{"feature", "k"}, {"batch", "Riga"}}), "left_alone") == "constant in a batch");
  CHECK(batches.number(batches.where({{"feature", "a"}, {"batch", "Ghent"}}), "cases") == 15);
  CHECK(run.table("t").cells.size() == 4);
  const std::string report = read_file(run.folder / "run/report.md");
  CHECK(report.find("were taken away by ComBat") != std::string::npos);
  CHECK(report.find("1 column was left alone: constant in a batch") != std::string::npos);
}

TEST_CASE("every learned step within folds gives the same bytes at one and at two threads") {
  const std::string common = "    combat(batch: site, preserve: [age])\n    impute(by: knn, neighbours: 3)\n";
  const std::string text =
      study(model("a", "idh",
                  common + "    drop_constant()\n    winsorise()\n    yeo_johnson()\n    standardise()\n"
                           "    select(by: mrmr, top: 6)\n    smote(neighbours: 3)\n",
                  "elastic_net(alpha: 0.5, lambda: path(20))\n  tune_by: deviance", "[auc, brier]") +
            model("b", "size",
                  "    location_only(batch: site)\n    impute(by: chained)\n    robust_scale(spread: mad)\n"
                  "    select(by: relief, top: tune(3, 6), neighbours: 5)\n",
                  "elastic_net(alpha: 0.5, lambda: 0.05)\n  tune_by: rmse", "[rmse]") +
            model("c", "os",
                  "    impute()\n    combat(batch: site, prior: nonparametric)\n    box_cox()\n"
                  "    select(by: test, below: 20 %)\n",
                  "cox()", "[c_index]") +
            model("d", "idh",
                  "    impute()\n    combat(batch: site, prior: none, mean_only: true)\n    select(by: lasso)\n    "
                  "cut(at: youden, columns: [\"f*\"])\n",
                  "logistic()", "[auc]") +
            model("e", "idh", "    impute()\n    combat(batch: site)\n    select(by: mutual_information, top: 4)\n",
                  "logistic()", "[auc]") +
            model("without", "idh", "    impute()\n", "logistic()", "[auc]"));
  const Run one(text, cohort(false), 0, "1"), two(text, cohort(false), 0, "2");
  std::size_t compared = 0;
  for (const auto& entry : fs::directory_iterator(one.folder / "run/tables")) {
    const std::string name = entry.path().filename();
    CHECK_MESSAGE(read_file(one.folder / "run/tables/" + name) == read_file(two.folder / "run/tables/" + name), name);
    ++compared;
  }
  CHECK(compared > 25);
  const auto metric = [&](const std::string& model, const char* name) {
    const Rows found = one.table(model + ".metrics");
    return found.number(found.where({{"metric", name}}), "estimate");
  };
  // Sites hide what three features say; brought together, they say it.
  CHECK(metric("e", "auc") > 0.75);
  CHECK(metric("e", "auc") > metric("without", "auc"));
  CHECK(metric("a", "auc") > 0.7);
  CHECK(metric("b", "rmse") < 1.2);
}

TEST_CASE("a batch that no training case is of") {
  const auto with = [](const std::string& more) {
    return study(model("m", "idh", "    impute()\n    combat(batch: site" + more + ")\n", "logistic()", "[auc]"));
  };
  const Run refused(with(""), cohort(true), 3);
  CHECK(refused.said.says("no training case is of `site` \"Pisa\", and 1 case of it would be predicted"));
  CHECK(refused.said.says("`unseen: unchanged`, `reference` or `location_only`"));
  const Run unchanged(with(", unseen: unchanged"), cohort(true));
  const Run reference(with(", unseen: reference, reference: \"Turin\""), cohort(true));
  CHECK(reference.table("m.predictions").cells.size() == unchanged.table("m.predictions").cells.size());
  const Run placed(with(", unseen: location_only"), cohort(true));
  CHECK(read_file(placed.folder / "run/study.lock").find("left 1 held-out case of `site` \\\"Pisa\\\" unchanged") !=
        std::string::npos);
  CHECK(read_file(placed.folder / "run/study.lock").find("adjusted locations alone") != std::string::npos);
}
