// Components and tests of blocks: stats/multivariate.
#include <cmath>

#include "stats/multivariate/block_dependence.hpp"
#include "stats/multivariate/canonical.hpp"
#include "stats/multivariate/factor.hpp"
#include "stats/multivariate/manova.hpp"
#include "stats/multivariate/nmf.hpp"
#include "stats/multivariate/partial_least_squares.hpp"
#include "stats/multivariate/pca.hpp"
#include "stats/multivariate/sparse_cca.hpp"
#include "stdlib/conformance/case_fields.hpp"
#include "stdlib/conformance/stats_checks.hpp"

namespace rgx::conformance {

namespace {

using namespace stats;
using Eigen::Index;
using Eigen::MatrixXd;

void add(Numbers& n, const MatrixXd& found, const std::vector<double>& expected) {
  n.add(found, matrix_of(expected, static_cast<double>(found.cols())), 1);
}

void components(const Fields& f, Numbers& n) {
  if (!f.contains("pca_weights")) return;
  const PcaFit fit =
      pca(matrix_of(f.at("x"), f.at("columns")[0]), static_cast<Index>(f.at("components")[0]), f.at("scale")[0] == 1);
  add(n, fit.linear.weights, f.at("pca_weights"));
  add(n, fit.scores, f.at("pca_scores"));
  add(n, fit.sd, f.at("pca_sd"));
  add(n, fit.share, f.at("pca_share"));
}

void factors(const Fields& f, Numbers& n) {
  if (!f.contains("factor_loadings")) return;
  const FactorFit fit =
      factor_analysis(matrix_of(f.at("x"), f.at("columns")[0]), static_cast<Index>(f.at("components")[0]));
  add(n, fit.loadings, f.at("factor_loadings"));
  add(n, fit.uniqueness, f.at("uniqueness"));
  add(n, fit.scores, f.at("factor_scores"));
  if (f.contains("factor_test")) n.chi_square(fit.test, f.at("factor_test"));
}

struct Sides {
  explicit Sides(const Fields& f)
      : left(canonical_side(matrix_of(f.at("left"), f.at("left_columns")[0]), true)),
        right(canonical_side(matrix_of(f.at("right"), f.at("right_columns")[0]), true)) {}
  CanonicalSide left, right;
};

void add(Numbers& n, const TwoBlockFit& fit, const Fields& f, const std::string& name) {
  add(n, fit.left.weights, f.at(name + "_left"));
  add(n, fit.right.weights, f.at(name + "_right"));
  add(n, fit.statistic, f.at(name + "_statistic"));
  add(n, fit.correlation, f.at(name + "_correlation"));
}

auto two_blocks(const char* name, TwoBlockFit (*fit)(const Sides&, const Fields&)) {
  return [name, fit](const Fields& f, Numbers& n) {
    if (f.contains(std::string(name) + "_left")) add(n, fit(Sides(f), f), f, name);
  };
}

TwoBlockFit plain(const Sides& s, const Fields&) { return canonical_correlation(s.left, s.right, 2); }
TwoBlockFit ridge(const Sides& s, const Fields& f) {
  return canonical_correlation(s.left, s.right, 2, {f.at("ridge")[0], f.at("ridge")[1]});
}
TwoBlockFit symmetric(const Sides& s, const Fields&) { return pls_symmetric(s.left, s.right, 2); }
TwoBlockFit sparse(const Sides& s, const Fields& f) {
  SparseCcaOptions options;
  options.penalty = {f.at("sparse_penalty")[0], f.at("sparse_penalty")[1]};
  options.epsilon = 1e-13;
  options.max_iterations = 5000;
  return sparse_cca(s.left, s.right, 2, options);
}

void simpls(const Fields& f, Numbers& n) {
  if (!f.contains("simpls_left")) return;
  const Sides s(f);
  const PlsRegression found = pls_regression(s.left, s.right, 2);
  add(n, found.fit, f, "simpls");
  add(n, found.coefficients, f.at("simpls_coefficients"));
  add(n, found.explained_left, f.at("simpls_explained_left"));
}

auto updates(NmfDivergence kind, const std::string& name) {
  return [kind, name](const Fields& f, Numbers& n) {
    NmfOptions options;
    options.divergence = kind;
    options.max_iterations = static_cast<int>(f.at("steps")[0]);
    options.epsilon = 0;
    NmfFactors start;
    start.w = matrix_of(f.at("w"), f.at("components")[0]);
    start.h = matrix_of(f.at("h"), f.at("columns")[0]);
    const NmfFactors found = nmf_updates(matrix_of(f.at("data"), f.at("columns")[0]), start, options);
    add(n, found.w, f.at(name + "_w"));
    add(n, found.h, f.at(name + "_h"));
    n.add(found.divergence, f.at(name + "_divergence")[0], 1);
  };
}

auto variance(ManovaStatistic kind) {
  return [kind](const Fields& f, Numbers& n) {
    if (!f.contains("responses")) return;
    const MatrixXd y = matrix_of(f.at("responses"), f.at("response_columns")[0]);
    const MatrixXd z =
        f.contains("covariates") ? matrix_of(f.at("covariates"), f.at("covariate_columns")[0]) : MatrixXd(y.rows(), 0);
    const TestResult r = f.at("group")[0] == 1
                             ? manova(y, codes(f.at("tested")), z, kind)
                             : manova(y, matrix_of(f.at("tested"), f.at("tested_columns")[0]), z, kind);
    const auto& want = f.at(std::string(manova_name(kind)));
    n.add(r.estimate, want[0]);
    n.add(r.statistic, want[1]);
    n.add(r.df, want[2]);
    n.add(r.df2, want[3]);
    n.tail(r, want[4], want[5]);
  };
}

auto dependence(BlockStatistic statistic, const std::string& field) {
  return [statistic, field](const Fields& f, Numbers& n) {
    if (!f.contains(field)) return;
    Permutations how{Stream(1)};
    how.draws = 1;
    const PermutationResult r =
        block_dependence(matrix_of(f.at("left"), f.at("left_columns")[0]),
                         matrix_of(f.at("right"), f.at("right_columns")[0]), statistic, how, f.at("scale")[0] == 1);
    const auto& want = f.at(field);
    n.add(r.result.statistic, want[0], 1);
    n.add(r.result.estimate, want.size() > 1 ? want[1] : want[0], 1);
    if (f.contains(field + "_p")) n.add(r.result.p, f.at(field + "_p")[0]);  // all permutations counted
  };
}

}  // namespace

std::vector<StatsCheck> multivariate_checks() {
  using enum BlockStatistic;
  using enum ManovaStatistic;
  const auto of = [](const char* routine, const char* tool, const char* call, double tolerance, auto run) {
    return by_case(routine, "multivariate", tool, call, tolerance, run);
  };
  const auto test = [](const char* routine, const char* tool, const char* call, double tolerance, auto run) {
    return by_case(routine, "block_tests", tool, call, tolerance, run);
  };
  return {
      of("pca", "R", "prcomp(x)", kNumeric, components),
      of("factor_scores", "R", "factanal(x, scores = \"regression\"), varimax, converged", kIterative, factors),
      of("cca", "R", "cancor(x, y)", kNumeric, two_blocks("cancor", plain)),
      of("cca: ridge", "R", "eigenvectors of (Sxx + λI)^-1 Sxy (Syy + λI)^-1 Syx", kNumeric,
         two_blocks("ridge", ridge)),
      of("sparse_cca", "R", "penalised matrix decomposition, converged", kIterative, two_blocks("sparse", sparse)),
      of("pls: canonical", "R", "svd(cov(x, y))", kNumeric, two_blocks("pls", symmetric)),
      of("pls: regression", "pls", "plsr(y ~ x, method = \"simpls\")", kNumeric, simpls),
      by_case("nmf: brunet", "nmf", "NMF", "nmf(v, rank, \"brunet\", seed = start)", kIterative,
              updates(NmfDivergence::kullback_leibler, "brunet")),
      by_case("nmf: lee", "nmf", "NMF", "nmf(v, rank, \"lee\", seed = start)", kIterative,
              updates(NmfDivergence::frobenius, "lee")),
      test("manova: Pillai", "R", "summary(manova(), test = \"Pillai\")", kNumeric, variance(pillai)),
      test("manova: Wilks", "R", "summary(manova(), test = \"Wilks\")", kNumeric, variance(wilks)),
      test("manova: Hotelling-Lawley", "R", "summary(manova(), test = \"Hotelling-Lawley\")", kNumeric,
           variance(hotelling_lawley)),
      test("manova: Roy", "R", "summary(manova(), test = \"Roy\")", kNumeric, variance(roy)),
      test("rv", "R", "the formula; every permutation", kNumeric, dependence(rv, "rv")),
      test("mantel", "vegan", "mantel(dist(x), dist(y))", kNumeric, dependence(mantel, "mantel")),
      test("mantel: spearman", "vegan", "mantel(method = \"spearman\")", kNumeric,
           dependence(mantel_spearman, "mantel_spearman")),
      test("distance_covariance", "energy", "dcov.test(x, y)$statistic, dcor(x, y)", kNumeric,
           dependence(distance_covariance, "dcov")),
      test("hsic", "R", "the formula; every permutation", kNumeric, dependence(hsic, "hsic")),
  };
}

}  // namespace rgx::conformance
