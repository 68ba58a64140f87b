#include "stats/map/association_map.hpp"

#include <doctest/doctest.h>

#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <map>
#include <numeric>
#include <stdexcept>
#include <string>
#include <thread>

#include "stats/base/random.hpp"
#include "stats/map/map_scale.hpp"
#include "stats/map/map_screen.hpp"
#include "tests/stats/cases.hpp"

using namespace rgx::stats;
using Eigen::Index;
using Eigen::MatrixXd;
using rgx::test::apart;
using rgx::test::relative;
const double nan_ = std::numeric_limits<double>::quiet_NaN();

namespace {

MatrixXd noise(Index rows, Index cols, std::uint64_t key) {
  Stream draws(key);
  MatrixXd m(rows, cols);
  for (Index i = 0; i < m.size(); ++i) m.data()[i] = draws.normal();
  return m;
}

Correlation kind_of(Association kind) {
  return kind == Association::spearman ? Correlation::spearman : Correlation::pearson;
}

// Every pair: the whole list of p in the order left + right · p, and the rows by place.
struct Whole {
  std::vector<double> p;
  std::vector<MapRow> row;
  AssociationMap map;
};

Whole whole(const MatrixXd& left, const MatrixXd& right, const Covariates& covariates, MapOptions options) {
  options.strongest = static_cast<std::uint64_t>(left.cols() * right.cols());
  Whole out;
  out.map = association_map(left, blocks_of(right), covariates, options);
  out.p.assign(options.strongest, nan_);
  out.row.resize(options.strongest);
  for (const MapRow& r : out.map.rows) {
    const auto place = static_cast<std::size_t>(r.left + r.right * static_cast<std::uint64_t>(left.cols()));
    out.p[place] = r.p;
    out.row[place] = r;
  }
  return out;
}

// The whole list against correlate_block, then short maps against the whole list, bit for bit.
void check_map(const MatrixXd& left, const MatrixXd& right, const Covariates& covariates, MapOptions options) {
  const Whole all = whole(left, right, covariates, options);
  const auto block = correlate_block(left, right, kind_of(options.kind), covariates);
  const auto n_left = static_cast<std::size_t>(left.cols());
  std::map<Reason, std::uint64_t> reasons;
  std::uint64_t tested = 0;
  int wrong = 0;
  for (std::size_t i = 0; i < all.p.size(); ++i) {
    const Index l = static_cast<Index>(i % n_left), r = static_cast<Index>(i / n_left);
    if (block.reason[i] != Reason::none) {
      ++reasons[block.reason[i]];
      wrong += !std::isnan(all.p[i]);
      continue;
    }
    ++tested;
    const TestResult pair = block.result(l, r);
    wrong += !(std::abs(all.row[i].r - pair.estimate) < 1e-13);
    wrong += all.row[i].df != block.df(l, r) || all.row[i].n != block.n(l, r);
    // 1 - r² loses as many digits as r has nines; df many times as many.
    const double lost = 1 + pair.df / (1e-15 + 1 - pair.estimate * pair.estimate);
    if (std::abs(pair.estimate) == 1) continue;
    wrong += !(std::abs(all.row[i].log10_p - pair.log10_p) < 1e-13 * lost * std::max(1.0, -pair.log10_p));
  }
  CHECK(wrong == 0);
  CHECK(all.map.tested == tested);
  for (std::size_t r = 1; r < all.map.not_computable.size(); ++r) {
    CHECK(all.map.not_computable[r] == reasons[static_cast<Reason>(r)]);
  }
  const auto q = adjust(all.p, options.correction, options.tests);
  const auto rejected = std::count_if(q.begin(), q.end(), [&](double v) { return v <= options.level; });
  PHistogram histogram;
  for (const double p : all.p) {
    if (std::isnan(p)) continue;
    std::size_t bin = 99;
    while (bin > 0 && p < static_cast<double>(bin) / 100) --bin;
    ++histogram.equal[bin];
    std::size_t decade = 0;
    while (decade < 49 && p < std::pow(10.0, -static_cast<double>(decade + 1))) ++decade;
    ++histogram.decade[decade];
  }
  for (const std::uint64_t strongest : {std::uint64_t{0}, std::uint64_t{7}, tested / 3}) {
    for (const std::uint64_t most : {std::uint64_t{1000000}, std::uint64_t{5}}) {
      CAPTURE(strongest);
      CAPTURE(most);
      options.strongest = strongest;
      options.most = most;
      const AssociationMap map = association_map(left, blocks_of(right), covariates, options);
      CHECK(map.tested == tested);
      CHECK(map.rejected == static_cast<std::uint64_t>(rejected));
      CHECK(map.histogram.equal == histogram.equal);
      CHECK(map.histogram.decade == histogram.decade);
      REQUIRE(map.rows.size() == std::min(tested, std::max(strongest, std::min(most, map.rejected))));
      CHECK(map.cut == (map.rejected > map.rows.size()));
      for (std::size_t i = 0; i < map.rows.size(); ++i) {
        const MapRow& row = map.rows[i];
        const auto place = static_cast<std::size_t>(row.left + row.right * n_left);
        wrong += row.left != all.map.rows[i].left || row.right != all.map.rows[i].right;
        wrong += row.p != all.p[place] || row.q != q[place];
      }
      CHECK(wrong == 0);
    }
  }
}

const Correction corrections[] = {Correction::none, Correction::bonferroni, Correction::BH, Correction::BY};

}  // namespace

TEST_CASE("no product in single precision lies further off than its bound") {
  for (const Index n : {Index{3}, Index{64}, Index{65}, Index{500}, Index{3000}}) {
    MatrixXd left = noise(n, 12, 1), right = noise(n, 2 * screen_columns, 2);
    right.col(0) = left.col(0);                     // r = 1
    right.col(1) = left.col(1).array() + 1e-3;      // near 1
    left.col(2).setOnes(), right.col(2).setOnes();  // every product rounds the same way
    left.col(3).setZero(), left(n - 1, 3) = 1;
    for (Index c = 0; c < left.cols(); ++c) left.col(c).normalize();
    for (Index c = 0; c < right.cols(); ++c) right.col(c).normalize();
    std::vector<Index> a(12), b(static_cast<std::size_t>(right.cols()));
    std::iota(a.begin(), a.end(), 0), std::iota(b.begin(), b.end(), 0);
    const Panels x = pack_panels(left, a, screen_rows), y = pack_panels(right, b, screen_columns);
    const double step = 0x1p-24, bound = screen_bound(static_cast<std::size_t>(n));
    std::vector<std::int32_t> key(static_cast<std::size_t>(screen_size));
    for (Index l = 0; l < x.count(); ++l) {
      for (Index r = 0; r < y.count(); ++r) {
        screen_tile(x.panel(l), y.panel(r), n, 0x1p24F, 1 << 25, key.data());
        for (Index e = 0; e < screen_size; ++e) {
          const auto i = l * screen_rows + e / screen_columns, j = r * screen_columns + e % screen_columns;
          const double exact = std::abs(left.col(i).dot(right.col(j)));
          CHECK(std::abs(key[static_cast<std::size_t>(e)] * step - exact) < bound + step);
        }
      }
    }
  }
}

TEST_CASE("a map is the whole block, cut to what matters") {
  MatrixXd left = noise(60, 23, 1), right = noise(60, 250, 2);
  for (Index k = 0; k < 19; ++k) right.col(k * 13) += 0.1 * static_cast<double>(k % 9) * left.col(k % 23);
  Covariates covariates;
  covariates.continuous = noise(60, 2, 3);
  covariates.categories.push_back({});
  for (int i = 0; i < 60; ++i) covariates.categories[0].push_back(i % 3);
  for (const auto kind : {Association::pearson, Association::spearman, Association::linear}) {
    for (const Correction correction : corrections) {
      for (const double level : {0.05, 1.0}) {
        CAPTURE(correction_name(correction));
        MapOptions options;
        options.kind = kind;
        options.correction = correction;
        options.level = level;
        check_map(left, right, covariates, options);
        if (correction != Correction::none) {
          options.tests = 50000;
          check_map(left, right, {}, options);
        }
      }
    }
  }
}

TEST_CASE("missing values, constant columns, columns that are their covariate, too few cases") {
  MatrixXd left = noise(40, 11, 4), right = noise(40, 300, 5);
  right.col(3) = left.col(2);
  left(5, 3) = left(6, 3) = left(1, 9) = right(7, 100) = right(8, 250) = right(8, 251) = nan_;
  right.col(17).setConstant(3);
  left.col(7).setConstant(-1);
  right.col(200).head(37).setConstant(nan_);
  right.col(201).setConstant(nan_);
  right(4, 19) = std::numeric_limits<double>::infinity();
  for (Index c = 220; c < 260; ++c) right(c % 40, c) = nan_;  // a pattern each
  Covariates covariates;
  covariates.continuous = noise(40, 2, 6);
  right.col(40) = 2 * covariates.continuous.col(0).array() + 1;
  covariates.continuous(11, 1) = nan_;
  for (const auto kind : {Association::pearson, Association::spearman, Association::linear}) {
    for (const Correction correction : corrections) {
      MapOptions options;
      options.kind = kind;
      options.correction = correction;
      options.level = 0.3;
      check_map(left, right, covariates, options);
      check_map(left, right, {}, options);
    }
  }
}

TEST_CASE("ties at the thresholds and families of one p") {
  // Columns of two values repeat few correlations over and over.
  Stream draws(7);
  MatrixXd left(12, 20), right(12, 150);
  for (Index i = 0; i < left.size(); ++i) left.data()[i] = draws.uniform() < 0.5;
  for (Index i = 0; i < right.size(); ++i) right.data()[i] = draws.uniform() < 0.5;
  for (const Correction correction : corrections) {
    for (const double level : {0.2, 0.9}) {
      MapOptions options;
      options.correction = correction;
      options.level = level;
      check_map(left, right, {}, options);
    }
  }
  const MatrixXd same = left.col(0).replicate(1, 40), other = right.col(1).replicate(1, 70);
  for (const Correction correction : corrections) {
    MapOptions options;
    options.correction = correction;
    options.level = 0.9;
    check_map(same, other, {}, options);
  }
}

TEST_CASE("p below the smallest double, and exact fits") {
  MatrixXd left = noise(4000, 6, 8), right = noise(4000, 90, 9);
  for (Index k = 0; k < 30; ++k) right.col(k) = left.col(k % 6) + 0.02 * static_cast<double>(k + 1) * right.col(k);
  right.col(40) = 3 * left.col(0);
  right.col(41) = -left.col(1);
  for (const Correction correction : corrections) {
    MapOptions options;
    options.correction = correction;
    check_map(left, right, {}, options);
  }
  const auto map = association_map(left, blocks_of(right));
  CHECK(map.rows[0].p == 0);
  CHECK(std::abs(map.rows[0].r) == 1);
  CHECK(map.rows[5].log10_p < -1000);
  CHECK(std::isfinite(map.rows[5].log10_p));
  CHECK(map.rows[5].log10_p <= map.rows[6].log10_p);
}

TEST_CASE("few cases: the scale ends where r does") {
  for (const Index n : {Index{3}, Index{4}, Index{6}}) {
    const MatrixXd left = noise(n, 20, 10), right = noise(n, 500, 11);
    for (const Correction correction : corrections) {
      MapOptions options;
      options.correction = correction;
      options.level = 0.5;
      check_map(left, right, {}, options);
    }
  }
  const auto none = association_map(noise(2, 3, 1), blocks_of(noise(2, 4, 2)));
  CHECK(none.tested == 0);
  CHECK(none.pairs == 12);
  CHECK(none.not_computable[static_cast<std::size_t>(Reason::too_few)] == 12);
  CHECK(none.rows.empty());
}

TEST_CASE("the slope and its error are those of the regression") {
  // R: summary(lm(y ~ x + z))$coefficients on the block case of correlate.R stands behind correlate(); the slope here
  // is solved from the normal equations.
  const MatrixXd x = noise(30, 1, 12), z = noise(30, 2, 13);
  const MatrixXd y = 1e6 * (x + 0.5 * z.col(0) + noise(30, 1, 14));
  Covariates covariates;
  covariates.continuous = z;
  MapOptions options;
  options.kind = Association::linear;
  const auto row = association_map(x, blocks_of(y), covariates, options).rows.at(0);
  MatrixXd design(30, 4);
  design << MatrixXd::Ones(30, 1), x, z;
  const MatrixXd inverse = (design.transpose() * design).inverse();
  const Eigen::VectorXd slope = inverse * design.transpose() * y;
  const double sigma = std::sqrt((y - design * slope).squaredNorm() / 26);
  CHECK(relative(row.estimate, slope(1)) < 1e-12);
  CHECK(relative(row.se, sigma * std::sqrt(inverse(1, 1))) < 1e-12);
  CHECK(relative(row.t, row.estimate / row.se) < 1e-12);
  CHECK(row.df == 26);
}

TEST_CASE("blocks, threads and memory do not change a byte") {
  MatrixXd left = noise(50, 40, 15), right = noise(50, 9000, 16);
  left(3, 5) = right(4, 77) = right(9, 5000) = nan_;
  right.col(8000) += left.col(1);
  MapOptions options;
  options.strongest = 1000;
  const auto alone = association_map(left, blocks_of(right), {}, options);
  CHECK(alone.readings == 2);
  for (const std::size_t threads : {2u, 7u}) {
    const ParallelFor parallel = [threads](std::size_t count, const std::function<void(std::size_t)>& body) {
      std::vector<std::thread> team;
      for (std::size_t t = 0; t < threads; ++t) {
        team.emplace_back([&, t] {
          for (std::size_t i = t; i < count; i += threads) body(i);
        });
      }
      for (auto& member : team) member.join();
    };
    options.memory = threads == 2 ? 0 : 1 << 20;
    std::size_t widest = 0;
    const ColumnBlocks counted{right.cols(), [&](Index first, Index count) -> MatrixXd {
                                 widest = std::max(widest, static_cast<std::size_t>(count));
                                 return right.middleCols(first, count);
                               }};
    const auto shared = association_map(left, counted, {}, options, parallel);
    CHECK(widest < 9000);
    REQUIRE(shared.rows.size() == alone.rows.size());
    for (std::size_t i = 0; i < alone.rows.size(); ++i) {
      CHECK(shared.rows[i].left == alone.rows[i].left);
      CHECK(shared.rows[i].right == alone.rows[i].right);
      CHECK(std::memcmp(&shared.rows[i].r, &alone.rows[i].r, 5 * sizeof(double)) == 0);
    }
    CHECK(shared.histogram.equal == alone.histogram.equal);
    CHECK(shared.rejected == alone.rejected);
  }
}

TEST_CASE("what a map refuses") {
  const MatrixXd a = noise(5, 2, 1), b = noise(6, 2, 2);
  CHECK_THROWS_AS(association_map(a, blocks_of(b)), std::invalid_argument);
  MapOptions options;
  options.correction = Correction::holm;
  CHECK_THROWS_AS(association_map(a, blocks_of(a), {}, options), std::invalid_argument);
  options.correction = Correction::BH;
  options.tests = 3;
  CHECK_THROWS_AS(association_map(a, blocks_of(a), {}, options), std::invalid_argument);
  CHECK(association_named("linear") == Association::linear);
  CHECK_FALSE(association_named("kendall").has_value());
}
