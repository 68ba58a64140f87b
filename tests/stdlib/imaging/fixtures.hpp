#pragma once
// Small images, masks and a folder that goes when the test does.
#include <doctest/doctest.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "engine/image.hpp"
#include "stdlib/imaging/image_error.hpp"

namespace rgx::test {

class TempFolder {
 public:
  TempFolder() {
    static int number = 0;
    path_ = std::filesystem::temp_directory_path() /
            ("rgx_imaging_" + std::to_string(::getpid()) + "_" + std::to_string(number++));
    std::filesystem::create_directories(path_);
  }
  ~TempFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

inline std::string bytes_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

inline void put_bytes(const std::filesystem::path& file, const std::string& bytes) {
  std::ofstream(file, std::ios::binary) << bytes;
}

// Rotated about z by 30 degrees, then tilted about x by 20; anisotropic.
inline engine::Geometry oblique_grid(std::int64_t nx, std::int64_t ny, std::int64_t nz) {
  const double c = std::cos(0.5235987755982988), s = std::sin(0.5235987755982988), ct = std::cos(0.3490658503988659),
               st = std::sin(0.3490658503988659);
  engine::Geometry grid;
  grid.size = {nx, ny, nz};
  grid.spacing = {0.9766, 1.25, 3.27};
  grid.origin = {-101.5, 33.25, 712.125};
  grid.direction = {c, -s, 0, ct * s, ct * c, -st, st * s, st * c, ct};
  return grid;
}

inline engine::Geometry plain_grid(std::int64_t nx, std::int64_t ny, std::int64_t nz, double sx = 1, double sy = 1,
                                   double sz = 1) {
  engine::Geometry grid;
  grid.size = {nx, ny, nz};
  grid.spacing = {sx, sy, sz};
  return grid;
}

// value(i, j, k) at every voxel.
template <typename Value>
engine::Image image_of(const engine::Geometry& grid, Value value) {
  engine::Image image{grid, {}};
  for (std::int64_t k = 0; k < grid.size[2]; ++k)
    for (std::int64_t j = 0; j < grid.size[1]; ++j)
      for (std::int64_t i = 0; i < grid.size[0]; ++i)
        image.voxels.push_back(
            static_cast<float>(value(static_cast<double>(i), static_cast<double>(j), static_cast<double>(k))));
  return image;
}

template <typename Inside>
engine::Mask mask_of_voxels(const engine::Geometry& grid, Inside inside) {
  const engine::Image as_image =
      image_of(grid, [&](double i, double j, double k) { return inside(i, j, k) ? 1.0 : 0.0; });
  return {grid, std::vector<std::uint8_t>(as_image.voxels.begin(), as_image.voxels.end())};
}

// The error that `call` throws; its absence fails the test.
template <typename Call>
stdlib::ImageError error_of(Call call) {
  try {
    call();
  } catch (const stdlib::ImageError& error) {
    const std::string text = error.message();
    // The style of messages: a lower-case start (or a name), no full stop.
    CHECK(!text.empty());
    CHECK(text.back() != '.');
    CHECK(!(text[0] >= 'A' && text[0] <= 'Z'));
    return error;
  }
  FAIL("no ImageError was thrown");
  return {"", "", ""};
}

inline bool says(const stdlib::ImageError& error, const std::string& words) {
  const bool found = error.message().find(words) != std::string::npos;
  if (!found) MESSAGE(error.code() << ": " << error.message());
  return found;
}

}  // namespace rgx::test
