#pragma once
// Agreement on categories beyond chance: two readers (Cohen), or any number of them (Fleiss).
#include <span>
#include <vector>

#include "stats/agreement/repeats.hpp"
#include "stats/base/result.hpp"

namespace rgx::stats {

// Credit for a disagreement: none; falling with the distance of the ordered categories, or with its square.
enum class KappaWeights { none, linear, quadratic };

struct Kappa {
  TestResult result;    // estimate, interval by `se` cut to [-1, 1]; statistic = z and p of no agreement beyond chance
  double se = missing;  // for intervals
  double null_se = missing;                       // under no agreement beyond chance: statistic = estimate / null_se
  double observed = missing, expected = missing;  // (weighted) agreement, and that by chance
  std::vector<double> category;                   // Fleiss: one category against the others
};

// Cohen 1960, 1968; standard errors of Fleiss, Cohen & Everitt 1969. Codes 0 … categories - 1 in their order, equally
// spaced for weights; negative = missing, the subject left out. Other codes, different lengths, fewer than one
// category: std::invalid_argument. R: psych::cohen.kappa, vcd::Kappa. No value: no subjects (too_few); both readers
// gave one and the same category throughout (constant). No interval: all agree, where the estimate is 1, or a reader
// without variation (degenerate).
Kappa cohen_kappa(std::span<const int> first, std::span<const int> second, int categories,
                  KappaWeights weights = KappaWeights::none, double level = 0.95);

// ratings: subjects × readers, each subject rated as often; subjects with a negative code are left out. Fleiss 1971;
// null_se Fleiss, Nee & Landis 1979 (Fleiss, Levin & Paik 2003, 18.3); interval from the variance of Gwet 2008 with t
// of n - 1 df. Two readers: Scott's π, which is not Cohen's κ.
Kappa fleiss_kappa(const Eigen::Ref<const Eigen::MatrixXi>& ratings, int categories, double level = 0.95);

}  // namespace rgx::stats
