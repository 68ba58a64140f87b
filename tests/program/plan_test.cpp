// Plans that are frozen before outcomes are seen, and what a study that names one is told.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "tests/program/small.hpp"
#include "tests/program/table.hpp"

using namespace rgx::test;

namespace {

std::string registered(const std::string& text) {
  return edited(text, "seed: 1 }", "seed: 1; registered: \"study.plan\" }");
}

std::string freeze(const Small& s) {
  const Ended e = call({"plan", s.study, "--freeze"});
  INFO(e.err);
  REQUIRE(e.status == 0);
  CHECK(e.prints(s.folder / "study.plan"));
  return s.folder.read("study.plan");
}

}  // namespace

TEST_CASE("plan: frozen without any data, the same again with it; layout is not in it") {
  const Small s;
  fs::remove(s.folder / "clinical.csv");
  fs::remove(s.folder / "features.csv");
  const std::string plan = freeze(s);
  CHECK(plan.find("wilcoxon.effect") != std::string::npos);
  s.put(edited(small_study, "  wilcoxon(effect: auc)", "  # a remark\n\n    wilcoxon( effect: auc )"));
  CHECK(freeze(s) == plan);
  // Another plan does not replace one that may have been registered.
  s.put(edited(small_study, "effect: auc", "effect: rank_biserial"));
  const Ended other = call({"plan", s.study, "--freeze"});
  CHECK(other.status == 1);
  CHECK(other.says("error[plan-exists]"));
  CHECK(s.folder.read("study.plan") == plan);
  const Ended elsewhere = call({"plan", s.study, "--freeze", "-o", s.folder / "second.plan"});
  CHECK(elsewhere.status == 0);
  CHECK(s.folder.read("second.plan") != plan);
  CHECK(call({"plan", s.study, "-o", s.folder / "x"}).status == 2);
  s.put(edited(small_study, "by:       group", "by:       grope"));
  CHECK(call({"plan", s.study, "--freeze", "-o", s.folder / "third.plan"}).status == 3);
  CHECK_FALSE(fs::exists(s.folder / "third.plan"));
}

TEST_CASE("plan: a run that follows it says so, without a table of deviations") {
  const Small s;
  s.put(registered(small_study));
  CHECK(call({"check", s.study}).says("error[registered-plan]"));  // it is not there yet
  const std::string plan = freeze(s);                              // and is frozen all the same
  CHECK(call({"check", s.study}).status == 0);
  const Ended e = s.run();
  CHECK(e.status == 0);
  CHECK(e.says("follows the registered plan `study.plan`"));
  CHECK_FALSE(fs::exists(s.folder / "run/tables/deviations.csv"));
  CHECK(s.folder.read("run/study.plan") == plan);
  CHECK(s.folder.read("run/report.md").find("The analysis follows it") != std::string::npos);
  CHECK(call({"reproduce", s.folder / "run"}, Small::without_figures()).prints("verdict: identical"));
  fs::remove(s.folder / "study.plan");  // the run directory has a copy
  CHECK(call({"reproduce", s.folder / "run"}, Small::without_figures()).prints("verdict: identical"));
}

TEST_CASE("plan: every deviation is a warning at its line, a row of the table and a row of the report") {
  const Small s;
  freeze(s);
  std::string text = registered(edited(small_study, "effect: auc", "effect: rank_biserial"));
  text = edited(text, "seed: 1;", "seed: 2;") +
         "\nassociate with_age {\n  left:  scores\n  right: age\n  spearman()\n  correct(method: BH)\n}\n";
  s.put(text);
  const Ended check = call({"check", s.study, "--json"});
  CHECK(check.status == 0);
  std::size_t warned = 0;
  for (const auto& d : nlohmann::json::parse(check.out))
    if (d.at("code") == "plan-deviation") {
      ++warned;
      CHECK(d.at("severity") == "warning");
      CHECK(d.at("line").get<int>() > 2);
    }
  CHECK(warned == 3);
  const Ended e = s.run();
  CHECK(e.status == 0);
  CHECK(e.says("3 deviations from the registered plan `study.plan`"));
  const Rows rows = read_rows(s.folder / "run/tables/deviations.csv");
  CHECK(rows.header == std::vector<std::string>{"kind", "block", "what", "planned", "run"});
  REQUIRE(rows.cells.size() == 3);
  const std::size_t seed = rows.where({{"kind", "seed"}});
  CHECK(rows.at(seed, "planned") == "1");
  CHECK(rows.at(seed, "run") == "2");
  CHECK(rows.at(rows.where({{"kind", "parameter"}}), "what") == "wilcoxon.effect");
  CHECK(rows.at(rows.where({{"kind", "block added"}}), "block") == "with_age");
  const std::string report = s.folder.read("run/report.md");
  CHECK(report.find("### Registered plan") != std::string::npos);
  CHECK(report.find("leaves it in 3 points") != std::string::npos);
}

TEST_CASE("plan: one that was edited, or is none, is an error and nothing runs") {
  const Small s;
  const std::string plan = freeze(s);
  s.put(registered(small_study));
  write_file(s.folder / "study.plan", edited(plan, "\"auc\"", "\"rank_biserial\""));
  const Ended e = s.run();
  CHECK(e.status == 3);
  CHECK(e.says("error[registered-plan]"));
  CHECK(e.says("its digest does not fit"));
  CHECK_FALSE(fs::exists(s.folder / "run/run.json"));
  write_file(s.folder / "study.plan", "rgx 1\n");
  CHECK(s.run().says("no plan that `rgx plan --freeze` wrote"));
}
