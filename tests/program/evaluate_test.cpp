// Models on other cohorts, against each other on their folds, as predictors of one another, and by source.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>

#include "tests/program/program.hpp"
#include "tests/program/table.hpp"
#include "tests/program/uniform.hpp"

using namespace rgx::test;

namespace {

// Ninety cases to learn from and sixty others; `a` and `e` go with the outcome, `b` and `f` do not.
std::string cases() {
  Uniform draw(4711);
  std::string out = "id,set,site,y,t,d,age,a,b,e,f\n";
  for (int i = 0; i < 150; ++i) {
    const double a = draw.normal(), b = draw.normal(), e = draw.normal(), f = draw.normal(),
                 age = 60 + 8 * draw.normal();
    const double risk = 1.2 * a + e;
    const bool y = draw.next() < 1 / (1 + std::exp(-risk));
    const double time = -10 * std::log(draw.next()) * std::exp(-0.7 * risk), end = 2 + 28 * draw.next();
    out += "P" + std::to_string(100 + i) + (i < 90 ? ",train," : ",test,") + "ABC"[i % 3] + "," + (y ? "1" : "0") +
           "," + std::to_string(std::min(time, end)) + "," + (time <= end ? "1" : "0") + "," + std::to_string(age);
    for (const double v : {a, b, e, f}) out += "," + std::to_string(v);
    out += "\n";
  }
  return out;
}

std::string study(const std::string& blocks) {
  return R"(rgx 1
study "Evaluation" { design: retrospective; seed: 3 }
cohort train {
  table: csv("c.csv"); id: id; include: set == "train"; missing: exclude
  outcome y: binary(y, positive: 1, negative: 0)
  outcome os: survival(time: t, event: d == 1, unit: 1 month)
  covariate age: continuous(age, unit: 1 year)
  covariate site: category(site)
}
cohort ext { like: train; include: set == "test" }
features img { cohorts: [train, ext]; source: csv("c.csv", id: id); kind: radiomic; columns: only([a, b]) }
features mol { cohorts: [train, ext]; source: csv("c.csv", id: id); kind: radiomic; columns: only([e, f]) }
split folds { of: train; stratify: y; kfold(folds: 5, repeats: 3) }
model imaging { predict: y; using: img; on: train; logistic(); validate: folds; metrics: [auc, brier] }
)" + blocks;
}

struct Evaluation {
  Folder folder;
  std::string path = folder / "study.rgx";
  explicit Evaluation(const std::string& blocks) {
    folder.write("c.csv", cases());
    folder.write("study.rgx", study(blocks));
  }
  Ended run(const std::string& threads = "2") const {
    return call({"run", path, "-o", folder / "run", "--store", folder / "store", "-j", threads},
                {.environment = {{"PATH", "/nonexistent"}}, .largest_file = {}, .folder = {}});
  }
  Rows rows(const std::string& name) const { return read_rows(folder / "run/tables/" + name + ".csv"); }
};

}  // namespace

TEST_CASE("evaluate: on another cohort stands what the refitted coefficients say of it") {
  const Evaluation e(R"(
model net { predict: y; using: [img, mol]; on: train; within_folds { standardise() }
  elastic_net(alpha: tune(0.2, 0.9), lambda: path(20)); tune_by: auc; validate: folds; metrics: auc }
evaluate outside { model: [imaging, net]; on: ext; metrics: [auc, brier]; by_group: site; recalibrate: logistic; delong(); nri(cuts: [0.4, 0.6]); idi(); decision_curve(thresholds: [0.25]) }
)");
  const Ended ended = e.run();
  INFO(ended.err);
  REQUIRE(ended.status == 0);
  const Rows coefficients = e.rows("imaging.coefficients"), of = e.rows("outside.predictions");
  std::map<std::string, double> weight;
  for (std::size_t i = 0; i < coefficients.cells.size(); ++i)
    weight[coefficients.at(i, "term")] = coefficients.number(i, "coefficient");
  const Rows ext = read_rows(e.folder / "c.csv");
  std::size_t met = 0;
  for (std::size_t i = 0; i < of.cells.size(); ++i) {
    CHECK(of.at(i, "cohort") == "ext");
    if (of.at(i, "model") != "imaging") continue;
    const std::size_t row = ext.where({{"id", of.at(i, "subject")}});
    CHECK(ext.at(row, "set") == "test");
    const double lp = weight["(intercept)"] + weight["a"] * ext.number(row, "a") + weight["b"] * ext.number(row, "b");
    CHECK(of.number(i, "predicted") == doctest::Approx(1 / (1 + std::exp(-lp))).epsilon(1e-10));
    ++met;
  }
  CHECK(met == 60);
  const Rows found = e.rows("outside");
  const std::size_t alone =
      found.where({{"model", "imaging"}, {"group", ""}, {"metric", "auc"}, {"compared_with", ""}});
  CHECK(found.number(alone, "n") == 60);
  CHECK(found.at(alone, "method") == "DeLong");
  CHECK(found.number(alone, "estimate") > 0.65);
  const std::size_t pair = found.where({{"model", "net"}, {"metric", "auc"}, {"compared_with", "imaging"}});
  const std::size_t net = found.where({{"model", "net"}, {"group", ""}, {"metric", "auc"}, {"compared_with", ""}});
  CHECK(found.number(pair, "difference") ==
        doctest::Approx(found.number(net, "estimate") - found.number(alone, "estimate")).epsilon(1e-12));
  // Brier's score is a mean over cases: that of all is the weighted mean of the groups'.
  double sum = 0;
  for (const char* site : {"A", "B", "C"}) {
    const std::size_t row = found.where({{"model", "net"}, {"group", site}, {"metric", "brier"}});
    sum += found.number(row, "n") * found.number(row, "estimate");
  }
  const std::size_t brier = found.where({{"model", "net"}, {"group", ""}, {"metric", "brier"}, {"compared_with", ""}});
  CHECK(sum / 60 == doctest::Approx(found.number(brier, "estimate")).epsilon(1e-12));
  CHECK(found.where({{"model", "net"}, {"metric", "recalibrated.brier"}}) > 0);

  // What moves, counted by hand from the predictions in the table.
  std::map<std::string, std::map<std::string, double>> predicted;
  std::map<std::string, double> observed;
  for (std::size_t i = 0; i < of.cells.size(); ++i) {
    predicted[of.at(i, "subject")][of.at(i, "model")] = of.number(i, "predicted");
    observed[of.at(i, "subject")] = of.number(i, "observed");
  }
  const auto category = [](double p) { return p < 0.4 ? 0 : p < 0.6 ? 1 : 2; };
  double with = 0, without = 0, up_with = 0, up_without = 0, rise_with = 0, rise_without = 0, acted = 0;
  for (auto& [subject, p] : predicted) {
    const bool event = observed[subject] == 1;
    const int before = category(p["imaging"]), after = category(p["net"]), moved = (after > before) - (after < before);
    (event ? with : without) += 1;
    (event ? up_with : up_without) += moved;
    (event ? rise_with : rise_without) += p["net"] - p["imaging"];
    if (p["net"] >= 0.25) acted += event ? 1 : -0.25 / 0.75;
  }
  const auto second_less_first = [&](const char* metric) {
    return found.number(found.where({{"model", "net"}, {"metric", metric}, {"compared_with", "imaging"}}),
                        "difference");
  };
  CHECK(second_less_first("nri") == doctest::Approx(up_with / with - up_without / without).epsilon(1e-12));
  CHECK(second_less_first("nri_events") == doctest::Approx(up_with / with).epsilon(1e-12));
  CHECK(second_less_first("idi") == doctest::Approx(rise_with / with - rise_without / without).epsilon(1e-12));
  const std::size_t benefit = found.where({{"model", "net"}, {"metric", "net_benefit"}});
  CHECK(found.number(benefit, "estimate") == doctest::Approx(acted / 60).epsilon(1e-12));
}

TEST_CASE("evaluate: models on the same folds, chained scores and sources, the same bytes at any number of threads") {
  const Evaluation e(R"(
model molecular { predict: y; using: [mol, age]; on: train; logistic(); validate: folds; metrics: [auc, brier] }
model fusion { predict: y; using: [imaging.score, molecular.score]; on: train; logistic(); validate: folds; metrics: [auc, brier] }
model parts { predict: y; using: [img, mol, age, site]; on: train; sources: each_and_all; logistic(); validate: folds; metrics: auc }
model forest { predict: y; using: [img, mol]; on: train; random_forest(trees: 50); validate: folds; metrics: auc }
evaluate gain { model: [imaging, molecular, fusion]; corrected_resampled_t() }
associate outside { left: fusion.score; right: os; on: ext; cox() }
compare again { features: forest.score; by: y; on: ext; wilcoxon(effect: auc) }
)");
  const Ended ended = e.run("1");
  INFO(ended.err);
  REQUIRE(ended.status == 0);
  const auto auc = [&](const std::string& model) {
    const Rows t = e.rows(model + ".metrics");
    return t.number(t.where({{"metric", "auc"}}), "estimate");
  };
  // Each source knows a part; together they know more.
  CHECK(auc("fusion") > auc("imaging"));
  CHECK(auc("fusion") > auc("molecular"));
  const Rows gain = e.rows("gain");
  const std::size_t pair = gain.where({{"model", "fusion"}, {"metric", "auc"}, {"compared_with", "imaging"}});
  CHECK(gain.number(pair, "difference") == doctest::Approx(auc("fusion") - auc("imaging")).epsilon(1e-9));
  CHECK(gain.number(pair, "p") > 0);
  CHECK(gain.at(pair, "method") == "corrected resampled t");
  const Rows sources = e.rows("parts.sources");
  for (const char* name : {"parts", "parts[img]", "parts[mol]", "parts[clinical]", "parts[img+mol]",
                           "parts[img+clinical]", "parts[mol+clinical]"})
    CHECK(sources.where({{"model", name}, {"compared_with", ""}}) < sources.cells.size());
  CHECK(sources.number(sources.where({{"model", "parts[clinical]"}, {"compared_with", "parts"}}), "difference") < 0);
  // On cases that no model has seen.
  CHECK(e.rows("outside").number(0, "n") == 60);
  CHECK(e.rows("outside").number(0, "p") < 0.01);
  CHECK(e.rows("again").number(0, "estimate") > 0.6);
  const auto one = run_files(e.folder / "run");
  fs::remove_all(e.folder / "run");
  fs::remove_all(e.folder / "store");
  REQUIRE(e.run("7").status == 0);
  CHECK(run_files(e.folder / "run") == one);
}

TEST_CASE("a chained score that a case has not: complete cases leave it out, else it is asked for") {
  const auto blocks = [](const char* outer) {
    return std::string(
               "model small { predict: y; using: mol; on: train; logistic(); missing: complete_cases; validate: folds; "
               "metrics: auc }\n"
               "model large { predict: y; using: [img, small.score]; on: train; logistic(); validate: folds; "
               "metrics: auc; ") +
           outer + " }\nevaluate there { model: large; on: ext; metrics: auc" +
           (*outer == 0 ? "" : "; missing: complete_cases") + " }\n";
  };
  const auto gap = [](const Evaluation& e, const char* subject) {
    std::string text = cases();
    const std::size_t row = text.find(subject), end = text.find('\n', row), last = text.rfind(',', end);
    e.folder.write("c.csv", text.replace(last + 1, end - last - 1, ""));
  };
  const Evaluation whole(blocks("missing: complete_cases"));
  gap(whole, "P105,");
  const Ended ended = whole.run();
  INFO(ended.err);
  REQUIRE(ended.status == 0);
  for (const char* model : {"small", "large"}) {
    const Rows metrics = whole.rows(std::string(model) + ".metrics");
    CHECK(metrics.number(metrics.where({{"metric", "auc"}}), "n") == 89);
    const Rows predictions = whole.rows(std::string(model) + ".predictions");
    for (std::size_t i = 0; i < predictions.cells.size(); ++i) CHECK(predictions.at(i, "subject") != "P105");
  }
  const Evaluation asked(blocks(""));
  gap(asked, "P105,");
  const Ended refused = asked.run();
  CHECK(refused.status == 1);
  CHECK(refused.says("complete_cases"));
}

TEST_CASE("by_group of a model: what the levels' cases say adds up to what all say") {
  const Evaluation e(R"(
model again { predict: y; using: [img, age]; on: train; logistic(); validate: folds; by_group: site; metrics: [auc, brier] }
)");
  const Ended ended = e.run();
  INFO(ended.err);
  REQUIRE(ended.status == 0);
  const Rows found = e.rows("again.by_group"), metrics = e.rows("again.metrics");
  double sum = 0, cases = 0;
  for (const char* site : {"A", "B", "C"}) {
    const std::size_t row = found.where({{"group", site}, {"metric", "brier"}});
    sum += found.number(row, "n") * found.number(row, "estimate");
    cases += found.number(row, "n");
    CHECK(found.number(found.where({{"group", site}, {"metric", "auc"}}), "estimate") > 0);
  }
  const std::size_t all = metrics.where({{"metric", "brier"}});
  CHECK(cases == metrics.number(all, "n"));
  CHECK(sum / cases == doctest::Approx(metrics.number(all, "estimate")).epsilon(1e-12));
  CHECK(found.number(found.where({{"group", ""}, {"metric", "auc"}}), "estimate") ==
        metrics.number(metrics.where({{"metric", "auc"}}), "estimate"));
}

TEST_CASE("groups of a score: each cohort's cases by the median of its own scores") {
  const Evaluation e(R"(
model risk_model { predict: os; using: [img, age]; on: train; cox(); validate: folds; metrics: c_index }
derive groups { cohorts: [train, ext]; covariate risk: cut(risk_model.score, at: median) }
compare here  { on: train; of: os; by: risk; log_rank() }
compare there { on: ext; of: os; by: risk; log_rank() }
)");
  const Ended ended = e.run();
  INFO(ended.err);
  REQUIRE(ended.status == 0);
  for (const char* cohort : {"train", "ext"}) {
    const Rows found = e.rows(std::string("risk.") + cohort + ".labels");
    std::vector<double> scores;
    for (std::size_t i = 0; i < found.cells.size(); ++i) scores.push_back(found.number(i, "score"));
    std::sort(scores.begin(), scores.end());
    const std::size_t n = scores.size();
    REQUIRE(n > 10);
    const double median = 0.5 * (scores[(n - 1) / 2] + scores[n / 2]);
    for (std::size_t i = 0; i < n; ++i)
      CHECK(found.at(i, "cluster") == (found.number(i, "score") < median ? "low" : "high"));
  }
  const Rows here = e.rows("here");
  CHECK(here.at(0, "groups").substr(0, 4) == "low=");
  CHECK(here.number(0, "p") > 0);
  CHECK(e.rows("there").number(0, "n") == 60);
  const std::string report = e.folder.read("run/report.md");
  CHECK(report.find("`risk` parts the cases of each cohort by `risk_model.score` at the median of its scores into "
                    "`low` and `high`.") != std::string::npos);
}
