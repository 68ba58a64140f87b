// Random forests: stats/forest/.
#include "stats/forest/node_rule.hpp"
#include "stdlib/conformance/forest_case.hpp"
#include "stdlib/conformance/stats_checks.hpp"

namespace rgx::conformance {

namespace {

using namespace stats;

void one_tree(const Fields& f, Numbers& n) {
  if (!f.contains("impurity")) return;
  const ForestCase c = forest_case(f);
  const Forest forest = grow_forest(c.x, c.outcome, c.options, 1);
  const Eigen::MatrixXd said = forest_predict(forest, c.x);
  n.add(forest.impurity, f.at("impurity"), 1);
  if (c.options.kind == ForestKind::survival)
    n.add(hazards_at(forest, said, f.at("at")), matrix_of(f.at("hazard"), static_cast<double>(f.at("at").size())), 1);
  else if (c.options.kind == ForestKind::votes)
    for (Eigen::Index i = 0; i < said.rows(); ++i)
      n.add(said(i, static_cast<Eigen::Index>(f.at("predicted")[static_cast<std::size_t>(i)])), 1);
  else
    n.add(said, matrix_of(f.at("predicted"), static_cast<double>(said.cols())), 1);
}

void cuts(const Fields& f, Numbers& n) {
  if (!f.contains("chi_square")) return;
  n.add(log_rank_cuts(vector_of(f.at("column")), vector_of(f.at("time")), codes(f.at("event"))), f.at("chi_square"));
}

// What is left beyond two standard errors of the difference of the means over seeds (importances, several a forest:
// beyond four).
void over_all_seeds(const Fields& f, Numbers& n) {
  if (!f.contains("error")) return;
  const ForestSeeds seeds = forest_seeds(f);
  n.add(std::max(0.0, seeds.error - 2), 0);
  for (const double z : seeds.importance) n.add(std::max(0.0, z - 4), 0);
}

}  // namespace

std::vector<StatsCheck> forest_checks() {
  return {
      by_case("random forest: one tree", "forest", "ranger", "ranger(num.trees = 1, mtry = p) on all cases; impurity",
              kFormula, one_tree),
      by_case("random forest: log-rank of every cut", "forest", "survival", "survdiff() a cut", kNumeric, cuts),
      by_case("random forest: out-of-bag error and importance", "forest", "ranger",
              "ranger(), means of 20 seeds: what exceeds 2 (importance 4) standard errors", kFormula, over_all_seeds),
  };
}

}  // namespace rgx::conformance
