// Fisher's test on r × c tables. The rows are stages, a node is what remains of the column totals (its order does not
// matter). Going forward, a path keeps the logarithm of its probability; by bounds on its completions it is counted
// whole, dropped, or carried on (the network idea of Mehta & Patel 1983). Where the remaining rows have become few, all
// completions of a node are listed in order; two ordered lists are then paired across the row in the middle in the time
// it takes to read them, which is far less than the number of tables.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <numbers>
#include <numeric>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include "stats/base/tails.hpp"
#include "stats/groups/fisher_exact.hpp"

namespace rgx::stats {
namespace {

constexpr int most_columns = 8;
constexpr long most_cases = 60000;
using Node = std::array<std::uint16_t, most_columns>;  // remaining column totals, descending, 0 beyond the columns

struct NodeHash {
  std::size_t operator()(const Node& node) const {
    std::uint64_t h = 0xcbf29ce484222325;
    for (const auto v : node) h = (h ^ v) * 0x100000001b3;
    return h ^ (h >> 29);
  }
};

void descending(Node& node) {
  for (std::size_t i = 1; i < node.size(); ++i) {
    for (std::size_t j = i; j > 0 && node[j - 1] < node[j]; --j) std::swap(node[j - 1], node[j]);
  }
}

// A set of paths of equal probability.
struct Path {
  double ln;     // logarithm of the product of multinomial coefficients of its rows
  double count;  // how many
};
using Paths = std::vector<Path>;

struct Step {
  Node to;
  double ln;
  double count;
};

// Paths whose logarithms differ by rounding only are one.
void merge(Paths& paths) {
  std::sort(paths.begin(), paths.end(), [](const Path& a, const Path& b) { return a.ln < b.ln; });
  std::size_t kept = 0;
  for (const Path& path : paths) {
    if (kept > 0 && path.ln - paths[kept - 1].ln < 1e-11) {
      paths[kept - 1].count += path.count;
    } else {
      paths[kept++] = path;
    }
  }
  paths.resize(kept);
}

// ln of the sum of weights of the first i paths, i = 0 … all; in logarithms, for they span more than double does.
std::vector<double> ln_sums(const Paths& paths) {
  std::vector<double> sums(paths.size() + 1, -std::numeric_limits<double>::infinity());
  for (std::size_t i = 0; i < paths.size(); ++i) {
    const double ln = paths[i].ln + std::log(paths[i].count);
    const double low = std::min(ln, sums[i]), high = std::max(ln, sums[i]);
    sums[i + 1] = high + std::log1p(std::exp(low - high));
  }
  return sums;
}

// Paths ready to be counted below a cut. long double for its range: the weights of one node may span 10^±1000.
struct Summed {
  std::vector<double> ln;          // ascending
  std::vector<long double> below;  // below[i]: weights of the first i, relative to the largest

  explicit Summed(const Paths& paths) : below(paths.size() + 1) {
    ln.reserve(paths.size());
    for (std::size_t i = 0; i < paths.size(); ++i) {
      ln.push_back(paths[i].ln);
      below[i + 1] = below[i] + paths[i].count * std::exp(static_cast<long double>(paths[i].ln - paths.back().ln));
    }
  }

  // How many lie at or below a value.
  [[nodiscard]] std::size_t up_to(double value) const {
    return static_cast<std::size_t>(std::upper_bound(ln.begin(), ln.end(), value) - ln.begin());
  }
};

class Network {
 public:
  Network(const Counts& table, double limit) : limit_(limit) {
    const bool turn = table.cols > table.rows;
    cols_ = turn ? table.rows : table.cols;
    const int rows = turn ? table.cols : table.rows;
    row_.resize(rows);
    std::vector<long> col(cols_);
    for (int r = 0; r < table.rows; ++r) {
      for (int c = 0; c < table.cols; ++c) {
        row_[turn ? c : r] += table(r, c);
        col[turn ? r : c] += table(r, c);
      }
    }
    const long n = std::accumulate(col.begin(), col.end(), 0L);
    fits_ = cols_ <= most_columns && n <= most_cases;
    if (!fits_) return;
    ln_factorial_.resize(n + 1);
    long double sum = 0;
    for (long i = 1; i <= n; ++i) ln_factorial_[i] = static_cast<double>(sum += std::log(static_cast<long double>(i)));
    double seen = 0;
    for (const long r : row_) seen += ln_factorial_[r];
    for (const long v : table.n) seen -= ln_factorial_[v];
    cut_ = seen + std::log1p(1e-7);
    // Large rows first: what remains is then small, and the bounds are close.
    std::sort(row_.begin(), row_.end(), std::greater<>());
    std::sort(col.begin(), col.end(), std::greater<>());
    for (int c = 0; c < cols_; ++c) start_[c] = static_cast<std::uint16_t>(col[c]);
    ln_all_ = ln_total(start_);
  }

  std::optional<Tail> p() {
    if (!fits_) return std::nullopt;
    std::unordered_map<Node, Paths, NodeHash> level{{start_, {{0.0, 1.0}}}};
    const int rows = static_cast<int>(row_.size());
    for (int stage = 0; stage < rows; ++stage) {
      std::vector<Node> nodes;
      std::size_t paths = 0;
      for (auto& [node, list] : level) {
        nodes.push_back(node);
        merge(list);
        paths += list.size();
      }
      std::sort(nodes.begin(), nodes.end());  // the order of a hash table must not reach the sum
      const double listing = list_cost(nodes, stage), going_on = static_cast<double>(paths) * branches(stage);
      if (std::min(listing, going_on) > 10 * limit_) return std::nullopt;  // hopeless even if the guess is far off
      if (listing <= going_on || stage + 2 >= rows) {
        for (const Node& node : nodes) {
          if (!finish(node, stage, level[node])) return std::nullopt;
        }
        break;
      }
      std::unordered_map<Node, Paths, NodeHash> next;
      for (const Node& node : nodes) {
        if (!advance(node, stage, level[node], next)) return std::nullopt;
      }
      level = std::move(next);
    }
    const double ln_p = std::log(counted_) + cut_ - ln_all_;
    return ln_p >= 0 ? Tail{1, 0} : tail_of_log(ln_p);
  }

 private:
  // Tables of one row, the column totals not considered.
  [[nodiscard]] double branches(int stage) const {
    double ways = 1;
    for (int c = 1; c < cols_; ++c) ways *= static_cast<double>(row_[stage] + c) / c;
    return ways;
  }

  // About how many tables complete the node: all ways of the rows, times the normal density of the column totals when
  // every way is equally likely (Gail & Mantel 1977). It only chooses where to stop going forward.
  [[nodiscard]] double expected_completions(const Node& node, int stage) const {
    const double c = cols_;
    double ways = 1, most = 1, variance = 0, n = 0, distance = 0;
    for (std::size_t i = stage; i < row_.size(); ++i) {
      const double r = static_cast<double>(row_[i]);
      most = ways;  // the last row is forced
      ways *= branches(static_cast<int>(i));
      variance += r * (r + c) / (c * (c + 1));
      n += r;
    }
    for (int j = 0; j < cols_; ++j) distance += (node[j] - n / c) * (node[j] - n / c);
    const double density =
        std::pow(2 * std::numbers::pi * variance, -(c - 1) / 2) * std::sqrt(c) * std::exp(-distance / (2 * variance));
    return std::clamp(ways * density, 1.0, std::max(1.0, most));
  }

  // About how many completions the lists after row `stage` would hold: those of one node, times how many nodes there
  // are to reach, which is no more than the ways to reach them and no more than there are.
  [[nodiscard]] double list_cost(const std::vector<Node>& nodes, int stage) const {
    double completing = 0, possible = 1, alike = 1;
    for (const Node& node : nodes) completing += expected_completions(node, stage);
    const double reached = static_cast<double>(nodes.size()) * branches(stage);
    const long left = std::accumulate(row_.begin() + stage + 1, row_.end(), 0L);
    for (int c = 1; c < cols_; ++c) possible *= static_cast<double>(left + c) / c;
    for (int c = 2; c <= cols_; ++c) alike *= c;
    return completing / reached * std::min(reached, possible) / alike;
  }

  [[nodiscard]] double ln_factorials(const Node& node) const {
    double sum = 0;
    for (int c = 0; c < cols_; ++c) sum += ln_factorial_[node[c]];
    return sum;
  }

  // Logarithm of the sum of weights over all completions: n! / product of the column totals' factorials.
  [[nodiscard]] double ln_total(const Node& node) const {
    return ln_factorial_[std::accumulate(node.begin(), node.end(), 0L)] - ln_factorials(node);
  }

  bool spend(std::size_t work) {
    spent_ += static_cast<double>(work);
    return spent_ <= limit_;
  }

  // Every way to take row `stage` from the node, equal ones joined where that is worth a sort.
  std::vector<Step> steps(const Node& node, int stage, bool joined = true) const {
    std::vector<Step> all;
    Node rest = node;
    take(node, rest, 0, row_[stage], ln_factorial_[row_[stage]], all);
    if (!joined) return all;
    std::sort(all.begin(), all.end(),
              [](const Step& a, const Step& b) { return a.to != b.to ? a.to < b.to : a.ln < b.ln; });
    std::size_t kept = 0;
    for (const Step& step : all) {
      if (kept > 0 && step.to == all[kept - 1].to && step.ln - all[kept - 1].ln < 1e-11) {
        all[kept - 1].count += step.count;
      } else {
        all[kept++] = step;
      }
    }
    all.resize(kept);
    return all;
  }

  void take(const Node& node, Node& rest, int c, long left, double ln, std::vector<Step>& all) const {
    if (c + 1 == cols_) {
      if (left > node[c]) return;
      rest[c] = static_cast<std::uint16_t>(node[c] - left);
      Node sorted = rest;
      descending(sorted);
      all.push_back({sorted, ln - ln_factorial_[left], 1.0});
      return;
    }
    for (long v = std::min<long>(left, node[c]); v >= 0; --v) {
      rest[c] = static_cast<std::uint16_t>(node[c] - v);
      take(node, rest, c + 1, left - v, ln - ln_factorial_[v], all);
    }
  }

  // Bounds of the logarithm over the completions of a node by rows stage …: above by the Lagrangian dual at the
  // independence table (every cell at its own best), below by whole columns or whole rows in one cell.
  [[nodiscard]] std::pair<double, double> bounds(const Node& node, int stage) const {
    double n = 0, rows_ln = 0, fixed = 0, columns = 0;
    for (int c = 0; c < cols_; ++c) n += node[c];
    double above = n > 0 ? n * std::log(n) : 0;
    for (std::size_t i = stage; i < row_.size(); ++i) {
      const double r = static_cast<double>(row_[i]);
      fixed += ln_factorial_[row_[i]];
      rows_ln += r * std::log(r);
      for (int c = 0; c < cols_; ++c) {
        if (node[c] == 0) continue;
        const double mean = r * node[c] / n, best = std::floor(mean);
        above += best * std::log(mean) - ln_factorial_[static_cast<std::size_t>(best)];
      }
    }
    for (int c = 0; c < cols_; ++c) {
      columns -= ln_factorial_[node[c]];
      if (node[c] > 0) above -= node[c] * std::log(static_cast<double>(node[c]));
    }
    const double slack = 1e-9;  // rounding must not decide
    return {fixed + std::max(columns, -fixed) - slack, fixed + above - rows_ln + slack};
  }

  bool advance(const Node& node, int stage, const Paths& paths, std::unordered_map<Node, Paths, NodeHash>& next) {
    const auto weight = ln_sums(paths);
    const auto moves = steps(node, stage);
    if (!spend(moves.size())) return false;
    double low = 0, high = 0, total = 0;
    Paths* list = nullptr;
    const Node* at = nullptr;
    for (const Step& step : moves) {
      if (!at || *at != step.to) {
        at = &step.to;
        std::tie(low, high) = bounds(step.to, stage + 1);
        total = ln_total(step.to);
        list = nullptr;
      }
      const auto first_at = [&](double ln) {
        return std::upper_bound(paths.begin(), paths.end(), ln,
                                [](double v, const Path& path) { return v < path.ln; }) -
               paths.begin();
      };
      const auto whole = first_at(cut_ - high - step.ln);  // even the most probable completion is below the cut
      const auto some = first_at(cut_ - low - step.ln);    // at least the least probable one is
      if (whole > 0) counted_ += step.count * std::exp(weight[whole] + step.ln + total - cut_);
      if (some <= whole) continue;
      if (!list) list = &next[step.to];
      for (auto i = whole; i < some; ++i) list->push_back({paths[i].ln + step.ln, paths[i].count * step.count});
      if (!spend(static_cast<std::size_t>(some - whole))) return false;
    }
    return true;
  }

  // All completions of a node by rows stage …, in order of probability.
  const Paths* completions(const Node& node, int stage) {
    auto& known = lists_[stage];
    if (const auto found = known.find(node); found != known.end()) return &found->second;
    Paths out;
    if (stage + 1 == static_cast<int>(row_.size())) {
      out.push_back({ln_factorial_[row_[stage]] - ln_factorials(node), 1.0});
    } else {
      for (const Step& step : steps(node, stage, false)) {
        const Paths* rest = completions(step.to, stage + 1);
        if (!rest || !spend(rest->size())) return nullptr;
        for (const Path& path : *rest) out.push_back({path.ln + step.ln, path.count * step.count});
      }
      merge(out);
    }
    return &(known[node] = std::move(out));
  }

  // The step in the middle: every path of the node, by every way to take row `stage`, against the completions.
  bool finish(const Node& node, int stage, const Paths& paths) {
    if (paths.empty()) return true;
    const Summed before(paths);
    const bool forced = stage + 2 == static_cast<int>(row_.size());  // one row is left, and one way to fill it
    const auto moves = steps(node, stage, !forced);
    if (!spend(moves.size())) return false;
    for (const Step& step : moves) {
      const double cut = cut_ - step.ln;
      if (forced) {
        const double last = ln_factorial_[row_.back()] - ln_factorials(step.to);
        const long double scale = before.ln.back() + last - cut;
        const long double below = before.below[before.up_to(cut - last)];
        if (below > 0) counted_ += static_cast<double>(step.count * below * std::exp(scale));
        continue;
      }
      const auto [low, high] = bounds(step.to, stage + 1);
      if (before.ln.front() > cut - low) continue;  // not even the least probable completion is below the cut
      if (before.ln.back() <= cut - high) {         // all are
        counted_ += static_cast<double>(step.count * before.below.back() *
                                        std::exp(static_cast<long double>(before.ln.back() + ln_total(step.to) - cut)));
        continue;
      }
      const Summed* after = summed_completions(step.to, stage + 1);
      if (!after) return false;
      const std::size_t whole = before.up_to(cut - after->ln.back()), some = before.up_to(cut - after->ln.front());
      if (!spend(some - whole + 1)) return false;
      long double sum = before.below[whole] * after->below.back();
      std::size_t taken = after->ln.size();
      for (std::size_t i = whole; i < some; ++i) {  // paths rise, so the completions below the cut become fewer
        while (taken > 0 && before.ln[i] + after->ln[taken - 1] > cut) --taken;
        sum += (before.below[i + 1] - before.below[i]) * after->below[taken];
      }
      const long double scale = before.ln.back() + after->ln.back() - cut;
      if (scale > 11000) return false;
      counted_ += static_cast<double>(step.count * sum * std::exp(scale));
    }
    return true;
  }

  const Summed* summed_completions(const Node& node, int stage) {
    if (const auto found = summed_.find(node); found != summed_.end()) return &found->second;
    const Paths* list = completions(node, stage);
    return list ? &summed_.emplace(node, *list).first->second : nullptr;
  }

  int cols_ = 0;
  bool fits_ = false;
  double limit_, spent_ = 0;
  std::vector<long> row_;
  std::vector<double> ln_factorial_;
  Node start_{};
  double cut_ = 0, ln_all_ = 0;
  double counted_ = 0;  // weights counted so far, relative to exp(cut_)
  std::map<int, std::unordered_map<Node, Paths, NodeHash>> lists_;
  std::unordered_map<Node, Summed, NodeHash> summed_;
};

}  // namespace

std::optional<Tail> fisher_table(const Counts& table, double limit) { return Network(table, limit).p(); }

}  // namespace rgx::stats
