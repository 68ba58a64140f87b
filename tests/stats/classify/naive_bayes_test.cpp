#include "stats/classify/naive_bayes.hpp"

#include <doctest/doctest.h>

#include "tests/stats/model_reference.hpp"
#include "tests/stats/table.hpp"

using namespace rgx::stats;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using rgx::test::difference;
using rgx::test::matrix_of;
using rgx::test::vector_at;

TEST_CASE("naive Bayes equals e1071") {
  int checked = 0;
  for (const auto& [name, f] : rgx::test::read_cases("classify")) {
    if (!f.contains("naive")) continue;
    CAPTURE(name);
    ++checked;
    const MatrixXd x = matrix_of(f.at("x"), f.at("columns")[0]), fresh = matrix_of(f.at("new"), f.at("columns")[0]);
    const auto fit = fit_naive_bayes(x, rgx::test::codes(f.at("y")), static_cast<std::size_t>(f.at("classes")[0]),
                                     vector_at(f, "prior"), vector_at(f, "weight"));
    CHECK(fit.reason == "");
    CHECK(fit.replaced == (name == "naive_constant" ? 1 : 0));
    CHECK(difference(posterior(fit, fresh), matrix_of(f.at("naive"), f.at("classes")[0])) < 1e-12);
  }
  CHECK(checked == 7);
}

TEST_CASE("columns without spread, units, classes without cases") {
  MatrixXd x(6, 3);
  x << 1, 5, 2, 2, 5, 2, 4, 5, 3, 1, 5, 7, 1, 5, 8, 1, 5, 9;
  const std::vector<int> y{0, 0, 0, 2, 2, 2};
  const NaiveBayes fit = fit_naive_bayes(x, y, 3);
  CHECK(fit.replaced == 1);
  CHECK(fit.sd.col(1).isZero());  // constant over all cases
  // Sum of squares of column 0 about the means: 14/3 over 4 degrees of freedom.
  CHECK(fit.sd(2, 0) == doctest::Approx(1e-3 * std::sqrt(14.0 / 12)).epsilon(1e-13));
  const MatrixXd p = posterior(fit, x);
  CHECK(p.col(1).isZero());
  CHECK(p.allFinite());
  const VectorXd units = (VectorXd(3) << 1e-150, 1, 1e150).finished();
  CHECK(difference(posterior(fit_naive_bayes(x * units.asDiagonal(), y, 3), x * units.asDiagonal()), p) < 1e-12);
  // Far from both classes, where every density is 0 in double.
  const MatrixXd far = MatrixXd::Constant(1, 3, 1e6);
  CHECK(posterior(fit, far).allFinite());
  CHECK(posterior(fit, far)(0, 0) == 1);  // the wider class
  // A column that is one number in each class parts them, whatever the cases' other columns.
  MatrixXd parted(4, 1);
  parted << 1, 1, 2, 2;
  CHECK(posterior(fit_naive_bayes(parted, std::vector<int>{0, 0, 1, 1}, 2), parted)(3, 1) == doctest::Approx(1));
  CHECK(fit_naive_bayes(parted, std::vector<int>{1, 1, 1, 1}, 2).reason == "one class");
}
