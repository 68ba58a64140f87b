#pragma once
// What tests of convolutions share: filters by name, and convolution written out as the definition has it.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include "stdlib/filters/boundary.hpp"
#include "stdlib/filters/conformance_ibsi2.hpp"
#include "stdlib/filters/operations.hpp"
#include "tests/stdlib/filters/filter_images.hpp"

namespace rgx::test {

inline engine::Image constant(std::array<std::int64_t, 3> size, float value) {
  engine::Image out;
  out.geometry.size = size;
  out.voxels.assign(out.geometry.voxels(), value);
  return out;
}

inline engine::Image impulse(std::array<std::int64_t, 3> size, std::array<std::int64_t, 3> at,
                             std::array<double, 3> spacing = {1, 1, 1}) {
  engine::Image out = constant(size, 0);
  out.geometry.spacing = spacing;
  out.voxels[out.geometry.index(at[0], at[1], at[2])] = 1;
  return out;
}

inline engine::Operation filter(const std::string& name) {
  for (engine::Operation& f : stdlib::convolution_filters())
    if (f.signature.name == name) return f;
  throw std::invalid_argument("no such filter: " + name);
}

inline engine::Image respond(const std::string& name, const engine::Image& image, const std::string& settings,
                             bool by_slice = false, std::size_t response = 0) {
  return filters::respond(filter(name), image, engine::Json::parse(settings), by_slice, filters::whole(image.geometry),
                          kSerial, response);
}

// A kernel as a function of the place relative to its centre; zero beyond `half`.
using Kernel = std::function<double(std::int64_t, std::int64_t, std::int64_t)>;

// response(x) = sum over d of kernel(d) * image(x - d).
inline std::vector<double> convolved(const engine::Image& image, const Kernel& kernel, std::array<std::int64_t, 3> half,
                                     filters::Boundary boundary) {
  const auto& size = image.geometry.size;
  std::vector<double> out;
  for (std::int64_t k = 0; k < size[2]; ++k)
    for (std::int64_t j = 0; j < size[1]; ++j)
      for (std::int64_t i = 0; i < size[0]; ++i) {
        double sum = 0;
        for (std::int64_t c = -half[2]; c <= half[2]; ++c)
          for (std::int64_t b = -half[1]; b <= half[1]; ++b)
            for (std::int64_t a = -half[0]; a <= half[0]; ++a) {
              const std::int64_t x = filters::place(i - a, size[0], boundary);
              const std::int64_t y = filters::place(j - b, size[1], boundary);
              const std::int64_t z = filters::place(k - c, size[2], boundary);
              if (x < 0 || y < 0 || z < 0) continue;
              sum += kernel(a, b, c) * static_cast<double>(image.voxels[image.geometry.index(x, y, z)]);
            }
        out.push_back(sum);
      }
  return out;
}

// The largest difference, as a share of the largest expected magnitude (1 where that is below 1).
inline double deviation(const engine::Image& found, const std::vector<double>& expected) {
  double largest = 0, scale = 1;
  for (const double e : expected) scale = std::max(scale, std::fabs(e));
  for (std::size_t v = 0; v < expected.size(); ++v)
    largest = std::max(largest, std::fabs(static_cast<double>(found.voxels[v]) - expected[v]));
  return found.voxels.size() == expected.size() ? largest / scale : 1e300;
}

}  // namespace rgx::test
