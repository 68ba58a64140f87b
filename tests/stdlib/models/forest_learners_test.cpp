// random_forest, survival_forest and xgboost as models call them.
#include <doctest/doctest.h>

#include <any>
#include <cmath>

#include "engine/failure.hpp"
#include "stats/base/random.hpp"
#include "stats/survival/concordance.hpp"
#include "stdlib/models/importance_table.hpp"
#include "stdlib/models/part.hpp"
#include "stdlib/models/survival_curves.hpp"
#include "stdlib/register.hpp"

using namespace rgx;
using namespace rgx::stdlib;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using engine::Json;

namespace {

// 100 cases of which the first column says much and the others nothing.
struct Sample {
  Training cases;
  TargetKind kind;
  std::vector<std::string> names{"signal", "a", "b", "c", "d"}, blocks{5, "t"};
  std::vector<bool> covariate = std::vector<bool>(5, false);

  explicit Sample(TargetKind k) : kind(k) {
    stats::Stream draws(3);
    cases.x.resize(100, 5);
    for (double& v : cases.x.reshaped()) v = draws.normal();
    cases.y.resize(100);
    if (k == TargetKind::survival) cases.event.resize(100);
    for (Index i = 0; i < 100; ++i) {
      const double eta = 3 * cases.x(i, 0), u = draws.uniform();
      if (k == TargetKind::binary) cases.y[i] = u < 1 / (1 + std::exp(-eta));
      if (k == TargetKind::nominal) cases.y[i] = eta + draws.normal() < -1 ? 0 : eta < 1.5 ? 1 : 2;
      if (k == TargetKind::continuous) cases.y[i] = eta + draws.normal();
      if (k == TargetKind::survival) cases.y[i] = 1 - std::log(1 - u) * std::exp(-eta), cases.event[i] = i % 4 != 0;
    }
  }
  std::shared_ptr<const FittedLearner> fit(const std::string& name, const Json& params, std::uint32_t replicate = 0) {
    const auto* op = registry().find_in("model", name);
    REQUIRE(op != nullptr);
    const auto* part = std::any_cast<LearnerPart>(&op->part);
    REQUIRE(part != nullptr);
    const std::size_t classes = kind == TargetKind::nominal ? 3 : 2;
    return part->fit({cases, kind, classes, names, blocks, covariate, params, nullptr, 9, replicate});
  }
};

void check_importance(const FittedLearner& learner, const std::string& kind) {
  const auto all = learner.importance();
  REQUIRE(all.size() == 5);
  CHECK(all[0].term == "signal");
  for (std::size_t j = 0; j < 5; ++j) {
    CHECK(all[j].kind == kind);
    if (j > 0) CHECK(all[j].value < all[0].value / 2);
  }
  CHECK(learner.coefficients(0).empty());
}

double c_of(const Sample& s, const VectorXd& score) {
  stats::CoxCases cases;
  cases.time = s.cases.y;
  for (const double e : s.cases.event) cases.event.push_back(static_cast<int>(e));
  return stats::concordance(cases, score).value;
}

}  // namespace

TEST_CASE("forests and boosting predict probabilities, numbers and risks, and rank what matters first") {
  for (const char* name : {"random_forest", "xgboost"}) {
    CAPTURE(name);
    const std::string kind = name == std::string("xgboost") ? "gain" : "permutation";
    const Json params = kind == "gain" ? Json{{"rounds", 30}, {"depth", 2}} : Json{{"trees", 100}};
    Sample binary(TargetKind::binary);
    const auto two = binary.fit(name, params);
    const VectorXd p = two->predict(binary.cases.x, 0);
    CHECK(p.minCoeff() >= 0);
    CHECK(p.maxCoeff() <= 1);
    double of_ones = 0, of_zeros = 0;
    for (Index i = 0; i < 100; ++i) (binary.cases.y[i] == 1 ? of_ones : of_zeros) += p[i];
    CHECK(of_ones / binary.cases.y.sum() > of_zeros / (100 - binary.cases.y.sum()) + 0.4);
    CHECK(two->probabilities(binary.cases.x, 0).size() == 0);
    check_importance(*two, kind);

    Sample nominal(TargetKind::nominal);
    const auto three = nominal.fit(name, params);
    const MatrixXd shares = three->probabilities(nominal.cases.x, 0);
    CHECK(shares.cols() == 3);
    CHECK((shares.rowwise().sum().array() - 1).abs().maxCoeff() < 1e-12);
    int right = 0;
    for (Index i = 0; i < 100; ++i) {
      Index called = 0;
      shares.row(i).maxCoeff(&called);
      right += called == static_cast<Index>(nominal.cases.y[i]);
    }
    CHECK(right > 80);
    check_importance(*three, kind);

    Sample continuous(TargetKind::continuous);
    const auto number = continuous.fit(name, params);
    CHECK((number->predict(continuous.cases.x, 0) - continuous.cases.y).squaredNorm() <
          (continuous.cases.y.array() - continuous.cases.y.mean()).square().sum() / 3);
    check_importance(*number, kind);
  }
}

TEST_CASE(
    "forests and boosting of survival: high scores for early events, curves that fall, a baseline where there is one") {
  Sample s(TargetKind::survival);
  for (const auto& [name, params] :
       {std::pair("survival_forest", Json{{"trees", 100}}), std::pair("xgboost", Json{{"rounds", 30}, {"depth", 2}}),
        std::pair("xgboost", Json{{"rounds", 30}, {"depth", 2}, {"survival", "aft"}})}) {
    CAPTURE(name);
    CAPTURE(params.dump());
    const auto learner = s.fit(name, params);
    CHECK(c_of(s, learner->predict(s.cases.x, 0)) > 0.8);
    check_importance(*learner, name == std::string("xgboost") ? "gain" : "permutation");
    const SurvivalCurves curves = learner->curves(s.cases.x);
    const bool cox = name == std::string("xgboost") && !params.contains("survival");
    CHECK(curves.time.empty() == cox);
    CHECK(learner->baseline().time.empty() != cox);
    if (cox) {
      // Breslow: as many events are expected as there are.
      const BaselineHazard base = learner->baseline();
      const VectorXd score = learner->predict(s.cases.x, 0);
      double expected = 0;
      for (Index i = 0; i < 100; ++i)
        for (std::size_t k = base.time.size(); k-- > 0;)
          if (base.time[k] <= s.cases.y[i]) {
            expected += base.cumulative_hazard[k] * std::exp(score[i]);
            break;
          }
      CHECK(expected == doctest::Approx(s.cases.event.sum()).epsilon(1e-9));
      continue;
    }
    CHECK(curves.survival.rows() == 100);
    CHECK(curves.survival.cols() == static_cast<Index>(curves.time.size()));
    CHECK(curves.survival.minCoeff() >= 0);
    CHECK(curves.survival.maxCoeff() <= 1);
    CHECK((curves.survival.rightCols(curves.survival.cols() - 1).array() <=
           curves.survival.leftCols(curves.survival.cols() - 1).array())
              .all());
    CHECK(c_of(s, -curves.survival.col(curves.survival.cols() / 2)) > 0.75);

    // From a fold's bundle to its assessment.
    engine::Bundle bundle;
    write_curves(curves, bundle);
    stats::SurvivalOutOfFold read;
    read_curves(bundle, {1, 2}, read);
    CHECK(read.survival.at({1, 2}).time == curves.time);
    CHECK(read.survival.at({1, 2}).survival == curves.survival);
  }
}

TEST_CASE("forests repeat themselves, differ between training parts, and take their parameters") {
  Sample s(TargetKind::binary);
  const Json params{{"trees", 30},
                    {"mtry", 1},
                    {"min_node", 20},
                    {"max_depth", 3},
                    {"sample", 0.5},
                    {"replace", false},
                    {"splits", "extra_trees"},
                    {"random_cuts", 3},
                    {"importance", "impurity"}};
  const auto one = s.fit("random_forest", params), again = s.fit("random_forest", params),
             other = s.fit("random_forest", params, 1);
  CHECK(one->predict(s.cases.x, 0) == again->predict(s.cases.x, 0));
  CHECK(one->predict(s.cases.x, 0) != other->predict(s.cases.x, 0));
  CHECK(one->importance()[0].kind == "impurity");
  Json best = params;
  best["splits"] = "best";
  CHECK(s.fit("random_forest", best)->predict(s.cases.x, 0) != one->predict(s.cases.x, 0));
  // Weights are those of the draws.
  s.cases.weight = s.cases.y.array() * 9 + 1;
  CHECK(s.fit("random_forest", params)->predict(s.cases.x, 0).mean() > one->predict(s.cases.x, 0).mean() + 0.1);
}

TEST_CASE("without columns a forest says the prevalence, and refuses survival; boosting refuses") {
  Sample s(TargetKind::binary);
  s.cases.x.resize(100, 0);
  s.names.clear();
  CHECK(s.fit("random_forest", Json::object())->predict(MatrixXd(3, 0), 0)[2] == doctest::Approx(s.cases.y.mean()));
  CHECK_THROWS_AS(s.fit("xgboost", Json::object()), engine::Failure);
  Sample survival(TargetKind::survival);
  survival.cases.x.resize(100, 0);
  CHECK_THROWS_AS(survival.fit("survival_forest", Json::object()), engine::Failure);
  survival.cases.event.setZero();
  survival.cases.x = MatrixXd::Random(100, 2);
  CHECK_THROWS_AS(survival.fit("survival_forest", Json::object()), engine::Failure);
}

TEST_CASE("importance of a model: the refit's beside its mean and spread over the training parts") {
  const auto bundle = [](const std::vector<Importance>& all) {
    engine::Bundle out;
    out.tables["importance"] = importance_table(all);
    return out;
  };
  const auto refit = bundle({{"a", "gain", 0.7}, {"b", "gain", 0.3}});
  const auto one = bundle({{"a", "gain", 0.4}, {"b", "gain", 0.6}}),
             two = bundle({{"a", "gain", 0.8}, {"c", "gain", 0.2}});
  const engine::Table t = importance_over_folds(refit, {&one, &two});
  CHECK(t.at("term").texts == std::vector<std::string>{"a", "b", "c"});
  CHECK(t.at("importance").numbers[0] == 0.7);
  CHECK(std::isnan(t.at("importance").numbers[2]));
  CHECK(t.at("fold_mean").numbers[0] == doctest::Approx(0.6));
  CHECK(t.at("fold_sd").numbers[0] == doctest::Approx(std::sqrt(0.08)));
  CHECK(t.at("fold_mean").numbers[2] == 0.2);
  CHECK(std::isnan(t.at("fold_sd").numbers[2]));
  CHECK(t.at("folds").numbers == std::vector<double>{2, 1, 1});
}
