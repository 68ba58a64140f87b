#pragma once
// Fitted models of two runs, file by file.
#include <string>
#include <vector>

#include "engine/files.hpp"

namespace rgx::engine {

struct ModelVerdict {
  std::string file;
  std::string verdict;                     // identical · equivalent: every number within the tolerance · different
  double largest_relative_difference = 0;  // |was - is| / max(|was|, |is|)
  std::string where;                       // the largest difference: `w`
  std::size_t numbers = 0;                 // that differ at all
  std::string detail;                      // what makes it different
};

// identical: what they predict by is the same, whatever wrote it; equivalent: numbers differ within the tolerance;
// different: beyond it, or other predictors, cases, levels, threshold. Adds one for each file of either side.
void compare_run_models(const Files& files, const std::string& was, const std::string& is, double tolerance,
                        std::vector<ModelVerdict>& out);
ModelVerdict compare_models(const std::string& file, const std::string& was, const std::string& is, double tolerance);

}  // namespace rgx::engine
