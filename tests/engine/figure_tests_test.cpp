// Figures of many tests: volcano, Manhattan, heat map, forest, quantiles and histogram of p.
#include <doctest/doctest.h>

#include <set>

#include "engine/figure.hpp"
#include "engine/report_view.hpp"
#include "tests/engine/report_run.hpp"

using namespace rgx::test;

namespace {

constexpr std::size_t longest = 300'000;  // bytes of a specification

Column& column(Table& t, const std::string& name) {
  for (auto& c : t.columns)
    if (c.name == name) return c;
  FAIL("no column " << name);
  return t.columns[0];
}

void all_of_kind(Table& t, const std::string& kind) {
  std::fill(column(t, "estimate_kind").texts.begin(), column(t, "estimate_kind").texts.end(), kind);
}

std::vector<std::string> names(const std::string& start, int n) {
  std::vector<std::string> out;
  for (int i = 0; i < n; ++i) out.push_back(start + std::to_string(i));
  return out;
}

bool holds(const std::optional<ReportFigure>& figure, const std::string& part) {
  return figure && figure->caption.find(part) != std::string::npos;
}

// Every list of values within the specification, whatever layer it stands in.
void collect(const Json& spec, std::vector<Json>& found) {
  if (spec.is_object() && spec.contains("values") && spec["values"].is_array() && !spec["values"].empty() &&
      spec["values"][0].is_object())
    found.push_back(spec["values"]);
  if (spec.is_object() || spec.is_array())
    for (const auto& part : spec) collect(part, found);
}
std::vector<Json> lists(const Json& spec, const std::string& field) {
  std::vector<Json> found, out;
  collect(spec, found);
  for (auto& values : found)
    if (values[0].contains(field)) out.push_back(values);
  return out;
}

}  // namespace

TEST_CASE("volcano: a panel an outcome, each test a point, what is rejected marked") {
  const Table t = tests_table(made_features(), {"genotype", "grade"}, false);
  const auto figure = volcano("block", t);
  REQUIRE(figure);
  CHECK(figure->name == "volcano-block");
  CHECK(figure->spec.at("concat").size() == 2);
  CHECK(figure->spec.at("concat")[1].at("title") == "grade");
  std::size_t points = 0, rejected = 0;
  for (const auto& values : lists(figure->spec, "rejected")) {
    double strongest = 1e9;
    for (const auto& v : values) {
      CHECK(v.at("y").get<double>() <= strongest);
      strongest = v.at("y").get<double>();
      rejected += v.at("rejected") == 1;
      ++points;
    }
  }
  CHECK(points == 2 * made_features().size() - 1);  // one test is constant
  CHECK(holds(figure, "Orange circles: the " + std::to_string(rejected) + " rejected after correction."));
  CHECK_FALSE(volcano("block", tests_table({"only"}, {"genotype"}, false)));
  CHECK_FALSE(volcano("block", Table{}));
}

TEST_CASE("volcano: ratios by their logarithm; 0 and infinity are told, not drawn") {
  for (const char* kind : {"odds_ratio", "hazard_ratio", "rate_ratio"}) {
    Table t = tests_table(made_features(), {"genotype"}, false);
    all_of_kind(t, kind);
    auto& estimate = column(t, "estimate").numbers;
    std::fill(estimate.begin(), estimate.end(), 8);
    estimate[0] = 0;
    estimate[1] = HUGE_VAL;
    const auto figure = volcano("block", t);
    REQUIRE(figure);
    CHECK(lists(figure->spec, "rejected")[0][0].at("x") == 3);
    CHECK(holds(figure, "2 estimates of 0 or ∞ have no place on the axis."));
    CHECK(figure->spec.dump().find("log₂ " + printed_name(kind)) != std::string::npos);
  }
}

TEST_CASE("volcano: a coefficient far beyond the others bends the axis instead of pressing them together") {
  Table t = tests_table(made_features(), {"age"}, true);
  all_of_kind(t, "beta");
  CHECK(volcano("block", t)->spec.dump().find("symlog") == std::string::npos);
  column(t, "estimate").numbers[3] = 4e6;
  const auto figure = volcano("block", t);
  REQUIRE(figure);
  CHECK(figure->spec.dump().find("symlog") != std::string::npos);
  CHECK(figure->spec.dump().find(printed_name("beta")) != std::string::npos);  // kinds are named as everywhere else
}

TEST_CASE("volcano: many outcomes share a panel a kind, points are thinned and stay small") {
  Table t = tests_table(names("feature", 300), names("gene", 40), true);
  const auto figure = volcano("map", t);
  REQUIRE(figure);
  CHECK_FALSE(figure->spec.contains("concat"));
  CHECK(lists(figure->spec, "rejected")[0].size() == 3000);
  CHECK(holds(figure, "Drawn are 3000 of 12000: the 1000 strongest, then fewer and fewer."));
  CHECK(readable(figure->spec).size() < longest);
}

TEST_CASE("volcano: the line is the weakest that its family rejects, and none where p does not decide") {
  Table t = tests_table(made_features(), {"genotype"}, false);
  double weakest = 1e9;
  for (std::size_t r = 0; r < t.rows(); ++r)
    if (column(t, "rejected").texts[r] == "true") weakest = std::min(weakest, -column(t, "log10_p").numbers[r]);
  CHECK(family_line({&t}, "BH", 0.05).strength == weakest);
  Table other = t;  // of the same family, where one more is rejected
  for (std::size_t r = 0; r < other.rows(); ++r) {
    column(other, "log10_p").numbers[r] = -weakest + 0.01;
    column(other, "rejected").texts[r] = "true";
  }
  CHECK(family_line({&t, &other}, "BH", 0.05).strength == doctest::Approx(weakest - 0.01));
  std::fill(column(other, "rejected").texts.begin(), column(other, "rejected").texts.end(), "false");
  std::fill(column(other, "log10_p").numbers.begin(), column(other, "log10_p").numbers.end(), -300);
  CHECK(std::isnan(family_line({&t, &other}, "weighted_BH", 0.05).strength));
  CHECK(family_line({&t}, "none", 0.01).strength == doctest::Approx(2));
  CHECK(family_line({&t}, "none", 0.01).marked == "with p of at most 0.01 (not corrected)");
}

TEST_CASE("a second stage is no test of its own in any figure") {
  Table t = tests_table(made_features(), {"genotype", "grade"}, false);
  for (std::size_t r = 0; r < t.rows(); ++r)
    if (r % 2 == 1) column(t, "note").texts[r] = "second stage";
  CHECK(volcano("block", t)->spec.dump().find("grade") == std::string::npos);
  CHECK(forest("block", t)->spec.dump().find("grade") == std::string::npos);
  CHECK_FALSE(heat_map("block", t));
  CHECK_FALSE(p_histogram("block", t));  // 16 are left
}

TEST_CASE("Manhattan: from 200 features on, in groups of scan, filter and family") {
  std::vector<std::string> features;
  for (const char* filter : {"original", "log_3mm"})
    for (const char* family : {"glcm", "glrlm"})
      for (int i = 0; i < 60; ++i)
        features.push_back(std::string("core.T1ce.") + filter + "." + family + ".f" + std::to_string(i));
  for (int i = 0; i < 10; ++i) features.push_back("core.shape.s" + std::to_string(i));
  const auto figure = manhattan("block", tests_table(features, {"genotype"}, false));
  REQUIRE(figure);
  CHECK(holds(figure, "along 250 features in 5 groups"));
  const std::string text = figure->spec.dump();
  CHECK(text.find("core.T1ce.log_3mm.glrlm") != std::string::npos);
  CHECK(text.find("core.shape") != std::string::npos);
  std::set<double> x;
  const Json points = lists(figure->spec, "c").at(0);
  for (const auto& v : points) x.insert(v.at("x").get<double>());
  CHECK(x.size() == 249);  // one test is constant
  CHECK(*x.rbegin() == 249.5);
  CHECK_FALSE(manhattan("block", tests_table(names("feature", 199), {"genotype"}, false)));
  // Names that tell nothing, of a dictionary that does.
  std::map<std::string, std::string> parts;
  for (int i = 0; i < 210; ++i) parts["feature" + std::to_string(i)] = i < 100 ? "wavelet glcm" : "original glcm";
  const Table plain = tests_table(names("feature", 210), {"genotype"}, false);
  CHECK(holds(manhattan("block", plain, {}, parts), "in 2 groups"));
  CHECK(holds(manhattan("block", plain), "in the order of the table"));
  // A table that is listed by p: its features stand by name, 9 before 10.
  Table listed = tests_table(names("feature", 210), {"genotype"}, false);
  for (std::size_t r = 0; r < listed.rows(); ++r) column(listed, "log10_p").numbers[r] = -300 + static_cast<double>(r);
  std::swap(column(listed, "feature").texts[9], column(listed, "feature").texts[10]);
  const auto by_name = manhattan("block", listed);
  CHECK(holds(by_name, "in the order of their names"));
  const Json points_by_name = lists(by_name->spec, "c").at(0);
  CHECK(points_by_name[9].at("feature") == "feature10");
  CHECK(points_by_name[9].at("x") == 10.5);
  const auto many = manhattan("map", tests_table(names("feature", 300), names("gene", 60), true));
  REQUIRE(many);
  CHECK(lists(many->spec, "c")[0].size() == 3000);
  CHECK(readable(many->spec).size() < longest);
}

TEST_CASE("heat map: capped at the strongest 60 of each side, ordered by likeness, with both dendrograms") {
  const auto rows = names("feature", 70), columns = names("gene", 65);
  const auto figure = heat_map("map", tests_table(rows, columns, true));
  REQUIRE(figure);
  const Json& cells = figure->spec.at("layer")[0];
  CHECK(cells.at("layer")[0].at("encoding").at("y").at("sort").size() == 60);
  CHECK(cells.at("data").at("values").size() == 60 * 60);
  CHECK(lists(figure->spec, "h2").size() == 2);
  CHECK(lists(figure->spec, "h2")[0].size() == 3 * 59);
  CHECK(holds(figure, "of 70 rows and 65 columns"));
  CHECK(readable(figure->spec).size() < longest);
  CHECK_FALSE(heat_map("map", tests_table({"one"}, columns, true)));
  CHECK_FALSE(heat_map("map", tests_table({"one", "two"}, {"a", "b"}, true)));  // four cells
}

TEST_CASE("heat map: rows that are alike stand together, ratios about 1 and AUC about one half") {
  Table t = tests_table({"a", "b", "c", "d"}, {"x", "y"}, true);
  all_of_kind(t, "hazard_ratio");
  column(t, "estimate").numbers = {4, 4, 0.25, 0.25, 4.1, 4, 0.25, 0.26};
  const auto figure = heat_map("map", t);
  REQUIRE(figure);
  const auto order =
      figure->spec.at("layer")[0].at("layer")[0].at("encoding").at("y").at("sort").get<std::vector<std::string>>();
  const auto place = [&](const char* name) { return std::find(order.begin(), order.end(), name) - order.begin(); };
  CHECK(std::abs(place("a") - place("c")) == 1);
  CHECK(std::abs(place("b") - place("d")) == 1);
  const auto domain = [](const ReportFigure& of) {
    return of.spec.at("layer")[0].at("layer")[0].at("encoding").at("color").at("scale").at("domain");
  };
  CHECK(domain(*figure)[0].get<double>() == -domain(*figure)[1].get<double>());
  all_of_kind(t, "auc");
  column(t, "estimate").numbers = {0.6, 0.4, 0.5, 0.5, 0.6, 0.6, 0.7, none};
  const auto auc = heat_map("map", t);
  CHECK(domain(*auc) == Json{0.25, 0.75});
  CHECK(holds(auc, "White: 1 cell without an estimate."));
  column(t, "estimate_kind").texts[0] = "cramers_v";
  CHECK(holds(heat_map("map", t), "Left out: 1 estimate of another kind."));
  // Listed in part: mostly white.
  Table part = tests_table(names("feature", 8), names("gene", 8), true);
  for (std::size_t r = 0; r < part.rows(); ++r)
    if (r % 8 != r / 8) column(part, "estimate").numbers[r] = none;
  CHECK_FALSE(heat_map("map", part));
}

TEST_CASE("forest: the strongest 25, a panel a kind, intervals cut with an arrow") {
  Table t = tests_table(made_features(), {"genotype", "grade"}, false);
  auto& kind = column(t, "estimate_kind").texts;
  for (std::size_t r = 0; r < kind.size(); ++r)
    if (r % 2 == 0) kind[r] = "odds_ratio";
  const auto figure = forest("block", t);
  REQUIRE(figure);
  CHECK(figure->spec.at("vconcat").size() == 2);
  std::size_t shown = 0;
  for (const auto& values : lists(figure->spec, "name")) shown += values.size();
  CHECK(shown == 25);
  CHECK(figure->spec.dump().find("\"type\":\"log\"") != std::string::npos);
  CHECK(holds(figure, "The 25 estimates with the smallest p, of 33, with 95 % intervals"));
  Table one = tests_table({"a", "b", "c"}, {"genotype"}, false);
  column(one, "ci_high").numbers[1] = HUGE_VAL;
  const auto cut = forest("block", one);
  CHECK(holds(cut, "An arrow: it goes on beyond the axis (1)."));
  CHECK(holds(cut, "All are of `genotype`."));
  CHECK_FALSE(forest("block", Table{}));
}

TEST_CASE("quantiles: the points, a band with few corners, lambda") {
  std::vector<double> rank, expected, observed, low, high, tests, lambda;
  for (int i = 1; i <= 2000; ++i) {
    rank.push_back(i);
    expected.push_back(-std::log10(i / 2001.0));
    observed.push_back(i == 1 ? HUGE_VAL : 1.2 * expected.back());
    low.push_back(0.8 * expected.back());
    high.push_back(1.3 * expected.back());
    tests.push_back(20000);
    lambda.push_back(1.234);
  }
  const Table qq =
      table_of({numbers("rank", rank), numbers("expected", expected), numbers("observed", observed),
                numbers("low", low), numbers("high", high), numbers("tests", tests), numbers("lambda", lambda)});
  const auto figure = qq_plot("block", qq);
  REQUIRE(figure);
  CHECK(figure->alt == "Quantile-quantile plot of 20000 p values of block: λ = 1.23");
  CHECK(holds(figure, "Drawn are 2000 of 20000"));
  CHECK(holds(figure, "1 test with p = 0 has no place on the axis."));
  CHECK(lists(figure->spec, "low")[0].size() < 200);
  CHECK(readable(figure->spec).size() < longest);
  CHECK_FALSE(qq_plot("block", Table{}));
}

TEST_CASE("histogram of p: every p is counted, the edge 1 included") {
  Table t = tests_table(made_features(), {"a", "b"}, false);
  auto& p = column(t, "p").numbers;
  for (std::size_t i = 0; i < p.size(); ++i) p[i] = i == 0 ? 1 : i < 6 ? 0.01 : i == 7 ? none : 0.5;
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
