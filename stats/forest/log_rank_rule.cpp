#include <Eigen/Core>
#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>

#include "stats/base/parallel.hpp"
#include "stats/forest/column_order.hpp"
#include "stats/forest/node_rule.hpp"
#include "stats/survival/tied_times.hpp"

namespace rgx::stats {
namespace {

constexpr std::size_t kBlock = 16;  // event times that share a sum

// What a case brings to the child it moves into. With d events of Y at risk at an event time of the node, and
// a = d (Y - d)/(Y - 1), the variance of a child with Y_L at risk is sum a Y_L/Y - sum a Y_L²/Y².
struct Moved {
  std::uint32_t slot = 0;  // event times of the node no later than the case's
  double times = 0;        // how often it was drawn
  double residual = 0;     // observed less expected events, of all its copies
  double first = 0;        // sum of a/Y up to its slot
  double second = 0;       // sum of a/Y² up to its slot
};

// Sums over the cases moved so far, of `second` and of how many, up to every slot: those of the slot's own block up to
// it, and those of the blocks before. A case is added to a whole block and to all blocks, times 0 before its own place:
// as many steps for every case, so that the processor need not guess where a loop ends.
class SumsBySlot {
 public:
  explicit SumsBySlot(std::size_t most_slots) {
    const std::size_t blocks = blocks_of(most_slots);
    step_.assign(2 * std::max(blocks, kBlock), 0.0);
    half_ = step_.size() / 2;
    std::fill(step_.begin() + static_cast<std::ptrdiff_t>(half_), step_.end(), 1.0);
    for (auto* sums : {&second_, &cases_}) sums->resize(blocks * kBlock);
    for (auto* sums : {&second_before_, &cases_before_}) sums->resize(blocks);
  }
  void clear(std::size_t slots) {
    blocks_ = blocks_of(slots);
    for (auto* sums : {&second_, &cases_}) std::fill_n(sums->begin(), blocks_ * kBlock, 0.0);
    for (auto* sums : {&second_before_, &cases_before_}) std::fill_n(sums->begin(), blocks_, 0.0);
  }
  [[nodiscard]] double second(std::size_t slot) const { return second_[slot] + second_before_[slot / kBlock]; }
  [[nodiscard]] double cases(std::size_t slot) const { return cases_[slot] + cases_before_[slot / kBlock]; }
  void add(std::size_t slot, double second, double cases) {
    const std::size_t block = slot / kBlock;
    const Eigen::Map<const Own> from(step_.data() + half_ - slot % kBlock);
    Eigen::Map<Own>(second_.data() + block * kBlock) += second * from;
    Eigen::Map<Own>(cases_.data() + block * kBlock) += cases * from;
    const auto blocks = static_cast<Eigen::Index>(blocks_);
    const Eigen::Map<const Eigen::ArrayXd> after(step_.data() + half_ - (block + 1), blocks);
    Eigen::Map<Eigen::ArrayXd>(second_before_.data(), blocks) += second * after;
    Eigen::Map<Eigen::ArrayXd>(cases_before_.data(), blocks) += cases * after;
  }

 private:
  using Own = Eigen::Array<double, kBlock, 1>;
  // A multiple of what one instruction adds.
  static std::size_t blocks_of(std::size_t slots) { return (slots / kBlock + 4) / 4 * 4; }
  std::vector<double> step_;  // zeros, then ones
  std::size_t half_ = 0, blocks_ = 0;
  std::vector<double> second_, cases_, second_before_, cases_before_;
};

class LogRankRule : public NodeRule {
 public:
  LogRankRule(const ForestTimes& times, std::uint32_t min_child)
      : times_(times),
        min_child_(min_child),
        moved_(times.slot.size()),
        bits_(times.time.size() / 64 + 1),
        before_(bits_.size()),
        moved_sums_(times.time.size()),
        difference_(times.slot.size()),
        variance_(times.slot.size()) {}

  bool enter(std::span<const std::uint32_t> cases, const std::uint32_t* times) override {
    find_slots(cases);
    const std::size_t slots = slot_.size();
    leaving_.assign(slots + 1, 0);
    events_.assign(slots, 0);
    total_ = 0;
    for (const std::uint32_t c : cases) {
      Moved& m = moved_[c];
      m.slot = node_slot(times_.slot[c]);
      m.times = times[c];
      total_ += times[c];
      leaving_[m.slot] += times[c];
      if (times_.event[c] != 0) events_[m.slot - 1] += times[c];
    }
    at_risk_.resize(slots);
    hazard_.assign(slots + 1, 0);
    first_.assign(slots + 1, 0);
    second_.assign(slots + 1, 0);
    double risk = total_;
    for (std::size_t k = 0; k < slots; ++k) {
      risk -= leaving_[k];
      const double d = events_[k], a = risk > 1 ? d * (risk - d) / (risk - 1) : 0;
      at_risk_[k] = risk;
      hazard_[k + 1] = hazard_[k] + d / risk;
      first_[k + 1] = first_[k] + a / risk;
      second_[k + 1] = second_[k] + a / risk / risk;
    }
    if (slots == 0 || total_ < 2.0 * min_child_) return false;
    for (const std::uint32_t c : cases) {
      Moved& m = moved_[c];
      m.residual = m.times * (times_.event[c] - hazard_[m.slot]);
      m.first = first_[m.slot];
      m.second = second_[m.slot];
    }
    return true;
  }

  void judge(std::span<const std::uint32_t> ordered, double* criterion) override {
    const std::size_t cuts = ordered.size() - 1;
    moved_sums_.clear(slot_.size());
    double left = 0, moved = 0, difference = 0, linear = 0, square = 0;
    for (std::size_t k = 0; k < cuts; ++k) {
      const Moved& m = moved_[ordered[k]];
      left += m.times;
      difference += m.residual;
      if (m.slot > 0) {
        // Those moved before it are at risk with it up to the earlier of the two times.
        const double shared = moved_sums_.second(m.slot) + m.second * (moved - moved_sums_.cases(m.slot));
        linear += m.times * m.first;
        square += m.times * (2 * shared + m.times * m.second);
        moved += m.times;
        moved_sums_.add(m.slot, m.times * m.second, m.times);
      }
      difference_[k] = difference;
      variance_[k] = linear - square;
      // Where nobody at risk tells the children apart, what is left of the difference of the sums is rounding.
      const bool allowed = left >= min_child_ && total_ - left >= min_child_ && variance_[k] > 1e-11 * linear;
      criterion[k] = allowed ? 0 : -1;
    }
    for (std::size_t k = 0; k < cuts; ++k)
      if (criterion[k] == 0) criterion[k] = difference_[k] * difference_[k] / variance_[k];
  }

  double gain(double criterion) const override { return std::sqrt(criterion); }

  void leaf(ForestNode&, ForestTree& tree, Stream&) override {
    for (std::size_t k = 0; k < slot_.size(); ++k) {
      tree.time.push_back(slot_[k]);
      tree.jump.push_back(events_[k] / at_risk_[k]);
    }
    tree.first.push_back(static_cast<std::uint32_t>(tree.time.size()));
  }

 private:
  // The node's event times among the forest's: a bit each, and how many stand in the words before.
  void find_slots(std::span<const std::uint32_t> cases) {
    std::ranges::fill(bits_, 0);
    for (const std::uint32_t c : cases)
      if (times_.event[c] != 0) bits_[times_.slot[c] / 64] |= std::uint64_t{1} << (times_.slot[c] % 64);
    slot_.clear();
    for (std::size_t w = 0; w < bits_.size(); ++w) {
      before_[w] = static_cast<std::uint32_t>(slot_.size());
      for (std::uint64_t word = bits_[w]; word != 0; word &= word - 1)
        slot_.push_back(static_cast<std::uint32_t>(64 * w) + static_cast<std::uint32_t>(std::countr_zero(word)) - 1);
    }
  }
  std::uint32_t node_slot(std::uint32_t slot) const {
    const std::uint64_t upto = ~std::uint64_t{0} >> (63 - slot % 64);
    return before_[slot / 64] + static_cast<std::uint32_t>(std::popcount(bits_[slot / 64] & upto));
  }

  const ForestTimes& times_;
  double min_child_;
  std::vector<Moved> moved_;
  std::vector<std::uint64_t> bits_;    // of slots with an event in the node
  std::vector<std::uint32_t> before_;  // bits set before each word
  std::vector<std::uint32_t> slot_;    // of the node's event times: places among the forest's
  std::vector<double> leaving_, events_, at_risk_, hazard_, first_, second_;
  SumsBySlot moved_sums_;
  std::vector<double> difference_, variance_;
  double total_ = 0;
};

}  // namespace

ForestTimes forest_times(ConstVector time, std::span<const int> event) {
  ForestTimes out;
  std::vector<double> joined(static_cast<std::size_t>(time.size()));
  for (std::size_t i = 0; i < joined.size(); ++i) joined[i] = time[static_cast<Eigen::Index>(i)];
  joined = tied_times(joined);
  for (std::size_t i = 0; i < joined.size(); ++i) {
    out.event.push_back(event[i] != 0);
    if (event[i] != 0) out.time.push_back(joined[i]);
  }
  std::ranges::sort(out.time);
  out.time.erase(std::ranges::unique(out.time).begin(), out.time.end());
  for (const double t : joined)
    out.slot.push_back(static_cast<std::uint32_t>(std::ranges::upper_bound(out.time, t) - out.time.begin()));
  return out;
}

std::unique_ptr<NodeRule> log_rank_rule(const ForestTimes& times, std::uint32_t min_child) {
  return std::make_unique<LogRankRule>(times, min_child);
}

std::vector<double> log_rank_cuts(ConstVector column, ConstVector time, std::span<const int> event,
                                  std::uint32_t min_child) {
  const ForestTimes times = forest_times(time, event);
  std::vector<std::uint32_t> cases(event.size()), ordered(event.size());
  std::iota(cases.begin(), cases.end(), 0U);
  const std::vector<std::uint32_t> once(event.size(), 1);
  std::vector<double> out(event.empty() ? 0 : event.size() - 1, -1.0);
  const auto rule = log_rank_rule(times, min_child);
  if (out.empty() || !rule->enter(cases, once.data())) return out;
  ColumnOrder::Scratch scratch;
  ColumnOrder(column, serial_for).list(0, cases, ordered.data(), scratch);
  rule->judge(ordered, out.data());
  for (std::size_t k = 0; k + 1 < ordered.size(); ++k)
    if (column[ordered[k]] == column[ordered[k + 1]]) out[k] = -1;
  return out;
}

}  // namespace rgx::stats
