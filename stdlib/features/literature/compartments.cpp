#include "stdlib/features/literature/compartments.hpp"

#include <stdexcept>

namespace rgx::features {

namespace {

std::size_t shared_voxels(const Roi& region, const Roi& other) {
  std::size_t out = 0;
  if (other.count() == 0) return out;
  for (const std::uint32_t voxel : region.voxels) {
    const auto p = region.position(voxel);
    std::int64_t at = 0;
    bool within = true;
    for (std::size_t a = 0; a < 3; ++a) {
      const int place = p[a] + region.corner[a] - other.corner[a];
      within = within && place >= 0 && place < other.size[a];
      at += place * other.step(static_cast<int>(a));
    }
    if (within && other.inside[static_cast<std::size_t>(at)] != 0) ++out;
  }
  return out;
}

}  // namespace

std::array<Value, 3> compartments(const Roi& region, const Roi& other) {
  if (region.spacing != other.spacing) throw std::invalid_argument("the two parts of a tumour are of different grids");
  const auto& s = region.spacing;
  const auto here = static_cast<double>(region.count()), there = static_cast<double>(other.count());
  const double both = here + there - static_cast<double>(shared_voxels(region, other));
  const Value none = Value::missing(Reason::zero_denominator);
  return {Value::of(here * s[0] * s[1] * s[2]), there > 0 ? Value::of(here / there) : none,
          both > 0 ? Value::of(here / both) : none};
}

}  // namespace rgx::features
