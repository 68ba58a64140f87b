#include "engine/figure_correlation.hpp"

#include <doctest/doctest.h>

#include "engine/figure_families.hpp"
#include "engine/figure_tiles.hpp"
#include "tests/engine/report_run.hpp"

using namespace rgx::test;

namespace {

const std::map<std::string, std::string> parts{{"a", "shape"}, {"b", "log.sigma_2 glcm"}, {"c", "original glcm"}};

Table features() {
  return table_of({texts("subject", {"1", "2", "3", "4", "5", "6"}), numbers("a", {1, 2, 3, 4, 5, 6}),
                   numbers("b", {-1, -8, -27, -64, -125, -216}), numbers("c", {2, 1, 2, 1, 2, 1.5}),
                   numbers("flat", {3, 3, 3, 3, 3, 3}), numbers("gap", {1, none, 2, 3, 4, 5})});
}

// A map of so many rows and columns; the pair of the last of each is the only one rejected.
Table map_of(std::size_t rows, std::size_t columns) {
  std::vector<std::string> left, right, kind, rejected;
  std::vector<double> estimate, p;
  for (std::size_t i = 0; i < rows; ++i)
    for (std::size_t j = 0; j < columns; ++j) {
      left.push_back("f" + std::to_string(i));
      right.push_back("g" + std::to_string(j));
      kind.emplace_back("spearman_rho");
      const bool last = i + 1 == rows && j + 1 == columns;
      estimate.push_back(last ? -0.9 : 0.1);
      p.push_back(last ? 1e-8 : 0.5);
      rejected.emplace_back(last ? "true" : "false");
    }
  return table_of({texts("left", left), texts("right", right), texts("estimate_kind", kind),
                   numbers("estimate", estimate), numbers("p", p), texts("rejected", rejected)});
}

}  // namespace

TEST_CASE("families of columns, whatever filter they are of") {
  CHECK(family_of(parts, "a") == "shape");
  CHECK(family_of(parts, "b") == "glcm");
  CHECK(family_of(parts, "elsewhere").empty());
  CHECK(families_among(parts, {"a", "b", "c"}) == std::vector<std::string>{"glcm", "shape"});
  CHECK(families_among(parts, {"b", "c"}).empty());  // one says nothing
  CHECK(family_colours({"glcm", "shape"}).at("range")[0] != family_colours({"glcm", "shape"}).at("range")[1]);
}

TEST_CASE("correlation among features: sign does not matter, what is constant or incomplete is left out") {
  const auto figure = correlation_figure("rad", features(), parts);
  REQUIRE(figure);
  CHECK(figure->name == "correlation-rad");
  CHECK(figure->alt == "Correlations among 3 columns of rad, in 2 groups of like ones");
  CHECK(figure->caption.find("Left out: 1 column with missing values") != std::string::npos);
  const auto& values = figure->spec.at("layer")[0].at("data").at("values");
  REQUIRE(values.size() == 9);
  double one = 0;
  for (const auto& v : values) one += v.at("v") == 1;
  CHECK(one == 5);  // the diagonal, and a with b twice
  CHECK_FALSE(
      correlation_figure("rad", table_of({numbers("a", {1, 2}), numbers("b", {2, 1}), numbers("c", {1, 3})}), {}));
  CHECK_FALSE(correlation_figure("rad", Table{}, {}));
}

TEST_CASE("many features are drawn as tiles of neighbours") {
  std::vector<Column> columns;
  for (int c = 0; c < 150; ++c) {
    std::vector<double> v;
    for (int r = 0; r < 20; ++r) v.push_back((r * (c % 7 + 2) * 37 + c * 11) % 101);
    columns.push_back(numbers("f" + std::to_string(c), v));
  }
  const auto figure = correlation_figure("rad", table_of(columns), {});
  REQUIRE(figure);
  CHECK(figure->spec.at("layer")[0].at("data").at("values").size() == 90 * 90);
  CHECK(figure->caption.find("A tile is the mean over neighbours") != std::string::npos);
  CHECK(figure->spec == correlation_figure("rad", table_of(columns), {})->spec);
}

TEST_CASE("a large map in tiles: the strongest of each, with its sign") {
  CHECK_FALSE(map_tiles("m", map_of(10, 60), false));  // the heat map names them all
  const auto figure = map_tiles("m", map_of(50, 100), false);
  REQUIRE(figure);
  const auto& values = figure->spec.at("data").at("values");
  CHECK(values.size() == 40 * 80);
  CHECK(values.back().at("v") == -8);
  CHECK(values.back().at("r") == 1);
  CHECK(values.back().at("pair") == "f49 × g99");
  CHECK_FALSE(values.front().contains("r"));
  double tests = 0;
  for (const auto& v : values) tests += v.at("n").get<double>();
  CHECK(tests == 5000);
  CHECK(figure->caption.find("50 rows and 100 columns") != std::string::npos);
}
