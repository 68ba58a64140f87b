// Components and whole blocks in a study: their tables, and what is refused.
#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>

#include "tests/program/program.hpp"
#include "tests/program/table.hpp"

using namespace rgx::test;

namespace {

constexpr std::size_t cases = 40;

// Normal numbers of a small generator of its own (Park & Miller 1988; Box & Muller 1958).
class Numbers {
 public:
  explicit Numbers(std::uint64_t seed) : state_(seed) {}
  double normal() {
    const double radius = std::sqrt(-2 * std::log(uniform()));
    return radius * std::cos(6.283185307179586 * uniform());
  }

 private:
  double uniform() { return static_cast<double>(state_ = state_ * 48271 % 2147483647) / 2147483647.0; }
  std::uint64_t state_;
};

// Two tables that share one direction in their first three columns; `flat` is constant.
std::string table(const std::string& stem, std::uint64_t key, bool positive, bool hole = false) {
  Numbers shared(99), own(key);
  std::string out = "id,flat";
  for (int j = 1; j <= 6; ++j) out += "," + stem + std::to_string(j);
  out += "\n";
  for (std::size_t i = 0; i < cases; ++i) {
    const double u = shared.normal();
    out += "P" + std::to_string(i) + ",1";
    for (int j = 0; j < 6; ++j) {
      const double v = own.normal() + (j < 3 ? 2 * u : 0);
      out += "," + (hole && i == 4 && j == 1 ? std::string() : std::to_string(positive ? std::exp(0.3 * v) : v));
    }
    out += "\n";
  }
  return out;
}

const char* const study = R"(rgx 1

study "Components" { seed: 5; design: retrospective }

cohort c {
  table: csv("left.csv")
  id: id
}

features left { cohort: c; source: csv("left.csv", id: id); kind: radiomic }
features right { cohort: c; source: csv("right.csv", id: id); kind: radiomic }

decompose shared { from: [left, right]; sparse_cca(components: 1, penalty_left: 0.7, penalty_right: 0.7, permutations: 99, resamples: 20) }
decompose parts { from: left; pca(components: 2, permutations: 99, resamples: 20) }
decompose metagenes { from: right; nmf(rank: 2, restarts: 1, permutations: 19, resamples: 10) }

associate wholes { left: left; right: right; rv(draws: 999) }
associate with_parts { left: parts["pc1"]; right: right["r1"]; pearson() }
)";

struct Blocks {
  Folder folder;
  std::string path = folder / "study.rgx";
  explicit Blocks(const std::string& text = study, bool hole = false) {
    folder.write("left.csv", table("l", 1001, false, hole));
    folder.write("right.csv", table("r", 2002, true));
    folder.write("study.rgx", text);
  }
  Ended run() const { return call({"run", path, "-o", folder / "run", "--store", folder / "store"}); }
  Rows rows(const std::string& name) const { return read_rows(folder / "run/tables/" + name + ".csv"); }
};

}  // namespace

TEST_CASE("components: scores, loadings with stability, p and held-out correlation") {
  const Blocks b;
  const Ended e = b.run();
  INFO(e.err);
  REQUIRE(e.status == 0);
  const Rows summary = b.rows("shared.summary");
  REQUIRE(summary.cells.size() == 1);
  CHECK(summary.at(0, "component") == "cc1");
  CHECK(summary.number(0, "p") == doctest::Approx(0.01));
  CHECK(summary.number(0, "held_out") > 0.7);
  CHECK(summary.number(0, "correlation") > 0.8);
  CHECK(summary.at(0, "note").find("40 cases") != std::string::npos);
  CHECK(summary.at(0, "note").find("2 constant columns of 14") != std::string::npos);
  const Rows loadings = b.rows("shared.loadings");
  CHECK(loadings.cells.size() == 14);
  const std::size_t strong = loadings.where({{"component", "cc1_left"}, {"feature", "l1"}});
  const std::size_t weak = loadings.where({{"component", "cc1_left"}, {"feature", "l5"}});
  CHECK(loadings.number(strong, "loading") > 0.3);
  CHECK(loadings.number(strong, "stability") == 1);
  CHECK(std::abs(loadings.number(weak, "loading")) < 0.3);
  CHECK(b.rows("shared.scores").header == std::vector<std::string>{"cohort", "subject", "cc1_left", "cc1_right"});
  const Rows parts = b.rows("parts.summary");
  CHECK(parts.number(0, "p") == doctest::Approx(0.01));
  CHECK(parts.number(1, "p") > 0.05);
  CHECK(b.rows("metagenes.summary").cells.size() == 2);
  const Rows wholes = b.rows("wholes");
  REQUIRE(wholes.cells.size() == 1);
  CHECK(wholes.at(0, "left") == "left");
  CHECK(wholes.number(0, "p") == doctest::Approx(0.001));
  // A component is a column like any other.
  CHECK(b.rows("with_parts").number(0, "p") < 1e-4);
}

TEST_CASE("components: what cannot be is refused with its reason") {
  const auto refused = [](const Blocks& b, const std::string& code, const std::string& word) {
    const Ended e = b.run();
    INFO(e.err);
    CHECK(e.status != 0);
    CHECK(e.says("[" + code + "]"));
    CHECK_MESSAGE(e.says(word), word);
  };
  refused(Blocks(edited(study, "pca(components: 2", "pca(components: 9")), "out-of-range", "7 at most");
  refused(Blocks(edited(study, "from: right; nmf", "from: left; nmf")), "out-of-range", "negative");
  refused(Blocks(study, true), "missing-value", "`l2` has no value for `P4`");
  refused(Blocks(edited(study, "from: left; pca", "from: left[\"flat\"]; pca")), "out-of-range", "1 at most");
  refused(Blocks(edited(study, "from: left; pca(components: 2", "from: left[\"flat\"]; pca(components: 1")),
          "constant-feature", "no column that varies");
  refused(Blocks(edited(study, "right[\"r1\"]", "left[\"l1\"]")), "circular", "both come from `left`");
}
