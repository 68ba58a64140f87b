#pragma once
// The common scale on which the pairs of a map are sorted before they are looked at exactly: bins of |r| at the degrees
// of freedom of the complete cases. A pair with other degrees of freedom lies where its p lies.
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "stats/base/parallel.hpp"
#include "stats/base/result.hpp"

namespace rgx::stats {

// r at t = r·sqrt(df/(1 - r²)), and the p of it.
double t_of_r(double r, int df);
Tail p_of_r(double r, int df);

class MapScale {
 public:
  // Bins of width 2^-bits, as fine as `error` allows (no pair is counted further than one bin from its own) and the
  // number of pairs rewards.
  MapScale(int df, double error, std::uint64_t pairs);

  [[nodiscard]] int df() const { return df_; }
  [[nodiscard]] double error() const { return error_; }
  [[nodiscard]] std::int32_t bins() const { return bins_; }
  [[nodiscard]] double edge(std::int32_t bin) const { return static_cast<double>(bin) / bins_; }
  // p at the lower edge of a bin, the largest p of it; 0 beyond the last. Kept once computed: not for several threads.
  [[nodiscard]] double p(std::int32_t bin) const;
  // The bin of a p; all edges must have been computed.
  void compute_edges(const ParallelFor& parallel);
  [[nodiscard]] std::int32_t bin_of(Tail tail) const;

  // The cell of the p histogram that holds all pairs counted in the bin, of bins `parts` times as fine; -1 where an
  // edge is too near to say.
  [[nodiscard]] std::vector<std::int16_t> cells(std::int32_t parts) const;

 private:
  int df_;
  double error_;
  std::int32_t bins_;
  mutable std::vector<double> p_;
  std::vector<double> log10_p_;
};

// Histogram cells by |r| at some degrees of freedom, p itself asked only beside an edge.
class CellsOfR {
 public:
  explicit CellsOfR(int df);
  [[nodiscard]] std::size_t operator()(double r) const;
  // |r| at the edges of p, descending.
  [[nodiscard]] std::span<const double> edges() const { return edges_; }

 private:
  int df_;
  std::vector<double> edges_;
};

}  // namespace rgx::stats
