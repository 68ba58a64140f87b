#include "stats/multivariate/evidence.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "stats/multivariate/nmf.hpp"
#include "stats/multivariate/pca.hpp"
#include "stats/multivariate/sparse_cca.hpp"
#include "stats/multivariate/sparse_tune.hpp"
#include "tests/stats/backwards.hpp"
#include "tests/stats/multivariate/blocks.hpp"
#include "tests/stats/table.hpp"

using namespace rgx::stats;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using rgx::test::backwards;
using rgx::test::normals;
using rgx::test::related_blocks;

namespace {

const TwoBlockMethod ridge = [](const CanonicalSide& x, const CanonicalSide& y, Index k) {
  return canonical_correlation(x, y, k, {0.5, 0.5});
};

Permutations draws(std::uint64_t key, std::uint32_t n) {
  Permutations how{Stream(key)};
  how.draws = n;
  return how;
}

}  // namespace

TEST_CASE("shared directions have a small p and hold in held-out cases; others have and do neither") {
  const auto [x, y] = related_blocks(80, 6, 5, 11, 1.5);
  const CanonicalSide left = canonical_side(x, true), right = canonical_side(y, true);
  const TwoBlockFit fit = ridge(left, right, 4);
  const VectorXd p = component_p(left, right, fit, ridge, draws(1, 99));
  CHECK(p[0] == doctest::Approx(0.01));
  CHECK(p[1] == doctest::Approx(0.01));
  CHECK(p[2] > 0.05);
  CHECK(p[3] >= p[2]);
  HeldOutPlan plan;
  plan.key = 5;
  plan.repeats = 4;
  const HeldOut held = held_out_correlation(x, y, true, 4, ridge, plan);
  CHECK(held.value[0] > 0.5);
  CHECK(std::abs(held.value[3]) < 0.4);
  CHECK(held.folds[0] == 20);
  CHECK(held.refused == 0);

  const auto [noise, other] = related_blocks(80, 6, 5, 12, 0);
  const HeldOut nothing = held_out_correlation(noise, other, true, 1, ridge, plan);
  CHECK(std::abs(nothing.value[0]) < 0.3);
  CHECK(canonical_correlation(noise, other, 1).statistic[0] > 0.3);  // what the cases fitted would have said
}

TEST_CASE("p of the first component is uniform where nothing is shared") {
  int below = 0;
  for (std::uint64_t s = 0; s < 100; ++s) {
    const auto [x, y] = related_blocks(25, 4, 4, 100 + s, 0);
    const CanonicalSide left = canonical_side(x, true), right = canonical_side(y, true);
    below += component_p(left, right, ridge(left, right, 1), ridge, draws(s, 19))[0] <= 0.2;
  }
  CHECK(below > 20 - 16);  // four standard errors
  CHECK(below < 20 + 16);
}

TEST_CASE("the same numbers in whatever order and number of threads") {
  const auto [x, y] = related_blocks(30, 5, 4, 21);
  const CanonicalSide left = canonical_side(x, true), right = canonical_side(y, true);
  const TwoBlockFit fit = ridge(left, right, 2);
  Permutations one = draws(3, 130), two = one;
  two.parallel = backwards;
  CHECK(component_p(left, right, fit, ridge, one) == component_p(left, right, fit, ridge, two));
  HeldOutPlan plan, other;
  other.parallel = backwards;
  CHECK(held_out_correlation(x, y, true, 2, ridge, plan).value ==
        held_out_correlation(x, y, true, 2, ridge, other).value);
  const auto tuned = tune_sparse_cca(left, right, {{0.3, 0.3}, {0.6, 0.6}}, {}, one);
  const auto again = tune_sparse_cca(left, right, {{0.3, 0.3}, {0.6, 0.6}}, {}, two);
  CHECK(tuned.p == again.p);
  CHECK(tuned.z == again.z);
}

TEST_CASE("parallel analysis tells what columns share from what they do not") {
  Stream stream(31);
  const MatrixXd shared = normals(100, 1, stream) * MatrixXd::Ones(1, 6);
  const MatrixXd x = shared + normals(100, 6, stream);
  const PcaFit fit = pca(x, 3);
  const MatrixXd values = prepare_block(x, true).values;
  const VectorXd p = column_permutation_p(
      values, fit.share, [](const MatrixXd& m) { return variance_shares(m, 3); }, draws(4, 99));
  CHECK(p[0] == doctest::Approx(0.01));
  CHECK(p[1] > 0.3);
}

TEST_CASE("loadings that come again are told from those that do not") {
  Stream stream(41);
  const MatrixXd shared = normals(60, 1, stream);
  MatrixXd x = normals(60, 6, stream);
  x.leftCols(3) += 2 * shared * MatrixXd::Ones(1, 3);
  const PcaFit fit = pca(x, 1);
  const LoadingStability found = loading_stability(
      fit.linear.weights, 60,
      [&](std::span<const std::size_t> cases) {
        MatrixXd sample(60, 6);
        for (std::size_t i = 0; i < 60; ++i) sample.row(static_cast<Index>(i)) = x.row(static_cast<Index>(cases[i]));
        return pca(sample, 1).linear.weights;
      },
      StabilityKind::sign, Stream(42), 50);
  CHECK(found.used == 50);
  CHECK(found.share.topRows(3).minCoeff() == 1);
  CHECK(found.share.bottomRows(3).minCoeff() < 0.97);
  CHECK(found.sd(0, 0) < found.sd(4, 0));
  CHECK(found.congruence[0] > 0.9);
}

TEST_CASE("components are matched whatever their order and sign") {
  const MatrixXd reference = MatrixXd::Identity(4, 3);
  MatrixXd other(4, 3);
  other << 0, 0, -2, 1, 0, 0, 0, -1, 0, 0, 0, 0;
  const Matching m = match_components(reference, other);
  CHECK(m.of == std::vector<Index>{2, 0, 1});
  CHECK(m.sign == std::vector<double>{-1, 1, -1});
  const Matching few = match_components(reference, other.leftCols(1));
  CHECK(few.of == std::vector<Index>{-1, 0, -1});
}

TEST_CASE("tuning finds the columns that matter, and its p counts the choice") {
  Stream stream(51);
  const MatrixXd shared = normals(50, 1, stream);
  MatrixXd x = normals(50, 40, stream), y = normals(50, 30, stream);
  x.leftCols(4) += 1.5 * shared * MatrixXd::Ones(1, 4);
  y.leftCols(3) += 1.5 * shared * MatrixXd::Ones(1, 3);
  const CanonicalSide left = canonical_side(x, true), right = canonical_side(y, true);
  const std::vector<SparsePenalties> grid{{0.2, 0.2}, {0.3, 0.3}, {0.5, 0.5}, {0.9, 0.9}};
  const SparseTuning tuned = tune_sparse_cca(left, right, grid, {}, draws(6, 99));
  CHECK(tuned.p == doctest::Approx(0.01));
  CHECK(tuned.chosen.left < 0.6);
  SparseCcaOptions options;
  options.penalty = tuned.chosen;
  const TwoBlockFit fit = sparse_cca(left, right, 1, options);
  CHECK(fit.left.weights.col(0).head(4).norm() > 0.9);
  CHECK((fit.left.weights.col(0).tail(36).array() == 0).count() > 20);
  CHECK_THROWS_AS(tune_sparse_cca(left, right, {}, {}, draws(6, 99)), std::invalid_argument);
}
