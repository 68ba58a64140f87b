// Learners called as a model calls them: by name from the registry, on training cases of their own.
#include <doctest/doctest.h>

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <functional>

#include "engine/failure.hpp"
#include "stats/base/random.hpp"
#include "stats/validation/roc.hpp"
#include "stdlib/models/part.hpp"
#include "stdlib/models/published_terms.hpp"
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
  MatrixXd fresh;
  std::vector<std::string> names;
};

// Classes whose means lie `apart` from one another, or numbers that the first two columns explain.
Cases made(TargetKind kind, double apart, Index n = 60, Index p = 4, std::size_t classes = 2) {
  stats::Stream stream(17);
  Cases out;
  out.training.x.resize(n, p);
  out.training.y.resize(n);
  for (double& v : out.training.x.reshaped()) v = stream.normal();
  for (Index i = 0; i < n; ++i) {
    const Index c = i % static_cast<Index>(classes);
    out.training.x(i, c % p) += c == 0 ? 0 : apart;
    out.training.y[i] = static_cast<double>(c);
    if (kind == TargetKind::continuous)
      out.training.y[i] = 30 + 5 * apart * (out.training.x(i, 0) + out.training.x(i, 1)) + stream.normal();
  }
  out.fresh = out.training.x.topRows(std::min<Index>(n, 12)).array() + 0.1;
  for (Index j = 0; j < p; ++j) out.names.push_back("x" + std::to_string(j));
  return out;
}

std::shared_ptr<const FittedLearner> learn(const std::string& name, TargetKind kind, const Cases& cases,
                                           const Json& params = Json::object(), std::size_t classes = 2,
                                           std::uint64_t stream = 5, std::uint32_t replicate = 0) {
  const auto* op = registry().find_in("model", name);
  REQUIRE(op != nullptr);
  const auto* part = std::any_cast<LearnerPart>(&op->part);
  REQUIRE(part != nullptr);
  const std::vector<std::string> blocks(cases.names.size(), "t");
  const std::vector<bool> covariate(cases.names.size(), false);
  return part->fit({cases.training, kind, classes, cases.names, blocks, covariate, params, nullptr, stream, replicate});
}

std::string refusal(const std::function<void()>& call) {
  try {
    call();
  } catch (const engine::Failure& f) {
    return f.what();
  }
  return "";
}

const std::vector<std::pair<std::string, Json>> kOfClasses{{"lda", Json::object()},
                                                           {"lda", {{"shrinkage", "auto"}}},
                                                           {"qda", {{"shrinkage", 0.3}, {"prior", "equal"}}},
                                                           {"naive_bayes", Json::object()},
                                                           {"knn", {{"k", 7}}},
                                                           {"knn", {{"k", 3}, {"weights", "inverse_distance"}}},
                                                           {"svm", {{"kernel", "linear"}}},
                                                           {"svm", {{"gamma", 0.2}, {"cost", 2}}},
                                                           {"mlp", {{"hidden", 3}}},
                                                           {"mlp", {{"hidden", {4, 3}}, {"activation", "relu"}}}};

}  // namespace

TEST_CASE("learners of a binary outcome give the positive class's probability") {
  const Cases cases = made(TargetKind::binary, 2);
  for (const auto& [name, params] : kOfClasses) {
    CAPTURE(name);
    CAPTURE(params.dump());
    const auto fitted = learn(name, TargetKind::binary, cases, params);
    const VectorXd p = fitted->predict(cases.training.x, 0);
    CHECK(p.minCoeff() >= 0);
    CHECK(p.maxCoeff() <= 1);
    CHECK(stats::auc(p, cases.training.y) > 0.85);
    CHECK(fitted->probabilities(cases.fresh, 0).size() == 0);
    CHECK(learn(name, TargetKind::binary, cases, params)->predict(cases.fresh, 0) == fitted->predict(cases.fresh, 0));
    // The classes' names changed round.
    Cases turned = cases;
    turned.training.y = 1 - cases.training.y.array();
    if (name != "mlp" && name != "svm")
      CHECK((learn(name, TargetKind::binary, turned, params)->predict(cases.fresh, 0) + fitted->predict(cases.fresh, 0))
                .isOnes(1e-9));
  }
}

TEST_CASE("learners of several classes give a distribution, and 0 to a class that has no training cases") {
  for (const std::size_t present : {3, 2}) {
    const Cases cases = made(TargetKind::nominal, 3, 75, 4, present);
    for (const auto& [name, params] : kOfClasses) {
      CAPTURE(name);
      CAPTURE(params.dump());
      const auto fitted = learn(name, TargetKind::nominal, cases, params, 3);
      const MatrixXd p = fitted->probabilities(cases.training.x, 0);
      REQUIRE(p.cols() == 3);
      CHECK(p.rowwise().sum().isOnes(1e-12));
      CHECK(p.minCoeff() >= 0);
      if (present == 2 && name != "mlp") CHECK(p.col(2).isZero());
      const VectorXd place = fitted->predict(cases.training.x, 0);
      double right = 0;
      for (Index i = 0; i < place.size(); ++i) {
        CHECK(p(i, static_cast<Index>(place[i])) == p.row(i).maxCoeff());
        right += place[i] == cases.training.y[i];
      }
      CHECK(right / static_cast<double>(place.size()) > 0.75);
    }
  }
}

TEST_CASE("learners of numbers, in any unit") {
  const Cases cases = made(TargetKind::continuous, 1, 80);
  Cases metres = cases;
  metres.training.y = cases.training.y.array() * 1e-3 - 7;
  metres.training.x.col(0) *= 1e6;
  metres.fresh.col(0) *= 1e6;
  for (const auto& [name, params] : kOfClasses) {
    if (name == "lda" || name == "qda" || name == "naive_bayes") continue;
    CAPTURE(name);
    CAPTURE(params.dump());
    const auto fitted = learn(name, TargetKind::continuous, cases, params);
    const VectorXd at = fitted->predict(cases.training.x, 0);
    const double error = (at - cases.training.y).squaredNorm();
    const double spread = (cases.training.y.array() - cases.training.y.mean()).square().sum();
    CHECK(error < 0.5 * spread);
    const VectorXd one = fitted->predict(cases.fresh, 0);
    const VectorXd other = learn(name, TargetKind::continuous, metres, params)->predict(metres.fresh, 0);
    CHECK((one.array() * 1e-3 - 7 - other.array()).abs().maxCoeff() < 1e-3 * std::sqrt(spread / 80) * 0.02);
  }
}

TEST_CASE("weights of cases count as copies of them, or are refused") {
  Cases weighted = made(TargetKind::binary, 1, 40, 3), copied = weighted;
  weighted.training.weight = VectorXd::Ones(40);
  std::vector<Index> rows;
  for (Index i = 0; i < 40; ++i) {
    weighted.training.weight[i] = i % 2 == 1 ? 3 : 1;  // the positive class
    for (int k = 0; k < (i % 2 == 1 ? 3 : 1); ++k) rows.push_back(i);
  }
  copied.training.x = weighted.training.x(rows, Eigen::all);
  copied.training.y = weighted.training.y(rows);
  const auto same = [&](const std::string& name, const Json& params, double within) {
    CAPTURE(name);
    const VectorXd a = learn(name, TargetKind::binary, weighted, params)->predict(weighted.fresh, 0);
    const VectorXd b = learn(name, TargetKind::binary, copied, params)->predict(weighted.fresh, 0);
    CHECK((a - b).cwiseAbs().maxCoeff() < within);
    Cases plain = weighted;
    plain.training.weight.resize(0);
    CHECK((a - learn(name, TargetKind::binary, plain, params)->predict(weighted.fresh, 0)).cwiseAbs().maxCoeff() >
          1e-3);
  };
  same("prevalence", Json::object(), 1e-14);
  same("lda", Json::object(), 0.02);  // divided by cases less classes, and copies are cases
  same("naive_bayes", Json::object(), 0.05);
  Cases different = weighted;
  different.training.weight[0] = 2;
  CHECK(learn("svm", TargetKind::binary, weighted)->predict(weighted.fresh, 0).allFinite());
  CHECK(refusal([&] { learn("svm", TargetKind::binary, different); }) ==
        "svm: cases of one class have different weights");
  CHECK(refusal([&] { learn("svm", TargetKind::continuous, different); }) ==
        "svm: libsvm's regression takes no weights");
  CHECK(learn("mlp", TargetKind::binary, different)->predict(weighted.fresh, 0).allFinite());
  CHECK(learn("knn", TargetKind::binary, different)->predict(weighted.fresh, 0).allFinite());
}

TEST_CASE("a linear rule's coefficients give the order of its predictions, for the columns as they came") {
  Cases cases = made(TargetKind::binary, 1.5);
  cases.training.x.col(2).array() = cases.training.x.col(2).array() * 1e4 + 300;
  for (const std::string name : {"lda", "svm"}) {
    CAPTURE(name);
    const auto fitted = learn(name, TargetKind::binary, cases, {{"kernel", "linear"}});
    const auto terms = fitted->coefficients(0);
    REQUIRE(terms.size() == 5);
    VectorXd score = VectorXd::Constant(60, terms[0].estimate);
    for (Index j = 0; j < 4; ++j) score += terms[static_cast<std::size_t>(j) + 1].estimate * cases.training.x.col(j);
    const VectorXd p = fitted->predict(cases.training.x, 0);
    if (name == "lda")
      for (Index i = 0; i < 60; ++i) CHECK(p[i] == doctest::Approx(1 / (1 + std::exp(-score[i]))).epsilon(1e-9));
    std::vector<Index> order(60);
    for (Index i = 0; i < 60; ++i) order[static_cast<std::size_t>(i)] = i;
    std::sort(order.begin(), order.end(), [&](Index a, Index b) { return score[a] < score[b]; });
    for (std::size_t i = 1; i < 60; ++i) CHECK(p[order[i]] >= p[order[i - 1]]);
  }
  CHECK(learn("svm", TargetKind::binary, cases)->coefficients(0).empty());
}

TEST_CASE("svm: probabilities follow the model's stream, and noise is not turned round") {
  const Cases cases = made(TargetKind::binary, 1);
  const auto at = [&](std::uint64_t stream, std::uint32_t replicate) {
    return learn("svm", TargetKind::binary, cases, Json::object(), 2, stream, replicate)->predict(cases.fresh, 0);
  };
  CHECK(at(5, 0) == at(5, 0));
  CHECK(at(5, 0) != at(6, 0));
  CHECK(at(5, 0) != at(5, 1));
  // Classes that alternate along a line: left out cases are called wrongly.
  Cases against = made(TargetKind::binary, 0, 12, 1);
  for (Index i = 0; i < 12; ++i) against.training.x(i, 0) = static_cast<double>(i / 2) + (i % 2 == 0 ? 0.0 : 1e-3);
  const auto fitted = learn("svm", TargetKind::binary, against, {{"gamma", 500}, {"cost", 1000}});
  CHECK(fitted->note == "decision values did not rise with the class out of fold: every case gets one probability");
  CHECK(fitted->predict(against.training.x, 0).isConstant(0.5, 1e-12));
  Cases rare = made(TargetKind::binary, 1, 20);
  rare.training.y.setZero();
  rare.training.y[4] = 1;
  CHECK(refusal([&] { learn("svm", TargetKind::binary, rare); }) ==
        "svm: a class has one case, and probabilities are learned from cases that are left out");
}

TEST_CASE("mlp: starts follow the stream; layers are one or two") {
  const Cases cases = made(TargetKind::binary, 0.5);
  const auto at = [&](const Json& params, std::uint32_t replicate) {
    return learn("mlp", TargetKind::binary, cases, params, 2, 5, replicate)->predict(cases.fresh, 0);
  };
  const Json one{{"restarts", 1}, {"hidden", 6}, {"decay", 0.001}};
  CHECK(at(one, 0) == at(one, 0));
  CHECK(at(one, 0) != at(one, 1));
  CHECK(refusal([&] { at({{"hidden", {3, 3, 3}}}, 0); }) == "mlp: `hidden` names 3 layers");
  CHECK(learn("mlp", TargetKind::binary, cases, {{"iterations", 1}})->note == "stopped after 1 iterations");
}

TEST_CASE("what cannot be learned is refused by name") {
  Cases cases = made(TargetKind::binary, 1, 20, 30);
  CHECK(refusal([&] { learn("lda", TargetKind::binary, cases); }) ==
        "lda: columns depend on one another, or are no fewer than the cases");
  CHECK(refusal([&] { learn("qda", TargetKind::binary, cases); }) == "qda: too few cases");
  CHECK(learn("lda", TargetKind::binary, cases, {{"shrinkage", "auto"}})->predict(cases.fresh, 0).allFinite());
  for (Index i = 0; i < 20; ++i) cases.training.x(i, 3) = cases.training.y[i];
  CHECK(refusal([&] {
          learn("lda", TargetKind::binary, cases, {{"shrinkage", "auto"}});
        }) == "lda: `x3` is constant within every class");
  CHECK(learn("naive_bayes", TargetKind::binary, cases)->note ==
        "2 columns are constant within a class: 1/1000 of its spread within the others was taken");
  CHECK(learn("knn", TargetKind::binary, cases, {{"k", 50}})->note ==
        "k is 50, and there are 20 training cases: all are neighbours");
  cases.training.y.setOnes();
  for (const char* name : {"lda", "naive_bayes", "svm"})
    CHECK(refusal([&] { learn(name, TargetKind::binary, cases); }) == std::string(name) + ": one class");
}

TEST_CASE("without a column every learner says what the outcome says alone") {
  Cases cases = made(TargetKind::binary, 1, 30);
  cases.training.y.tail(9).setOnes();
  const double share = cases.training.y.mean();
  cases.training.x.resize(30, 0);
  cases.names.clear();
  const MatrixXd none(4, 0);
  for (const char* name : {"prevalence", "lda", "qda", "naive_bayes", "knn", "svm", "mlp"}) {
    CAPTURE(name);
    CHECK(learn(name, TargetKind::binary, cases)->predict(none, 0).isConstant(share, 1e-14));
  }
  CHECK(learn("prevalence", TargetKind::continuous, cases)->predict(none, 0).isConstant(share, 1e-14));
  CHECK(learn("prevalence", TargetKind::nominal, cases, Json::object(), 3)->probabilities(none, 0).col(2).isZero());
  // Times 1, 2, 2, 4 with events at 1 and 2: S falls to 3/4 and 1/2.
  Cases times;
  times.training.x.resize(4, 0);
  times.training.y = (VectorXd(4) << 2, 1, 4, 2).finished();
  times.training.event = (VectorXd(4) << 1, 1, 0, 0).finished();
  const auto curve = learn("prevalence", TargetKind::survival, times);
  CHECK(curve->predict(none, 0).isZero());
  CHECK(curve->baseline().time == std::vector<double>{1, 2});
  CHECK(std::exp(-curve->baseline().cumulative_hazard[1]) == doctest::Approx(0.5).epsilon(1e-14));
}

TEST_CASE("ordinal: the classes' order is used, and coefficients give the probabilities") {
  Cases cases = made(TargetKind::nominal, 0, 90, 2, 3);
  for (Index i = 0; i < 90; ++i) cases.training.x(i, 0) += 0.8 * cases.training.y[i];
  const auto fitted = learn("ordinal", TargetKind::nominal, cases, Json::object(), 4);  // the fourth has no cases
  const MatrixXd p = fitted->probabilities(cases.training.x, 0);
  CHECK(p.rowwise().sum().isOnes(1e-12));
  CHECK(p.col(3).isZero());
  const auto terms = fitted->coefficients(0);
  REQUIRE(terms.size() == 4);
  CHECK(terms[0].term == "(threshold 1)");
  CHECK(terms[2].term == "x0");
  CHECK(terms[2].estimate > 0);
  CHECK(terms[2].low < terms[2].estimate);
  const double eta = terms[2].estimate * cases.training.x(5, 0) + terms[3].estimate * cases.training.x(5, 1);
  CHECK(p(5, 0) == doctest::Approx(1 / (1 + std::exp(eta - terms[0].estimate))).epsilon(1e-12));
  CHECK(p(5, 2) == doctest::Approx(1 - 1 / (1 + std::exp(eta - terms[1].estimate))).epsilon(1e-12));
  cases.training.x.col(1) = 2 * cases.training.x.col(0);
  CHECK(learn("ordinal", TargetKind::nominal, cases, Json::object(), 3)->note ==
        "columns that depend on others are left out");
  cases.training.x.col(0) = cases.training.y;
  const auto parted = learn("ordinal", TargetKind::nominal, cases, Json::object(), 3);
  CHECK(parted->note == "separated");
  CHECK(parted->predict(cases.training.x, 0) == cases.training.y);
}

TEST_CASE("a formula is applied as it was published") {
  Cases cases = made(TargetKind::binary, 1, 10, 3);
  cases.names = {"age", "sex=male", "contrast"};
  const Json terms = Json::array({{{"term", {"age", 0.5}}}, {{"term", {"sex=male", -2.0}}}});
  const VectorXd eta = 0.25 + 0.5 * cases.fresh.col(0).array() - 2 * cases.fresh.col(1).array();
  const Json params{{"intercept", 0.25}, {"coefficients", terms}};
  CHECK((learn("formula", TargetKind::continuous, cases, params)->predict(cases.fresh, 0) - eta).isZero(1e-14));
  CHECK((learn("formula", TargetKind::survival, cases, params)->predict(cases.fresh, 0) - eta).isZero(1e-14));
  const VectorXd p = learn("formula", TargetKind::binary, cases, params)->predict(cases.fresh, 0);
  for (Index i = 0; i < p.size(); ++i) CHECK(p[i] == doctest::Approx(1 / (1 + std::exp(-eta[i]))).epsilon(1e-14));
  CHECK(learn("formula", TargetKind::binary, cases, params)->coefficients(0).size() == 3);
  CHECK(learn("formula", TargetKind::survival, cases, params)->coefficients(0).size() == 2);

  // As a file leaves them.
  const auto pairs = [](const PublishedTerms& of) {
    Json out = Json::array();
    for (const auto& [term, value] : of) out.push_back(Json::array({term, value}));
    return out;
  };
  const auto with = [&](const Json& coefficients, double intercept = 0) {
    return refusal([&] {
      learn("formula", TargetKind::binary, cases, {{"coefficients", coefficients}, {"intercept", intercept}});
    });
  };
  CHECK(with(pairs({{"age", 1}, {"ki67", 2}, {"grade", 3}})) == "formula: no predictor for `ki67`, `grade`");
  CHECK(with(pairs({{"(intercept)", 1}, {"age", 2}})) == "");
  CHECK(with(pairs({{"(intercept)", 1}, {"age", 2}}), 3) ==
        "formula: the intercept is written, and stands among the coefficients too");
  CHECK(with(pairs({{"age", 1}, {"age", 2}})) == "formula: `age` has two coefficients");
  CHECK(with(Json::array()) == "formula: `coefficients` names no terms");
  CHECK(with(Json::array({"age", "sex"})) == "formula: `\"age\"` is no term with its coefficient");
  cases.names[2] = "age";
  CHECK(with(pairs({{"age", 1}, {"sex=male", 2}})) == "formula: several predictors are called `age`");
}

TEST_CASE("a signature's predictors are a column a level, and none is left out") {
  Predictors predictors;
  predictors.rows = 3;
  predictors.columns = {{"sex", "sex", true, true, {}, {1, 1, 1}, {"female", "male"}},
                        {"age", "age", true, false, VectorXd::Constant(3, 50), {}, {}}};
  const Rows all{0, 1, 2};
  CHECK(expand(predictors, all).names.empty());
  const auto every = expand(predictors, all, Coding::every_level);
  CHECK(every.names == std::vector<std::string>{"sex=female", "sex=male", "age"});
  CHECK(every.x.col(1).isOnes());
  CHECK(every.x.col(0).isZero());
  CHECK(every.constant == 0);
  CHECK(every.unseen == 0);
}
