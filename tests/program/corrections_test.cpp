// `correct` by every method, and maps too large to list, as their users run them.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <sstream>

#include "tests/program/program.hpp"
#include "tests/program/table.hpp"

using namespace rgx::test;

namespace {

// Numbers in [0, 1) that look random and are the same everywhere.
double drawn(std::size_t i) {
  std::uint64_t x = (i + 1) * 0x9E3779B97F4A7C15ULL;
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ULL;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBULL;
  return static_cast<double>((x ^ (x >> 31)) >> 11) * 0x1p-53;
}

// 40 subjects of two classes and two sites; 12 features, the first three higher in the positive class.
std::string cases() {
  std::ostringstream out;
  out.precision(17);
  out << "id,class,other,site,dose";
  for (int f = 0; f < 12; ++f) out << ",core.CT.original." << (f < 6 ? "glcm" : "ngtdm") << ".f" << f;
  out << '\n';
  for (std::size_t i = 0; i < 40; ++i) {
    const bool positive = i % 2 == 1;
    out << 'P' << i + 10 << ',' << positive << ',' << (drawn(i + 900) < 0.5) << ',' << (i % 3 == 0 ? "A" : "B") << ','
        << drawn(i + 1000);
    for (std::size_t f = 0; f < 12; ++f)
      out << ',' << drawn(i * 20 + f) + (f < 3 && positive ? 0.5 : 0) + 0.3 * drawn(i + 5000);
    out << '\n';
  }
  return out.str();
}

std::string study(const std::string& blocks) {
  return "rgx 1\nstudy \"Corrections\" { design: simulated; seed: 5 }\n"
         "cohort c {\n  table: csv(\"cases.csv\")\n  id: id\n  outcome class: binary(class, positive: 1, negative: 0)\n"
         "  outcome other: binary(other, positive: 1, negative: 0)\n  covariate site: category(site)\n"
         "  covariate dose: continuous(dose)\n}\n"
         "features f { cohort: c; source: csv(\"cases.csv\", id: id); kind: radiomic; columns: only(\"core.*\") }\n" +
         blocks;
}

struct Run {
  Folder folder;
  Ended said;
  explicit Run(const std::string& blocks, int expected = 0, const std::string& threads = "2") {
    folder.write("cases.csv", cases());
    folder.write("study.rgx", study(blocks));
    said = run_study(folder / "study.rgx", folder / "run", folder / "store", {"-j", threads}, expected);
  }
  Rows table(const std::string& name) const { return read_rows(folder / "run/tables/" + name + ".csv"); }
};

std::string compare(const std::string& name, const std::string& test, const std::string& correct,
                    const std::string& by = "class") {
  return "compare " + name + " { features: f; by: " + by + "; " + test + "; correct(" + correct + ") }\n";
}

}  // namespace

TEST_CASE("corrections: every method gives q, and those that are the same where they should be are") {
  const Run run(compare("bh", "welch()", "method: BH") +
                compare("equal", "welch()", "method: weighted_BH, weights: [weight(\"*\", 3)]") +
                compare("weighted", "welch()",
                        "method: weighted_BH, weights: [weight(\"*.glcm.*\", 2), weight(\"*.ngtdm.*\", 0)]") +
                compare("storey", "welch()", "method: storey") + compare("local", "welch()", "method: local_fdr") +
                compare("grouped", "welch()", "method: group_BH, groups: family") +
                compare("nested", "welch()", "method: hierarchical, groups: family") +
                compare("li", "welch()", "method: li_ji") + compare("sidak", "welch()", "method: sidak") +
                compare("hommel", "welch()", "method: hommel"));
  const Rows bh = run.table("bh");
  REQUIRE(bh.cells.size() == 12);
  CHECK(bh.number(0, "q") < 0.05);
  for (std::size_t i = 0; i < 12; ++i) {
    CHECK(run.table("equal").number(i, "q") == doctest::Approx(bh.number(i, "q")).epsilon(1e-12));
    CHECK(run.table("storey").number(i, "q") <= bh.number(i, "q") * (1 + 1e-12));
    // Fewer tests than features, as they are correlated.
    CHECK(run.table("li").number(i, "q") <= run.table("sidak").number(i, "q"));
    CHECK(run.table("li").number(i, "q") >= bh.number(i, "p"));
    for (const char* name : {"local", "grouped", "nested", "hommel"}) {
      CAPTURE(name);
      const double q = run.table(name).number(i, "q");
      CHECK((q >= 0 && q <= 1));
    }
  }
  CHECK(run.table("weighted").number(0, "q") < bh.number(0, "q"));
  CHECK(run.table("weighted").number(11, "q") == 1);
  CHECK(run.table("nested").number(0, "q") < 0.05);
}

TEST_CASE("corrections: maxT and minP permute, within strata and past covariates, the same at any thread count") {
  const std::string blocks =
      compare("top", "welch()", "method: maxT, permutations: 999") +
      compare("least", "student()", "method: minP, permutations: 999, strata: site") +
      compare("each", "wilcoxon()", "method: maxT, permutations: 199, per: outcome", "[class, other]") +
      "associate held { left: f; right: dose; adjust: site; spearman(); correct(method: maxT, permutations: 199) }\n";
  const Run run(blocks), single(blocks, 0, "1");
  const Rows top = run.table("top");
  for (std::size_t i = 0; i < 12; ++i) {
    CHECK(top.number(i, "q") >= 1.0 / 1000);
    CHECK(top.number(i, "q") <= 1);
    // (1 + b) / (1 + B)
    CHECK(std::abs(top.number(i, "q") * 1000 - std::round(top.number(i, "q") * 1000)) < 1e-9);
  }
  CHECK(top.number(0, "q") < 0.05);
  CHECK(run.table("least").number(0, "q") < 0.05);
  CHECK(run.table("each").cells.size() == 24);
  CHECK(difference(run_files(run.folder / "run"), run_files(single.folder / "run")) == "");
}

TEST_CASE("corrections: what cannot be corrected so is refused with what would be right") {
  const auto refused = [](const std::string& blocks, int status, const std::string& words) {
    CAPTURE(blocks);
    const Run run(blocks, status);
    CHECK(run.said.says(words));
  };
  refused(compare("two", "welch()", "method: maxT", "[class, other]"), 1, "permutes one outcome at a time");
  refused("associate a { left: f; right: dose; kendall(); correct(method: maxT) }\n", 1, "no form that `maxT` could");
  refused(compare("some", "welch()", "method: storey, tests: 100"), 1, "counts some that were not run");
  refused(compare("none", "welch()", "method: weighted_BH"), 1, "has no weights");
  refused(compare("odd", "welch()", "method: weighted_BH, weights: [3]"), 1, "a weight is a pattern");
}

TEST_CASE("corrections: hierarchical over feature families and gene sets, a gene of several sets in each") {
  Run run(
      "matrix g { cohort: c; source: csv(\"genes.csv\"); kind: expression }\n"
      "associate map { left: f; right: g; spearman(); correct(method: hierarchical, sets: \"sets.gmt\") }\n",
      3);  // the files are not there yet
  std::ostringstream genes;
  genes << "id,A,B,C\n";
  for (std::size_t i = 0; i < 40; ++i)
    genes << 'P' << i + 10 << ',' << (i % 2 == 1 ? 1.0 : 0.0) + drawn(i + 70000) << ',' << drawn(i + 80000) << ','
          << drawn(i + 90000) << '\n';
  run.folder.write("genes.csv", genes.str());
  run.folder.write("sets.gmt", "one\tremark\tA\tB\ntwo\t\tA\tZ\n");
  run_study(run.folder / "study.rgx", run.folder / "run", run.folder / "store");
  const Rows map = run.table("map");
  REQUIRE(map.cells.size() == 36);
  const std::size_t a = map.where({{"left", "core.CT.original.glcm.f0"}, {"right", "A"}});
  CHECK(map.at(a, "note").find("group `glcm x ") == 0);
  CHECK(map.number(a, "q") < 0.05);
  CHECK(map.at(map.where({{"left", "core.CT.original.ngtdm.f7"}, {"right", "C"}}), "note").find("ngtdm x no set") !=
        std::string::npos);
  run.folder.write("sets.gmt", "one\tremark\n");
  const Ended bad = run_study(run.folder / "study.rgx", run.folder / "run2", run.folder / "store", {"-j", "2"}, 1);
  CHECK(bad.says("line 1 of"));
}

TEST_CASE("maps: one too large to list gives what is rejected, the strongest, and the histogram of all p") {
  const Folder folder;
  std::ostringstream left, right;
  left << "id";
  right << "id";
  for (int f = 0; f < 1010; ++f) left << ",f" << f;
  for (int g = 0; g < 1000; ++g) right << ",g" << g;
  for (std::size_t i = 0; i < 20; ++i) {
    left << "\nP" << i + 10;
    right << "\nP" << i + 10;
    for (std::size_t f = 0; f < 1010; ++f) left << ',' << (f == 7 ? 3 : std::round(1000 * drawn(i * 3000 + f)) / 1000);
    for (std::size_t g = 0; g < 1000; ++g)
      right << ',' << std::round(1000 * (g < 4 ? drawn(i * 3000 + g) : drawn(900000 + i * 3000 + g))) / 1000;
  }
  folder.write("left.csv", left.str() + "\n");
  folder.write("right.csv", right.str() + "\n");
  const std::string head =
      "rgx 1\nstudy \"Map\" { design: simulated; seed: 5 }\ncohort c { table: csv(\"left.csv\"); id: id }\n"
      "features f { cohort: c; source: csv(\"left.csv\", id: id); kind: radiomic }\n"
      "matrix g { cohort: c; source: csv(\"right.csv\"); kind: expression }\n";
  folder.write("study.rgx",
               head +
                   "associate map { left: f; right: g; pearson(); correct(method: BH) }\n"
                   "associate few { left: f[[\"f0\", \"f1\", \"f7\"]]; right: g; chosen: \"before the data\"; "
                   "pearson(); correct(method: BH, tests: 1009000) }\n"
                   "published \"itself\" { value(count(map.q < 5 %), 5, digits: 0) }\n");
  run_study(folder / "study.rgx", folder / "run", folder / "store");
  const Rows map = read_rows(folder / "run/tables/map.csv"), few = read_rows(folder / "run/tables/few.csv");
  CHECK(map.cells.size() == 10000);
  const Rows histogram = read_rows(folder / "run/tables/map.histogram.csv");
  double tested = 0, constant = 0;
  for (std::size_t i = 0; i < histogram.cells.size(); ++i)
    (histogram.at(i, "reason").empty() ? tested : constant) += histogram.number(i, "count");
  CHECK(tested == 1009 * 1000);
  CHECK(constant == 1000);
  // Quantiles: every pair counts, the listed ones by rank and the others by the edges of the histogram.
  const Rows qq = read_rows(folder / "run/tables/map.qq.csv");
  CHECK(qq.cells.size() == 3000);
  CHECK(qq.number(0, "tests") == 1009 * 1000);
  CHECK(qq.number(qq.cells.size() - 1, "rank") == 1009 * 1000);
  CHECK(std::abs(qq.number(0, "lambda") - 1) < 0.02);
  for (std::size_t i = 1; i < qq.cells.size(); ++i) CHECK(qq.number(i, "observed") <= qq.number(i - 1, "observed"));
  // The four pairs that are the same column, and one by chance: p 1.86e-7, so that q = p 1 009 000 / 5.
  const std::size_t chance = map.where({{"left", "f90"}, {"right", "g982"}});
  CHECK(map.number(chance, "q") == doctest::Approx(map.number(chance, "p") * 1009000 / 5).epsilon(1e-12));
  // g0 is f0 itself: the first pairs, with the q of all 1 009 000 tests.
  std::string same = map.at(0, "right");
  CHECK(map.at(0, "left") == same.replace(0, 1, "f"));
  const std::size_t here = map.where({{"left", "f1"}, {"right", "g1"}}),
                    there = few.where({{"left", "f1"}, {"right", "g1"}});
  for (const char* column : {"p", "estimate", "ci_low", "n", "df"})
    CHECK(map.number(here, column) == doctest::Approx(few.number(there, column)).epsilon(1e-9));
  CHECK(map.at(here, "rejected") == "true");
  CHECK(read_rows(folder / "run/tables/published.csv").at(0, "verdict") == "met");
  CHECK(folder.read("run/report.html").find("1009000") != std::string::npos);
}
