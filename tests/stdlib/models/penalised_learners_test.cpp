// elastic_net, linear, logistic and multinomial as a model calls them.
#include <doctest/doctest.h>

#include <cmath>
#include <functional>

#include "engine/failure.hpp"
#include "stats/base/random.hpp"
#include "stats/learning/penalise_cox.hpp"
#include "stats/regression/firth.hpp"
#include "stats/regression/logistic.hpp"
#include "stats/regression/multinomial.hpp"
#include "stats/regression/regress.hpp"
#include "stats/survival/cox.hpp"
#include "stats/survival/cox_baseline.hpp"
#include "stdlib/models/part.hpp"
#include "stdlib/register.hpp"

using namespace rgx;
using namespace rgx::stdlib;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using engine::Json;

namespace {

struct Cases {
  Training training;
  std::vector<std::string> names{"age", "sex=male", "t1", "t2", "t3", "t4"}, blocks{"c", "c", "t", "t", "u", "u"};
  std::vector<bool> covariate{true, true, false, false, false, false};
};

Cases made(TargetKind kind, Index n = 80) {
  stats::Stream stream(23);
  Cases out;
  Training& t = out.training;
  t.x.resize(n, 6);
  for (double& v : t.x.reshaped()) v = stream.normal();
  t.y.resize(n);
  for (Index i = 0; i < n; ++i) {
    const double to = t.x(i, 0) - t.x(i, 2);
    const double noisy = to + stream.normal();
    t.y[i] = kind == TargetKind::binary ? (noisy > 0 ? 1 : 0) : noisy;
    if (kind == TargetKind::nominal) t.y[i] = noisy < -0.7 ? 0 : noisy > 0.7 ? 2 : 1;
    if (kind == TargetKind::survival) t.y[i] = std::exp(-noisy) + 0.01;
  }
  if (kind == TargetKind::survival) t.event = VectorXd::NullaryExpr(n, [](Index i) { return i % 3 == 0 ? 0.0 : 1.0; });
  return out;
}

std::shared_ptr<const FittedLearner> learn(const std::string& name, TargetKind kind, const Cases& c,
                                           const Json& params = Json::object(), std::size_t classes = 2) {
  const auto* op = registry().find_in("model", name);
  REQUIRE(op != nullptr);
  const auto* part = std::any_cast<LearnerPart>(&op->part);
  REQUIRE(part != nullptr);
  return part->fit({c.training, kind, classes, c.names, c.blocks, c.covariate, params, nullptr, 5, 0});
}

std::string refusal(const std::function<void()>& call) {
  try {
    call();
  } catch (const engine::Failure& f) {
    return f.what();
  }
  return "";
}

VectorXd estimates(const FittedLearner& learner, std::size_t place) {
  const auto all = learner.coefficients(place);
  VectorXd out(static_cast<Index>(all.size()));
  for (std::size_t i = 0; i < all.size(); ++i) out[static_cast<Index>(i)] = all[i].estimate;
  return out;
}

}  // namespace

TEST_CASE("elastic_net of survival gives log hazards, 0 at the means, and Breslow's baseline at every place") {
  const Cases c = made(TargetKind::survival);
  const auto net = learn("elastic_net", TargetKind::survival, c);
  REQUIRE(net->path_length() > 10);
  const std::size_t last = net->path_length() - 1;
  CHECK(std::abs(net->predict(c.training.x, last).mean()) < 1e-12);
  CHECK(net->coefficients(last).front().term == "age");
  stats::CoxCases cases;
  cases.time = c.training.y;
  for (const double e : c.training.event) cases.event.push_back(static_cast<int>(e));
  const auto path = stats::cox_elastic_net(cases, c.training.x, {});
  CHECK((estimates(*net, last) - path.coefficient.rightCols(1)).cwiseAbs().maxCoeff() < 1e-12);
  // Next to no penalty: coxph's fit and its baseline.
  const auto full = learn("elastic_net", TargetKind::survival, c, {{"lambda", 1e-9}});
  stats::CoxOptions options;
  options.ties = stats::CoxTies::breslow;
  const MatrixXd centred = c.training.x.rowwise() - c.training.x.colwise().mean();
  const auto fit = stats::cox_regression(cases, centred, options);
  CHECK((estimates(*full, 0) - fit.coefficient).cwiseAbs().maxCoeff() < 1e-3);
  const auto hazard = full->baseline_at(0);
  const auto curve = stats::cox_baseline(cases, centred, fit, options.ties).curves.at(0);
  CHECK(hazard.time == curve.time);
  CHECK(std::abs(hazard.cumulative_hazard.back() / (curve.cumulative_hazard.back() * std::exp(-curve.centre)) - 1) <
        1e-3);
  CHECK(net->baseline_at(0).cumulative_hazard.back() != net->baseline_at(last).cumulative_hazard.back());
}

TEST_CASE("elastic_net leaves what is named unpenalised: covariates, a predictor, a level's predictor, a block") {
  const Cases c = made(TargetKind::continuous);
  const auto nonzero = [&](const Json& named) {
    // The first place: what is penalised is 0.
    const VectorXd b = estimates(*learn("elastic_net", TargetKind::continuous, c, {{"unpenalised", named}}), 0);
    std::string out;
    for (Index j = 1; j < b.size(); ++j)
      if (b[j] != 0) out += (out.empty() ? "" : " ") + c.names[static_cast<std::size_t>(j) - 1];
    return out;
  };
  CHECK(nonzero("covariates") == "age sex=male");
  CHECK(nonzero({"age"}) == "age");
  CHECK(nonzero({"sex", "u"}) == "sex=male t3 t4");
  CHECK(nonzero(Json(std::vector<Json>{})) == "");
  CHECK(learn("elastic_net", TargetKind::continuous, c, {{"unpenalised", {"age", "agee"}}})->note ==
        "unpenalised: no predictor that is left is called `agee`");
  CHECK(refusal([&] { nonzero({"c", "t", "u"}); }) == "elastic net: no columns to penalise");
}

TEST_CASE("elastic_net of classes: probabilities by place, 0 to a class without cases") {
  Cases c = made(TargetKind::nominal);
  const auto net = learn("elastic_net", TargetKind::nominal, c, Json::object(), 3);
  const std::size_t last = net->path_length() - 1;
  const MatrixXd p = net->probabilities(c.training.x, last);
  CHECK((p.rowwise().sum().array() - 1).abs().maxCoeff() < 1e-12);
  CHECK((net->predict(c.training.x, last).array() == c.training.y.array()).count() > 40);
  CHECK(net->coefficients(last).size() == 21);
  CHECK(net->coefficients(last)[1].term == "class 1: age");
  for (double& y : c.training.y) y = y == 2 ? 3 : y;
  const MatrixXd q = learn("elastic_net", TargetKind::nominal, c, Json::object(), 4)->probabilities(c.training.x, last);
  CHECK(q.col(2).isZero(0));
  CHECK(q.col(3).isApprox(p.col(2), 1e-12));
}

TEST_CASE("weights of cases reach every penalised and unpenalised learner") {
  // Weight 2 is the same as a case twice.
  const auto doubled = [](Cases c) {
    const Index n = c.training.x.rows();
    std::vector<Index> rows;
    for (Index i = 0; i < n; ++i)
      for (int k = 0; k < (i < 20 ? 2 : 1); ++k) rows.push_back(i);
    c.training.x = MatrixXd(c.training.x(rows, Eigen::all));
    c.training.y = VectorXd(c.training.y(rows));
    if (c.training.event.size() > 0) c.training.event = VectorXd(c.training.event(rows));
    return c;
  };
  const std::tuple<const char*, TargetKind, std::size_t> all[]{
      {"elastic_net", TargetKind::binary, 2},  {"elastic_net", TargetKind::continuous, 2},
      {"elastic_net", TargetKind::nominal, 3}, {"elastic_net", TargetKind::survival, 2},
      {"linear", TargetKind::continuous, 2},   {"logistic", TargetKind::binary, 2},
      {"multinomial", TargetKind::nominal, 3}};
  for (const auto& [name, kind, classes] : all) {
    CAPTURE(name);
    Cases c = made(kind);
    c.training.weight = VectorXd::NullaryExpr(80, [](Index i) { return i < 20 ? 2.0 : 1.0; });
    const Json params = std::string(name) == "elastic_net" ? Json{{"lambda", 0.02}} : Json::object();
    const auto weighted = learn(name, kind, c, params, classes);
    c.training.weight = {};
    const auto twice = learn(name, kind, doubled(c), params, classes);
    CHECK((estimates(*weighted, 0) - estimates(*twice, 0)).cwiseAbs().maxCoeff() < 1e-4);
  }
}

TEST_CASE("linear and multinomial give coefficients with intervals, logistic falls back to Firth") {
  const Cases c = made(TargetKind::continuous);
  const auto line = learn("linear", TargetKind::continuous, c);
  const auto fit = stats::linear_regression(stats::with_intercept(c.training.x), c.training.y);
  CHECK(line->coefficients(0)[1].se == fit.se[1]);
  CHECK(line->coefficients(0)[1].low < line->coefficients(0)[1].estimate);
  CHECK((line->predict(c.training.x, 0) - fit.fitted).cwiseAbs().maxCoeff() < 1e-12);

  const Cases classes = made(TargetKind::nominal);
  const auto many = learn("multinomial", TargetKind::nominal, classes, Json::object(), 3);
  std::vector<int> y;
  for (const double v : classes.training.y) y.push_back(static_cast<int>(v));
  const auto odds = stats::multinomial_regression(stats::with_intercept(classes.training.x), y);
  CHECK((many->probabilities(classes.training.x, 0) - odds.fitted).cwiseAbs().maxCoeff() < 1e-12);
  CHECK(many->coefficients(0)[1].term == "class 2: age");
  CHECK(many->coefficients(0)[1].p == odds.p(1, 0));

  Cases apart = made(TargetKind::binary);
  for (Index i = 0; i < apart.training.y.size(); ++i) apart.training.y[i] = apart.training.x(i, 2) > 0 ? 1 : 0;
  const auto firth = learn("logistic", TargetKind::binary, apart);
  CHECK(firth->note == "separated: Firth's penalised likelihood used");
  const auto reference = stats::firth_regression(stats::with_intercept(apart.training.x), apart.training.y);
  CHECK((estimates(*firth, 0) - reference.coefficient).cwiseAbs().maxCoeff() < 1e-9);
  CHECK(firth->coefficients(0)[3].low == reference.ci_low[3]);
  CHECK(learn("logistic", TargetKind::binary, made(TargetKind::binary))->note.empty());
  Cases split = made(TargetKind::nominal);
  for (Index i = 0; i < split.training.y.size(); ++i)
    split.training.y[i] = split.training.x(i, 2) > 0.5 ? 2 : split.training.x(i, 2) > -0.5 ? 1 : 0;
  CHECK(refusal([&] {
          learn("multinomial", TargetKind::nominal, split, Json::object(), 3);
        }).find("predictors separate the classes") != std::string::npos);
}
