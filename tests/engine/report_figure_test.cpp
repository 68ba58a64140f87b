#include <doctest/doctest.h>

#include "engine/figure.hpp"
#include "engine/flow_drawing.hpp"
#include "tests/engine/report_run.hpp"

using namespace rgx::test;

TEST_CASE("figures: of a model") {
  const RunDirectory run = made_run();
  const auto roc = roc_figure("m", run.tables.at("signature.roc.csv"), &run.tables.at("signature.metrics.csv"));
  REQUIRE(roc);
  CHECK(roc->spec.at("data").at("values").size() == 51);
  CHECK(roc->alt == "Receiver operating characteristic of m: AUC 0.81 (95 % CI 0.70 to 0.91)");
  const auto calibration = calibration_figure("m", run.tables.at("signature.calibration.csv"));
  REQUIRE(calibration);
  CHECK(calibration->spec.at("data").at("values").size() == 5);
  // Numbers, not probabilities: the axes follow the values, without intervals.
  const auto numeric = calibration_figure(
      "m", table_of({numbers("predicted", {10, 20, 30}), numbers("observed", {12, 19, none}), numbers("n", {1, 1, 1}),
                     numbers("ci_low", {none, none, none}), numbers("ci_high", {none, none, none})}));
  REQUIRE(numeric);
  CHECK(numeric->spec.at("data").at("values").size() == 2);
  CHECK(numeric->spec.at("layer").size() == 2);
  CHECK(numeric->spec.at("layer")[0].at("encoding").at("x").at("scale").at("domain") == Json{10, 20});
  const auto bars = coefficient_figure("m", run.tables.at("signature.coefficients.csv"));
  REQUIRE(bars);
  CHECK(bars->spec.at("data").at("values").size() == 3);  // neither the intercept nor what is zero
  CHECK(bars->spec.at("data").at("values")[1].at("term") == "lesion.shape.sphericity");
  CHECK_FALSE(roc_figure("m", Table{}, nullptr));
  CHECK_FALSE(calibration_figure("m", Table{}));
  CHECK_FALSE(coefficient_figure("m", Table{}));
}

TEST_CASE("flow drawing: boxes hold their text, whatever its length") {
  ParticipantFlow flow{"In the subject table", 9, {}, {}};
  flow.steps.push_back({"Cohort c", 7, 2, "Left out by exclude", {{std::string(120, 'x') + " & <b>", 2}}});
  for (int i = 0; i < 5; ++i) flow.ends.push_back({"Outcome " + std::to_string(i), {"7 with a value, 0 without"}});
  const std::string svg = draw_flow(flow, "a \"label\"");
  CHECK(svg.starts_with("<svg"));
  CHECK(svg.find("aria-label=\"a &quot;label&quot;\"") != std::string::npos);
  CHECK(svg.find("<b>") == std::string::npos);
  CHECK(svg.find(std::string(60, 'x')) == std::string::npos);  // a long word is cut over lines
  CHECK(draw_flow(flow, "a") == draw_flow(flow, "a"));
  CHECK(draw_flow({"Nobody", 0, {}, {}}, "empty").find("Nobody (n = 0)") != std::string::npos);
}
