// What made the numbers, in Methods' last part.
#include "engine/methods_software.hpp"

#include <fmt/format.h>

namespace rgx::engine {

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
  said += ", so results do not depend on the number of threads. Figures were drawn with Vega-Lite" +
          cite("vegalite2017") + ".";
  return said;
}

}  // namespace rgx::engine
