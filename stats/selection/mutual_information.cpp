#include "stats/selection/mutual_information.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "stats/base/describe.hpp"

namespace rgx::stats {

namespace {

using Eigen::Index;

constexpr double kTie = 1e-12;

std::vector<std::vector<int>> binned(ConstMatrix x, int bins, const ParallelFor& parallel) {
  std::vector<std::vector<int>> out(static_cast<std::size_t>(x.cols()));
  parallel(out.size(), [&](std::size_t j) {
    out[j] = equal_frequency_bins({x.col(static_cast<Index>(j)).data(), static_cast<std::size_t>(x.rows())}, bins);
  });
  return out;
}

}  // namespace

int default_bins(Index cases) {
  int bins = 2;
  while (static_cast<Index>(bins + 1) * (bins + 1) * (bins + 1) <= cases) ++bins;
  return bins;
}

std::vector<int> equal_frequency_bins(std::span<const double> x, int bins) {
  if (bins < 2) throw std::invalid_argument("mutual information: at least two bins");
  if (!all_finite(x)) throw std::invalid_argument("mutual information: missing value");
  std::vector<double> sorted(x.begin(), x.end()), cuts;
  std::sort(sorted.begin(), sorted.end());
  for (int b = 1; b < bins && !sorted.empty(); ++b) {
    const double cut = quantile_sorted(sorted, static_cast<double>(b) / bins);
    if (cuts.empty() || cut > cuts.back()) cuts.push_back(cut);
  }
  std::vector<int> out;
  for (const double v : x)
    out.push_back(static_cast<int>(std::lower_bound(cuts.begin(), cuts.end(), v) - cuts.begin()));
  return out;
}

double mutual_information(std::span<const int> a, std::span<const int> b) {
  if (a.size() != b.size()) throw std::invalid_argument("mutual information: lengths differ");
  if (a.empty()) return 0;
  const auto rows = static_cast<std::size_t>(*std::max_element(a.begin(), a.end())) + 1;
  const auto columns = static_cast<std::size_t>(*std::max_element(b.begin(), b.end())) + 1;
  std::vector<double> cell(rows * columns, 0), row(rows, 0), column(columns, 0);
  for (std::size_t i = 0; i < a.size(); ++i) {
    cell[static_cast<std::size_t>(a[i]) * columns + static_cast<std::size_t>(b[i])] += 1;
    row[a[i]] += 1;
    column[b[i]] += 1;
  }
  const auto n = static_cast<double>(a.size());
  double sum = 0;
  for (std::size_t r = 0; r < rows; ++r)
    for (std::size_t c = 0; c < columns; ++c)
      if (const double k = cell[r * columns + c]; k > 0) sum += k * std::log(k * n / (row[r] * column[c]));
  return sum / n;
}

std::vector<double> mutual_information_screen(ConstMatrix x, std::span<const int> y, int bins,
                                              const ParallelFor& parallel) {
  std::vector<double> out(static_cast<std::size_t>(x.cols()));
  parallel(out.size(), [&](std::size_t j) {
    const auto codes =
        equal_frequency_bins({x.col(static_cast<Index>(j)).data(), static_cast<std::size_t>(x.rows())}, bins);
    out[j] = mutual_information(codes, y);
  });
  return out;
}

Mrmr mrmr(ConstMatrix x, std::span<const int> y, std::size_t count, int bins, const ParallelFor& parallel) {
  const auto codes = binned(x, bins, parallel);
  const std::size_t p = codes.size();
  std::vector<double> relevance(p), redundancy(p, 0), score(p);
  parallel(p, [&](std::size_t j) { relevance[j] = mutual_information(codes[j], y); });
  std::vector<char> taken(p, 0);
  Mrmr out;
  while (out.chosen.size() < std::min(count, p)) {
    const auto before = static_cast<double>(out.chosen.size());
    std::size_t best = p;
    for (std::size_t j = 0; j < p; ++j) {
      score[j] = relevance[j] - (before > 0 ? redundancy[j] / before : 0);
      if (taken[j] == 0 && (best == p || score[j] > score[best] + kTie)) best = j;
    }
    taken[best] = 1;
    out.chosen.push_back(static_cast<Index>(best));
    out.score.push_back(score[best]);
    parallel(p, [&](std::size_t j) {
      if (taken[j] == 0) redundancy[j] += mutual_information(codes[j], codes[best]);
    });
  }
  return out;
}

}  // namespace rgx::stats
