#pragma once
// Files that are installed with the program: definitions, the report's scripts, their licences.
#include <filesystem>
#include <optional>
#include <string_view>
#include <vector>

namespace rgx::engine {

// The folders that are looked in, in order: RGX_ASSETS where set, the installation's data folder as seen from the
// running program, and the build tree's (share/rgx beside the program, or beside the folder of a test program).
std::vector<std::filesystem::path> asset_folders();

// The first of asset_folders() that holds `name` (relative, as "web/vega.min.js" or "definitions"); nothing if none
// does. A name that is absolute or climbs out of the folder ("..") is no asset.
std::optional<std::filesystem::path> asset(std::string_view name);

}  // namespace rgx::engine
