#include "stdlib/filters/fourier.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>

#include "stdlib/filters/fourier_line.hpp"

namespace rgx::filters {

namespace {

constexpr std::int64_t kColumns = 4;  // gathered together: a cache line of complex numbers

// Transforms of columns `from` .. `from + count - 1` of rows of `width`, `n` of them.
template <class Body>
void columns(Complex* data, std::int64_t width, std::int64_t stride, std::int64_t n, std::vector<Complex>& buffer,
             Body&& body) {
  for (std::int64_t x = 0; x < width; x += kColumns) {
    const std::int64_t count = std::min(kColumns, width - x);
    for (std::int64_t r = 0; r < n; ++r) {
      for (std::int64_t c = 0; c < count; ++c) buffer[static_cast<std::size_t>(c * n + r)] = data[r * stride + x + c];
    }
    for (std::int64_t c = 0; c < count; ++c) body(x + c, buffer.data() + c * n);
    for (std::int64_t r = 0; r < n; ++r) {
      for (std::int64_t c = 0; c < count; ++c) data[r * stride + x + c] = buffer[static_cast<std::size_t>(c * n + r)];
    }
  }
}

}  // namespace

std::int64_t continued(std::int64_t p, std::int64_t n, Boundary boundary) {
  if (p >= 0 && p < n) return p;
  if (boundary == Boundary::zero) return -1;
  if (boundary == Boundary::nearest) return p < 0 ? 0 : n - 1;
  const std::int64_t period = boundary == Boundary::mirror ? 2 * n : n;
  std::int64_t q = p % period;
  if (q < 0) q += period;
  return q < n ? q : 2 * n - 1 - q;
}

Frame frame_of(const engine::Geometry& grid, Boundary boundary, const std::array<std::int64_t, 3>& margin,
               bool by_slice) {
  Frame frame;
  frame.boundary = boundary;
  frame.size = grid.size;
  if (boundary == Boundary::periodic) return frame;
  for (std::size_t a = 0; a < (by_slice ? 2U : 3U); ++a) {
    const std::int64_t needed = grid.size[a] + 2 * margin[a];
    frame.size[a] = static_cast<std::int64_t>(fast_length(static_cast<std::size_t>(needed)));
    frame.before[a] = margin[a];
  }
  // As complex numbers of the half spectrum these are 2 GB.
  constexpr double kMost = 1 << 28;
  if (static_cast<double>(frame.size[0]) * static_cast<double>(frame.size[1]) * static_cast<double>(frame.size[2]) >
      kMost)
    throw std::invalid_argument("the filter reaches so far that its boundary grows the image to " +
                                std::to_string(frame.size[0]) + " x " + std::to_string(frame.size[1]) + " x " +
                                std::to_string(frame.size[2]) +
                                " voxels, more than can be transformed; `boundary: periodic` grows nothing");
  return frame;
}

Spectrum::Spectrum(const engine::Image& image, const Frame& frame, bool by_slice, const engine::ParallelFor& parallel)
    : frame_(frame), by_slice_(by_slice), half_(frame.size[0] / 2 + 1) {
  const std::int64_t nx = frame_.size[0], ny = frame_.size[1], nz = frame_.size[2];
  between_.resize(static_cast<std::size_t>(half_ * ny * nz));
  const auto source = [&](std::int64_t place, std::size_t axis) {
    return continued(place - frame_.before[axis], image.geometry.size[axis], frame_.boundary);
  };
  parallel(static_cast<std::size_t>(nz), [&](std::size_t plane) {
    const std::int64_t k = source(static_cast<std::int64_t>(plane), 2);
    Complex* const out = between_.data() + static_cast<std::int64_t>(plane) * half_ * ny;
    LineTransform along_x(static_cast<std::size_t>(nx)), along_y(static_cast<std::size_t>(ny));
    std::vector<Complex> line(static_cast<std::size_t>(nx)), buffer(static_cast<std::size_t>(kColumns * ny));
    const auto voxel = [&](std::int64_t i, std::int64_t row) -> double {
      if (row >= ny || k < 0) return 0;
      const std::int64_t x = source(i, 0), y = source(row, 1);
      return x < 0 || y < 0 ? 0.0 : static_cast<double>(image.voxels[image.geometry.index(x, y, k)]);
    };
    // Two real rows a, b as one complex a + ib: A[k] = (Z[k] + conj Z[-k]) / 2, B[k] = (Z[k] - conj Z[-k]) / 2i.
    for (std::int64_t j = 0; j < ny; j += 2) {
      for (std::int64_t i = 0; i < nx; ++i) line[static_cast<std::size_t>(i)] = {voxel(i, j), voxel(i, j + 1)};
      along_x.forward(line.data());
      for (std::int64_t f = 0; f < half_; ++f) {
        const Complex z = line[static_cast<std::size_t>(f)];
        const Complex mirrored = std::conj(line[static_cast<std::size_t>(f == 0 ? 0 : nx - f)]);
        out[j * half_ + f] = 0.5 * (z + mirrored);
        const Complex difference = 0.5 * (z - mirrored);
        if (j + 1 < ny) out[(j + 1) * half_ + f] = {difference.imag(), -difference.real()};
      }
    }
    columns(out, half_, half_, ny, buffer, [&](std::int64_t, Complex* column) { along_y.forward(column); });
  });
}

// `out`: the planes of the box, or the spectrum itself (all planes).
void Spectrum::along_z(const Factors& factors, const Box& box, std::vector<Complex>& out,
                       const engine::ParallelFor& parallel) const {
  const std::int64_t nx = frame_.size[0], ny = frame_.size[1], nz = frame_.size[2];
  const double scale =
      1.0 / (static_cast<double>(nx) * static_cast<double>(ny) * (by_slice_ ? 1.0 : static_cast<double>(nz)));
  const bool all = &out == &between_;
  const std::int64_t first = all ? 0 : box.low[2] + frame_.before[2];
  const std::int64_t last = all ? nz : box.high[2] + frame_.before[2];
  const std::int64_t plane = half_ * ny;
  parallel(static_cast<std::size_t>(ny), [&](std::size_t row) {
    const auto ky = static_cast<std::int64_t>(row);
    LineTransform along(static_cast<std::size_t>(by_slice_ ? 1 : nz));
    std::vector<Complex> buffer(static_cast<std::size_t>(kColumns * nz)), factor(static_cast<std::size_t>(nz));
    for (std::int64_t x = 0; x < half_; x += kColumns) {
      const std::int64_t count = std::min(kColumns, half_ - x);
      const Complex* from = between_.data() + ky * half_ + x;
      for (std::int64_t k = 0; k < nz; ++k) {
        for (std::int64_t c = 0; c < count; ++c) buffer[static_cast<std::size_t>(c * nz + k)] = from[k * plane + c];
      }
      for (std::int64_t c = 0; c < count; ++c) {
        Complex* line = buffer.data() + c * nz;
        factors(x + c, ky, factor.data());
        if (by_slice_) {
          for (std::int64_t k = 0; k < nz; ++k) line[k] *= factor[0] * scale;
          continue;
        }
        along.forward(line);
        for (std::int64_t k = 0; k < nz; ++k) line[k] *= factor[static_cast<std::size_t>(k)] * scale;
        along.inverse(line);
      }
      Complex* to = out.data() + ky * half_ + x;
      for (std::int64_t k = first; k < last; ++k) {
        for (std::int64_t c = 0; c < count; ++c)
          to[(k - first) * plane + c] = buffer[static_cast<std::size_t>(c * nz + k)];
      }
    }
  });
}

void Spectrum::back(std::vector<Complex>& planes, Block& block, const engine::ParallelFor& parallel) const {
  const std::int64_t nx = frame_.size[0], ny = frame_.size[1];
  const Box& box = block.box;
  const std::int64_t skipped = &planes == &between_ ? box.low[2] + frame_.before[2] : 0;
  const std::int64_t width = box.high[0] - box.low[0], height = box.high[1] - box.low[1];
  parallel(static_cast<std::size_t>(box.high[2] - box.low[2]), [&](std::size_t task) {
    const auto k = static_cast<std::int64_t>(task);
    Complex* const from = planes.data() + (k + skipped) * half_ * ny;
    LineTransform along_x(static_cast<std::size_t>(nx)), along_y(static_cast<std::size_t>(ny));
    std::vector<Complex> line(static_cast<std::size_t>(nx)), buffer(static_cast<std::size_t>(kColumns * ny));
    columns(from, half_, half_, ny, buffer, [&](std::int64_t, Complex* column) { along_y.inverse(column); });
    // Rows in pairs that start at an even row of the frame, so that the pairing does not depend on the box.
    const std::int64_t top = box.low[1] + frame_.before[1], bottom = box.high[1] + frame_.before[1];
    for (std::int64_t j = top - top % 2; j < bottom; j += 2) {
      const Complex* a = from + j * half_;
      const Complex* b = j + 1 < ny ? a + half_ : nullptr;
      for (std::int64_t f = 0; f < half_; ++f) {
        const Complex p = a[f], q = b ? b[f] : Complex(0);
        line[static_cast<std::size_t>(f)] = {p.real() - q.imag(), p.imag() + q.real()};
        if (f > 0 && 2 * f != nx) line[static_cast<std::size_t>(nx - f)] = {p.real() + q.imag(), q.real() - p.imag()};
      }
      // A real filter leaves these two real.
      const auto real_only = [&](std::int64_t f) {
        line[static_cast<std::size_t>(f)] = {a[f].real(), b ? b[f].real() : 0.0};
      };
      real_only(0);
      if (nx % 2 == 0) real_only(nx / 2);
      along_x.inverse(line.data());
      for (std::int64_t r = 0; r < 2; ++r) {
        if (j + r < top || j + r >= bottom) continue;
        float* to = block.values.data() + width * (j + r - top + height * k);
        const Complex* values = line.data() + box.low[0] + frame_.before[0];
        for (std::int64_t i = 0; i < width; ++i)
          to[i] = static_cast<float>(r == 0 ? values[i].real() : values[i].imag());
      }
    }
  });
}

void Spectrum::filter(const Factors& factors, Block& block, const engine::ParallelFor& parallel) const {
  if (block.values.empty()) return;
  std::vector<Complex> planes(
      static_cast<std::size_t>(half_ * frame_.size[1] * (block.box.high[2] - block.box.low[2])));
  along_z(factors, block.box, planes, parallel);
  back(planes, block, parallel);
}

void Spectrum::filter_once(const Factors& factors, Block& block, const engine::ParallelFor& parallel) {
  if (block.values.empty()) return;
  along_z(factors, block.box, between_, parallel);
  back(between_, block, parallel);
}

engine::Image as_image(const engine::Geometry& grid, const Block& block) {
  engine::Image image{grid, std::vector<float>(grid.voxels(), 0.0F)};
  const Box& b = block.box;
  const std::int64_t width = b.high[0] - b.low[0];
  const float* from = block.values.data();
  for (std::int64_t k = b.low[2]; k < b.high[2]; ++k) {
    for (std::int64_t j = b.low[1]; j < b.high[1]; ++j, from += width)
      std::copy_n(from, width, image.voxels.data() + grid.index(b.low[0], j, k));
  }
  return image;
}

}  // namespace rgx::filters
