#include "stdlib/models/search.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "stats/base/resample.hpp"
#include "stats/learning/roc.hpp"
#include "stats/survival/concordance.hpp"

namespace rgx::stdlib {

using engine::Column;
using engine::Failure;
using engine::Json;

namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

struct InnerFold {
  Rows train, test;
};

std::vector<InnerFold> inner_folds(const SearchInput& in) {
  // Subjects of the training part, numbered in order of their first row; classes keep their share in each fold.
  std::map<std::size_t, std::size_t> place;
  std::vector<std::size_t> subjects;
  std::vector<std::vector<std::size_t>> rows;
  for (const std::size_t r : in.train) {
    const auto [at, fresh] = place.emplace(in.subject_of[r], rows.size());
    if (fresh) rows.emplace_back();
    rows[at->second].push_back(r);
  }
  stats::Subjects all;
  all.count = rows.size();
  if (in.target.binary() || in.target.survival()) {
    const Eigen::VectorXd& of = in.target.survival() ? in.target.event : in.target.y;
    std::vector<int> classes;
    for (const auto& some : rows) {
      int positive = 0;
      for (const std::size_t r : some) positive |= of[static_cast<Eigen::Index>(r)] == 1;
      classes.push_back(positive);
    }
    all.stratify = {classes};
  }
  for (std::size_t i = 0; i < rows.size(); ++i) subjects.push_back(i);
  const auto partition = stats::inner_folds(all, subjects, in.inner, in.stream, in.repeat, in.fold);
  if (!partition.reason.empty()) throw Failure("inner-folds", "inner folds: " + partition.reason);
  std::vector<InnerFold> out;
  for (const auto& fold : partition.repeats.at(0)) {
    InnerFold f;
    for (const std::size_t s : fold.train) f.train.insert(f.train.end(), rows[s].begin(), rows[s].end());
    for (const std::size_t s : fold.test) f.test.insert(f.test.end(), rows[s].begin(), rows[s].end());
    out.push_back(std::move(f));
  }
  return out;
}

// Higher is better; NaN where the fold cannot tell (one class).
double goodness(const std::string& criterion, const Eigen::VectorXd& score, const Eigen::VectorXd& y, bool binary) {
  if (criterion == "auc") return stats::auc(score, y);
  double sum = 0;
  for (Eigen::Index i = 0; i < y.size(); ++i) {
    if (criterion == "accuracy") {
      sum += (score[i] >= 0.5) == (y[i] == 1);
    } else if (binary && criterion != "brier") {
      // glmnet's cut keeps one confident mistake from deciding everything.
      const double p = std::min(std::max(score[i], 1e-5), 1 - 1e-5);
      sum += 2 * (y[i] == 1 ? std::log(p) : std::log(1 - p));
    } else {
      sum -= (score[i] - y[i]) * (score[i] - y[i]);
    }
  }
  return sum / static_cast<double>(y.size());
}

// Harrell's C; NaN where no pair of the fold can be compared.
double concordance_of(const Eigen::VectorXd& score, const Eigen::VectorXd& time, const Eigen::VectorXd& event) {
  stats::CoxCases cases;
  cases.time = time;
  for (const double e : event) cases.event.push_back(static_cast<int>(e));
  return stats::concordance(cases, score).value;
}

Eigen::VectorXd of_rows(const Eigen::VectorXd& y, const Rows& rows) {
  Eigen::VectorXd out(static_cast<Eigen::Index>(rows.size()));
  for (std::size_t r = 0; r < rows.size(); ++r)
    out[static_cast<Eigen::Index>(r)] = y[static_cast<Eigen::Index>(rows[r])];
  return out;
}

struct Tried {
  std::size_t candidate, place;
  double lambda, criterion;
};

void fill_table(const std::vector<Candidate>& candidates, const std::vector<Tried>& tried, std::size_t best,
                const std::string& criterion, engine::Table& out) {
  std::vector<std::string> parameters, chosen, names;
  std::vector<double> lambda, value;
  for (std::size_t i = 0; i < tried.size(); ++i) {
    std::string text;
    for (const auto& [name, v] : candidates[tried[i].candidate].chosen.items())
      text += (text.empty() ? "" : "; ") + name + "=" + (v.is_number() ? engine::shortest(v.get<double>()) : v.dump());
    parameters.push_back(text);
    lambda.push_back(tried[i].lambda);
    names.push_back(criterion);
    value.push_back(tried[i].criterion);
    chosen.emplace_back(i == best ? "true" : "false");
  }
  out.columns = {Column::of_texts("parameters", parameters), Column::of_numbers("lambda", lambda),
                 Column::of_texts("criterion", names), Column::of_numbers("value", value),
                 Column::of_texts("chosen", chosen)};
}

}  // namespace

namespace {

// A criterion that inner folds cannot judge is refused: another one under its name would be a false table.
void require_criterion(const std::string& criterion, const Target& target) {
  static const std::vector<std::string> of_classes{"deviance", "log_loss", "auc", "brier", "accuracy"};
  static const std::vector<std::string> of_numbers{"deviance", "rmse"};
  static const std::vector<std::string> of_survival{"c_index"};
  const auto& known = target.survival() ? of_survival : target.binary() ? of_classes : of_numbers;
  if (std::find(known.begin(), known.end(), criterion) != known.end()) return;
  std::string list;
  for (const auto& name : known) list += (list.empty() ? "`" : ", `") + name + "`";
  throw Failure("not-built", "`tune_by: " + criterion + "` is not built yet for this outcome; there are " + list);
}

}  // namespace

SearchResult search(const SearchInput& in) {
  const auto candidates = in.spec.candidates();
  const std::string criterion = !in.criterion.empty() ? in.criterion : in.target.survival() ? "c_index" : "deviance";
  require_criterion(criterion, in.target);
  std::vector<std::vector<double>> lambdas;
  bool any_path = false;
  for (const auto& candidate : candidates) {
    const auto whole = fit_pipeline(in.spec, candidate, in.predictors, in.target, in.train, nullptr, {in.stream, 0});
    std::vector<double> path;
    for (std::size_t p = 0; p < whole.learner->path_length(); ++p) path.push_back(whole.learner->lambda(p));
    any_path = any_path || path.size() > 1;
    lambdas.push_back(std::move(path));
  }
  SearchResult out;
  out.chosen = candidates.front();
  const bool nothing_to_search = candidates.size() == 1 && !any_path;
  if (!any_path) lambdas.assign(candidates.size(), {0});
  if (nothing_to_search && !in.predictions_wanted) return out;

  const auto folds = inner_folds(in);
  std::vector<Tried> tried;
  std::vector<std::vector<double>> scores;  // inner out-of-fold predictions of each tried
  std::vector<double> observed;
  for (const auto& fold : folds)
    for (const std::size_t r : fold.test) observed.push_back(in.target.y[static_cast<Eigen::Index>(r)]);
  for (std::size_t c = 0; c < candidates.size(); ++c) {
    const std::size_t places = lambdas[c].size();
    std::vector<double> sum(places, 0), count(places, 0);
    std::vector<std::vector<double>> predicted(in.predictions_wanted ? places : 0);
    for (std::size_t f = 0; f < folds.size(); ++f) {
      const auto& fold = folds[f];
      const auto fitted =
          fit_pipeline(in.spec, candidates[c], in.predictors, in.target, fold.train, any_path ? &lambdas[c] : nullptr,
                       {in.stream, static_cast<std::uint32_t>(f + 1), &in.train});
      const Eigen::VectorXd y = of_rows(in.target.y, fold.test);
      for (std::size_t p = 0; p < places; ++p) {
        const std::size_t place = std::min(p, fitted.learner->path_length() - 1);
        const Eigen::VectorXd score = fitted.predict(fold.test, place);
        const double good = in.target.survival() ? concordance_of(score, y, of_rows(in.target.event, fold.test))
                                                 : goodness(criterion, score, y, in.target.binary());
        if (!std::isnan(good)) sum[p] += good, count[p] += 1;
        if (in.predictions_wanted) predicted[p].insert(predicted[p].end(), score.begin(), score.end());
      }
    }
    for (std::size_t p = 0; p < places; ++p) {
      tried.push_back({c, p, any_path ? lambdas[c][p] : kNone, count[p] > 0 ? sum[p] / count[p] : kNone});
      if (in.predictions_wanted) scores.push_back(std::move(predicted[p]));
    }
  }
  std::size_t best = 0;
  for (std::size_t i = 1; i < tried.size(); ++i)
    if (std::isnan(tried[best].criterion) || tried[i].criterion > tried[best].criterion) best = i;
  out.chosen = candidates[tried[best].candidate];
  out.place = tried[best].place;
  if (any_path) out.lambda = lambdas[tried[best].candidate];
  if (in.predictions_wanted) {
    out.score = scores[best];
    out.observed = observed;
  }
  // Deviance, brier and rmse are printed as the losses they are.
  const bool loss = criterion != "auc" && criterion != "accuracy" && criterion != "c_index";
  auto printed = tried;
  for (auto& t : printed) {
    if (loss) t.criterion = -t.criterion;
    if (criterion == "rmse") t.criterion = std::sqrt(t.criterion);
  }
  if (!nothing_to_search) fill_table(candidates, printed, best, criterion, out.tried);
  return out;
}

}  // namespace rgx::stdlib
