// Two measurements of the same cases: stats/groups/paired.hpp.
#include "stats/groups/paired.hpp"

#include "stdlib/conformance/stats_checks.hpp"

namespace rgx::conformance {

namespace {

using namespace stats;

void paired(const Fields& f, Numbers& n) {
  if (!f.contains("t")) return;
  const TestResult r = paired_t(f.at("x"), f.at("y"));
  n.add(r.statistic, f.at("t")[0]);
  n.add(r.df, f.at("t")[1]);
  n.tail(r, f.at("t")[2], f.at("t")[3]);
}

void paired_g(const Fields& f, Numbers& n) {
  if (!f.contains("g")) return;
  n.estimate(paired_t(f.at("x"), f.at("y")), f.at("g"), 0, 1);
}

void ranks(const Fields& f, Numbers& n) {
  if (!f.contains("signed_rank")) return;
  const auto& want = f.at("signed_rank");
  const TestResult r = signed_rank(f.at("x"), f.at("y"));
  n.add(r.statistic, want[0]);
  n.add(static_cast<double>(r.n), want[1]);
  n.add(r.p, want[2]);
  n.add(r.test == "signed_rank exact" ? 1 : 0, want[3]);
  n.add(signed_rank(f.at("x"), f.at("y"), Exact::never).p, f.at("signed_rank_normal")[0]);
}

void biserial(const Fields& f, Numbers& n) {
  if (!f.contains("rank_biserial")) return;
  n.estimate(signed_rank(f.at("x"), f.at("y")), f.at("rank_biserial"), 0, 1);
}

}  // namespace

std::vector<StatsCheck> paired_checks() {
  return {
      by_case("paired_t", "paired", "R", "t.test(x, y, paired = TRUE)", kFormula, paired),
      by_case("paired_t: Hedges g_z", "paired", "effectsize", "hedges_g(paired = TRUE), ends to the last bit", kNumeric,
              paired_g),
      by_case("signed_rank", "paired", "R", "wilcox.test(x, y, paired = TRUE)", kFormula, ranks),
      by_case("signed_rank: rank-biserial", "paired", "effectsize", "rank_biserial(x - y)", kFormula, biserial),
  };
}

}  // namespace rgx::conformance
