#include "stats/validation/bootstrap_error.hpp"

#include <cmath>

#include "tests/stats/table.hpp"

using namespace rgx::stats;
using Eigen::VectorXd;
using rgx::test::relative;
using rgx::test::vector_of;

TEST_CASE(".632 and .632+ are ipred's on the same samples, optimism is Harrell's") {
  for (const auto& [name, f] : rgx::test::read_cases("validation")) {
    if (!f.contains("gamma")) continue;
    CAPTURE(name);
    std::vector<std::size_t> who;
    for (const double i : f.at("case_of")) who.push_back(static_cast<std::size_t>(i));
    const double one = left_out_error(who, vector_of(f.at("loss")), static_cast<std::size_t>(f.at("cases")[0]));
    CHECK(relative(one, f.at("one")[0]) < 1e-12);
    const BootstrapError e = bootstrap_632(f.at("apparent")[0], one, f.at("gamma")[3]);
    CHECK(relative(e.plus, f.at("error")[0]) < 1e-12);
    CHECK(relative(e.plain, f.at("plain")[0]) < 1e-12);
    CHECK(relative(bootstrap_632(f.at("area")[0], f.at("area")[1], 0.5).plus, f.at("area")[2]) < 1e-12);
    const auto o = optimism_corrected(f.at("area")[0], vector_of(f.at("on_sample")), vector_of(f.at("on_all")));
    CHECK(relative(o.optimism, f.at("optimism")[0]) < 1e-12);
    CHECK(relative(o.corrected, f.at("optimism")[1]) < 1e-12);
    CHECK(relative(o.low, f.at("optimism")[2]) < 1e-12);
    CHECK(relative(o.high, f.at("optimism")[3]) < 1e-12);
  }
}

TEST_CASE("a model that only remembers has the error of no information") {
  CHECK(bootstrap_632(0, 0.5, 0.5).plus == 0.5);
  CHECK(bootstrap_632(0, 0.7, 0.5).plus == 0.5);  // no worse than no information
  CHECK(bootstrap_632(1, 0.4, 0.5).plus == 0.5);  // an area
  const BootstrapError honest = bootstrap_632(0.2, 0.2, 0.5);
  CHECK(honest.overfitting == 0);
  CHECK(honest.plus == doctest::Approx(0.2));
  CHECK(bootstrap_632(0.3, 0.2, 0.5).overfitting == 0);  // better on cases left out than on its own
  CHECK(bootstrap_632(0.6, 0.7, 0.5).overfitting == 0);
  CHECK(std::isnan(bootstrap_632(std::nan(""), 0.2, 0.5).plus));
}

TEST_CASE("cases never left out and replicates without a value do not count") {
  const std::size_t who[] = {0, 0, 2};
  CHECK(left_out_error(who, (VectorXd(3) << 1, 0, 1).finished(), 3) == 0.75);
  CHECK(std::isnan(left_out_error({}, VectorXd(), 3)));
  const auto o =
      optimism_corrected(0.9, (VectorXd(3) << .9, std::nan(""), .8).finished(), (VectorXd(3) << .7, .7, .7).finished());
  CHECK(o.left_out == 1);
  CHECK(o.replicates == 2);
  CHECK(o.corrected == doctest::Approx(0.75));
  CHECK(optimism_corrected(0.9, VectorXd(), VectorXd()).reason == "no replicates");
  // A slope that is 1 in every sample of its own says nothing of how far the corrected one may lie from the truth.
  const auto slope =
      optimism_corrected(1, (VectorXd(3) << 1, 1 + 1e-12, 1).finished(), (VectorXd(3) << .5, .7, .6).finished());
  CHECK(slope.corrected == doctest::Approx(0.6));
  CHECK(std::isnan(slope.low));
  CHECK(std::isnan(slope.high));
  CHECK(slope.reason.substr(0, 11) == "no interval");
  const VectorXd y = (VectorXd(3) << 1, 2, 4).finished(), p = (VectorXd(3) << 0, 1, 5).finished();
  double all = 0;
  for (const double a : y)
    for (const double b : p) all += (a - b) * (a - b) / 9;
  CHECK(no_information_square(y, p) == doctest::Approx(all));
}
