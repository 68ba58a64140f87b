#include "stdlib/features/spatial_autocorrelation.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <unsupported/Eigen/FFT>

namespace rgx::features {

namespace {

// Below this many voxels the pairs themselves are faster.
constexpr std::size_t kDirect = 4000;

using Complex = std::complex<double>;

// 1 / distance in mm by offset; 0 for no offset.
class Weights {
 public:
  explicit Weights(const Roi& roi) : spacing_(roi.spacing) {}
  double operator()(int dx, int dy, int dz) const {
    const double x = dx * spacing_[0], y = dy * spacing_[1], z = dz * spacing_[2];
    const double squared = x * x + y * y + z * z;
    return squared > 0 ? 1 / std::sqrt(squared) : 0;
  }

 private:
  std::array<double, 3> spacing_;
};

// The next length of factors 2, 3 and 5, which kissfft transforms fast.
int fast_length(int n) {
  for (;; ++n) {
    int rest = n;
    for (const int factor : {2, 3, 5}) {
      while (rest % factor == 0) rest /= factor;
    }
    if (rest == 1) return n;
  }
}

// A 2D transform of real data, rows first; keeps the columns 0 .. nx/2 (the rest is their conjugate).
class Plane {
 public:
  Plane(int nx, int ny) : nx_(nx), ny_(ny), half_(nx / 2 + 1) {
    row_.resize(static_cast<std::size_t>(nx));
    column_.resize(static_cast<std::size_t>(ny));
    fft_.SetFlag(Eigen::FFT<double>::HalfSpectrum);
  }
  std::size_t size() const { return static_cast<std::size_t>(half_) * static_cast<std::size_t>(ny_); }
  // How often a kept coefficient stands for itself and its conjugate.
  double multiplicity(std::size_t i) const {
    const int x = static_cast<int>(i) % half_;
    return x == 0 || 2 * x == nx_ ? 1 : 2;
  }
  void transform(const std::vector<double>& in, std::vector<Complex>& out) {
    out.resize(size());
    for (int y = 0; y < ny_; ++y) {
      std::copy_n(in.begin() + static_cast<std::ptrdiff_t>(y) * nx_, nx_, row_.begin());
      fft_.fwd(spectrum_, row_);
      std::copy_n(spectrum_.begin(), half_, out.begin() + static_cast<std::ptrdiff_t>(y) * half_);
    }
    for (int x = 0; x < half_; ++x) {
      for (int y = 0; y < ny_; ++y) column_[static_cast<std::size_t>(y)] = out[static_cast<std::size_t>(y * half_ + x)];
      fft_.fwd(spectrum_, column_);
      for (int y = 0; y < ny_; ++y)
        out[static_cast<std::size_t>(y * half_ + x)] = spectrum_[static_cast<std::size_t>(y)];
    }
  }

 private:
  int nx_, ny_, half_;
  Eigen::FFT<double> fft_;
  std::vector<double> row_;
  std::vector<Complex> column_, spectrum_;
};

}  // namespace

PairSums pair_sums_direct(const Roi& roi, std::span<const double> x) {
  const Weights weight(roi);
  const int nx = roi.size[0], ny = roi.size[1], nz = roi.size[2];
  std::vector<double> table(static_cast<std::size_t>(nx) * ny * nz);
  for (int z = 0, i = 0; z < nz; ++z) {
    for (int y = 0; y < ny; ++y) {
      for (int dx = 0; dx < nx; ++dx, ++i) table[static_cast<std::size_t>(i)] = weight(dx, y, z);
    }
  }
  std::vector<std::array<int, 3>> position(roi.count());
  for (std::size_t i = 0; i < position.size(); ++i) position[i] = roi.position(roi.voxels[i]);
  PairSums sums;
  for (std::size_t i = 0; i < position.size(); ++i) {
    const auto& p = position[i];
    double w_sum = 0, wx_sum = 0;
    for (std::size_t j = 0; j < i; ++j) {
      const auto& q = position[j];
      const double w =
          table[static_cast<std::size_t>(std::abs(p[0] - q[0]) + nx * (std::abs(p[1] - q[1]) + ny * (p[2] - q[2])))];
      w_sum += w;
      wx_sum += w * x[j];
      sums.square += w * x[j] * x[j];
    }
    sums.weight += 2 * w_sum;
    sums.product += 2 * x[i] * wx_sum;
    sums.square += x[i] * x[i] * w_sum;
  }
  return sums;
}

PairSums pair_sums_fourier(const Roi& roi, std::span<const double> x) {
  const Weights weight(roi);
  const int width = roi.size[0], height = roi.size[1], depth = roi.size[2];
  const int nx = fast_length(2 * width - 1), ny = fast_length(2 * height - 1);
  Plane plane(nx, ny);

  // Three fields a slice: membership m, intensity x, and x^2.
  struct Slice {
    std::vector<Complex> m, x, square;
  };
  std::vector<Slice> slices(static_cast<std::size_t>(depth));
  std::vector<double> field(static_cast<std::size_t>(nx) * ny);
  const auto fill = [&](int z, auto&& value, std::vector<Complex>& out) {
    std::fill(field.begin(), field.end(), 0.0);
    for (std::uint32_t i = roi.slices[static_cast<std::size_t>(z)]; i < roi.slices[static_cast<std::size_t>(z) + 1];
         ++i) {
      const auto p = roi.position(roi.voxels[i]);
      field[static_cast<std::size_t>(p[0] + nx * p[1])] = value(i);
    }
    plane.transform(field, out);
  };
  for (int z = 0; z < depth; ++z) {
    Slice& slice = slices[static_cast<std::size_t>(z)];
    if (roi.slices[static_cast<std::size_t>(z)] == roi.slices[static_cast<std::size_t>(z) + 1]) continue;
    fill(
        z, [](std::uint32_t) { return 1.0; }, slice.m);
    fill(
        z, [&](std::uint32_t i) { return x[i]; }, slice.x);
    fill(
        z, [&](std::uint32_t i) { return x[i] * x[i]; }, slice.square);
  }

  PairSums sums;
  std::vector<Complex> w;
  std::vector<double> mm(plane.size()), xx(plane.size()), sm(plane.size());
  for (int dz = 0; dz < depth; ++dz) {
    for (int y = 0; y < ny; ++y) {
      for (int i = 0; i < nx; ++i) {
        const int dx = std::min(i, nx - i), dy = std::min(y, ny - y);
        field[static_cast<std::size_t>(i + nx * y)] = dx < width && dy < height ? weight(dx, dy, dz) : 0;
      }
    }
    plane.transform(field, w);  // real: the weights are even in both directions
    std::fill(mm.begin(), mm.end(), 0.0);
    std::fill(xx.begin(), xx.end(), 0.0);
    std::fill(sm.begin(), sm.end(), 0.0);
    for (int z = 0; z + dz < depth; ++z) {
      const Slice& a = slices[static_cast<std::size_t>(z)];
      const Slice& b = slices[static_cast<std::size_t>(z + dz)];
      if (a.m.empty() || b.m.empty()) continue;
      const auto real = [](const Complex& p, const Complex& q) { return p.real() * q.real() + p.imag() * q.imag(); };
      for (std::size_t k = 0; k < plane.size(); ++k) {
        mm[k] += real(a.m[k], b.m[k]);
        xx[k] += real(a.x[k], b.x[k]);
        sm[k] += real(a.square[k], b.m[k]) + real(a.m[k], b.square[k]);
      }
    }
    PairSums here;
    for (std::size_t k = 0; k < plane.size(); ++k) {
      const double factor = plane.multiplicity(k) * w[k].real();
      here.weight += factor * mm[k];
      here.product += factor * xx[k];
      here.square += factor * sm[k] / 2;
    }
    // A pair of slices stands for both orders; a slice with itself already holds both.
    const double orders = (dz == 0 ? 1.0 : 2.0) / (static_cast<double>(nx) * ny);
    sums.weight += orders * here.weight;
    sums.product += orders * here.product;
    sums.square += orders * here.square;
  }
  return sums;
}

Autocorrelation autocorrelation(const Roi& roi, std::span<const float> intensity) {
  const std::size_t n = intensity.size();
  if (n < 2) return {Value::missing(Reason::single_voxel), Value::missing(Reason::single_voxel)};
  const auto [low, high] = std::minmax_element(intensity.begin(), intensity.end());
  if (*low == *high) return {Value::missing(Reason::flat_region), Value::missing(Reason::flat_region)};
  double mean = 0;
  for (const float v : intensity) mean += v;
  mean /= static_cast<double>(n);
  std::vector<double> centred(n);
  double squares = 0;
  for (std::size_t i = 0; i < n; ++i) {
    centred[i] = intensity[i] - mean;
    squares += centred[i] * centred[i];
  }
  const PairSums s = n <= kDirect ? pair_sums_direct(roi, centred) : pair_sums_fourier(roi, centred);
  const auto count = static_cast<double>(n);
  // sum of w (x_i - x_j)^2 over ordered pairs = 2 (sum of w x_i^2 - sum of w x_i x_j)
  return {Value::of(count / s.weight * s.product / squares),
          Value::of((count - 1) / s.weight * (s.square - s.product) / squares)};
}

}  // namespace rgx::features
