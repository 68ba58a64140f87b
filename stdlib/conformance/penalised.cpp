// The elastic net and the steps before it: stats/learning/penalise.hpp, transform.hpp, impute.hpp.
#include <limits>

#include "stats/base/transform.hpp"
#include "stats/learning/penalise.hpp"
#include "stats/prepare/impute.hpp"
#include "stdlib/conformance/stats_checks.hpp"

namespace rgx::conformance {

namespace {

using namespace stats;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

PathOptions converged(PenalisedFamily family, double alpha) {
  PathOptions o;
  o.family = family;
  o.alpha = alpha;
  o.threshold = 1e-22;
  o.max_passes = 100000000;
  return o;
}

// Most coefficients are 0 or pass through it; those of a column in thousands are thousandths.
void compare(const NamedMatrices& r, const std::string& name, const MatrixXd& x, const VectorXd& y,
             const PathOptions& o, Comparison& out) {
  Numbers& n = out.of(name);
  const ElasticNetPath path = elastic_net(x, y, o);
  n.add(path.lambda, r.at(name + "/lambda"));
  n.add(path.deviance_ratio, r.at(name + "/deviance_ratio"), 1);
  n.add(path.null_deviance, r.at(name + "/null_deviance")(0, 0));
  n.add(path.intercept, r.at(name + "/intercept"), 1);
  const MatrixXd& at = r.at(name + "/at");
  for (Index k = 0; k < at.rows(); ++k) {
    const auto column = static_cast<Index>(at(k, 0));
    n.add(MatrixXd(path.coefficient.col(column)), r.at(name + "/coefficient").col(k), 1e-4);
    n.add(MatrixXd(predict(path, column, x.topRows(5))), r.at(name + "/predicted").col(k), 1);
  }
}

auto paths(PenalisedFamily family) {
  return [family](const References& references, Comparison& out) {
    const NamedMatrices &data = references.matrices("model_data"), &r = references.matrices("model_penalise");
    const bool binomial = family == PenalisedFamily::binomial;
    const std::string word = binomial ? "binomial" : "gaussian";
    for (const std::string set : {"tall", "wide"}) {
      const MatrixXd& d = data.at(set);
      const Index p = d.cols() - 3;
      for (const std::string alpha : {"1", "0.5", "0.1"})
        compare(r, set + "_" + word + "_" + alpha, d.leftCols(p), d.col(binomial ? p : p + 1),
                converged(family, std::stod(alpha)), out);
    }
    const MatrixXd& d = data.at("tall");
    const MatrixXd x = d.leftCols(12);
    const VectorXd y = d.col(binomial ? 12 : 13);
    const auto with = [&](const std::string& name, double alpha, const auto& change) {
      PathOptions o = converged(family, alpha);
      change(o);
      compare(r, name + "_" + word, x, y, o, out);
    };
    with("ridge", 0, [](PathOptions&) {});
    with("factor", 0.7,
         [](PathOptions& o) { o.penalty_factor = (VectorXd(12) << 0, 1, 2, 1, 0.5, 1, 1, 1, 1, 1, 1, 1).finished(); });
    with("weights", 0.5, [&](PathOptions& o) { o.weights = d.col(14); });
    with("raw", 0.5, [](PathOptions& o) { o.standardise = false; });
    with("origin", 0.5, [](PathOptions& o) { o.intercept = false; });
    with("given", 0.5, [](PathOptions& o) { o.lambda = {0.01, 0.3, 0.001, 0.1, 0.05}; });
    const VectorXd exact =
        binomial ? VectorXd((x.col(2).array() > 0).cast<double>()) : VectorXd(2 * x.col(0).array() - 1);
    compare(r, "exact_" + word, x, exact, converged(family, 1), out);
  };
}

void standardise(const References& references, Comparison& out) {
  const MatrixXd& x = references.matrices("model_data").at("correlated");
  const NamedMatrices& r = references.matrices("model_steps");
  const Scaling s = fit_standardise(x);
  Numbers& n = out.of("standardise");
  n.add(s.mean, r.at("standardise/mean"));
  n.add(s.sd, r.at("standardise/sd"));
  n.add(transformed(s, x.topRows(5)), r.at("standardise/scaled"), 1);
}

void correlated(const References& references, Comparison& out) {
  const NamedMatrices &data = references.matrices("model_data"), &r = references.matrices("model_steps");
  const auto compare_with = [&](const std::string& name, const MatrixXd& x, std::initializer_list<const char*> limits) {
    for (const std::string limit : limits) {
      VectorXd dropped = VectorXd::Zero(x.cols());
      for (const Index j : fit_drop_correlated(x, std::stod(limit)).dropped) dropped[j] = 1;
      out.of(name).add(dropped, r.at(name + "/dropped_" + limit));
    }
  };
  compare_with("drop_correlated", data.at("correlated"), {"0.5", "0.7", "0.8", "0.9", "0.99"});
  const MatrixXd& d = data.at("tall");
  MatrixXd tall(d.rows(), 10);
  tall << d.leftCols(8), d.middleCols(9, 2);
  compare_with("drop_tall", tall, {"0.1", "0.3", "0.6"});
  compare_with("drop_wide", data.at("wide").leftCols(70), {"0.3", "0.4", "0.5"});
  MatrixXd copies = data.at("correlated").leftCols(4);
  copies.conservativeResize(Eigen::NoChange, 6);
  copies.col(4) = copies.col(1);
  copies.col(5) = -copies.col(1);
  compare_with("drop_copies", copies, {"0.9"});
}

void impute(const References& references, Comparison& out) {
  MatrixXd x = references.matrices("model_data").at("correlated");
  constexpr double absent = std::numeric_limits<double>::quiet_NaN();
  for (Index j = 0; j < 20; ++j) x(j, j) = x(j + 1, j) = absent;
  x(2, 0) = absent;
  out.of("impute_gaps").add(fit_impute(x).value, references.matrices("model_steps").at("impute/median"));
}

}  // namespace

std::vector<StatsCheck> penalised_checks() {
  return {
      {"elastic_net: gaussian", "model_penalise", "glmnet", "glmnet(thresh = 1e-22)", kIterative,
       paths(PenalisedFamily::gaussian)},
      {"elastic_net: binomial", "model_penalise", "glmnet", "glmnet(family = \"binomial\", thresh = 1e-22)", kIterative,
       paths(PenalisedFamily::binomial)},
      {"standardise", "model_steps", "R", "scale(x)", kFormula, standardise},
      {"drop_correlated", "model_steps", "caret", "findCorrelation(cor(x), exact = TRUE)", kFormula, correlated},
      {"impute", "model_steps", "R", "median(na.rm = TRUE)", kFormula, impute},
  };
}

}  // namespace rgx::conformance
