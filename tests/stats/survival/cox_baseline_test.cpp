#include "stats/survival/cox_baseline.hpp"

#include <doctest/doctest.h>

#include "tests/stats/table.hpp"

using namespace rgx::stats;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using rgx::test::codes;
using rgx::test::matrix_of;
using rgx::test::relative;
using rgx::test::vector_at;
using rgx::test::vector_of;

TEST_CASE("predicted survival equals survfit(coxph())") {
  int checked = 0;
  for (const auto& [name, f] : rgx::test::read_cases("cox_baseline")) {
    CAPTURE(name);
    CoxCases cases;
    cases.time = vector_of(f.at("time"));
    cases.event = codes(f.at("event"));
    if (f.contains("stratum")) cases.stratum = codes(f.at("stratum"));
    cases.weight = vector_at(f, "weight");
    cases.offset = vector_at(f, "offset");
    const MatrixXd x = matrix_of(f.at("x"), f.at("columns")[0]);
    CoxOptions options;
    if (f.at("ties")[0] == 1) options.ties = CoxTies::breslow;
    const CoxFit fit = cox_regression(cases, x, options);
    const CoxBaseline baseline = cox_baseline(cases, x, fit, options.ties);
    const MatrixXd expected = matrix_of(f.at("survival"), static_cast<double>(f.at("at").size()));
    for (Index r = 0; r < expected.rows(); ++r) {
      const Index i = static_cast<Index>(f.at("rows")[static_cast<std::size_t>(r)]);
      const int stratum = cases.stratum.empty() ? 0 : cases.stratum[i];
      const double log_hazard = x.row(i).dot(fit.coefficient) + (cases.offset.size() > 0 ? cases.offset[i] : 0);
      for (Index j = 0; j < expected.cols(); ++j, ++checked)
        CHECK(relative(baseline.survival(log_hazard, f.at("at")[static_cast<std::size_t>(j)], stratum),
                       expected(r, j)) < 1e-8);
    }
  }
  CHECK(checked == 330);
}

TEST_CASE("no curve without a log hazard; no survival in a stratum not seen") {
  CoxCases cases;
  cases.time = (VectorXd(4) << 1, 2, 3, 4).finished();
  cases.event = {1, 1, 1, 1};
  const MatrixXd none(4, 0), monotone = -cases.time;
  CHECK(cox_baseline(cases, monotone, cox_regression(cases, monotone)).curves.empty());
  const CoxBaseline baseline = cox_baseline(cases, none, cox_regression(cases, none));
  CHECK(baseline.survival(0, 0.5) == 1);
  CHECK(baseline.survival(0, 2) == doctest::Approx(std::exp(-1.0 / 4 - 1.0 / 3)).epsilon(1e-15));
  CHECK(baseline.survival(0, 99) == baseline.survival(0, 4));
  CHECK(std::isnan(baseline.survival(0, 2, 1)));
  CHECK(std::isnan(baseline.survival(missing, 2)));
  CHECK(baseline.survival(1000, 2) == 0);
}
