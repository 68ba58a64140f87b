// Elastic net paths of every family and their folds: stats/learning/penalise*.hpp.
#include "stats/learning/penalise_classes.hpp"
#include "stats/learning/penalise_cox.hpp"
#include "stats/learning/penalise_cv.hpp"
#include "stdlib/conformance/stats_checks.hpp"

namespace rgx::conformance {

namespace {

using namespace stats;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

PathOptions converged(double alpha, PenalisedFamily family = PenalisedFamily::gaussian) {
  PathOptions o;
  o.family = family;
  o.alpha = alpha;
  o.threshold = 1e-20;
  o.max_passes = 100000000;
  return o;
}

std::vector<double> values(const MatrixXd& m) { return {m.data(), m.data() + m.size()}; }
std::vector<int> codes(const MatrixXd& m) { return {m.data(), m.data() + m.size()}; }

void compare(const NamedMatrices& r, const std::string& name, const ElasticNetPath& path, Comparison& out) {
  Numbers& n = out.of(name);
  n.add(path.lambda, r.at(name + "/lambda"));
  n.add(path.deviance_ratio, r.at(name + "/deviance_ratio"), 1);
  n.add(path.null_deviance, r.at(name + "/null_deviance")(0, 0));
  if (r.contains(name + "/intercept")) n.add(path.intercept, r.at(name + "/intercept"), 1);
  const MatrixXd& at = r.at(name + "/at");
  for (Index k = 0; k < at.rows(); ++k)
    n.add(MatrixXd(path.coefficient.col(static_cast<Index>(at(k, 0)))), r.at(name + "/coefficient").col(k), 1);
}

void compare(const NamedMatrices& r, const std::string& name, const ElasticNetPaths& path, Comparison& out) {
  Numbers& n = out.of(name);
  n.add(path.lambda, r.at(name + "/lambda"));
  n.add(path.deviance_ratio, r.at(name + "/deviance_ratio"), 1);
  n.add(path.intercept, r.at(name + "/intercept"), 1);
  const MatrixXd& at = r.at(name + "/at");
  for (std::size_t c = 0; c < path.coefficient.size(); ++c)
    for (Index k = 0; k < at.rows(); ++k)
      n.add(MatrixXd(path.coefficient[c].col(static_cast<Index>(at(k, 0)))),
            r.at(name + "/coefficient" + std::to_string(c)).col(k), 1);
}

void compare(const NamedMatrices& r, const std::string& name, const PathValidation& folds, Comparison& out) {
  Numbers& n = out.of(name);
  n.add(folds.mean, r.at(name + "/mean"));
  n.add(folds.se, r.at(name + "/se"));
  n.add(static_cast<double>(folds.best), r.at(name + "/best")(0, 0));
  n.add(static_cast<double>(folds.one_se), r.at(name + "/one_se")(0, 0));
}

auto single(const std::string& word, PenalisedFamily family, const std::string& outcome) {
  return [=](const References& references, Comparison& out) {
    const NamedMatrices& r = references.matrices("model_penalise_families");
    const MatrixXd& x = r.at("tall/x");
    const VectorXd y = r.at("tall/" + outcome);
    compare(r, word + "_plain", elastic_net(x, y, converged(0.5, family)), out);
    PathOptions o = converged(0.7, family);
    o.offset = r.at("tall/offset");
    compare(r, word + "_offset", elastic_net(x, y, o), out);
    o = converged(0.8, family);
    o.lower = r.at("tall/lower");
    o.upper = r.at("tall/upper");
    compare(r, word + "_limits", elastic_net(x, y, o), out);
    o.alpha = 0.6;
    o.offset = r.at("tall/offset");
    o.weights = r.at("tall/w");
    o.penalty_factor = r.at("tall/factor");
    compare(r, word + "_all", elastic_net(x, y, o), out);
    if (family != PenalisedFamily::poisson) return;
    compare(r, word + "_ridge", elastic_net(x, y, converged(0, family)), out);
    compare(r, word + "_lasso", elastic_net(x, y, converged(1, family)), out);
    o = converged(1, family);
    o.intercept = false;
    compare(r, word + "_origin", elastic_net(x, y, o), out);
    compare(r, word + "_wide", elastic_net(r.at("wide/x"), r.at("wide/count").col(0), converged(0.9, family)), out);
  };
}

auto classes(const std::string& group) {
  return [=](const References& references, Comparison& out) {
    const NamedMatrices& r = references.matrices("model_penalise_families");
    const MatrixXd& x = r.at("tall/x");
    const VectorXd y = r.at("tall/class"), y4 = r.at("tall/class4"), wide = r.at("wide/class");
    const auto with = [&](const std::string& name, double alpha, const MatrixXd& of, const VectorXd& outcome,
                          Index count, const auto& change) {
      PathOptions o = converged(alpha);
      o.lambda_min_ratio = 0.02;
      o.threshold = 1e-17;
      change(o);
      compare(r, group + "_" + name, multinomial_elastic_net(of, outcome, count, o, group == "grouped"), out);
    };
    const auto nothing = [](PathOptions&) {};
    with("plain", 0.5, x, y, 3, nothing);
    with("lasso", 1, x, y, 3, nothing);
    with("ridge", 0, x, y, 3, nothing);
    with("four", 0.8, x, y4, 4, nothing);
    with("wide", 0.9, r.at("wide/x"), wide, 3, nothing);
    with("weights", 0.5, x, y, 3, [&](PathOptions& o) {
      o.weights = r.at("tall/w");
      o.penalty_factor = r.at("tall/factor");
    });
  };
}

void responses(const References& references, Comparison& out) {
  const NamedMatrices& r = references.matrices("model_penalise_families");
  const MatrixXd &x = r.at("tall/x"), &y = r.at("tall/Y");
  compare(r, "responses_plain", multi_response_elastic_net(x, y, converged(0.5)), out);
  compare(r, "responses_lasso", multi_response_elastic_net(x, y, converged(1)), out);
  compare(r, "responses_wide", multi_response_elastic_net(r.at("wide/x"), r.at("wide/Y"), converged(0.9)), out);
  PathOptions o = converged(0.4);
  o.weights = r.at("tall/w");
  o.penalty_factor = r.at("tall/factor");
  compare(r, "responses_weights", multi_response_elastic_net(x, y, o), out);
  o = converged(0.6);
  o.intercept = false;
  compare(r, "responses_origin", multi_response_elastic_net(x, y, o), out);
}

void folds(const References& references, Comparison& out) {
  const NamedMatrices& r = references.matrices("model_penalise_families");
  const MatrixXd& x = r.at("tall/x");
  const std::vector<int> fold = codes(r.at("tall/fold"));
  const std::tuple<std::string, PenalisedFamily, std::string> families[]{
      {"gaussian", PenalisedFamily::gaussian, "y"},
      {"binomial", PenalisedFamily::binomial, "y01"},
      {"poisson", PenalisedFamily::poisson, "count"}};
  for (const auto& [word, family, outcome] : families) {
    const VectorXd y = r.at("tall/" + outcome);
    PathOptions o = converged(0.5, family);
    o.lambda = values(r.at(word + "_folds/given"));
    compare(r, word + "_folds", cross_validate(x, y, o, fold).folds, out);
    o.alpha = 1;
    o.lambda = values(r.at(word + "_folds_small/given"));
    std::vector<int> pairs;
    for (int i = 0; i < static_cast<int>(x.rows()); ++i) pairs.push_back(i / 2);
    compare(r, word + "_folds_small", cross_validate(x, y, o, pairs).folds, out);
    o.weights = r.at("tall/w");
    o.offset = r.at("tall/offset");
    o.lambda = values(r.at(word + "_folds_weighted/given"));
    compare(r, word + "_folds_weighted", cross_validate(x, y, o, fold).folds, out);
  }
  for (const std::string group : {"ungrouped", "grouped"}) {
    PathOptions o = converged(0.5);
    o.lambda = values(r.at(group + "_folds/given"));
    compare(r, group + "_folds",
            cross_validate_classes(x, r.at("tall/class").col(0), 3, o, fold, group == "grouped").folds, out);
  }
  PathOptions o = converged(0.5);
  o.lambda = values(r.at("responses_folds/given"));
  compare(r, "responses_folds", cross_validate_responses(x, r.at("tall/Y"), o, fold).folds, out);
}

CoxCases cases_of(const MatrixXd& t) {
  CoxCases c;
  c.time = t.col(0);
  c.event = codes(t.col(1));
  return c;
}

void cox(const References& references, Comparison& out) {
  const NamedMatrices& r = references.matrices("model_penalise_cox");
  const MatrixXd& x = r.at("tall/x");
  const CoxCases plain = cases_of(r.at("tall/t"));
  const auto with = [&](const std::string& name, double alpha, const auto& change) {
    PathOptions o = converged(alpha);
    CoxCases c = plain;
    change(c, o);
    compare(r, name, cox_elastic_net(c, x, o), out);
  };
  const auto weigh = [&](CoxCases& c) { c.weight = r.at("tall/w"); };
  const auto shift = [&](CoxCases& c) { c.offset = r.at("tall/offset"); };
  const auto part = [&](CoxCases& c) { c.stratum = codes(r.at("tall/stratum")); };
  const auto late = [&](CoxCases& c) { c.entry = r.at("tall/entry"); };
  const auto factor = [&](PathOptions& o) { o.penalty_factor = r.at("tall/factor"); };
  const auto limit = [&](PathOptions& o) { o.lower = r.at("tall/lower"), o.upper = r.at("tall/upper"); };
  with("plain", 0.5, [](CoxCases&, PathOptions&) {});
  with("lasso", 1, [](CoxCases&, PathOptions&) {});
  with("ridge", 0, [](CoxCases&, PathOptions&) {});
  with("raw", 0.5, [](CoxCases&, PathOptions& o) { o.standardise = false; });
  with("weights", 0.5, [&](CoxCases& c, PathOptions&) { weigh(c); });
  with("offset", 0.7, [&](CoxCases& c, PathOptions&) { shift(c); });
  with("factor", 0.7, [&](CoxCases&, PathOptions& o) { factor(o); });
  with("limits", 0.8, [&](CoxCases&, PathOptions& o) { limit(o); });
  // With every coefficient at a limit, glmnet's path ends on the sign of a gain that is rounding.
  with("all", 0.6, [&](CoxCases& c, PathOptions& o) {
    weigh(c), shift(c), factor(o), limit(o);
    o.lambda = values(r.at("all/lambda"));
  });
  with("strata", 0.5, [&](CoxCases& c, PathOptions&) { part(c); });
  with("strata_all", 0.6, [&](CoxCases& c, PathOptions& o) {
    part(c), weigh(c), factor(o);
    o.lambda = {0.1, 0.05, 0.02, 0.005};
  });
  with("late", 0.5, [&](CoxCases& c, PathOptions&) { late(c); });
  with("late_all", 0.6, [&](CoxCases& c, PathOptions&) { late(c), part(c), weigh(c), shift(c); });
  PathOptions o = converged(0.9);
  o.lambda_min_ratio = 0.05;
  compare(r, "wide", cox_elastic_net(cases_of(r.at("wide/t")), r.at("wide/x"), o), out);
}

void cox_folds(const References& references, Comparison& out) {
  const NamedMatrices& r = references.matrices("model_penalise_cox");
  for (const std::string name : {"folds", "late_folds"}) {
    CoxCases c = cases_of(r.at("tall/t"));
    if (name == "late_folds") c.entry = r.at("tall/entry");
    PathOptions o = converged(0.5);
    o.lambda = values(r.at(name + "/given"));
    compare(r, name, cross_validate(c, r.at("tall/x"), o, codes(r.at("tall/fold"))).folds, out);
  }
}

void unpenalised_cox(const References& references, Comparison& out) {
  const NamedMatrices& r = references.matrices("model_penalise_cox");
  PathOptions o = converged(1);
  o.lambda = {0.1, 0.01, 0};
  for (const std::string ties : {"efron", "breslow"})
    for (const std::string name : {"right", "strata", "late", "late_strata"}) {
      CoxCases c = cases_of(r.at("tall/t"));
      c.weight = r.at("tall/w");
      c.offset = r.at("tall/offset");
      if (name.starts_with("late")) c.entry = r.at("tall/entry");
      if (name.ends_with("strata")) c.stratum = codes(r.at("tall/stratum"));
      const auto path = cox_elastic_net(c, r.at("tall/x"), o, ties == "efron" ? CoxTies::efron : CoxTies::breslow);
      out.of(ties + "_" + name).add(MatrixXd(path.coefficient.col(2)), r.at(ties + "_" + name + "/coefficient"), 1);
    }
}

}  // namespace

std::vector<StatsCheck> penalised_family_checks() {
  const auto path = [](const std::string& what) { return "glmnet(" + what + "thresh = 1e-20)"; };
  return {
      {"elastic_net: gaussian, limits", "model_penalise_families", "glmnet",
       path("lower.limits, upper.limits, offset, "), kIterative, single("gaussian", PenalisedFamily::gaussian, "y")},
      {"elastic_net: binomial, limits", "model_penalise_families", "glmnet",
       path("lower.limits, upper.limits, offset, "), kIterative, single("binomial", PenalisedFamily::binomial, "y01")},
      {"elastic_net: poisson", "model_penalise_families", "glmnet", path("family = \"poisson\", "), kIterative,
       single("poisson", PenalisedFamily::poisson, "count")},
      {"elastic_net: multinomial", "model_penalise_families", "glmnet",
       "glmnet(family = \"multinomial\", thresh = 1e-17)", kIterative, classes("ungrouped")},
      {"elastic_net: multinomial, grouped", "model_penalise_families", "glmnet",
       "glmnet(type.multinomial = \"grouped\", thresh = 1e-17)", kIterative, classes("grouped")},
      {"elastic_net: several numbers", "model_penalise_families", "glmnet", path("family = \"mgaussian\", "),
       kIterative, responses},
      {"elastic_net: folds", "model_penalise_families", "glmnet", "cv.glmnet(lambda, foldid)", kIterative, folds},
      {"elastic_net: survival", "model_penalise_cox", "glmnet", "glmnet(family = \"cox\", thresh = 1e-17)", kIterative,
       cox},
      {"elastic_net: survival, folds", "model_penalise_cox", "glmnet", "cv.glmnet(family = \"cox\", lambda, foldid)",
       kIterative, cox_folds},
      {"elastic_net: survival, unpenalised", "model_penalise_cox", "survival", "coxph(ties)", kIterative,
       unpenalised_cox},
  };
}

}  // namespace rgx::conformance
