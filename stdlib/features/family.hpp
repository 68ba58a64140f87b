#pragma once
// What was measured of a region, and the values that a family computes from it.
#include <map>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "stdlib/features/extract.hpp"
#include "stdlib/features/roi.hpp"
#include "stdlib/features/texture.hpp"

namespace rgx::features {

// Values of one family in the order of its table, features that are not built included; by aggregation.
using Values = std::vector<Value>;
using ByAggregation = std::map<Aggregation, Values>;

// A region on its grid, without intensities.
struct RegionMeasured {
  const engine::Case& subject;
  const engine::Mask& mask;  // morphological
  const Roi& shape;
  const engine::ParallelFor& parallel;
};

// The same region on one image (a scan, or a filter's response to it).
struct Measured {
  const engine::Image& image;
  const Roi& roi;    // of the intensity mask
  const Roi& shape;  // of the morphological mask
  std::span<const float> intensity;
  const Levels& levels;
  const LevelBox* box;                             // null if the levels have a reason
  std::optional<std::pair<double, double>> range;  // of resegmentation, in the scan's intensities
  const Values& geometry;                          // of the family `shape`; empty if it was not asked
  bool filtered;
  const engine::ParallelFor& parallel;
};

// Those of features that need the region alone; the others stay missing without a reason.
Values region_values(const FamilyRequest& request, const RegionMeasured& measured);
ByAggregation family_values(const FamilyRequest& request, const Measured& measured);

}  // namespace rgx::features
