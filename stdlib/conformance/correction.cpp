// p values adjusted for how many were asked: stats/correction/correct.hpp, storey.hpp, local_fdr.hpp, weighted.hpp,
// hierarchical.hpp, effective_tests.hpp, westfall_young.hpp.
#include <cmath>
#include <stdexcept>

#include "stats/correction/correct.hpp"
#include "stats/correction/effective_tests.hpp"
#include "stats/correction/hierarchical.hpp"
#include "stats/correction/local_fdr.hpp"
#include "stats/correction/storey.hpp"
#include "stats/correction/weighted.hpp"
#include "stats/correction/westfall_young.hpp"
#include "stdlib/conformance/case_fields.hpp"
#include "stdlib/conformance/stats_checks.hpp"

namespace rgx::conformance {

namespace {

using namespace stats;

auto adjusted(const std::string& method) {
  return [method](const Fields& f, Numbers& n) {
    std::optional<std::size_t> tests;
    if (f.contains("tests")) tests = static_cast<std::size_t>(f.at("tests")[0]);
    n.add(adjust(f.at("p"), correction_named(method).value(), tests), f.at(method));
  };
}

void bootstrap_pi0(const Fields& f, Numbers& n) {
  const Pi0 pi0 = estimate_pi0(f.at("p"));
  n.add(pi0.value, f.at("pi0_bootstrap")[0]);
  n.add(pi0.at_lambda, f.at("at_lambda"));
}

void smoother_pi0(const Fields& f, Numbers& n) {
  n.add(estimate_pi0(f.at("p"), Pi0Method::smoother).value, f.at("pi0_smoother")[0]);
}

void spline_pi0(const Fields& f, Numbers& n) {
  n.add(estimate_pi0(f.at("p"), Pi0Method::smoother).value, f.at("pi0_spline")[0]);
}

void q_values(const Fields& f, Numbers& n) { n.add(storey_q(f.at("p"), estimate_pi0(f.at("p")).value), f.at("q")); }

auto local(const char* field) {
  return [field](const Fields& f, Numbers& n) {
    n.add(local_fdr(f.at("p"), f.at("pi0_bootstrap")[0]).value, f.at(field));
  };
}

void weights(const Fields& f, Numbers& n) {
  if (f.contains("weighted")) n.add(weighted_bh(f.at("p"), f.at("weight")), f.at("weighted"));
}

void groups(const Fields& f, Numbers& n) {
  if (!f.contains("group")) return;
  for (const GroupPi0 method : {GroupPi0::lsl, GroupPi0::tst}) {
    const std::string name(group_pi0_name(method));
    const GroupAdaptive out = group_adaptive_bh(f.at("p"), codes(f.at("group")), method, f.at("level")[0]);
    n.add(out.pi0, f.at("pi0_" + name));
    n.add(out.adjusted, f.at(name));
  }
}

void families(const Fields& f, Numbers& n) {
  if (!f.contains("family")) return;
  const Hierarchical out = hierarchical(f.at("p"), codes(f.at("family")));
  n.add(out.family_p, f.at("family_p"));
  n.add(out.family_adjusted, f.at("family_adjusted"));
  n.add(out.adjusted, f.at("hierarchical"));
}

Eigen::MatrixXd features_of(const Fields& f) {
  return matrix_of(f.at("X"), static_cast<double>(f.at("X").size()) / f.at("cases")[0]);
}

void effective(const Fields& f, Numbers& n) {
  if (!f.contains("pearson_level")) return;
  for (const auto kind : {Correlation::pearson, Correlation::spearman}) {
    const std::string name = kind == Correlation::pearson ? "pearson" : "spearman";
    const EffectiveTests out = effective_tests(features_of(f), kind);
    n.add(static_cast<double>(out.features), f.at("features")[0]);
    n.add(out.value, f.at(name)[0]);
    n.add(sidak_level(0.05, out.value), f.at(name + "_level")[0]);
  }
}

auto step_down(StepDown step) {
  return [step](const Fields& f, Numbers& n) {
    PermutationDesign design;
    design.statistic = static_cast<PermutedStatistic>(static_cast<int>(f.at("statistic")[0]));
    if (f.contains("group")) design.group = codes(f.at("group"));
    if (f.contains("outcome")) design.outcome = f.at("outcome");
    if (f.contains("strata")) design.strata = codes(f.at("strata"));
    if (f.contains("z")) design.covariates.continuous = vector_of(f.at("z"));
    if (f.contains("k")) design.covariates.categories.push_back(codes(f.at("k")));
    const WestfallYoung out = westfall_young(features_of(f), design, step, 0, Stream(1));
    n.add(out.observed, f.at("observed"), 1);
    n.add(out.p_raw, f.at("raw"));
    n.add(out.p, f.at(step == StepDown::maxT ? "maxT" : "minP"));
  };
}

}  // namespace

std::vector<StatsCheck> correction_checks() {
  std::vector<StatsCheck> out;
  for (const char* method : {"bonferroni", "holm", "hochberg", "hommel", "BH", "BY"})
    out.push_back(by_case(std::string("correct: ") + method, "correct", "R",
                          "p.adjust(method = \"" + std::string(method) + "\")", kFormula, adjusted(method)));
  out.push_back(
      by_case("correct: sidak", "correct", "R", "1 - (1 - p)^m by expm1, log1p", kFormula, adjusted("sidak")));
  const std::vector<StatsCheck> more{
      by_case("correct: storey π₀", "storey", "qvalue", "pi0est(pi0.method = \"bootstrap\")", kFormula, bootstrap_pi0),
      by_case("correct: storey q", "storey", "qvalue", "qvalue(p)$qvalues", kFormula, q_values),
      by_case("correct: smoother π₀", "storey", "qvalue", "pi0est(pi0.method = \"smoother\")", kSmoother, smoother_pi0),
      by_case("correct: smoother π₀, spline", "storey", "R", "the spline of 3 df in closed form", kNumeric, spline_pi0),
      by_case("correct: local FDR", "storey", "qvalue", "lfdr(p, pi0)", kLocalFdr, local("lfdr")),
      by_case("correct: local FDR, kernel", "storey", "R", "the sum over dnorm() in place of density()", kKernelSum,
              local("kernel_lfdr")),
      by_case("correct: weighted BH", "weighted", "R", "p.adjust(p / (w / mean(w)), \"BH\")", kFormula, weights),
      by_case("correct: group-adaptive BH", "weighted", "R", "definitions of Hu, Zhao & Zhou 2010", kFormula, groups),
      by_case("correct: hierarchical", "weighted", "R", "procedure of Benjamini & Bogomolov 2014", kFormula, families),
      by_case("effective_tests", "weighted", "R", "eigen(cor(x)), Li & Ji 2005", kFormula, effective),
      by_case("correct: maxT", "westfall_young", "multtest", "mt.maxT(B = 0); Freedman & Lane by lm()", kFormula,
              step_down(StepDown::maxT)),
      by_case("correct: minP", "westfall_young", "multtest", "mt.minP(B = 0); Freedman & Lane by lm()", kFormula,
              step_down(StepDown::minP)),
  };
  out.insert(out.end(), more.begin(), more.end());
  return out;
}

}  // namespace rgx::conformance
