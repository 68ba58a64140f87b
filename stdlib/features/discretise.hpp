#pragma once
// Intensities to grey levels (IBSI manual, "Intensity discretisation"). Levels start at 1.
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "stats/base/parallel.hpp"
#include "stdlib/features/value.hpp"

namespace rgx::features {

struct Discretisation {
  enum class Kind : std::uint8_t {
    none,   // intensities are levels already: whole numbers from 1
    width,  // fixed bin size Q3RU: floor((x - start) / width) + 1
    bins    // fixed bin number K15C: floor(bins * (x - min) / (max - min)) + 1, and `bins` at the maximum
  };
  Kind kind = Kind::none;
  double value = 0;  // the width in the scan's unit, or the number of bins

  static Discretisation as_is() { return {}; }
  static Discretisation of_width(double width) { return {Kind::width, width}; }
  static Discretisation of_bins(int bins) { return {Kind::bins, static_cast<double>(bins)}; }
};

// More levels than this are refused with a reason: matrices of levels x levels would not fit.
inline constexpr int kMaxLevels = 4096;

struct LevelWarning {
  enum class Kind : std::uint8_t { too_few, too_many } kind;
  int levels = 0;              // distinct levels found (too few), or the highest level (too many)
  double suggested_width = 0;  // gives about 32 levels over the region's range, one significant digit of 1, 2 or 5
};

struct Levels {
  std::vector<std::uint16_t> level;  // one a voxel, in the order given; empty if there is a reason
  int highest = 0;                   // N_g: bins for a fixed number, else the highest level found
  int distinct = 0;
  Reason reason = Reason::none;  // empty_region, too_many_levels, not_discretised, not_finite
  std::optional<LevelWarning> warning;
};

// Fixed-width bins start at `start`, the lower end of a declared resegmentation range; without one they start at the
// smallest intensity of the region (IBSI advises against width without a range, since levels then depend on that one
// voxel; it is done because the field does it, and the report states it). Intensities below `start` become level 1.
// A region of one intensity gives one level, with `too_few`. Throws std::invalid_argument for a width or a number of
// bins that is not above zero, and for a number of bins that is not whole.
Levels discretise(std::span<const float> intensity, const Discretisation& how, std::optional<double> start = {},
                  const stats::ParallelFor& parallel = stats::serial_for);

}  // namespace rgx::features
