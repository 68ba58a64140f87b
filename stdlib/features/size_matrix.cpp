#include "stdlib/features/size_matrix.hpp"

#include <cmath>
#include <tuple>
#include <utility>

namespace rgx::features {

void SizeMatrix::add(std::uint32_t level, std::uint32_t size, std::uint32_t times) {
  sparse_.push_back({level, size, times});
  if (sparse_.size() < fold_at_) return;
  sparse_ = collect(std::move(sparse_));
  fold_at_ = std::max<std::size_t>(fold_at_, 2 * sparse_.size());
}

void SizeMatrix::merge(const SizeMatrix& other) {
  for (std::size_t i = 0; i < dense_.size(); ++i) dense_[i] += other.dense_[i];
  if (other.sparse_.empty()) return;
  sparse_.insert(sparse_.end(), other.sparse_.begin(), other.sparse_.end());
  sparse_ = collect(std::move(sparse_));
}

void SizeMatrix::clear() {
  std::fill(dense_.begin(), dense_.end(), 0);
  sparse_.clear();
}

void SizeMatrix::rest_is_single(std::span<const std::uint32_t> voxels_of) {
  if (!dense_.empty()) {
    for (std::size_t level = 0; level <= levels_; ++level) {
      std::uint32_t* row = dense_.data() + level * width_;
      std::uint32_t rest = voxels_of[level];
      for (std::size_t size = 1; size < width_; ++size) rest -= static_cast<std::uint32_t>(size) * row[size];
      row[1] += rest;
    }
    return;
  }
  std::vector<std::uint64_t> rest(voxels_of.begin(), voxels_of.end());
  for (const SizeCell& c : sparse_) rest[c.level] -= c.size * c.count;
  for (std::size_t level = 0; level <= levels_; ++level)
    count(static_cast<std::uint32_t>(level), 1, static_cast<std::uint32_t>(rest[level]));
}

std::vector<SizeCell> SizeMatrix::cells() const {
  if (dense_.empty()) return collect(sparse_);
  std::vector<SizeCell> out;
  for (std::size_t i = 0; i < dense_.size(); ++i) {
    if (dense_[i] == 0) continue;
    out.push_back({static_cast<std::uint32_t>(i / width_), static_cast<std::uint32_t>(i % width_), dense_[i]});
  }
  return out;
}

namespace {

template <typename Cell>
std::vector<Cell> put_together(std::vector<Cell> cells) {
  std::stable_sort(cells.begin(), cells.end(),
                   [](const Cell& a, const Cell& b) { return std::tie(a.level, a.size) < std::tie(b.level, b.size); });
  std::vector<Cell> out;
  for (const Cell& c : cells) {
    if (!out.empty() && out.back().level == c.level && out.back().size == c.size) {
      out.back().count += c.count;
    } else {
      out.push_back(c);
    }
  }
  return out;
}

// Sum of squared sums of the counts that share a key.
template <typename Cell, typename Key>
double squared_sums(std::vector<Cell> cells, Key key) {
  std::stable_sort(cells.begin(), cells.end(), [&](const Cell& a, const Cell& b) { return key(a) < key(b); });
  double out = 0;
  for (std::size_t i = 0; i < cells.size();) {
    double sum = 0;
    const auto here = key(cells[i]);
    for (; i < cells.size() && key(cells[i]) == here; ++i) sum += static_cast<double>(cells[i].count);
    out += sum * sum;
  }
  return out;
}

template <typename Cell>
std::array<Value, 17> features_of(const std::vector<Cell>& cells, double voxels, Reason none_found) {
  std::array<Value, 17> out;
  if (cells.empty()) {
    out.fill(Value::missing(none_found));
    return out;
  }
  double total = 0, mean_level = 0, mean_size = 0;
  std::array<double, 8> emphasis{};
  for (const Cell& c : cells) {
    const auto n = static_cast<double>(c.count);
    const double i = c.level, j = c.size, i2 = i * i, j2 = j * j;
    total += n;
    mean_level += n * i;
    mean_size += n * j;
    const std::array<double, 8> term{1 / j2, j2, 1 / i2, i2, 1 / (i2 * j2), i2 / j2, j2 / i2, i2 * j2};
    for (std::size_t k = 0; k < term.size(); ++k) emphasis[k] += n * term[k];
  }
  mean_level /= total;
  mean_size /= total;
  double level_variance = 0, size_variance = 0, entropy = 0, energy = 0;
  for (const Cell& c : cells) {
    const double p = static_cast<double>(c.count) / total, di = c.level - mean_level, dj = c.size - mean_size;
    level_variance += p * di * di;
    size_variance += p * dj * dj;
    entropy -= p * std::log2(p);
    energy += p * p;
  }
  const double by_level = squared_sums(cells, [](const Cell& c) { return c.level; });
  const double by_size = squared_sums(cells, [](const Cell& c) { return c.size; });
  for (std::size_t k = 0; k < emphasis.size(); ++k) out[k] = Value::of(emphasis[k] / total);
  out[8] = Value::of(by_level / total);
  out[9] = Value::of(by_level / (total * total));
  out[10] = Value::of(by_size / total);
  out[11] = Value::of(by_size / (total * total));
  out[12] = Value::of(total / voxels);
  out[13] = Value::of(level_variance);
  out[14] = Value::of(size_variance);
  out[15] = Value::of(entropy);
  out[16] = Value::of(energy);
  return out;
}

}  // namespace

std::vector<SizeCell> collect(std::vector<SizeCell> cells) { return put_together(std::move(cells)); }

std::vector<WeightedCell> collect(std::vector<WeightedCell> cells) { return put_together(std::move(cells)); }

std::array<Value, 17> size_features(const std::vector<SizeCell>& cells, double voxels, Reason none_found) {
  return features_of(cells, voxels, none_found);
}

std::array<Value, 17> size_features(const std::vector<WeightedCell>& cells, double voxels, Reason none_found) {
  return features_of(cells, voxels, none_found);
}

}  // namespace rgx::features
