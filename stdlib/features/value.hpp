#pragma once
// A feature's value, or why there is none. A value without a number always carries its reason.
#include <cstdint>
#include <limits>
#include <string_view>

namespace rgx::features {

enum class Reason : std::uint8_t {
  none,              // there is a value
  empty_region,      // no voxel in the mask
  single_voxel,      // the definition needs at least two voxels
  planar_region,     // the voxel centres lie in one plane or line: an axis of the ellipsoid has length zero
  flat_region,       // one intensity or one grey level where the definition divides by a spread
  zero_denominator,  // a mean or sum the definition divides by is zero
  no_pairs,          // no two voxels of the region lie at the asked distance
  too_many_levels,   // more grey levels than a matrix of this build holds
  not_discretised,   // grey levels were asked of intensities that are not whole numbers from 1, without `discretise`
  not_finite,        // an intensity in the region is not a finite number
  absent_scan,       // the subject has no such scan
  absent_region,     // the subject has no such region
  not_declared,      // the definition needs a setting that the study does not declare
  too_small,         // the region is too small for the scales of the definition
  anisotropic,       // the definition needs voxels of equal sides
};

// Stable kebab-case code (`flat-region`), as it stands in `tables/missing.csv`; empty for `none`.
std::string_view code(Reason reason);
// The same in words.
std::string_view describe(Reason reason);

struct Value {
  double value = std::numeric_limits<double>::quiet_NaN();
  Reason reason = Reason::none;

  static Value of(double number) { return {number, Reason::none}; }
  static Value missing(Reason why) { return {std::numeric_limits<double>::quiet_NaN(), why}; }
  bool present() const { return reason == Reason::none; }
};

}  // namespace rgx::features
