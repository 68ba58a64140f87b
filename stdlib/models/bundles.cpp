#include "stdlib/models/bundles.hpp"

#include <algorithm>
#include <utility>

namespace rgx::stdlib {

using engine::Bundle;
using engine::Table;

Table stacked(const std::vector<const Bundle*>& bundles, const std::string& name) {
  Table out;
  for (const auto* bundle : bundles) {
    const Table& t = bundle->tables.at(name);
    if (t.rows() == 0) continue;
    if (out.columns.empty()) {
      out = t;
      continue;
    }
    for (std::size_t c = 0; c < out.columns.size(); ++c) {
      out.columns[c].numbers.insert(out.columns[c].numbers.end(), t.columns[c].numbers.begin(),
                                    t.columns[c].numbers.end());
      out.columns[c].texts.insert(out.columns[c].texts.end(), t.columns[c].texts.begin(), t.columns[c].texts.end());
    }
  }
  return out.columns.empty() && !bundles.empty() ? bundles.front()->tables.at(name) : out;
}

std::vector<const Bundle*> fold_bundles(const std::vector<const engine::Artifact*>& artifacts,
                                        std::vector<Bundle>& own) {
  std::vector<const Bundle*> out;
  std::vector<Bundle> apart;
  for (const auto* artifact : artifacts) {
    const Bundle& b = artifact->as<Bundle>();
    if (!b.meta.contains("folds")) {
      out.push_back(&b);
      continue;
    }
    for (const auto& meta : b.meta.at("folds")) {
      const std::string place =
          std::to_string(meta.at("repeat").get<int>()) + "." + std::to_string(meta.at("fold").get<int>()) + "/";
      Bundle fold;
      fold.meta = meta;
      for (auto at = b.tables.lower_bound(place); at != b.tables.end() && at->first.starts_with(place); ++at)
        fold.tables[at->first.substr(place.size())] = at->second;
      apart.push_back(std::move(fold));
    }
  }
  own = std::move(apart);
  for (const auto& b : own) out.push_back(&b);
  std::stable_sort(out.begin(), out.end(), [](const Bundle* a, const Bundle* b) {
    const auto place = [](const Bundle* x) {
      return std::pair(x->meta.at("repeat").get<double>(), x->meta.at("fold").get<double>());
    };
    return place(a) < place(b);
  });
  return out;
}

}  // namespace rgx::stdlib
