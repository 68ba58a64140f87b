#include "stdlib/models/compare_models.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "stats/base/random.hpp"
#include "stats/validation/perform.hpp"
#include "stats/validation/roc.hpp"

using namespace rgx;
using engine::Column;
using engine::Json;
using engine::Table;
using stdlib::CompareBy;

namespace {

const Json binary{{"binary", true}, {"levels", {"no", "yes"}}};

struct Made {
  Table first, second, split;
  stats::OutOfFold a, b;
};

// Two models' predictions of `n` cases, dealt to `folds` folds in `repeats` repeats; the second sees more.
Made made(int n, int folds, int repeats, const std::string& kind) {
  stats::Stream draws(11);
  std::vector<double> y, low, high;
  for (int i = 0; i < n; ++i) {
    y.push_back(i % 3 == 0);
    low.push_back(1 / (1 + std::exp(-(0.5 * y.back() + draws.normal()))));
    high.push_back(1 / (1 + std::exp(-(1.5 * y.back() + draws.normal()))));
  }
  std::vector<double> repeat, fold, observed, p, q;
  std::vector<std::string> subject, cohort;
  for (int r = 1; r <= repeats; ++r)
    for (int i = 0; i < n; ++i) {
      repeat.push_back(r);
      fold.push_back(1 + (i * r) % folds);
      observed.push_back(y[static_cast<std::size_t>(i)]);
      p.push_back(low[static_cast<std::size_t>(i)]);
      q.push_back(high[static_cast<std::size_t>(i)]);
      subject.push_back("S" + std::to_string(i));
      cohort.emplace_back("c");
    }
  const std::vector<double> half(repeat.size(), 0.5);
  const auto table = [&](const std::vector<double>& score) {
    Table t;
    t.columns = {Column::of_texts("subject", subject),   Column::of_numbers("repeat", repeat),
                 Column::of_numbers("fold", fold),       Column::of_numbers("observed", observed),
                 Column::of_numbers("predicted", score), Column::of_numbers("threshold", half),
                 Column::of_texts("cohort", cohort)};
    return t;
  };
  Made m{table(p), table(q), {}, {}, {}};
  m.split.columns = {Column::of_numbers("repeat", repeat), Column::of_numbers("fold", fold),
                     Column::of_texts("cohort", cohort), Column::of_texts("subject", subject)};
  m.split.meta = {{"kind", kind}};
  const auto vector = [](const std::vector<double>& v) {
    return Eigen::VectorXd(Eigen::Map<const Eigen::VectorXd>(v.data(), static_cast<Eigen::Index>(v.size())));
  };
  m.a.repeat.assign(repeat.begin(), repeat.end());
  m.a.fold.assign(fold.begin(), fold.end());
  m.a.observed = vector(observed);
  m.a.predicted = vector(p);
  m.b = m.a;
  m.b.predicted = vector(q);
  return m;
}

}  // namespace

TEST_CASE("models on the same folds are compared fold by fold") {
  const Made m = made(90, 5, 2, "kfold");
  for (const auto& [name, metric] : {std::pair{"auc", stats::Metric::auc}, {"brier", stats::Metric::brier}}) {
    const auto found = compare_models(m.first, m.second, binary, &m.split, name, CompareBy::corrected_t);
    const auto expected = stats::compare_on_folds(m.a, m.b, metric);
    CHECK(found.difference == doctest::Approx(expected.mean).epsilon(1e-12));
    CHECK(found.p == doctest::Approx(expected.p).epsilon(1e-10));
    CHECK(found.low == doctest::Approx(expected.low).epsilon(1e-10));
    CHECK(found.n == 90);
  }
  CHECK_FALSE(
      compare_models(m.first, m.second, binary, &m.split, "calibration_slope", CompareBy::corrected_t).reason.empty());
  CHECK_FALSE(compare_models(m.first, m.second, binary, nullptr, "auc", CompareBy::corrected_t).reason.empty());
}

TEST_CASE("on one test set DeLong compares areas, the paired t losses; the order of rows does not matter") {
  const Made m = made(60, 1, 1, "holdout");
  Table turned = m.second;
  for (auto& column : turned.columns) {
    std::reverse(column.numbers.begin(), column.numbers.end());
    std::reverse(column.texts.begin(), column.texts.end());
  }
  const auto found = compare_models(m.first, turned, binary, &m.split, "auc", CompareBy::delong);
  const auto expected = stats::delong_difference(m.a.predicted, m.b.predicted, m.a.observed);
  CHECK(found.method == "DeLong");
  CHECK(found.difference == doctest::Approx(expected.difference).epsilon(1e-12));
  CHECK(found.p == doctest::Approx(expected.p).epsilon(1e-10));
  const auto loss = compare_models(m.first, m.second, binary, &m.split, "brier", CompareBy::delong);
  CHECK(loss.method == "paired t");
  CHECK(loss.difference > 0);
  CHECK(loss.low < loss.difference);
  CHECK_FALSE(compare_models(m.first, m.second, binary, &m.split, "mcc", CompareBy::delong).reason.empty());
}

TEST_CASE("exchanged predictions: the same model is as far as can be from a difference") {
  const Made m = made(45, 1, 1, "holdout");
  stdlib::CompareOptions options;
  options.draws = 999;
  const auto same = compare_models(m.first, m.first, binary, &m.split, "auc", CompareBy::permutation, options);
  CHECK(same.difference == 0);
  CHECK(same.p == 1);
  const auto found = compare_models(m.first, m.second, binary, &m.split, "auc", CompareBy::permutation, options);
  CHECK(found.p < 0.2);
  CHECK(found.p == compare_models(m.first, m.second, binary, &m.split, "auc", CompareBy::permutation, options).p);
  CHECK(std::isnan(found.low));
  CHECK_FALSE(compare_models(m.first, m.second, binary, &m.split, "brier", CompareBy::permutation).reason.empty());
}

TEST_CASE("cases that one model does not predict are left out") {
  const Made m = made(60, 1, 1, "holdout");
  Table fewer = m.second;
  for (auto& column : fewer.columns) {
    if (!column.numbers.empty()) column.numbers.resize(50);
    if (!column.texts.empty()) column.texts.resize(50);
  }
  CHECK(compare_models(m.first, fewer, binary, &m.split, "auc", CompareBy::delong).n == 50);
  for (auto& column : fewer.columns)
    if (column.name == "cohort") column.texts.assign(50, "other");
  CHECK(compare_models(m.first, fewer, binary, &m.split, "auc", CompareBy::delong).reason ==
        "no case that both predict");
  CHECK_THROWS(stdlib::compare_by("guess"));
}
