#include "stats/map/map_order.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <utility>

namespace rgx::stats {
namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();
// Rounding of p and of the products with ranks is far below this; bounds give way by it.
constexpr double slack = 1e-12;

}  // namespace

void join_equal(std::vector<PCount>& list) {
  std::sort(list.begin(), list.end(), [](const PCount& a, const PCount& b) { return a.p < b.p; });
  std::size_t used = 0;
  for (const PCount& entry : list) {
    if (used > 0 && list[used - 1].p == entry.p) {
      list[used - 1].count += entry.count;
    } else {
      list[used++] = entry;
    }
  }
  list.resize(used);
}

RankRule::RankRule(Correction correction, std::uint64_t tests)
    : correction_(correction), tests_(static_cast<double>(tests)) {
  switch (correction) {
    case Correction::none:
    case Correction::bonferroni:
    case Correction::BH:
      return;
    case Correction::BY:
      for (std::uint64_t i = 1; i <= tests; ++i) harmonic_ += 1 / static_cast<double>(i);
      return;
    default:
      throw std::invalid_argument("a correction that maps do not know");
  }
}

// The operations of adjust(), in its order.
double RankRule::operator()(double p, std::uint64_t rank) const {
  switch (correction_) {
    case Correction::bonferroni:
      return std::min(1.0, tests_ * p);
    case Correction::BH:
      return tests_ / static_cast<double>(rank) * p;
    case Correction::BY:
      return harmonic_ * tests_ / static_cast<double>(rank) * p;
    default:
      return p;
  }
}

MapOrder::MapOrder(const MapScale& scale, std::span<const std::uint64_t> counts, const RankRule& rule,
                   const OrderWish& wish)
    : scale_(scale), rule_(rule), wish_(wish), from_(counts.size() + 1) {
  if (wish_.level >= 1) wish_.level = infinite;  // values beyond 1 are cut to it
  for (std::size_t b = counts.size(); b-- > 0;) from_[b] = from_[b + 1] + counts[b];
}

std::uint64_t MapOrder::from(std::int32_t bin) const {
  return from_[static_cast<std::size_t>(std::clamp(bin, 0, scale_.bins()))];
}

// No pair of the bins low … high - 1 has a smaller value: its p is not below that of the upper edge, and not more pairs
// come before it than are counted from one bin further down.
double MapOrder::least(std::int32_t low, std::int32_t high) const {
  const std::uint64_t rank = from(low - 1);
  if (rank == from(high + 1)) return infinite;  // no pair can lie there
  return rule_(scale_.p(high), rank) * (1 - slack);
}

// The last of all pairs at or above the lower edge of the bin has at most this value.
double MapOrder::at_edge(std::int32_t bin) const {
  const std::uint64_t rank = bin == 0 ? from(0) : from(bin + 1);
  return rank == 0 ? infinite : rule_(scale_.p(bin), rank) * (1 + slack);
}

std::optional<std::int32_t> MapOrder::first_rejected(std::int32_t low, std::int32_t high) const {
  if (low >= high || least(low, high) > wish_.level) return std::nullopt;
  if (high - low == 1) return low;
  const std::int32_t middle = low + (high - low) / 2;
  const auto below = first_rejected(low, middle);
  return below ? below : first_rejected(middle, high);
}

void MapOrder::start() {
  const std::int32_t bins = scale_.bins();
  const auto first = first_rejected(0, bins);
  keep_ = wish_.strongest;
  if (first) keep_ = std::max(keep_, std::min(wish_.most, from(*first - 1)));
  keep_ = std::min(keep_, from(0));
  const auto enough = std::partition_point(from_.begin() + 1, from_.end(), [&](std::uint64_t n) { return n >= keep_; });
  rows_from_ = std::max(0, static_cast<std::int32_t>(enough - from_.begin()) - 2);
  settled_.assign(static_cast<std::size_t>(rows_from_), 0);
  if (!first) rejected_ = 0;
  open_ = std::min(first.value_or(bins), rows_from_);
  certain_ = open_;
  while (certain_ < rows_from_ && at_edge(certain_) > wish_.level) ++certain_;
}

std::vector<BinRun> MapOrder::next() {
  asked_.clear();
  if (from(0) == 0) {
    rejected_ = 0;
    return asked_;
  }
  const std::int32_t bins = scale_.bins();
  std::vector<char> wanted(static_cast<std::size_t>(bins), 0);
  const bool first = !std::exchange(started_, true);
  if (first) {
    start();
    std::fill(wanted.begin() + row_bin(), wanted.end(), 1);
  }
  std::uint64_t room = wish_.at_once;
  if (!rejected_) ask_rejected(wanted, room);
  ask_beyond(wanted, room);
  for (std::int32_t b = 0; b < bins; ++b) {
    if (!wanted[static_cast<std::size_t>(b)]) continue;
    if (!asked_.empty() && b < asked_.back().last + 2) {
      asked_.back().last = b + 1;
    } else {
      asked_.push_back({b, b + 1});
    }
  }
  return asked_;
}

void MapOrder::ask_rejected(std::vector<char>& wanted, std::uint64_t& room) {
  asked_to_ = -1;
  if (open_ >= rows_from_) return;
  asked_to_ = std::min(open_ + 1, certain_);
  const auto cost = [&] { return from(open_ - 1) - from(asked_to_ + 1); };
  while (asked_to_ < certain_ && cost() < room) ++asked_to_;
  room -= std::min(room, cost());
  for (std::int32_t b = std::max(0, open_ - 1); b <= std::min(asked_to_, scale_.bins() - 1); ++b) {
    wanted[static_cast<std::size_t>(b)] = 1;
  }
}

void MapOrder::ask_beyond(std::vector<char>& wanted, std::uint64_t room) {
  candidates_.clear();
  gather_candidates(0, rows_from_);
  std::erase_if(candidates_, [&](const Candidate& c) { return c.least >= beyond_; });
  std::sort(candidates_.begin(), candidates_.end(), [](const Candidate& a, const Candidate& b) {
    return a.least != b.least ? a.least < b.least : a.bin > b.bin;
  });
  bool first = true;
  for (const Candidate& c : candidates_) {
    const std::uint64_t cost = from(c.bin - 1) - from(c.bin + 2);
    if (!std::exchange(first, false) && cost > room) break;
    room -= std::min(room, cost);
    for (std::int32_t b = std::max(0, c.bin - 1); b <= c.bin + 1 && b < scale_.bins(); ++b) {
      wanted[static_cast<std::size_t>(b)] = 1;
    }
  }
}

// From the strongest downwards, as the least value is usually close to the rows.
void MapOrder::gather_candidates(std::int32_t low, std::int32_t high) {
  if (low >= high || least(low, high) >= beyond_) return;
  if (high - low == 1) {
    if (!settled_[static_cast<std::size_t>(low)]) candidates_.push_back({least(low, high), low});
    return;
  }
  const std::int32_t middle = low + (high - low) / 2;
  beyond_ = std::min(beyond_, at_edge(middle));
  gather_candidates(middle, high);
  gather_candidates(low, middle);
}

void MapOrder::found(std::span<const PCount> list) {
  for (std::size_t r = asked_.size(); r-- > 0;) {
    const BinRun run = asked_[r];
    // Two bins between runs: the p at this edge lies between theirs.
    const double limit = run.first == 0 ? infinite : scale_.p(run.first - 1);
    const auto end = std::partition_point(list.begin(), list.end(), [&](const PCount& c) { return c.p <= limit; });
    const auto own = list.first(static_cast<std::size_t>(end - list.begin()));
    list = list.subspan(own.size());
    const std::uint64_t above = from(run.last);
    if (prefix_.empty() && run.last == scale_.bins()) {
      const double last = rows_from_ == 0 ? infinite : scale_.p(rows_from_);
      for (const PCount& c : own) {
        if (c.p <= last) prefix_.push_back(c);
      }
    }
    settle_beyond(run, above, own);
    if (!rejected_ && asked_to_ >= 0 && run.first <= open_ && open_ < run.last) settle_rejected(above, own);
  }
  if (rejected_ || open_ < rows_from_) return;
  std::uint64_t rank = 0, best = 0;
  for (const PCount& c : prefix_) {
    rank += c.count;
    if (rule_(c.p, rank) <= wish_.level) best = rank;
  }
  rejected_ = best;
}

// Ranks are exact where the bins on both sides were asked for.
void MapOrder::settle_beyond(const BinRun& run, std::uint64_t above, std::span<const PCount> list) {
  const std::int32_t low = run.first == 0 ? 0 : run.first + 1;
  const std::int32_t high = std::min(rows_from_, run.last == scale_.bins() ? run.last : run.last - 1);
  if (low >= high) return;
  const double largest = low == 0 ? infinite : scale_.p(low), smallest = scale_.p(high);
  std::uint64_t rank = above;
  for (const PCount& c : list) {
    rank += c.count;
    if (c.p > smallest && c.p <= largest) beyond_ = std::min(beyond_, rule_(c.p, rank));
  }
  std::fill(settled_.begin() + low, settled_.begin() + high, 1);
}

void MapOrder::settle_rejected(std::uint64_t above, std::span<const PCount> list) {
  const bool all = asked_to_ == certain_;
  const double largest = open_ == 0 ? infinite : scale_.p(open_), stop = scale_.p(asked_to_);
  std::uint64_t rank = above, best = 0, certain = above;
  for (const PCount& c : list) {
    rank += c.count;
    if (c.p <= stop) certain = rank;
    if (c.p > stop && c.p <= largest && rule_(c.p, rank) <= wish_.level) best = rank;
  }
  if (best > 0) {
    rejected_ = best;
  } else if (!all) {
    open_ = first_rejected(asked_to_, certain_).value_or(certain_);
  } else if (certain_ < rows_from_) {
    rejected_ = certain;
  } else {
    open_ = rows_from_;  // none beyond the rows
  }
}

std::uint64_t MapOrder::rows() const {
  return std::min(keep_, std::max(wish_.strongest, std::min(wish_.most, *rejected_)));
}

std::vector<std::pair<double, double>> MapOrder::adjusted() const {
  std::vector<std::pair<double, double>> out(prefix_.size());
  std::uint64_t rank = 0;
  for (std::size_t i = 0; i < prefix_.size(); ++i) {
    rank += prefix_[i].count;
    out[i] = {prefix_[i].p, rule_(prefix_[i].p, rank)};
  }
  double lowest = std::min(1.0, beyond_);
  for (std::size_t i = out.size(); i-- > 0;) {
    lowest = std::min(lowest, out[i].second);
    out[i].second = lowest;
  }
  return out;
}

}  // namespace rgx::stats
