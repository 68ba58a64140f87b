#include "stdlib/filters/riesz_steered.hpp"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <map>
#include <stdexcept>

namespace rgx::filters {

namespace {

std::int64_t extent(const Box& b, std::size_t axis) { return b.high[axis] - b.low[axis]; }
std::size_t place(const Box& b, std::int64_t i, std::int64_t j, std::int64_t k) {
  return static_cast<std::size_t>((i - b.low[0]) + extent(b, 0) * ((j - b.low[1]) + extent(b, 1) * (k - b.low[2])));
}

// `b` and `margin` voxels around it, within the grid.
Box grown(const Box& b, const std::array<std::int64_t, 3>& margin, const engine::Geometry& grid) {
  Box out = b;
  for (std::size_t a = 0; a < 3; ++a) {
    out.low[a] = std::max<std::int64_t>(0, b.low[a] - margin[a]);
    out.high[a] = std::min(grid.size[a], b.high[a] + margin[a]);
  }
  return out;
}

// Sums over a Gaussian window along one axis; what lies outside the box counts as 0.
Block window(const Block& in, std::size_t axis, const std::vector<double>& weights, const Box& wanted,
             const engine::ParallelFor& parallel) {
  Box box = in.box;
  box.low[axis] = wanted.low[axis];
  box.high[axis] = wanted.high[axis];
  Block out(box);
  const auto far = static_cast<std::int64_t>(weights.size()) - 1;
  parallel(static_cast<std::size_t>(extent(box, 2)), [&](std::size_t plane) {
    const std::int64_t k = box.low[2] + static_cast<std::int64_t>(plane);
    for (std::int64_t j = box.low[1]; j < box.high[1]; ++j) {
      for (std::int64_t i = box.low[0]; i < box.high[0]; ++i) {
        std::array<std::int64_t, 3> at{i, j, k};
        const std::int64_t centre = at[axis];
        const std::int64_t first = std::max(in.box.low[axis], centre - far);
        const std::int64_t last = std::min(in.box.high[axis] - 1, centre + far);
        double sum = 0;
        for (at[axis] = first; at[axis] <= last; ++at[axis])
          sum += weights[static_cast<std::size_t>(std::abs(at[axis] - centre))] *
                 static_cast<double>(in.values[place(in.box, at[0], at[1], at[2])]);
        out.values[place(box, i, j, k)] = static_cast<float>(sum);
      }
    }
  });
  return out;
}

using Frame3 = std::array<Eigen::Vector3d, 3>;

// Eigenvectors of a symmetric tensor (xx, xy, xz, yy, yz, zz), largest eigenvalue first, turned towards `r`.
Frame3 axes_of(const std::array<double, 6>& t, const Eigen::Vector3d& r, bool by_slice) {
  Frame3 e;
  if (by_slice) {
    Eigen::Matrix2d m;
    m << t[0], t[1], t[1], t[3];
    const Eigen::SelfAdjointEigenSolver<Eigen::Matrix2d> solver(m);
    for (int a = 0; a < 2; ++a)
      e[static_cast<std::size_t>(a)] << solver.eigenvectors()(0, 1 - a), solver.eigenvectors()(1, 1 - a), 0;
    e[2] << 0, 0, 1;
  } else {
    Eigen::Matrix3d m;
    m << t[0], t[1], t[2], t[1], t[3], t[4], t[2], t[4], t[5];
    const Eigen::SelfAdjointEigenSolver<Eigen::Matrix3d> solver(m);
    for (int a = 0; a < 3; ++a) e[static_cast<std::size_t>(a)] = solver.eigenvectors().col(2 - a);
  }
  for (auto& axis : e) {
    if (axis.dot(r) < 0) axis = -axis;
  }
  return e;
}

// Coefficients of prod_a (e_a . u)^(l_a) as a polynomial in u, by powers of u.
using Polynomial = std::map<RieszOrder, double>;
void times(Polynomial& p, const Eigen::Vector3d& axis) {
  Polynomial out;
  for (const auto& [powers, coefficient] : p) {
    for (std::size_t c = 0; c < 3; ++c) {
      RieszOrder next = powers;
      ++next[c];
      out[next] += coefficient * axis[static_cast<Eigen::Index>(c)];
    }
  }
  p.swap(out);
}

std::vector<RieszOrder> orders_of(int sum, bool by_slice) {
  std::vector<RieszOrder> out;
  for (int x = 0; x <= sum; ++x) {
    for (int y = 0; x + y <= sum; ++y) {
      if (!by_slice || x + y == sum) out.push_back({x, y, sum - x - y});
    }
  }
  return out;
}

}  // namespace

engine::Image riesz_steered(const engine::Image& image, const RieszOrder& order, const RieszBase& base,
                            double tensor_sigma_mm, Boundary boundary, bool by_slice, const Box& wanted,
                            const engine::ParallelFor& parallel) {
  check_riesz(order, base, by_slice);
  if (!(tensor_sigma_mm > 0)) throw std::invalid_argument("sigma of the structure tensor lies above 0 mm");
  const auto& grid = image.geometry;
  Block response(wanted);
  if (response.values.empty()) return as_image(grid, response);
  const std::size_t axes = by_slice ? 2 : 3;
  std::array<std::vector<double>, 3> weights;
  std::array<std::int64_t, 3> margin{0, 0, 0};
  for (std::size_t a = 0; a < axes; ++a) {
    const double sigma = tensor_sigma_mm / grid.spacing[a];
    margin[a] = static_cast<std::int64_t>(std::ceil(3 * sigma));
    for (std::int64_t x = 0; x <= margin[a]; ++x)
      weights[a].push_back(std::exp(-static_cast<double>(x * x) / (2 * sigma * sigma)));
  }

  const Frame frame = riesz_frame(grid, base, boundary, by_slice);
  const RieszFactors factors(grid, frame, base, by_slice);
  const Spectrum spectrum(image, frame, by_slice, parallel);
  const Box around = grown(wanted, margin, grid);
  std::vector<Block> first;
  for (std::size_t a = 0; a < axes; ++a) {
    RieszOrder along{0, 0, 0};
    along[a] = 1;
    first.emplace_back(around);
    spectrum.filter(factors.component(along), first.back(), parallel);
  }

  // Tensor components one at a time, smoothed and cut down to what is wanted.
  std::vector<Block> tensor;
  for (std::size_t a = 0; a < 3; ++a) {
    for (std::size_t b = a; b < 3; ++b) {
      if (b >= axes) {
        tensor.emplace_back(wanted);
        continue;
      }
      Block product(around);
      for (std::size_t i = 0; i < product.values.size(); ++i)
        product.values[i] = first[a].values[i] * first[b].values[i];
      for (std::size_t axis = 0; axis < axes; ++axis) product = window(product, axis, weights[axis], wanted, parallel);
      tensor.push_back(std::move(product));
    }
  }

  const auto components = orders_of(order[0] + order[1] + order[2], by_slice);
  std::vector<Block> parts;
  for (const auto& m : components) {
    parts.emplace_back(wanted);
    spectrum.filter(factors.component(m), parts.back(), parallel);
  }
  const double norm = riesz_norm(order);
  parallel(static_cast<std::size_t>(extent(wanted, 2)), [&](std::size_t plane) {
    const std::int64_t k = wanted.low[2] + static_cast<std::int64_t>(plane);
    for (std::int64_t j = wanted.low[1]; j < wanted.high[1]; ++j) {
      for (std::int64_t i = wanted.low[0]; i < wanted.high[0]; ++i) {
        const std::size_t here = place(wanted, i, j, k), there = place(around, i, j, k);
        std::array<double, 6> t{};
        for (std::size_t c = 0; c < 6; ++c) t[c] = tensor[c].values[here];
        if (t[0] + t[3] + t[5] <= 0) continue;
        Eigen::Vector3d r(first[0].values[there], first[1].values[there], by_slice ? 0 : first[2].values[there]);
        const auto e = axes_of(t, r, by_slice);
        Polynomial p{{{0, 0, 0}, 1.0}};
        for (std::size_t a = 0; a < 3; ++a) {
          for (int power = 0; power < order[a]; ++power) times(p, e[a]);
        }
        double sum = 0;
        for (std::size_t c = 0; c < components.size(); ++c) {
          const auto found = p.find(components[c]);
          if (found != p.end()) sum += found->second * static_cast<double>(parts[c].values[here]);
        }
        response.values[here] = static_cast<float>(norm * sum);
      }
    }
  });
  return as_image(grid, response);
}

}  // namespace rgx::filters
