#include "stats/validation/reclassification.hpp"

#include <cmath>

#include "tests/stats/table.hpp"

using namespace rgx::stats;
using Eigen::VectorXd;
using rgx::test::relative;
using rgx::test::vector_of;

TEST_CASE("NRI and IDI are Hmisc's improveProb") {
  for (const auto& [name, f] : rgx::test::read_cases("validation")) {
    if (!f.contains("idi")) continue;
    CAPTURE(name);
    const VectorXd a = vector_of(f.at("before")), b = vector_of(f.at("after")), y = vector_of(f.at("y"));
    const auto free = net_reclassification(a, b, y), cut = net_reclassification(a, b, y, f.at("cuts"));
    const auto idi = discrimination_improvement(a, b, y, {400, 5, 0.95});
    CHECK(relative(free.estimate, f.at("continuous")[0]) < 1e-12);
    CHECK(relative(free.z, f.at("continuous")[6]) < 1e-12);
    CHECK(relative(cut.estimate, f.at("categories")[0]) < 1e-12);
    CHECK(relative(cut.se, f.at("categories")[3]) < 1e-12);
    CHECK(relative(idi.estimate, f.at("idi")[0]) < 1e-12);
    CHECK(relative(idi.z, f.at("idi")[4]) < 1e-12);
    CHECK(std::isnan(free.ci.low));  // not asked for
    CHECK(idi.ci.low < idi.estimate);
    CHECK(idi.ci.high > idi.estimate);
    // About as wide as the normal one.
    CHECK((idi.ci.high - idi.ci.low) / (2 * 1.96 * idi.se) == doctest::Approx(1).epsilon(0.25));
    const auto turned = net_reclassification(b, a, y);
    CHECK(turned.estimate == doctest::Approx(-free.estimate));
  }
}

TEST_CASE("a probability at a limit belongs above, and nothing moved is no test") {
  const VectorXd a = (VectorXd(4) << .1, .3, .1, .3).finished(), b = (VectorXd(4) << .2, .3, .1, .19).finished(),
                 y = (VectorXd(4) << 1, 1, 0, 0).finished();
  const double cuts[] = {0.2};
  const auto r = net_reclassification(a, b, y, cuts);
  CHECK(r.events == 0.5);
  CHECK(r.others == 0.5);
  const auto same = net_reclassification(a, a, y);
  CHECK(same.estimate == 0);
  CHECK(same.reason == "no change");
  CHECK(std::isnan(same.p));
  CHECK(net_reclassification(a, b, VectorXd::Ones(4)).reason == "one class");
  CHECK(net_reclassification(a, b.head(3), y).reason == "wrong sizes");
  VectorXd gap = a;
  gap[0] = std::nan("");
  CHECK(discrimination_improvement(gap, b, y).reason == "missing value");
}
