#pragma once
// What is compared with R: one check a routine, in files by family.
#include <functional>
#include <string>
#include <vector>

#include "stdlib/conformance/numbers.hpp"
#include "stdlib/conformance/references.hpp"

namespace rgx::conformance {

// Tolerances of the largest relative error, by how a number comes about.
inline constexpr double kFormula = 1e-12;   // a formula evaluated
inline constexpr double kNumeric = 1e-8;    // a quantile, a root, an integral
inline constexpr double kIterative = 1e-6;  // a maximum of a likelihood
inline constexpr double kDegrees = 1e-4;    // Satterthwaite's degrees of freedom, from a numerical Hessian in R
inline constexpr double kSmoother = 1e-3;   // smooth.spline stops its search early
inline constexpr double kLocalFdr = 3e-3;   // qvalue puts the density on 512 points and smooths it once more
inline constexpr double kKernelSum = 1e-5;  // 4096 points in place of the kernel sum itself

struct StatsCheck {
  std::string routine;  // as studies call it; a part of it behind a colon: "welch: Hedges g"
  std::string table;    // of reference numbers
  std::string tool;     // its name in the head of the table
  std::string call;     // what of it gave the numbers
  double tolerance = kFormula;
  std::function<void(const References&, Comparison&)> run;
};

// Every case of a table of cases; one that adds no number is none of this routine.
StatsCheck by_case(std::string routine, std::string table, std::string tool, std::string call, double tolerance,
                   std::function<void(const Fields&, Numbers&)> compare);

std::vector<StatsCheck> group_checks();
std::vector<StatsCheck> paired_checks();
std::vector<StatsCheck> table_checks();
std::vector<StatsCheck> correlation_checks();
std::vector<StatsCheck> linear_checks();
std::vector<StatsCheck> model_checks();
std::vector<StatsCheck> category_checks();
std::vector<StatsCheck> survival_checks();
std::vector<StatsCheck> survival_group_checks();
std::vector<StatsCheck> competing_checks();
std::vector<StatsCheck> discrimination_checks();
std::vector<StatsCheck> mixed_checks();
std::vector<StatsCheck> multivariate_checks();
std::vector<StatsCheck> moderated_checks();
std::vector<StatsCheck> correction_checks();
std::vector<StatsCheck> permutation_checks();
std::vector<StatsCheck> penalised_checks();
std::vector<StatsCheck> penalised_family_checks();
std::vector<StatsCheck> metric_checks();
std::vector<StatsCheck> validation_checks();
std::vector<StatsCheck> agreement_checks();
std::vector<StatsCheck> overlap_checks();
std::vector<StatsCheck> basic_checks();
std::vector<StatsCheck> clustering_checks();
std::vector<StatsCheck> prepare_checks();
std::vector<StatsCheck> forest_checks();
std::vector<StatsCheck> classify_checks();
std::vector<StatsCheck> support_vector_checks();

}  // namespace rgx::conformance
