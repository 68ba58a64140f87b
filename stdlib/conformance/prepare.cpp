// Learned preparations and the choice of predictors: stats/prepare, stats/selection, stats/harmonise.
#include <cmath>

#include "stats/harmonise/combat.hpp"
#include "stats/prepare/impute_chained.hpp"
#include "stats/prepare/impute_knn.hpp"
#include "stats/prepare/near_zero_variance.hpp"
#include "stats/prepare/power_transform.hpp"
#include "stats/prepare/robust_scale.hpp"
#include "stats/prepare/winsorise.hpp"
#include "stats/selection/mutual_information.hpp"
#include "stats/selection/relief.hpp"
#include "stdlib/conformance/case_fields.hpp"
#include "stdlib/conformance/stats_checks.hpp"

namespace rgx::conformance {

namespace {

using namespace stats;
using Eigen::Index;
using Eigen::MatrixXd;

void scale(const Fields& f, Numbers& n) {
  if (!f.contains("median")) return;
  const MatrixXd x = vector_of(f.at("column"));
  n.add(fit_robust_scale(x).mean, f.at("median"));
  n.add(fit_robust_scale(x).sd, f.at("iqr"));
  n.add(fit_robust_scale(x, Spread::mad).sd, f.at("mad"));
}

void limits(const Fields& f, Numbers& n) {
  if (!f.contains("limits")) return;
  const auto compare = [&](const Winsorising& w, const char* name) {
    n.add(w.low[0], f.at(name)[0]);
    n.add(w.high[0], f.at(name)[1]);
  };
  compare(fit_winsorise(vector_of(f.at("column"))), "limits");
  compare(fit_winsorise(vector_of(f.at("column")), 0.01, 0.9), "limits_wide");
}

void near_zero(const Fields& f, Numbers& n) {
  if (!f.contains("near_zero")) return;
  const MatrixXd x = vector_of(f.at("column"));
  n.add(static_cast<double>(fit_drop_near_zero(x).dropped.size()), f.at("near_zero")[0]);
  n.add(static_cast<double>(fit_drop_near_zero(x, {5, 0.4}).dropped.size()), f.at("near_zero_wide")[0]);
}

void power(const Fields& f, Numbers& n) {
  if (!f.contains("power_of")) return;
  const MatrixXd x = vector_of(f.at("power_of"));
  const auto found = fit_power(x, f.at("box_cox")[0] == 1 ? Power::box_cox : Power::yeo_johnson);
  n.add(found.lambda, f.at("lambda"), 1);
  n.add(transformed(found, x).col(0), f.at("transformed"), 1);
}

std::vector<ColumnType> types_of(const Fields& f) {
  std::vector<ColumnType> out;
  for (const double c : f.at("category")) out.push_back(c == 1 ? ColumnType::category : ColumnType::number);
  return out;
}

void nearest(const Fields& f, Numbers& n) {
  if (!f.contains("mixed") || !f.contains("k")) return;
  const auto type = types_of(f);
  const auto p = static_cast<double>(type.size());
  const MatrixXd x = matrix_of(f.at("mixed"), p);
  const auto fit = fit_impute_knn(x, type, static_cast<int>(f.at("k")[0]));
  n.add(transformed(fit, x), matrix_of(f.at("filled"), p), 1);
  n.add(transformed(fit, matrix_of(f.at("new"), p)), matrix_of(f.at("filled_new"), p), 1);
}

void chained(const Fields& f, Numbers& n) {
  if (!f.contains("mixed") || f.contains("k")) return;
  const auto type = types_of(f);
  const auto p = static_cast<double>(type.size());
  ChainedOptions options;
  if (f.contains("most")) options.predictors = static_cast<int>(f.at("most")[0]);
  if (f.contains("cycles")) options.cycles = static_cast<int>(f.at("cycles")[0]);
  const MatrixXd x = matrix_of(f.at("mixed"), p);
  const auto fit = fit_impute_chained(x, type, options);
  n.add(transformed(fit, x), matrix_of(f.at("filled"), p), 1);
  n.add(transformed(fit, matrix_of(f.at("new"), p)), matrix_of(f.at("filled_new"), p), 1);
}

void combat(const Fields& f, Numbers& n) {
  const double p = f.at("features")[0];
  const MatrixXd x = matrix_of(f.at("x"), p), expected = matrix_of(f.at("adjusted"), p);
  const MatrixXd z = f.contains("z") ? matrix_of(f.at("z"), f.at("columns")[0]) : MatrixXd(x.rows(), 0);
  CombatOptions options;
  if (f.at("reference")[0] >= 0) options.reference = static_cast<int>(f.at("reference")[0]);
  if (f.at("nonparametric")[0] == 1) options.prior = CombatPrior::nonparametric;
  if (f.contains("no_prior")) options.prior = CombatPrior::none;
  options.mean_only = f.at("mean_only")[0] == 1;
  const auto batch = codes(f.at("batch"));
  const MatrixXd found = transformed(fit_combat(x, batch, z, options), x, batch, z);
  for (Index j = 0; j < x.cols(); ++j) {
    double size = 0;  // of the feature: its values may pass through 0
    for (const double v : expected.col(j)) size = std::isnan(v) ? size : std::max(size, std::abs(v));
    n.add(MatrixXd(found.col(j) / size), MatrixXd(expected.col(j) / size), 1);
  }
}

void information(const Fields& f, Numbers& n) {
  const MatrixXd x = matrix_of(f.at("x"), f.at("features")[0]);
  const auto y = codes(f.at("y"));
  const int bins = static_cast<int>(f.at("bins")[0]);
  n.add(mutual_information_screen(x, y, bins), f.at("information"), 1);
}

void relevance(const Fields& f, Numbers& n) {
  const MatrixXd x = matrix_of(f.at("x"), f.at("features")[0]);
  const auto found = mrmr(x, codes(f.at("y")), f.at("chosen").size(), static_cast<int>(f.at("bins")[0]));
  n.add(found.score, f.at("chosen_score"), 1);
  for (std::size_t i = 0; i < found.chosen.size(); ++i) n.add(static_cast<double>(found.chosen[i]), f.at("chosen")[i]);
}

void relieved(const Fields& f, Numbers& n) {
  const MatrixXd x = matrix_of(f.at("x"), f.at("features")[0]);
  const int k = static_cast<int>(f.at("k")[0]);
  n.add(relief(x, codes(f.at("y")), k), f.at("relief"), 1);
  n.add(relief_of_number(x, f.at("value"), k), f.at("relief_number"), 1);
}

}  // namespace

std::vector<StatsCheck> prepare_checks() {
  return {
      by_case("robust_scale", "prepare", "R", "median(), IQR(), mad()", kFormula, scale),
      by_case("winsorise", "prepare", "R", "quantile(type = 7)", kFormula, limits),
      by_case("drop_constant", "prepare", "caret", "nearZeroVar()", kFormula, near_zero),
      by_case("yeo_johnson, box_cox", "prepare", "car", "yjPower(), bcPower(); lambda by root of the slope", kNumeric,
              power),
      by_case("impute: knn", "prepare", "R", "script after Gower 1971", kFormula, nearest),
      by_case("impute: chained", "prepare", "R", "script after van Buuren 2011, prediction for draw", kNumeric,
              chained),
      by_case("combat", "combat", "sva", "ComBat()", kNumeric, combat),
      by_case("select: mutual_information", "selection", "R", "script, plug-in estimate", kFormula, information),
      by_case("select: mrmr", "selection", "R", "script after Peng 2005", kFormula, relevance),
      by_case("select: relief", "selection", "R", "script after Robnik-Sikonja 2003", kFormula, relieved),
  };
}

}  // namespace rgx::conformance
