#include "stdlib/models/search.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "stats/base/resample.hpp"
#include "stats/learning/penalise_cv.hpp"
#include "stats/survival/concordance.hpp"
#include "stats/validation/class_performance.hpp"
#include "stats/validation/multiclass.hpp"
#include "stats/validation/roc.hpp"

namespace rgx::stdlib {

using engine::Column;
using engine::Failure;
using engine::Json;

namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

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

// The same of several classes; probability: cases × classes.
double class_goodness(const std::string& criterion, const Eigen::MatrixXd& probability, const Eigen::VectorXd& y) {
  std::vector<int> classes;
  for (const double v : y) classes.push_back(static_cast<int>(v));
  if (criterion == "auc") return stats::hand_till(probability, classes);
  if (criterion == "brier") return -stats::multiclass_brier(probability, classes);
  if (criterion == "accuracy") return stats::class_metric(probability, classes, stats::ClassMetric::accuracy);
  double sum = 0;
  for (std::size_t i = 0; i < classes.size(); ++i)
    sum += 2 * std::log(std::clamp(probability(static_cast<Eigen::Index>(i), classes[i]), 1e-5, 1 - 1e-5));
  return sum / static_cast<double>(classes.size());
}

stats::CoxCases survival_cases(const Eigen::VectorXd& time, const Eigen::VectorXd& event) {
  stats::CoxCases cases;
  cases.time = time;
  for (const double e : event) cases.event.push_back(static_cast<int>(e));
  return cases;
}

// Harrell's C; NaN where no pair of the fold can be compared.
double concordance_of(const Eigen::VectorXd& score, const Eigen::VectorXd& time, const Eigen::VectorXd& event) {
  return stats::concordance(survival_cases(time, event), score).value;
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
  static const std::vector<std::string> of_survival{"c_index", "deviance"};
  const auto& known = target.survival() ? of_survival : target.binary() || target.nominal() ? of_classes : of_numbers;
  if (std::find(known.begin(), known.end(), criterion) != known.end()) return;
  std::string list;
  for (const auto& name : known) list += (list.empty() ? "`" : ", `") + name + "`";
  throw Failure("not-built", "`tune_by: " + criterion + "` is not built yet for this outcome; there are " + list);
}

}  // namespace

namespace {

// Candidates by what their steps are told: the places of those that share one preparation.
std::vector<std::vector<std::size_t>> by_steps(const std::vector<Candidate>& candidates) {
  std::vector<std::vector<std::size_t>> groups;
  for (std::size_t c = 0; c < candidates.size(); ++c) {
    const auto at = std::find_if(groups.begin(), groups.end(), [&](const auto& group) {
      return candidates[group.front()].steps == candidates[c].steps;
    });
    if (at == groups.end())
      groups.push_back({c});
    else
      at->push_back(c);
  }
  return groups;
}

// What one candidate got along its path from the inner folds.
struct Gathered {
  std::vector<double> sum, count;
  std::vector<std::vector<double>> good, weight;  // of each place, a fold that could tell each
  std::vector<std::vector<double>> predicted;     // of each place, where wanted
};

// Partial likelihood deviance that the held-out cases add (stats/learning/penalise_cox.hpp), at every place of a path,
// and the events among them.
struct HeldOut {
  Eigen::VectorXd deviance;
  double events;
};
HeldOut survival_deviance(const SearchInput& in, const FittedPipeline& fitted, const InnerFold& fold) {
  if (fitted.learner->baseline_at(0).time.empty())
    throw Failure("not-built", "`tune_by: deviance` asks for a learner that gives log hazards",
                  "use `tune_by: c_index`");
  Rows rows = fold.train;
  rows.insert(rows.end(), fold.test.begin(), fold.test.end());
  std::vector<Eigen::Index> train;
  for (std::size_t i = 0; i < fold.train.size(); ++i) train.push_back(static_cast<Eigen::Index>(i));
  return {stats::held_out_cox_deviance(survival_cases(of_rows(in.target.y, rows), of_rows(in.target.event, rows)),
                                       fitted.learner->predict_all(fitted.columns_of(rows)), train),
          of_rows(in.target.event, fold.test).sum()};
}

void judge_inner(const SearchInput& in, const std::string& criterion, const FittedPipeline& fitted,
                 const InnerFold& fold, Gathered& out) {
  const Eigen::VectorXd y = of_rows(in.target.y, fold.test);
  const Eigen::MatrixXd x = fitted.columns_of(fold.test);
  const std::size_t places = out.sum.size(), length = fitted.learner->path_length();
  const Eigen::MatrixXd all = in.target.nominal() ? Eigen::MatrixXd() : fitted.learner->predict_all(x);
  const bool partial = in.target.survival() && criterion == "deviance";
  const HeldOut held = partial ? survival_deviance(in, fitted, fold) : HeldOut{};
  for (std::size_t p = 0; p < places; ++p) {
    const std::size_t place = std::min(p, length - 1);
    double good = kNone;
    if (in.target.nominal()) {
      good = class_goodness(criterion, fitted.learner->probabilities(x, place), y);
    } else {
      const Eigen::VectorXd score = all.col(static_cast<Eigen::Index>(place));
      good = partial                ? -held.deviance[static_cast<Eigen::Index>(place)]
             : in.target.survival() ? concordance_of(score, y, of_rows(in.target.event, fold.test))
                                    : goodness(criterion, score, y, in.target.binary());
      if (in.predictions_wanted) out.predicted[p].insert(out.predicted[p].end(), score.begin(), score.end());
    }
    if (std::isnan(good)) continue;
    const double weight = partial ? held.events : 1;
    out.sum[p] += weight * good;
    out.count[p] += weight;
    out.good[p].push_back(good);
    out.weight[p].push_back(weight);
  }
}

// Standard error of a mean criterion, from the spread between inner folds (cv.glmnet's).
double error_of(const std::vector<double>& good, const std::vector<double>& weight, double mean) {
  double square = 0, total = 0;
  for (std::size_t f = 0; f < good.size(); ++f) {
    square += weight[f] * (good[f] - mean) * (good[f] - mean);
    total += weight[f];
  }
  return good.size() < 2 ? kNone : std::sqrt(square / total / static_cast<double>(good.size() - 1));
}

// The strongest penalty of the best candidate's path within one standard error of the best.
std::size_t one_se(const std::vector<Tried>& tried, const Gathered& of, std::size_t best) {
  const std::size_t first = best - tried[best].place;
  const auto places = static_cast<Eigen::Index>(of.sum.size());
  Eigen::VectorXd loss(places), error(places);
  for (Eigen::Index p = 0; p < places; ++p) {
    const auto at = static_cast<std::size_t>(p);
    loss[p] = -tried[first + at].criterion;
    error[p] = error_of(of.good[at], of.weight[at], tried[first + at].criterion);
  }
  return first + static_cast<std::size_t>(stats::one_se_place(loss, error));
}

}  // namespace

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
  } else if (in.target.nominal()) {
    std::vector<int> classes;
    for (const auto& some : rows)
      classes.push_back(static_cast<int>(in.target.y[static_cast<Eigen::Index>(some.front())]));
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

SearchResult search(const SearchInput& in) {
  const auto candidates = in.spec.candidates();
  const std::string criterion = !in.criterion.empty() ? in.criterion : in.target.survival() ? "c_index" : "deviance";
  require_criterion(criterion, in.target);
  const auto groups = by_steps(candidates);
  std::vector<FittedPipeline> whole(candidates.size());
  std::vector<std::vector<double>> lambdas(candidates.size());
  bool any_path = false;
  for (const auto& group : groups) {
    const auto prepared =
        prepare_cases(in.spec, candidates[group.front()].steps, in.predictors, in.target, in.train, {in.stream, 0});
    for (const std::size_t c : group) {
      whole[c] = fit_learner(in.spec, prepared, in.target, candidates[c].learner, nullptr, {in.stream, 0});
      for (std::size_t p = 0; p < whole[c].learner->path_length(); ++p)
        lambdas[c].push_back(whole[c].learner->lambda(p));
      any_path = any_path || lambdas[c].size() > 1;
    }
  }
  SearchResult out;
  out.chosen = candidates.front();
  const bool nothing_to_search = candidates.size() == 1 && !any_path;
  if (!any_path) lambdas.assign(candidates.size(), {0});
  if (nothing_to_search && !in.predictions_wanted) {
    out.fitted = std::move(whole.front());
    return out;
  }

  const auto folds = inner_folds(in);
  std::vector<double> observed;
  for (const auto& fold : folds)
    for (const std::size_t r : fold.test) observed.push_back(in.target.y[static_cast<Eigen::Index>(r)]);
  std::vector<Gathered> gathered(candidates.size());
  for (std::size_t c = 0; c < candidates.size(); ++c) {
    gathered[c].sum.assign(lambdas[c].size(), 0);
    gathered[c].count = gathered[c].sum;
    gathered[c].good.resize(lambdas[c].size());
    gathered[c].weight = gathered[c].good;
    gathered[c].predicted.resize(in.predictions_wanted ? lambdas[c].size() : 0);
  }
  for (const auto& group : groups)
    for (std::size_t f = 0; f < folds.size(); ++f) {
      const Draws draws{in.stream, static_cast<std::uint32_t>(f + 1), &in.train};
      const auto prepared =
          prepare_cases(in.spec, candidates[group.front()].steps, in.predictors, in.target, folds[f].train, draws);
      for (const std::size_t c : group)
        judge_inner(
            in, criterion,
            fit_learner(in.spec, prepared, in.target, candidates[c].learner, any_path ? &lambdas[c] : nullptr, draws),
            folds[f], gathered[c]);
    }
  std::vector<Tried> tried;
  std::vector<std::vector<double>> scores;  // inner out-of-fold predictions of each tried
  for (std::size_t c = 0; c < candidates.size(); ++c)
    for (std::size_t p = 0; p < lambdas[c].size(); ++p) {
      const double count = gathered[c].count[p];
      tried.push_back({c, p, any_path ? lambdas[c][p] : kNone, count > 0 ? gathered[c].sum[p] / count : kNone});
      if (in.predictions_wanted) scores.push_back(std::move(gathered[c].predicted[p]));
    }
  std::size_t best = 0;
  for (std::size_t i = 1; i < tried.size(); ++i)
    if (std::isnan(tried[best].criterion) || tried[i].criterion > tried[best].criterion) best = i;
  if (any_path && candidates[tried[best].candidate].learner.value("choose", "") == "one_se")
    best = one_se(tried, gathered[tried[best].candidate], best);
  out.chosen = candidates[tried[best].candidate];
  out.place = tried[best].place;
  if (any_path) out.lambda = lambdas[tried[best].candidate];
  out.fitted = std::move(whole[tried[best].candidate]);
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
