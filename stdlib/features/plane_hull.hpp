#pragma once
// Convex hull of points with whole coordinates in a plane, exact (Andrew 1979, monotone chain).
#include <array>
#include <cstdint>
#include <vector>

namespace rgx::features {

using PlanePoint = std::array<std::int32_t, 2>;

// Leaves of `points`, sorted by (second, first coordinate) and without duplicates, the corners of their hull,
// counter-clockwise; none lies on the line between its neighbours. Coordinates below 2^30 in size.
void keep_hull(std::vector<PlanePoint>& points);

}  // namespace rgx::features
