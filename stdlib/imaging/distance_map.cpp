#include "stdlib/imaging/distance_map.hpp"

#include <itkSignedMaurerDistanceMapImageFilter.h>

#include <cmath>
#include <limits>

#include "stdlib/imaging/itk_image.hpp"
#include "stdlib/imaging/voxels.hpp"

namespace rgx::stdlib {
namespace {

// One voxel more at both ends of every axis that has more than one, all outside.
engine::Mask bordered(const engine::Mask& mask, std::array<std::int64_t, 3>& border) {
  engine::Mask out;
  out.geometry = mask.geometry;
  for (std::size_t a = 0; a < 3; ++a) {
    border[a] = mask.geometry.size[a] > 1 ? 1 : 0;
    out.geometry.size[a] += 2 * border[a];
  }
  out.voxels.assign(out.geometry.voxels(), 0);
  const auto& size = mask.geometry.size;
  std::size_t v = 0;
  for (std::int64_t k = 0; k < size[2]; ++k)
    for (std::int64_t j = 0; j < size[1]; ++j)
      for (std::int64_t i = 0; i < size[0]; ++i, ++v)
        out.voxels[out.geometry.index(i + border[0], j + border[1], k + border[2])] = mask.voxels[v];
  return out;
}

}  // namespace

std::vector<double> distance_to(const engine::Mask& mask) {
  if (count(mask) == 0) return std::vector<double>(mask.voxels.size(), std::numeric_limits<double>::infinity());
  // Distances do not ask where the grid lies in space.
  engine::Geometry grid;
  grid.size = mask.geometry.size;
  grid.spacing = mask.geometry.spacing;
  using Filter = itk::SignedMaurerDistanceMapImageFilter<itk::Image<std::uint8_t, 3>, itk::Image<double, 3>>;
  const auto filter = Filter::New();
  filter->SetNumberOfWorkUnits(1);
  filter->SetInput(itk_image<3>(grid, mask.voxels));
  filter->SetUseImageSpacing(true);
  filter->SetSquaredDistance(true);
  filter->SetBackgroundValue(0);
  filter->Update();
  std::vector<double> out(mask.voxels.size());
  const double* squared = filter->GetOutput()->GetBufferPointer();
  for (std::size_t v = 0; v < out.size(); ++v) out[v] = mask.voxels[v] ? 0 : std::sqrt(std::abs(squared[v]));
  return out;
}

std::vector<double> signed_distance(const engine::Mask& mask) {
  std::vector<double> out = distance_to(mask);
  std::array<std::int64_t, 3> border{};
  engine::Mask outside = bordered(mask, border);
  for (auto& v : outside.voxels) v = v ? 0 : 1;
  const std::vector<double> inwards = distance_to(outside);
  const auto& size = mask.geometry.size;
  std::size_t v = 0;
  for (std::int64_t k = 0; k < size[2]; ++k)
    for (std::int64_t j = 0; j < size[1]; ++j)
      for (std::int64_t i = 0; i < size[0]; ++i, ++v)
        if (mask.voxels[v]) out[v] = -inwards[outside.geometry.index(i + border[0], j + border[1], k + border[2])];
  return out;
}

engine::Mask surface_of(const engine::Mask& mask) {
  std::array<std::int64_t, 3> border{};
  const engine::Mask wide = bordered(mask, border);
  const auto& grid = wide.geometry;
  const std::array<std::size_t, 3> step{1, static_cast<std::size_t>(grid.size[0]),
                                        static_cast<std::size_t>(grid.size[0] * grid.size[1])};
  engine::Mask out{mask.geometry, std::vector<std::uint8_t>(mask.voxels.size(), 0)};
  const auto& size = mask.geometry.size;
  std::size_t v = 0;
  for (std::int64_t k = 0; k < size[2]; ++k)
    for (std::int64_t j = 0; j < size[1]; ++j)
      for (std::int64_t i = 0; i < size[0]; ++i, ++v) {
        if (!mask.voxels[v]) continue;
        const std::size_t at = grid.index(i + border[0], j + border[1], k + border[2]);
        for (std::size_t a = 0; a < 3; ++a)
          if (border[a] != 0 && (!wide.voxels[at - step[a]] || !wide.voxels[at + step[a]])) out.voxels[v] = 1;
      }
  return out;
}

}  // namespace rgx::stdlib
