#include <string>

#include "stats/learning/penalise.hpp"
#include "stats/learning/penalise_classes.hpp"
#include "stats/learning/penalise_cox.hpp"
#include "stats/learning/penalise_cv.hpp"
#include "tests/stats/model_reference.hpp"

using namespace rgx::stats;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using rgx::test::difference;
using rgx::test::NamedMatrices;
using rgx::test::one;

namespace {

PathOptions converged(double alpha, PenalisedFamily family = PenalisedFamily::gaussian) {
  PathOptions o;
  o.family = family;
  o.alpha = alpha;
  o.threshold = 1e-20;
  o.max_passes = 100000000;
  return o;
}

template <class Path>
void same_path(NamedMatrices& r, const std::string& name, const Path& path) {
  CHECK(path.reason == "");
  const MatrixXd& lambda = r[name + "/lambda"];
  REQUIRE(path.lambda.size() == lambda.size());
  CHECK(((path.lambda - lambda.col(0)).array() / lambda.col(0).array()).abs().maxCoeff() < 1e-7);
  CHECK(difference(path.deviance_ratio, r[name + "/deviance_ratio"]) < 1e-6);
  if (r.contains(name + "/null_deviance"))
    CHECK(difference(one(path.null_deviance), r[name + "/null_deviance"]) < 1e-9);
}

void compare(NamedMatrices& r, const std::string& name, const ElasticNetPath& path) {
  CAPTURE(name);
  same_path(r, name, path);
  const MatrixXd& at = r[name + "/at"];
  if (r.contains(name + "/intercept")) CHECK(difference(path.intercept, r[name + "/intercept"]) < 1e-6);
  for (Index k = 0; k < at.rows(); ++k)
    CHECK(difference(path.coefficient.col(static_cast<Index>(at(k, 0))), r[name + "/coefficient"].col(k)) < 1e-6);
}

void compare(NamedMatrices& r, const std::string& name, const ElasticNetPaths& path) {
  CAPTURE(name);
  same_path(r, name, path);
  const MatrixXd& at = r[name + "/at"];
  CHECK(difference(path.intercept, r[name + "/intercept"]) < 1e-6);
  for (std::size_t c = 0; c < path.coefficient.size(); ++c)
    for (Index k = 0; k < at.rows(); ++k)
      CHECK(difference(path.coefficient[c].col(static_cast<Index>(at(k, 0))),
                       r[name + "/coefficient" + std::to_string(c)].col(k)) < 1e-6);
}

void compare(NamedMatrices& r, const std::string& name, const PathValidation& folds) {
  CAPTURE(name);
  CHECK(folds.reason == "");
  CHECK(difference(folds.mean, r[name + "/mean"]) < 1e-6);
  CHECK(difference(folds.se, r[name + "/se"]) < 1e-6);
  CHECK(folds.best == static_cast<Index>(r[name + "/best"](0, 0)));
  CHECK(folds.one_se == static_cast<Index>(r[name + "/one_se"](0, 0)));
}

std::vector<double> values(const MatrixXd& m) { return {m.data(), m.data() + m.size()}; }
std::vector<int> codes(const MatrixXd& m) { return {m.data(), m.data() + m.size()}; }

struct Tall {
  NamedMatrices r = rgx::test::read_matrices("model_penalise_families.csv");
  MatrixXd x = r["tall/x"];
  std::vector<int> fold = codes(r["tall/fold"]);
  void limit(PathOptions& o) {
    o.lower = r["tall/lower"];
    o.upper = r["tall/upper"];
  }
  void weigh(PathOptions& o) {
    o.weights = r["tall/w"];
    o.offset = r["tall/offset"];
  }
};

}  // namespace

TEST_CASE("offsets, box limits, weights and factors as glmnet's: gaussian, binomial, Poisson") {
  Tall t;
  const std::pair<std::string, PenalisedFamily> families[]{{"gaussian", PenalisedFamily::gaussian},
                                                           {"binomial", PenalisedFamily::binomial},
                                                           {"poisson", PenalisedFamily::poisson}};
  for (const auto& [word, family] : families) {
    const VectorXd y = t.r[word == "gaussian" ? "tall/y" : word == "binomial" ? "tall/y01" : "tall/count"];
    compare(t.r, word + "_plain", elastic_net(t.x, y, converged(0.5, family)));
    PathOptions o = converged(0.7, family);
    o.offset = t.r["tall/offset"];
    compare(t.r, word + "_offset", elastic_net(t.x, y, o));
    o = converged(0.8, family);
    t.limit(o);
    compare(t.r, word + "_limits", elastic_net(t.x, y, o));
    o = converged(0.6, family);
    t.limit(o);
    t.weigh(o);
    o.penalty_factor = t.r["tall/factor"];
    compare(t.r, word + "_all", elastic_net(t.x, y, o));
    o = converged(0.5, family);
    o.lambda = values(t.r[word + "_folds/given"]);
    compare(t.r, word + "_folds", cross_validate(t.x, y, o, t.fold).folds);
    o.alpha = 1;
    o.lambda = values(t.r[word + "_folds_small/given"]);
    std::vector<int> pairs;
    for (int i = 0; i < 60; ++i) pairs.push_back(i / 2);
    compare(t.r, word + "_folds_small", cross_validate(t.x, y, o, pairs).folds);
    t.weigh(o);
    o.lambda = values(t.r[word + "_folds_weighted/given"]);
    compare(t.r, word + "_folds_weighted", cross_validate(t.x, y, o, t.fold).folds);
  }
}

TEST_CASE("Poisson paths equal glmnet's") {
  Tall t;
  const VectorXd y = t.r["tall/count"];
  compare(t.r, "poisson_ridge", elastic_net(t.x, y, converged(0, PenalisedFamily::poisson)));
  compare(t.r, "poisson_lasso", elastic_net(t.x, y, converged(1, PenalisedFamily::poisson)));
  PathOptions o = converged(1, PenalisedFamily::poisson);
  o.intercept = false;
  compare(t.r, "poisson_origin", elastic_net(t.x, y, o));
  compare(t.r, "poisson_wide",
          elastic_net(t.r["wide/x"], t.r["wide/count"].col(0), converged(0.9, PenalisedFamily::poisson)));
}

TEST_CASE("multinomial paths equal glmnet's, by class and by column") {
  Tall t;
  const VectorXd y = t.r["tall/class"], y4 = t.r["tall/class4"];
  for (const std::string group : {"ungrouped", "grouped"}) {
    const bool grouped = group == "grouped";
    const auto with = [&](double alpha) {
      PathOptions o = converged(alpha);
      o.lambda_min_ratio = 0.02;
      o.threshold = 1e-17;
      return o;
    };
    compare(t.r, group + "_plain", multinomial_elastic_net(t.x, y, 3, with(0.5), grouped));
    compare(t.r, group + "_lasso", multinomial_elastic_net(t.x, y, 3, with(1), grouped));
    compare(t.r, group + "_ridge", multinomial_elastic_net(t.x, y, 3, with(0), grouped));
    compare(t.r, group + "_four", multinomial_elastic_net(t.x, y4, 4, with(0.8), grouped));
    compare(t.r, group + "_wide",
            multinomial_elastic_net(t.r["wide/x"], t.r["wide/class"].col(0), 3, with(0.9), grouped));
    PathOptions o = with(0.5);
    o.weights = t.r["tall/w"];
    o.penalty_factor = t.r["tall/factor"];
    compare(t.r, group + "_weights", multinomial_elastic_net(t.x, y, 3, o, grouped));
    o = with(0.5);
    o.lambda = values(t.r[group + "_folds/given"]);
    compare(t.r, group + "_folds", cross_validate_classes(t.x, y, 3, o, t.fold, grouped).folds);
  }
}

TEST_CASE("paths of several numbers equal glmnet's mgaussian") {
  Tall t;
  const MatrixXd y = t.r["tall/Y"];
  compare(t.r, "responses_plain", multi_response_elastic_net(t.x, y, converged(0.5)));
  compare(t.r, "responses_lasso", multi_response_elastic_net(t.x, y, converged(1)));
  PathOptions o = converged(0.4);
  o.weights = t.r["tall/w"];
  o.penalty_factor = t.r["tall/factor"];
  compare(t.r, "responses_weights", multi_response_elastic_net(t.x, y, o));
  o = converged(0.6);
  o.intercept = false;
  compare(t.r, "responses_origin", multi_response_elastic_net(t.x, y, o));
  compare(t.r, "responses_wide", multi_response_elastic_net(t.r["wide/x"], t.r["wide/Y"], converged(0.9)));
  o = converged(0.5);
  o.lambda = values(t.r["responses_folds/given"]);
  compare(t.r, "responses_folds", cross_validate_responses(t.x, y, o, t.fold).folds);
}
