// Late entry, competing events and what a Cox model says of itself, as its users meet them.
#include <doctest/doctest.h>

#include <cmath>
#include <sstream>

#include "tests/program/program.hpp"
#include "tests/program/table.hpp"
#include "tests/support/data.hpp"

using namespace rgx::test;

namespace {

double drawn(std::size_t i) {
  std::uint64_t x = (i + 7) * 0x9E3779B97F4A7C15ULL;
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ULL;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBULL;
  return static_cast<double>((x ^ (x >> 31)) >> 11) * 0x1p-53;
}

struct Run {
  Folder folder;
  Ended said;
  // `first`: cells of the first case, months,from,cause.
  explicit Run(const std::string& blocks, int expected = 0, const std::string& first = "9,2,1") {
    std::ostringstream table;
    table << "id,months,from,cause,x,z,arm,stage\n";
    for (std::size_t i = 0; i < 80; ++i) {
      const double x = drawn(i + 500) - 0.5;
      const double own = std::ceil(-std::log(1 - drawn(i)) * 20 * std::exp(-2 * x));
      const double other = std::ceil(-std::log(1 - drawn(i + 100)) * 30), last = std::ceil(4 + 40 * drawn(i + 200));
      const double time = std::min({own, other, last});
      table << 'P' << 100 + i << ',';
      if (i == 0)
        table << first;
      else
        table << time << ',' << std::floor(time * 0.5 * drawn(i + 300)) << ','
              << (time == own     ? 1
                  : time == other ? 2
                                  : 0);
      table << ',' << x << ',' << drawn(i + 600) << ',' << (i % 2 == 0 ? "a" : "b")
            << (i > 0 && time != own && i % 3 == 0 ? ",s1"
                : i % 2 == 0                       ? ",s2"
                                                   : ",s3")
            << '\n';
    }
    folder.write("cases.csv", table.str());
    folder.write("study.rgx",
                 "rgx 1\nstudy \"Competing\" { design: simulated; seed: 5 }\ncohort c {\n  table: csv(\"cases.csv\")\n"
                 "  id: id\n"
                 "  outcome plain: survival(time: months, event: cause == 1, unit: 1 month)\n"
                 "  outcome late: survival(time: months, event: cause == 1, unit: 1 month, entry: from)\n"
                 "  outcome one: survival(time: months, event: cause == 1, unit: 1 month, competing: cause == 2)\n"
                 "  covariate x: continuous(x)\n  covariate z: continuous(z)\n  covariate arm: category(arm)\n"
                 "  covariate stage: category(stage, levels: [\"s1\", \"s2\", \"s3\"])\n"
                 "  covariate doomed: binary(cause == 1)\n}\n" +
                     blocks);
    said = run_study(folder / "study.rgx", folder / "run", folder / "store", {"-j", "2"}, expected);
  }
  Rows table(const std::string& name) const { return read_rows(folder / "run/tables/" + name + ".csv"); }
};

}  // namespace

TEST_CASE("competing events are censored by cox, which says so, and stay at risk in fine_gray") {
  const Run run(
      "associate hazard { left: x; right: plain; adjust: z; cox() }\n"
      "associate specific { left: x; right: one; adjust: z; cox() }\n"
      "associate incidence { left: x; right: one; adjust: z; fine_gray() }\n");
  const Rows hazard = run.table("hazard"), specific = run.table("specific"), incidence = run.table("incidence");
  CHECK(specific.at(0, "estimate") == hazard.at(0, "estimate"));
  CHECK(specific.at(0, "note").find("cause-specific") != std::string::npos);
  CHECK(hazard.at(0, "note").find("cause-specific") == std::string::npos);
  CHECK(incidence.at(0, "estimate_kind") == "subdistribution_hazard_ratio");
  CHECK(incidence.number(0, "estimate") != hazard.number(0, "estimate"));
  CHECK(incidence.number(0, "ci_low") < incidence.number(0, "estimate"));
  CHECK(incidence.at(0, "test") == "fine-gray wald");
}

TEST_CASE("a case is at risk from its entry on; one that enters at its time is an error with its place") {
  const Run run(
      "associate hazard { left: x; right: plain; cox() }\n"
      "associate late { left: x; right: late; cox() }\n");
  CHECK(run.table("late").at(0, "n") == run.table("hazard").at(0, "n"));
  CHECK(run.table("late").at(0, "estimate") != run.table("hazard").at(0, "estimate"));
  const Run wrong("associate late { left: x; right: late; cox() }\n", 1, "9,9,1");
  CHECK(wrong.said.says("which is not before its time of 9"));
  const Run negative("associate late { left: x; right: late; cox() }\n", 3, "-1,-2,1");  // seen before the run
  CHECK(negative.said.says("-1"));
}

TEST_CASE("residuals: true gives every coefficient, the residuals and the change with time") {
  const Run run("associate model { left: x; right: late; adjust: [z, arm]; cox(residuals: true) }\n");
  const Rows row = run.table("model"), coefficients = run.table("model.coefficients"),
             residuals = run.table("model.residuals"), change = run.table("model.schoenfeld");
  REQUIRE(coefficients.cells.size() == 3);
  CHECK(coefficients.at(0, "variable") == "z");
  CHECK(coefficients.at(1, "variable") == "arm=b");
  CHECK(coefficients.at(2, "variable") == "x");
  CHECK(coefficients.number(2, "hazard_ratio") == doctest::Approx(row.number(0, "estimate")).epsilon(1e-12));
  CHECK(coefficients.number(2, "p") == doctest::Approx(row.number(0, "p")).epsilon(1e-12));
  REQUIRE(residuals.cells.size() == 80);
  double sum = 0;
  for (std::size_t i = 0; i < 80; ++i) sum += residuals.number(i, "martingale");
  CHECK(std::abs(sum) < 1e-9);
  const double events = coefficients.number(0, "events");
  CHECK(static_cast<double>(change.cells.size()) == 3 * events);
  double score = 0;
  for (std::size_t i = 0; i < change.cells.size(); ++i)
    if (change.at(i, "variable") == "x") score += change.number(i, "residual");
  CHECK(std::abs(score) < 1e-6);
}

TEST_CASE("a coefficient that runs to infinity is named, among several and among what is held fixed") {
  const Run run(
      "associate several { left: stage; right: plain; cox(test: likelihood_ratio) }\n"
      "associate beside { left: x; right: plain; adjust: doomed; cox() }\n"
      "associate alone { left: doomed; right: plain; cox() }\n");
  CHECK(run.table("several").at(0, "note").find("`stage=s2`, `stage=s3` run to infinity") != std::string::npos);
  for (const char* block : {"beside", "alone"})
    CHECK(run.table(block).at(0, "note").find("`doomed` runs to infinity") != std::string::npos);
  CHECK(run.table("several").number(0, "p") < 1);
  CHECK(run.table("alone").at(0, "p") == "");
}

TEST_CASE("lgg_survival: hazard ratios of R are met, and three levels separate") {
  const auto data = data_dir("cohorts/tcga_lgg_vasari");
  if (!data) return;
  const Folder folder;
  run_study((source_dir() / "examples/lgg_survival/study.rgx").string(), folder / "run", folder / "store", {"-j", "2"},
            0, {.environment = {{"RGX_DATA_DIR", data->string()}}, .largest_file = {}, .folder = {}});
  const Rows published = read_rows(folder / "run/tables/published.csv");
  REQUIRE(published.cells.size() == 12);
  for (std::size_t i = 0; i < published.cells.size(); ++i) {
    CAPTURE(published.at(i, "value"));
    CHECK(published.at(i, "verdict") == "met");
    CHECK(std::abs(published.number(i, "found") / published.number(i, "expected") - 1) < 1e-6);
  }
  const Rows levels = read_rows(folder / "run/tables/levels.csv");
  for (std::size_t i = 0; i < 2; ++i)
    CHECK(levels.at(i, "note").find("separation: the coefficients of `margin=2`, `margin=3` run to infinity") !=
          std::string::npos);
  CHECK(read_rows(folder / "run/tables/margin_os.coefficients.csv").cells.size() == 5);
}
