#include "stats/validation/loess.hpp"

#include <cmath>

#include "stats/validation/calibration.hpp"
#include "tests/stats/table.hpp"

using namespace rgx::stats;
using Eigen::VectorXd;
using rgx::test::relative;
using rgx::test::vector_of;

TEST_CASE("the smooth and its band are predict(loess(surface = direct), se = TRUE)") {
  for (const auto& [name, f] : rgx::test::read_cases("validation")) {
    if (!f.contains("scale")) continue;
    CAPTURE(name);
    const VectorXd p = vector_of(f.at("p")), y = vector_of(f.at("y")), at = vector_of(f.at("at"));
    const LoessBand band = loess_band(p, y, at);
    for (Eigen::Index i = 0; i < at.size(); ++i) {
      CHECK(relative(band.fitted[i], f.at("fitted")[static_cast<std::size_t>(i)]) < 1e-8);
      CHECK(relative(band.se[i], f.at("se")[static_cast<std::size_t>(i)]) < 1e-8);
      CHECK(band.low[i] < band.fitted[i]);
    }
    CHECK(relative(band.sigma, f.at("scale")[0]) < 1e-8);
    CHECK(relative(band.df, f.at("scale")[1]) < 1e-8);
    CHECK((loess(p, y, at) - band.fitted).norm() == 0);
    const CalibrationDistance d = calibration_distance(p, y);
    CHECK(relative(d.mean, f.at("distance")[0]) < 1e-8);
    CHECK(relative(d.median, f.at("distance")[1]) < 1e-8);
    CHECK(relative(d.p90, f.at("distance")[2]) < 1e-8);
    CHECK(relative(d.largest, f.at("distance")[3]) < 1e-8);
  }
}

TEST_CASE("a quadratic is met exactly, and too few places give no band") {
  const VectorXd x = VectorXd::LinSpaced(40, -1, 1), y = 2 + x.array() - 3 * x.array().square();
  CHECK((loess(x, y, x) - y).cwiseAbs().maxCoeff() < 1e-12);
  CHECK(loess_band(VectorXd::Ones(20), y.head(20), x.head(2)).reason == "singular");
  CHECK(loess_band(x.head(2), y.head(2), x.head(2)).reason == "singular");
  CHECK(std::isnan(calibration_distance(VectorXd::Constant(20, 0.3), y.head(20)).mean));
}

TEST_CASE("the interval of the index holds it, and is the same however often it is asked for") {
  const auto f = rgx::test::read_cases("validation").at("smooth_even");
  const VectorXd p = vector_of(f.at("p")), y = vector_of(f.at("y"));
  const Interval a = calibration_index_interval(p, y, 200, Stream(7)),
                 b = calibration_index_interval(p, y, 200, Stream(7));
  CHECK(a.low == b.low);
  CHECK(a.high == b.high);
  CHECK(a.low > 0);
  CHECK(a.high > integrated_calibration_index(p, y));
  CHECK(std::isnan(calibration_index_interval(p.head(9), y.head(9), 200, Stream(7)).low));
  CHECK(std::isnan(calibration_index_interval(VectorXd::Constant(30, 0.2), y.head(30), 20, Stream(7)).low));
}
