// Nearest neighbours and chained equations on tables of numbers and categories.
#include <cmath>
#include <limits>
#include <stdexcept>

#include "stats/prepare/impute_chained.hpp"
#include "stats/prepare/impute_knn.hpp"
#include "stdlib/conformance/case_fields.hpp"
#include "tests/stats/backwards.hpp"
#include "tests/stats/cases.hpp"

using namespace rgx::stats;
using Eigen::Index;
using Eigen::MatrixXd;
using rgx::conformance::matrix_of;
using rgx::test::Fields;
using rgx::test::read_cases;

namespace {

constexpr double absent = std::numeric_limits<double>::quiet_NaN();
constexpr ColumnType kNumber = ColumnType::number, kCategory = ColumnType::category;

std::vector<ColumnType> types(const Fields& f) {
  std::vector<ColumnType> out;
  for (const double c : f.at("category")) out.push_back(c == 1 ? kCategory : kNumber);
  return out;
}

double furthest(const MatrixXd& a, const MatrixXd& b) {
  REQUIRE(a.allFinite());
  return (a - b).cwiseAbs().cwiseQuotient(b.cwiseAbs().cwiseMax(1)).maxCoeff();
}

}  // namespace

TEST_CASE("nearest neighbours after Gower") {
  for (const auto& [name, f] : read_cases("prepare")) {
    if (!f.contains("mixed") || !f.contains("k")) continue;
    const MatrixXd x = matrix_of(f.at("mixed"), 7), unseen = matrix_of(f.at("new"), 7);
    const auto fit = fit_impute_knn(x, types(f), static_cast<int>(f.at("k")[0]));
    CHECK_MESSAGE(furthest(transformed(fit, x), matrix_of(f.at("filled"), 7)) < 1e-14, name);
    const MatrixXd filled = transformed(fit, unseen);
    CHECK_MESSAGE(furthest(filled, matrix_of(f.at("filled_new"), 7)) < 1e-14, name);
    CHECK(transformed(fit, unseen, rgx::test::backwards) == filled);
    for (Index i = 0; i < unseen.rows(); ++i)  // a case does not depend on those beside it
      CHECK(transformed(fit, unseen.row(i)) == filled.row(i));
  }
}

TEST_CASE("chained equations are the base R script's") {
  for (const auto& [name, f] : read_cases("prepare")) {
    if (!f.contains("mixed") || f.contains("k")) continue;
    ChainedOptions options;
    if (f.contains("most")) options.predictors = static_cast<int>(f.at("most")[0]);
    if (f.contains("cycles")) options.cycles = static_cast<int>(f.at("cycles")[0]);
    const MatrixXd x = matrix_of(f.at("mixed"), 7), unseen = matrix_of(f.at("new"), 7);
    const auto fit = fit_impute_chained(x, types(f), options);
    CHECK_MESSAGE(furthest(transformed(fit, x), matrix_of(f.at("filled"), 7)) < 1e-9, name);
    const MatrixXd filled = transformed(fit, unseen);
    CHECK_MESSAGE(furthest(filled, matrix_of(f.at("filled_new"), 7)) < 1e-9, name);
    CHECK(transformed(fit_impute_chained(x, types(f), options, rgx::test::backwards), unseen, rgx::test::backwards) ==
          filled);
    for (Index i = 0; i < unseen.rows(); ++i)
      CHECK((transformed(fit, unseen.row(i)) - filled.row(i)).cwiseAbs().maxCoeff() == 0);
  }
}

TEST_CASE("tables that say little are filled all the same") {
  // A constant, an empty column, a category of one level, a category told by a number without overlap, copies.
  MatrixXd x(8, 6);
  x << 1, absent, 0, 0, 1, 1, 1, absent, 0, 0, 2, 2, absent, absent, 0, 0, 3, 3, 1, absent, absent, 0, absent, 4, 1,
      absent, 0, absent, 15, 15, 1, absent, 0, 1, 16, 16, 1, absent, 0, 1, 17, 17, 1, absent, 0, 1, 18, absent;
  const std::vector<ColumnType> type{kNumber, kNumber, kCategory, kCategory, kNumber, kNumber};
  const MatrixXd by_knn = transformed(fit_impute_knn(x, type, 3), x);
  const MatrixXd by_chain = transformed(fit_impute_chained(x, type), x);
  for (const auto& filled : {by_knn, by_chain}) {
    CHECK(filled(2, 0) == 1);
    CHECK(std::isnan(filled(0, 1)));
    CHECK(filled(3, 2) == 0);
    CHECK(filled(4, 3) == 1);
  }
  CHECK(std::abs(by_chain(3, 4) - 4) < 0.5);
  CHECK(std::abs(by_chain(7, 5) - 17) < 0.1);  // 18 is beyond what the training cases reached
  CHECK_THROWS_AS(fit_impute_knn(x, type, 0), std::invalid_argument);
  CHECK_THROWS_AS(fit_impute_chained(x, {kNumber}), std::invalid_argument);

  // More columns than cases.
  MatrixXd wide(12, 60);
  for (Index i = 0; i < wide.rows(); ++i)
    for (Index j = 0; j < wide.cols(); ++j) wide(i, j) = std::sin(static_cast<double>(3 + i * 7 + j * (i + 2)));
  wide(0, 0) = wide(5, 9) = wide(11, 59) = absent;
  const std::vector<ColumnType> numbers(60, kNumber);
  CHECK(transformed(fit_impute_chained(wide, numbers), wide).allFinite());
  CHECK(transformed(fit_impute_knn(wide, numbers), wide).allFinite());
}
