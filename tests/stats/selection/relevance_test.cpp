// Mutual information, mRMR, ReliefF.
#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "stats/selection/mutual_information.hpp"
#include "stats/selection/relief.hpp"
#include "stdlib/conformance/case_fields.hpp"
#include "tests/stats/backwards.hpp"
#include "tests/stats/cases.hpp"

using namespace rgx::stats;
using Eigen::Index;
using Eigen::MatrixXd;
using rgx::conformance::matrix_of;
using rgx::test::apart;
using rgx::test::codes;
using rgx::test::read_cases;

TEST_CASE("relevance and redundancy are the base R scripts'") {
  for (const auto& [name, f] : read_cases("selection")) {
    const MatrixXd x = matrix_of(f.at("x"), f.at("features")[0]),
                   binned = matrix_of(f.at("binned"), f.at("features")[0]);
    const auto y = codes(f.at("y"));
    const int bins = static_cast<int>(f.at("bins")[0]), k = static_cast<int>(f.at("k")[0]);
    for (Index j = 0; j < x.cols(); ++j) {
      const auto found = equal_frequency_bins({x.col(j).data(), static_cast<std::size_t>(x.rows())}, bins);
      // Codes may be numbered with gaps where cuts coincide; which cases go together is what counts.
      for (Index i = 1; i < x.rows(); ++i) CHECK((found[i] == found[i - 1]) == (binned(i, j) == binned(i - 1, j)));
    }
    const auto information = mutual_information_screen(x, y, bins, rgx::test::backwards);
    for (std::size_t j = 0; j < information.size(); ++j) CHECK(apart(information[j], f.at("information")[j]) < 1e-13);
    const auto found = mrmr(x, y, f.at("chosen").size(), bins, rgx::test::backwards);
    for (std::size_t i = 0; i < found.chosen.size(); ++i) {
      CHECK_MESSAGE(static_cast<double>(found.chosen[i]) == f.at("chosen")[i], name);
      CHECK(apart(found.score[i], f.at("chosen_score")[i]) < 1e-13);
    }
    const auto weight = relief(x, y, k, rgx::test::backwards), number = relief_of_number(x, f.at("value"), k);
    CHECK(weight == relief(x, y, k));
    for (std::size_t j = 0; j < weight.size(); ++j) {
      CHECK_MESSAGE(apart(weight[j], f.at("relief")[j]) < 1e-12, name);
      CHECK_MESSAGE(apart(number[j], f.at("relief_number")[j]) < 1e-12, name);
    }
  }
}

TEST_CASE("the edges of choosing") {
  CHECK(default_bins(7) == 2);
  CHECK(default_bins(27) == 3);
  CHECK(default_bins(124) == 4);
  CHECK(default_bins(125) == 5);
  CHECK(mutual_information({}, {}) == 0);
  const std::vector<int> a{0, 0, 1, 1}, b{0, 1, 0, 1};
  CHECK(mutual_information(a, a) == doctest::Approx(std::log(2)));
  CHECK(std::abs(mutual_information(a, b)) < 1e-15);
  CHECK_THROWS_AS(mutual_information(a, std::vector<int>{0}), std::invalid_argument);

  MatrixXd x(6, 3);
  x << 1, 5, 1, 2, 5, 2, 3, 5, 3, 11, 5, 11, 12, 5, 12, 13, 5, 13;
  const std::vector<int> y{0, 0, 0, 1, 1, 1};
  const auto found = mrmr(x, y, 9, 2);
  // The copy tells nothing new: the constant, which tells nothing at all, is as good; the earlier one comes first.
  CHECK(found.chosen == std::vector<Index>{0, 1, 2});
  CHECK(relief(x, y)[1] == 0);
  CHECK(relief(x, y)[0] == relief(x, y)[2]);
  CHECK(relief(x, y)[0] > 0.5);
  CHECK(relief_of_number(x, std::vector<double>(6, 1.0)).size() == 3);
  x(2, 1) = std::numeric_limits<double>::quiet_NaN();
  CHECK_THROWS_AS(relief(x, y), std::invalid_argument);
  CHECK_THROWS_AS(mrmr(x, y, 1, 2), std::invalid_argument);
}
