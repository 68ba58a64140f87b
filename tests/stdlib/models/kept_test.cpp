// Every learner and every step of the registry: what is fitted, written as a model file writes it and read back
// predicts to the same bits. A new part is met here by being registered.
#include <doctest/doctest.h>

#include <cmath>
#include <cstring>
#include <map>
#include <set>

#include "engine/model_file.hpp"
#include "stats/base/random.hpp"
#include "stdlib/models/part.hpp"
#include "stdlib/register.hpp"

using namespace rgx;
using namespace rgx::stdlib;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using engine::Json;

namespace {

// As it comes back from a file.
Json carried(const Json& state) {
  return engine::read_model(engine::pack_model(Json{{"name", "test"}}, state), "test.model").body;
}

bool same_bits(const MatrixXd& a, const MatrixXd& b) {
  return a.rows() == b.rows() && a.cols() == b.cols() &&
         (a.size() == 0 || std::memcmp(a.data(), b.data(), static_cast<std::size_t>(a.size()) * sizeof(double)) == 0);
}

Json defaults(const lang::Signature& signature, const Json& more) {
  Json out = Json::object();
  for (const auto& p : signature.params)
    if (!p.fallback.none()) out[p.name] = engine::to_json(p.fallback);
  out.update(more);
  return out;
}

// What each is asked beside its defaults.
std::vector<Json> asked_of_learner(const std::string& name) {
  if (name == "formula") return {{{"intercept", 0.1}, {"coefficients", Json::array({{"x0", 0.3}, {"x2", -1.7}})}}};
  if (name == "elastic_net") return {Json::object(), {{"alpha", 0.3}, {"lambda", {{"path", 7}}}}};
  if (name == "lda") return {Json::object(), {{"shrinkage", "auto"}}};
  if (name == "qda") return {{{"shrinkage", 0.3}}};
  if (name == "knn") return {Json::object(), {{"k", 3}, {"weights", "inverse_distance"}, {"scale", false}}};
  if (name == "svm") return {Json::object(), {{"kernel", "linear"}}};
  if (name == "mlp")
    return {{{"hidden", 3}, {"restarts", 1}}, {{"hidden", {3, 2}}, {"activation", "relu"}, {"restarts", 1}}};
  if (name == "random_forest" || name == "survival_forest")
    return {{{"trees", 20}}, {{"trees", 5}, {"splits", "extra_trees"}, {"importance", "impurity"}}};
  if (name == "xgboost") return {{{"rounds", 8}}, {{"rounds", 8}, {"survival", "aft"}, {"splits", "hist"}}};
  return {Json::object()};
}

struct LearnerCases {
  Training training;
  MatrixXd fresh;
  TargetKind kind = TargetKind::binary;
  std::vector<std::string> names;
};

LearnerCases cases(const std::string& outcome, Index columns) {
  stats::Stream stream(29);
  LearnerCases out;
  const Index n = 90;
  out.training.x.resize(n, columns);
  out.training.y.resize(n);
  for (double& v : out.training.x.reshaped()) v = stream.normal() / 3;
  out.fresh = MatrixXd(11, columns);
  for (double& v : out.fresh.reshaped()) v = stream.normal();
  out.kind = outcome == "binary"       ? TargetKind::binary
             : outcome == "continuous" ? TargetKind::continuous
             : outcome == "survival"   ? TargetKind::survival
                                       : TargetKind::nominal;
  if (out.kind == TargetKind::survival) out.training.event.resize(n);
  for (Index i = 0; i < n; ++i) {
    const double signal = (columns > 0 ? out.training.x(i, 0) : 0) + stream.normal() / 2;
    if (out.kind == TargetKind::binary) out.training.y[i] = signal > 0;
    if (out.kind == TargetKind::nominal) out.training.y[i] = signal > 0.4 ? 2 : signal > -0.3;
    if (out.kind == TargetKind::continuous) out.training.y[i] = 30 + 5 * signal;
    if (out.kind == TargetKind::survival) {
      out.training.y[i] = 1 + std::floor(-20 * std::log(stream.uniform()) * std::exp(-signal));
      out.training.event[i] = i % 3 != 0;
    }
  }
  for (Index j = 0; j < columns; ++j) out.names.push_back("x" + std::to_string(j));
  return out;
}

void check_learner(const engine::Operation& op, const LearnerPart& part, const LearnerCases& c, const Json& params) {
  const std::vector<std::string> blocks(c.names.size(), "t");
  const std::vector<bool> covariate(c.names.size(), false);
  const std::size_t classes = c.kind == TargetKind::nominal ? 3 : 2;
  const auto fitted = part.fit(
      {c.training, c.kind, classes, c.names, blocks, covariate, defaults(op.signature, params), nullptr, 5, 0});
  const std::size_t last = fitted->path_length() - 1;
  for (const std::size_t place : std::set<std::size_t>{0, last / 2, last}) {
    CAPTURE(place);
    const Json state = fitted->save(place);
    const auto loaded = part.load(carried(state));
    REQUIRE(loaded != nullptr);
    CHECK(loaded->path_length() == 1);
    CHECK(same_bits(loaded->predict(c.fresh, 0), fitted->predict(c.fresh, place)));
    CHECK(same_bits(loaded->probabilities(c.fresh, 0), fitted->probabilities(c.fresh, place)));
    const auto before = fitted->baseline_at(place), after = loaded->baseline_at(0);
    CHECK(after.time == before.time);
    CHECK(after.cumulative_hazard == before.cumulative_hazard);
    const auto one = fitted->curves(c.fresh), two = loaded->curves(c.fresh);
    CHECK(one.time == two.time);
    CHECK(same_bits(one.survival, two.survival));
    const auto terms = fitted->estimates(place), again = loaded->estimates(0);
    REQUIRE(terms.size() == again.size());
    for (std::size_t t = 0; t < terms.size(); ++t) {
      CHECK(terms[t].term == again[t].term);
      CHECK((terms[t].estimate == again[t].estimate || std::isnan(terms[t].estimate)));
    }
    CHECK(Json::to_cbor(loaded->save(0)) == Json::to_cbor(state));  // bytes: a NaN equals itself
    // The state of another part, or half of one, is none.
    CHECK(part.load({{"kind", "of nobody"}}) == nullptr);
    CHECK_THROWS_AS(part.load({{"kind", state.at("kind")}}), engine::Failure);
  }
}

Predictor number(const std::string& name, const std::string& block, stats::Stream& stream) {
  Predictor p;
  p.name = name;
  p.block = block;
  p.covariate = block == name;
  p.numbers.resize(60);
  for (double& v : p.numbers) v = 3 + stream.uniform() + 0.2 * stream.normal();
  return p;
}

Predictor category(const std::string& name, std::vector<std::string> levels, std::size_t every) {
  Predictor p;
  p.name = p.block = name;
  p.covariate = p.nominal = true;
  p.levels = std::move(levels);
  for (std::size_t r = 0; r < 60; ++r) p.codes.push_back(static_cast<int>((r / every) % p.levels.size()));
  return p;
}

// Sixty cases of three sites; the last twenty are held out.
Predictors predictors(bool gaps) {
  stats::Stream stream(31);
  Predictors out;
  out.rows = 60;
  for (int j = 0; j < 6; ++j) out.columns.push_back(number("f" + std::to_string(j), "f", stream));
  out.columns[5].numbers = 2 * out.columns[4].numbers;
  out.columns[5].numbers[7] += 0.01;
  out.columns.push_back(number("age", "age", stream));
  out.columns.push_back(category("side", {"left", "right", "both"}, 2));
  out.beside = {category("site", {"A", "B", "C"}, 1), out.columns[6]};
  if (gaps)
    for (Index i = 0; i < 60; i += 7) {
      out.columns[static_cast<std::size_t>(i % 6)].numbers[i] = std::nan("");
      out.columns[7].codes[static_cast<std::size_t>(i) + 1] = -1;
    }
  return out;
}

std::vector<Json> asked_of_step(const std::string& name) {
  if (name == "impute") return {{{"by", "median"}}, {{"by", "knn"}}, {{"by", "chained"}}};
  if (name == "combat")
    return {{{"batch", "site"}, {"preserve", {"age"}}},
            {{"batch", "site"}, {"prior", "nonparametric"}, {"reference", "B"}, {"unseen", "location_only"}}};
  if (name == "location_only") return {{{"batch", "site"}}};
  if (name == "select") return {{{"top", 3}}, {{"by", "lasso"}, {"top", 2}}};
  if (name == "cut") return {{{"at", "tertiles"}}, {{"at", "youden"}}};
  if (name == "pca") return {{{"components", 2}}};
  if (name == "nmf") return {{{"rank", 2}}, {{"rank", 3}, {"divergence", "frobenius"}}};
  if (name == "robust_scale") return {{{"spread", "mad"}}};
  return {Json::object()};
}

void check_step(const engine::Operation& op, const StepPart& part, const Json& params) {
  const bool gaps = op.signature.name == "impute";
  const Predictors all = predictors(gaps);
  Rows train;
  for (std::size_t r = 0; r < 40; ++r) train.push_back(r);
  Target target;
  target.y.resize(60);
  for (Index i = 0; i < 60; ++i) target.y[i] = all.columns[0].numbers[i] > 3.5 || i % 9 == 0;
  const std::vector<std::string> of;
  const StepBeside beside;
  const auto fitted = part.fit({all, train, target, defaults(op.signature, params), of, beside, nullptr, 5, 1});
  const Json state = fitted->save();
  const auto loaded = part.load(carried(state));
  REQUIRE(loaded != nullptr);
  Predictors before = all, after = all;
  fitted->apply(before);
  loaded->apply(after);
  REQUIRE(before.columns.size() == after.columns.size());
  for (std::size_t c = 0; c < before.columns.size(); ++c) {
    CHECK(before.columns[c].name == after.columns[c].name);
    CHECK(same_bits(before.columns[c].numbers, after.columns[c].numbers));
    CHECK(before.columns[c].codes == after.columns[c].codes);
    CHECK(before.columns[c].levels == after.columns[c].levels);
  }
  CHECK(loaded->save() == state);
  CHECK(part.load({{"kind", "of nobody"}}) == nullptr);
}

}  // namespace

TEST_CASE("every learner that was written down and read back predicts to the same bits") {
  std::size_t met = 0;
  for (const auto& op : registry().all()) {
    const auto* part = std::any_cast<LearnerPart>(&op.part);
    if (part == nullptr) continue;
    ++met;
    for (const auto& outcome : op.signature.test->outcomes)
      for (const auto& params : asked_of_learner(op.signature.name))
        for (const Index columns : {5, 0}) {
          const std::string& name = op.signature.name;
          const bool takes_none = name != "formula" && name != "xgboost" && name != "survival_forest" &&
                                  name != "linear" && name != "logistic" && name != "multinomial" && name != "cox";
          if (columns == 0 && !takes_none) continue;
          CAPTURE(name);
          CAPTURE(outcome);
          CAPTURE(params.dump());
          CAPTURE(columns);
          check_learner(op, *part, cases(outcome, columns), params);
        }
  }
  CHECK(met >= 16);
}

TEST_CASE("a separated logistic regression, and more columns than cases of a discriminant rule, are kept as well") {
  const auto& all = registry();
  LearnerCases c = cases("binary", 5);
  for (Index i = 0; i < c.training.y.size(); ++i) c.training.y[i] = c.training.x(i, 0) > 0;
  const auto* logistic = all.find_in("model", "logistic");
  check_learner(*logistic, *std::any_cast<LearnerPart>(&logistic->part), c, Json::object());
  const auto* lda = all.find_in("model", "lda");
  check_learner(*lda, *std::any_cast<LearnerPart>(&lda->part), cases("binary", 120), {{"shrinkage", "auto"}});
}

TEST_CASE("every step that was written down and read back changes any cases to the same bits") {
  std::size_t met = 0;
  for (const auto& op : registry().all()) {
    const auto* part = std::any_cast<StepPart>(&op.part);
    if (part == nullptr) continue;
    ++met;
    // What it keeps is places of columns, as `select` does; its cases are repeats of images.
    if (op.signature.name == "keep_stable") {
      CHECK(part->load({{"kind", "of nobody"}}) == nullptr);
      continue;
    }
    for (const auto& params : asked_of_step(op.signature.name)) {
      CAPTURE(op.signature.name);
      CAPTURE(params.dump());
      check_step(op, *part, params);
    }
  }
  CHECK(met >= 15);
}

TEST_CASE("categories and constant columns are expanded as the training cases taught") {
  Predictors all = predictors(false);
  Rows train;
  for (std::size_t r = 0; r < 60; r += 2)
    if (all.columns[7].codes[r] != 1) train.push_back(r);
  all.columns[2].numbers(std::vector<Index>(train.begin(), train.end())).setConstant(4);
  const FittedCoding coding = fit_coding(all, train);
  const auto one = expand(all, train), two = expand(all, coding);
  CHECK(one.names == two.names);
  CHECK(same_bits(one.x, two.x));
  CHECK(one.constant == 1);
  CHECK(one.unseen == two.unseen);
  CHECK(one.unseen > 0);
  all.columns.pop_back();
  all.columns.push_back(all.columns.front());
  CHECK_THROWS_AS(expand(all, coding), engine::Failure);
}
