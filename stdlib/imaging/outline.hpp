#pragma once
// The outline of a region on a slice, along the edges of its voxels: what is drawn is exactly what is inside.
#include <cstdint>
#include <functional>
#include <string>

namespace rgx::stdlib {

// SVG path data in units of voxels: a closed path for each border, (0, 0) the outer corner of the first voxel, x along
// columns and y down rows. Voxels that touch by a corner alone are apart. `inside` is asked for 0 ≤ column < columns,
// 0 ≤ row < rows; beyond them nothing is inside. Empty where nothing is.
std::string outline_path(std::int64_t columns, std::int64_t rows,
                         const std::function<bool(std::int64_t column, std::int64_t row)>& inside);

}  // namespace rgx::stdlib
