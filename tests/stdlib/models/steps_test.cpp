// Every step of `within_folds`: nothing is learned from cases outside the training part, and each case is changed by
// itself.
#include <doctest/doctest.h>

#include <cmath>

#include "stats/base/random.hpp"
#include "stdlib/models/operations.hpp"
#include "stdlib/models/part.hpp"

using namespace rgx::stdlib;
using Eigen::Index;
using rgx::engine::Failure;
using rgx::engine::Json;
using rgx::engine::Operation;

namespace {

struct Cases {
  Predictors predictors;
  Target target;
  Rows train;
  StepBeside beside;
};

Predictor number(const std::string& name, bool covariate, std::size_t rows, rgx::stats::Stream& stream) {
  Predictor p;
  p.name = name;
  p.block = covariate ? name : "f";
  p.covariate = covariate;
  p.numbers.resize(static_cast<Index>(rows));
  for (auto& v : p.numbers) v = std::exp(0.4 * stream.normal()) + 2;
  return p;
}

Predictor category(const std::string& name, std::vector<std::string> levels, std::size_t rows, std::size_t every) {
  Predictor p;
  p.name = name;
  p.block = name;
  p.covariate = p.nominal = true;
  p.levels = std::move(levels);
  for (std::size_t r = 0; r < rows; ++r) p.codes.push_back(static_cast<int>((r / every) % p.levels.size()));
  return p;
}

// 48 cases of three sites, every fourth held out; `gaps`: some values are missing.
Cases cases(bool gaps) {
  Cases out;
  rgx::stats::Stream stream(77);
  out.predictors.rows = 48;
  for (int j = 0; j < 8; ++j) out.predictors.columns.push_back(number("f" + std::to_string(j), false, 48, stream));
  for (std::size_t r = 0; r < 48; ++r) {
    const auto i = static_cast<Index>(r);
    out.predictors.columns[0].numbers[i] += (r % 2 == 0) ? 0.7 : 0;
    for (auto& c : out.predictors.columns) c.numbers[i] *= 1 + 0.3 * static_cast<double>((r / 3) % 3);
    out.predictors.columns[7].numbers[i] = 4 * out.predictors.columns[6].numbers[i] + 0.01 * static_cast<double>(r % 5);
  }
  out.predictors.columns.push_back(number("age", true, 48, stream));
  out.predictors.columns.push_back(category("side", {"left", "right"}, 48, 1));
  out.predictors.beside.push_back(category("site", {"A", "B", "C"}, 48, 3));
  out.predictors.beside.push_back(out.predictors.columns[8]);
  if (gaps)
    for (Index i = 0; i < 48; i += 5) out.predictors.columns[static_cast<std::size_t>(i % 7)].numbers[i] = std::nan("");
  out.target.y.resize(48);
  for (std::size_t r = 0; r < 48; ++r) {
    out.target.y[static_cast<Index>(r)] = static_cast<double>((r % 2 == 0) != (r % 11 == 0));
    out.beside.subject.push_back("S" + std::to_string(r));
    if (r % 4 != 3) out.train.push_back(r);
  }
  return out;
}

// The same cases, held-out ones as they might have been.
Cases other_held_out(const Cases& from) {
  Cases out = from;
  for (std::size_t r = 3; r < 48; r += 4) {
    const auto i = static_cast<Index>(r);
    for (auto& c : out.predictors.columns) {
      if (c.nominal)
        c.codes[r] = 1 - c.codes[r];
      else
        c.numbers[i] = 50 - 3 * c.numbers[i];
    }
    out.target.y[i] = 1 - out.target.y[i];
  }
  return out;
}

std::shared_ptr<const FittedStep> fitted(const Operation& op, const Cases& c, const Json& params) {
  const std::vector<std::string> of;
  return std::any_cast<StepPart>(op.part).fit({c.predictors, c.train, c.target, params, of, c.beside, nullptr, 5, 1});
}

Predictors at(const Predictors& all, const Rows& rows) {
  Predictors out = all;
  out.rows = rows.size();
  for (auto* columns : {&out.columns, &out.beside})
    for (auto& c : *columns) {
      std::vector<int> codes;
      Eigen::VectorXd numbers(static_cast<Index>(rows.size()));
      for (std::size_t k = 0; k < rows.size(); ++k) {
        if (c.nominal)
          codes.push_back(c.codes[rows[k]]);
        else
          numbers[static_cast<Index>(k)] = c.numbers[static_cast<Index>(rows[k])];
      }
      c.codes = codes;
      if (!c.nominal) c.numbers = numbers;
    }
  return out;
}

bool same(const Predictors& a, const Predictors& b) {
  if (a.columns.size() != b.columns.size()) return false;
  for (std::size_t i = 0; i < a.columns.size(); ++i) {
    const auto &x = a.columns[i], &y = b.columns[i];
    if (x.name != y.name || x.nominal != y.nominal || x.levels != y.levels || x.codes != y.codes) return false;
    if (x.numbers.size() != y.numbers.size()) return false;
    for (Index k = 0; k < x.numbers.size(); ++k)
      if (!(x.numbers[k] == y.numbers[k] || (std::isnan(x.numbers[k]) && std::isnan(y.numbers[k])))) return false;
  }
  return true;
}

struct Asked {
  Json params;
  bool gaps = false;  // takes missing values
};

// Parameters that a study would have resolved.
std::vector<Asked> asked(const std::string& name) {
  if (name == "impute")
    return {{{{"by", "median"}}, true},
            {{{"by", "knn"}, {"neighbours", 3}}, true},
            {{{"by", "chained"}, {"cycles", 10}}, true}};
  if (name == "combat")
    return {{{{"batch", "site"}}, true},
            {{{"batch", "site"}, {"preserve", {"age"}}, {"prior", "nonparametric"}}},
            {{{"batch", "site"}, {"reference", "B"}, {"mean_only", true}, {"unseen", "location_only"}}}};
  if (name == "location_only") return {{{{"batch", "site"}, {"preserve", "age"}}, true}};
  if (name == "drop_correlated") return {{{{"above", 0.9}}}};
  if (name == "select")
    return {{{{"by", "test"}, {"top", 3}}},
            {{{"by", "test"}, {"test", "welch"}, {"below", 0.2}}},
            {{{"by", "mrmr"}, {"top", 3}}},
            {{{"by", "mutual_information"}, {"top", 2}, {"bins", 4}}},
            {{{"by", "relief"}, {"top", 3}, {"neighbours", 4}}},
            {{{"by", "lasso"}}},
            {{{"by", "lasso"}, {"lambda", 0.08}}},
            {{{"by", "lasso"}, {"top", 2}}}};
  if (name == "cut")
    return {{{{"at", "median"}}, true}, {{{"at", "quartiles"}, {"columns", {"f1", "f2"}}}}, {{{"at", "youden"}}}};
  const bool gaps = name == "standardise" || name == "robust_scale" || name == "yeo_johnson" || name == "winsorise" ||
                    name == "drop_constant";
  return {{Json::object(), gaps}};
}

std::vector<Operation> steps() {
  std::vector<Operation> out{impute_operation(), select_operation(), cut_operation()};
  for (const auto& made : {scale_steps(), drop_steps(), harmonise_steps(), resample_steps()})
    for (const auto& op : made) out.push_back(op);
  return out;
}

Training training(const Cases& c, const Predictors& after) {
  Training out;
  out.x.resize(static_cast<Index>(c.train.size()), 3);
  out.y.resize(static_cast<Index>(c.train.size()));
  for (std::size_t r = 0; r < c.train.size(); ++r) {
    const auto i = static_cast<Index>(r);
    for (std::size_t j = 0; j < 3; ++j)
      out.x(i, static_cast<Index>(j)) = after.columns[j].numbers[static_cast<Index>(c.train[r])];
    out.y[i] = c.target.y[static_cast<Index>(c.train[r])];
  }
  return out;
}

}  // namespace

TEST_CASE("what held-out cases are makes no difference to what a step does to training cases") {
  std::size_t changed = 0;
  for (const auto& op : steps())
    for (const auto& how : asked(op.signature.name)) {
      INFO(op.signature.name << " " << how.params.dump());
      Cases c = cases(how.gaps);
      if (op.signature.name == "box_cox") c.target.y[3] = 0;
      const Cases other = other_held_out(c);
      const auto one = fitted(op, c, how.params), two = fitted(op, other, how.params);
      Predictors a = at(c.predictors, c.train), b = a;
      one->apply(a);
      two->apply(b);
      CHECK(same(a, b));
      changed += !same(a, at(c.predictors, c.train));
      // Each case by itself, and the others do not matter.
      Predictors all = c.predictors;
      one->apply(all);
      for (const std::size_t r : {std::size_t{3}, std::size_t{7}, std::size_t{20}}) {
        Predictors alone = at(c.predictors, {r});
        one->apply(alone);
        CHECK(same(alone, at(all, {r})));
      }
    }
  CHECK(changed > 15);
}

TEST_CASE("resampling and weights touch training cases alone") {
  const Cases c = cases(false);
  for (const auto& op : resample_steps()) {
    const auto step = fitted(op, c, Json::object());
    Predictors after = c.predictors;
    step->apply(after);
    CHECK(same(after, c.predictors));
    const Training before = training(c, after);
    Training cases = before;
    step->resample(cases);
    double weight[2] = {0, 0};
    for (Index i = 0; i < cases.y.size(); ++i) {
      const double w = cases.weight.size() == 0 ? 1 : cases.weight[i];
      weight[cases.y[i] == 1 ? 1 : 0] += w;
    }
    CHECK(weight[0] == doctest::Approx(weight[1]));
    CHECK(cases.x.topRows(before.x.rows()) == before.x);
    Training again = before;
    fitted(op, c, Json::object())->resample(again);
    CHECK(again.x == cases.x);
  }
  const auto ops = resample_steps();
  Cases numbers = c;
  numbers.target.kind = TargetKind::continuous;
  CHECK_THROWS_AS(fitted(ops[0], numbers, Json::object()), Failure);
}

TEST_CASE("steps that cannot work say so") {
  const Cases gaps = cases(true), whole = cases(false);
  for (const auto& op : steps()) {
    const std::string& name = op.signature.name;
    if (name == "select") {
      CHECK_THROWS_AS(fitted(op, gaps, {{"by", "test"}, {"top", 3}}), Failure);
      CHECK_THROWS_AS(fitted(op, whole, {{"by", "test"}}), Failure);
      CHECK_THROWS_AS(fitted(op, whole, {{"by", "mrmr"}}), Failure);
      CHECK_THROWS_AS(fitted(op, whole, {{"by", "relief"}, {"below", 0.1}}), Failure);
      CHECK_THROWS_AS(fitted(op, whole, {{"by", "test"}, {"test", "cox"}, {"top", 3}}), Failure);
    }
    if (name == "combat") {
      CHECK_THROWS_AS(fitted(op, whole, {{"batch", "nowhere"}}), Failure);
      CHECK_THROWS_AS(fitted(op, whole, {{"batch", "site"}, {"reference", "Z"}}), Failure);
      CHECK_THROWS_AS(fitted(op, whole, {{"batch", "site"}, {"preserve", {"site"}}}), Failure);
      CHECK_THROWS_AS(fitted(op, whole, {{"batch", "site"}, {"unseen", "reference"}}), Failure);
    }
    if (name == "box_cox") {
      const auto step = fitted(op, whole, Json::object());
      Predictors below = at(whole.predictors, {3});
      below.columns[2].numbers[0] = -1;
      CHECK_THROWS_AS(step->apply(below), Failure);
    }
  }
}

TEST_CASE("a batch that training does not have") {
  Cases c = cases(false);
  Rows without;
  for (const std::size_t r : c.train)
    if (c.predictors.beside[0].codes[r] != 2) without.push_back(r);
  c.train = without;
  const auto combat = harmonise_steps().front();
  const auto with = [&](const char* unseen) {
    const auto step = fitted(combat, c, {{"batch", "site"}, {"unseen", unseen}, {"reference", "A"}});
    Predictors out = c.predictors;
    step->apply(out);
    return std::pair(out, step->note());
  };
  CHECK_THROWS_AS(with("error"), Failure);
  const auto [unchanged, nothing] = with("unchanged");
  const auto [placed, note] = with("location_only");
  CHECK(nothing.empty());
  CHECK(note == "placed 15 held-out cases of `site` \"C\" by themselves");
  CHECK(same(with("reference").first, unchanged));
  const Rows unseen{6, 7, 8};
  CHECK(same(at(unchanged, unseen), at(c.predictors, unseen)));
  CHECK_FALSE(same(at(placed, unseen), at(c.predictors, unseen)));
}
