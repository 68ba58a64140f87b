#include "stdlib/sources/demo_image.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <vector>

#include "stdlib/imaging/geometry.hpp"

namespace rgx::stdlib {
namespace {

using engine::Geometry;
using Field = std::vector<double>;

constexpr Point kBrainRadius{21, 21, 20};  // mm

std::array<double, 9> rotation(double about_z, double about_x) {
  const double c = std::cos(about_z), s = std::sin(about_z), d = std::cos(about_x), t = std::sin(about_x);
  return {c, -s * d, s * t, s, c * d, -c * t, 0, t, d};
}

Geometry draw_grid(const DemoImageSettings& settings, stats::Stream& stream) {
  Geometry grid;
  if (settings.second_site) {
    grid.size = {28, 28, 24};
    grid.spacing = {1.75, 1.75, 2};
  } else {
    grid.size = {32, 32, 24};
    grid.spacing = {1.5, 1.5, 2};
  }
  const double degree = std::numbers::pi / 180;
  const double about_z = 12 * degree * (2 * stream.uniform() - 1);
  const double about_x = 8 * degree * (2 * stream.uniform() - 1);
  if (settings.oblique) grid.direction = rotation(about_z, about_x);
  for (double& coordinate : grid.origin) coordinate = std::round(20 * (2 * stream.uniform() - 1)) - 24;
  return grid;
}

Field white_noise(const Geometry& grid, stats::Stream& stream) {
  Field field(grid.voxels());
  for (double& value : field) value = stream.normal();
  return field;
}

// One pass of the kernel (1, 2, 1) / 4 along an axis, the border repeated.
void smooth_along(Field& field, const Geometry& grid, int axis) {
  const std::array<std::int64_t, 3> stride{1, grid.size[0], grid.size[0] * grid.size[1]};
  const Field before = field;
  const std::int64_t n = grid.size[static_cast<std::size_t>(axis)], step = stride[static_cast<std::size_t>(axis)];
  for (std::size_t v = 0; v < field.size(); ++v) {
    const auto at = static_cast<std::int64_t>(v);
    const std::int64_t i = at / step % n;
    const double below = before[static_cast<std::size_t>(i == 0 ? at : at - step)];
    const double above = before[static_cast<std::size_t>(i == n - 1 ? at : at + step)];
    field[v] = (below + 2 * before[v] + above) / 4;
  }
}

void smooth(Field& field, const Geometry& grid, int passes) {
  for (int pass = 0; pass < passes; ++pass) {
    for (int axis = 0; axis < 3; ++axis) smooth_along(field, grid, axis);
  }
}

// Mean 0 and standard deviation 1 within the mask, so that what was planted is there in every sample.
void standardise(Field& field, const engine::Mask& within) {
  double n = 0, sum = 0, squares = 0;
  for (std::size_t v = 0; v < field.size(); ++v) n += within.voxels[v], sum += within.voxels[v] * field[v];
  const double mean = sum / n;
  for (std::size_t v = 0; v < field.size(); ++v) squares += within.voxels[v] * (field[v] - mean) * (field[v] - mean);
  const double deviation = std::sqrt(squares / n);
  for (double& value : field) value = (value - mean) / deviation;
}

Point unit_vector(stats::Stream& stream) {
  Point v{stream.normal(), stream.normal(), stream.normal()};
  const double length = std::hypot(v[0], v[1], v[2]);
  for (double& x : v) x /= length;
  return v;
}

double dot(const Point& a, const Point& b) { return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]; }

// Every voxel whose centre, seen from the middle of the field of view along the grid's axes in mm, `inside` accepts.
template <class Inside>
engine::Mask mask_where(const Geometry& grid, const Inside& inside) {
  engine::Mask mask{grid, std::vector<std::uint8_t>(grid.voxels(), 0)};
  for (std::int64_t k = 0; k < grid.size[2]; ++k) {
    for (std::int64_t j = 0; j < grid.size[1]; ++j) {
      for (std::int64_t i = 0; i < grid.size[0]; ++i) {
        const std::array<std::int64_t, 3> index{i, j, k};
        Point p;
        for (std::size_t d = 0; d < 3; ++d) {
          p[d] = (static_cast<double>(index[d]) - static_cast<double>(grid.size[d] - 1) / 2) * grid.spacing[d];
        }
        mask.voxels[grid.index(i, j, k)] = inside(p) ? 1 : 0;
      }
    }
  }
  return mask;
}

bool in_brain(const Point& p) {
  double sum = 0;
  for (std::size_t d = 0; d < 3; ++d) sum += p[d] / kBrainRadius[d] * (p[d] / kBrainRadius[d]);
  return sum <= 1;
}

// A ball with three bulges of second order: irregular, and of the same volume on average.
engine::Mask draw_lesion(const Geometry& grid, double size, stats::Stream& stream) {
  const double radius = 8 * std::exp(0.16 * std::clamp(size, -2.5, 2.2));
  Point centre;
  for (double& x : centre) x = 4 * (2 * stream.uniform() - 1);
  std::array<Point, 3> axes;
  std::array<double, 3> height;
  for (std::size_t b = 0; b < 3; ++b) axes[b] = unit_vector(stream), height[b] = 0.3 * (2 * stream.uniform() - 1);
  return mask_where(grid, [&](const Point& p) {
    const Point from{p[0] - centre[0], p[1] - centre[1], p[2] - centre[2]};
    const double distance = std::hypot(from[0], from[1], from[2]);
    double reach = radius;
    for (std::size_t b = 0; distance > 0 && b < 3; ++b) {
      const double cosine = dot(from, axes[b]) / distance;
      reach += radius * height[b] * (cosine * cosine - 1.0 / 3);
    }
    return distance <= reach && in_brain(p);
  });
}

}  // namespace

DemoImage draw_demo_image(const DemoImageSettings& settings, stats::Stream stream) {
  const Geometry grid = draw_grid(settings, stream);
  DemoImage drawn;
  drawn.brain = mask_where(grid, in_brain);
  drawn.lesion = draw_lesion(grid, settings.size, stream);

  Field tissue = white_noise(grid, stream), fine = white_noise(grid, stream), coarse = white_noise(grid, stream);
  smooth(tissue, grid, 1);
  smooth(fine, grid, 1);
  smooth(coarse, grid, 5);
  standardise(tissue, drawn.brain);
  standardise(fine, drawn.lesion);
  standardise(coarse, drawn.lesion);
  const double fine_share = 1 / (1 + std::exp(1.4 * settings.heterogeneity));
  Field texture(grid.voxels());
  for (std::size_t v = 0; v < texture.size(); ++v) {
    texture[v] = std::sqrt(fine_share) * fine[v] + std::sqrt(1 - fine_share) * coarse[v];
  }
  standardise(texture, drawn.lesion);

  // The unit of an MR image means nothing: every scan has a gain of its own, every site another range.
  const double gain = (settings.second_site ? 1.8 : 1.0) * (0.7 + 0.7 * stream.uniform());
  const double deviation = 40 * std::exp(0.25 * settings.heterogeneity);
  const double lift = 110 + 30 * settings.brightness;
  drawn.image = {grid, std::vector<float>(grid.voxels())};
  for (std::size_t v = 0; v < grid.voxels(); ++v) {
    double value = 6 * std::abs(tissue[v]);  // air
    if (drawn.brain.voxels[v] != 0) value = 400 + 30 * tissue[v];
    if (drawn.lesion.voxels[v] != 0) value = 400 + lift + deviation * texture[v];
    drawn.image.voxels[v] = static_cast<float>(std::round(gain * std::max(value, 0.0)));
  }
  return drawn;
}

}  // namespace rgx::stdlib
