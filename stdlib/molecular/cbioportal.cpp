#include "stdlib/molecular/cbioportal.hpp"

#include <algorithm>
#include <filesystem>
#include <map>
#include <sstream>
#include <vector>

#include "engine/files.hpp"

namespace rgx::stdlib {

namespace fs = std::filesystem;

namespace {

// Lines `key: value` of a meta file.
std::map<std::string, std::string> meta_of(const std::string& path) {
  std::map<std::string, std::string> out;
  std::istringstream lines(engine::real_files()->read(path));
  for (std::string line; std::getline(lines, line);) {
    const auto colon = line.find(':');
    if (colon == std::string::npos) continue;
    const auto from = line.find_first_not_of(" \t", colon + 1);
    const auto to = line.find_last_not_of(" \t\r");
    if (from != std::string::npos && to >= from) out[line.substr(0, colon)] = line.substr(from, to - from + 1);
  }
  return out;
}

std::string existing(const fs::path& folder, const std::string& name) {
  for (const std::string& file : {name, name + ".txt", name + ".txt.gz", name + ".gz"}) {
    std::error_code ignored;
    if (fs::is_regular_file(folder / file, ignored)) return (folder / file).string();
  }
  return {};
}

}  // namespace

std::string cbioportal_file(const std::string& folder, const std::string& profile, std::string& reason) {
  const auto files = engine::real_files();
  if (!files->is_folder(folder)) {
    reason = "`" + folder + "` is no folder of a cBioPortal study";
    return {};
  }
  if (profile.find('/') == std::string::npos)
    if (const auto found = existing(folder, profile); !found.empty()) return found;
  std::vector<std::string> known;
  for (const std::string& name : files->list(folder)) {
    if (name.starts_with("data_")) known.push_back(name.substr(0, name.find(".txt")));
    if (!name.starts_with("meta_") || !name.ends_with(".txt")) continue;
    const auto meta = meta_of(engine::join(folder, name));
    const auto at = [&](const char* key) {
      const auto found = meta.find(key);
      return found == meta.end() ? std::string() : found->second;
    };
    if (at("stable_id") != profile || at("data_filename").empty()) continue;
    if (const auto found = existing(folder, at("data_filename")); !found.empty()) return found;
    reason = "the data file `" + at("data_filename") + "` of the profile `" + profile + "` is not in `" + folder + "`";
    return {};
  }
  reason = "`" + folder + "` has no profile `" + profile + "`; it has ";
  for (std::size_t i = 0; i < known.size(); ++i) reason += (i == 0 ? "`" : ", `") + known[i] + "`";
  if (known.empty()) reason += "none: no file is named data_….txt";
  return {};
}

std::string cbioportal_sequenced(const std::string& folder) {
  return existing(fs::path(folder) / "case_lists", "cases_sequenced");
}

void blank_comments(std::string& text) {
  for (std::size_t at = 0; at < text.size() && text[at] == '#';) {
    for (; at < text.size() && text[at] != '\n'; ++at)
      if (text[at] != '\r') text[at] = ' ';
    if (at < text.size()) ++at;
  }
}

}  // namespace rgx::stdlib
