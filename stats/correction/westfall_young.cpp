#include "stats/correction/westfall_young.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "stats/permutation/arrangements.hpp"

namespace rgx::stats {
namespace {

using Eigen::Index;
using Columns = std::vector<Index>;

constexpr std::uint64_t most_tasks = 256;
constexpr Index entries_in_flight = Index{1} << 18;  // of one block of arrangements: stays in the cache
constexpr Index entries_held = Index{1} << 24;       // of one chunk of features under all arrangements

// The least that counts as reaching a statistic.
double bar(double statistic) { return statistic * (1 - 1e-9) - 1e-12; }

// Arrangement 0 is the observed one; the others are drawn, or all there are.
struct Source {
  const Arrangements& arrangements;
  const Stream& stream;
  bool complete;
  std::uint64_t count;

  [[nodiscard]] Eigen::MatrixXi labels(std::uint64_t first, Index many) const {
    const auto& observed = arrangements.observed();
    Eigen::MatrixXi out(static_cast<Index>(observed.size()), many);
    for (Index b = 0; b < many; ++b) {
      const std::uint64_t which = first + static_cast<std::uint64_t>(b);
      const auto dealt = which == 0 ? observed
                         : complete ? arrangements.at(which)
                                    : arrangements.draw(stream.at(static_cast<std::uint32_t>(which - 1)));
      out.col(b) = Eigen::Map<const Eigen::VectorXi>(dealt.data(), out.rows());
    }
    return out;
  }
};

// Absolute statistics of all features under one block of arrangements after another: use(task, first, statistics).
// Blocks and tasks depend on the numbers of features and arrangements alone.
template <class Use>
void for_blocks(const PermutedStatistics& statistics, const Source& source, const ParallelFor& parallel,
                const Use& use) {
  const auto features = static_cast<Index>(statistics.n.size());
  const auto width = static_cast<std::uint64_t>(std::clamp<Index>(entries_in_flight / features, 16, 256));
  const std::uint64_t blocks = (source.count + width - 1) / width, tasks = std::min(blocks, most_tasks);
  parallel(tasks, [&](std::size_t task) {
    for (std::uint64_t block = blocks * task / tasks; block < blocks * (task + 1) / tasks; ++block) {
      const std::uint64_t first = block * width;
      const auto many = static_cast<Index>(std::min(width, source.count - first));
      Eigen::MatrixXd values(features, many);
      statistics.compute(source.labels(first, many), values);
      values = values.cwiseAbs();
      use(task, first, values);
    }
  });
}

struct Counts {
  std::vector<std::uint64_t> raw, family;  // arrangements that reach the observed one, itself included
};

// Columns in descending order of the observed statistic; counts in that order.
Counts count_max(const PermutedStatistics& statistics, const std::vector<double>& observed, const Source& source,
                 const ParallelFor& parallel) {
  const std::size_t m = observed.size();
  std::vector<double> bars;
  for (const double statistic : observed) bars.push_back(bar(statistic));
  const Counts none{std::vector<std::uint64_t>(m), std::vector<std::uint64_t>(m)};
  std::vector<Counts> tasks(most_tasks);
  for_blocks(statistics, source, parallel, [&](std::size_t task, std::uint64_t, const Eigen::MatrixXd& values) {
    Counts& own = tasks[task];
    if (own.raw.empty()) own = none;
    for (Index b = 0; b < values.cols(); ++b) {
      double largest = 0;
      for (std::size_t i = m; i-- > 0;) {
        const double value = values(static_cast<Index>(i), b);
        largest = std::max(largest, value);
        own.raw[i] += value >= bars[i] ? 1 : 0;
        own.family[i] += largest >= bars[i] ? 1 : 0;
      }
    }
  });
  Counts sum = none;
  for (const auto& task : tasks) {
    for (std::size_t i = 0; i < task.raw.size(); ++i) {
      sum.raw[i] += task.raw[i];
      sum.family[i] += task.family[i];
    }
  }
  return sum;
}

// How many arrangements reach each one's own statistic, ties together: the p value of each times their number.
void ranks_from_the_top(Eigen::Ref<Eigen::VectorXd> values, std::vector<Index>& order) {
  order.resize(static_cast<std::size_t>(values.size()));
  std::iota(order.begin(), order.end(), Index{0});
  std::sort(order.begin(), order.end(),
            [&](Index a, Index b) { return values(a) != values(b) ? values(a) > values(b) : a < b; });
  for (std::size_t first = 0; first < order.size();) {
    std::size_t end = first + 1;
    double last = values(order[first]);
    while (end < order.size() && values(order[end]) >= bar(last)) last = values(order[end++]);
    for (; first < end; ++first) values(order[first]) = static_cast<double>(end);
  }
}

// The chunk's features, one a column, each arrangement's rank in its row.
Eigen::MatrixXd ranked(ConstMatrix features, const PermutationDesign& design, const Columns& chunk,
                       const Source& source, const ParallelFor& parallel) {
  const auto statistics = permuted_statistics(features, chunk, design);
  Eigen::MatrixXd table(static_cast<Index>(source.count), static_cast<Index>(chunk.size()));
  for_blocks(*statistics, source, parallel, [&](std::size_t, std::uint64_t first, const Eigen::MatrixXd& values) {
    table.middleRows(static_cast<Index>(first), values.cols()) = values.transpose();
  });
  parallel(chunk.size(), [&](std::size_t f) {
    std::vector<Index> order;
    ranks_from_the_top(table.col(static_cast<Index>(f)), order);
  });
  return table;
}

// Visits chunk after chunk of the columns, from the last to the first: use(place in columns, ranks).
template <class Use>
void from_the_last(ConstMatrix features, const PermutationDesign& design, const Columns& columns, const Source& source,
                   const ParallelFor& parallel, const Use& use) {
  const auto size = static_cast<std::size_t>(std::max<Index>(1, entries_held / static_cast<Index>(source.count)));
  for (std::size_t end = columns.size(); end > 0;) {
    const std::size_t begin = end > size ? end - size : 0;
    const Columns chunk(columns.begin() + static_cast<std::ptrdiff_t>(begin),
                        columns.begin() + static_cast<std::ptrdiff_t>(end));
    const auto table = ranked(features, design, chunk, source, parallel);
    for (std::size_t i = end; i-- > begin;) use(i, table.col(static_cast<Index>(i - begin)));
    end = begin;
  }
}

// Sorts columns (given by descending statistic) by their raw p; counts in that order.
Counts count_min(ConstMatrix features, const PermutationDesign& design, Columns& columns, const Source& source,
                 const ParallelFor& parallel) {
  const std::size_t m = columns.size();
  std::vector<std::uint64_t> raw(m);
  from_the_last(features, design, columns, source, parallel,
                [&](std::size_t i, const auto& ranks) { raw[i] = static_cast<std::uint64_t>(ranks(0)); });
  std::vector<std::size_t> order(m);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return raw[a] < raw[b]; });
  Columns sorted;
  Counts counts;
  for (const std::size_t i : order) {
    sorted.push_back(columns[i]);
    counts.raw.push_back(raw[i]);
  }
  columns = std::move(sorted);
  counts.family.resize(m);
  Eigen::VectorXd smallest =
      Eigen::VectorXd::Constant(static_cast<Index>(source.count), static_cast<double>(source.count));
  from_the_last(features, design, columns, source, parallel, [&](std::size_t i, const auto& ranks) {
    smallest = smallest.cwiseMin(ranks);
    counts.family[i] = static_cast<std::uint64_t>((smallest.array() <= ranks(0)).count());
  });
  return counts;
}

}  // namespace

WestfallYoung westfall_young(ConstMatrix features, const PermutationDesign& design, StepDown step, std::uint32_t draws,
                             const Stream& stream, const ParallelFor& parallel, double limit) {
  const auto [complete, cases] = complete_design(design, static_cast<std::size_t>(features.rows()));
  const auto m = static_cast<std::size_t>(features.cols());
  WestfallYoung out;
  out.statistic = permuted_statistic_name(design.statistic);
  out.freedman_lane = !design.covariates.empty();
  out.complete = draws == 0;
  out.cases = cases.size();
  for (auto* numbers : {&out.observed, &out.p_raw, &out.p}) numbers->assign(m, missing);
  for (auto* numbers : {&out.count_raw, &out.count}) numbers->assign(m, 0);
  out.n.assign(m, 0);
  out.why.assign(m, Reason::too_few);
  if (m == 0 || cases.empty()) return out;

  Eigen::MatrixXd kept(static_cast<Index>(cases.size()), features.cols());
  for (std::size_t i = 0; i < cases.size(); ++i) {
    kept.row(static_cast<Index>(i)) = features.row(static_cast<Index>(cases[i]));
  }
  Columns columns(m);
  std::iota(columns.begin(), columns.end(), Index{0});
  const auto every = permuted_statistics(kept, columns, complete);
  out.why = every->reason;
  out.n = every->n;
  const Arrangements arrangements(every->observed(), complete.strata);
  if (draws == 0 && arrangements.total() > limit) {
    out.reason = Reason::too_large;
    return out;
  }
  out.draws = draws == 0 ? static_cast<std::uint64_t>(arrangements.total()) - 1 : draws;
  const Source source{arrangements, stream, draws == 0, out.draws + 1};
  Eigen::MatrixXd observed(features.cols(), 1);
  every->compute(source.labels(0, 1), observed);
  std::erase_if(columns, [&](Index f) { return out.why[static_cast<std::size_t>(f)] != Reason::none; });
  if (columns.empty()) return out;
  std::stable_sort(columns.begin(), columns.end(),
                   [&](Index a, Index b) { return std::abs(observed(a, 0)) > std::abs(observed(b, 0)); });

  Counts counts;
  if (step == StepDown::maxT) {
    std::vector<double> descending;
    for (const Index f : columns) descending.push_back(std::abs(observed(f, 0)));
    counts = count_max(*permuted_statistics(kept, columns, complete), descending, source, parallel);
  } else {
    counts = count_min(kept, complete, columns, source, parallel);
  }
  const double all = static_cast<double>(source.count);
  std::uint64_t highest = 0;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const auto f = static_cast<std::size_t>(columns[i]);
    highest = std::max(highest, counts.family[i]);
    out.observed[f] = observed(columns[i], 0);
    out.count_raw[f] = counts.raw[i] - 1;
    out.count[f] = highest - 1;
    out.p_raw[f] = static_cast<double>(counts.raw[i]) / all;
    out.p[f] = static_cast<double>(highest) / all;
  }
  return out;
}

}  // namespace rgx::stats
