// Columns that a lasso keeps (Tibshirani 1996), with the path and the folds of the elastic net learner.
#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "stats/base/random.hpp"
#include "stats/base/resample.hpp"
#include "stats/learning/penalise_cv.hpp"
#include "stdlib/models/steps/rank.hpp"
#include "stdlib/multivariate/block_values.hpp"

namespace rgx::stdlib {

using Eigen::Index;
using Eigen::MatrixXd;
using engine::Failure;

namespace {

constexpr std::size_t kFolds = 5;

// A path of whatever outcome: columns × lambdas, the size of a coefficient in all classes.
struct Entered {
  MatrixXd size;
  Index best = 0;
  std::string reason;
};

stats::CoxCases survival(const Target& target) {
  stats::CoxCases out;
  out.time = target.y;
  for (const double e : target.event) out.event.push_back(static_cast<int>(e));
  return out;
}

// A fold for each training case, those of one subject together.
std::vector<int> folds_of(const Ranked& on) {
  std::map<std::string, std::size_t> place;
  std::vector<std::size_t> subject;
  for (const std::size_t r : on.in.train)
    subject.push_back(place.emplace(on.in.beside.subject.at(r), place.size()).first->second);
  stats::Subjects subjects;
  subjects.count = place.size();
  std::vector<int> row_class;
  const Eigen::VectorXd& of = on.target.survival() ? on.target.event : on.target.y;
  if (on.target.kind != TargetKind::continuous) {
    for (const double y : of) row_class.push_back(static_cast<int>(y));
    subjects.stratify.push_back(stats::subject_codes(row_class, subject, subjects.count));
  }
  const auto made = stats::kfold(subjects, std::min(kFolds, subjects.count), 1,
                                 stats::Stream(stream_for(on.in.stream, "lasso"), on.in.replicate).bits());
  if (!made.reason.empty())
    throw Failure("inner-folds", "`select(by: lasso)` cannot deal its cases out: " + made.reason);
  std::vector<int> fold_of_subject(subjects.count, 0);
  for (std::size_t f = 0; f < made.repeats.front().size(); ++f)
    for (const std::size_t s : made.repeats.front()[f].test) fold_of_subject[s] = static_cast<int>(f);
  std::vector<int> out;
  for (const std::size_t s : subject) out.push_back(fold_of_subject[s]);
  return out;
}

Entered of_path(const stats::ElasticNetPath& path, Index best, const std::string& reason) {
  return {path.coefficient.cwiseAbs(), best, path.reason.empty() ? reason : path.reason};
}

Entered of_paths(const stats::ElasticNetPaths& paths, Index best, const std::string& reason) {
  Entered out{MatrixXd(), best, paths.reason.empty() ? reason : paths.reason};
  for (const auto& c : paths.coefficient)
    out.size = out.size.size() == 0 ? MatrixXd(c.cwiseAbs()) : out.size + c.cwiseAbs();
  return out;
}

Entered fitted(const Ranked& on, const stats::PathOptions& options, bool search) {
  const Target& t = on.target;
  const MatrixXd& x = on.columns.x;
  const std::vector<int> fold = search ? folds_of(on) : std::vector<int>();
  if (t.survival()) {
    if (!search) return of_path(stats::cox_elastic_net(survival(t), x, options), 0, "");
    const auto v = stats::cross_validate(survival(t), x, options, fold);
    return of_path(v.path, v.folds.best, v.folds.reason);
  }
  if (t.nominal()) {
    const auto classes = static_cast<Index>(t.classes);
    if (!search) return of_paths(stats::multinomial_elastic_net(x, t.y, classes, options), 0, "");
    const auto v = stats::cross_validate_classes(x, t.y, classes, options, fold);
    return of_paths(v.path, v.folds.best, v.folds.reason);
  }
  if (!search) return of_path(stats::elastic_net(x, t.y, options), 0, "");
  const auto v = stats::cross_validate(x, t.y, options, fold);
  return of_path(v.path, v.folds.best, v.folds.reason);
}

struct Entry {
  Index place = 0;  // of the path
  double size = 0;  // there, beside the column's own spread
  Index column = 0;
};

// Columns in the order they enter the path; of those at one place the largest first.
std::vector<Entry> entries(const MatrixXd& size, const MatrixXd& x) {
  std::vector<Entry> out;
  for (Index j = 0; j < size.rows(); ++j)
    for (Index l = 0; l < size.cols(); ++l)
      if (size(j, l) > 0) {
        const double sd = std::sqrt((x.col(j).array() - x.col(j).mean()).square().mean());
        out.push_back({l, size(j, l) * sd, j});
        break;
      }
  std::stable_sort(out.begin(), out.end(), [](const Entry& a, const Entry& b) {
    return a.place != b.place ? a.place < b.place : a.size > b.size;
  });
  return out;
}

}  // namespace

std::vector<Index> lasso_columns(const Ranked& on, std::size_t count) {
  stats::PathOptions options;
  options.family = on.target.binary() ? stats::PenalisedFamily::binomial : stats::PenalisedFamily::gaussian;
  const auto lambda = on.in.params.find("lambda");
  const bool given = lambda != on.in.params.end() && lambda->is_number();
  if (given) options.lambda = {lambda->get<double>()};
  Entered path = fitted(on, options, !given && count == 0);
  std::vector<Index> out;
  const auto take = [&](std::size_t most) {
    if (!path.reason.empty() && path.reason != "not converged" && path.reason != "no columns to penalise")
      throw Failure("learner", "`select(by: lasso)`: " + path.reason);
    const Index at = std::min(path.best, path.size.cols() - 1);
    for (const auto& e : entries(path.size, on.columns.x))
      if (most > 0 ? out.size() < most : path.size(e.column, at) > 0) out.push_back(e.column);
  };
  take(count);
  if (out.empty()) {  // nothing passes: the first that enters stays, so that the fold still gives a prediction
    options.lambda.clear();
    path = fitted(on, options, false);
    take(1);
  }
  if (out.empty()) out.push_back(0);
  return out;
}

}  // namespace rgx::stdlib
