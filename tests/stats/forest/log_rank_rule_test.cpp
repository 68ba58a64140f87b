#include <algorithm>
#include <numeric>

#include "stats/base/random.hpp"
#include "stats/forest/node_rule.hpp"
#include "stats/survival/log_rank.hpp"
#include "stdlib/conformance/case_fields.hpp"
#include "tests/stats/cases.hpp"

using namespace rgx::stats;
using namespace rgx::conformance;

TEST_CASE("every cut has survdiff's chi-square") {
  int seen = 0;
  for (const auto& [name, f] : rgx::test::read_cases("forest")) {
    if (!f.contains("chi_square")) continue;
    CAPTURE(name);
    ++seen;
    const auto found = log_rank_cuts(vector_of(f.at("column")), vector_of(f.at("time")), codes(f.at("event")));
    const auto& want = f.at("chi_square");
    REQUIRE(found.size() == want.size());
    for (std::size_t k = 0; k < want.size(); ++k) CHECK(rgx::test::relative(found[k], want[k]) < 1e-8);
  }
  CHECK(seen == 5);
}

TEST_CASE("cases drawn more than once count as often, in a node among others") {
  const std::size_t n = 500;
  Stream draws(4);
  Eigen::VectorXd time(n);
  std::vector<int> event;
  for (std::size_t i = 0; i < n; ++i) {
    time[static_cast<Eigen::Index>(i)] = static_cast<double>(draws.below(200));
    event.push_back(draws.bernoulli(0.6));
  }
  const ForestTimes times = forest_times(time, event);
  for (const std::size_t size : {4UL, 9UL, 70UL, 300UL}) {
    CAPTURE(size);
    std::vector<std::uint32_t> cases, copies(n, 0);
    for (const std::size_t c : draws.sample(n, size)) {
      cases.push_back(static_cast<std::uint32_t>(c));
      copies[c] = 1 + static_cast<std::uint32_t>(draws.below(3));
    }
    const auto rule = log_rank_rule(times, 3);
    REQUIRE(rule->enter(cases, copies.data()));
    draws.shuffle(std::span(cases));
    std::vector<double> criterion(size - 1);
    rule->judge(cases, criterion.data());
    for (std::size_t k = 0; k + 1 < size; ++k) {
      SurvivalCases all;
      std::vector<int> group;
      std::size_t in[2] = {0, 0};
      for (std::size_t i = 0; i < size; ++i)
        for (std::uint32_t r = 0; r < copies[cases[i]]; ++r) {
          all.time.push_back(time[cases[i]]);
          all.event.push_back(event[cases[i]]);
          group.push_back(i > k);
          ++in[i > k];
        }
      if (in[0] < 3 || in[1] < 3) {
        CHECK(criterion[k] == -1);
        continue;
      }
      const double want = log_rank(all, group, 2).result.statistic;
      if (std::isnan(want))
        CHECK(criterion[k] == -1);
      else
        CHECK(rgx::test::apart(criterion[k], want) < 1e-10);
    }
  }
}

TEST_CASE("a node without events, or too small for two children, is a leaf") {
  const Eigen::VectorXd time = Eigen::VectorXd::LinSpaced(8, 1, 8);
  const std::vector<int> event{0, 0, 0, 0, 1, 0, 1, 1};
  const ForestTimes times = forest_times(time, event);
  CHECK(times.time == std::vector<double>{5, 7, 8});
  CHECK(times.slot == std::vector<std::uint32_t>{0, 0, 0, 0, 1, 1, 2, 3});
  const std::vector<std::uint32_t> once(8, 1);
  const auto rule = log_rank_rule(times, 3);
  const std::vector<std::uint32_t> censored{0, 1, 2, 3, 5}, few{3, 4, 5, 6, 7}, all{0, 1, 2, 3, 4, 5, 6, 7};
  Stream draws(1);
  CHECK_FALSE(rule->enter(censored, once.data()));
  ForestNode node;
  ForestTree tree;
  rule->leaf(node, tree, draws);
  CHECK(tree.jump.empty());
  CHECK_FALSE(rule->enter(few, once.data()));
  rule->leaf(node, tree, draws);
  CHECK(rule->enter(all, once.data()));
  rule->leaf(node, tree, draws);
  CHECK(tree.first == std::vector<std::uint32_t>{0, 0, 3, 6});
  CHECK(tree.time == std::vector<std::uint32_t>{0, 1, 2, 0, 1, 2});
  CHECK(tree.jump == std::vector<double>{0.25, 0.5, 1, 0.25, 0.5, 1});
}
