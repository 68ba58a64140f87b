#pragma once
// Responses of one filter under several orientations, pooled voxel by voxel, and rows of doubles laid into images.
#include <cstdint>
#include <string_view>
#include <vector>

#include "stdlib/filters/convolve.hpp"

namespace rgx::filters {

enum class Pool : std::uint8_t { mean, max, min };
// Throws std::invalid_argument for a word that names none.
Pool pool_named(std::string_view word);

// Takes rows of a box, each row as often as there are orientations and in their order; different rows may come from
// different threads.
class Pooled {
 public:
  Pooled(Pool how, const Box& wanted);
  void take(std::int64_t j, std::int64_t k, const double* row);
  // What was taken, laid on an image or for the box alone.
  engine::Image image(engine::Image canvas) const;
  Field field() const;

 private:
  void lay(std::int64_t j, std::int64_t k, float* out) const;
  std::size_t place_of(std::int64_t j, std::int64_t k) const {
    return static_cast<std::size_t>(j - wanted_.low[1] + (wanted_.high[1] - wanted_.low[1]) * (k - wanted_.low[2]));
  }

  Pool how_;
  Box wanted_;
  std::size_t n_;
  std::vector<double> so_far_;        // sums, or the largest or smallest yet
  std::vector<std::uint32_t> taken_;  // by row
};

// What a response is laid on: a blank image, or the one that `ask` can spare if it is of the grid's size.
engine::Image canvas(const engine::Geometry& grid);
engine::Image canvas(const Ask& ask);

// The response of one component: no orientations to pool, so no sums are kept.
engine::Image response_image(const Source& source, const Component& component, const Box& wanted, engine::Image canvas,
                             const engine::ParallelFor& parallel);
Field response_field(const Source& source, const Component& component, const Box& wanted,
                     const engine::ParallelFor& parallel);

// Every component is the kernel under one orientation.
Pooled pool(const Source& source, const std::vector<Component>& components, Pool how, const Box& wanted,
            const engine::ParallelFor& parallel);

}  // namespace rgx::filters
