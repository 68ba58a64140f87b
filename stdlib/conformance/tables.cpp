// Categorical variables: stats/groups/contingency.hpp, trend.hpp, stratified.hpp, mcnemar.hpp.
#include "stats/groups/contingency.hpp"
#include "stats/groups/mcnemar.hpp"
#include "stats/groups/stratified.hpp"
#include "stats/groups/trend.hpp"
#include "stdlib/conformance/stats_checks.hpp"

namespace rgx::conformance {

namespace {

using namespace stats;
using Column = std::vector<double>;

Counts counts_of(const Column& dim, const Column& counts) {
  Counts t{static_cast<int>(dim[0]), static_cast<int>(dim[1]), {}};
  for (const double v : counts) t.n.push_back(static_cast<long>(v));
  return t;
}

void pearson_chi(const Fields& f, Numbers& n) {
  const Counts t = counts_of(f.at("dim"), f.at("counts"));
  for (const bool yates : {true, false}) {
    const auto& want = f.at(yates ? "chi" : "chi_plain");
    const TestResult r = chi_square(t, yates);
    n.chi_square(r, want);
    n.add(r.small_expected ? 1 : 0, want[4]);
  }
}

void cramer(const Fields& f, Numbers& n) {
  n.estimate(chi_square(counts_of(f.at("dim"), f.at("counts"))), f.at("v"), 0, 1);
}

void fisher_p(const Fields& f, Numbers& n) {
  if (!f.contains("fisher")) return;
  n.add(fisher(counts_of(f.at("dim"), f.at("counts"))).p, f.at("fisher")[0]);
}

void fisher_odds(const Fields& f, Numbers& n) {
  if (!f.contains("odds")) return;
  n.estimate(fisher(counts_of(f.at("dim"), f.at("counts"))), f.at("odds"));
}

TestResult trend_of(const Fields& f) {
  const auto &without = f.at("without"), &with = f.at("with");
  Counts t{static_cast<int>(with.size()), 2, {}};
  for (std::size_t i = 0; i < with.size(); ++i) {
    t.n.push_back(static_cast<long>(without[i]));
    t.n.push_back(static_cast<long>(with[i]));
  }
  return cochran_armitage(t, f.contains("scores") ? f.at("scores") : Column{});
}

void trend(const Fields& f, Numbers& n) {
  if (f.contains("trend")) n.chi_square(trend_of(f), f.at("trend"));
}

void slope(const Fields& f, Numbers& n) {
  if (f.contains("slope")) n.estimate(trend_of(f), f.at("slope"), 0, 1);
}

std::vector<Counts> strata_of(const Fields& f) {
  const auto& dim = f.at("dim");
  std::vector<Counts> strata(static_cast<std::size_t>(dim[2]), counts_of(dim, {}));
  const auto cells = static_cast<std::size_t>(dim[0] * dim[1]);
  const auto& counts = f.at("counts");
  for (std::size_t i = 0; i < counts.size(); ++i) strata[i / cells].n.push_back(static_cast<long>(counts[i]));
  return strata;
}

void stratified(const Fields& f, Numbers& n) {
  if (!f.contains("corrected")) return;
  n.chi_square(mantel_haenszel(strata_of(f)), f.at("corrected"));
  n.chi_square(mantel_haenszel(strata_of(f), false), f.at("plain"));
}

void common_odds(const Fields& f, Numbers& n) {
  if (f.contains("odds")) n.estimate(mantel_haenszel(strata_of(f)), f.at("odds"));
}

void changes(const Fields& f, Numbers& n) {
  if (!f.contains("mcnemar")) return;
  const Counts t = counts_of(f.at("dim"), f.at("square"));
  n.chi_square(mcnemar(t), f.at("mcnemar"));
  n.chi_square(mcnemar(t, false), f.at("mcnemar_plain"));
}

void changes_exact(const Fields& f, Numbers& n) {
  if (!f.contains("exact")) return;
  n.tail(mcnemar_exact(counts_of(f.at("dim"), f.at("square"))), f.at("exact")[0], f.at("exact")[1]);
}

void change_odds(const Fields& f, Numbers& n) {
  if (!f.contains("change_odds")) return;
  const Counts t = counts_of(f.at("dim"), f.at("square"));
  n.estimate(mcnemar_exact(t), f.at("change_odds"));
  n.estimate(mcnemar(t), f.at("change_odds"));
}

}  // namespace

std::vector<StatsCheck> table_checks() {
  return {
      by_case("chi_square", "contingency", "R", "chisq.test(m), correct TRUE and FALSE", kFormula, pearson_chi),
      by_case("chi_square: Cramér's V", "contingency", "effectsize", "cramers_v(), ends to the last bit", kNumeric,
              cramer),
      by_case("fisher", "contingency", "R", "fisher.test(m, workspace = 2e8)", kNumeric, fisher_p),
      by_case("fisher: odds ratio", "contingency", "R", "fisher.test(m), its equations to the last bit", kNumeric,
              fisher_odds),
      by_case("cochran_armitage", "trend", "R", "prop.trend.test() in closed form", kFormula, trend),
      by_case("cochran_armitage: slope", "trend", "sandwich", "vcovHC(lm(event ~ score), \"HC0\")", kFormula, slope),
      by_case("mantel_haenszel", "trend", "R", "mantelhaen.test(), correct TRUE and FALSE", kFormula, stratified),
      by_case("mantel_haenszel: odds ratio", "trend", "R", "mantelhaen.test()", kFormula, common_odds),
      by_case("mcnemar", "trend", "R", "mcnemar.test(), correct TRUE and FALSE", kFormula, changes),
      by_case("mcnemar: exact", "trend", "R", "binom.test(), by pbinom", kFormula, changes_exact),
      by_case("mcnemar: odds ratio", "trend", "R", "binom.test(), by qbeta", kNumeric, change_odds),
  };
}

}  // namespace rgx::conformance
