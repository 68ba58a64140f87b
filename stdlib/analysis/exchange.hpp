#pragma once
// Which cases a permutation may exchange.
#include <map>
#include <utility>
#include <vector>

namespace rgx::stdlib {

// Within strata (empty: one), and where rows lie below the subject within subjects of a stratum. Empty: everywhere.
inline std::vector<int> exchangeable(const std::vector<int>& stratum, const std::vector<int>& subject, bool clustered) {
  if (!clustered) return stratum;
  std::vector<int> out;
  std::map<std::pair<int, int>, int> seen;
  for (std::size_t i = 0; i < subject.size(); ++i)
    out.push_back(seen.emplace(std::pair(subject[i], stratum.empty() ? 0 : stratum[i]), static_cast<int>(seen.size()))
                      .first->second);
  return out;
}

// For `note`, where rows of one subject are exchanged.
inline constexpr const char* kExchangedWithin =
    "exchanged within subjects; no interval: rows of one subject are not independent";

inline constexpr const char* kExchangeableText =
    "What is exchangeable: cases of one stratum where `strata` is written, else all cases. Rows below the subject are "
    "exchanged within their subject only (and stratum), and the outcome has to vary there; subjects whose rows are "
    "alike say nothing. Their estimate has no interval. Where there are 20 000 distinct arrangements or fewer, all of "
    "them are taken instead of `draws`, and `test` ends in `complete`; drawn, p is (1 + b)/(1 + draws). Every feature "
    "is tested by the same draws.";

}  // namespace rgx::stdlib
