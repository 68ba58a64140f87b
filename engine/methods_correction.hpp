#pragma once
// Which papers stand behind a correction: one operation, many methods.
#include <map>
#include <string>
#include <vector>

namespace rgx::engine {

// Keys of stdlib/references.bib; none for a method of another name.
inline std::vector<std::string> references_of_correction(const std::string& method) {
  static const std::map<std::string, std::vector<std::string>> known{
      {"BH", {"benjamini1995"}},
      {"BY", {"benjamini2001"}},
      {"bonferroni", {"dunn1961"}},
      {"group_BH", {"hu2010"}},
      {"hierarchical", {"benjamini2014", "simes1986"}},
      {"hochberg", {"hochberg1988"}},
      {"holm", {"holm1979"}},
      {"hommel", {"hommel1988"}},
      {"li_ji", {"li2005"}},
      {"local_fdr", {"efron2001"}},
      {"maxT", {"westfall1993", "freedman1983", "phipson2010"}},
      {"minP", {"westfall1993", "freedman1983", "phipson2010"}},
      {"sidak", {"sidak1967"}},
      {"storey", {"storey2002", "storey2003"}},
      {"weighted_BH", {"genovese2006"}}};
  const auto found = known.find(method);
  return found == known.end() ? std::vector<std::string>{} : found->second;
}

}  // namespace rgx::engine
