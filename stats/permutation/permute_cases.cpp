#include "stats/permutation/permute_cases.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "stats/base/describe.hpp"
#include "stats/base/reduce.hpp"

namespace rgx::stats {

PermutedCases permuted_cases(std::span<const double> x, std::span<const double> outcome, std::span<const int> stratum) {
  if (!stratum.empty() && stratum.size() != x.size()) {
    throw std::invalid_argument("strata of another number of cases");
  }
  PermutedCases out;
  std::vector<double> labels;
  for (const std::size_t i : complete_cases({x, outcome})) {
    if (!stratum.empty() && stratum[i] < 0) continue;
    out.x.push_back(x[i]);
    out.outcome.push_back(outcome[i]);
    if (!stratum.empty()) labels.push_back(stratum[i]);
  }
  out.stratum = dense_codes(labels);
  for (const int s : out.stratum) out.strata = std::max(out.strata, s + 1);
  return out;
}

std::vector<double> within_strata(const PermutedCases& cases, std::span<const double> values) {
  std::vector<double> out(values.begin(), values.end());
  double most = 0;
  for (const double v : out) most = std::max(most, std::abs(v));
  if (!(most > 0)) return out;
  // Extremities know no unit: huge and tiny values are brought to about 1 first.
  for (double& v : out) v = std::scalbn(v, -std::ilogb(most));
  const std::vector<int> one(out.size());
  const std::span<const int> stratum = cases.stratum.empty() ? std::span(one) : std::span(cases.stratum);
  std::vector<double> centre;
  std::vector<bool> flat;  // its differences from a rounded mean would be no zeros
  for (const auto& s : by_group(out, stratum, cases.strata)) centre.push_back(mean(s)), flat.push_back(is_constant(s));
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = flat[stratum[i]] ? 0 : out[i] - centre[stratum[i]];
  const double length = std::sqrt(squares_about(out, 0));
  for (double& v : out) v = length > 0 ? v / length : 0;
  return out;
}

void take_permutations(PermutationResult& out, const PermutationP& p, std::string_view drawn,
                       std::string_view complete) {
  out.permutations = p;
  TestResult& r = out.result;
  r.test = p.complete ? complete : drawn;
  r.df = r.df2 = missing;
  r.set(p.p);
  r.reason = std::isnan(p.p.p) ? Reason::one_class : Reason::none;
}

std::vector<int> dense_codes(std::span<const double> values) {
  std::vector<double> distinct(values.begin(), values.end());
  std::sort(distinct.begin(), distinct.end());
  distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
  std::vector<int> codes;
  for (const double v : values) {
    codes.push_back(static_cast<int>(std::lower_bound(distinct.begin(), distinct.end(), v) - distinct.begin()));
  }
  return codes;
}

}  // namespace rgx::stats
