#include "stdlib/filters/pyradiomics_wavelet.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace rgx::filters {

namespace {

// What the transform reads: an axis of `stored` voxels and an even `period`; a place beyond `stored` repeats the first.
struct Axis {
  std::int64_t stored = 0, period = 0;
  std::int64_t place(std::int64_t p) const {
    p %= period;
    if (p < 0) p += period;
    return p < stored ? p : 0;
  }
};

template <class T>
struct Field {
  const T* voxels = nullptr;
  std::array<Axis, 3> axes;
  const T* row(std::int64_t j, std::int64_t k) const {
    return voxels + axes[0].stored * (axes[1].place(j) + axes[1].stored * axes[2].place(k));
  }
};

// out[i] = sum_j f[j] rows[j][i], in the order of j.
template <std::size_t F, class T>
void weigh(const double* f, const std::array<const double*, F>& rows, std::size_t n, T* __restrict out) {
  for (std::size_t i = 0; i < n; ++i) {
    double sum = f[0] * rows[0][i];
    for (std::size_t j = 1; j < F; ++j) sum += f[j] * rows[j][i];
    out[i] = static_cast<T>(sum);
  }
}

// One band of one level, plane by plane: along x and y within a plane, along z over the last F planes.
template <std::size_t F, class In, class Out>
class Transform {
 public:
  Transform(const Field<In>& in, std::vector<const double*> filters, const Box& wanted)
      : in_(in), filters_(std::move(filters)), w_(wanted) {
    for (std::size_t a = 0; a < 3; ++a) size_[a] = w_.high[a] - w_.low[a];
    row_ = static_cast<std::size_t>(size_[0]);
    plane_ = row_ * static_cast<std::size_t>(size_[1]);
  }

  // `out`: the whole grid of `out_size`, whose voxels in `wanted` are written.
  void run(Out* out, const std::array<std::int64_t, 3>& out_size, const engine::ParallelFor& parallel) const {
    constexpr std::int64_t kPlanes = 16;  // a task; each reads F - 1 planes more
    const auto tasks = static_cast<std::size_t>((size_[2] + kPlanes - 1) / kPlanes);
    parallel(tasks, [&](std::size_t task) {
      const std::int64_t first = w_.low[2] + kPlanes * static_cast<std::int64_t>(task);
      const std::int64_t last = std::min(first + kPlanes, w_.high[2]);
      const auto target = [&](std::int64_t j, std::int64_t k) {
        return out + w_.low[0] + out_size[0] * (j + out_size[1] * k);
      };
      Scratch s(*this);
      if (filters_.size() < 3) {
        for (std::int64_t k = first; k < last; ++k) {
          in_plane(k, s, s.planes.data());
          for (std::int64_t j = 0; j < size_[1]; ++j)
            std::transform(s.planes.data() + static_cast<std::size_t>(j) * row_,
                           s.planes.data() + static_cast<std::size_t>(j + 1) * row_, target(w_.low[1] + j, k),
                           [](double v) { return static_cast<Out>(v); });
        }
        return;
      }
      // Plane p stands in the ring at (p - start) % F.
      const std::int64_t start = first - kBefore;
      const auto ring = [&](std::int64_t p) {
        return s.planes.data() + static_cast<std::size_t>(p - start) % F * plane_;
      };
      for (std::int64_t p = start; p < first + kAfter; ++p) in_plane(p, s, ring(p));
      for (std::int64_t k = first; k < last; ++k) {
        in_plane(k + kAfter, s, ring(k + kAfter));
        for (std::int64_t j = 0; j < size_[1]; ++j) {
          std::array<const double*, F> rows;
          for (std::size_t t = 0; t < F; ++t)
            rows[t] = ring(k + kAfter - static_cast<std::int64_t>(t)) + static_cast<std::size_t>(j) * row_;
          weigh<F>(filters_[2], rows, row_, target(w_.low[1] + j, k));
        }
      }
    });
  }

 private:
  static constexpr std::int64_t kAfter = F / 2, kBefore = F - 1 - F / 2;

  struct Scratch {
    explicit Scratch(const Transform& t)
        : line(t.row_ + F - 1), rows((static_cast<std::size_t>(t.size_[1]) + F - 1) * t.row_), planes(F * t.plane_) {}
    std::vector<double> line, rows, planes;
  };

  void in_plane(std::int64_t k, Scratch& s, double* out) const {
    const std::int64_t above = w_.low[1] - kBefore;
    for (std::int64_t j = above; j < w_.high[1] + kAfter; ++j) {
      const In* from = in_.row(j, k);
      const std::int64_t left = w_.low[0] - kBefore;
      const auto width = static_cast<std::int64_t>(s.line.size());
      const std::int64_t inner = std::clamp<std::int64_t>(-left, 0, width);
      const std::int64_t outer = std::clamp<std::int64_t>(in_.axes[0].stored - left, inner, width);
      for (std::int64_t i = 0; i < inner; ++i) s.line[static_cast<std::size_t>(i)] = from[in_.axes[0].place(left + i)];
      std::copy(from + left + inner, from + left + outer, s.line.begin() + inner);
      for (std::int64_t i = outer; i < width; ++i)
        s.line[static_cast<std::size_t>(i)] = from[in_.axes[0].place(left + i)];
      std::array<const double*, F> shifted;
      for (std::size_t t = 0; t < F; ++t) shifted[t] = s.line.data() + (F - 1 - t);
      weigh<F>(filters_[0], shifted, row_, s.rows.data() + static_cast<std::size_t>(j - above) * row_);
    }
    for (std::size_t j = 0; j < static_cast<std::size_t>(size_[1]); ++j) {
      std::array<const double*, F> rows;
      for (std::size_t t = 0; t < F; ++t) rows[t] = s.rows.data() + (j + F - 1 - t) * row_;
      weigh<F>(filters_[1], rows, row_, out + j * row_);
    }
  }

  const Field<In>& in_;
  std::vector<const double*> filters_;
  Box w_;
  std::array<std::int64_t, 3> size_{};
  std::size_t row_ = 0, plane_ = 0;
};

template <class In, class Out>
void transform(const Field<In>& in, const WaveletPair& pair, const std::string& letters, const Box& wanted, Out* out,
               const std::array<std::int64_t, 3>& out_size, const engine::ParallelFor& parallel) {
  std::vector<const double*> filters;
  for (const char letter : letters) filters.push_back(letter == 'H' ? pair.high.data() : pair.low.data());
  if (pair.low.size() == 2)
    Transform<2, In, Out>(in, filters, wanted).run(out, out_size, parallel);
  else if (pair.low.size() == 4)
    Transform<4, In, Out>(in, filters, wanted).run(out, out_size, parallel);
  else
    Transform<6, In, Out>(in, filters, wanted).run(out, out_size, parallel);
}

std::vector<double> scaling_filter(const std::string& basis) {
  const double root2 = std::sqrt(2.0);
  if (basis == "haar") return {1 / root2, 1 / root2};
  if (basis == "db2") {
    const double r = std::sqrt(3.0), d = 4 * root2;
    return {(1 + r) / d, (3 + r) / d, (3 - r) / d, (1 - r) / d};
  }
  if (basis == "db3") {
    const double r = std::sqrt(10.0), q = std::sqrt(5 + 2 * r), d = 16 * root2;
    return {(1 + r + q) / d,          (5 + r + 3 * q) / d, (10 - 2 * r + 2 * q) / d,
            (10 - 2 * r - 2 * q) / d, (5 + r - 3 * q) / d, (1 + r - q) / d};
  }
  if (basis == "coif1") {
    const double r = std::sqrt(7.0), d = 16 * root2;
    return {(1 - r) / d, (5 + r) / d, (14 + 2 * r) / d, (14 - 2 * r) / d, (1 - r) / d, (-3 + r) / d};
  }
  throw std::invalid_argument("no wavelet `" + basis + "`: choose haar, db2, db3 or coif1");
}

}  // namespace

const std::vector<std::string>& pyradiomics_bases() {
  static const std::vector<std::string> bases{"haar", "db2", "db3", "coif1"};
  return bases;
}

WaveletPair analysis_filters(const std::string& basis) {
  const auto scaling = scaling_filter(basis);
  const std::size_t n = scaling.size();
  WaveletPair pair;
  for (std::size_t j = 0; j < n; ++j) {
    pair.low.push_back(scaling[n - 1 - j]);
    pair.high.push_back(j % 2 == 0 ? -scaling[j] : scaling[j]);
  }
  return pair;
}

engine::Image stationary_wavelet(const engine::Image& image, const std::string& basis, int level,
                                 const std::string& letters, const Box& wanted, const engine::ParallelFor& parallel) {
  if (level < 1) throw std::invalid_argument("the level of a wavelet starts at 1");
  if (letters.size() < 2 || letters.size() > 3 || letters.find_first_not_of("LH") != std::string::npos)
    throw std::invalid_argument("a band of a wavelet is written in L and H, one letter an axis");
  const WaveletPair pair = analysis_filters(basis);
  const auto& size = image.geometry.size;
  Field<float> in{image.voxels.data(), {}};
  Field<double> deeper;
  std::array<std::int64_t, 3> even{};
  for (std::size_t a = 0; a < 3; ++a) {
    even[a] = size[a] + size[a] % 2;
    in.axes[a] = {size[a], even[a]};
    deeper.axes[a] = {even[a], even[a]};
  }
  engine::Image response{image.geometry, std::vector<float>(image.voxels.size(), 0.0F)};
  for (std::size_t a = 0; a < 3; ++a) {
    if (wanted.high[a] <= wanted.low[a]) return response;
  }
  const std::string low(letters.size(), 'L');
  std::vector<double> approximation, before;
  for (int l = 1; l < level; ++l) {
    before.swap(approximation);
    approximation.resize(static_cast<std::size_t>(even[0] * even[1] * even[2]));
    deeper.voxels = before.data();
    if (l == 1)
      transform(in, pair, low, {{0, 0, 0}, even}, approximation.data(), even, parallel);
    else
      transform(deeper, pair, low, {{0, 0, 0}, even}, approximation.data(), even, parallel);
  }
  deeper.voxels = approximation.data();
  if (level == 1)
    transform(in, pair, letters, wanted, response.voxels.data(), size, parallel);
  else
    transform(deeper, pair, letters, wanted, response.voxels.data(), size, parallel);
  return response;
}

}  // namespace rgx::filters
