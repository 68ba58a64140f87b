#pragma once
// Fitted models of two runs, file by file.
#include <string>
#include <vector>

#include "engine/diff.hpp"

namespace rgx::engine {

// identical: what they predict by is the same, whatever wrote it; equivalent: numbers differ within the tolerance;
// different: beyond it, or other predictors, cases, levels, threshold. Adds one for each file of either side.
void compare_run_models(const Files& files, const std::string& was, const std::string& is, double tolerance,
                        std::vector<TableVerdict>& out);
TableVerdict compare_models(const std::string& file, const std::string& was, const std::string& is, double tolerance);

}  // namespace rgx::engine
