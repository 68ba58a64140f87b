#include "stdlib/imaging/zscore.hpp"

#include <fmt/format.h>

#include <cmath>

#include "stdlib/imaging/geometry.hpp"
#include "stdlib/imaging/image_error.hpp"
#include "stdlib/imaging/voxels.hpp"

namespace rgx::stdlib {

ZScore zscore(engine::Image& image, const engine::Mask& within, Deviation deviation, const std::string& name_of_mask) {
  require_same_grid(image.geometry, within.geometry, "image", name_of_mask);
  if (count(within) == 0)
    throw ImageError("mask-empty", {},
                     fmt::format("`{}` has no voxel to take mean and standard deviation from", name_of_mask));
  require_finite(image, within, "the z-score");
  const Moments m = moments(image, within);
  if (m.minimum == m.maximum)
    throw ImageError(
        "zscore-variance", {},
        m.n == 1
            ? fmt::format("`{}` has one voxel: a standard deviation needs at least two", name_of_mask)
            : fmt::format("all {} voxels of `{}` have the intensity {:g}: there is no standard deviation to divide by",
                          m.n, name_of_mask, m.mean));
  const double n = static_cast<double>(m.n);
  const ZScore used{m.mean, deviation == Deviation::population ? m.sd : m.sd * std::sqrt(n / (n - 1))};
  for (float& v : image.voxels) v = static_cast<float>((v - used.mean) / used.sd);
  return used;
}

}  // namespace rgx::stdlib
