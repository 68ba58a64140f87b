#include "stdlib/features/literature/collage.hpp"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <stdexcept>

#include "stdlib/features/intensity.hpp"

namespace rgx::features {

namespace {

constexpr std::uint8_t kNone = 255;  // no orientation

struct Box {
  int x0, x1, y0, y1;  // of the image, ends excluded
  std::size_t width() const { return static_cast<std::size_t>(x1 - x0); }
  std::size_t voxels() const { return width() * static_cast<std::size_t>(y1 - y0); }
  std::size_t at(int x, int y) const {
    return static_cast<std::size_t>(x - x0) + width() * static_cast<std::size_t>(y - y0);
  }
};

Box grow(const Box& box, int by, const engine::Image& image) {
  const auto& size = image.geometry.size;
  return {std::max(box.x0 - by, 0), std::min(box.x1 + by, static_cast<int>(size[0])), std::max(box.y0 - by, 0),
          std::min(box.y1 + by, static_cast<int>(size[1]))};
}

// Difference quotient along one axis: central, one-sided at the edge, 0 on an axis of one voxel.
double slope(const engine::Image& image, std::array<std::int64_t, 3> at, std::size_t axis, double spacing) {
  const std::int64_t last = image.geometry.size[axis] - 1;
  if (last == 0) return 0;
  std::array<std::int64_t, 3> low = at, high = at;
  low[axis] = std::max<std::int64_t>(at[axis] - 1, 0);
  high[axis] = std::min(at[axis] + 1, last);
  const double rise = static_cast<double>(image.voxels[image.geometry.index(high[0], high[1], high[2])]) -
                      static_cast<double>(image.voxels[image.geometry.index(low[0], low[1], low[2])]);
  return rise / (static_cast<double>(high[axis] - low[axis]) * spacing);
}

using Products = std::array<double, 6>;  // xx, xy, xz, yy, yz, zz

// Sums of the products over windows of `radius`, first along x, then along y, each in ascending order.
std::vector<Products> window_sums(const std::vector<Products>& in, const Box& from, const Box& to, int radius) {
  const Box rows{to.x0, to.x1, from.y0, from.y1};
  std::vector<Products> along(rows.voxels()), out(to.voxels());
  for (int y = rows.y0; y < rows.y1; ++y) {
    for (int x = rows.x0; x < rows.x1; ++x) {
      Products sum{};
      for (int k = std::max(x - radius, from.x0); k <= std::min(x + radius, from.x1 - 1); ++k) {
        for (std::size_t p = 0; p < 6; ++p) sum[p] += in[from.at(k, y)][p];
      }
      along[rows.at(x, y)] = sum;
    }
  }
  for (int y = to.y0; y < to.y1; ++y) {
    for (int x = to.x0; x < to.x1; ++x) {
      Products sum{};
      for (int k = std::max(y - radius, rows.y0); k <= std::min(y + radius, rows.y1 - 1); ++k) {
        for (std::size_t p = 0; p < 6; ++p) sum[p] += along[rows.at(x, k)][p];
      }
      out[to.at(x, y)] = sum;
    }
  }
  return out;
}

struct Orientation {
  std::uint8_t theta = kNone, phi = kNone;
};

Orientation orientation(const Products& s, int levels) {
  if (s[0] + s[3] + s[5] <= 0) return {};
  Eigen::Matrix3d matrix;
  matrix << s[0], s[1], s[2], s[1], s[3], s[4], s[2], s[4], s[5];
  const Eigen::SelfAdjointEigenSolver<Eigen::Matrix3d> solver(matrix);
  Eigen::Vector3d v = solver.eigenvectors().col(2);  // eigenvalues ascend
  if (v[0] < 0 || (v[0] == 0 && (v[1] < 0 || (v[1] == 0 && v[2] < 0)))) v = -v;
  const double theta = std::atan2(v[1], v[0]), phi = std::atan2(v[2], std::hypot(v[0], v[1]));
  const auto sector = [&](double angle) {
    return static_cast<int>(std::floor(angle / std::numbers::pi * levels + 0.5));
  };
  Orientation out;
  out.theta = static_cast<std::uint8_t>((sector(theta) + levels) % levels);
  // At -90 and 90 degrees v lies along z and its sign is arbitrary again: one sector for both here too.
  out.phi = static_cast<std::uint8_t>((sector(phi) + levels) % levels);
  return out;
}

// Co-occurrence counts of a window that slides along a row. With whole numbers only, the entropy of a window does not
// depend on how the window came there.
class Cooccurrence {
 public:
  Cooccurrence(int levels, int radius)
      : levels_(static_cast<std::size_t>(levels)),
        cells_(levels_ * levels_, 0),
        // A window that slides on to its row's next voxel of the region, past a gap, holds nearly two windows for a
        // moment; 4 pairs a voxel, each counted twice.
        cells_of_count_(static_cast<std::size_t>(8 * (2 * radius + 1) * (4 * radius + 2)) + 1, 0) {}

  void clear() {
    std::fill(cells_.begin(), cells_.end(), 0);
    std::fill(cells_of_count_.begin(), cells_of_count_.end(), 0);
    pairs_ = 0;
    highest_ = 0;
  }
  // Adds (or with by = -1 takes away) the pairs of one column with itself and, if any, its neighbour column.
  template <class Level>
  void column(const Level& level, int x, const int* neighbour, int y0, int y1, int by) {
    for (int y = y0; y <= y1; ++y) {
      if (y < y1) pair(level(x, y), level(x, y + 1), by);
      if (neighbour == nullptr) continue;
      for (int k = std::max(y - 1, y0); k <= std::min(y + 1, y1); ++k) pair(level(x, y), level(*neighbour, k), by);
    }
  }
  double entropy() const {
    if (pairs_ == 0) return std::numeric_limits<double>::quiet_NaN();
    double sum = 0;
    for (std::size_t c = 2; c <= highest_; ++c) {
      if (cells_of_count_[c] == 0) continue;
      const auto n = static_cast<double>(c);
      sum += static_cast<double>(cells_of_count_[c]) * n * std::log2(n);
    }
    const auto all = static_cast<double>(pairs_);
    return std::max(0.0, std::log2(all) - sum / all);
  }

 private:
  void pair(std::uint8_t a, std::uint8_t b, int by) {
    if (a == kNone || b == kNone) return;
    cell(a * levels_ + b, by);
    cell(b * levels_ + a, by);
  }
  void cell(std::size_t at, int by) {
    auto& count = cells_[at];
    --cells_of_count_[static_cast<std::size_t>(count)];
    count += by;
    ++cells_of_count_[static_cast<std::size_t>(count)];
    highest_ = std::max(highest_, static_cast<std::size_t>(count));
    pairs_ += by;
  }
  std::size_t levels_;
  std::vector<std::int32_t> cells_;           // count of each pair of levels
  std::vector<std::int32_t> cells_of_count_;  // how many pairs of levels have a count; that of 0 is meaningless
  std::int64_t pairs_ = 0;
  std::size_t highest_ = 0;
};

class Slice {
 public:
  Slice(const engine::Image& image, const Roi& roi, const CollageSettings& settings, int z)
      : roi_(roi), settings_(settings), z_(z) {
    const int r = settings.radius;
    Box region{std::numeric_limits<int>::max(), 0, std::numeric_limits<int>::max(), 0};  // of this slice alone
    for (std::uint32_t v = roi.slices[static_cast<std::size_t>(z)]; v < roi.slices[static_cast<std::size_t>(z) + 1];
         ++v) {
      const auto p = roi.position(roi.voxels[v]);
      const int x = p[0] + roi.corner[0], y = p[1] + roi.corner[1];
      region = {std::min(region.x0, x), std::max(region.x1, x + 1), std::min(region.y0, y), std::max(region.y1, y + 1)};
    }
    box_ = grow(region, r, image);
    const Box wide = grow(region, 2 * r, image);
    std::vector<Products> products(wide.voxels());
    const std::int64_t k = z + roi.corner[2];
    for (int y = wide.y0; y < wide.y1; ++y) {
      for (int x = wide.x0; x < wide.x1; ++x) {
        std::array<double, 3> g{};
        for (std::size_t a = 0; a < 3; ++a) g[a] = slope(image, {x, y, k}, a, roi.spacing[a]);
        if (!std::isfinite(g[0]) || !std::isfinite(g[1]) || !std::isfinite(g[2])) continue;  // beside a hole outside
        products[wide.at(x, y)] = {g[0] * g[0], g[0] * g[1], g[0] * g[2], g[1] * g[1], g[1] * g[2], g[2] * g[2]};
      }
    }
    const auto sums = window_sums(products, wide, box_, r);
    level_.reserve(sums.size());
    for (const Products& s : sums) level_.push_back(orientation(s, settings.levels));
  }

  // Writes the entropies of the slice's voxels to their places.
  void entropies(CollageMap& map) const {
    const auto z = static_cast<std::size_t>(z_);
    Cooccurrence theta(settings_.levels, settings_.radius), phi(settings_.levels, settings_.radius);
    const auto of_theta = [this](int x, int y) { return level_[box_.at(x, y)].theta; };
    const auto of_phi = [this](int x, int y) { return level_[box_.at(x, y)].phi; };
    const bool spatial = !map.phi.empty();
    int left = 0, right = -1, row = std::numeric_limits<int>::min();  // columns of the window, both ends included
    int y0 = 0, y1 = 0;
    const auto change = [&](int x, const int* neighbour, int by) {
      theta.column(of_theta, x, neighbour, y0, y1, by);
      if (spatial) phi.column(of_phi, x, neighbour, y0, y1, by);
    };
    for (std::uint32_t v = roi_.slices[z]; v < roi_.slices[z + 1]; ++v) {
      const auto p = roi_.position(roi_.voxels[v]);
      const int x = p[0] + roi_.corner[0], y = p[1] + roi_.corner[1], r = settings_.radius;
      const int from = std::max(x - r, box_.x0), to = std::min(x + r, box_.x1 - 1);
      if (y != row || from > right) {
        theta.clear();
        phi.clear();
        row = y;
        y0 = std::max(y - r, box_.y0);
        y1 = std::min(y + r, box_.y1 - 1);
        left = from;
        right = from - 1;
      }
      while (right < to) {
        const int before = right++;
        change(right, right > left ? &before : nullptr, 1);
      }
      while (left < from) {
        const int after = left + 1;
        change(left, &after, -1);
        ++left;
      }
      map.theta[v] = theta.entropy();
      if (spatial) map.phi[v] = phi.entropy();
    }
  }

 private:
  const Roi& roi_;
  CollageSettings settings_;
  int z_;
  Box box_{};  // the box of the region's voxels in the slice and `radius` voxels around it, within the image
  std::vector<Orientation> level_;
};

void statistics(const std::vector<double>& entropy, Value* out) {
  std::vector<float> sorted;
  for (const double e : entropy) {
    if (std::isfinite(e)) sorted.push_back(static_cast<float>(e));
  }
  if (sorted.empty()) {
    std::fill(out, out + 5, Value::missing(Reason::flat_region));
    return;
  }
  std::sort(sorted.begin(), sorted.end());
  const auto s = shared_statistics(summarise(sorted));
  out[0] = s[0];
  out[1] = s[4];
  out[2] = Value::of(std::sqrt(s[1].value));
  out[3] = s[2];
  out[4] = s[3];
}

}  // namespace

CollageMap collage_map(const engine::Image& image, const Roi& roi, const CollageSettings& settings,
                       const stats::ParallelFor& parallel) {
  if (settings.radius < 1 || settings.radius > 32)
    throw std::invalid_argument("the radius of CoLlAGe is 1 to 32 voxels");
  if (settings.levels < 2 || settings.levels > 255)
    throw std::invalid_argument("CoLlAGe takes 2 to 255 levels of orientation");
  CollageMap map;
  map.theta.assign(roi.count(), 0);
  if (image.geometry.size[2] > 1) map.phi.assign(roi.count(), 0);
  if (roi.count() == 0) return map;
  parallel(static_cast<std::size_t>(roi.size[2]), [&](std::size_t z) {
    if (roi.slices[z] == roi.slices[z + 1]) return;
    Slice(image, roi, settings, static_cast<int>(z)).entropies(map);
  });
  return map;
}

std::array<Value, 10> collage(const engine::Image& image, const Roi& roi, std::span<const float> intensity,
                              const CollageSettings& settings, const stats::ParallelFor& parallel) {
  std::array<Value, 10> out;
  if (roi.count() == 0) {
    out.fill(Value::missing(Reason::empty_region));
    return out;
  }
  if (!std::all_of(intensity.begin(), intensity.end(), [](float x) { return std::isfinite(x); })) {
    out.fill(Value::missing(Reason::not_finite));
    return out;
  }
  const CollageMap map = collage_map(image, roi, settings, parallel);
  statistics(map.theta, out.data());
  if (map.phi.empty())
    std::fill(out.begin() + 5, out.end(), Value::missing(Reason::planar_region));
  else
    statistics(map.phi, out.data() + 5);
  return out;
}

}  // namespace rgx::features
