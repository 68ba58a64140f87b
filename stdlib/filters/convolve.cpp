// Order of the passes: along z and y for whole rows of voxels at once, then along x within the row. z and y do not mix
// columns, so the border along x may be laid on after them, and the borders along z and y are a choice of rows: nothing
// is copied or padded. A ring holds the rows that the pass along y still reads.
#include "stdlib/filters/convolve.hpp"

#include <algorithm>
#include <limits>
#include <stdexcept>

#include "stdlib/filters/weigh.hpp"

namespace rgx::filters {

namespace {

// Neighbouring slices of one piece of work read nearly the same slices, which then come from the cache.
constexpr std::int64_t kSlices = 4;

struct Reach {
  std::array<std::int64_t, 3> low{0, 0, 0}, high{0, 0, 0};
};

Reach reach_of(const std::vector<Component>& components) {
  Reach out;
  for (const Component& component : components)
    for (const Separable& kernel : component)
      for (std::size_t a = 0; a < 3; ++a) {
        out.low[a] = std::min(out.low[a], kernel[a].low());
        out.high[a] = std::max(out.high[a], kernel[a].high());
      }
  return out;
}

// The passes that the components share: each distinct kernel along z once, each distinct pair (z, y) once.
struct Passes {
  struct Plane {
    std::size_t z = 0;
    Taps y;
  };
  struct Line {
    Taps x;
    std::vector<std::size_t> planes;  // summed before the pass along x, which is linear
  };
  std::vector<Taps> z;
  std::vector<Plane> planes;
  std::vector<std::vector<Line>> components;
};

template <class List, class Same>
std::size_t place_in(List& list, const Same& same, typename List::value_type added) {
  const auto at = std::find_if(list.begin(), list.end(), same);
  const auto found = static_cast<std::size_t>(at - list.begin());
  if (at == list.end()) list.push_back(std::move(added));
  return found;
}

Passes passes_of(const std::vector<Component>& components) {
  Passes out;
  for (const Component& component : components) {
    auto& lines = out.components.emplace_back();
    for (const Separable& kernel : component) {
      const std::size_t z = place_in(
          out.z, [&](const Taps& t) { return t == kernel[2]; }, kernel[2]);
      const std::size_t plane =
          place_in(out.planes, [&](const Passes::Plane& p) { return p.z == z && p.y == kernel[1]; }, {z, kernel[1]});
      const std::size_t line =
          place_in(lines, [&](const Passes::Line& l) { return l.x == kernel[0]; }, {kernel[0], {}});
      lines[line].planes.push_back(plane);
    }
  }
  return out;
}

class Slab {
 public:
  Slab(const Source& source, const Passes& passes, const Reach& reach, const Box& wanted, std::int64_t low,
       std::int64_t high, const RowSink& sink)
      : source_(source), passes_(passes), reach_(reach), wanted_(wanted), low_(low), sink_(sink) {
    columns_ = needed({wanted.low[0] + reach.low[0], wanted.high[0] + reach.high[0]}, source.size[0], source.boundary);
    width_ = static_cast<std::size_t>(columns_.size());
    n_ = static_cast<std::size_t>(wanted.high[0] - wanted.low[0]);
    span_ = n_ + static_cast<std::size_t>(reach.high[0] - reach.low[0]);
    rows_ = static_cast<std::size_t>(reach.high[1] - reach.low[1] + 1);
    slices_ = static_cast<std::size_t>(high - low);
    ring_.resize(slices_ * passes.z.size() * rows_ * width_);
    zeros_.resize(width_);
    // Where the columns that are read lie within the row with its borders, a plane is put into that row at once.
    const std::int64_t first = wanted.low[0] + reach.low[0];
    in_line_ = columns_.low >= first && columns_.high <= wanted.high[0] + reach.high[0];
    offset_ = in_line_ ? static_cast<std::size_t>(columns_.low - first) : 0;
    if (!in_line_) plane_.resize(passes.planes.size() * width_);
    line_.resize(passes.planes.size() * span_);
    sum_.resize(span_);
    part_.resize(n_);
    out_.resize(passes.components.size() * n_);
  }

  void run() {
    const std::int64_t first = wanted_.low[1] + reach_.low[1];
    for (std::int64_t v = first; v < wanted_.high[1] + reach_.high[1]; ++v) {
      const std::size_t slot = static_cast<std::size_t>(v - first) % rows_;
      for (std::size_t s = 0; s < slices_; ++s)
        for (std::size_t z = 0; z < passes_.z.size();) z += along_z(v, s, z, slot);
      const std::int64_t j = v - reach_.high[1];
      if (j < wanted_.low[1]) continue;
      for (std::size_t s = 0; s < slices_; ++s) {
        for (std::size_t p = 0; p < passes_.planes.size();) p += along_y(j - first, s, p);
        for (std::size_t p = 0; p < passes_.planes.size(); ++p) border_along_x(p);
        along_x(j, low_ + static_cast<std::int64_t>(s));
      }
    }
  }

 private:
  double* ring(std::size_t slice, std::size_t z, std::size_t slot) {
    return ring_.data() + ((slice * passes_.z.size() + z) * rows_ + slot) * width_;
  }

  double* plane(std::size_t p) { return in_line_ ? line_.data() + p * span_ + offset_ : plane_.data() + p * width_; }

  const float* row(std::int64_t j, std::int64_t k) const {
    if (j < 0 || k < 0) return zeros_.data();
    const Box& held = source_.held;
    const std::int64_t x = held.high[0] - held.low[0], y = held.high[1] - held.low[1];
    return source_.voxels + (columns_.low - held.low[0]) + x * (j - held.low[1] + y * (k - held.low[2]));
  }

  // Kernel z, and the next one where they are twins; how many it did.
  std::size_t along_z(std::int64_t virtual_j, std::size_t slice, std::size_t z, std::size_t slot) {
    const Taps& taps = passes_.z[z];
    const std::int64_t j = place(virtual_j, source_.size[1], source_.boundary);
    const std::int64_t k = low_ + static_cast<std::int64_t>(slice);
    double* const out = ring(slice, z, slot);
    if (taps.identity()) {
      const float* const in = row(j, k);
      std::copy(in, in + width_, out);
      return 1;
    }
    from_image_.clear();
    for (const std::int64_t at : taps.at)
      from_image_.push_back(row(j, place(k + at, source_.size[2], source_.boundary)));
    if (z + 1 < passes_.z.size() && twins(taps, passes_.z[z + 1])) {
      weigh_both(from_image_.data(), taps, passes_.z[z + 1], width_, out, ring(slice, z + 1, slot));
      return 2;
    }
    weigh(from_image_.data(), taps, width_, out);
    return 1;
  }

  // Leaves the result of plane p, and of its twin, in `plane_at_`. `j` counts from the first row of the ring.
  std::size_t along_y(std::int64_t j, std::size_t slice, std::size_t p) {
    const Passes::Plane& pass = passes_.planes[p];
    const auto at_row = [&](std::int64_t at) { return ring(slice, pass.z, static_cast<std::size_t>(j + at) % rows_); };
    if (p == 0) plane_at_.clear();
    if (pass.y.identity()) {
      plane_at_.push_back(at_row(0));
      return 1;
    }
    rows_in_.clear();
    for (const std::int64_t at : pass.y.at) rows_in_.push_back(at_row(at));
    double* const out = plane(p);
    plane_at_.push_back(out);
    if (p + 1 < passes_.planes.size()) {
      const Passes::Plane& next = passes_.planes[p + 1];
      if (next.z == pass.z && twins(pass.y, next.y)) {
        plane_at_.push_back(plane(p + 1));
        weigh_both(rows_in_.data(), pass.y, next.y, width_, out, plane(p + 1));
        return 2;
      }
    }
    weigh(rows_in_.data(), pass.y, width_, out);
    return 1;
  }

  // Leaves in `line_at_` the row from column wanted.low[0] + reach.low[0] on.
  void border_along_x(std::size_t p) {
    if (p == 0) line_at_.clear();
    const double* const in = plane_at_[p];
    const std::int64_t low = wanted_.low[0] + reach_.low[0], high = wanted_.high[0] + reach_.high[0];
    if (low >= 0 && high <= source_.size[0]) {
      line_at_.push_back(in);
      return;
    }
    double* const out = line_.data() + p * span_;
    const auto lay = [&](std::int64_t at) {
      const std::int64_t real = place(at, source_.size[0], source_.boundary);
      out[at - low] = real < 0 ? 0 : in[real - columns_.low];
    };
    const std::int64_t left = std::min<std::int64_t>(high, 0), right = std::max(low, source_.size[0]);
    for (std::int64_t at = low; at < left; ++at) lay(at);
    const std::int64_t from = std::max<std::int64_t>(low, 0), to = std::min(high, source_.size[0]);
    // Most planes lie there already.
    if (to > from && out + (from - low) != in + (from - columns_.low))
      std::copy(in + (from - columns_.low), in + (to - columns_.low), out + (from - low));
    for (std::int64_t at = right; at < high; ++at) lay(at);
    line_at_.push_back(out);
  }

  void along_x(std::int64_t j, std::int64_t k) {
    result_.clear();
    for (std::size_t c = 0; c < passes_.components.size(); ++c) {
      double* const out = out_.data() + c * n_;
      const double* result = out;
      bool first = true;
      for (const Passes::Line& line : passes_.components[c]) {
        const double* in = line_at_[line.planes[0]];
        if (line.planes.size() > 1) {
          for (std::size_t p = 1; p < line.planes.size(); ++p) {
            const double* const more = line_at_[line.planes[p]];
            for (std::size_t i = 0; i < span_; ++i) sum_[i] = in[i] + more[i];
            in = sum_.data();
          }
        }
        if (line.x.identity() && passes_.components[c].size() == 1 && line.planes.size() == 1) {
          result = in - reach_.low[0];
          break;
        }
        rows_in_.clear();
        for (const std::int64_t at : line.x.at) rows_in_.push_back(in + (at - reach_.low[0]));
        double* const target = first ? out : part_.data();
        weigh(rows_in_.data(), line.x, n_, target);
        if (!first)
          for (std::size_t i = 0; i < n_; ++i) out[i] += part_[i];
        first = false;
      }
      result_.push_back(result);
    }
    sink_(j, k, result_.data());
  }

  const Source& source_;
  const Passes& passes_;
  const Reach& reach_;
  const Box& wanted_;
  std::int64_t low_;
  const RowSink& sink_;
  Range columns_;
  std::size_t width_ = 0, n_ = 0, span_ = 0, rows_ = 0, slices_ = 0;
  std::vector<double> ring_, plane_, line_, sum_, part_, out_;
  bool in_line_ = false;
  std::size_t offset_ = 0;
  std::vector<float> zeros_;
  std::vector<const float*> from_image_;
  std::vector<const double*> rows_in_, plane_at_, line_at_, result_;
};

}  // namespace

Source source_of(const engine::Image& image, Boundary boundary) {
  return {image.voxels.data(), whole(image.geometry), image.geometry.size, boundary};
}

Source source_of(const Field& field, const std::array<std::int64_t, 3>& size, Boundary boundary) {
  return {field.voxels.data(), field.held, size, boundary};
}

Box reach(const std::vector<Component>& components, const Box& wanted, const std::array<std::int64_t, 3>& size,
          Boundary boundary) {
  const Reach grown = reach_of(components);
  Box out;
  for (std::size_t a = 0; a < 3; ++a) {
    const Range range = needed({wanted.low[a] + grown.low[a], wanted.high[a] + grown.high[a]}, size[a], boundary);
    out.low[a] = range.low;
    out.high[a] = range.high;
  }
  return out;
}

void convolve(const Source& source, const std::vector<Component>& components, const Box& wanted,
              const engine::ParallelFor& parallel, const RowSink& sink) {
  if (voxels_of(wanted) == 0) return;
  for (std::size_t a = 0; a < 3; ++a)
    if (wanted.low[a] < 0 || wanted.high[a] > source.size[a])
      throw std::invalid_argument("a response is asked for beyond the border of the image");
  const Passes passes = passes_of(components);
  const Reach grown = reach_of(components);
  const std::int64_t slices = wanted.high[2] - wanted.low[2];
  const std::int64_t each = std::clamp<std::int64_t>(slices / 16, 1, kSlices);
  parallel(static_cast<std::size_t>((slices + each - 1) / each), [&](std::size_t piece) {
    const std::int64_t low = wanted.low[2] + static_cast<std::int64_t>(piece) * each;
    Slab(source, passes, grown, wanted, low, std::min(low + each, wanted.high[2]), sink).run();
  });
}

}  // namespace rgx::filters
