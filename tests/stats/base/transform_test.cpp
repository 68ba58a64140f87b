#include "stats/base/transform.hpp"

#include <limits>
#include <stdexcept>

#include "tests/stats/model_reference.hpp"

using namespace rgx::stats;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using rgx::test::difference;

namespace {

constexpr double absent = std::numeric_limits<double>::quiet_NaN();

VectorXd dropped(const ColumnChoice& choice, Index columns) {
  VectorXd flags = VectorXd::Zero(columns);
  for (const Index j : choice.dropped) flags[j] = 1;
  return flags;
}

void same_as_caret(rgx::test::NamedMatrices& r, const std::string& name, const MatrixXd& x,
                   const std::vector<std::string>& limits) {
  for (const std::string& limit : limits) {
    CAPTURE(name);
    CAPTURE(limit);
    const ColumnChoice choice = fit_drop_correlated(x, std::stod(limit));
    CHECK(difference(dropped(choice, x.cols()), r[name + "/dropped_" + limit]) == 0);
    CHECK(choice.kept.size() + choice.dropped.size() == static_cast<std::size_t>(x.cols()));
    CHECK(transformed(choice, x).cols() == static_cast<Index>(choice.kept.size()));
  }
}

}  // namespace

TEST_CASE("standardise is scale(), learned on one set of cases and applied to another") {
  const MatrixXd x = rgx::test::read_matrices("model_data.csv").at("correlated");
  auto r = rgx::test::read_matrices("model_steps.csv");
  const Scaling s = fit_standardise(x);
  CHECK(difference(s.mean, r["standardise/mean"]) < 1e-12);
  CHECK(difference(s.sd, r["standardise/sd"]) < 1e-12);
  CHECK(difference(transformed(s, x.topRows(5)), r["standardise/scaled"]) < 1e-12);

  MatrixXd odd(3, 3);
  odd << 1, 2, absent, 1, absent, absent, 1, 6, absent;
  const Scaling t = fit_standardise(odd);
  CHECK(t.reason[0] == "constant");
  CHECK(t.reason[1] == "");
  CHECK(t.reason[2] == "no cases");
  CHECK(t.mean[1] == 4);
  const MatrixXd scaled = transformed(t, odd);
  CHECK(scaled.col(0).isZero());
  CHECK(std::isnan(scaled(1, 1)));
  CHECK_THROWS_AS(transformed(t, odd.leftCols(2)), std::invalid_argument);
}

TEST_CASE("drop_correlated is caret::findCorrelation(exact = TRUE)") {
  auto data = rgx::test::read_matrices("model_data.csv");
  auto r = rgx::test::read_matrices("model_steps.csv");
  same_as_caret(r, "drop_correlated", data.at("correlated"), {"0.5", "0.7", "0.8", "0.9", "0.99"});
  MatrixXd tall(120, 10);
  tall << data.at("tall").leftCols(8), data.at("tall").middleCols(9, 2);
  same_as_caret(r, "drop_tall", tall, {"0.1", "0.3", "0.6"});
  same_as_caret(r, "drop_wide", data.at("wide").leftCols(70), {"0.3", "0.4", "0.5"});
}

TEST_CASE("drop_correlated: of two copies the later goes, constants stay, missing is refused") {
  MatrixXd x(4, 3);
  x << 1, 5, 1, 2, 5, 2, 4, 5, 4, 3, 5, 3;
  const ColumnChoice choice = fit_drop_correlated(x, 0.9);
  CHECK(choice.kept == std::vector<Index>{0, 1});
  CHECK(choice.dropped == std::vector<Index>{2});
  CHECK(choice.reason[0] == "correlated with column 0");
  // Three copies among others: what caret does, which keeps one.
  MatrixXd copies = rgx::test::read_matrices("model_data.csv").at("correlated").leftCols(4);
  copies.conservativeResize(Eigen::NoChange, 6);
  copies.col(4) = copies.col(1);
  copies.col(5) = -copies.col(1);
  auto r = rgx::test::read_matrices("model_steps.csv");
  same_as_caret(r, "drop_copies", copies, {"0.9"});
  x(0, 0) = absent;
  CHECK_THROWS_AS(fit_drop_correlated(x, 0.9), std::invalid_argument);
  CHECK(fit_drop_correlated(x.leftCols(0), 0.9).kept.empty());
}

TEST_CASE("drop_constant looks at present cases") {
  MatrixXd x(3, 4);
  x << 1, 2, absent, absent, 1, absent, absent, 3, 1, 2, absent, 4;
  const ColumnChoice choice = fit_drop_constant(x);
  CHECK(choice.kept == std::vector<Index>{3});
  CHECK(choice.reason == std::vector<std::string>{"constant", "constant", "no cases"});
}
