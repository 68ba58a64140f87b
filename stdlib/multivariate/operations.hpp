#pragma once
// Operations of this room: `decompose`, tests of whole blocks, and components as steps within folds.
#include <vector>

#include "engine/operation.hpp"

namespace rgx::stdlib {

std::vector<engine::Operation> one_block_operations();   // pca, factor_scores, nmf
std::vector<engine::Operation> two_block_operations();   // cca, sparse_cca, pls
std::vector<engine::Operation> block_test_operations();  // rv, mantel, distance_covariance, hsic, cca; manova
std::vector<engine::Operation> component_steps();        // pca, nmf of within_folds
engine::Operation component_scores_operation();

// All of them.
std::vector<engine::Operation> multivariate_operations();

}  // namespace rgx::stdlib
