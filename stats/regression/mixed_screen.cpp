#include "stats/regression/mixed_screen.hpp"

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "stats/regression/mixed_model.hpp"

namespace rgx::stats {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

struct Cases {
  std::vector<Index> rows;
  std::vector<int> cluster;
};

// Those with a cluster and no NaN in any of the tables.
template <typename... Tables>
Cases complete_cases(std::span<const int> cluster, const Tables&... tables) {
  const auto length = static_cast<Index>(cluster.size());
  if (((tables.rows() != length) || ...)) throw std::invalid_argument("mixed_test: tables of different lengths");
  Cases cases;
  for (Index i = 0; i < length; ++i) {
    const int code = cluster[static_cast<std::size_t>(i)];
    if (code < 0 || (tables.row(i).array().isNaN().any() || ...)) continue;
    cases.rows.push_back(i);
    cases.cluster.push_back(code);
  }
  return cases;
}

MixedFit fit_without(ConstMatrix covariates, ConstVector y, const Cases& cases) {
  return MixedModel(MatrixXd(covariates(cases.rows, Eigen::all)), VectorXd(y(cases.rows)), cases.cluster)
      .fit(Likelihood::ml);
}

MixedTest test_with(ConstMatrix covariates, ConstMatrix tested, ConstVector y, const Cases& cases,
                    const MixedFit& without) {
  const Index k = tested.cols();
  const auto n = static_cast<Index>(cases.rows.size());
  MatrixXd design(n, covariates.cols() + k);
  design << covariates(cases.rows, Eigen::all), tested(cases.rows, Eigen::all);
  const MixedModel model(design, VectorXd(y(cases.rows)), cases.cluster);
  const MixedFit reml = model.fit(Likelihood::reml);
  const LikelihoodRatio ratio = likelihood_ratio(without, model.fit(Likelihood::ml));
  return {.n = reml.n,
          .clusters = reml.clusters,
          .chi_square = ratio.chi_square,
          .df = ratio.df,
          .p = ratio.p,
          .log10_p = ratio.log10_p,
          .reason = ratio.reason,
          .coefficient = reml.coefficient.tail(k),
          .se = reml.se.tail(k),
          .t = reml.t.tail(k),
          .t_df = reml.df.tail(k),
          .t_p = reml.p.tail(k),
          .t_log10_p = reml.log10_p.tail(k),
          .sd_cluster = reml.sd_cluster,
          .sigma = reml.sigma,
          .reml_criterion = reml.criterion,
          .singular = reml.singular,
          .coefficient_reason = reml.reason};
}

}  // namespace

MixedTest mixed_test(ConstMatrix covariates, ConstMatrix tested, ConstVector y, std::span<const int> cluster) {
  const Cases cases = complete_cases(cluster, covariates, tested, y);
  return test_with(covariates, tested, y, cases, fit_without(covariates, y, cases));
}

std::vector<MixedTest> mixed_screen_predictors(ConstMatrix covariates, ConstMatrix features, ConstVector y,
                                               std::span<const int> cluster, const ParallelFor& parallel) {
  const Cases shared = complete_cases(cluster, covariates, y);
  if (features.rows() != y.size()) throw std::invalid_argument("mixed_screen_predictors: features of another length");
  const MixedFit without = fit_without(covariates, y, shared);
  std::vector<MixedTest> tests(static_cast<std::size_t>(features.cols()));
  parallel(tests.size(), [&](std::size_t j) {
    const auto feature = features.col(static_cast<Index>(j));
    const bool complete =
        std::none_of(shared.rows.begin(), shared.rows.end(), [&](Index i) { return std::isnan(feature[i]); });
    tests[j] =
        complete ? test_with(covariates, feature, y, shared, without) : mixed_test(covariates, feature, y, cluster);
  });
  return tests;
}

std::vector<MixedTest> mixed_screen_responses(ConstMatrix covariates, ConstMatrix tested, ConstMatrix features,
                                              std::span<const int> cluster, const ParallelFor& parallel) {
  if (features.rows() != static_cast<Index>(cluster.size()))
    throw std::invalid_argument("mixed_screen_responses: features of another length");
  std::vector<MixedTest> tests(static_cast<std::size_t>(features.cols()));
  parallel(tests.size(), [&](std::size_t j) {
    tests[j] = mixed_test(covariates, tested, features.col(static_cast<Index>(j)), cluster);
  });
  return tests;
}

}  // namespace rgx::stats
