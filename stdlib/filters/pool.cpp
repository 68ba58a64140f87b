#include "stdlib/filters/pool.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <utility>

namespace rgx::filters {

namespace {

void lay_row(const double* row, std::size_t n, float* out) {
  for (std::size_t i = 0; i < n; ++i) out[i] = static_cast<float>(row[i]);
}

}  // namespace

Pool pool_named(std::string_view word) {
  if (word == "mean") return Pool::mean;
  if (word == "max") return Pool::max;
  if (word == "min") return Pool::min;
  throw std::invalid_argument("no pooling is named `" + std::string(word) + "`: max, mean, min");
}

Pooled::Pooled(Pool how, const Box& wanted)
    : how_(how),
      wanted_(wanted),
      n_(static_cast<std::size_t>(std::max<std::int64_t>(wanted.high[0] - wanted.low[0], 0))),
      so_far_(voxels_of(wanted)),
      taken_(n_ == 0 ? 0 : voxels_of(wanted) / n_) {}

void Pooled::take(std::int64_t j, std::int64_t k, const double* row) {
  const std::size_t place = place_of(j, k);
  double* const out = so_far_.data() + place * n_;
  if (taken_[place]++ == 0) {
    std::copy(row, row + n_, out);
    return;
  }
  switch (how_) {
    case Pool::mean:
      for (std::size_t i = 0; i < n_; ++i) out[i] += row[i];
      break;
    // A voxel that is not a number stays one: comparisons with it are false, so it is kept by the first test.
    case Pool::max:
      for (std::size_t i = 0; i < n_; ++i) out[i] = row[i] <= out[i] || out[i] != out[i] ? out[i] : row[i];
      break;
    case Pool::min:
      for (std::size_t i = 0; i < n_; ++i) out[i] = row[i] >= out[i] || out[i] != out[i] ? out[i] : row[i];
      break;
  }
}

void Pooled::lay(std::int64_t j, std::int64_t k, float* out) const {
  const std::size_t place = place_of(j, k);
  const double* const row = so_far_.data() + place * n_;
  const double count = how_ == Pool::mean ? static_cast<double>(std::max<std::uint32_t>(taken_[place], 1)) : 1.0;
  for (std::size_t i = 0; i < n_; ++i) out[i] = static_cast<float>(row[i] / count);
}

engine::Image Pooled::image(engine::Image out) const {
  for (std::int64_t k = wanted_.low[2]; k < wanted_.high[2]; ++k)
    for (std::int64_t j = wanted_.low[1]; j < wanted_.high[1]; ++j)
      lay(j, k, out.voxels.data() + out.geometry.index(wanted_.low[0], j, k));
  return out;
}

Field Pooled::field() const {
  Field out{wanted_, std::vector<float>(voxels_of(wanted_))};
  for (std::int64_t k = wanted_.low[2]; k < wanted_.high[2]; ++k)
    for (std::int64_t j = wanted_.low[1]; j < wanted_.high[1]; ++j) lay(j, k, out.row(j, k));
  return out;
}

engine::Image canvas(const engine::Geometry& grid) {
  engine::Image out;
  out.geometry = grid;
  out.voxels.resize(grid.voxels());
  return out;
}

engine::Image canvas(const Ask& ask) {
  const engine::Geometry& grid = ask.image.geometry;
  if (ask.spare == nullptr || ask.spare->voxels.size() != grid.voxels()) return canvas(grid);
  engine::Image out = std::move(*ask.spare);
  *ask.spare = {};
  out.geometry = grid;
  return out;
}

engine::Image response_image(const Source& source, const Component& component, const Box& wanted, engine::Image out,
                             const engine::ParallelFor& parallel) {
  const auto n = static_cast<std::size_t>(wanted.high[0] - wanted.low[0]);
  convolve(source, {component}, wanted, parallel, [&](std::int64_t j, std::int64_t k, const double* const* rows) {
    lay_row(rows[0], n, out.voxels.data() + out.geometry.index(wanted.low[0], j, k));
  });
  return out;
}

Field response_field(const Source& source, const Component& component, const Box& wanted,
                     const engine::ParallelFor& parallel) {
  Field out{wanted, std::vector<float>(voxels_of(wanted))};
  const auto n = static_cast<std::size_t>(wanted.high[0] - wanted.low[0]);
  convolve(source, {component}, wanted, parallel,
           [&](std::int64_t j, std::int64_t k, const double* const* rows) { lay_row(rows[0], n, out.row(j, k)); });
  return out;
}

Pooled pool(const Source& source, const std::vector<Component>& components, Pool how, const Box& wanted,
            const engine::ParallelFor& parallel) {
  Pooled out(how, wanted);
  convolve(source, components, wanted, parallel, [&](std::int64_t j, std::int64_t k, const double* const* rows) {
    for (std::size_t c = 0; c < components.size(); ++c) out.take(j, k, rows[c]);
  });
  return out;
}

}  // namespace rgx::filters
