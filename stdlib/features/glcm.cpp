#include "stdlib/features/glcm.hpp"

#include <algorithm>
#include <cmath>

namespace rgx::features {

namespace {

double entropy(std::span<const double> p) {
  double bits = 0;
  for (const double x : p) {
    if (x > 0) bits -= x * std::log2(x);
  }
  return bits;
}

struct Spread {
  double mean = 0, variance = 0, third = 0, fourth = 0;
};

Spread spread(std::span<const double> p) {
  Spread s;
  for (std::size_t k = 0; k < p.size(); ++k) s.mean += static_cast<double>(k) * p[k];
  for (std::size_t k = 0; k < p.size(); ++k) {
    const double d = static_cast<double>(k) - s.mean, d2 = d * d;
    s.variance += d2 * p[k];
    s.third += d2 * d * p[k];
    s.fourth += d2 * d2 * p[k];
  }
  return s;
}

using Matrix = std::vector<std::uint32_t>;

void add(Matrix& to, const Matrix& from) {
  for (std::size_t i = 0; i < to.size(); ++i) to[i] += from[i];
}

Matrix merged(std::span<const Matrix> matrices) {
  Matrix out = matrices.front();
  for (const Matrix& m : matrices.subspan(1)) add(out, m);
  return out;
}

}  // namespace

GlcmValues glcm_features(std::span<const std::uint32_t> counts, int highest) {
  const auto n = static_cast<std::size_t>(highest), stride = n + 1;
  double total = 0;
  for (std::size_t i = 1; i <= n; ++i) {
    for (std::size_t j = 1; j <= n; ++j) total += counts[i * stride + j];
  }
  GlcmValues out;
  if (total == 0) {
    out.fill(Value::missing(Reason::no_pairs));
    return out;
  }

  // All but four features follow from the marginal, the difference and the sum distribution.
  std::vector<double> marginal(n + 1, 0), difference(n, 0), sum(2 * n + 1, 0);
  double maximum = 0, joint_entropy = 0, squares = 0;
  for (std::size_t i = 1; i <= n; ++i) {
    for (std::size_t j = i; j <= n; ++j) {
      const double both = static_cast<double>(counts[i * stride + j]) + counts[j * stride + i];
      if (both == 0) continue;
      // p is one cell of the symmetric matrix; off the diagonal there are two of them.
      const double p = both / (2 * total), cells = i == j ? 1 : 2;
      maximum = std::max(maximum, p);
      joint_entropy -= cells * p * std::log2(p);
      squares += cells * p * p;
      marginal[i] += p;
      if (i != j) marginal[j] += p;
      difference[j - i] += cells * p;
      sum[i + j] += cells * p;
    }
  }
  const Spread m = spread(marginal), d = spread(difference), s = spread(sum);
  double contrast = 0, sum_squares = 0, id = 0, nid = 0, idm = 0, nidm = 0, inverse_variance = 0;
  const auto levels = static_cast<double>(highest);
  for (std::size_t k = 0; k < n; ++k) {
    const double p = difference[k], x = static_cast<double>(k);
    contrast += x * x * p;
    id += p / (1 + x);
    nid += p / (1 + x / levels);
    idm += p / (1 + x * x);
    nidm += p / (1 + x * x / (levels * levels));
    if (k > 0) inverse_variance += p / (x * x);
  }
  for (std::size_t k = 2; k < sum.size(); ++k) sum_squares += static_cast<double>(k * k) * sum[k];
  const double autocorrelation = (sum_squares - contrast) / 4;  // (i + j)^2 - (i - j)^2 = 4 i j
  const double hx = entropy(marginal);
  const bool flat = std::count_if(marginal.begin(), marginal.end(), [](double p) { return p > 0; }) == 1;
  // Of a symmetric matrix HXY1 = HXY2 = 2 HX; rounding must not push their difference below zero.
  const double information = std::max(0.0, 2 * hx - joint_entropy);

  out = {Value::of(maximum),
         Value::of(m.mean),
         Value::of(m.variance),
         Value::of(joint_entropy),
         Value::of(d.mean),
         Value::of(d.variance),
         Value::of(entropy(difference)),
         Value::of(s.mean),
         Value::of(s.variance),
         Value::of(entropy(sum)),
         Value::of(squares),
         Value::of(contrast),
         Value::of(d.mean),
         Value::of(id),
         Value::of(nid),
         Value::of(idm),
         Value::of(nidm),
         Value::of(inverse_variance),
         flat ? Value::missing(Reason::flat_region)
              : Value::of((s.variance - d.variance - d.mean * d.mean) / (4 * m.variance)),
         Value::of(autocorrelation),
         Value::of(s.variance),
         Value::of(s.third),
         Value::of(s.fourth),
         flat ? Value::missing(Reason::flat_region) : Value::of(-information / hx),
         Value::of(std::sqrt(1 - std::exp(-2 * information)))};
  return out;
}

std::array<GlcmMatrix, 13> glcm_matrices(const LevelBox& box, int distance, const engine::ParallelFor& parallel) {
  const std::size_t stride = static_cast<std::size_t>(box.highest) + 1;
  std::array<GlcmMatrix, 13> out;
  parallel(out.size(), [&](std::size_t d) {
    out[d].assign(stride * stride, 0);
    const std::int64_t step = offset(box.roi, kDirections[d], distance);
    for (const std::uint32_t voxel : box.roi.voxels) {
      const std::uint16_t* at = box.grid.data() + voxel;
      ++out[d][*at * stride + at[step]];
    }
  });
  return out;
}

std::map<Aggregation, GlcmValues> glcm(const LevelBox& box, std::span<const Aggregation> aggregations, int distance,
                                       const engine::ParallelFor&) {
  const auto asked = [&](Aggregation a) {
    return std::find(aggregations.begin(), aggregations.end(), a) != aggregations.end();
  };
  const bool by_slice = asked(Aggregation::average_2d) || asked(Aggregation::slice_merge_2d);
  const bool volume = asked(Aggregation::average_3d) || asked(Aggregation::volume_merge_3d);
  const std::size_t directions = volume ? kDirections.size() : kPlanarDirections;
  const std::size_t stride = static_cast<std::size_t>(box.highest) + 1;

  std::array<std::int64_t, 13> step{};
  for (std::size_t d = 0; d < directions; ++d) step[d] = offset(box.roi, kDirections[d], distance);
  std::vector<Matrix> matrix(directions, Matrix(stride * stride, 0));
  std::vector<Matrix> in_slice(by_slice ? kPlanarDirections : 0, Matrix(stride * stride, 0));

  Mean<kGlcmFeatures> average_2d, slice_merge;
  const std::uint16_t* grid = box.grid.data();
  for (std::size_t z = 0; z + 1 < box.roi.slices.size(); ++z) {
    const std::uint32_t first = box.roi.slices[z], last = box.roi.slices[z + 1];
    if (first == last) continue;
    for (Matrix& m : in_slice) std::fill(m.begin(), m.end(), 0);
    std::vector<Matrix>& planar = by_slice ? in_slice : matrix;
    std::array<std::uint32_t*, 13> cell{};
    for (std::size_t d = 0; d < directions; ++d) cell[d] = d < kPlanarDirections ? planar[d].data() : matrix[d].data();
    // Neighbours outside have level 0 and fall into a column that nobody reads: no branch in the loop.
    for (std::uint32_t i = first; i < last; ++i) {
      const std::uint16_t* at = grid + box.roi.voxels[i];
      const std::size_t row = *at * stride;
      for (std::size_t d = 0; d < directions; ++d) ++cell[d][row + at[step[d]]];
    }
    if (!by_slice) continue;
    for (std::size_t d = 0; d < kPlanarDirections; ++d) {
      if (asked(Aggregation::average_2d)) average_2d.add(glcm_features(in_slice[d], box.highest));
      add(matrix[d], in_slice[d]);
    }
    if (asked(Aggregation::slice_merge_2d)) slice_merge.add(glcm_features(merged(in_slice), box.highest));
  }

  const auto mean_of = [&](std::size_t count) {
    Mean<kGlcmFeatures> mean;
    for (std::size_t d = 0; d < count; ++d) mean.add(glcm_features(matrix[d], box.highest));
    return mean.result(Reason::no_pairs);
  };
  const auto merge_of = [&](std::size_t count) {
    return glcm_features(merged(std::span(matrix).first(count)), box.highest);
  };
  return put_together(aggregations, average_2d, slice_merge, Reason::no_pairs, mean_of, merge_of);
}

}  // namespace rgx::features
