// Figures of single cases, and the small parts that figures share.
#include <doctest/doctest.h>

#include "engine/figure.hpp"
#include "engine/figure_labels.hpp"
#include "engine/figure_rows.hpp"
#include "tests/engine/report_run.hpp"

using namespace rgx::test;

namespace {

Table cases_of(std::size_t n, bool classes) {
  std::vector<std::string> first, second, cohort, group, subject, of_class;
  std::vector<double> value, number;
  for (const char* name : {"lesion.shape.volume_mesh", "lesion.shape.sphericity"})
    for (std::size_t i = 0; i < n; ++i) {
      first.emplace_back(name);
      second.emplace_back(classes ? "genotype" : "ki67");
      cohort.emplace_back("demo");
      group.emplace_back("");
      subject.push_back("s" + std::to_string(i));
      value.push_back(1 + static_cast<double>(i));
      of_class.emplace_back(!classes ? "" : 3 * i < n ? "wildtype" : "mutant");
      number.push_back(classes ? none : 3 - 2 * static_cast<double>(i));
    }
  return table_of({texts("feature", first), texts("outcome", second), texts("cohort", cohort), texts("group", group),
                   texts("subject", subject), numbers("value", value), texts("class", of_class),
                   numbers("number", number)});
}

const Json& first_values(const Json& view, std::size_t layer) {
  return view.at("layer")[layer].at("data").at("values");
}

}  // namespace

TEST_CASE("cases by class: every case a point, boxes by R's quartiles, whiskers to cases") {
  const Table t = tests_table({"lesion.shape.volume_mesh", "lesion.shape.sphericity"}, {"genotype"}, false);
  Table top = cases_of(30, true);
  for (auto& c : top.columns)
    if (c.name == "value") c.numbers[29] = 100;  // beyond the whisker
  const auto figure = case_plots("block", t, top, false);
  REQUIRE(figure);
  REQUIRE(figure->spec.at("concat").size() == 2);
  const Json& view = figure->spec.at("concat")[0];
  CHECK(first_values(view, 0).size() == 30);
  const Json& box = first_values(view, 1)[1];  // mutant: 11 … 29 and 100
  CHECK(box.at("q1") == 15.75);
  CHECK(box.at("median") == 20.5);
  CHECK(box.at("q3") == 25.25);
  CHECK(box.at("low") == 11);
  CHECK(box.at("high") == 29);
  CHECK(view.at("title").at("subtitle").get<std::string>().find("p =") == 0);
  CHECK(view.dump().find("n = 20") != std::string::npos);
  CHECK(figure->caption.find("least squares") == std::string::npos);
  CHECK(case_plots("block", t, top, true)->caption.find("held covariates fixed") != std::string::npos);
  CHECK_FALSE(case_plots("block", t, Table{}, false));
}

TEST_CASE("cases by class: a large cohort is drawn evenly by rank, and that is told") {
  const Table t = tests_table({"lesion.shape.volume_mesh", "lesion.shape.sphericity"}, {"genotype"}, false);
  const auto figure = case_plots("block", t, cases_of(3000, true), false);
  REQUIRE(figure);
  CHECK(first_values(figure->spec.at("concat")[0], 0).size() == 360);
  CHECK(figure->caption.find("5280 cases are not drawn") != std::string::npos);
  CHECK(readable(figure->spec).size() < 300'000);
}

TEST_CASE("cases against a number: scattered, with a line where the test is a line") {
  Table t = tests_table({"lesion.shape.volume_mesh", "lesion.shape.sphericity"}, {"ki67"}, true);
  const Table top = cases_of(20, false);
  CHECK(case_plots("map", t, top, false)->spec.at("concat")[0].at("layer").size() == 1);
  for (auto& c : t.columns)
    if (c.name == "estimate_kind") std::fill(c.texts.begin(), c.texts.end(), "pearson_r");
  const auto figure = case_plots("map", t, top, false);
  REQUIRE(figure);
  const Json& ends = first_values(figure->spec.at("concat")[0], 1);
  CHECK(ends[0] == Json{{"x", 1}, {"y", 3}});
  CHECK(ends[1] == Json{{"x", 20}, {"y", -35}});
  CHECK(case_plots("map", t, top, true)->spec.at("concat")[0].at("layer").size() == 1);
}

TEST_CASE("short names: as few of their last parts as tell them apart") {
  CHECK(
      short_names({"core.T1.original.glcm.contrast", "core.T2.original.glcm.contrast", "core.shape.volume", "x"}, 60) ==
      std::vector<std::string>{"T1.original.glcm.contrast", "T2.original.glcm.contrast", "volume", "x"});
  CHECK(short_names({"a.b", "a.b", ".", "..", ""}, 60) == std::vector<std::string>{"b", "b", ".", "..", ""});
  CHECK(short_names({"left_of_all_columns", "right_of_all_columns", "other_name"}, 8) ==
        std::vector<std::string>{"left_of_all_columns", "right_of_all_columns", "…her_name"});
  CHECK(short_names({"äöüßäöüß"}, 4) == std::vector<std::string>{"…äöüß"});
}

TEST_CASE("labels: none over a point or another label, none outside") {
  FigureLabels labels(200, 100);
  labels.avoid(100, 50);
  CHECK(labels.place(100, 50, "one"));
  CHECK(labels.place(100, 50, "two"));
  CHECK_FALSE(labels.place(100, 50, std::string(60, 'x')));
  CHECK(labels.place(2, 2, "corner"));
  Json layers = Json::array();
  labels.add_to(layers);
  std::size_t texts = 0;
  for (const auto& layer : layers) texts += layer.at("data").at("values").size();
  CHECK(texts == 3);
}

TEST_CASE("thinning keeps the first third and the last, and the steps between grow") {
  CHECK(thinned(3, 10) == std::vector<std::size_t>{0, 1, 2});
  for (const std::size_t n : {101UL, 150UL, 1000UL, 1000000UL}) {
    CAPTURE(n);
    const auto some = thinned(n, 100);
    REQUIRE(some.size() == 100);
    CHECK(some[32] == 32);
    CHECK(some.back() == n - 1);
    for (std::size_t i = 1; i < some.size(); ++i) CHECK(some[i] > some[i - 1]);
  }
  const auto some = thinned(1000000, 3000);
  CHECK(some[1010] - some[1009] < 10);
  CHECK(some[2999] - some[2998] > 900);
}
