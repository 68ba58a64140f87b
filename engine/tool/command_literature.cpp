// doc literature: the studies and results of the field that a report compares with.
#include "engine/tool/command_literature.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <map>

#include "engine/literature.hpp"
#include "engine/tool/session.hpp"
#include "engine/value.hpp"
#include "lang/nearest.hpp"

namespace rgx::tool {

namespace {

using engine::Json;
using engine::Literature;
using engine::LiteratureResult;
using engine::LiteratureStudy;

std::string joined(const std::vector<std::string>& items) { return fmt::format("{}", fmt::join(items, "; ")); }

// "Radiomic, Classical with machine learning, predictive": what was done.
std::string how(const LiteratureStudy& s) {
  std::string out;
  for (const auto* part : {&s.method, &s.feature_type, &s.approach})
    if (!part->empty()) out += (out.empty() ? "" : ", ") + *part;
  return out;
}

void print_list(const Literature& all) {
  std::printf("%zu studies, %zu reported results; `rgx doc literature MOLECULE` lists those of one\n",
              all.studies().size(), all.results().size());
  for (const auto& tumour : all.tumours()) {
    std::map<std::string, std::size_t> molecules;
    std::size_t n = 0;
    for (const auto& s : all.studies()) {
      if (s.tumour != tumour) continue;
      ++n;
      for (const auto& m : s.molecules) ++molecules[m];
    }
    std::printf("%s (%zu %s)\n", tumour.c_str(), n, n == 1 ? "study" : "studies");
    for (const auto& [molecule, count] : molecules) std::printf("  %-52s %zu\n", molecule.c_str(), count);
  }
}

void print_molecule(const std::string& molecule, const std::vector<const LiteratureStudy*>& studies,
                    const std::vector<const LiteratureResult*>& results) {
  std::printf("%s: %zu %s, %zu reported %s\n", molecule.c_str(), studies.size(),
              studies.size() == 1 ? "study" : "studies", results.size(), results.size() == 1 ? "result" : "results");
  std::string tumour;
  for (const auto* s : studies) {
    if (s->tumour != tumour) std::printf("%s\n", s->tumour.c_str());
    tumour = s->tumour;
    std::printf("  %-26s [%s] %s; %s\n", s->study.c_str(), s->reference.c_str(), s->modality.c_str(), how(*s).c_str());
    std::printf("      %s%s%s\n", joined(s->molecules).c_str(), s->features.empty() ? "" : ": ", s->features.c_str());
  }
  if (!results.empty()) std::printf("reported\n");
  for (const auto* r : results)
    std::printf("  %-26s [%s] %s, %s by %s: %s %s\n", r->study.c_str(), r->reference.c_str(), r->tumour.c_str(),
                r->target.c_str(), r->finding.c_str(), r->statistic.c_str(), r->value.c_str());
  std::printf("numbers in brackets: the reference list of the review the facts were read from\n");
}

Json told(const LiteratureStudy& s) {
  return {{"tumour", s.tumour},       {"study", s.study},       {"reference", s.reference},
          {"molecules", s.molecules}, {"method", s.method},     {"feature_type", s.feature_type},
          {"approach", s.approach},   {"features", s.features}, {"modality", s.modality}};
}

Json told(const LiteratureResult& r) {
  return {{"tumour", r.tumour},   {"study", r.study},         {"reference", r.reference}, {"target", r.target},
          {"finding", r.finding}, {"statistic", r.statistic}, {"value", r.value}};
}

// The nearest by spelling, else those that begin alike.
std::string near(const Literature& all, const std::string& molecule) {
  auto names = all.molecules();
  std::vector<std::string> found;
  if (const std::string one = lang::nearest(molecule, names); !one.empty()) found.push_back(one);
  for (std::size_t letters = std::min<std::size_t>(molecule.size(), 3); letters >= 2 && found.size() < 3; --letters)
    for (const auto& name : names) {
      const bool alike = name.size() >= letters && std::equal(name.begin(), name.begin() + static_cast<long>(letters),
                                                              molecule.begin(), [](unsigned char a, unsigned char b) {
                                                                return std::toupper(a) == std::toupper(b);
                                                              });
      if (alike && found.size() < 3 && std::find(found.begin(), found.end(), name) == found.end())
        found.push_back(name);
    }
  return found.empty() ? std::string() : lang::choices_text(found);
}

}  // namespace

int literature_command(const std::string& molecule, bool json) {
  const Literature all = Literature::installed();
  auto studies = molecule.empty() ? std::vector<const LiteratureStudy*>() : all.studies_of(molecule);
  auto results = molecule.empty() ? std::vector<const LiteratureResult*>() : all.results_of(molecule);
  if (molecule.empty() && !json) {
    print_list(all);
    return kDone;
  }
  if (molecule.empty()) {
    for (const auto& s : all.studies()) studies.push_back(&s);
    for (const auto& r : all.results()) results.push_back(&r);
  }
  if (studies.empty() && results.empty()) {
    const std::string nearest = near(all, molecule);
    std::fprintf(stderr, "none of the %zu studies is about `%s`%s; `rgx doc literature` lists the molecules\n",
                 all.studies().size(), molecule.c_str(), nearest.empty() ? "" : (", the nearest: " + nearest).c_str());
    return kUsage;
  }
  if (!json) {
    print_molecule(molecule, studies, results);
    return kDone;
  }
  Json out{{"studies", Json::array()}, {"results", Json::array()}};
  for (const auto* s : studies) out["studies"].push_back(told(*s));
  for (const auto* r : results) out["results"].push_back(told(*r));
  std::printf("%s", engine::readable(out).c_str());
  return kDone;
}

}  // namespace rgx::tool
