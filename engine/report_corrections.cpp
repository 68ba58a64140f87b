#include "engine/report_corrections.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace rgx::engine {

namespace {

struct Method {
  std::string_view name, printed;
  bool family_wise;
};

constexpr std::array methods{Method{"BH", "Benjamini–Hochberg", false},
                             Method{"BY", "Benjamini–Yekutieli", false},
                             Method{"storey", "Storey's q value", false},
                             Method{"local_fdr", "local false discovery rate", false},
                             Method{"group_BH", "group-weighted Benjamini–Hochberg", false},
                             Method{"weighted_BH", "weighted Benjamini–Hochberg", false},
                             Method{"hierarchical", "hierarchical Benjamini–Bogomolov", false},
                             Method{"bonferroni", "Bonferroni", true},
                             Method{"holm", "Holm", true},
                             Method{"hochberg", "Hochberg", true},
                             Method{"hommel", "Hommel", true},
                             Method{"sidak", "Šidák", true},
                             Method{"li_ji", "Šidák over the effective number of tests (Li and Ji)", true},
                             Method{"maxT", "Westfall–Young maxT", true},
                             Method{"minP", "Westfall–Young minP", true}};

const Method* find(std::string_view name) {
  const auto at = std::find_if(methods.begin(), methods.end(), [&](const Method& m) { return m.name == name; });
  return at == methods.end() ? nullptr : &*at;
}

}  // namespace

const char* Correction::symbol() const {
  const Method* known = find(method);
  return known != nullptr && known->family_wise ? "adjusted p" : "q";
}

Correction correction_of(const ReportView& view, const Json& block) {
  Correction out;
  const std::string name = text_at(block, "name");
  for (const auto& family : list_at(view.study, "families")) {
    const auto blocks = texts_of(list_at(family, "blocks"));
    if (std::find(blocks.begin(), blocks.end(), name) == blocks.end()) continue;
    out.method = text_at(family, "method");
    out.level = shortest(number_at(family, "level", 0.05));
    out.blocks = blocks.size();
    out.tests = number_at(family, "tests", 0);
    if (const std::string called = text_at(family, "family"); called != name) out.family = called;
  }
  return out;
}

std::string printed_correction(std::string_view method) {
  const Method* known = find(method);
  return std::string(known == nullptr ? method : known->printed);
}

}  // namespace rgx::engine
