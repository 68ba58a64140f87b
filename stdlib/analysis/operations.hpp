#pragma once
// Operations of this room, each registered by one line of stdlib/register.cpp.
#include "engine/operation.hpp"

namespace rgx::stdlib {

engine::Operation welch_operation();
engine::Operation wilcoxon_operation();
engine::Operation kruskal_wallis_operation();
engine::Operation chi_square_operation();
engine::Operation fisher_operation();
engine::Operation pearson_operation();
engine::Operation spearman_operation();
engine::Operation permutation_operation(const std::string& block);  // "compare" or "associate"
std::vector<engine::Operation> two_group_operations();              // student, brunner_munzel
std::vector<engine::Operation> several_group_operations();          // anova, jonckheere
std::vector<engine::Operation> paired_operations();                 // paired_t, signed_rank, mcnemar
std::vector<engine::Operation> table_operations();                  // cochran_armitage, mantel_haenszel
std::vector<engine::Operation> dependence_operations();             // kendall, distance_correlation
std::vector<engine::Operation> survival_operations();               // log_rank, rmst, max_logrank, gray
engine::Operation gray_operation();
std::vector<engine::Operation> discrimination_operations();   // c_index, time_auc
engine::Operation mixed_operation(const std::string& block);  // "compare" or "associate"
engine::Operation moderated_operation(const std::string& block);
engine::Operation linear_operation(const std::string& block);
engine::Operation cox_test_operation();
engine::Operation fine_gray_operation();
engine::Operation logistic_regression_operation();
engine::Operation ordinal_regression_operation();
engine::Operation multinomial_regression_operation();
engine::Operation poisson_operation();
engine::Operation negative_binomial_operation();
std::vector<engine::Operation> model_operations();    // those above, and the other regressions
std::vector<engine::Operation> cluster_operations();  // of `cluster`, and the labels behind its name

// Kernels of operations that are declared beside the language (stdlib/sources/declarations).
engine::Output correct_kernel(const engine::Context& context);
engine::Output published_kernel(const engine::Context& context);

}  // namespace rgx::stdlib
