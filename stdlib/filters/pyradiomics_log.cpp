#include "stdlib/filters/pyradiomics_log.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace rgx::filters {

namespace {

// A pair of damped sines, exp(l t) (a cos(w t) + b sin(w t)), fitted to the Gaussian (row 0) and its second derivative
// (row 1): table of Farneback and Westin as ITK 5.2 prints it.
constexpr double kA1[] = {1.3530, -1.3563}, kB1[] = {1.8151, 5.2318};
constexpr double kA2[] = {-0.3531, 0.3446}, kB2[] = {0.0902, -2.2355};
constexpr double kW1 = 0.6681, kL1 = -1.3932, kW2 = 2.0787, kL2 = -1.3732;

// Sums of coefficients, of coefficients times place, of coefficients times place squared.
struct Moments {
  double zero = 0, first = 0, second = 0;
};

class Fit {
 public:
  explicit Fit(double sigma)
      : sin1_(std::sin(kW1 / sigma)),
        sin2_(std::sin(kW2 / sigma)),
        cos1_(std::cos(kW1 / sigma)),
        cos2_(std::cos(kW2 / sigma)),
        exp1_(std::exp(kL1 / sigma)),
        exp2_(std::exp(kL2 / sigma)) {}

  Moments feedback(std::array<double, 4>& d) const {
    d[3] = exp1_ * exp1_ * exp2_ * exp2_;
    d[2] = -2 * cos1_ * exp1_ * exp2_ * exp2_;
    d[2] += -2 * cos2_ * exp2_ * exp1_ * exp1_;
    d[1] = 4 * cos2_ * cos1_ * exp1_ * exp2_;
    d[1] += exp1_ * exp1_ + exp2_ * exp2_;
    d[0] = -2 * (exp2_ * cos2_ + exp1_ * cos1_);
    return {1.0 + d[0] + d[1] + d[2] + d[3], d[0] + 2 * d[1] + 3 * d[2] + 4 * d[3],
            d[0] + 4 * d[1] + 9 * d[2] + 16 * d[3]};
  }

  Moments feed(int row, std::array<double, 4>& n) const {
    const double a1 = kA1[row], b1 = kB1[row], a2 = kA2[row], b2 = kB2[row];
    n[0] = a1 + a2;
    n[1] = exp2_ * (b2 * sin2_ - (a2 + 2 * a1) * cos2_);
    n[1] += exp1_ * (b1 * sin1_ - (a1 + 2 * a2) * cos1_);
    n[2] = (a1 + a2) * cos2_ * cos1_;
    n[2] -= b1 * cos2_ * sin1_ + b2 * cos1_ * sin2_;
    n[2] *= 2 * exp1_ * exp2_;
    n[2] += a2 * exp1_ * exp1_ + a1 * exp2_ * exp2_;
    n[3] = exp2_ * exp1_ * exp1_ * (b2 * sin2_ - a2 * cos2_);
    n[3] += exp1_ * exp2_ * exp2_ * (b1 * sin1_ - a1 * cos1_);
    return {n[0] + n[1] + n[2] + n[3], n[1] + 2 * n[2] + 3 * n[3], n[1] + 4 * n[2] + 9 * n[3]};
  }

 private:
  double sin1_, sin2_, cos1_, cos2_, exp1_, exp2_;
};

// The filter from the right of a symmetric response, and the values beyond the ends.
void complete(RecursiveGaussian& g) {
  for (std::size_t i = 0; i < 3; ++i) g.m[i] = g.n[i + 1] - g.d[i] * g.n[0];
  g.m[3] = -g.d[3] * g.n[0];
  const double sn = g.n[0] + g.n[1] + g.n[2] + g.n[3];
  const double sm = g.m[0] + g.m[1] + g.m[2] + g.m[3];
  const double sd = 1.0 + g.d[0] + g.d[1] + g.d[2] + g.d[3];
  for (std::size_t i = 0; i < 4; ++i) {
    g.bn[i] = g.d[i] * sn / sd;
    g.bm[i] = g.d[i] * sm / sd;
  }
}

// Lines filtered side by side: enough independent recursions to hide the latency of each, and a whole cache line of
// neighbours in x.
constexpr std::size_t kLanes = 16;
using Lane = double __attribute__((vector_size(32)));  // 4 of them
using Quad = float __attribute__((vector_size(16)));
constexpr std::size_t kVectors = kLanes / 4;
struct alignas(64) Row {
  Lane v[kVectors];
};

struct alignas(64) NarrowRow {
  Quad v[kVectors];
};

// One row a place on the line: the values, the half of the response that comes from the left, and for lines along x the
// response before it is turned.
struct Scratch {
  Scratch(std::size_t n, bool turned) : x(n), left(n), narrow(turned ? n : 0) {}
  std::vector<Row> x, left;
  std::vector<NarrowRow> narrow;
};

inline Row step(const Row& x1, const Row& x2, const Row& x3, const Row& x4, const std::array<double, 4>& f,
                const Row& y1, const Row& y2, const Row& y3, const Row& y4, const std::array<double, 4>& b) {
  Row out;
  for (std::size_t l = 0; l < kVectors; ++l) {
    const Lane fed = x1.v[l] * f[0] + x2.v[l] * f[1] + x3.v[l] * f[2] + x4.v[l] * f[3];
    out.v[l] = fed - (y1.v[l] * b[0] + y2.v[l] * b[1] + y3.v[l] * b[2] + y4.v[l] * b[3]);
  }
  return out;
}

// The first k previous values are there; those beyond the end have their own coefficients.
std::array<double, 4> mixed(const std::array<double, 4>& d, const std::array<double, 4>& beyond, std::size_t k) {
  std::array<double, 4> b = beyond;
  std::copy_n(d.begin(), k, b.begin());
  return b;
}

// ITK's recursion, operation by operation, over n places. Every place is handed to `put(place, row)`, the last first.
template <class Put>
void filter_lines(const RecursiveGaussian& g, std::size_t n, Scratch& s, Put&& put) {
  const Row *x = s.x.data(), *last = x + n - 1;
  Row* left = s.left.data();
  for (std::size_t i = 0; i < 4; ++i) {
    const auto before = [&](std::size_t k) -> const Row& { return i >= k ? x[i - k] : x[0]; };
    const auto made = [&](std::size_t k) -> const Row& { return i >= k ? left[i - k] : x[0]; };
    left[i] = step(x[i], before(1), before(2), before(3), g.n, made(1), made(2), made(3), made(4), mixed(g.d, g.bn, i));
  }
  for (std::size_t i = 4; i < n; ++i)
    left[i] = step(x[i], x[i - 1], x[i - 2], x[i - 3], g.n, left[i - 1], left[i - 2], left[i - 3], left[i - 4], g.d);

  Row ring[4];  // of the half that comes from the right: place j at j % 4
  const auto done = [&](std::size_t j, const Row& right) {
    ring[j & 3] = right;
    Row sum;
    for (std::size_t l = 0; l < kVectors; ++l) sum.v[l] = left[j].v[l] + right.v[l];
    put(j, sum);
  };
  for (std::size_t i = 0; i < 4; ++i) {
    const std::size_t j = n - 1 - i;
    const auto after = [&](std::size_t k) -> const Row& { return i >= k ? x[j + k] : *last; };
    const auto made = [&](std::size_t k) -> const Row& { return i >= k ? ring[(j + k) & 3] : *last; };
    done(j, step(after(1), after(2), after(3), after(4), g.m, made(1), made(2), made(3), made(4), mixed(g.d, g.bm, i)));
  }
  for (std::size_t j = n - 4; j-- > 0;)
    done(j, step(x[j + 1], x[j + 2], x[j + 3], x[j + 4], g.m, ring[(j + 1) & 3], ring[(j + 2) & 3], ring[(j + 3) & 3],
                 ring[j & 3], g.d));
}

// Four lines of four values, the other way round.
inline void transpose(Quad (&q)[4]) {
  const Quad a = __builtin_shufflevector(q[0], q[1], 0, 4, 1, 5), b = __builtin_shufflevector(q[2], q[3], 0, 4, 1, 5);
  const Quad c = __builtin_shufflevector(q[0], q[1], 2, 6, 3, 7), d = __builtin_shufflevector(q[2], q[3], 2, 6, 3, 7);
  q[0] = __builtin_shufflevector(a, b, 0, 1, 4, 5);
  q[1] = __builtin_shufflevector(a, b, 2, 3, 6, 7);
  q[2] = __builtin_shufflevector(c, d, 0, 1, 4, 5);
  q[3] = __builtin_shufflevector(c, d, 2, 3, 6, 7);
}

// Voxels in memory: x runs fastest.
struct Grid {
  std::array<std::int64_t, 3> low, size;  // of the image's grid
  std::int64_t stride(std::size_t axis) const { return axis == 0 ? 1 : axis == 1 ? size[0] : size[0] * size[1]; }
  std::int64_t at(std::int64_t i, std::int64_t j, std::int64_t k) const {
    return (i - low[0]) + size[0] * ((j - low[1]) + size[1] * (k - low[2]));
  }
};

// One pass along `axis` over the lines of `lines` (whole along `axis`), of which `lines` as cut by `keep` is stored.
struct Pass {
  std::size_t axis;
  const RecursiveGaussian& filter;
  const float* in;
  Grid in_grid;
  float* out;
  Grid out_grid;
  Box lines;                           // on the image's grid; its extent along `axis` is the whole line
  std::int64_t keep_low, keep_high;    // along `axis`
  const double* add_scaled = nullptr;  // if set, out += response * *add_scaled
};

class Lines {
 public:
  explicit Lines(const Pass& pass)
      : p_(pass),
        n_(static_cast<std::size_t>(pass.lines.high[pass.axis] - pass.lines.low[pass.axis])),
        side_(pass.axis == 0 ? 1 : 0) {}

  // Lines side by side along x (along y when the lines run along x); one row of them is one task.
  void run(const engine::ParallelFor& parallel) const {
    const std::size_t rest = 3 - p_.axis - side_;
    const std::int64_t low = p_.lines.low[rest], count = p_.lines.high[rest] - low;
    if (count <= 0 || p_.lines.high[side_] <= p_.lines.low[side_]) return;
    parallel(static_cast<std::size_t>(count), [&](std::size_t row) {
      Scratch scratch(n_, p_.axis == 0);
      std::array<std::int64_t, 3> at = p_.lines.low;
      at[rest] = low + static_cast<std::int64_t>(row);
      for (; at[side_] < p_.lines.high[side_]; at[side_] += kLanes) {
        const auto lanes = std::min<std::int64_t>(kLanes, p_.lines.high[side_] - at[side_]);
        if (p_.axis == 0)
          along_x(at, lanes, scratch);
        else
          across_x(at, lanes, scratch);
      }
    });
  }

 private:
  std::size_t first() const { return static_cast<std::size_t>(p_.keep_low - p_.lines.low[p_.axis]); }
  std::size_t count() const { return static_cast<std::size_t>(p_.keep_high - p_.keep_low); }
  float* target(std::array<std::int64_t, 3> at) const {
    at[p_.axis] = p_.keep_low;
    return p_.out + p_.out_grid.at(at[0], at[1], at[2]);
  }
  void put(float* to, float value) const {
    *to = p_.add_scaled ? static_cast<float>(*to + value * *p_.add_scaled) : value;
  }

  // Lines along y or z: a row is `lanes` neighbours in memory.
  void across_x(const std::array<std::int64_t, 3>& at, std::int64_t lanes, Scratch& s) const {
    const float* in = p_.in + p_.in_grid.at(at[0], at[1], at[2]);
    const std::int64_t in_stride = p_.in_grid.stride(p_.axis), out_stride = p_.out_grid.stride(p_.axis);
    float* out = target(at);
    const std::size_t low = first(), kept = count();
    if (lanes < static_cast<std::int64_t>(kLanes)) {
      for (std::size_t i = 0; i < n_; ++i, in += in_stride) {
        for (std::int64_t l = 0; l < lanes; ++l) s.x[i].v[l / 4][l % 4] = in[l];
      }
      filter_lines(p_.filter, n_, s, [&](std::size_t i, const Row& row) {
        if (i - low >= kept) return;
        float* to = out + static_cast<std::int64_t>(i - low) * out_stride;
        for (std::int64_t l = 0; l < lanes; ++l) put(to + l, static_cast<float>(row.v[l / 4][l % 4]));
      });
      return;
    }
    for (std::size_t i = 0; i < n_; ++i, in += in_stride) {
      for (std::size_t q = 0; q < kVectors; ++q) s.x[i].v[q] = __builtin_convertvector(load(in + 4 * q), Lane);
    }
    filter_lines(p_.filter, n_, s, [&](std::size_t i, const Row& row) {
      if (i - low >= kept) return;
      float* to = out + static_cast<std::int64_t>(i - low) * out_stride;
      for (std::size_t q = 0; q < kVectors; ++q) {
        Quad value = __builtin_convertvector(row.v[q], Quad);
        if (p_.add_scaled) {
          const Lane sum =
              __builtin_convertvector(load(to + 4 * q), Lane) + __builtin_convertvector(value, Lane) * *p_.add_scaled;
          value = __builtin_convertvector(sum, Quad);
        }
        store(to + 4 * q, value);
      }
    });
  }

  // Lines along x, `lanes` neighbours in y: turned four by four on the way in and out. Never the last pass of the
  // three.
  void along_x(const std::array<std::int64_t, 3>& at, std::int64_t lanes, Scratch& s) const {
    const float* in = p_.in + p_.in_grid.at(at[0], at[1], at[2]);
    const std::int64_t in_beside = p_.in_grid.stride(1), out_beside = p_.out_grid.stride(1);
    // Lines that are not there are filtered as copies of the last one.
    const auto line = [&](std::size_t l) { return std::min(static_cast<std::int64_t>(l), lanes - 1); };
    for (std::size_t q = 0; q < kVectors; ++q) {
      const float* from[4];
      for (std::size_t l = 0; l < 4; ++l) from[l] = in + line(4 * q + l) * in_beside;
      std::size_t i = 0;
      for (; i + 4 <= n_; i += 4) {
        Quad block[4];
        for (std::size_t l = 0; l < 4; ++l) block[l] = load(from[l] + i);
        transpose(block);
        for (std::size_t k = 0; k < 4; ++k) s.x[i + k].v[q] = __builtin_convertvector(block[k], Lane);
      }
      for (; i < n_; ++i) {
        for (std::size_t l = 0; l < 4; ++l) s.x[i].v[q][l] = from[l][i];
      }
    }
    float* out = target(at);
    const std::size_t low = first(), kept = count();
    filter_lines(p_.filter, n_, s, [&](std::size_t i, const Row& row) {
      for (std::size_t q = 0; q < kVectors; ++q) s.narrow[i].v[q] = __builtin_convertvector(row.v[q], Quad);
    });
    for (std::size_t q = 0; q < kVectors; ++q) {
      for (std::size_t i = 0; i < kept; i += 4) {
        Quad block[4] = {};
        const std::size_t places = std::min<std::size_t>(4, kept - i);
        for (std::size_t k = 0; k < places; ++k) block[k] = s.narrow[low + i + k].v[q];
        transpose(block);
        for (std::size_t l = 0; l < 4 && static_cast<std::int64_t>(4 * q + l) < lanes; ++l) {
          float* to = out + static_cast<std::int64_t>(4 * q + l) * out_beside + i;
          if (places == 4)
            store(to, block[l]);
          else
            for (std::size_t k = 0; k < places; ++k) to[k] = block[l][k];
        }
      }
    }
  }

  static Quad load(const float* from) {
    Quad q;
    std::memcpy(&q, from, sizeof q);
    return q;
  }
  static void store(float* to, const Quad& q) { std::memcpy(to, &q, sizeof q); }

  const Pass& p_;
  std::size_t n_, side_;
};

void check(const engine::Geometry& grid, double sigma) {
  if (!(sigma > 0) || !std::isfinite(sigma)) throw std::invalid_argument("sigma has to be above 0 mm");
  for (std::size_t a = 0; a < 3; ++a) {
    const double needed = std::max(4.0, std::ceil(sigma / grid.spacing[a]) + 1);
    if (static_cast<double>(grid.size[a]) < needed)
      throw std::invalid_argument("the recursive Gaussian needs " + std::to_string(static_cast<long long>(needed)) +
                                  " voxels on each axis for this sigma and spacing; the image has " +
                                  std::to_string(grid.size[a]) + " along `" + "ijk"[a] + "`");
  }
}

}  // namespace

RecursiveGaussian RecursiveGaussian::smoothing(double sigma, double spacing) {
  RecursiveGaussian g;
  const Fit fit(sigma / spacing);
  const double sd = fit.feedback(g.d).zero;
  const double sn = fit.feed(0, g.n).zero;
  const double alpha = 2 * sn / sd - g.n[0];
  for (double& v : g.n) v *= 1.0 / alpha;
  complete(g);
  return g;
}

RecursiveGaussian RecursiveGaussian::second_derivative(double sigma, double spacing) {
  RecursiveGaussian g;
  const Fit fit(sigma / spacing);
  const auto [sd, dd, ed] = fit.feedback(g.d);
  std::array<double, 4> n0{}, n2{};
  const Moments s0 = fit.feed(0, n0), s2 = fit.feed(1, n2);
  const double beta = -(2 * s2.zero - sd * n2[0]) / (2 * s0.zero - sd * n0[0]);
  for (std::size_t i = 0; i < 4; ++i) g.n[i] = n2[i] + beta * n0[i];
  const double sn = s2.zero + beta * s0.zero, dn = s2.first + beta * s0.first, en = s2.second + beta * s0.second;
  double alpha = en * sd * sd - ed * sn * sd - 2 * dn * dd * sd + 2 * dd * dd * sn;
  alpha /= sd * sd * sd;
  for (double& v : g.n) v *= sigma * sigma / alpha;
  complete(g);
  return g;
}

engine::Image laplacian_recursive_gaussian(const engine::Image& image, double sigma_mm, const Box& wanted,
                                           const engine::ParallelFor& parallel) {
  const auto& grid = image.geometry;
  check(grid, sigma_mm);
  engine::Image response{grid, std::vector<float>(grid.voxels(), 0.0F)};
  for (std::size_t a = 0; a < 3; ++a) {
    if (wanted.high[a] <= wanted.low[a]) return response;
  }
  const Grid all{{0, 0, 0}, grid.size};
  std::size_t largest = 0;
  for (std::size_t d = 0; d < 3; ++d) {
    const auto kept = static_cast<std::size_t>(wanted.high[d] - wanted.low[d]);
    largest = std::max(largest, grid.voxels() / static_cast<std::size_t>(grid.size[d]) * kept);
  }
  const std::unique_ptr<float[]> between(new float[largest]);
  for (std::size_t d = 0; d < 3; ++d) {
    // Each pass needs whole lines but hands on only the part that is wanted along its axis.
    const std::array<std::size_t, 3> axes = {d, d == 0 ? 1U : 0U, d == 2 ? 1U : 2U};
    Box lines = whole(grid);
    Grid kept = all;
    kept.low[d] = wanted.low[d];
    kept.size[d] = wanted.high[d] - wanted.low[d];
    const double inverse = 1.0 / (grid.spacing[d] * grid.spacing[d]);
    for (std::size_t turn = 0; turn < 3; ++turn) {
      const std::size_t axis = axes[turn];
      const auto filter = turn == 0 ? RecursiveGaussian::second_derivative(sigma_mm, grid.spacing[axis])
                                    : RecursiveGaussian::smoothing(sigma_mm, grid.spacing[axis]);
      Pass pass{axis, filter, between.get(), kept, between.get(), kept, lines, wanted.low[axis], wanted.high[axis]};
      if (turn == 0) {
        pass.in = image.voxels.data();
        pass.in_grid = all;
      }
      if (turn == 2) {
        pass.out = response.voxels.data();
        pass.out_grid = all;
        pass.add_scaled = &inverse;
      }
      Lines(pass).run(parallel);
      lines.low[axis] = wanted.low[axis];
      lines.high[axis] = wanted.high[axis];
    }
  }
  return response;
}

}  // namespace rgx::filters
