#include "engine/assets.hpp"

#include <cstdlib>
#include <system_error>

#include "rgx/paths.hpp"

namespace rgx::engine {

namespace fs = std::filesystem;

std::vector<fs::path> asset_folders() {
  std::vector<fs::path> folders;
  if (const char* set = std::getenv("RGX_ASSETS"); set != nullptr && *set != '\0') folders.emplace_back(set);
  std::error_code failed;
  const fs::path program = fs::read_symlink("/proc/self/exe", failed);
  if (!failed) {
    const fs::path here = program.parent_path();
    folders.push_back((here / paths::kDataFromProgram).lexically_normal());
    folders.push_back((here / "share" / "rgx").lexically_normal());
    folders.push_back((here / ".." / "share" / "rgx").lexically_normal());
  }
  return folders;
}

std::optional<fs::path> asset(std::string_view name) {
  const fs::path wanted(name);
  if (name.empty() || wanted.is_absolute()) return std::nullopt;
  for (const fs::path& part : wanted) {
    if (part == "..") return std::nullopt;
  }
  for (const fs::path& folder : asset_folders()) {
    std::error_code failed;
    if (fs::exists(folder / wanted, failed)) return folder / wanted;
  }
  return std::nullopt;
}

}  // namespace rgx::engine
