#include "stats/clustering/gaussian_mixture.hpp"

#include <doctest/doctest.h>

#include <numeric>
#include <string>

#include "stats/clustering/partitions.hpp"
#include "tests/stats/table.hpp"

using namespace rgx::stats;
using Eigen::Index;
using Eigen::MatrixXd;
using rgx::test::codes;
using rgx::test::matrix_of;
using rgx::test::relative;
using rgx::test::worst;

namespace {

MatrixXd membership_of(const std::vector<int>& cluster, int k) {
  MatrixXd z = MatrixXd::Zero(static_cast<Index>(cluster.size()), k);
  for (std::size_t i = 0; i < cluster.size(); ++i) z(static_cast<Index>(i), cluster[i]) = 1;
  return z;
}

double apart(const MatrixXd& a, const std::vector<double>& b) {
  return (a - matrix_of(b, static_cast<double>(a.cols()))).cwiseAbs().maxCoeff();
}

}  // namespace

TEST_CASE("mixtures equal mclust's from the same start, converged") {
  int checked = 0;
  for (const auto& [name, f] : rgx::test::read_cases("clustering")) {
    if (!f.contains("start")) continue;
    const MatrixXd x = matrix_of(f.at("x"), f.at("columns")[0]);
    const int k = static_cast<int>(f.at("k")[0]);
    for (int m = 0; m < 6; ++m) {
      const std::string end = "_" + std::to_string(m);
      if (!f.contains("loglik" + end)) continue;
      CAPTURE(name);
      CAPTURE(m);
      ++checked;
      const Mixture fit =
          fit_mixture(x, static_cast<MixtureModel>(m), membership_of(codes(f.at("start")), k), {1e-13, 20000});
      CHECK(fit.reason == "");
      CHECK(fit.converged);
      CHECK(relative(fit.log_likelihood, f.at("loglik" + end)[0]) < 1e-10);
      CHECK(relative(fit.bic, f.at("bic" + end)[0]) < 1e-10);
      CHECK(worst(fit.weight, f.at("weight" + end)) < 1e-5);
      CHECK(apart(fit.mean, f.at("mean" + end)) < 1e-4);
      CHECK(apart(fit.membership, f.at("membership" + end)) < 1e-4);
      for (int g = 0; g < k; ++g) {
        const auto& all = f.at("covariance" + end);
        const Index d2 = x.cols() * x.cols();
        const std::vector<double> one(all.begin() + g * d2, all.begin() + (g + 1) * d2);
        CHECK(apart(fit.covariance[fit.covariance.size() > 1 ? g : 0], one) < 1e-3);
      }
      CHECK((mixture_membership(fit, x) - fit.membership).cwiseAbs().maxCoeff() < 1e-4);
    }
  }
  CHECK(checked == 26);
}

TEST_CASE("the choice by BIC is Mclust's") {
  int checked = 0;
  const int components[] = {1, 2, 3, 4, 5};
  for (const auto& [name, f] : rgx::test::read_cases("clustering")) {
    if (!f.contains("chosen")) continue;
    CAPTURE(name);
    ++checked;
    const MatrixXd x = matrix_of(f.at("x"), f.at("columns")[0]);
    const auto fits = gaussian_mixtures(x, components, kMixtureModels, Stream(5));
    REQUIRE(fits.size() == 30);
    const Mixture& best = fits[static_cast<std::size_t>(best_mixture(fits))];
    CHECK(best.components == f.at("chosen")[0]);
    CHECK(static_cast<int>(best.model) == f.at("chosen")[1]);
    CHECK(relative(best.bic, f.at("chosen_bic")[0]) < 1e-6);
    CHECK(adjusted_rand(best.cluster, codes(f.at("cluster"))) == 1);
  }
  CHECK(checked == 3);
}

TEST_CASE("a mixture without a maximum says so") {
  MatrixXd x(6, 2);
  x << 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 7, 7;
  const int two[] = {2, 7};
  const MixtureModel models[] = {MixtureModel::EEE, MixtureModel::EEI};
  const auto fits = gaussian_mixtures(x, two, models, Stream(1));
  CHECK(fits[0].reason == "singular covariance");
  CHECK(fits[1].reason == "");
  CHECK(fits[2].reason == "fewer distinct cases than clusters");
  CHECK(best_mixture(fits) == 1);
  CHECK(best_mixture(std::span(fits).first(1)) == -1);
  MatrixXd z = MatrixXd::Zero(6, 2);
  z.col(0).setOnes();
  CHECK(fit_mixture(x, MixtureModel::EII, z).reason == "empty component");
}
