// What predictions are worth beyond areas and means: stats/validation/*.hpp.
#include <algorithm>
#include <cmath>

#include "stats/validation/bootstrap_error.hpp"
#include "stats/validation/brier.hpp"
#include "stats/validation/calibration.hpp"
#include "stats/validation/class_performance.hpp"
#include "stats/validation/confusion.hpp"
#include "stats/validation/curve_band.hpp"
#include "stats/validation/decision_curve.hpp"
#include "stats/validation/loess.hpp"
#include "stats/validation/multiclass.hpp"
#include "stats/validation/precision_recall.hpp"
#include "stats/validation/reclassification.hpp"
#include "stats/validation/roc.hpp"
#include "stats/validation/survival_performance.hpp"
#include "stdlib/conformance/case_fields.hpp"
#include "stdlib/conformance/stats_checks.hpp"

namespace rgx::conformance {

namespace {

using namespace stats;
using Eigen::VectorXd;

std::vector<double> three(const auto& found) { return {found.estimate, found.low, found.high}; }

void counts(const Fields& f, Numbers& n) {
  if (!f.contains("four")) return;
  const VectorXd p = vector_at(f, "p");
  const FourCounts c = four_counts(p, vector_at(f, "y"), VectorXd::Constant(p.size(), f.at("cut")[0]));
  n.add({c.true_positive, c.false_positive, c.false_negative, c.true_negative}, f.at("four"));
  const std::pair<const char*, FourMetric> metrics[] = {{"sensitivity", FourMetric::sensitivity},
                                                        {"specificity", FourMetric::specificity},
                                                        {"ppv", FourMetric::ppv},
                                                        {"npv", FourMetric::npv},
                                                        {"accuracy", FourMetric::accuracy},
                                                        {"f1", FourMetric::f1},
                                                        {"mcc", FourMetric::mcc},
                                                        {"balanced_accuracy", FourMetric::balanced_accuracy}};
  for (const auto& [name, metric] : metrics) n.add(three(four_metric(c, metric)), f.at(name));
}

void recall(const Fields& f, Numbers& n) {
  if (!f.contains("average")) return;
  const VectorXd p = vector_at(f, "p"), y = vector_at(f, "y");
  const PrecisionRecall curve = precision_recall(p, y);
  n.add(curve.threshold, f.at("at"));
  n.add(curve.recall, f.at("recall"));
  n.add(curve.precision, f.at("precision"));
  const auto average = auprc(p, y);
  n.add({average.area, average.low, average.high}, f.at("average"));
}

void interpolated(const Fields& f, Numbers& n) {
  if (!f.contains("interpolated")) return;
  const auto area = auprc(vector_at(f, "p"), vector_at(f, "y"), PrecisionRecallArea::interpolated);
  n.add({area.area, area.low, area.high}, f.at("interpolated"));
}

void parts(const Fields& f, Numbers& n) {
  if (!f.contains("parts")) return;
  const BrierParts b = brier_parts(vector_at(f, "p"), vector_at(f, "y"));
  // The remainder is a difference of the others.
  n.add({b.brier, b.reliability, b.resolution, b.uncertainty, b.remainder, static_cast<double>(b.groups)},
        f.at("parts"), 1e-2);
}

void smooth(const Fields& f, Numbers& n) {
  if (!f.contains("scale")) return;
  const VectorXd p = vector_at(f, "p"), y = vector_at(f, "y");
  const LoessBand band = loess_band(p, y, vector_at(f, "at"));
  n.add(band.fitted, f.at("fitted"));
  n.add(band.se, f.at("se"));
  n.add({band.sigma, band.df}, f.at("scale"));
  const CalibrationDistance d = calibration_distance(p, y);
  n.add({d.mean, d.median, d.p90, d.largest}, f.at("distance"));
}

void benefit(const Fields& f, Numbers& n) {
  if (!f.contains("standardised")) return;
  std::vector<double> model, low, high, all, standardised;
  for (const auto& b : decision_curve(vector_at(f, "p"), vector_at(f, "y"), vector_at(f, "at"))) {
    model.push_back(b.model);
    low.push_back(b.low);
    high.push_back(b.high);
    all.push_back(b.treat_all);
    standardised.push_back(b.standardised);
  }
  n.add(model, f.at("model"), 1e-2);
  n.add(low, f.at("low"), 1e-2);
  n.add(high, f.at("high"), 1e-2);
  n.add(all, f.at("all"), 1e-2);
  n.add(standardised, f.at("standardised"), 1e-2);
}

void classes(const Fields& f, Numbers& n) {
  if (!f.contains("counts")) return;
  const auto y = codes(f.at("y"));
  const Eigen::MatrixXd p = matrix_of(f.at("probability"), f.at("classes")[0]);
  n.add(hand_till(p, y), f.at("hand_till")[0]);
  n.add(multiclass_log_loss(p, y), f.at("log_loss")[0]);
  n.add(multiclass_brier(p, y), f.at("brier")[0]);
  const Eigen::MatrixXd t = confusion_matrix(y, most_probable(p), static_cast<int>(p.cols()));
  n.add(Eigen::Map<const VectorXd>(t.data(), t.size()), f.at("counts"));
  n.add(t.trace() / t.sum(), f.at("accuracy")[0]);
  n.add(balanced_accuracy(t), f.at("balanced_accuracy")[0]);
  n.add(multiclass_mcc(t), f.at("mcc")[0]);
}

void moved(const Fields& f, Numbers& n) {
  if (!f.contains("idi")) return;
  const VectorXd a = vector_at(f, "before"), b = vector_at(f, "after"), y = vector_at(f, "y");
  const auto free = net_reclassification(a, b, y), cut = net_reclassification(a, b, y, f.at("cuts"));
  n.add({free.estimate, free.events, free.others, free.se, free.events_se, free.others_se, free.z}, f.at("continuous"));
  n.add({cut.estimate, cut.events, cut.others, cut.se, cut.events_se, cut.others_se}, f.at("categories"));
  const auto idi = discrimination_improvement(a, b, y);
  n.add({idi.estimate, idi.events, idi.others, idi.se, idi.z}, f.at("idi"));
}

void bootstrap(const Fields& f, Numbers& n) {
  if (!f.contains("gamma")) return;
  std::vector<std::size_t> who;
  for (const double i : f.at("case_of")) who.push_back(static_cast<std::size_t>(i));
  const double one = left_out_error(who, vector_at(f, "loss"), static_cast<std::size_t>(f.at("cases")[0]));
  const auto& g = f.at("gamma");
  n.add(one, f.at("one")[0]);
  n.add(no_information_error(g[0], g[1], g[2]), g[3]);
  const BootstrapError e = bootstrap_632(f.at("apparent")[0], one, g[3]);
  n.add(e.plus, f.at("error")[0]);
  n.add(e.plain, f.at("plain")[0]);
  n.add(bootstrap_632(f.at("area")[0], f.at("area")[1], 0.5).plus, f.at("area")[2]);
}

void optimism(const Fields& f, Numbers& n) {
  if (!f.contains("optimism")) return;
  const auto o = optimism_corrected(f.at("area")[0], vector_at(f, "on_sample"), vector_at(f, "on_all"));
  n.add({o.optimism, o.corrected, o.low, o.high}, f.at("optimism"));
}

void unpaired(const Fields& f, Numbers& n) {
  if (!f.contains("test")) return;
  const auto t = delong_unpaired(vector_at(f, "p_a"), vector_at(f, "y_a"), vector_at(f, "p_b"), vector_at(f, "y_b"));
  n.add({t.difference, t.t, t.df, t.p}, f.at("test"));
}

void held(const Fields& f, Numbers& n) {
  if (!f.contains("slope")) return;
  SurvivalOutOfFold o;
  o.repeat = codes(f.at("repeat"));
  o.fold = codes(f.at("fold"));
  o.time = vector_at(f, "time");
  o.event = codes(f.at("event"));
  o.score = vector_at(f, "score");
  for (const double size : f.at("train")) o.train_size.push_back(static_cast<std::size_t>(size));
  n.add(three(survival_performance(o, SurvivalMetric::uno_c, f.at("horizon")[0])), f.at("uno_c"));
  n.add(three(survival_performance(o, SurvivalMetric::calibration_slope)), f.at("slope"));
}

void folds(const Fields& f, Numbers& n) {
  if (!f.contains("ici")) return;
  const OutOfFold o{codes(f.at("repeat")), codes(f.at("fold")), vector_at(f, "y"), vector_at(f, "p"), {}, {}};
  const std::pair<const char*, Metric> metrics[] = {
      {"auprc", Metric::auprc}, {"ppv", Metric::ppv}, {"npv", Metric::npv},
      {"f1", Metric::f1},       {"mcc", Metric::mcc}, {"balanced_accuracy", Metric::balanced_accuracy}};
  for (const auto& [name, metric] : metrics) n.add(three(performance(o, metric)), f.at(name));
}

void folds_of_classes(const Fields& f, Numbers& n) {
  if (!f.contains("repeat") || !f.contains("hand_till")) return;
  const ClassOutOfFold o{codes(f.at("repeat")),
                         codes(f.at("fold")),
                         codes(f.at("y")),
                         matrix_of(f.at("probability"), f.at("classes")[0]),
                         {}};
  const std::pair<const char*, ClassMetric> metrics[] = {{"hand_till", ClassMetric::auc},
                                                         {"log_loss", ClassMetric::log_loss},
                                                         {"brier", ClassMetric::brier},
                                                         {"accuracy", ClassMetric::accuracy},
                                                         {"balanced_accuracy", ClassMetric::balanced_accuracy}};
  for (const auto& [name, metric] : metrics) n.add(three(class_performance(o, metric)), f.at(name));
}

// What lies beyond the error of drawing: 0.015, or one positive case of few.
void band(const Fields& f, Numbers& n) {
  const VectorXd y = vector_at(f, "y");
  const std::vector<double>& rates = f.at("rate");
  const auto heights = [&](const VectorXd& score, const VectorXd& of) {
    std::vector<double> out;
    const RocCurve curve = roc_curve(score, of);
    if (curve.reason.empty())
      for (const double r : rates) out.push_back(sensitivity_at(curve, r));
    return out;
  };
  n.add(heights(vector_at(f, "score"), y), f.at("sensitivity"));
  const CurveBand found = curve_band(vector_at(f, "score"), y, heights, 7);
  const double near = std::max(0.015, 1.01 / y.sum());
  for (std::size_t i = 0; i < rates.size(); ++i) {
    n.add(std::max(0.0, std::abs(found.low.at(i) - f.at("low")[i]) - near), 0);
    n.add(std::max(0.0, std::abs(found.high.at(i) - f.at("high")[i]) - near), 0);
  }
}

}  // namespace

std::vector<StatsCheck> validation_checks() {
  const auto check = [](const char* routine, const char* tool, const char* call, double tolerance, auto compare) {
    return by_case(routine, "validation", tool, call, tolerance, compare);
  };
  return {
      check("metrics: calls", "R", "prop.test(correct = FALSE); deriv() and the delta method", kFormula, counts),
      check("auprc", "R", "sum over thresholds; logit interval, Boyd et al. 2013", kFormula, recall),
      check("auprc: interpolated", "R", "integrate() of Davis & Goadrich's hyperbolae", kNumeric, interpolated),
      check("brier: parts", "R", "Murphy 1973, by tapply()", kFormula, parts),
      check("calibration: band", "R", "predict(loess(surface = \"direct\", statistics = \"exact\"), se = TRUE)",
            kNumeric, smooth),
      check("decision curve", "R", "Vickers & Elkin 2006, by its formula", kFormula, benefit),
      check("metrics: classes", "pROC", "multiclass.roc(y, probabilities); R", kFormula, classes),
      check("metrics: classes, repeated folds", "pROC", "multiclass.roc(); Nadeau & Bengio 2003", kFormula,
            folds_of_classes),
      check("metrics: calls, repeated folds", "R", "Nadeau & Bengio 2003", kFormula, folds),
      check("reclassification", "Hmisc", "improveProb(before, after, y)", kFormula, moved),
      check("bootstrap: .632, .632+", "ipred", "errorest(estimator = \"632plus\") on the same samples", kFormula,
            bootstrap),
      check("bootstrap: optimism", "R", "Harrell, Lee & Mark 1996, by its formula", kFormula, optimism),
      by_case("roc: band", "roc_band", "pROC", "ci.se(boot.n = 20000): what exceeds 0.015 or one positive case",
              kFormula, band),
      check("auc: two sets of cases", "pROC", "roc.test(paired = FALSE, method = \"delong\")", kFormula, unpaired),
      check("survival: held-out Uno's C, slope", "survival",
            "concordance(timewt = \"n/G2\"), coxph(~ score + strata(fold))", kNumeric, held),
  };
}

}  // namespace rgx::conformance
