#pragma once
// Small made-up cases for the tests of extraction.
#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <cstdint>
#include <string>

#include "stdlib/features/extract.hpp"

namespace rgx::test {

// Whole-number pseudo-random values without a library's distribution: the same everywhere.
inline std::uint32_t scramble(std::uint32_t x) {
  x ^= x >> 16;
  x *= 0x7feb352du;
  x ^= x >> 15;
  x *= 0x846ca68bu;
  return x ^ x >> 16;
}

// A lump of textured voxels in a box of the given size, levels 1 .. 6; `shift` moves the lump, `spacing` in mm.
inline engine::Case lump(std::array<std::int64_t, 3> size = {14, 13, 12}, std::array<int, 3> shift = {0, 0, 0},
                         std::array<double, 3> spacing = {1, 1, 1}) {
  engine::Case out;
  engine::Image& image = out.scans["CT"].image;
  image.geometry.size = size;
  image.geometry.spacing = spacing;
  image.voxels.assign(image.geometry.voxels(), 0.0f);
  engine::Mask& mask = out.regions["gtv"].mask;
  mask.geometry = image.geometry;
  mask.voxels.assign(image.geometry.voxels(), 0);
  for (int k = 0; k < 6; ++k) {
    for (int j = 0; j < 7; ++j) {
      for (int i = 0; i < 8; ++i) {
        const double r = std::pow((i - 3.5) / 4.2, 2) + std::pow((j - 3.0) / 3.4, 2) + std::pow((k - 2.5) / 3.1, 2);
        const std::uint32_t u = scramble(static_cast<std::uint32_t>(i + 8 * (j + 7 * k) + 1));
        if (r > 1 || u % 17 == 0) continue;
        const std::size_t at = image.geometry.index(i + 2 + shift[0], j + 2 + shift[1], k + 2 + shift[2]);
        image.voxels[at] = static_cast<float>(1 + u / 64 % 6);
        mask.voxels[at] = 1;
      }
    }
  }
  return out;
}

// Every built family in every aggregation.
inline features::Request everything() {
  features::Request request;
  request.regions = {{"gtv", ""}};
  request.scans = {"CT"};
  for (int f = 0; f < features::kFamilies; ++f) {
    const auto family = static_cast<features::Family>(f);
    const auto choices = features::aggregations_of(family);
    request.families.push_back(
        {family, {choices.begin(), choices.end()}, 1, 0, std::nullopt, {}, features::Weighting::none});
  }
  return request;
}

inline features::Value value(const features::Extraction& from, const std::string& column) {
  for (std::size_t i = 0; i < from.columns.size(); ++i) {
    if (from.columns[i].name == column) return from.values[i];
  }
  FAIL("no column " << column);
  return {};
}

// The smallest enclosing ellipsoid comes from an iteration that stops at a duality gap of 1e-6: so near is its volume.
// Its axes, and with them its area, are less sharply determined.
constexpr double kIterated = 5e-5;
inline bool iterative(const features::Column& column) {
  return column.feature->name.starts_with("minimum_volume_enclosing_ellipsoid");
}

// Largest difference relative to the value, over the columns for which `which(column)` holds; reasons must agree.
template <typename Which>
double largest_difference(const features::Extraction& a, const features::Extraction& b, Which which) {
  double most = 0;
  REQUIRE(a.columns.size() == b.columns.size());
  for (std::size_t i = 0; i < a.values.size(); ++i) {
    if (!which(a.columns[i])) continue;
    INFO(a.columns[i].name);
    CHECK(a.values[i].reason == b.values[i].reason);
    if (!a.values[i].present()) continue;
    const double scale = std::max(std::fabs(a.values[i].value), 1e-3);
    const double difference = std::fabs(a.values[i].value - b.values[i].value) / scale;
    CHECK(difference < (iterative(a.columns[i]) ? kIterated : 1e-6));
    most = std::max(most, difference);
  }
  return most;
}

}  // namespace rgx::test
