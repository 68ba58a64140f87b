// Rows below the subject, derived variables and subgroups, as their users run them.
#include <doctest/doctest.h>

#include <cmath>

#include "tests/program/program.hpp"
#include "tests/program/table.hpp"

using namespace rgx::test;

namespace {

// 8 patients of 1 to 3 lesions; values that can be worked out by hand.
constexpr const char* kLesions =
    "patient,lesion,volume,texture,side,grade,egfr,age,dose\n"
    "P1,1,10,1.0,left,II,0,40,1\nP1,2,30,3.0,right,II,1,40,1\n"
    "P2,1,5,2.0,left,III,0,50,3\nP3,1,8,4.5,right,III,1,60,7\nP3,2,2,1.5,right,III,0,60,7\nP3,3,20,6.0,left,III,1,60,"
    "7\n"
    "P4,1,9,2.5,left,IV,0,70,15\nP4,2,1,3.5,left,IV,1,70,15\nP5,1,4,5.0,right,II,1,45,31\nP5,2,6,7.0,left,II,0,45,31\n"
    "P6,1,7,3.0,left,IV,1,55,63\nP7,1,3,2.0,right,II,0,65,127\nP7,2,5,4.0,left,II,1,65,127\nP8,1,2,1.0,left,III,0,75,"
    "255\n";

std::string study(const std::string& blocks) {
  return "rgx 1\nstudy \"Lesions\" { design: retrospective; seed: 3 }\n"
         "cohort c {\n  table: csv(\"lesions.csv\")\n  id: patient\n  level lesion: key(lesion, of: subject)\n"
         "  outcome egfr: binary(egfr, positive: 1, negative: 0, at: lesion)\n"
         "  outcome grade: ordinal(grade, levels: [\"II\", \"III\", \"IV\"])\n"
         "  covariate age: continuous(age, unit: 1 year)\n  covariate dose: continuous(dose)\n"
         "  covariate side: category(side)\n}\n"
         "features lesions {\n  cohort: c\n  source: csv(\"lesions.csv\", id: patient, lesion: lesion)\n"
         "  kind: radiomic\n  columns: only(volume, texture, nominal(side))\n}\n" +
         blocks;
}

struct Run {
  Folder folder;
  explicit Run(const std::string& text, int expected = 0) {
    folder.write("lesions.csv", kLesions);
    folder.write("study.rgx", text);
    said = run_study(folder / "study.rgx", folder / "run", folder / "store", {"-j", "2"}, expected);
  }
  Rows table(const std::string& name) const { return read_rows(folder / "run/tables/" + name + ".csv"); }
  Ended said;
};

}  // namespace

TEST_CASE("levels: tables keep the key of the level, and `aggregate` brings rows up in every way") {
  const Run run(study("aggregate means { from: lesions[[\"volume\", \"texture\"]]; to: subject; mean() }\n"
                      "aggregate biggest { from: lesions; largest(by: \"volume\") }\n"
                      "aggregate firsts { from: lesions; first() }\naggregate common { from: lesions; majority() }\n"
                      "aggregate counts { from: lesions; count() }\n"
                      "aggregate spreads { from: lesions[[\"volume\", \"texture\"]]; spread() }\n"
                      "aggregate changes { from: lesions[\"texture\"]; change(\"1\") }\n"
                      "compare a { features: means; by: grade; kruskal_wallis(); correct(method: BH) }\n"),
                1);
  // P3 has three lesions, so that a change from the first is not one number.
  CHECK(run.said.says("more than one row beside `1`"));
  const Run rest(
      study("aggregate means { from: lesions[[\"volume\", \"texture\"]]; to: subject; mean() }\n"
            "aggregate biggest { from: lesions; largest(by: \"volume\") }\n"
            "aggregate common { from: lesions; majority() }\naggregate counts { from: lesions; count() }\n"
            "aggregate spreads { from: lesions[[\"volume\", \"texture\"]]; spread() }\n"
            "compare a { features: means; by: grade; kruskal_wallis(); correct(method: BH) }\n"));
  const Rows lesions = rest.table("lesions");
  CHECK(lesions.header == std::vector<std::string>{"subject", "lesion", "volume", "texture", "side"});
  CHECK(lesions.cells.size() == 14);
  const Rows means = rest.table("means");
  CHECK(means.header == std::vector<std::string>{"subject", "volume", "texture"});
  REQUIRE(means.cells.size() == 8);
  CHECK(means.number(0, "volume") == 20);
  CHECK(means.number(2, "texture") == 4);
  const Rows biggest = rest.table("biggest");
  CHECK(biggest.number(0, "texture") == 3);
  CHECK(biggest.at(2, "side") == "left");
  CHECK(rest.table("common").at(2, "side") == "right");
  CHECK(rest.table("counts").number(2, "side") == 3);
  CHECK(rest.table("spreads").at(1, "volume").empty());
  CHECK(rest.table("spreads").number(0, "volume") == doctest::Approx(std::sqrt(200.0)));
  CHECK(rest.table("a").number(0, "n") == 8);
  CHECK(rest.table("participants").cells.size() == 8);
}

TEST_CASE("levels: a mixed model counts rows and subjects, and plain tests are refused") {
  const Run run(
      study("compare by_egfr { features: lesions[[\"volume\", \"texture\"]]; by: egfr; adjust: age; mixed(); "
            "correct(method: BH) }\n"));
  const Rows t = run.table("by_egfr");
  REQUIRE(t.cells.size() == 2);
  CHECK(t.at(0, "n") == "14");
  CHECK(t.at(0, "subjects") == "8");
  CHECK(t.at(0, "groups") == "0=7; 1=7");
  CHECK(t.at(0, "test") == "mixed satterthwaite");
  CHECK(t.at(0, "estimate_kind") == "beta");
  CHECK(t.at(0, "note") == "singular: no variance between subjects");
  // R 4.2.2, lmerTest 3.1-3: summary(lmer(texture ~ age + egfr + (1 | patient)))
  CHECK(t.number(1, "estimate") == doctest::Approx(1.5960391).epsilon(1e-6));
  CHECK(t.number(1, "p") == doctest::Approx(0.0808865).epsilon(1e-4));
  const Run refused(study("compare by_egfr { features: lesions[[\"volume\"]]; by: egfr; wilcoxon() }\n"), 3);
  CHECK(refused.said.says("clustered-rows"));
}

TEST_CASE("derive: new variables are computed row by row, and ranks and quantiles over subjects") {
  const Run run(
      study("derive more {\n  outcome late: combine(grade, early: [\"II\", \"III\"], late: [\"IV\"])\n"
            "  outcome old: binary(age >= 60 year)\n  covariate log_dose: log2(dose, plus: 1)\n"
            "  covariate half: cut(age, at: median, labels: [\"younger\", \"older\"])\n  covariate place: rank(age)\n"
            "  covariate per: ratio(dose, age)\n}\n"
            "aggregate means { from: lesions[[\"volume\", \"texture\"]]; mean() }\n"
            "associate logs { left: means[\"texture\"]; right: [log_dose, place]; spearman(); correct(method: BH) }\n"
            "compare halves { features: means[\"texture\"]; by: [half, old, late]; wilcoxon(); correct(method: BH) }\n"
            "compare few { features: means[\"texture\"]; by: old; where: late == \"early\" and log_dose > 1; "
            "wilcoxon() }\n"));
  const Rows halves = run.table("halves");
  REQUIRE(halves.cells.size() == 3);
  CHECK(halves.at(0, "groups") == "younger=4; older=4");
  CHECK(halves.at(1, "groups") == "false=4; true=4");
  CHECK(halves.at(2, "groups") == "early=6; late=2");
  CHECK(run.table("few").at(0, "groups") == "false=2; true=3");
  CHECK(run.table("logs").number(0, "n") == 8);
}

TEST_CASE("by_group and interact: each level, their difference, and the change of the effect") {
  const Run run(
      study("aggregate means { from: lesions[[\"volume\", \"texture\"]]; mean() }\n"
            "derive more { covariate half: cut(age, at: median) }\n"
            "associate groups { left: means[\"texture\"]; right: means[\"volume\"]; by_group: half; pearson(); "
            "correct(method: BH) }\n"
            "compare sides { features: lesions[\"texture\"]; by: egfr; by_group: half; mixed(); correct(method: BH) }\n"
            "associate lines { left: lesions[\"texture\"]; right: lesions[\"volume\"]; interact: age; mixed(); "
            "correct(method: BH) }\n"));
  const Rows groups = run.table("groups");
  REQUIRE(groups.cells.size() == 3);
  CHECK(groups.at(0, "group") == "low");
  CHECK(groups.at(1, "group") == "high");
  CHECK(groups.at(0, "n") == "4");
  CHECK(groups.at(2, "term") == "heterogeneity");
  CHECK(groups.at(2, "test") == "cochran q");
  // Four cases each: z of either has variance 1, so that Q = (z1 - z2)² / 2.
  const double gap = std::atanh(groups.number(0, "estimate")) - std::atanh(groups.number(1, "estimate"));
  CHECK(groups.number(2, "statistic") == doctest::Approx(gap * gap / 2));
  CHECK(groups.number(2, "df") == 1);
  CHECK(run.table("sides").cells.size() == 3);
  const Rows lines = run.table("lines");
  REQUIRE(lines.cells.size() == 2);
  CHECK(lines.at(1, "term") == "texture:age");
}

TEST_CASE("where: nobody left is said so") {
  const Run run(study("aggregate means { from: lesions[[\"volume\", \"texture\"]]; mean() }\n"
                      "compare none { features: means; by: grade; where: age > 200 year; kruskal_wallis(); "
                      "correct(method: BH) }\n"),
                1);
  CHECK(run.said.says("no case of `c` meets `where`"));
}

TEST_CASE("ivygap: twelve published mixed-model p values and both corrections are met to 1e-6") {
  const auto data = data_dir("cohorts/ivygap");
  if (!data) return;
  const Folder folder;
  run_study((source_dir() / "examples/ivygap/study.rgx").string(), folder / "run", folder / "store", {"-j", "2"}, 0,
            {.environment = {{"RGX_DATA_DIR", data->string()}}, .largest_file = {}, .folder = {}});
  const Rows published = read_rows(folder / "run/tables/published.csv");
  REQUIRE(published.cells.size() == 36);
  for (std::size_t i = 0; i < published.cells.size(); ++i) {
    CAPTURE(published.at(i, "value"));
    CHECK(published.at(i, "verdict") == "met");
    CHECK(std::abs(published.number(i, "found") / published.number(i, "expected") - 1) < 1e-6);
  }
  const Rows one = read_rows(folder / "run/tables/pathway_4.csv");
  CHECK(one.at(0, "n") == "50");
  CHECK(one.at(0, "subjects") == "28");
  CHECK(one.at(0, "df") == "5");
}
