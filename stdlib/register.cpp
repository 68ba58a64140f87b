#include "stdlib/register.hpp"

#include "stdlib/agreement/operations.hpp"
#include "stdlib/analysis/operations.hpp"
#include "stdlib/features/operations.hpp"
#include "stdlib/filters/filter.hpp"
#include "stdlib/filters/operations.hpp"
#include "stdlib/filters/operations_fourier.hpp"
#include "stdlib/harmonise/operations.hpp"
#include "stdlib/imaging/operations.hpp"
#include "stdlib/models/declare_evaluate.hpp"
#include "stdlib/models/operations.hpp"
#include "stdlib/models/path_operation.hpp"
#include "stdlib/multivariate/operations.hpp"
#include "stdlib/not_built.hpp"
#include "stdlib/perturb/operations.hpp"
#include "stdlib/sources/declarations.hpp"
#include "stdlib/sources/operations.hpp"

namespace rgx::stdlib {

namespace {

// Declared beside the language, with kernels here.
engine::Kernel kernel_of(const lang::Signature& s) {
  if (s.role == lang::Role::correction) return correct_kernel;
  if (s.role == lang::Role::split && s.built)
    return [how = s.name](const engine::Context& c) { return split_kernel(c, how); };
  return {};
}

// What a filter's responses are called is known from its arguments: the checker asks through the signature.
engine::Operation named_responses(engine::Operation op) {
  if (const auto* filter = std::any_cast<filters::Filter>(&op.part))
    op.signature.responses = [names = filter->names](const lang::NamedLiterals& arguments, bool by_slice) {
      engine::Json params = engine::Json::object();
      for (const auto& [name, value] : arguments) params[name] = engine::to_json(value);
      return names(params, by_slice);
    };
  return op;
}

void fill(engine::Registry& all) {
  // What stands behind blocks.
  all.add(read_cohort_operation());
  all.add(import_features_operation());
  all.add(aggregate_operation());
  all.add(read_matrix_operation());
  all.add(describe_participants_operation());
  all.add(read_case_operation());
  all.add(look_at_regions_operation());
  all.add(contact_sheet_operation());
  all.add(extract_operation(all));
  all.add(collect_features_operation());
  all.add(extract_perturbed_operation(all));
  all.add(engine::Declare<engine::Json>("published_values", 1)
              .in("engine")
              .summary("finds the numbers to meet in the results and judges them")
              .run([](const engine::Json&, const engine::Context& c) { return published_kernel(c); }));
  all.add(fit_fold_operation(all));
  all.add(fit_folds_operation(all));
  all.add(fit_all_operation(all));
  all.add(trace_path_operation(all));
  all.add(permuted_operation(all));
  all.add(assess_operation());
  all.add(apply_model_operation(all));
  all.add(evaluate_operation());
  // preprocess
  all.add(resample_operation());
  all.add(resegment_operation());
  all.add(zscore_operation());
  all.add(n4_operation());
  // features
  for (auto& part : feature_parts()) all.add(std::move(part));
  for (auto& part : literature_parts()) all.add(std::move(part));
  for (auto& filter : convolution_filters()) all.add(named_responses(std::move(filter)));
  for (auto& filter : filters::fourier_filters()) all.add(named_responses(std::move(filter)));
  for (auto& filter : filters::pyradiomics_filters()) all.add(named_responses(std::move(filter)));
  // compare, associate
  all.add(welch_operation());
  all.add(wilcoxon_operation());
  all.add(kruskal_wallis_operation());
  all.add(chi_square_operation());
  all.add(fisher_operation());
  all.add(pearson_operation());
  all.add(spearman_operation());
  for (const char* block : {"compare", "associate"}) all.add(permutation_operation(block));
  for (const auto& made :
       {two_group_operations(), several_group_operations(), paired_operations(), table_operations(),
        dependence_operations(), survival_operations(), discrimination_operations(), model_operations()})
    for (const auto& op : made) all.add(op);
  // robust
  for (const auto& made : {perturbations(), overlap_operations()})
    for (const auto& op : made) all.add(op);
  for (auto& op : multivariate_operations()) all.add(std::move(op));
  for (const auto& op : cluster_operations()) all.add(op);
  // within_folds
  all.add(impute_operation());
  for (const auto& made : {scale_steps(), drop_steps(), harmonise_steps(), resample_steps()})
    for (const auto& op : made) all.add(op);
  all.add(select_operation());
  all.add(cut_operation());
  // harmonise
  for (auto& op : harmonise_operations()) all.add(std::move(op));
  // robust
  for (auto& op : agreement_operations(all)) all.add(std::move(op));
  // model
  all.add(elastic_net_operation());
  all.add(logistic_operation());
  all.add(linear_operation());
  all.add(multinomial_operation());
  all.add(cox_learner_operation());
  all.add(random_forest_operation());
  all.add(survival_forest_operation());
  all.add(xgboost_operation());
  all.add(prevalence_operation());
  all.add(lda_operation());
  all.add(qda_operation());
  all.add(naive_bayes_operation());
  all.add(knn_operation());
  all.add(svm_operation());
  all.add(mlp_operation());
  all.add(formula_operation());
  all.add(fitted_operation());
  all.add(ordinal_learner_operation());
  // the language's own, and what is not built yet
  for (auto& s : declared_signatures()) {
    auto kernel = kernel_of(s);
    all.add({std::move(s), std::move(kernel), {}});
  }
  for (auto& s : derived_signatures()) all.add({std::move(s), {}, {}});
  for (auto& s : evaluate_signatures()) all.add({std::move(s), {}, {}});
  for (auto& s : aggregate_signatures()) all.add({std::move(s), {}, {}});
  for (auto& s : not_built_signatures()) all.add({std::move(s), {}, {}});
}

}  // namespace

const engine::Registry& registry() {
  // Models find their steps and learners in it, so its address must not change.
  static const engine::Registry* const all = [] {
    auto* made = new engine::Registry;
    fill(*made);
    return made;
  }();
  return *all;
}

}  // namespace rgx::stdlib
