// What predictions are worth: stats/validation/roc.hpp, calibration.hpp, perform.hpp.
#include <cmath>

#include "stats/regression/logistic.hpp"
#include "stats/validation/calibration.hpp"
#include "stats/validation/loess.hpp"
#include "stats/validation/perform.hpp"
#include "stats/validation/roc.hpp"
#include "stdlib/conformance/stats_checks.hpp"

namespace rgx::conformance {

namespace {

using namespace stats;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

// 150 cases: 0 … 2 scores of three repeats, 3 … 5 their folds, 6 the outcome 0/1, 7 a number.
const MatrixXd& scores(const References& references) { return references.matrices("model_data").at("scores"); }

const NamedMatrices& reference(const References& references) { return references.matrices("model_perform"); }

// The predicted probability, or 2 + 1.4 score of the number.
OutOfFold held_out(const MatrixXd& d, bool number) {
  OutOfFold o;
  const Index cases = d.rows();
  o.observed.resize(3 * cases);
  o.predicted.resize(3 * cases);
  for (int r = 0; r < 3; ++r)
    for (Index i = 0; i < cases; ++i) {
      const Index k = r * cases + i;
      o.repeat.push_back(r);
      o.fold.push_back(static_cast<int>(d(i, 3 + r)));
      o.observed[k] = d(i, number ? 7 : 6);
      o.predicted[k] = number ? d(i, r) * 1.4 + 2 : inverse_logit(d(i, r));
    }
  return o;
}

VectorXd values(const Performance& p) { return Eigen::Vector3d(p.estimate, p.low, p.high); }

void areas(const References& references, Comparison& out) {
  const MatrixXd& d = scores(references);
  const NamedMatrices& r = reference(references);
  const VectorXd y = d.col(6);
  for (Index k = 0; k < 3; ++k) {
    const DelongAuc a = delong(d.col(k), y);
    const std::string set = "set" + std::to_string(k + 1);
    out.of("delong").add(Eigen::Vector4d(a.auc, a.variance, a.low, a.high), r.at("delong/" + set));
  }
  // The first four cases of each class.
  VectorXd few(9), of(9);
  Index negatives = 0, positives = 4;
  for (Index i = 0; i < d.rows(); ++i) {
    if (y[i] == 0 && negatives < 4) few[negatives] = d(i, 0), of[negatives++] = 0;
    if (y[i] == 1 && positives < 9) few[positives] = d(i, 0), of[positives++] = 1;
  }
  const DelongAuc small = delong(few, of);
  out.of("delong_small").add(Eigen::Vector3d(small.auc, small.low, small.high), r.at("delong/small"));
  const DelongDifference t = delong_difference(d.col(0), d.col(1), y);
  out.of("delong_pairs").add(Eigen::Vector4d(t.z, t.p, t.low, t.high), r.at("delong/paired"));
}

void curve(const References& references, Comparison& out) {
  const MatrixXd& d = scores(references);
  const NamedMatrices& r = reference(references);
  const RocCurve c = roc_curve(d.col(0), d.col(6));
  MatrixXd found(c.threshold.size(), 3);
  found << c.threshold, c.sensitivity, c.specificity;
  Numbers& n = out.of("roc");
  n.add(found, r.at("roc/curve"), 1);
  n.add(youden_threshold(d.col(0), d.col(6)), r.at("roc/youden")(0, 0));
  n.add(sensitivity_threshold(d.col(0), d.col(6), 0.9), r.at("roc/sensitivity90")(0, 0));
}

void calibration(const References& references, Comparison& out) {
  const MatrixXd& d = scores(references);
  const NamedMatrices& r = reference(references);
  for (Index k = 0; k < 3; ++k) {
    const CalibrationTerm a = calibration_intercept(d.col(k), d.col(6)), b = calibration_slope(d.col(k), d.col(6));
    const std::string name = std::to_string(k + 1);
    out.of("calibration").add(Eigen::Vector2d(a.estimate, a.se), r.at("calibration/intercept" + name));
    out.of("calibration").add(Eigen::Vector2d(b.estimate, b.se), r.at("calibration/slope" + name));
  }
}

void smooth(const References& references, Comparison& out) {
  const MatrixXd& d = scores(references);
  const NamedMatrices& r = reference(references);
  const VectorXd p = d.col(0).unaryExpr([](double v) { return inverse_logit(v); });
  out.of("loess").add(loess(d.col(7), d.col(0), d.col(7)), r.at("loess/scores"), 1);
  out.of("loess").add(integrated_calibration_index(p, d.col(6)), r.at("loess/ici")(0, 0));
}

void repeated(const References& references, Comparison& out) {
  const OutOfFold chance = held_out(scores(references), false), number = held_out(scores(references), true);
  const NamedMatrices& r = reference(references);
  const std::pair<const char*, Metric> metrics[] = {{"auc", Metric::auc},
                                                    {"brier", Metric::brier},
                                                    {"log_loss", Metric::log_loss},
                                                    {"accuracy", Metric::accuracy},
                                                    {"sensitivity", Metric::sensitivity},
                                                    {"specificity", Metric::specificity},
                                                    {"r_squared", Metric::r_squared},
                                                    {"rmse", Metric::rmse}};
  for (const auto& [name, metric] : metrics) {
    const bool of_number = metric == Metric::r_squared || metric == Metric::rmse;
    out.of("metric").add(values(performance(of_number ? number : chance, metric)), r.at(std::string("metric/") + name));
  }
  OutOfFold other = chance;
  other.predicted = chance.predicted.array() * 0.8 + 0.1;
  const CorrectedT t = compare_on_folds(chance, other, Metric::brier);
  out.of("compare").add(Eigen::Vector4d(t.mean, t.se, t.t, t.p), r.at("compare/brier"));
}

void held(const References& references, Comparison& out) {
  const MatrixXd& d = scores(references);
  const NamedMatrices& r = reference(references);
  const auto cases = static_cast<std::size_t>(d.rows());
  OutOfFold o;
  o.repeat.assign(cases, 0);
  o.fold.assign(cases, 0);
  o.train_size.assign(cases, 300);
  o.observed = d.col(6);
  o.predicted = d.col(0).unaryExpr([](double v) { return inverse_logit(v); });
  Numbers& n = out.of("holdout");
  n.add(values(performance(o, Metric::brier)), r.at("holdout/brier"));
  n.add(values(performance(o, Metric::accuracy)), r.at("holdout/accuracy"));
  n.add(values(performance(o, Metric::sensitivity)), r.at("holdout/sensitivity"));
  MatrixXd ends(3, 3);
  const std::pair<std::size_t, std::size_t> shares[] = {{0, 10}, {10, 10}, {1, 3}};
  for (Index k = 0; k < 3; ++k) {
    const Share s = wilson(shares[k].first, shares[k].second);
    ends.row(k) << s.estimate, s.low, s.high;
  }
  out.of("wilson").add(ends, r.at("wilson/ends"), 1);
}

}  // namespace

std::vector<StatsCheck> metric_checks() {
  return {
      {"auc: DeLong", "model_perform", "pROC", "ci.auc, var, roc.test(paired = TRUE)", kFormula, areas},
      {"roc", "model_perform", "pROC", "roc(), coords(\"best\")", kFormula, curve},
      {"metrics: repeated folds", "model_perform", "R", "Nadeau & Bengio 2003; AUC by pROC", kFormula, repeated},
      {"metrics: hold-out", "model_perform", "R", "t.test(), prop.test(correct = FALSE)", kFormula, held},
      {"calibration", "model_perform", "R", "glm(y ~ offset(lp)), glm(y ~ lp), converged", kIterative, calibration},
      {"calibration: loess", "model_perform", "R", "loess(surface = \"direct\")", kNumeric, smooth},
  };
}

}  // namespace rgx::conformance
