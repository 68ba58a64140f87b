#include "stdlib/analysis/cox_cases.hpp"

namespace rgx::stdlib {

stats::CoxCases cox_cases(const ModelCases& cases) {
  stats::CoxCases out;
  out.time = cases.y;
  out.entry = cases.entry;
  for (const double event : cases.event) out.event.push_back(event == 1);
  out.stratum = cases.stratum;
  if (cases.clustered) out.cluster = cases.cluster;
  return out;
}

stats::CompetingCases competing_cases(const ModelCases& cases) {
  stats::CompetingCases out;
  out.time = cases.y;
  for (const double event : cases.event) out.cause.push_back(static_cast<int>(event));
  return out;
}

Eigen::MatrixXd cox_design(const ModelCases& cases) {
  const Eigen::Index held = cases.fixed.cols() - 1;
  Eigen::MatrixXd out(cases.fixed.rows(), held + cases.tested.cols());
  out.leftCols(held) = cases.fixed.rightCols(held);
  if (cases.tested.cols() > 0) out.rightCols(cases.tested.cols()) = cases.tested;
  return out;
}

std::vector<std::string> cox_names(const ModelCases& cases) {
  std::vector<std::string> out = cases.fixed_names;
  out.insert(out.end(), cases.tested_names.begin(), cases.tested_names.end());
  return out;
}

std::string separation_note(const stats::CoxFit& fit, const std::vector<std::string>& names) {
  std::string endless;
  std::size_t count = 0;
  for (std::size_t j = 0; j < names.size(); ++j) {
    if (!fit.infinite[j]) continue;
    endless += (count++ == 0 ? "`" : ", `") + names[j] + "`";
  }
  if (count == 0) return {};
  return "separation: the " + std::string(count == 1 ? "coefficient of " : "coefficients of ") + endless +
         (count == 1 ? " runs" : " run") + " to infinity";
}

}  // namespace rgx::stdlib
