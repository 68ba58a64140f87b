#pragma once
// Ranks and adjusted p values of a family of which only a histogram is known, and the p values of those bins that are
// asked for. The answers are those of adjust() on the whole list, bit for bit: only places where the histogram leaves
// them open are looked at.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "stats/correction/correct.hpp"
#include "stats/map/map_scale.hpp"

namespace rgx::stats {

// A p value and how often it occurs.
struct PCount {
  double p;
  std::uint64_t count;
};
// Sorts by p and joins equal ones.
void join_equal(std::vector<PCount>& list);

// Bins first to last (not included), in order and at least two bins apart.
struct BinRun {
  std::int32_t first, last;
};

// What adjust() makes of a p of some rank before its running minimum: none, bonferroni, BH and BY, others throw
// std::invalid_argument.
class RankRule {
 public:
  RankRule(Correction correction, std::uint64_t tests);
  [[nodiscard]] double operator()(double p, std::uint64_t rank) const;

 private:
  Correction correction_;
  double tests_, harmonic_ = 0;
};

struct OrderWish {
  double level = 0.05;              // q at or below is rejected
  std::uint64_t strongest = 10000;  // rows wanted whatever their q
  std::uint64_t most = 1000000;     // rows wanted at most because of their q
  std::uint64_t at_once = 1 << 21;  // p values looked at in one pass beside the rows
};

class MapOrder {
 public:
  // counts: pairs in each bin of the scale, each within one bin of its own. rule: a function of p and rank that falls
  // with neither p growing nor rank falling.
  MapOrder(const MapScale& scale, std::span<const std::uint64_t> counts, const RankRule& rule, const OrderWish& wish);

  // The bins that must be looked at next; none: everything is settled. The first answer holds the bins of the rows.
  [[nodiscard]] std::vector<BinRun> next();
  // All p values of the pairs counted in the bins last asked for, ascending.
  void found(std::span<const PCount> list);

  // Bins from here on hold every row that can be wanted; the number of rows to keep, by p.
  [[nodiscard]] std::int32_t row_bin() const { return std::max(rows_from_ - 1, 0); }
  [[nodiscard]] std::uint64_t rows_at_most() const { return keep_; }

  // Once settled: how many have q at or below the level; the rows to report; the distinct p of the rows with their q.
  [[nodiscard]] std::uint64_t rejected() const { return *rejected_; }
  [[nodiscard]] std::uint64_t rows() const;
  [[nodiscard]] std::vector<std::pair<double, double>> adjusted() const;

 private:
  struct Candidate {
    double least;
    std::int32_t bin;
  };

  [[nodiscard]] std::uint64_t from(std::int32_t bin) const;  // pairs counted in this bin and above
  [[nodiscard]] double least(std::int32_t low, std::int32_t high) const;
  [[nodiscard]] double at_edge(std::int32_t bin) const;
  [[nodiscard]] std::optional<std::int32_t> first_rejected(std::int32_t low, std::int32_t high) const;
  void start();
  void ask_rejected(std::vector<char>& wanted, std::uint64_t& room);
  void ask_beyond(std::vector<char>& wanted, std::uint64_t room);
  void gather_candidates(std::int32_t low, std::int32_t high);
  void settle_rejected(std::uint64_t above, std::span<const PCount> list);
  void settle_beyond(const BinRun& run, std::uint64_t above, std::span<const PCount> list);

  const MapScale& scale_;
  RankRule rule_;
  OrderWish wish_;
  std::vector<std::uint64_t> from_;
  std::vector<BinRun> asked_;

  // Bins are meant by the pairs' own |r| from here on. Those of the rows and above:
  std::int32_t rows_from_ = 0;
  std::uint64_t keep_ = 0;
  std::vector<PCount> prefix_;
  bool started_ = false;

  // The last p whose value is at or below the level lies in the bins open_ … certain_ - 1, or is the last of certain_
  // and above; of certain_ = rows_from_ only the rows themselves can tell.
  std::int32_t open_ = 0, certain_ = 0, asked_to_ = -1;
  std::optional<std::uint64_t> rejected_;

  // The least value beyond the rows, as far as is known; what the bins hold that are settled is in it.
  double beyond_ = 1;
  std::vector<char> settled_;
  std::vector<Candidate> candidates_;
};

}  // namespace rgx::stats
