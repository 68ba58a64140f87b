#include "stats/survival/cox_screen.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <stdexcept>

#include "stats/survival/cox_lanes.hpp"
#include "stats/survival/cox_maximise.hpp"
#include "stats/survival/cox_risk.hpp"

namespace rgx::stats {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr std::size_t block = 64;  // features of one unit of work; fixed, so that threads cannot change a sum
// Share of a feature's information below which nothing is left of it after the covariates; coxph's.
const double nothing_left = std::pow(std::numeric_limits<double>::epsilon(), 0.75);

// Features known on the same cases, and what is the same for all of them.
struct Pattern {
  std::vector<Index> rows, features;
  CoxOrder order;
  std::vector<CoxTerm> terms;
  Reason reason = Reason::none;  // why none of them can be tested
  // Of the fit of the covariates.
  RowMatrix covariates;         // kept columns by place, in units of their spread
  VectorXd residual, expected;  // by place, weighted: event - expected, and expected
  VectorXd risk;                // by place, relative within the stratum
  VectorXd total;               // one a term: sum of risks
  RowMatrix mean;               // one a term: covariates at risk
  Eigen::LDLT<MatrixXd> information;
  double log_likelihood = missing;
};

std::vector<Pattern> patterns(const CoxCases& cases, ConstMatrix features, ConstMatrix covariates) {
  const std::vector<Index> base = cox_rows(cases, covariates);
  std::map<std::vector<Index>, std::vector<Index>> found;
  for (Index j = 0; j < features.cols(); ++j) {
    std::vector<Index> rows;
    for (const Index i : base)
      if (!std::isnan(features(i, j))) rows.push_back(i);
    found[std::move(rows)].push_back(j);
  }
  std::vector<Pattern> out;
  for (auto& [rows, columns] : found) {
    out.emplace_back();
    out.back().rows = rows;
    out.back().features = columns;
  }
  return out;
}

void fit_null(Pattern& at, const CoxCases& cases, ConstMatrix covariates, const CoxOptions& options) {
  at.order = cox_order(cases, at.rows);
  at.reason = reason_code(cox_refusal(at.order, covariates));
  if (at.reason != Reason::none) return;
  at.terms = cox_terms(at.order, options.ties);
  const RowMatrix x = at.order.centred(covariates);
  const CoxMaximum null = cox_maximise(at.order, x, options);
  if (!null.converged) {
    const bool monotone = std::ranges::find(null.infinite, true) != null.infinite.end();
    at.reason = monotone ? Reason::separated : Reason::not_converged;
    return;
  }
  at.log_likelihood = null.log_likelihood;
  at.covariates = x(Eigen::all, null.kept);
  at.covariates = RowMatrix(at.covariates * cox_spread(at.covariates).cwiseInverse().asDiagonal());
  const CoxExpected expected = cox_expected(at.order, at.terms, null.log_hazard);
  at.risk = expected.risk;
  at.total = expected.total;
  at.expected = at.order.weight.cwiseProduct(expected.expected);
  at.residual = at.order.weight.cwiseProduct(cox_events(at.order)) - at.expected;
  at.mean.resize(static_cast<Index>(at.terms.size()), at.covariates.cols());
  MatrixXd information = MatrixXd::Zero(at.covariates.cols(), at.covariates.cols());
  Index t = 0;
  for_each_risk_set(at.order, at.terms, at.covariates, null.log_hazard,
                    [&](const CoxTerm& term, double, const VectorXd& mean, const MatrixXd& variance) {
                      at.mean.row(t++) = mean.transpose();
                      information += term.mass * variance;
                    });
  at.information = information.ldlt();
}

bool constant(ConstVector x, const std::vector<Index>& rows) {
  return std::ranges::all_of(rows, [&](Index i) { return x[i] == x[rows[0]]; });
}

// U²/V of features first … last of a pattern.
void score_block(const Pattern& at, ConstMatrix features, std::size_t first, std::size_t last,
                 std::vector<TestResult>& results) {
  const std::vector<Index> columns(at.features.begin() + first, at.features.begin() + last);
  RowMatrix x = at.order.centred(features(Eigen::all, columns));
  x = RowMatrix(x * cox_spread(x).cwiseInverse().asDiagonal());
  const Index width = x.cols(), k = at.covariates.cols();
  const VectorXd slope = x.transpose() * at.residual;
  Eigen::ArrayXd own = (x.cwiseAbs2().transpose() * at.expected).array();
  MatrixXd cross = at.covariates.transpose() * at.expected.asDiagonal() * x;  // k × width
  Eigen::ArrayXd sum = Eigen::ArrayXd::Zero(width), mean(width);
  std::size_t t = 0;
  for (std::size_t g = 0; g < at.order.groups.size(); ++g) {
    const CoxOrder::Group& group = at.order.groups[g];
    if (group.new_stratum) sum.setZero();
    for (Index i = group.first; i < group.last; ++i) sum += at.risk[i] * x.row(i).transpose().array();
    for (; t < at.terms.size() && at.terms[t].group == g; ++t) {
      const CoxTerm& term = at.terms[t];
      mean = sum;
      if (term.fraction > 0)
        for (Index i = group.first; i < group.first + group.events; ++i)
          mean -= term.fraction * at.risk[i] * x.row(i).transpose().array();
      mean /= at.total[static_cast<Index>(t)];
      own -= term.mass * mean.square();
      for (Index c = 0; c < k; ++c)
        cross.row(c) -= term.mass * at.mean(static_cast<Index>(t), c) * mean.matrix().transpose();
    }
  }
  VectorXd left = own.matrix();
  if (k > 0) left -= cross.cwiseProduct(at.information.solve(cross)).colwise().sum().transpose();
  for (Index j = 0; j < width; ++j) {
    TestResult& result = results[static_cast<std::size_t>(columns[static_cast<std::size_t>(j)])];
    if (result.reason != Reason::none) continue;
    if (left[j] > nothing_left * std::max(own[j], at.expected.sum()))
      set_test(result, chi_square_test(slope[j] * slope[j] / left[j], 1));
    else
      result.reason = Reason::collinear;
  }
}

// Newton for the features first … last, eight at a time; what that cannot do goes to cox_test.
void fit_block(const Pattern& at, const CoxCases& cases, ConstMatrix features, std::size_t first, std::size_t last,
               ModelTest test, const CoxOptions& options, std::vector<TestResult>& results) {
  for (std::size_t from = first; from < last; from += cox_lanes) {
    const std::vector<Index> columns(at.features.begin() + from,
                                     at.features.begin() + std::min(from + static_cast<std::size_t>(cox_lanes), last));
    const auto lanes = cox_side_by_side(at.order, at.terms, at.order.centred(features(Eigen::all, columns)));
    for (std::size_t j = 0; j < columns.size(); ++j) {
      TestResult& result = results[static_cast<std::size_t>(columns[j])];
      if (result.reason != Reason::none) continue;
      const CoxLane& lane = lanes[j];
      if (!lane.done) {
        const Index only[] = {0};
        result = cox_test(cases, features.col(columns[j]), only, test, options);
        continue;
      }
      const double z = lane.coefficient / lane.se;
      set_test(result, chi_square_test(test == ModelTest::wald    ? z * z
                                       : test == ModelTest::score ? lane.score
                                                                  : 2 * (lane.log_likelihood - at.log_likelihood),
                                       1));
      set_estimate(result, lane.coefficient, lane.se, {"hazard_ratio"}, options.level);
    }
  }
}

template <class Body>
void over_blocks(const std::vector<Pattern>& all, const ParallelFor& parallel, const Body& body) {
  struct Unit {
    const Pattern* pattern;
    std::size_t first, last;
  };
  std::vector<Unit> units;
  for (const Pattern& at : all)
    for (std::size_t c = 0; c < at.features.size(); c += block)
      units.push_back({&at, c, std::min(c + block, at.features.size())});
  parallel(units.size(), [&](std::size_t u) { body(*units[u].pattern, units[u].first, units[u].last); });
}

// n and reason of each feature that cannot be tested.
std::vector<TestResult> begin(const std::vector<Pattern>& all, ConstMatrix features, std::string_view test) {
  std::vector<TestResult> results(static_cast<std::size_t>(features.cols()));
  for (const Pattern& at : all) {
    for (const Index j : at.features) {
      TestResult& result = results[static_cast<std::size_t>(j)];
      result.test = test;
      result.n = at.rows.size();
      result.reason = at.reason;
      for (const Index i : at.rows)
        if (std::isinf(features(i, j))) result.reason = Reason::not_finite;
      if (result.reason == Reason::none && constant(features.col(j), at.rows)) result.reason = Reason::constant;
    }
  }
  return results;
}

// What side by side is not written for: a fit a feature.
std::vector<TestResult> one_by_one(const CoxCases& cases, ConstMatrix features, ConstMatrix covariates, ModelTest test,
                                   const CoxOptions& options, const ParallelFor& parallel) {
  const auto fit = [&](const MatrixXd& design, Index tested) {
    const Index only[] = {tested};
    return cox_test(cases, design, only, test, options);
  };
  return each_feature(features, covariates, fit, parallel);
}

}  // namespace

std::vector<TestResult> cox_score_screen(const CoxCases& cases, ConstMatrix features, ConstMatrix given,
                                         const CoxOptions& options, const ParallelFor& parallel) {
  if (!cases.cluster.empty()) throw std::invalid_argument("the score screen takes no clusters");
  const MatrixXd covariates = given.cols() > 0 ? MatrixXd(given) : MatrixXd(features.rows(), 0);
  if (cases.entry.size() > 0) return one_by_one(cases, features, covariates, ModelTest::score, options, parallel);
  std::vector<Pattern> all = patterns(cases, features, covariates);
  parallel(all.size(), [&](std::size_t i) { fit_null(all[i], cases, covariates, options); });
  std::vector<TestResult> results = begin(all, features, "cox score");
  over_blocks(all, parallel, [&](const Pattern& at, std::size_t first, std::size_t last) {
    if (at.reason == Reason::none) score_block(at, features, first, last, results);
  });
  return results;
}

std::vector<TestResult> cox_fit_screen(const CoxCases& cases, ConstMatrix features, ConstMatrix given, ModelTest test,
                                       const CoxOptions& options, const ParallelFor& parallel) {
  if (given.cols() > 0 || !cases.cluster.empty() || cases.entry.size() > 0)
    return one_by_one(cases, features, given, test, options, parallel);
  const MatrixXd none(features.rows(), 0);
  std::vector<Pattern> all = patterns(cases, features, none);
  parallel(all.size(), [&](std::size_t i) { fit_null(all[i], cases, none, options); });
  std::vector<TestResult> results = begin(all, features,
                                          test == ModelTest::wald    ? "cox wald"
                                          : test == ModelTest::score ? "cox score"
                                                                     : "cox likelihood ratio");
  over_blocks(all, parallel, [&](const Pattern& at, std::size_t first, std::size_t last) {
    if (at.reason == Reason::none) fit_block(at, cases, features, first, last, test, options, results);
  });
  return results;
}

}  // namespace rgx::stats
