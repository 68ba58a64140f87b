// How well a score predicts time to event: stats/survival/concordance.hpp, time_auc.hpp, survival_brier.hpp,
// cox_baseline.hpp.
#include <cmath>

#include "stats/survival/concordance.hpp"
#include "stats/survival/cox_baseline.hpp"
#include "stats/survival/survival_brier.hpp"
#include "stats/survival/time_auc.hpp"
#include "stats/validation/survival_performance.hpp"
#include "stdlib/conformance/cox_fields.hpp"
#include "stdlib/conformance/stats_checks.hpp"

namespace rgx::conformance {

namespace {

using namespace stats;
using Eigen::Index;
using Eigen::MatrixXd;

// x, and y where a second score is given.
MatrixXd scores_of(const Fields& f) {
  MatrixXd scores(static_cast<Index>(f.at("x").size()), f.contains("y") ? 2 : 1);
  scores.col(0) = vector_of(f.at("x"));
  if (f.contains("y")) scores.col(1) = vector_of(f.at("y"));
  return scores;
}

MatrixXd features_of(const Fields& f) { return matrix_of(f.at("features"), f.at("feature_columns")[0]); }

ConcordanceOptions options_of(const Fields& f, ConcordanceWeights weights) {
  ConcordanceOptions options;
  options.weights = weights;
  if (f.contains("tau")) options.tau = f.at("tau")[0];
  return options;
}

std::function<void(const Fields&, Numbers&)> c_index(const std::string& field, ConcordanceWeights weights) {
  return [=](const Fields& f, Numbers& n) {
    if (!f.contains("x")) return;
    const auto found = concordances(cox_cases_of(f), scores_of(f), options_of(f, weights));
    const auto& expected = f.at(field);
    const TestResult test = against_half(found[0], "c index", "c_index");
    n.add(static_cast<double>(found[0].n), expected.at(0));
    n.add(found[0].pairs, expected.at(1));
    n.add(found[0].value, expected.at(2));
    n.add(found[0].se, expected.at(3));
    n.add(test.statistic, expected.at(4), 1);
    if (!f.contains("y")) return;
    const auto& other = f.at(field + "_difference");
    const DiscriminationDifference difference = difference_of(found[0], found[1]);
    n.add(difference.difference, other.at(0), 1);
    n.add(difference.se, other.at(1));
    n.add(difference.z, other.at(2), 1);
  };
}

std::function<void(const Fields&, Numbers&)> c_screen(const std::string& field, ConcordanceWeights weights) {
  return [=](const Fields& f, Numbers& n) {
    if (!f.contains("features")) return;
    const auto found = concordance_screen(cox_cases_of(f), features_of(f), options_of(f, weights));
    for (std::size_t j = 0; j < found.size(); ++j) {
      n.add(static_cast<double>(found[j].n), f.at(field + "_n").at(j));
      n.add(found[j].estimate, f.at(field + "_c").at(j));
      n.add(found[j].p, f.at(field + "_p").at(j), 1);
    }
  };
}

// p by the normal distribution, of a z that both sides have to 1e-12.
void c_tails(const Fields& f, Numbers& n) {
  if (!f.contains("x")) return;
  for (const bool uno : {false, true}) {
    const auto weights = uno ? ConcordanceWeights::uno : ConcordanceWeights::harrell;
    const auto found = concordance(cox_cases_of(f), vector_of(f.at("x")), options_of(f, weights));
    if (!f.contains("y"))
      n.log10_p(against_half(found, "c index", "c_index").log10_p, f.at(uno ? "uno" : "harrell").at(5));
  }
}

void auc_at(const Fields& f, Numbers& n) {
  if (!f.contains("auc")) return;
  const auto found = time_aucs(cox_cases_of(f), scores_of(f), f.at("at"));
  for (std::size_t i = 0; i < found.size(); ++i) {
    const TestResult test = against_half(found[i][0], "time auc", "time_auc");
    n.add(found[i][0].value, f.at("auc").at(i));
    n.add(found[i][0].se, f.at("se").at(i));
    n.add(test.ci_low, f.at("low").at(i));
    n.add(test.ci_high, f.at("high").at(i));
    if (!f.contains("y")) continue;
    const DiscriminationDifference difference = difference_of(found[i][0], found[i][1]);
    n.add(difference.difference, f.at("difference").at(i), 1);
    n.add(difference.se, f.at("difference_se").at(i));
  }
}

void auc_screen(const Fields& f, Numbers& n) {
  if (!f.contains("screen_auc")) return;
  const auto found = time_auc_screen(cox_cases_of(f), features_of(f), f.at("at").at(0));
  for (std::size_t j = 0; j < found.size(); ++j) {
    n.add(static_cast<double>(found[j].n), f.at("screen_n").at(j));
    n.add(found[j].estimate, f.at("screen_auc").at(j));
    n.add(found[j].ci_low, f.at("screen_low").at(j));
    n.add(found[j].ci_high, f.at("screen_high").at(j));
  }
}

void brier_at(const Fields& f, Numbers& n) {
  if (!f.contains("brier")) return;
  const std::vector<double>& times = f.at("brier_at");
  const auto found =
      survival_brier(cox_cases_of(f), times, matrix_of(f.at("survival"), static_cast<double>(times.size())));
  for (std::size_t i = 0; i < found.size(); ++i) {
    n.add(found[i].value, f.at("brier").at(i));
    n.add(found[i].se, f.at("brier_se").at(i));
    n.add(found[i].ci.low, f.at("brier_low").at(i));
    n.add(found[i].ci.high, f.at("brier_high").at(i));
  }
}

// Score() takes the score from the left of each of its times; the integral is exact at all times where it changes.
void brier_integral(const Fields& f, Numbers& n) {
  if (!f.contains("ibs") || f.at("known").size() < 6) return;
  const std::vector<double>& times = f.at("brier_at");
  const MatrixXd survival = matrix_of(f.at("survival"), static_cast<double>(times.size()));
  std::vector<double> known;
  MatrixXd kept(survival.rows(), static_cast<Index>(f.at("known").size()));
  for (const double j : f.at("known")) {
    kept.col(static_cast<Index>(known.size())) = survival.col(static_cast<Index>(j));
    known.push_back(times.at(static_cast<std::size_t>(j)));
  }
  for (std::size_t i = 1; i < times.size(); ++i)
    n.add(integrated_brier(cox_cases_of(f), known, kept, times[i]).value, f.at("ibs").at(i));
}

void predicted_survival(const Fields& f, Numbers& n) {
  const CoxCases cases = cox_cases_of(f);
  const MatrixXd x = matrix_of(f.at("x"), f.at("columns").at(0));
  CoxOptions options;
  if (f.at("ties").at(0) == 1) options.ties = CoxTies::breslow;
  const CoxFit fit = cox_regression(cases, x, options);
  const CoxBaseline baseline = cox_baseline(cases, x, fit, options.ties);
  const MatrixXd expected = matrix_of(f.at("survival"), static_cast<double>(f.at("at").size()));
  for (Index r = 0; r < expected.rows(); ++r) {
    const Index i = static_cast<Index>(f.at("rows").at(static_cast<std::size_t>(r)));
    const double log_hazard = x.row(i).dot(fit.coefficient) + (cases.offset.size() > 0 ? cases.offset[i] : 0);
    const int stratum = cases.stratum.empty() ? 0 : cases.stratum[static_cast<std::size_t>(i)];
    for (Index j = 0; j < expected.cols(); ++j)
      n.add(baseline.survival(log_hazard, f.at("at")[static_cast<std::size_t>(j)], stratum), expected(r, j));
  }
}

std::function<void(const Fields&, Numbers&)> judged(const std::string& name, SurvivalMetric metric) {
  return [=](const Fields& f, Numbers& n) {
    SurvivalOutOfFold o;
    const auto& repeat = f.at("repeat");
    for (std::size_t i = 0; i < repeat.size(); ++i) {
      o.repeat.push_back(static_cast<int>(repeat[i]));
      o.fold.push_back(static_cast<int>(f.at("fold").at(i)));
      o.train_size.push_back(static_cast<std::size_t>(f.at("train").at(i)));
    }
    o.time = vector_of(f.at("time"));
    o.event = codes(f.at("event"));
    o.score = vector_of(f.at("score"));
    for (std::size_t i = 0; i < f.at("base_time").size(); ++i) {
      auto& curves =
          o.baseline[{static_cast<int>(f.at("base_repeat").at(i)), static_cast<int>(f.at("base_fold").at(i))}].curves;
      if (curves.empty()) curves.push_back({0, 0, {}, {}});
      curves[0].time.push_back(f.at("base_time")[i]);
      curves[0].cumulative_hazard.push_back(f.at("base_hazard").at(i));
    }
    const auto& expected = f.at(name);
    const Performance found = survival_performance(o, metric, f.at("horizon").at(0));
    n.add(found.estimate, expected.at(0));
    if (std::isnan(expected.at(1))) return;  // R gives no interval of this one
    n.add(found.low, expected.at(1));
    n.add(found.high, expected.at(2));
    if (expected.size() > 3) n.add(static_cast<double>(found.left_out), expected[3]);
  };
}

}  // namespace

std::vector<StatsCheck> discrimination_checks() {
  const auto harrell = ConcordanceWeights::harrell, uno = ConcordanceWeights::uno;
  return {
      by_case("c_index", "concordance", "survival", "concordance(reverse = TRUE)", kFormula,
              c_index("harrell", harrell)),
      by_case("c_index: uno", "concordance", "survival", "concordance(timewt = \"n/G2\", ymax = tau)", kFormula,
              c_index("uno", uno)),
      by_case("c_index: p", "concordance", "survival", "pnorm() of concordance()", kNumeric, c_tails),
      by_case("c_index: screen", "concordance", "survival", "concordance(), a feature at a time", kFormula,
              c_screen("harrell", harrell)),
      by_case("c_index: uno, screen", "concordance", "survival", "concordance(timewt = \"n/G2\"), a feature at a time",
              kFormula, c_screen("uno", uno)),
      by_case("time_auc", "time_auc", "riskRegression", "Score(metrics = \"auc\", cens.model = \"km\")", kFormula,
              auc_at),
      by_case("time_auc: screen", "time_auc", "riskRegression", "Score(), a feature at a time", kFormula, auc_screen),
      by_case("brier of survival", "time_auc", "riskRegression", "Score(metrics = \"brier\", cens.model = \"km\")",
              kFormula, brier_at),
      by_case("integrated_brier", "time_auc", "riskRegression", "Score(summary = \"ibs\")", kFormula, brier_integral),
      by_case("cox: predicted survival", "cox_baseline", "survival", "survfit(coxph(), newdata)", kIterative,
              predicted_survival),
      by_case("model: c_index", "survival_performance", "survival", "concordance() a fold, corrected resampled t",
              kNumeric, judged("c_index", SurvivalMetric::c_index)),
      by_case("model: time_auc", "survival_performance", "riskRegression", "Score() a fold, corrected resampled t",
              kNumeric, judged("time_auc", SurvivalMetric::time_auc)),
      by_case("model: integrated_brier", "survival_performance", "riskRegression",
              "Score(summary = \"ibs\") a fold, corrected resampled t", kNumeric,
              judged("integrated_brier", SurvivalMetric::integrated_brier)),
      by_case("model: hazard_ratio", "survival_performance", "survival", "coxph(Surv(t, e) ~ scale(score)), converged",
              kIterative, judged("hazard_ratio", SurvivalMetric::hazard_ratio)),
  };
}

}  // namespace rgx::conformance
