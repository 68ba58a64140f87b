#include "engine/tool/placed_probe.hpp"

namespace rgx::tool {

namespace {

// Where an absent file would lie: a path that no file can have.
constexpr std::string_view nowhere = "absent://";

}  // namespace

std::string PlacedProbe::resolve(const std::string& written, std::uint32_t study_file, std::string& reason) {
  if (const auto at = places_.found.find(written); at != places_.found.end()) return at->second;
  if (places_.images_absent && places_.absent.contains(written)) return std::string(nowhere) + written;
  std::string at = DataProbe::resolve(written, study_file, reason);
  // A pack does not name the images of its subjects one by one: whatever is asked for then passes for having been
  // there.
  if (places_.images_absent && places_.absent.empty() && (at.empty() || !DataProbe::exists(at)))
    return std::string(nowhere) + written;
  return at;
}

bool PlacedProbe::exists(const std::string& path) { return path.starts_with(nowhere) || DataProbe::exists(path); }

std::optional<lang::ImageHeader> PlacedProbe::image(const std::string& path, std::string& reason) {
  // Grids of absent images cannot be compared with those that are there: then all pass for the same.
  if (places_.images_absent) return lang::ImageHeader{{1, 1, 1}, {1, 1, 1}, {0, 0, 0}, {1, 0, 0, 0, 1, 0, 0, 0, 1}};
  return DataProbe::image(path, reason);
}

}  // namespace rgx::tool
