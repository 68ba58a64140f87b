// Images, regions, their preparation, features and molecular data.
#include <fmt/format.h>

#include <set>

#include "engine/methods_software.hpp"
#include "engine/methods_words.hpp"

namespace rgx::engine {

namespace {

// Families or filters with the values they were called with.
std::string called(const Json& uses, const char* name) {
  std::vector<std::string> out;
  for (const auto& use : list_at(uses, name)) {
    std::string one = plain(printed_name(text_at(use, "op")));
    std::vector<std::string> with;
    for (const auto& p : list_at(use, "parameters"))
      if (p.contains("value") && !p["value"].is_null())
        with.push_back(plain(printed_name(text_at(p, "name"))) + " " +
                       plain(printed_value(words(p["value"], text_at(p, "name")))) +
                       (p.contains("unit") ? " " + text_at(p, "unit") : "") + (p.value("written", true) ? "" : dagger));
    if (!with.empty()) one += fmt::format(" ({})", fmt::join(with, ", "));
    out.push_back(one);
  }
  return listed(out);
}

std::string imported(const std::string& name, const Json& spec, double columns) {
  std::string said = fmt::format("{}: {}features were imported from {}.", name,
                                 text_at(spec, "kind").empty() ? "" : plain(text_at(spec, "kind")) + " ",
                                 code(text_at(spec["source"], "path")));
  if (columns > 0) said += fmt::format(" {:.0f} {} used.", columns, columns == 1 ? "column was" : "columns were");
  if (const auto codes = texts_of(list_at(spec["source"], "missing")); !codes.empty())
    said += " Remarks that stood for a missing score: " + listed(codes, true) + ".";
  return said;
}

// A block that takes the columns of another and keeps those that are stable.
std::string kept(const ReportView& view, const Json& block, const Json& spec, double columns) {
  const auto by = names_in(block, "keep");
  std::string said = fmt::format("{}: the features of {}", code(text_at(block, "name")), code(text_at(spec, "from")));
  if (!by.empty()) said += " that met the limits of " + listed(by, true);
  std::size_t n = 0;
  if (const Table* t = view.table(text_at(block, "name") + ".dictionary.csv")) n = t->rows();
  if (!by.empty() && n > 0) return said + fmt::format(", {} of {:.0f}.", n, columns);
  return said + ".";
}

std::string extracted(MethodsWords& words_of, const std::string& name, const Json& spec, double columns) {
  std::set<std::string> keys;
  for (const char* list : {"families", "filters"})
    for (const auto& use : list_at(spec, list))
      for (const auto& key : texts_of(list_at(use, "cites"))) keys.insert(key);
  const auto& families = list_at(spec, "families");
  const auto& filters = list_at(spec, "filters");
  const bool plain_images = filters.size() == 1 && text_at(filters[0], "op") == "original";
  std::string said =
      fmt::format("{}: features of the {} {} were extracted from {} within {} on {}, {}", name,
                  families.size() == 1 ? "family" : "families", called(spec, "families"), code(text_at(spec, "from")),
                  listed(texts_of(list_at(spec, "regions")), true), listed(texts_of(list_at(spec, "scans")), true),
                  plain_images ? "from the images without a filter" : "from the images " + called(spec, "filters"));
  if (text_at(spec, "conventions") == "pyradiomics") said += ", by the definitions of PyRadiomics 3";
  if (spec.value("by_slice", false)) said += ", slice by slice";
  said += words_of.cite({keys.begin(), keys.end()}) + ".";
  if (columns > 0) said += fmt::format(" This gives {:.0f} features.", columns);
  if (spec.contains("discretise")) said += " " + words_of.sentence(spec["discretise"]);
  return said;
}

}  // namespace

std::vector<std::string> image_paragraphs(MethodsWords& words_of) {
  std::vector<std::string> out;
  for (const Json* block : words_of.view.blocks("images")) {
    const Json spec = block->value("images", Json::object());
    std::vector<std::string> scans, regions;
    for (const auto& s : list_at(spec, "scans"))
      scans.push_back(code(text_at(s, "name")) + " (" + plain(text_at(s, "modality")) +
                      (s.value("optional", false) ? "; absent for some)" : ")"));
    for (const auto& r : list_at(spec, "regions")) {
      std::string one = code(text_at(r, "name"));
      if (const std::string tied = text_at(r, "for"); !tied.empty()) one += " (drawn on " + code(tied) + ")";
      regions.push_back(one);
    }
    std::string said = "Of each subject the " + std::string(scans.size() == 1 ? "scan " : "scans ") + listed(scans) +
                       (scans.size() == 1 ? " was read" : " were read");
    if (!regions.empty())
      said += fmt::format("; the {} {} {} given as {}", regions.size() == 1 ? "region" : "regions", listed(regions),
                          regions.size() == 1 ? "was" : "were", regions.size() == 1 ? "a mask" : "masks");
    out.push_back(said + ". The geometry of every mask was checked against its scan.");
  }
  return out;
}

std::vector<std::string> preprocess_paragraphs(MethodsWords& words_of) {
  std::vector<std::string> out;
  for (const Json* block : words_of.view.blocks("preprocess")) {
    const auto& list = list_at(*block, "steps");
    if (list.empty()) continue;
    std::string said = code(text_at(*block, "name")) + (list.size() == 1 ? ":" : ", in this order:");
    for (const auto& use : list) {
      said += " " + words_of.sentence(use);
      if (const Json* of = parameter(use, "of"))
        said += " This was done for " + plain(words((*of)["value"])) + " only.";
    }
    out.push_back(said);
  }
  return out;
}

std::vector<std::string> feature_paragraphs(MethodsWords& words_of) {
  std::vector<std::string> out;
  for (const Json* block : words_of.view.blocks("features")) {
    const Json spec = block->value("features", Json::object());
    const std::string name = code(text_at(*block, "name"));
    const double columns = number_at(spec, "columns", 0);
    out.push_back(spec.contains("source")             ? imported(name, spec, columns)
                  : list_at(spec, "families").empty() ? kept(words_of.view, *block, spec, columns)
                                                      : extracted(words_of, name, spec, columns));
  }
  for (const Json* block : words_of.view.blocks("aggregate")) {
    const Json& spec = object_at(*block, "aggregate");
    std::string said = fmt::format("{} comes from {}.", code(text_at(*block, "name")),
                                   code(text_at(object_at(spec, "from"), "block")));
    for (const auto& use : list_at(*block, "steps")) said += " " + words_of.sentence(use);
    out.push_back(said);
  }
  return out;
}

std::vector<std::string> molecular_paragraphs(MethodsWords& words_of) {
  std::vector<std::string> out;
  for (const Json* block : words_of.view.blocks("matrix")) {
    const Json spec = block->value("matrix", Json::object());
    out.push_back(fmt::format("{}: a matrix of {} by subject was read from {}.", code(text_at(*block, "name")),
                              plain(printed_name(text_at(spec, "kind"))),
                              code(text_at(spec.value("source", Json::object()), "path"))));
  }
  return out;
}

}  // namespace rgx::engine
