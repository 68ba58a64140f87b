// Groups found in a study: every way of clustering on planted groups, its tables, its labels elsewhere, and what is
// refused.
#include <doctest/doctest.h>

#include <cmath>
#include <set>

#include "tests/program/program.hpp"
#include "tests/program/table.hpp"

using namespace rgx::test;

namespace {

constexpr int cases = 36;

// Three groups of twelve far apart in a and b; c knows nothing. Marker goes with the group, sex does not.
std::string clinical(bool missing = false) {
  std::string out = "id,a,b,c,marker,sex,months,dead\n";
  for (int i = 0; i < cases; ++i) {
    const int group = i % 3;
    const double jitter = (i * 7 % 23) / 23.0, other = (i * 5 % 19) / 19.0;
    out += "P" + std::to_string(i) + "," + (missing && i == 4 ? std::string() : std::to_string(10 * group + jitter)) +
           "," + std::to_string((group == 1 ? 30 : 0) + other) + "," + std::to_string((i * 11 % 29) / 29.0) + "," +
           (group == 2 ? "yes" : "no") + "," + (i % 2 == 0 ? "f" : "m") + "," + std::to_string(5 + i * 13 % 40) + "," +
           (i % 4 == 0 ? "0" : "1") + "\n";
  }
  return out;
}

std::string study(const std::string& blocks) {
  return R"(rgx 1

study "Groups" { seed: 5; design: retrospective }

cohort c {
  table: csv("clinical.csv")
  id: id
  covariate marker: binary(marker, positive: "yes", negative: "no")
  covariate sex: binary(sex, positive: "m", negative: "f")
  outcome os: survival(time: months, event: dead == 1, unit: 1 month)
}

features f { cohort: c; source: csv("clinical.csv", id: id); kind: radiomic; columns: only([a, b, c]) }

)" + blocks;
}

struct Groups {
  Folder folder;
  std::string path = folder / "study.rgx";
  explicit Groups(const std::string& blocks, bool missing = false) {
    folder.write("clinical.csv", clinical(missing));
    folder.write("study.rgx", study(blocks));
  }
  Ended run(std::vector<std::string> more = {}) const {
    std::vector<std::string> arguments{"run", path, "-o", folder / "run", "--store", folder / "store"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return call(arguments, {.environment = {{"PATH", "/nonexistent"}}, .largest_file = {}, .folder = {}});
  }
  Rows rows(const std::string& name) const { return read_rows(folder / "run/tables/" + name + ".csv"); }
};

// The twelve of each planted group have one label, and the three labels differ.
void finds_the_groups(const Rows& labels) {
  REQUIRE(labels.cells.size() == static_cast<std::size_t>(cases));
  std::set<std::string> all;
  for (std::size_t group = 0; group < 3; ++group) {
    std::set<std::string> here;
    for (std::size_t i = group; i < labels.cells.size(); i += 3) here.insert(labels.at(i, "cluster"));
    CHECK(here.size() == 1);
    all.insert(here.begin(), here.end());
  }
  CHECK(all.size() == 3);
}

}  // namespace

TEST_CASE("clusters: every way finds three groups that lie far apart") {
  const Groups g(R"(
cluster k { from: f[["a", "b"]]; kmeans(k: 2 .. 5, stability: 20) }
cluster h { from: f[["a", "b"]]; hierarchical(k: 2 .. 5, linkage: average, choose: gap, references: 20, stability: 20) }
cluster m { from: f[["a", "b"]]; gaussian_mixture(k: 1 .. 4, models: ["EII"]) }
cluster s { from: f[["a", "b"]]; consensus(k: 2 .. 4, resamples: 60) }
)");
  const Ended e = g.run();
  INFO(e.err);
  REQUIRE(e.status == 0);
  for (const char* name : {"k", "h", "m", "s"}) {
    CAPTURE(name);
    finds_the_groups(g.rows(std::string(name) + ".labels"));
    const Rows summary = g.rows(std::string(name) + ".summary");
    const std::size_t chosen = summary.where({{"chosen", "true"}});
    CHECK(summary.number(chosen, "k") == 3);
    CHECK(summary.number(chosen, "silhouette") > 0.8);
    // The heat map's table holds every case once, with the label it has.
    const Rows heat = g.rows(std::string(name) + ".heat");
    CHECK(heat.header == std::vector<std::string>{"subject", "cluster", "a", "b"});
    const Rows labels = g.rows(std::string(name) + ".labels");
    for (std::size_t i = 0; i < heat.cells.size(); ++i)
      CHECK(labels.at(labels.where({{"subject", heat.at(i, "subject")}}), "cluster") == heat.at(i, "cluster"));
    CHECK(heat.cells.size() == labels.cells.size());
    double sum = 0, square = 0;
    for (std::size_t i = 0; i < heat.cells.size(); ++i) {
      sum += heat.number(i, "a");
      square += heat.number(i, "a") * heat.number(i, "a");
    }
    CHECK(std::abs(sum) < 1e-9);
    CHECK(square == doctest::Approx(cases - 1));
  }
  const Rows firm = g.rows("k.clusters");
  for (std::size_t i = 0; i < 3; ++i) CHECK(firm.number(i, "jaccard") > 0.95);
  CHECK(read_file(g.folder / "run/report.html").find("heat-h") != std::string::npos);
}

TEST_CASE("clusters: labels group survival and categories, and are the same at any number of threads") {
  const Groups g(R"(
cluster k { from: f[["a", "b"]]; kmeans(k: 3, stability: 0) }
compare traits { features: [marker, sex]; by: k; fisher(); correct(method: holm, level: 5 %) }
compare survival { of: os; by: k; log_rank() }
report r { sections: [results]; show: [k, traits, survival]; write: [markdown("report.md")] }
)");
  REQUIRE(g.run({"-j", "1"}).status == 0);
  const Rows traits = g.rows("traits");
  CHECK(traits.number(traits.where({{"feature", "marker"}}), "p") < 1e-6);
  CHECK(traits.number(traits.where({{"feature", "sex"}}), "p") > 0.5);
  CHECK(g.rows("survival").at(0, "groups").find("3=12") != std::string::npos);
  const auto one = run_files(g.folder / "run");
  fs::remove_all(g.folder / "run");
  fs::remove_all(g.folder / "store");
  REQUIRE(g.run({"-j", "7"}).status == 0);
  CHECK(run_files(g.folder / "run") == one);
}

TEST_CASE("clusters: what cannot be is refused with its reason") {
  const auto refused = [](const Groups& g, const std::string& code, const std::string& word) {
    const Ended e = g.run();
    INFO(e.err);
    CHECK(e.status != 0);
    CHECK(e.says("[" + code + "]"));
    CHECK(e.says(word));
  };
  refused(Groups("cluster k { from: f; kmeans(k: 40) }\n"), "out-of-range", "40 clusters of 36 cases");
  refused(Groups("cluster k { from: f; kmeans(k: [2, 4]) }\n"), "wrong-type", "`k: 2 .. 6`");
  refused(Groups("cluster k { from: f; kmeans(k: 3) }\n", true), "missing-value", "complete_cases");
  refused(Groups("cluster k { from: f; hierarchical(k: 3, linkage: ward, distance: correlation) }\n"), "wrong-type",
          "linkage: average");
  // The groups were made of these columns: that they differ by them is no finding.
  refused(Groups("cluster k { from: f; kmeans(k: 3) }\ncompare again { features: f; by: k; kruskal_wallis(); "
                 "correct(method: BH, level: 5 %) }\n"),
          "circular", "`k`");
}
