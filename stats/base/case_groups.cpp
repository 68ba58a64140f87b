#include "stats/base/case_groups.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <utility>

namespace rgx::stats {

std::vector<CaseGroup> group_by_cases(const Eigen::Ref<const Eigen::MatrixXd>& data,
                                      std::span<const std::size_t> base) {
  std::map<std::vector<std::size_t>, std::vector<Eigen::Index>> groups;
  std::vector<Eigen::Index> complete;
  for (Eigen::Index c = 0; c < data.cols(); ++c) {
    const auto column = data.col(c);
    const auto known = [&](std::size_t i) { return !std::isnan(column[static_cast<Eigen::Index>(i)]); };
    if (std::all_of(base.begin(), base.end(), known)) {
      complete.push_back(c);
      continue;
    }
    std::vector<std::size_t> cases;
    std::copy_if(base.begin(), base.end(), std::back_inserter(cases), known);
    groups[std::move(cases)].push_back(c);
  }
  if (!complete.empty()) groups[{base.begin(), base.end()}] = std::move(complete);
  std::vector<CaseGroup> out;
  for (auto& [cases, columns] : groups) out.push_back({cases, std::move(columns)});
  return out;
}

std::vector<std::size_t> common_cases(std::span<const std::size_t> a, std::span<const std::size_t> b) {
  std::vector<std::size_t> both;
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(both));
  return both;
}

}  // namespace rgx::stats
