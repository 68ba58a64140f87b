#pragma once
// Images, masks and the case that holds a subject's scans and regions: plain values, no ITK.
#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace rgx::engine {

// The grid of an image in physical space, LPS in mm as ITK reads it. Voxel (i, j, k) has its centre at
// origin + direction * (i * spacing[0], j * spacing[1], k * spacing[2]); `direction` is row-major 3x3.
// Two-dimensional images have size[2] == 1.
struct Geometry {
  std::array<std::int64_t, 3> size{0, 0, 0};
  std::array<double, 3> spacing{1, 1, 1};
  std::array<double, 3> origin{0, 0, 0};
  std::array<double, 9> direction{1, 0, 0, 0, 1, 0, 0, 0, 1};

  std::size_t voxels() const { return static_cast<std::size_t>(size[0] * size[1] * size[2]); }
  // x runs fastest.
  std::size_t index(std::int64_t i, std::int64_t j, std::int64_t k) const {
    return static_cast<std::size_t>(i + size[0] * (j + size[1] * k));
  }
};

struct Image {
  Geometry geometry;
  std::vector<float> voxels;  // in the image's own unit (HU, SUV, arbitrary)
};

struct Mask {
  Geometry geometry;
  std::vector<std::uint8_t> voxels;  // 1 inside, 0 outside
};

// A scan with what later steps must know of it.
struct Scan {
  Image image;
  std::string modality;  // CT, MR, PET or empty
};

// A region: the morphological mask, and for each scan whose intensities were resegmented, the intensity mask
// (IBSI: resegmentation changes the intensity mask only).
struct Region {
  Mask mask;
  std::string for_scan;  // the scan it is tied to (`mask(…, for: PET)`); empty: every scan of its block
  std::map<std::string, Mask> intensity;  // scan name → resegmented mask
};

// Everything of one subject that preprocessing and extraction work on. Names are those of the images block.
struct Case {
  std::string subject;
  std::map<std::string, Scan> scans;
  std::map<std::string, Region> regions;
  // Lower and upper end of a declared resegmentation range per scan: fixed-width bins start at its lower end.
  std::map<std::string, std::pair<double, double>> ranges;
};

}  // namespace rgx::engine
