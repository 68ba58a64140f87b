#pragma once
// Operations of this room, each registered by one line of stdlib/register.cpp.
#include "engine/operation.hpp"

namespace rgx::stdlib {

engine::Operation standardise_operation();
engine::Operation drop_correlated_operation();
engine::Operation impute_operation();
engine::Operation select_operation();
engine::Operation elastic_net_operation();
engine::Operation logistic_operation();
engine::Operation cox_learner_operation();
engine::Operation prevalence_operation();
engine::Operation lda_operation();
engine::Operation qda_operation();
engine::Operation naive_bayes_operation();
engine::Operation knn_operation();
engine::Operation svm_operation();
engine::Operation mlp_operation();
engine::Operation formula_operation();

// Nodes; `parts` finds steps and learners and must outlive the operation's last run.
engine::Operation fit_fold_operation(const engine::Registry& parts);
engine::Operation fit_all_operation(const engine::Registry& parts);
engine::Operation assess_operation();

// Kernel of kfold, nested_cv and holdout, which are declared beside the language.
engine::Output split_kernel(const engine::Context& context, const std::string& how);

}  // namespace rgx::stdlib
