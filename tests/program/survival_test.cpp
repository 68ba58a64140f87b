// Survival by group as its users run it.
#include <doctest/doctest.h>

#include <cmath>
#include <sstream>

#include "tests/program/program.hpp"
#include "tests/program/table.hpp"

using namespace rgx::test;

namespace {

double drawn(std::size_t i) {
  std::uint64_t x = (i + 1) * 0x9E3779B97F4A7C15ULL;
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ULL;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBULL;
  return static_cast<double>((x ^ (x >> 31)) >> 11) * 0x1p-53;
}

constexpr std::size_t subjects = 60;

struct Case {
  double months;
  bool dead;
  int grade;  // 0, 1, 2
  double score;
  bool turin;
};

// Higher grades and scores above 0.6 live shorter; whole months, so that times are tied.
std::vector<Case> cases() {
  std::vector<Case> out;
  for (std::size_t i = 0; i < subjects; ++i) {
    Case c{};
    c.grade = static_cast<int>(i % 3);
    c.score = drawn(i + 3000);
    c.turin = drawn(i + 4000) < 0.5;
    const double hazard = 0.03 * (1 + c.grade) * (c.score > 0.6 ? 2 : 1);
    const double death = std::ceil(-std::log(1 - drawn(i)) / hazard), last = std::ceil(6 + 50 * drawn(i + 1000));
    c.months = std::min(death, last);
    c.dead = death <= last;
    out.push_back(c);
  }
  return out;
}

struct Run {
  Folder folder;
  Ended said;
  explicit Run(const std::string& blocks, int expected = 0) {
    std::ostringstream table;
    table.precision(17);
    table << "id,months,dead,grade,score,site\n";
    std::size_t i = 0;
    for (const Case& c : cases())
      table << 'P' << 100 + i++ << ',' << c.months << ',' << c.dead << ",G" << c.grade << ',' << c.score << ','
            << (c.turin ? "Turin" : "Riga") << '\n';
    folder.write("cases.csv", table.str());
    folder.write("study.rgx",
                 "rgx 1\nstudy \"Survival\" { design: simulated; seed: 5 }\ncohort c {\n  table: csv(\"cases.csv\")\n"
                 "  id: id\n  outcome os: survival(time: months, event: dead == 1, unit: 1 month)\n"
                 "  outcome grade: ordinal(grade, levels: [\"G0\", \"G1\", \"G2\"])\n  covariate site: category(site)\n"
                 "  covariate score: continuous(score)\n}\n"
                 "derive groups { covariate half: cut(score, at: 0.6) }\n" +
                     blocks);
    said = run_study(folder / "study.rgx", folder / "run", folder / "store", {"-j", "2"}, expected);
  }
  Rows table(const std::string& name) const { return read_rows(folder / "run/tables/" + name + ".csv"); }
};

// Log-rank χ² of two groups, from the definition.
double log_rank(const std::vector<Case>& all, const std::function<int(const Case&)>& group) {
  double difference = 0, variance = 0;
  for (int month = 0; month < 200; ++month) {
    double n = 0, n1 = 0, d = 0, d1 = 0;
    for (const Case& c : all) {
      if (c.months >= month) n += 1, n1 += group(c);
      if (c.dead && c.months == month) d += 1, d1 += group(c);
    }
    if (d == 0) continue;
    difference += d1 - d * n1 / n;
    if (n > 1) variance += d * n1 / n * (1 - n1 / n) * (n - d) / (n - 1);
  }
  return difference * difference / variance;
}

}  // namespace

TEST_CASE("survival: log-rank, curves and summary of each group") {
  const Run run("compare half { of: os; by: half; log_rank(landmarks: [12 month, 2 years]) }\n");
  const Rows row = run.table("half"), curve = run.table("half.curve"), summary = run.table("half.summary");
  REQUIRE(row.cells.size() == 1);
  CHECK(row.at(0, "feature") == "os");
  CHECK(row.at(0, "outcome") == "half");
  CHECK(row.at(0, "test") == "log_rank");
  CHECK(row.at(0, "estimate_kind") == "hazard_ratio");
  CHECK(row.number(0, "ci_low") < row.number(0, "estimate"));
  const auto all = cases();
  CHECK(row.number(0, "statistic") ==
        doctest::Approx(log_rank(all, [](const Case& c) { return c.score > 0.6; })).epsilon(1e-12));
  REQUIRE(summary.cells.size() == 2);
  double n = 0, events = 0;
  for (std::size_t g = 0; g < 2; ++g) {
    n += summary.number(g, "n");
    events += summary.number(g, "events");
    CHECK(summary.at(g, "unit") == "month");
    CHECK(summary.number(g, "landmark_1") == 12);
    CHECK(summary.number(g, "landmark_2") == 24);
    CHECK(summary.number(g, "survival_1") >= summary.number(g, "survival_2"));
    CHECK(summary.number(g, "survival_1_ci_low") < summary.number(g, "survival_1"));
    CHECK(summary.number(g, "rmst") < summary.number(g, "tau"));
    CHECK(summary.number(0, "tau") == summary.number(1, "tau"));
  }
  CHECK(n == subjects);
  CHECK(events == std::count_if(all.begin(), all.end(), [](const Case& c) { return c.dead; }));
  // Survival is the product of what remains, group by group.
  double product = 1;
  std::string group;
  for (std::size_t r = 0; r < curve.cells.size(); ++r) {
    if (curve.at(r, "group") != group) product = 1;
    group = curve.at(r, "group");
    product *= 1 - curve.number(r, "events") / curve.number(r, "at_risk");
    CHECK(curve.number(r, "survival") == doctest::Approx(product).epsilon(1e-12));
  }
}

TEST_CASE("survival: pairs are a second stage, strata change the test, a trend is one test") {
  const Run run(
      "compare pairs { of: os; by: grade; log_rank(pairwise: true) }\n"
      "compare strata { of: os; by: grade; strata: site; log_rank() }\n"
      "compare trend { of: os; by: grade; log_rank(trend: true) }\n"
      "compare sites { of: os; by: half; by_group: site; log_rank(); correct(method: BH, level: 5 %) }\n");
  const Rows pairs = run.table("pairs");
  REQUIRE(pairs.cells.size() == 4);
  CHECK(pairs.number(0, "df") == 2);
  CHECK(pairs.at(3, "term") == "G2 vs G1");
  CHECK(pairs.at(1, "note").starts_with("second stage"));
  CHECK(pairs.number(1, "statistic") == doctest::Approx(log_rank(
                                                            [] {
                                                              std::vector<Case> two;
                                                              for (const Case& c : cases())
                                                                if (c.grade < 2) two.push_back(c);
                                                              return two;
                                                            }(),
                                                            [](const Case& c) { return c.grade; }))
                                            .epsilon(1e-12));
  CHECK(run.table("strata").at(0, "test") == "log_rank stratified");
  CHECK(run.table("strata").number(0, "statistic") != pairs.number(0, "statistic"));
  CHECK(run.table("trend").number(0, "df") == 1);
  const Rows sites = run.table("sites");
  REQUIRE(sites.cells.size() == 3);
  CHECK(sites.at(2, "term") == "heterogeneity");
  const Rows summary = run.table("sites.summary");
  REQUIRE(summary.cells.size() == 4);
  CHECK(summary.at(0, "subset") == "Riga");
  CHECK(summary.at(3, "subset") == "Turin");
}

TEST_CASE("survival: a searched cut has a p that knows of the search, and is called optimistic") {
  const Run run(
      "compare cut { of: os; by: score; max_logrank() }\n"
      "compare permuted { of: os; by: score; max_logrank(p: permutation, draws: 999) }\n");
  const Rows row = run.table("cut"), summary = run.table("cut.summary");
  CHECK(row.at(0, "note").find("optimistic") != std::string::npos);
  CHECK(summary.at(0, "note").find("optimistic") != std::string::npos);
  CHECK(row.at(0, "groups").starts_with("at most "));
  const double cut = summary.number(0, "cut");
  CHECK(summary.number(0, "n") + summary.number(1, "n") == subjects);
  const double chi_square = log_rank(cases(), [&](const Case& c) { return c.score > cut; });
  CHECK(row.number(0, "p") > std::erfc(std::sqrt(chi_square / 2)));
  CHECK(run.table("permuted").number(0, "statistic") == row.number(0, "statistic"));
  CHECK(run.table("permuted").number(0, "p") > std::erfc(std::sqrt(chi_square / 2)));
}

TEST_CASE("survival: restricted means, and a horizon beyond what is known") {
  const Run run("compare means { of: os; by: half; rmst(tau: 20 month) }\n");
  const Rows row = run.table("means"), summary = run.table("means.summary");
  CHECK(row.number(0, "estimate") ==
        doctest::Approx(summary.number(1, "rmst") - summary.number(0, "rmst")).epsilon(1e-12));
  CHECK(summary.number(0, "tau") == 20);
  const Run beyond("compare means { of: os; by: half; rmst(tau: 10 years) }\n", 1);
  CHECK(beyond.said.says("lies beyond what is known of the group"));
  CHECK(beyond.said.says("the largest horizon that all groups reach is"));
}
