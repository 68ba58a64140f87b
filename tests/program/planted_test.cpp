// What was planted in the demonstration cohort is found as often as its README says; where nothing was planted, about
// one test in twenty is below 0.05.
#include <doctest/doctest.h>

#include <cmath>

#include "tests/program/demo.hpp"
#include "tests/program/table.hpp"

using namespace rgx::test;

namespace {

const std::vector<std::string> seeds{"1", "2", "3", "4", "5"};

// The demonstration study without its model: tests only.
void run_tests_only(const std::string& cohort, const std::string& run) {
  std::string text = read_file(cohort + "/study.rgx");
  for (const char* block : {"split folds", "model signature", "report demonstration"})
    text = without_block(text, block);
  write_file(cohort + "/study.rgx", text);
  run_study(cohort + "/study.rgx", run, cohort + "/.rgx", {"-j", "2"}, 0, without_node);
}

// The row of a test by its two sides, as `compare` and `associate` name them.
std::size_t row_of(const Rows& table, const std::string& left, const std::string& right) {
  const bool compares = table.header.at(0) == "feature";
  return table.where({{compares ? "feature" : "left", left}, {compares ? "outcome" : "right", right}});
}

}  // namespace

TEST_CASE("planted: found at seeds 1 to 5 as often as the stated power allows") {
  double expected = 0, variance = 0;
  std::size_t missed = 0, tried = 0;
  std::map<std::string, std::size_t> found;
  for (const auto& seed : seeds) {
    const Folder f;
    new_demo(f / "cohort", {"--seed", seed});
    run_tests_only(f / "cohort", f / "run");
    const Rows planted = read_rows(f / "cohort/planted.csv");
    REQUIRE(planted.cells.size() == 5);
    for (std::size_t i = 0; i < planted.cells.size(); ++i) {
      const std::string block = planted.at(i, "block"), left = planted.at(i, "left"), right = planted.at(i, "right");
      const double power = planted.number(i, "power"), strength = planted.number(i, "strength");
      const Rows table = read_rows(f / ("run/tables/" + block + ".csv"));
      const std::size_t row = row_of(table, left, right);
      const bool hit = table.number(row, "q") < 0.05;
      CHECK(hit == (table.at(row, "rejected") == "true"));
      if (hit) {
        ++found[left];
        // In the direction it was planted: an AUC of a negative difference lies below one half.
        const double estimate = table.number(row, "estimate");
        const double direction = table.at(row, "estimate_kind") == "auc" ? estimate - 0.5 : estimate;
        CHECK_MESSAGE(direction * strength > 0, left << " at seed " << seed << ": " << estimate);
      }
      missed += !hit;
      ++tried;
      expected += 1 - power;
      variance += power * (1 - power);
    }
  }
  CHECK(tried == 25);
  MESSAGE("planted associations: " << tried - missed << " of " << tried << " found, " << expected
                                   << " misses expected");
  CHECK(found.size() == 5);
  CHECK(static_cast<double>(missed) <= expected + 3 * std::sqrt(variance));
}

TEST_CASE("planted: null copies reject about 5 % of raw p, and next to nothing after correction") {
  // The genes are drawn independently, so their tests are: a binomial. Texture features go together, so that the share
  // in the whole map only has to be of that order.
  std::size_t independent = 0, independent_below = 0, map = 0, map_below = 0, blocks = 0, blocks_with_finds = 0;
  for (const auto& seed : seeds) {
    const Folder f;
    new_demo(f / "cohort", {"--seed", seed, "--null"});
    CHECK(read_rows(f / "cohort/planted.csv").cells.empty());
    run_tests_only(f / "cohort", f / "run");
    for (const std::string block : {"genotype_expression", "genotype_imaging", "radiogenomic_map", "proliferation"}) {
      const Rows table = read_rows(f / ("run/tables/" + block + ".csv"));
      bool any = false;
      for (std::size_t i = 0; i < table.cells.size(); ++i) {
        const bool below = table.number(i, "p") < 0.05;
        any = any || table.at(i, "rejected") == "true";
        if (block == "genotype_expression") ++independent, independent_below += below;
        if (block == "radiogenomic_map") ++map, map_below += below;
      }
      ++blocks;
      blocks_with_finds += any;
    }
  }
  MESSAGE("null copies: " << independent_below << " of " << independent << " genes, " << map_below << " of " << map
                          << " pairs below 0.05; a find after correction in " << blocks_with_finds << " of " << blocks
                          << " families");
  CHECK(independent == 150);
  CHECK(independent_below >= 1);   // binomial(150, 0.05): 0.05 % lie below 1
  CHECK(independent_below <= 18);  // and 0.02 % above 18
  const double share = static_cast<double>(map_below) / static_cast<double>(map);
  CHECK(share > 0.025);
  CHECK(share < 0.09);
  CHECK(blocks_with_finds <= 5);  // binomial(20, 0.05): 0.03 % lie above 5
}
