#include "stdlib/perturb/contour.hpp"

#include <algorithm>
#include <cmath>

#include "stats/base/parallel.hpp"
#include "stdlib/filters/pool.hpp"
#include "stdlib/imaging/crop.hpp"
#include "stdlib/imaging/geometry.hpp"
#include "stdlib/imaging/supervoxels.hpp"

namespace rgx::perturb {
namespace {

using stdlib::Extent;

constexpr double kFewest = 20;  // voxels of a supervoxel

// Weights of a Gaussian to four standard deviations on either side, in voxels.
filters::Taps gaussian(double sd) {
  const auto reach = static_cast<std::int64_t>(std::ceil(4 * sd));
  std::vector<double> weight;
  double sum = 0;
  for (std::int64_t x = -reach; x <= reach; ++x) {
    weight.push_back(std::exp(-static_cast<double>(x * x) / (2 * sd * sd)));
    sum += weight.back();
  }
  for (double& w : weight) w /= sum;
  return filters::convolution(weight, reach);
}

// Intensities clipped to the region's range, widened by a tenth of it at both ends, as 0 to 1; smoothed by a Gaussian
// of the smallest spacing, or noise would cut the supervoxels.
engine::Image scaled(const engine::Image& part, const engine::Mask& region) {
  const stdlib::Moments m = stdlib::moments(part, region);
  const double more = 0.1 * (m.maximum - m.minimum), low = m.minimum - more, range = m.maximum - m.minimum + 2 * more;
  engine::Image out = part;
  for (float& v : out.voxels) v = range > 0 ? static_cast<float>(std::clamp((v - low) / range, 0.0, 1.0)) : 0.0F;
  const auto& grid = part.geometry;
  const double sd = std::min({grid.spacing[0], grid.spacing[1], grid.spacing[2]});
  filters::Separable smooth;
  for (std::size_t a = 0; a < 3; ++a)
    if (grid.size[a] > 1) smooth[a] = gaussian(sd / grid.spacing[a]);
  const filters::Box all = filters::whole(grid);
  out.voxels =
      filters::response_field(filters::source_of(out, filters::Boundary::mirror), {smooth}, all, stats::serial_for)
          .voxels;
  return out;
}

// Voxels set (or cleared) where a neighbour across a face is. Beyond the box nothing is set and nothing cleared.
std::vector<std::uint8_t> spread(const engine::Mask& mask, std::uint8_t value) {
  std::vector<std::uint8_t> out = mask.voxels;
  const auto& size = mask.geometry.size;
  const std::array<std::size_t, 3> step{1, static_cast<std::size_t>(size[0]),
                                        static_cast<std::size_t>(size[0] * size[1])};
  std::size_t v = 0;
  for (std::int64_t k = 0; k < size[2]; ++k)
    for (std::int64_t j = 0; j < size[1]; ++j)
      for (std::int64_t i = 0; i < size[0]; ++i, ++v) {
        const std::array<std::int64_t, 3> at{i, j, k};
        for (std::size_t a = 0; a < 3; ++a)
          if ((at[a] > 0 && mask.voxels[v - step[a]] == value) ||
              (at[a] + 1 < size[a] && mask.voxels[v + step[a]] == value))
            out[v] = value;
      }
  return out;
}

}  // namespace

std::vector<double> shares_within(const std::vector<std::uint32_t>& labels, const engine::Mask& mask) {
  const std::size_t n = labels.empty() ? 0 : std::size_t{*std::max_element(labels.begin(), labels.end())} + 1;
  std::vector<double> all(n, 0), inside(n, 0);
  for (std::size_t v = 0; v < labels.size(); ++v) {
    all[labels[v]] += 1;
    if (mask.voxels[v]) inside[labels[v]] += 1;
  }
  for (std::size_t l = 0; l < n; ++l) inside[l] = all[l] > 0 ? inside[l] / all[l] : 0;
  return inside;
}

engine::Mask randomised_contour(const engine::Image& image, const engine::Mask& mask, stats::Stream stream,
                                const ContourSettings& settings) {
  stdlib::require_same_grid(image.geometry, mask.geometry, "image", "mask");
  const Extent box = stdlib::widened(stdlib::extent(mask), mask.geometry, settings.margin);
  const engine::Mask region = stdlib::cropped(mask, box);
  const auto& spacing = mask.geometry.spacing;
  const bool flat = mask.geometry.size[2] == 1;
  const double voxel = spacing[0] * spacing[1] * spacing[2];
  const double volume = std::max(settings.volume, kFewest * voxel);
  // A cube of that volume; in a single slice a square of its area.
  const double edge = flat ? std::sqrt(volume / spacing[2]) : std::cbrt(volume);
  stdlib::SupervoxelSettings how;
  how.compactness = settings.compactness;
  for (std::size_t a = 0; a < 3; ++a)
    how.edge[a] = flat && a == 2 ? 1 : static_cast<unsigned>(std::max(1.0, std::round(edge / spacing[a])));
  const engine::Image part = stdlib::cropped(image, box);
  stdlib::require_finite(part, "contour randomisation");
  const auto labels = stdlib::supervoxels(scaled(part, region), how);

  const std::vector<double> share = shares_within(labels, region);
  const auto most = static_cast<std::size_t>(std::max_element(share.begin(), share.end()) - share.begin());
  std::vector<std::uint8_t> belongs(share.size());
  for (std::size_t l = 0; l < share.size(); ++l) {
    const double draw = stream.uniform();  // for every label, so that one share does not move the others' draws
    belongs[l] = l == most || share[l] >= settings.always || (share[l] >= settings.never && draw < share[l]) ? 1 : 0;
  }
  engine::Mask drawn = region;
  for (std::size_t v = 0; v < labels.size(); ++v) drawn.voxels[v] = belongs[labels[v]];
  // Closing: a dilation, then an erosion.
  drawn.voxels = spread(drawn, 1);
  drawn.voxels = spread(drawn, 0);
  engine::Mask out{mask.geometry, std::vector<std::uint8_t>(mask.voxels.size(), 0)};
  stdlib::paste(drawn, box, out);
  return out;
}

}  // namespace rgx::perturb
