// What a run writes for the figures of its associations: cases behind the strongest tests, quantiles of p.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "tests/program/program.hpp"
#include "tests/program/table.hpp"

using namespace rgx::test;

namespace {

// Thirty subjects, twelve features; f1 follows the genotype, f2 the Ki-67, f12 is constant.
struct Cases {
  Folder folder;
  Cases(const std::string& blocks) {
    std::string clinical = "id,genotype,grade,ki67,age\n", features = "id";
    for (int f = 1; f <= 12; ++f) features += ",f" + std::to_string(f);
    features += "\n";
    for (int i = 0; i < 30; ++i) {
      const std::string id = "P" + std::to_string(10 + i);
      const int ki67 = (i * 11) % 31;
      // P12 has no genotype, P13 no age.
      clinical += id + "," +
                  (i == 2       ? ""
                   : i % 3 == 0 ? "mutant"
                                : "wildtype") +
                  "," + (i % 2 == 0 ? "III" : "II") + "," + std::to_string(ki67) + "," +
                  (i == 3 ? "" : std::to_string(40 + i % 7)) + "\n";
      features += id;
      for (int f = 1; f <= 12; ++f) {
        double v = (i * (f + 4) * 7) % 29 + 0.25 * f;
        if (f == 1) v = (i % 3 == 0 ? 100 : 0) + i;
        if (f == 2) v = 2.0 * ki67 + i % 3;
        if (f == 12) v = 5;
        features += f == 3 && i == 5 ? "," : "," + std::to_string(v);
      }
      features += "\n";
    }
    folder.write("clinical.csv", clinical);
    folder.write("features.csv", features);
    folder.write("study.rgx",
                 "rgx 1\nstudy \"Figures\" { design: simulated; seed: 1 }\n"
                 "cohort c {\n  table: csv(\"clinical.csv\"); id: id; missing: exclude\n"
                 "  outcome genotype: binary(genotype, positive: \"mutant\", negative: \"wildtype\")\n"
                 "  outcome grade: ordinal(grade, levels: [\"II\", \"III\"])\n  outcome ki67: continuous(ki67)\n"
                 "  covariate age: continuous(age)\n}\n"
                 "features f { cohort: c; source: csv(\"features.csv\", id: id); kind: radiomic }\n" +
                     blocks);
    run_study(folder / "study.rgx", folder / "run", folder / "store", {"-j", "2"}, 0);
  }
  bool wrote(const std::string& name) const { return fs::exists(folder / "run/" + name); }
  Rows table(const std::string& name) const { return read_rows(folder / "run/tables/" + name + ".csv"); }
};

std::size_t rows_of(const Rows& table, const std::string& column, const std::string& value) {
  std::size_t n = 0;
  for (std::size_t i = 0; i < table.cells.size(); ++i) n += table.at(i, column) == value;
  return n;
}

}  // namespace

TEST_CASE("figures: a run keeps the cases behind its strongest comparisons, over all outcomes of the block") {
  const Cases run("compare a { features: f; by: [genotype, grade]; wilcoxon(); correct(method: BH) }\n");
  const Rows top = run.table("a.top"), table = run.table("a");
  CHECK(top.header ==
        std::vector<std::string>{"feature", "outcome", "cohort", "group", "subject", "value", "class", "number"});
  CHECK(top.at(0, "feature") == "f1");
  CHECK(top.at(0, "outcome") == "genotype");
  CHECK(rows_of(top, "feature", "f1") % 29 <= 1);  // complete cases only
  std::vector<std::string> seen;
  for (std::size_t i = 0; i < top.cells.size(); ++i) {
    const std::string test = top.at(i, "feature") + " " + top.at(i, "outcome");
    if (seen.empty() || seen.back() != test) seen.push_back(test);
    CHECK(top.at(i, "number").empty());
  }
  CHECK(seen.size() == 6);
  // f1 of the mutant P10 is 100 + 0; wild types stand first, as they are declared.
  CHECK(top.at(0, "class") == "wildtype");
  const std::size_t mutant = top.where({{"feature", "f1"}, {"outcome", "genotype"}, {"subject", "P10"}});
  CHECK(top.at(mutant, "class") == "mutant");
  CHECK(top.number(mutant, "value") == 100);
  double weakest = 0;
  std::vector<double> p;
  for (std::size_t i = 0; i < table.cells.size(); ++i)
    if (!table.at(i, "p").empty()) p.push_back(table.number(i, "p"));
  std::sort(p.begin(), p.end());
  for (const auto& test : seen) {
    const auto space = test.find(' ');
    const std::size_t row = table.where({{"feature", test.substr(0, space)}, {"outcome", test.substr(space + 1)}});
    weakest = std::max(weakest, table.number(row, "p"));
  }
  CHECK(weakest == p[5]);
  for (const char* figure : {"volcano-a", "forest-a", "cases-a", "qq-a", "map-a"})
    CHECK(run.wrote(std::string("figures/") + figure + ".vl.json"));
  CHECK_FALSE(run.wrote("figures/manhattan-a.vl.json"));
}

TEST_CASE("figures: cases against a number, complete with the covariates; nothing of what is no number") {
  const Cases run(
      "associate n { left: f; right: ki67; adjust: age; pearson(); correct(method: BH) }\n"
      "associate one { left: f[\"f2\"]; right: ki67; spearman() }\n");
  const Rows top = run.table("n.top");
  CHECK(top.header[0] == "left");
  CHECK(top.at(0, "left") == "f2");
  CHECK(rows_of(top, "left", "f2") == 29);  // P13 has no age
  CHECK(rows_of(top, "subject", "P13") == 0);
  const std::size_t one = top.where({{"left", "f2"}, {"subject", "P11"}});
  CHECK(top.number(one, "number") == 11);
  CHECK(top.number(one, "value") == 23);
  CHECK(top.at(one, "class").empty());
  CHECK_FALSE(run.wrote("tables/n.qq.csv"));  // 11 tests
  CHECK_FALSE(run.wrote("figures/qq-n.vl.json"));
  CHECK(run.wrote("tables/one.top.csv"));
  CHECK_FALSE(run.wrote("figures/volcano-one.vl.json"));  // one test
  CHECK(run.wrote("figures/forest-one.vl.json"));
}

// R: p <- sort(p); qbeta(c(.025, .975), 1, m); median(qchisq(p, 1, lower.tail = FALSE)) / qchisq(.5, 1)
TEST_CASE("figures: quantiles of p are by rank, lambda is that of the table") {
  const Cases run("compare a { features: f; by: [genotype, grade]; wilcoxon(); correct(method: BH) }\n");
  const Rows qq = run.table("a.qq"), table = run.table("a");
  std::vector<double> p;
  for (std::size_t i = 0; i < table.cells.size(); ++i)
    if (!table.at(i, "p").empty()) p.push_back(table.number(i, "p"));
  std::sort(p.begin(), p.end());
  REQUIRE(p.size() == 22);
  REQUIRE(qq.cells.size() == 22);
  for (std::size_t i = 0; i < 22; ++i) {
    CHECK(qq.number(i, "rank") == static_cast<double>(i + 1));
    CHECK(qq.number(i, "observed") == doctest::Approx(-std::log10(p[i])).epsilon(1e-9));
    CHECK(qq.number(i, "expected") == doctest::Approx(-std::log10((static_cast<double>(i) + 1) / 23)));
    CHECK(qq.number(i, "tests") == 22);
  }
  // Of the smallest of m uniform ones the distribution function is 1 − (1 − x)^m.
  CHECK(qq.number(0, "high") == doctest::Approx(-std::log10(1 - std::pow(0.975, 1.0 / 22))));
  CHECK(qq.number(0, "low") == doctest::Approx(-std::log10(1 - std::pow(0.025, 1.0 / 22))));
}

TEST_CASE("figures: cases that `where` leaves out are in none") {
  const Cases run("compare a { features: f; by: genotype; where: grade == \"II\"; welch(); correct(method: BH) }\n");
  const Rows top = run.table("a.top");
  for (std::size_t i = 0; i < top.cells.size(); ++i) CHECK(std::stoi(top.at(i, "subject").substr(1)) % 2 == 1);
}
