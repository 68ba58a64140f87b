// Fitted models as files: written by one study, applied by another, the same numbers as within one.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <map>

#include "tests/program/program.hpp"
#include "tests/program/table.hpp"
#include "tests/program/uniform.hpp"

using namespace rgx::test;

namespace {

// A row a case; `first` to `last` of 140, the first 90 to learn from. Some values of `b` are missing.
std::string cases(int first, int last) {
  Uniform draw(90210);
  std::string out = "id,site,y,grade,v,t,d,age,sex,a,b,e,f\n";
  for (int i = 0; i < 140; ++i) {
    const double a = draw.normal(), b = draw.normal(), e = draw.normal(), f = draw.normal(),
                 age = 60 + 8 * draw.normal(), risk = 1.2 * a + e;
    const bool y = draw.next() < 1 / (1 + std::exp(-risk));
    const double time = -10 * std::log(draw.next()) * std::exp(-0.7 * risk), end = 2 + 28 * draw.next();
    const double grade = risk + draw.normal(), noise = draw.normal() / 4;
    if (i < first || i >= last) continue;
    out += "P" + std::to_string(100 + i) + "," + "ABC"[i % 3] + (y ? ",1," : ",0,") +
           (grade > 1      ? "high"
            : grade > -0.6 ? "middle"
                           : "low") +
           "," + std::to_string(5 + risk + noise) + "," + std::to_string(std::min(time, end)) + "," +
           (time <= end ? "1" : "0") + "," + std::to_string(age) + (i % 2 == 0 ? ",female" : ",male");
    out += "," + std::to_string(a) + "," + (i % 11 == 4 ? "" : std::to_string(b)) + "," + std::to_string(e) + "," +
           std::to_string(f) + "\n";
  }
  return out;
}

const char* const kVariables = R"(
  outcome y: binary(y, positive: 1, negative: 0)
  outcome grade: nominal(grade, levels: ["low", "middle", "high"])
  outcome v: continuous(v)
  outcome os: survival(time: t, event: d == 1, unit: 1 month)
  covariate age: continuous(age, unit: 1 year)
  covariate sex: category(sex, levels: ["female", "male"])
  covariate site: category(site, levels: ["A", "B", "C"])
)";

const std::vector<std::string> kModels{"lean",   "net",   "forest",  "classes", "value",
                                       "hazard", "trees", "boosted", "fusion"};

std::string training_study() {
  std::string all;
  for (const auto& m : kModels)
    all += (all.empty() ? "" : "\n") + std::string("evaluate on_") + m + " { model: " + m + "; on: ext" +
           (m == "lean" || m == "fusion" ? "; missing: complete_cases }" : " }");
  return R"(rgx 1
study "Fitting" { design: retrospective; seed: 3 }
cohort train { table: csv("train.csv"); id: id; missing: exclude)" +
         std::string(kVariables) + R"(}
cohort ext { like: train; table: csv("ext.csv") }
features img { cohorts: [train, ext]; source: csv("all.csv", id: id); kind: radiomic; columns: only([a, b]) }
features mol { cohorts: [train, ext]; source: csv("all.csv", id: id); kind: radiomic; columns: only([e, f]) }
split folds { of: train; stratify: y; kfold(folds: 3) }
model lean { predict: y; using: [img, age, sex]; on: train; missing: complete_cases; logistic(); threshold: 0.4; validate: folds; metrics: [auc, sensitivity] }
model net { predict: y; using: [img, mol, age, sex]; on: train
  within_folds { impute(by: knn); combat(batch: site, preserve: age); standardise(); select(top: 3) }
  elastic_net(alpha: tune(0.2, 0.9), lambda: path(20)); tune_by: auc; validate: folds; metrics: [auc, brier] }
model forest { predict: y; using: [img, mol]; on: train; within_folds { impute() }; random_forest(trees: 30); validate: folds; metrics: auc }
model classes { predict: grade; using: [img, mol]; on: train; within_folds { impute(); pca(components: 2) }; multinomial(); validate: folds; metrics: accuracy }
model value { predict: v; using: mol; on: train; within_folds { winsorise() }; linear(); validate: folds; metrics: r_squared }
model hazard { predict: os; using: [mol, age]; on: train; cox(); validate: folds; metrics: [c_index, integrated_brier]; horizon: 12 months }
model trees { predict: os; using: [mol, age]; on: train; survival_forest(trees: 20); validate: folds; metrics: [c_index] }
model boosted { predict: y; using: [img, mol, sex]; on: train; within_folds { impute() }; xgboost(rounds: 12); validate: folds; metrics: auc }
model fusion { predict: y; using: [boosted.score, mol]; on: train; missing: complete_cases; logistic(); validate: folds; metrics: auc }
)" + all +
         "\n";
}

// The same columns in tables of other names, of a cohort of its own.
std::string applying_study(const std::string& models) {
  return R"(rgx 1
study "Applying" { design: retrospective; seed: 99 }
cohort clinic { table: csv("ext.csv"); id: id; missing: exclude)" +
         std::string(kVariables) + R"(}
features texture { cohort: clinic; source: csv("ext.csv", id: id); kind: radiomic; columns: only([f, b, a]) }
features genes { cohort: clinic; source: csv("ext.csv", id: id); kind: radiomic; columns: only([e]) }
)" + models;
}

Ended run(const Folder& f, const std::string& study, const std::string& out, const std::string& threads = "2") {
  return call({"run", f / study, "-o", f / out, "--store", f / (out + "_store"), "-j", threads},
              {.environment = {{"PATH", "/nonexistent"}}, .largest_file = {}, .folder = {}});
}

// The study that fits, run once.
const Folder& fitting() {
  static Folder folder;
  static const bool ran = [] {
    folder.write("train.csv", cases(0, 90));
    folder.write("ext.csv", cases(90, 140));
    folder.write("all.csv", cases(0, 140));
    folder.write("study.rgx", training_study());
    const Ended ended = run(folder, "study.rgx", "run");
    INFO(ended.err);
    REQUIRE(ended.status == 0);
    return true;
  }();
  REQUIRE(ran);
  return folder;
}

struct Clinic {
  Folder folder;
  explicit Clinic(const std::string& models) {
    folder.write("ext.csv", cases(90, 140));
    folder.write("study.rgx", applying_study(models));
    for (const auto& m : kModels) folder.write(m + ".model", read_file(fitting() / ("run/models/" + m + ".model")));
  }
};

std::string applied(const std::string& name, const std::string& predict, const std::string& metrics,
                    const std::string& more = "missing: complete_cases") {
  return "model " + name + " { predict: " + predict + "; using: [texture, genes, age, sex]; " + more + "; fitted(\"" +
         name + ".model\"); metrics: " + metrics + " }\n";
}

}  // namespace

TEST_CASE("a fitted model applied by another study predicts what the study that fitted it predicts there") {
  const Clinic clinic(
      applied("lean", "y", "[auc, sensitivity]") + applied("net", "y", "[auc, brier]", "missing: error") +
      applied("forest", "y", "auc", "missing: error") + applied("classes", "grade", "accuracy", "missing: error") +
      applied("value", "v", "r_squared", "missing: error") +
      applied("hazard", "os", "[c_index, integrated_brier]", "horizon: 12 months; missing: error") +
      applied("trees", "os", "c_index", "missing: error") + applied("boosted", "y", "auc", "missing: error") +
      applied("fusion", "y", "auc"));
  const Ended ended = run(clinic.folder, "study.rgx", "run");
  INFO(ended.err);
  REQUIRE(ended.status == 0);
  for (const auto& m : kModels) {
    CAPTURE(m);
    const Rows there = read_rows(fitting() / ("run/tables/on_" + m + ".predictions.csv"));
    const Rows here = read_rows(clinic.folder / ("run/tables/" + m + ".predictions.csv"));
    REQUIRE(here.cells.size() > 30);
    std::size_t met = 0;
    for (std::size_t i = 0; i < here.cells.size(); ++i) {
      const std::size_t row = there.where({{"subject", here.at(i, "subject")}});
      for (const char* column : {"observed", "predicted", "p_low", "p_high", "threshold"}) {
        const bool has = std::find(here.header.begin(), here.header.end(), column) != here.header.end();
        if (!has || std::find(there.header.begin(), there.header.end(), column) == there.header.end()) continue;
        // A searched penalty is fitted once more in `evaluate`, along a shorter path.
        if (m == "net" && std::string(column) == "predicted")
          CHECK(here.number(i, column) == doctest::Approx(there.number(row, column)).epsilon(1e-6));
        else
          CHECK(here.at(i, column) == there.at(row, column));
        ++met;
      }
    }
    CHECK(met >= 2 * here.cells.size());
    // Its file is the other study's own, and is not written again.
    CHECK(!fs::exists(clinic.folder / ("run/models/" + m + ".model")));
  }
  // The digest of the file is among the inputs.
  const std::string lock = read_file(clinic.folder / "run/study.lock");
  CHECK(lock.find("\"net.model\"") != std::string::npos);
  const Rows coefficients = read_rows(clinic.folder / "run/tables/lean.coefficients.csv");
  const Rows own = read_rows(fitting() / "run/tables/lean.coefficients.csv");
  for (std::size_t i = 0; i < own.cells.size(); ++i)
    CHECK(coefficients.at(i, "coefficient") == own.at(i, "coefficient"));
}

TEST_CASE("a fitted model's score is a column, and it is evaluated and recalibrated on a further cohort") {
  const Clinic clinic(
      "cohort second { like: clinic; include: site == \"A\" }\n"
      "cohort first { like: clinic; include: site != \"A\" }\n"
      "features t2 { cohorts: [first, second]; source: csv(\"ext.csv\", id: id); kind: radiomic; columns: only([a, b, "
      "e, f]) }\n"
      "model net { predict: y; using: [t2, age, sex]; on: first; fitted(\"net.model\"); metrics: auc }\n"
      "evaluate outside { model: net; on: second; metrics: [auc, brier]; recalibrate: logistic }\n"
      "associate risk { left: net.score; right: os; on: second; cox() }\n"
      "compare scores { features: net.score; by: y; on: first; wilcoxon(effect: auc) }\n"
      "compare ages { features: age; by: net.class; on: second; wilcoxon() }\n"
      "compare lives { of: os; by: net.class; on: second; log_rank() }\n"
      "model stacked { predict: y; using: [net.score, age]; on: first; logistic(); metrics: auc }\n");
  const Ended ended = run(clinic.folder, "study.rgx", "run");
  INFO(ended.err);
  REQUIRE(ended.status == 0);
  const Rows found = read_rows(clinic.folder / "run/tables/outside.csv");
  CHECK(found.where({{"model", "net"}, {"metric", "recalibrated.brier"}}) < found.cells.size());
  const Rows of = read_rows(clinic.folder / "run/tables/outside.predictions.csv");
  const Rows there = read_rows(fitting() / "run/tables/on_net.predictions.csv");
  for (std::size_t i = 0; i < of.cells.size(); ++i)
    CHECK(of.number(i, "predicted") ==
          doctest::Approx(there.number(there.where({{"subject", of.at(i, "subject")}}), "predicted")).epsilon(1e-6));
}

TEST_CASE("a model's class is a column: the score at its threshold") {
  const Folder& f = fitting();
  f.write("classes.rgx", training_study() +
                             "compare ages { features: age; by: lean.class; on: train; wilcoxon() }\n"
                             "compare grades { features: age; by: classes.class; on: train; kruskal_wallis() }\n"
                             "compare lives { of: os; by: lean.class; on: ext; log_rank() }\n");
  const Ended ended = call({"run", f / "classes.rgx", "-o", f / "classes", "--store", f / "run_store", "-j", "2"},
                           {.environment = {{"PATH", "/nonexistent"}}, .largest_file = {}, .folder = {}});
  INFO(ended.err);
  REQUIRE(ended.status == 0);
  std::size_t high = 0, all = 0;
  const Rows own = read_rows(f / "classes/tables/lean.predictions.csv");
  for (std::size_t i = 0; i < own.cells.size(); ++i, ++all)
    high += own.number(i, "predicted") >= own.number(i, "threshold");
  REQUIRE(high > 0);
  REQUIRE(high < all);
  const Rows ages = read_rows(f / "classes/tables/ages.csv");
  CHECK(ages.at(0, "groups") == "0=" + std::to_string(all - high) + "; 1=" + std::to_string(high));
  const Rows there = read_rows(f / "classes/tables/on_lean.predictions.csv");
  high = 0;
  for (std::size_t i = 0; i < there.cells.size(); ++i) high += there.number(i, "predicted") >= 0.4;
  const Rows lives = read_rows(f / "classes/tables/lives.csv");
  CHECK(lives.at(0, "groups").find("1=" + std::to_string(high)) != std::string::npos);
  const Rows grades = read_rows(f / "classes/tables/grades.csv");
  CHECK(grades.at(0, "p") != "");
}

TEST_CASE("models are the same bytes at any number of threads, and reproduce compares them") {
  const Folder& f = fitting();
  REQUIRE(run(f, "study.rgx", "again", "1").status == 0);
  for (const auto& m : kModels)
    CHECK(read_file(f / ("run/models/" + m + ".model")) == read_file(f / ("again/models/" + m + ".model")));
  const Ended same = call({"reproduce", f / "again"});
  INFO(same.out << same.err);
  CHECK(same.status == 0);
  CHECK(same.prints("identical   models/net.model"));
  // Another model in its place is told.
  fs::copy_file(f / "again/models/lean.model", f / "again/models/net.model", fs::copy_options::overwrite_existing);
  const Ended other = call({"diff", f / "run", f / "again"});
  CHECK(other.status == 1);
  CHECK(other.prints("models/net.model"));
  CHECK(!other.prints("models/forest.model"));
}

TEST_CASE("a study that cannot take a fitted model says why, at the place") {
  const auto refused = [](const std::string& model, const std::string& code, const std::string& words,
                          const std::function<void(const Clinic&)>& change = {}) {
    const Clinic clinic(model);
    if (change) change(clinic);
    const Ended ended = run(clinic.folder, "study.rgx", "run");
    INFO(ended.err);
    CHECK(ended.status != 0);
    CHECK(ended.says(code));
    CHECK(ended.says(words));
    CHECK(ended.says("study.rgx:"));
    CHECK(!fs::exists(clinic.folder / "run/tables"));
  };
  refused("model m { predict: y; using: [texture, age]; fitted(\"net.model\"); metrics: auc }\n", "unknown-column",
          "the model asks for `e` and `sex`, which `using` does not give");
  refused("model m { predict: v; using: [texture, genes, age, sex]; fitted(\"net.model\"); metrics: r_squared }\n",
          "wrong-test", "the model predicts `y`, which is binary, and `v` is continuous");
  refused("model m { predict: y; using: [texture, genes, age, sex]; fitted(\"ext.csv\"); metrics: auc }\n",
          "unreadable-file", "is no fitted model");
  const std::string good =
      "model m { predict: y; using: [texture, genes, age, sex]; fitted(\"net.model\"); metrics: auc }\n";
  refused(good, "unreadable-file", "is damaged", [](const Clinic& c) {
    std::string bytes = read_file(c.folder / "net.model");
    bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
    c.folder.write("net.model", bytes);
  });
  refused(good, "unreadable-file", "of format 9, and this rgx reads format 1", [](const Clinic& c) {
    std::string bytes = read_file(c.folder / "net.model");
    bytes.replace(0, 11, "rgx model 9");
    c.folder.write("net.model", bytes);
  });
  // Two of its own cases among them: by their hashed identifiers.
  refused(good, "leakage", "the model was fitted on 2 subjects of those that `m` applies it to",
          [](const Clinic& c) { c.folder.write("ext.csv", cases(88, 140)); });
  // A learner that has no survival over time at hand.
  refused(
      "model m { predict: y; using: [texture, genes, age, sex]; within_folds { standardise() }; fitted(\"net.model\"); "
      "metrics: auc }\n",
      "misplaced", "`fitted` brings the steps it was fitted with");
}

TEST_CASE("shared subjects that are accepted mark the numbers, and the run goes through") {
  const Clinic clinic(
      "model m { predict: y; using: [texture, genes, age, sex]; fitted(\"net.model\"); metrics: auc\n"
      "  accept(leakage, because: \"to see that it runs\") }\n");
  clinic.folder.write("ext.csv", cases(80, 140));
  const Ended ended = run(clinic.folder, "study.rgx", "run");
  INFO(ended.err);
  CHECK(ended.status == 0);
  CHECK(ended.says("accepted, because: to see that it runs"));
}
