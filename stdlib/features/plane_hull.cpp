#include "stdlib/features/plane_hull.hpp"

namespace rgx::features {

namespace {

// Twice the signed area of a triangle: above 0 for a turn to the left at `a`.
std::int64_t turn(const PlanePoint& o, const PlanePoint& a, const PlanePoint& b) {
  return (static_cast<std::int64_t>(a[0]) - o[0]) * (static_cast<std::int64_t>(b[1]) - o[1]) -
         (static_cast<std::int64_t>(a[1]) - o[1]) * (static_cast<std::int64_t>(b[0]) - o[0]);
}

}  // namespace

void keep_hull(std::vector<PlanePoint>& points) {
  const std::size_t n = points.size();
  if (n < 3) return;
  std::vector<PlanePoint> hull(n + 1);
  std::size_t k = 0;
  const auto chain = [&](const PlanePoint& p, std::size_t least) {
    while (k >= least && turn(hull[k - 2], hull[k - 1], p) <= 0) --k;
    hull[k++] = p;
  };
  // Upwards along the right side, then downwards along the left.
  for (const PlanePoint& p : points) chain(p, 2);
  const std::size_t least = k + 1;
  for (std::size_t i = n - 1; i-- > 0;) chain(points[i], least);
  hull.resize(k - 1);  // the first point closed the chain
  points = std::move(hull);
}

}  // namespace rgx::features
