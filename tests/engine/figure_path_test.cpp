#include "engine/figure_path.hpp"

#include <doctest/doctest.h>

#include "tests/engine/report_run.hpp"

using namespace rgx::test;

namespace {

// Three terms along four penalties, the third chosen: one that stays out there, one that never enters is not listed.
Table path_table() {
  std::vector<std::string> term, chosen;
  std::vector<double> lambda, coefficient;
  const std::vector<double> penalties{1, 0.1, 0.01, 0.001};
  for (const auto& [name, values] :
       std::vector<std::pair<std::string, std::vector<double>>>{{"core.T1.original.glcm.contrast", {0, 0.2, 0.5, 0.7}},
                                                                {"age", {0, 0, -1, -1.5}},
                                                                {"core.shape.volume_mesh", {0, 0, 0, 0.1}}})
    for (std::size_t i = 0; i < penalties.size(); ++i) {
      term.push_back(name);
      lambda.push_back(penalties[i]);
      coefficient.push_back(values[i]);
      chosen.push_back(i == 2 ? "true" : "false");
    }
  return table_of(
      {texts("term", term), numbers("lambda", lambda), numbers("coefficient", coefficient), texts("chosen", chosen)});
}

}  // namespace

TEST_CASE("coefficient paths: every term against the penalty, the largest named, the chosen penalty marked") {
  const auto figure = path_figure("m", path_table());
  REQUIRE(figure);
  CHECK(figure->name == "path-m");
  CHECK(figure->alt == "Coefficient paths of m: 3 terms against the penalty, chosen at 0.01");
  CHECK(figure->caption.find("2 of 3 terms that enter are in the model") != std::string::npos);
  const auto& values = figure->spec.at("data").at("values");
  CHECK(values.size() == 12);
  CHECK(values[0].at("name") == "age");  // the largest at the chosen penalty
  CHECK(values[0].at("x") == 1);
  CHECK_FALSE(values[11].contains("name"));  // out of the model there
  CHECK(figure->spec.at("layer").back().at("data").at("values")[0].at("label") == "chosen λ = 0.01");
  CHECK(figure->spec.at("layer")[1].at("encoding").at("x").at("scale").at("domain") == Json{0.001, 1});
}

TEST_CASE("coefficient paths: nothing to draw") {
  CHECK_FALSE(path_figure("m", Table{}));
  Table never = path_table();
  for (auto& t : never.columns[3].texts) t = "false";
  CHECK_FALSE(path_figure("m", never));
  CHECK_FALSE(path_figure("m", table_of({texts("term", {"a"}), numbers("lambda", {1}), numbers("coefficient", {0.5}),
                                         texts("chosen", {"true"})})));
}
