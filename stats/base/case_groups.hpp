#pragma once
// Columns of a table grouped by the cases on which they are known.
#include <Eigen/Core>
#include <cstddef>
#include <span>
#include <vector>

namespace rgx::stats {

struct CaseGroup {
  std::vector<std::size_t> cases;     // ascending row numbers
  std::vector<Eigen::Index> columns;  // ascending
};

// Among the rows `base` only. In the order of the case lists, so that the same table always gives the same groups.
std::vector<CaseGroup> group_by_cases(const Eigen::Ref<const Eigen::MatrixXd>& data, std::span<const std::size_t> base);

std::vector<std::size_t> common_cases(std::span<const std::size_t> a, std::span<const std::size_t> b);

}  // namespace rgx::stats
