// Variances drawn to a common prior: stats/regression/moderated.hpp.
#include "stats/regression/moderated.hpp"

#include <cmath>

#include "stdlib/conformance/case_fields.hpp"
#include "stdlib/conformance/stats_checks.hpp"

namespace rgx::conformance {

namespace {

using namespace stats;
using Eigen::Index;

Index count_of(const Fields& f, const char* name) { return static_cast<Index>(f.at(name)[0]); }

ModeratedTests tests_of(const Fields& f) {
  const Index c = count_of(f, "covariates");
  return moderated_tests(side_by_side(f, "x", 0, c), side_by_side(f, "x", c, count_of(f, "tested")),
                         side_by_side(f, "y", 0, count_of(f, "genes")));
}

void prior(const Fields& f, Numbers& n) {
  const ModeratedTests m = tests_of(f);
  n.add(m.prior.df, f.at("prior_df")[0]);
  n.add(m.prior.variance, f.at("prior_variance")[0]);
  for (Index g = 0; g < count_of(f, "genes"); ++g) {
    const auto k = static_cast<std::size_t>(g);
    if (m.n[g] == 0) continue;  // limma gives such a response the prior's numbers
    n.add(m.mean[g], f.at("mean")[k]);
    // What rounding leaves of the variance of a constant response is 0.
    n.add(m.variance[g], f.at("variance")[k], 1e-16 * m.mean[g] * m.mean[g]);
    n.add(m.residual_df[g], f.at("residual_df")[k]);
    n.add(m.posterior_variance[g], f.at("posterior_variance")[k]);
    n.add(m.df_total[g], f.at("df_total")[k]);
  }
}

void t_tests(const Fields& f, Numbers& n) {
  const ModeratedTests m = tests_of(f);
  for (Index j = 0; j < count_of(f, "tested"); ++j)
    for (Index g = 0; g < count_of(f, "genes"); ++g) {
      const auto want = [&](const char* name) { return f.at(name + std::to_string(j))[static_cast<std::size_t>(g)]; };
      n.add(m.coefficient(j, g), want("coefficient"), std::abs(m.mean[g]));
      n.add(m.t(j, g), want("t"), 1);
      n.tail(m.p(j, g), m.log10_p(j, g), want("p"), want("log10_p"));
    }
}

void f_tests(const Fields& f, Numbers& n) {
  const ModeratedTests m = tests_of(f);
  for (Index g = 0; g < count_of(f, "genes"); ++g) {
    const auto k = static_cast<std::size_t>(g);
    n.add(m.f[g], f.at("f")[k], 1);
    n.add(m.f_df[g], f.at("f_df")[k]);
    n.tail(m.f_p[g], m.f_log10_p[g], f.at("f_p")[k], f.at("f_log10_p")[k]);
  }
}

}  // namespace

std::vector<StatsCheck> moderated_checks() {
  return {
      by_case("moderated: prior", "moderated", "limma", "eBayes(lmFit(y, x)): df.prior, s2.prior, s2.post", kNumeric,
              prior),
      by_case("moderated: t", "moderated", "limma", "eBayes(lmFit(y, x))$t, $p.value", kNumeric, t_tests),
      by_case("moderated: F", "moderated", "limma", "eBayes(lmFit(y, x))$F, on the cases of each row", kNumeric,
              f_tests),
  };
}

}  // namespace rgx::conformance
