// What made the numbers, in Methods' last part.
#include "engine/methods_software.hpp"

#include <fmt/format.h>

#include <set>

namespace rgx::engine {

namespace {

// `glcm` in version 1, where this build's newest is 2.
void older_versions(const Json& description, std::set<std::string>& out) {
  if (description.is_object() && description.contains("newest"))
    out.insert(fmt::format("{} in version {} (the newest is {})", code(text_at(description, "op")),
                           text_at(description, "version"), text_at(description, "newest")));
  if (!description.is_structured()) return;
  for (const auto& inner : description) older_versions(inner, out);
}

}  // namespace

std::string software_sentences(const ReportView& view, References& references) {
  const auto cite = [&](const char* key) { return " " + references.cite({key}); };
  const Lock& lock = view.run.lock;
  std::string said = fmt::format("The study was run by rgx {} from one study file", plain(lock.rgx));
  if (!view.blocks("images").empty() && lock.platform.libraries.contains("itk"))
    said += fmt::format(", images by ITK {}{}", plain(lock.platform.libraries.at("itk")), cite("itk2014"));
  std::vector<std::string> libraries;
  for (const auto& [name, version] : lock.platform.libraries)
    if (name != "itk") libraries.push_back(plain(name) + " " + plain(version));
  if (!libraries.empty()) said += ", built with " + listed(libraries);
  said += fmt::format(". Random numbers come from counter-based streams{} of seed {}", cite("salmon2011"),
                      text_at(view.study, "seed"));
  for (const Json* study : view.blocks("study"))
    for (const auto& s : list_at(*study, "settings"))
      if (text_at(s, "name") == "seed" && !s.value("written", true)) said += dagger;
  said += ", so results do not depend on the number of threads.";
  std::set<std::string> older;
  for (const auto& block : list_at(view.study, "blocks")) older_versions(block, older);
  if (!older.empty()) said += fmt::format(" Run in an older version: {}.", listed({older.begin(), older.end()}));
  said += " Figures were drawn with Vega-Lite" + cite("vegalite2017") + ".";
  return said;
}

}  // namespace rgx::engine
