#include "stdlib/features/glcm.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>
#include <utility>

#include "stdlib/features/pairs.hpp"

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

// The features of a matrix whose cells each(visit) gives: visit(i, j, pairs) for i <= j in ascending order, both orders
// of the two levels counted together, none of them zero.
template <typename Each>
GlcmValues features_of_pairs(int highest, double total, const Each& each) {
  const auto n = static_cast<std::size_t>(highest);
  GlcmValues out;
  if (!(total > 0)) {
    out.fill(Value::missing(Reason::no_pairs));
    return out;
  }

  // All but four features follow from the marginal, the difference and the sum distribution.
  std::vector<double> marginal(n + 1, 0), difference(n, 0), sum(2 * n + 1, 0);
  double maximum = 0, joint_entropy = 0, squares = 0;
  each([&](std::size_t i, std::size_t j, double pairs) {
    // p is one cell of the symmetric matrix; off the diagonal there are two of them.
    const double cells = i == j ? 1 : 2, p = pairs / (cells * total);
    maximum = std::max(maximum, p);
    joint_entropy -= cells * p * std::log2(p);
    squares += cells * p * p;
    marginal[i] += p;
    if (i != j) marginal[j] += p;
    difference[j - i] += cells * p;
    sum[i + j] += cells * p;
  });
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

// One matrix: dense for levels that fit a byte, else the cells found.
struct Pairs {
  GlcmMatrix dense;
  std::vector<PairCell> list;
};

template <typename Cells>
GlcmValues dense_features(const Cells& counts, int highest) {
  const auto n = static_cast<std::size_t>(highest), stride = n + 1;
  double total = 0;
  for (std::size_t i = 1; i <= n; ++i) {
    for (std::size_t j = 1; j <= n; ++j) total += static_cast<double>(counts[i * stride + j]);
  }
  return features_of_pairs(highest, total, [&](const auto& visit) {
    for (std::size_t i = 1; i <= n; ++i) {
      for (std::size_t j = i; j <= n; ++j) {
        double pairs = static_cast<double>(counts[i * stride + j]);
        if (i != j) pairs += static_cast<double>(counts[j * stride + i]);
        if (pairs > 0) visit(i, j, pairs);
      }
    }
  });
}

struct ListedPair {
  std::uint16_t i, j;
  double pairs;
  bool before(const ListedPair& other) const { return i != other.i ? i < other.i : j < other.j; }
};

GlcmValues list_features(const std::vector<ListedPair>& cells, int highest) {
  double total = 0;
  for (const ListedPair& c : cells) total += c.pairs;
  return features_of_pairs(highest, total, [&](const auto& visit) {
    for (const ListedPair& c : cells) visit(c.i, c.j, c.pairs);
  });
}

// Features of the sum of matrices, each times its weight.
GlcmValues merged_features(std::span<const Pairs> matrices, std::span<const double> weights, int highest) {
  if (matrices.size() == 1 && !matrices.front().dense.empty()) return dense_features(matrices.front().dense, highest);
  if (!matrices.front().dense.empty()) {
    std::vector<double> sum(matrices.front().dense.size(), 0);
    for (std::size_t m = 0; m < matrices.size(); ++m) {
      for (std::size_t k = 0; k < sum.size(); ++k) sum[k] += weights[m] * matrices[m].dense[k];
    }
    return dense_features(sum, highest);
  }
  std::vector<ListedPair> sum, both;
  for (std::size_t m = 0; m < matrices.size(); ++m) {
    both.clear();
    auto a = sum.begin();
    for (const PairCell& cell : matrices[m].list) {
      ListedPair b{cell.i, cell.j, weights[m] * cell.count};
      while (a != sum.end() && a->before(b)) both.push_back(*a++);
      if (a != sum.end() && !b.before(*a)) b.pairs += (a++)->pairs;
      both.push_back(b);
    }
    both.insert(both.end(), a, sum.end());
    sum.swap(both);
  }
  return list_features(sum, highest);
}

// The matrices of the given steps over one slice, counted at once.
std::vector<Pairs> slice_pairs(const LevelBox& box, const Slab& slice, std::span<const std::int64_t> steps) {
  const std::span<const RowRun> runs = runs_of(box.roi, slice);
  std::vector<Pairs> out(steps.size());
  if (box.highest > LevelBox::kByteLevels) {
    for (std::size_t d = 0; d < steps.size(); ++d) out[d].list = list_pairs(box, runs, steps[d]);
    return out;
  }
  const std::size_t stride = static_cast<std::size_t>(box.highest) + 1, cells = stride * stride;
  GlcmMatrix counts(cells * steps.size(), 0);
  count_pairs(box, runs, steps, counts.data());
  for (std::size_t d = 0; d < steps.size(); ++d) {
    out[d].dense.assign(counts.begin() + static_cast<std::ptrdiff_t>(d * cells),
                        counts.begin() + static_cast<std::ptrdiff_t>((d + 1) * cells));
  }
  return out;
}

// The matrices of the given steps over the whole region.
std::vector<Pairs> region_pairs(const LevelBox& box, std::span<const std::int64_t> steps,
                                const stats::ParallelFor& parallel) {
  std::vector<Pairs> out(steps.size());
  if (box.highest > LevelBox::kByteLevels) {
    parallel(steps.size(), [&](std::size_t d) { out[d].list = list_pairs(box, box.roi.runs, steps[d]); });
    return out;
  }
  const std::size_t stride = static_cast<std::size_t>(box.highest) + 1, cells = stride * stride;
  // Whole numbers: slabs are added up in any order. Few slabs where matrices are large.
  const std::vector<Slab> parts = slabs(box.roi, cells <= 4096 ? 4 : 2);
  constexpr std::size_t kTogether = 4;
  const std::size_t groups = (steps.size() + kTogether - 1) / kTogether;
  std::vector<GlcmMatrix> counts(parts.size() * groups);
  parallel(counts.size(), [&](std::size_t task) {
    const std::size_t first = task / parts.size() * kTogether;
    const auto of_group = steps.subspan(first, std::min(kTogether, steps.size() - first));
    counts[task].assign(of_group.size() * cells, 0);
    count_pairs(box, runs_of(box.roi, parts[task % parts.size()]), of_group, counts[task].data());
  });
  for (std::size_t d = 0; d < steps.size(); ++d) {
    out[d].dense.assign(cells, 0);
    for (std::size_t p = 0; p < parts.size(); ++p) {
      const std::uint32_t* from = counts[d / kTogether * parts.size() + p].data() + d % kTogether * cells;
      for (std::size_t k = 0; k < cells; ++k) out[d].dense[k] += from[k];
    }
  }
  return out;
}

std::vector<std::int64_t> steps_of(const Roi& roi, std::size_t directions, int distance) {
  std::vector<std::int64_t> out;
  for (std::size_t d = 0; d < directions; ++d) out.push_back(offset(roi, kDirections[d], distance));
  return out;
}

}  // namespace

GlcmValues glcm_features(std::span<const std::uint32_t> counts, int highest) { return dense_features(counts, highest); }

std::array<GlcmMatrix, 13> glcm_matrices(const LevelBox& box, int distance, const stats::ParallelFor& parallel) {
  if (box.highest > kMostDense) {
    throw std::invalid_argument("co-occurrence matrices of " + std::to_string(box.highest) + " grey levels; at most " +
                                std::to_string(kMostDense));
  }
  std::vector<Pairs> pairs = region_pairs(box, steps_of(box.roi, kDirections.size(), distance), parallel);
  const std::size_t stride = static_cast<std::size_t>(box.highest) + 1;
  std::array<GlcmMatrix, 13> out;
  parallel(out.size(), [&](std::size_t d) {
    out[d] = std::move(pairs[d].dense);
    if (!out[d].empty()) return;
    out[d].assign(stride * stride, 0);
    for (const PairCell& cell : pairs[d].list) out[d][cell.i * stride + cell.j] = cell.count;
  });
  return out;
}

std::map<Aggregation, GlcmValues> glcm(const LevelBox& box, std::span<const Aggregation> aggregations, int distance,
                                       const stats::ParallelFor& parallel, Weighting weighting) {
  const auto asked = [&](Aggregation a) {
    return std::find(aggregations.begin(), aggregations.end(), a) != aggregations.end();
  };
  const bool by_slice = asked(Aggregation::average_2d) || asked(Aggregation::slice_merge_2d);
  const bool volume = asked(Aggregation::average_3d) || asked(Aggregation::volume_merge_3d);
  const bool whole = volume || asked(Aggregation::direction_merge_25d) || asked(Aggregation::volume_merge_25d);
  const auto steps = steps_of(box.roi, volume ? kDirections.size() : kPlanarDirections, distance);
  std::array<double, kDirections.size()> weights;
  for (std::size_t d = 0; d < weights.size(); ++d) weights[d] = weight(weighting, kDirections[d], distance);

  Mean<kGlcmFeatures> average_2d, slice_merge;
  if (by_slice) {
    const std::vector<Slab> slices = each_slice(box.roi);
    std::vector<std::array<GlcmValues, kPlanarDirections + 1>> found(slices.size());
    parallel(slices.size(), [&](std::size_t s) {
      const auto pairs = slice_pairs(box, slices[s], std::span(steps).first(kPlanarDirections));
      for (std::size_t d = 0; d < kPlanarDirections && asked(Aggregation::average_2d); ++d)
        found[s][d] = merged_features(std::span(pairs).subspan(d, 1), std::array{1.0}, box.highest);
      if (asked(Aggregation::slice_merge_2d))
        found[s][kPlanarDirections] = merged_features(pairs, weights, box.highest);
    });
    for (const auto& slice : found) {
      for (std::size_t d = 0; d < kPlanarDirections; ++d) average_2d.add(slice[d]);
      slice_merge.add(slice[kPlanarDirections]);
    }
  }

  std::vector<Pairs> matrix;
  if (whole) matrix = region_pairs(box, steps, parallel);
  std::vector<GlcmValues> of_direction(matrix.size());
  if (asked(Aggregation::average_3d) || asked(Aggregation::direction_merge_25d)) {
    parallel(matrix.size(), [&](std::size_t d) {
      of_direction[d] = merged_features(std::span(matrix).subspan(d, 1), std::array{1.0}, box.highest);
    });
  }
  const auto mean_of = [&](std::size_t count) {
    Mean<kGlcmFeatures> mean;
    for (std::size_t d = 0; d < count; ++d) mean.add(of_direction[d]);
    return mean.result(Reason::no_pairs);
  };
  const auto merge_of = [&](std::size_t count) {
    return merged_features(std::span(matrix).first(count), weights, box.highest);
  };
  return put_together(aggregations, average_2d, slice_merge, Reason::no_pairs, mean_of, merge_of);
}

}  // namespace rgx::features
