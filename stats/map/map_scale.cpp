#include "stats/map/map_scale.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "stats/base/tails.hpp"
#include "stats/correction/p_histogram.hpp"

namespace rgx::stats {
namespace {

// |r| beside an edge of p that is left to p itself: far more than the edge's own rounding, far less than a bin.
constexpr double beside = 1e-9;

}  // namespace

double t_of_r(double r, int df) { return r * std::sqrt(df / ((1 - r) * (1 + r))); }

Tail p_of_r(double r, int df) { return t_two_sided(t_of_r(r, df), df); }

MapScale::MapScale(int df, double error, std::uint64_t pairs) : df_(df), error_(error) {
  // A margin beyond the error keeps neighbours apart by more than the rounding of p.
  const double needed = -std::log2(error + 2 * beside);
  const int rewarded = std::clamp(static_cast<int>(std::bit_width(pairs / 64)), 6, 17);
  bins_ = 1 << std::clamp(static_cast<int>(std::floor(needed)), 1, rewarded);
  p_.assign(static_cast<std::size_t>(bins_) + 1, missing);
  p_.back() = 0;
}

double MapScale::p(std::int32_t bin) const {
  double& known = p_[static_cast<std::size_t>(bin)];
  if (std::isnan(known)) known = p_of_r(edge(bin), df_).p;
  return known;
}

void MapScale::compute_edges(const ParallelFor& parallel) {
  if (!log10_p_.empty()) return;
  log10_p_.resize(static_cast<std::size_t>(bins_));
  constexpr std::size_t part = 1024;
  parallel((log10_p_.size() + part - 1) / part, [&](std::size_t i) {
    for (std::size_t b = i * part; b < std::min(log10_p_.size(), (i + 1) * part); ++b) {
      const Tail tail = p_of_r(edge(static_cast<std::int32_t>(b)), df_);
      p_[b] = tail.p;
      log10_p_[b] = tail.log10_p;
    }
  });
}

std::int32_t MapScale::bin_of(Tail tail) const {
  const auto first_below =
      std::partition_point(log10_p_.begin(), log10_p_.end(), [&](double at_edge) { return at_edge >= tail.log10_p; });
  return std::max(0, static_cast<std::int32_t>(first_below - log10_p_.begin()) - 1);
}

std::vector<std::int16_t> MapScale::cells(std::int32_t parts) const {
  const CellsOfR cell_of(df_);
  const std::int32_t bins = bins_ * parts;
  std::vector<std::int16_t> out(static_cast<std::size_t>(bins));
  const auto bin_at = [&](double r) {
    return static_cast<std::int32_t>(std::clamp(std::floor(r * bins), 0.0, bins - 1.0));
  };
  // Going up in |r| the cells go down; from the bins beside one edge to those beside the next all is one cell.
  const auto edges = cell_of.edges();
  std::int32_t next = 0;
  for (std::size_t e = edges.size() + 1; e-- > 0;) {
    const std::int32_t stop = e == 0 ? bins : bin_at(edges[e - 1] - error_ - beside);
    for (; next < stop; ++next) out[static_cast<std::size_t>(next)] = static_cast<std::int16_t>(e);
    if (e == 0) break;
    const std::int32_t last = bin_at(edges[e - 1] + error_ + beside);
    for (; next <= last; ++next) out[static_cast<std::size_t>(next)] = -1;
  }
  return out;
}

CellsOfR::CellsOfR(int df) : df_(df) {
  for (const double p : p_edges()) {
    const double t = -t_quantile(p / 2, df);
    edges_.push_back(std::isfinite(t) ? t / std::hypot(t, std::sqrt(df)) : 1.0);
  }
}

std::size_t CellsOfR::operator()(double r) const {
  const double size = std::abs(r);
  // edges_ descend: those above |r| + beside have a p below that of r.
  const auto above =
      std::partition_point(edges_.begin(), edges_.end(), [&](double edge) { return edge > size + beside; });
  if (above != edges_.end() && *above >= size - beside) return p_cell(p_of_r(r, df_).p);
  return static_cast<std::size_t>(above - edges_.begin());
}

}  // namespace rgx::stats
