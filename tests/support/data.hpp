#pragma once
// Where the reference values and cohorts lie: RGX_DATA_DIR, else ../shared beside the project.
#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <optional>

namespace rgx::test {

inline std::filesystem::path source_dir() { return RGX_SOURCE_DIR; }

// The folder, or nothing: a test without its data says so aloud and is skipped.
inline std::optional<std::filesystem::path> data_dir(const std::filesystem::path& needed = {}) {
  const char* set = std::getenv("RGX_DATA_DIR");
  std::filesystem::path dir = set ? std::filesystem::path(set) : source_dir().parent_path() / "shared";
  if (std::filesystem::exists(dir / needed)) return dir;
  MESSAGE("skipped: no data at " << (dir / needed).string() << " (set RGX_DATA_DIR)");
  return std::nullopt;
}

}  // namespace rgx::test
