#include <doctest/doctest.h>

#include "engine/figure.hpp"
#include "engine/flow_drawing.hpp"
#include "tests/engine/report_run.hpp"

using namespace rgx::test;

TEST_CASE("figures: a volcano marks what is rejected and leaves out what has no place") {
  Table t = tests_table(made_features(), {"genotype", "grade"}, false);
  const auto figure = volcano("block", t);
  REQUIRE(figure);
  CHECK(figure->name == "volcano-block");
  CHECK(figure->spec.contains("facet"));
  const Json& values = figure->spec.at("data").at("values");
  CHECK(values.size() == 2 * made_features().size() - 1);  // one test is constant
  double strongest = 1e9;
  for (const auto& v : values) {
    CHECK(v.at("y").get<double>() <= strongest);
    strongest = v.at("y").get<double>();
  }
  // Odds ratios are drawn by their logarithm; 0 and infinity are told, not drawn.
  for (auto& c : t.columns) {
    if (c.name == "estimate_kind") std::fill(c.texts.begin(), c.texts.end(), "odds_ratio");
    if (c.name == "estimate") {
      std::fill(c.numbers.begin(), c.numbers.end(), 8);
      c.numbers[0] = 0;
      c.numbers[1] = HUGE_VAL;
    }
  }
  const auto ratios = volcano("block", t);
  REQUIRE(ratios);
  CHECK(ratios->spec.at("data").at("values")[0].at("x") == 3);
  CHECK(ratios->caption.find("2 odds ratios of 0 or ∞ have no place on the axis.") != std::string::npos);
  CHECK_FALSE(volcano("block", tests_table({"only"}, {"genotype"}, false)));
  CHECK_FALSE(volcano("block", Table{}));
}

TEST_CASE("figures: a heat map is capped at the strongest 60 of each side, in the order of the table") {
  std::vector<std::string> rows, columns;
  for (int i = 0; i < 70; ++i) rows.push_back("feature" + std::to_string(i));
  for (int i = 0; i < 65; ++i) columns.push_back("gene" + std::to_string(i));
  const auto figure = heat_map("map", tests_table(rows, columns, true));
  REQUIRE(figure);
  const Json& y = figure->spec.at("layer")[0].at("encoding").at("y").at("sort");
  CHECK(y.size() == 60);
  const auto names = y.get<std::vector<std::string>>();
  const auto place = [&](const std::string& name) { return std::find(rows.begin(), rows.end(), name) - rows.begin(); };
  for (std::size_t i = 1; i < names.size(); ++i) CHECK(place(names[i - 1]) < place(names[i]));
  CHECK(figure->spec.at("data").at("values").size() == 60 * 60);
  CHECK(figure->caption.find("of 70 rows and 65 columns") != std::string::npos);
  CHECK_FALSE(heat_map("map", tests_table({"one"}, columns, true)));
}

TEST_CASE("figures: the histogram counts every p, the edge 1 included") {
  Table t = tests_table(made_features(), {"a", "b"}, false);
  for (auto& c : t.columns)
    if (c.name == "p")
      for (std::size_t i = 0; i < c.numbers.size(); ++i) c.numbers[i] = i == 0 ? 1 : i < 6 ? 0.01 : i == 7 ? none : 0.5;
  const auto figure = p_histogram("block", t);
  REQUIRE(figure);
  const Json& bins = figure->spec.at("data").at("values");
  CHECK(bins.size() == 20);
  CHECK(bins[0].at("tests") == 5);
  CHECK(bins[19].at("tests") == 1);
  double sum = 0;
  for (const auto& b : bins) sum += b.at("tests").get<double>();
  CHECK(sum == static_cast<double>(t.rows() - 1));
  CHECK_FALSE(p_histogram("block", tests_table({"few"}, {"a"}, false)));
}

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
