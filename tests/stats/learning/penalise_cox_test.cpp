#include "stats/learning/penalise_cox.hpp"

#include <string>

#include "stats/learning/penalise_cv.hpp"
#include "stats/survival/cox_risk.hpp"
#include "tests/stats/model_reference.hpp"

using namespace rgx::stats;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using rgx::test::difference;
using rgx::test::NamedMatrices;
using rgx::test::one;

namespace {

PathOptions converged(double alpha) {
  PathOptions o;
  o.alpha = alpha;
  o.threshold = 1e-20;
  o.max_passes = 100000000;
  return o;
}

std::vector<int> codes(const MatrixXd& m) { return {m.data(), m.data() + m.size()}; }

CoxCases cases_of(const MatrixXd& t) {
  CoxCases c;
  c.time = t.col(0);
  c.event = codes(t.col(1));
  return c;
}

void compare(NamedMatrices& r, const std::string& name, const ElasticNetPath& path) {
  CAPTURE(name);
  CHECK(path.reason == "");
  const MatrixXd& lambda = r[name + "/lambda"];
  REQUIRE(path.lambda.size() == lambda.size());
  CHECK(((path.lambda - lambda.col(0)).array() / lambda.col(0).array()).abs().maxCoeff() < 1e-7);
  CHECK(difference(path.deviance_ratio, r[name + "/deviance_ratio"]) < 1e-6);
  CHECK(difference(one(path.null_deviance), r[name + "/null_deviance"]) < 1e-9);
  const MatrixXd& at = r[name + "/at"];
  for (Index k = 0; k < at.rows(); ++k)
    CHECK(difference(path.coefficient.col(static_cast<Index>(at(k, 0))), r[name + "/coefficient"].col(k)) < 1e-6);
}

struct Tall {
  NamedMatrices r = rgx::test::read_matrices("model_penalise_cox.csv");
  MatrixXd x = r["tall/x"];
  CoxCases plain = cases_of(r["tall/t"]), strata = plain, late = plain, weighted = plain;
  Tall() {
    strata.stratum = codes(r["tall/stratum"]);
    late.entry = r["tall/entry"];
    weighted.weight = r["tall/w"];
  }
};

}  // namespace

TEST_CASE("Cox paths equal glmnet's: ties, weights, offset, factors, limits, fewer cases than columns") {
  Tall t;
  compare(t.r, "plain", cox_elastic_net(t.plain, t.x, converged(0.5)));
  compare(t.r, "lasso", cox_elastic_net(t.plain, t.x, converged(1)));
  compare(t.r, "ridge", cox_elastic_net(t.plain, t.x, converged(0)));
  PathOptions o = converged(0.5);
  o.standardise = false;
  compare(t.r, "raw", cox_elastic_net(t.plain, t.x, o));
  compare(t.r, "weights", cox_elastic_net(t.weighted, t.x, converged(0.5)));
  CoxCases shifted = t.plain;
  shifted.offset = t.r["tall/offset"];
  compare(t.r, "offset", cox_elastic_net(shifted, t.x, converged(0.7)));
  o = converged(0.7);
  o.penalty_factor = t.r["tall/factor"];
  compare(t.r, "factor", cox_elastic_net(t.plain, t.x, o));
  o = converged(0.8);
  o.lower = t.r["tall/lower"];
  o.upper = t.r["tall/upper"];
  compare(t.r, "limits", cox_elastic_net(t.plain, t.x, o));
  o.alpha = 0.6;
  o.penalty_factor = t.r["tall/factor"];
  shifted.weight = t.r["tall/w"];
  // With every coefficient at a limit, glmnet's path ends on the sign of a gain that is rounding.
  const MatrixXd& given = t.r["all/lambda"];
  o.lambda.assign(given.data(), given.data() + given.size());
  compare(t.r, "all", cox_elastic_net(shifted, t.x, o));
  o = converged(0.9);
  o.lambda_min_ratio = 0.05;
  compare(t.r, "wide", cox_elastic_net(cases_of(t.r["wide/t"]), t.r["wide/x"], o));
}

TEST_CASE("strata and late entries as glmnet's") {
  Tall t;
  compare(t.r, "strata", cox_elastic_net(t.strata, t.x, converged(0.5)));
  compare(t.r, "late", cox_elastic_net(t.late, t.x, converged(0.5)));
  t.strata.weight = t.r["tall/w"];
  PathOptions o = converged(0.6);
  o.penalty_factor = t.r["tall/factor"];
  o.lambda = {0.1, 0.05, 0.02, 0.005};
  compare(t.r, "strata_all", cox_elastic_net(t.strata, t.x, o));
  t.late.stratum = t.strata.stratum;
  t.late.weight = t.r["tall/w"];
  t.late.offset = t.r["tall/offset"];
  compare(t.r, "late_all", cox_elastic_net(t.late, t.x, converged(0.6)));
}

TEST_CASE("a Cox path without penalty is coxph's fit, Efron's and Breslow's") {
  Tall t;
  PathOptions o = converged(1);
  o.lambda = {0.1, 0.01, 0};
  for (const CoxTies ties : {CoxTies::efron, CoxTies::breslow})
    for (const bool late : {false, true})
      for (const bool strata : {false, true}) {
        CoxCases c = t.weighted;
        c.offset = t.r["tall/offset"];
        if (late) c.entry = t.r["tall/entry"];
        if (strata) c.stratum = codes(t.r["tall/stratum"]);
        const std::string name =
            std::string(ties == CoxTies::efron ? "efron_" : "breslow_") + (late     ? strata ? "late_strata" : "late"
                                                                           : strata ? "strata"
                                                                                    : "right");
        CAPTURE(name);
        const ElasticNetPath path = cox_elastic_net(c, t.x, o, ties);
        CHECK(path.reason == "");
        CHECK(difference(path.coefficient.col(2), t.r[name + "/coefficient"]) < 1e-6);
      }
}

TEST_CASE("Efron's path meets the conditions of a minimum at every lambda") {
  Tall t;
  CoxCases c = t.weighted;
  c.entry = t.r["tall/entry"];
  c.stratum = codes(t.r["tall/stratum"]);
  PathOptions o = converged(0.7);
  o.standardise = false;
  const ElasticNetPath path = cox_elastic_net(c, t.x, o, CoxTies::efron);
  REQUIRE(path.reason == "");
  std::vector<Index> rows;
  for (Index i = 0; i < t.x.rows(); ++i) rows.push_back(i);
  const CoxOrder order = cox_order(c, rows);
  const auto terms = cox_terms(order, CoxTies::efron);
  const RowMatrix centred = order.centred(t.x);
  for (Index k = 0; k < path.lambda.size(); ++k) {
    const VectorXd b = path.coefficient.col(k);
    const VectorXd slope = cox_point(order, terms, centred, centred * b).score / c.weight.sum();
    for (Index j = 0; j < b.size(); ++j) {
      const double pull = slope[j] - path.lambda[k] * 0.3 * b[j], least = 0.7 * path.lambda[k];
      if (b[j] != 0)
        CHECK(std::abs(pull - std::copysign(least, b[j])) < 1e-8);
      else
        CHECK(std::abs(pull) <= least * (1 + 1e-8));
    }
  }
}

TEST_CASE("deviance of held-out cases and the one-standard-error rule as cv.glmnet's") {
  Tall t;
  const std::vector<int> fold = codes(t.r["tall/fold"]);
  for (const std::string name : {"folds", "late_folds"}) {
    CAPTURE(name);
    PathOptions o = converged(0.5);
    const MatrixXd& given = t.r[name + "/given"];
    o.lambda.assign(given.data(), given.data() + given.size());
    const ValidatedPath v = cross_validate(name == "folds" ? t.plain : t.late, t.x, o, fold);
    CHECK(v.folds.reason == "");
    CHECK(difference(v.folds.mean, t.r[name + "/mean"]) < 1e-6);
    CHECK(difference(v.folds.se, t.r[name + "/se"]) < 1e-6);
    CHECK(v.folds.best == static_cast<Index>(t.r[name + "/best"](0, 0)));
    CHECK(v.folds.one_se == static_cast<Index>(t.r[name + "/one_se"](0, 0)));
  }
}

TEST_CASE("a Cox path refuses with a reason") {
  Tall t;
  PathOptions o;
  CoxCases c = t.plain;
  CHECK(cox_elastic_net(c, t.x.topRows(3), o).reason == "wrong sizes");
  std::fill(c.event.begin(), c.event.end(), 0);
  CHECK(cox_elastic_net(c, t.x, o).reason == "no events");
  c = t.plain;
  c.entry = c.time;
  CHECK(cox_elastic_net(c, t.x, o).reason == "an entry is not before its time");
  o.weights = VectorXd::Ones(t.x.rows());
  CHECK(cox_elastic_net(t.plain, t.x, o).reason == "weights and offset belong to the cases");
  o.weights = {};
  o.lower = VectorXd::Ones(t.x.cols());
  CHECK(cox_elastic_net(t.plain, t.x, o).reason == "limits exclude 0");
  o.lower = {};
  CHECK(cox_elastic_net(t.plain, MatrixXd::Ones(t.x.rows(), 2), o).reason == "no columns to penalise");
  // A column that separates those with an event, not penalised: no maximum.
  MatrixXd x(t.x.rows(), 2);
  x << MatrixXd::NullaryExpr(t.x.rows(), 1, [&](Index i, Index) { return -t.plain.time[i]; }), t.x.col(0);
  c = t.plain;
  std::fill(c.event.begin(), c.event.end(), 1);
  for (Index i = 0; i < x.rows(); ++i) c.time[i] = static_cast<double>(i + 1), x(i, 0) = -static_cast<double>(i);
  o.penalty_factor = (VectorXd(2) << 0, 1).finished();
  CHECK(cox_elastic_net(c, x, o).reason == "not converged");
}
