#pragma once
// Outcomes that are categories: which codes have cases, and their places among them.
#include <Eigen/Core>
#include <span>
#include <string>
#include <vector>

#include "stats/base/refs.hpp"

namespace rgx::stats {

struct Categories {
  std::vector<int> levels;  // codes with cases of positive weight, ascending
  std::vector<int> place;   // of each case; -1 for a code without weight
};
Categories categories_of(std::span<const int> y, ConstVector weights);

// Why a regression on them cannot be fitted, or empty. weights, offset: none or one a case.
std::string category_refusal(ConstMatrix design, std::span<const int> y, ConstVector weights, ConstVector offset);

// Codes as numbers, negative ones NaN: for complete_rows().
Eigen::VectorXd codes_as_numbers(std::span<const int> y);
std::vector<int> codes_of(std::span<const int> y, std::span<const Eigen::Index> rows);

}  // namespace rgx::stats
