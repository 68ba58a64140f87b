#pragma once
// Operations of this room, each registered by one line of stdlib/register.cpp.
#include "engine/operation.hpp"

namespace rgx::stdlib {

// Steps of within_folds.
engine::Operation impute_operation();
engine::Operation select_operation();
engine::Operation cut_operation();
std::vector<engine::Operation> scale_steps();      // standardise, robust_scale, yeo_johnson, box_cox, winsorise
std::vector<engine::Operation> drop_steps();       // drop_constant, drop_correlated
std::vector<engine::Operation> harmonise_steps();  // combat, location_only
std::vector<engine::Operation> resample_steps();   // smote, class_weights

// Learners.
engine::Operation elastic_net_operation();
engine::Operation logistic_operation();
engine::Operation linear_operation();
engine::Operation multinomial_operation();
engine::Operation cox_learner_operation();
engine::Operation random_forest_operation();
engine::Operation survival_forest_operation();
engine::Operation xgboost_operation();
engine::Operation prevalence_operation();
engine::Operation lda_operation();
engine::Operation qda_operation();
engine::Operation naive_bayes_operation();
engine::Operation knn_operation();
engine::Operation svm_operation();
engine::Operation mlp_operation();
engine::Operation formula_operation();
engine::Operation fitted_operation();
engine::Operation ordinal_learner_operation();

// Nodes; `parts` finds steps and learners and must outlive the operation's last run.
engine::Operation fit_fold_operation(const engine::Registry& parts);
engine::Operation fit_folds_operation(const engine::Registry& parts);
engine::Operation permuted_operation(const engine::Registry& parts);
engine::Operation fit_all_operation(const engine::Registry& parts);
engine::Operation assess_operation();
engine::Operation apply_model_operation(const engine::Registry& parts);
engine::Operation evaluate_operation();

// Kernel of kfold, nested_cv and holdout, which are declared beside the language.
engine::Output split_kernel(const engine::Context& context, const std::string& how);

}  // namespace rgx::stdlib
