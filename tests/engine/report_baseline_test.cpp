#include "engine/report_baseline.hpp"

#include <doctest/doctest.h>

#include "tests/engine/report_run.hpp"

using namespace rgx::test;

namespace {

// Age and site of 20 wild types and 18 mutants; one age is missing.
Table baseline() {
  std::vector<std::string> by, group, variable, type, unit, level, cohort;
  std::vector<double> n, missing, mean, sd, median, q1, q3, count, percent, smd;
  const auto age = [&](const char* of, const char* in, double cases, double lacking, double m, double d) {
    by.emplace_back(of), group.emplace_back(in), variable.emplace_back("age"), type.emplace_back("continuous");
    unit.emplace_back("year"), level.emplace_back(""), cohort.emplace_back("demo");
    n.push_back(cases), missing.push_back(lacking), mean.push_back(m), sd.push_back(9.5), median.push_back(m - 1);
    q1.push_back(m - 6), q3.push_back(m + 7), count.push_back(none), percent.push_back(none), smd.push_back(d);
  };
  const auto site = [&](const char* of, const char* in, const char* at, double cases, double share, double d) {
    by.emplace_back(of), group.emplace_back(in), variable.emplace_back("site"), type.emplace_back("category");
    unit.emplace_back(""), level.emplace_back(at), cohort.emplace_back("demo");
    n.push_back(cases / share * 100), missing.push_back(0), count.push_back(cases), percent.push_back(share);
    for (auto* column : {&mean, &sd, &median, &q1, &q3}) column->push_back(none);
    smd.push_back(d);
  };
  age("", "", 37, 1, 51.25, none);
  site("", "", "A", 19, 50, none);
  site("", "", "B", 19, 50, none);
  age("genotype", "wildtype", 19, 1, 55, 0.84);
  age("genotype", "mutant", 18, 0, 47, 0.84);
  for (const char* in : {"wildtype", "mutant"})
    for (const char* at : {"A", "B"}) site("genotype", in, at, 10, 50, 0);
  return table_of({texts("cohort", cohort), texts("by", by), texts("group", group), texts("variable", variable),
                   texts("type", type), texts("unit", unit), texts("level", level), numbers("n", n),
                   numbers("missing", missing), numbers("mean", mean), numbers("sd", sd), numbers("median", median),
                   numbers("q1", q1), numbers("q3", q3), numbers("count", count), numbers("percent", percent),
                   numbers("smd", smd)});
}

Table patterns() {
  return table_of({texts("cohort", {"demo", "demo", "demo", "demo"}), numbers("pattern", {1, 1, 2, 2}),
                   numbers("n", {30, 30, 8, 8}), texts("kind", {"outcome", "features", "outcome", "features"}),
                   texts("variable", {"ki67", "radiomics", "ki67", "radiomics"}),
                   texts("missing", {"", "", "all", "some"})});
}

}  // namespace

TEST_CASE("report: baseline characteristics by outcome, with the differences in words") {
  RunDirectory run = made_run();
  run.tables["baseline.csv"] = baseline();
  ReportSection section;
  show_baseline(ReportView(run), section);
  REQUIRE(section.parts.size() == 3);
  CHECK(std::get<ReportText>(section.parts[1]).markdown ==
        "Groups of `genotype` differ by more than 0.1 standard deviations in 1 of 2 characteristics: `age` (0.84). "
        "[tables/baseline.csv](tables/baseline.csv) has every group and statistic.");
  const Table& t = std::get<ReportTable>(section.parts[2]).table;
  std::vector<std::string> columns, names;
  for (const auto& c : t.columns) columns.push_back(c.name);
  CHECK(columns == std::vector<std::string>{"characteristic", "all", "wildtype (n = 20)", "mutant (n = 18)", "SMD"});
  for (std::size_t r = 0; r < t.rows(); ++r) names.push_back(t.columns[0].cell(r));
  CHECK(names == std::vector<std::string>{"age, year, mean (SD)", "age, median [IQR]", "age, missing", "site: A, n (%)",
                                          "site: B, n (%)"});
  CHECK(t.columns[1].cell(0) == "51.2 (9.5)");
  CHECK(t.columns[2].cell(1) == "54.0 [49.0 to 62.0]");
  CHECK(t.columns[2].cell(2) == "1");
  CHECK(t.columns[3].cell(3) == "10 (50.0 %)");
  CHECK(t.columns[4].numbers[0] == 0.84);
}

TEST_CASE("report: a block called baseline keeps its table, the participants have theirs") {
  RunDirectory run = made_run();
  run.tables["baseline.csv"] = run.tables["by_genotype.csv"];
  CHECK(baseline_of(ReportView(run)) == nullptr);
  run.tables["participants.baseline.csv"] = baseline();
  const ReportView view(run);
  CHECK(baseline_of(view) == view.table("participants.baseline.csv"));
}

TEST_CASE("report: missing values by pattern, drawn and in words") {
  RunDirectory run = made_run();
  run.tables["missingness.csv"] = patterns();
  ReportSection section;
  show_missingness(ReportView(run), section);
  REQUIRE(section.parts.size() == 3);
  CHECK(std::get<ReportText>(section.parts[1]).markdown ==
        "Of the 38 subjects of `demo`, 30 lack nothing. Subjects that lack all or part of it: `ki67` (8) and "
        "`radiomics` (8).");
  const auto& figure = std::get<ReportFigure>(section.parts[2]);
  CHECK(figure.name == "missingness-demo");
  CHECK(figure.alt == "Missing values of cohort demo: 2 patterns over 2 variables, 30 of 38 subjects complete");
  CHECK(figure.spec.at("hconcat").size() == 2);
  // Nothing missing is said, not drawn.
  for (auto& cell : run.tables["missingness.csv"].columns.back().texts) cell.clear();
  ReportSection whole;
  show_missingness(ReportView(run), whole);
  REQUIRE(whole.parts.size() == 2);
  CHECK(std::get<ReportText>(whole.parts[1]).markdown ==
        "No declared variable, feature or molecular value of the 38 subjects of `demo` is missing.");
}
