#include "stats/map/map_pairs.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <numeric>
#include <stdexcept>
#include <utility>

#include "stats/correction/p_histogram.hpp"
#include "stats/map/map_finds.hpp"

namespace rgx::stats {
namespace {

using Eigen::Index;

// Sizes of the units of work: fixed, so that threads cannot change the products.
constexpr std::size_t slice = 128;  // right columns of a unit with missing values
constexpr Index strip_panels = 32;  // right panels of a task
constexpr int part_bits = 3;        // bins have parts, for the few pairs near an edge of the p histogram
constexpr std::int32_t bin_parts = 1 << part_bits;
constexpr Index left_at_once = 16;  // left panels that stay in the second cache meanwhile

// Whole numbers add up to the same in any order.
template <class Count>
void add(std::vector<std::uint64_t>& to, std::size_t place, Count count) {
  std::atomic_ref<std::uint64_t>(to[place]).fetch_add(count, std::memory_order_relaxed);
}

// The complete columns first.
std::vector<CaseGroup> complete_first(std::vector<CaseGroup> groups, std::span<const std::size_t> base) {
  const auto complete =
      std::find_if(groups.begin(), groups.end(), [&](const CaseGroup& g) { return g.cases.size() == base.size(); });
  if (complete == groups.end()) {
    groups.insert(groups.begin(), {{base.begin(), base.end()}, {}});
  } else {
    std::rotate(groups.begin(), complete, complete + 1);
  }
  return groups;
}

}  // namespace

MapPairs::MapPairs(const Eigen::Ref<const Eigen::MatrixXd>& left, const ColumnBlocks& right,
                   const Covariates& covariates, const MapOptions& options, const ParallelFor& parallel)
    : left_(left),
      right_(right),
      covariates_(covariates),
      options_(options),
      parallel_(parallel),
      kind_(correlation_of(options.kind)),
      base_(covariate_cases(covariates, static_cast<std::size_t>(left.rows()))),
      basis_(covariate_basis(covariates, base_, kind_)),
      df_(static_cast<int>(base_.size()) - 2 - basis_.rank()),
      left_groups_(complete_first(group_by_cases(left, base_), base_)) {
  for (const CaseGroup& g : left_groups_) {
    const bool whole = g.cases.size() == base_.size();
    left_ready_.push_back(ready_columns(
        left_, g.columns, g.cases, whole ? basis_ : covariate_basis(covariates_, g.cases, kind_), kind_, parallel_));
  }
  left_panels_ = pack_panels(left_ready_[0].unit, left_ready_[0].good, screen_rows);
  kept_.resize(blocks());
  strongest_.resize(blocks());
  if (df_ < 1) return;
  scale_.emplace(df_, screen_bound(base_.size()),
                 static_cast<std::uint64_t>(left.cols()) * static_cast<std::uint64_t>(right.columns));
  cell_of_key_ = scale_->cells(bin_parts);
  cell_of_bin_.resize(static_cast<std::size_t>(scale_->bins()));
  for (std::size_t b = 0; b < cell_of_bin_.size(); ++b) {
    const auto first = cell_of_key_.begin() + static_cast<std::ptrdiff_t>(b) * bin_parts;
    const bool one = std::all_of(first, first + bin_parts, [&](std::int16_t cell) { return cell == *first; });
    cell_of_bin_[b] = one ? *first : std::int16_t{-1};
  }
  cell_of_r_.emplace(df_);
}

// About 16 MiB of numbers, in whole strips.
Index MapPairs::width() const {
  constexpr Index strip = strip_panels * screen_columns;
  return std::clamp<Index>((Index{1} << 21) / std::max<Index>(1, left_.rows()) / strip, 1, 8) * strip;
}

std::size_t MapPairs::blocks() const { return static_cast<std::size_t>((right_.columns + width() - 1) / width()); }

MapPairs::Block MapPairs::read(std::size_t b) const {
  Block out;
  out.first = static_cast<Index>(b) * width();
  const Index count = std::min(width(), right_.columns - out.first);
  out.raw = right_.block(out.first, count);
  if (out.raw.rows() != left_.rows() || out.raw.cols() != count) {
    throw std::invalid_argument("a block of another size than asked for");
  }
  out.groups = complete_first(group_by_cases(out.raw, base_), base_);
  out.complete = ready_columns(out.raw, out.groups[0].columns, base_, basis_, kind_, parallel_);
  if (out.groups.size() == 1 && left_groups_.size() == 1) out.raw.resize(0, 0);
  return out;
}

MapPairs::Block& MapPairs::block(std::size_t b) {
  if (kept_[b]) return *kept_[b];
  passing_ = Block();  // before the next is read
  passing_ = read(b);
  const auto bytes = static_cast<std::size_t>(passing_.raw.size() + passing_.complete.unit.size()) * sizeof(double);
  if (kept_bytes_ + bytes > options_.memory) return passing_;
  kept_bytes_ += bytes;
  kept_[b] = std::move(passing_);
  return *kept_[b];
}

std::vector<MapPairs::Unit> MapPairs::units(const Block& block) const {
  std::vector<Unit> out;
  for (std::size_t r = 0; r < block.groups.size(); ++r) {
    const std::size_t columns = block.groups[r].columns.size();
    for (std::size_t l = r == 0 ? 1 : 0; l < left_groups_.size(); ++l) {
      if (left_groups_[l].columns.empty()) continue;
      for (std::size_t c = 0; c < columns; c += slice) out.push_back({l, r, c, std::min(c + slice, columns)});
    }
  }
  return out;
}

template <class Visit>
void MapPairs::unit_pairs(const Block& block, const Unit& unit, const Visit& visit) const {
  const CaseGroup &lg = left_groups_[unit.left], &rg = block.groups[unit.right];
  const auto both = common_cases(lg.cases, rg.cases);
  const auto right_columns = std::span(rg.columns).subspan(unit.first, unit.last - unit.first);
  const bool left_as_is = both.size() == lg.cases.size();
  const CovariateBasis basis = covariate_basis(covariates_, both, kind_);
  MapColumns again;
  if (!left_as_is) again = ready_columns(left_, lg.columns, both, basis, kind_, serial_for);
  const MapColumns& a = left_as_is ? left_ready_[unit.left] : again;
  const MapColumns b = ready_columns(block.raw, right_columns, both, basis, kind_, serial_for);
  UnitPair pair{};
  pair.n = static_cast<int>(both.size());
  pair.df = pair.n - 2 - basis.rank();
  for (std::size_t j = 0; j < right_columns.size(); ++j) {
    for (std::size_t i = 0; i < lg.columns.size(); ++i) {
      pair.left = static_cast<std::size_t>(lg.columns[i]);
      pair.right = static_cast<std::size_t>(block.first + right_columns[j]);
      pair.reason = pair.df < 1 ? Reason::too_few : a.reason[i] != Reason::none ? a.reason[i] : b.reason[j];
      if (pair.reason == Reason::none) {
        pair.r = exact_r(a.column(static_cast<Index>(i)), b.column(static_cast<Index>(j)));
        pair.left_length = a.length[i];
        pair.right_length = b.length[j];
      }
      visit(pair);
    }
  }
}

std::size_t MapPairs::strips(const Block& block) const {
  if (!scale_) return 0;
  const auto per_strip = static_cast<std::size_t>(strip_panels * screen_columns);
  return (block.complete.good.size() + per_strip - 1) / per_strip;
}

template <class Wanted, class Tile>
void MapPairs::each_tile(const Block& block, std::size_t strip, const Wanted& wanted, const Tile& tile) const {
  const std::size_t begin = strip * static_cast<std::size_t>(strip_panels * screen_columns);
  const auto good = std::span(block.complete.good).subspan(begin);
  const auto columns = good.first(std::min(good.size(), static_cast<std::size_t>(strip_panels * screen_columns)));
  const Panels right = pack_panels(block.complete.unit, columns, screen_columns);
  const Index lefts = left_panels_.count();
  const std::int32_t keys_in_all = scale_->bins() * bin_parts;
  alignas(64) std::array<std::int32_t, screen_size> keys;
  for (Index first = 0; first < lefts; first += left_at_once) {
    for (Index r = 0; r < right.count(); ++r) {
      for (Index l = first; l < std::min(lefts, first + left_at_once); ++l) {
        const Index right_panel = static_cast<Index>(strip) * strip_panels + r;
        const auto index = static_cast<std::size_t>(right_panel * lefts + l);
        if (!wanted(index)) continue;
        screen_tile(left_panels_.panel(l), right.panel(r), right.cases, static_cast<float>(keys_in_all),
                    keys_in_all - 1, keys.data());
        tile(index, l, right_panel, keys);
      }
    }
  }
}

void MapPairs::tally_tiles(const Block& block, Strongest& strongest, MapTally& tally) {
  const auto &lefts = left_ready_[0].good, &rights = block.complete.good;
  const auto right_panels = (static_cast<Index>(rights.size()) + screen_columns - 1) / screen_columns;
  strongest.tiles.assign(static_cast<std::size_t>(left_panels_.count() * right_panels), -1);
  BinSet near(cell_of_bin_.size());
  for (std::size_t b = 0; b < cell_of_bin_.size(); ++b) {
    if (cell_of_bin_[b] < 0) near.insert(b);
  }
  parallel_(strips(block), [&](std::size_t s) {
    std::vector<std::uint32_t> bins(cell_of_bin_.size());
    std::array<std::uint64_t, p_cells> cells{};
    each_tile(
        block, s, [](std::size_t) { return true; },
        [&](std::size_t index, Index l, Index r, const auto& keys) {
          const Index rows = std::min(screen_rows, static_cast<Index>(lefts.size()) - l * screen_rows);
          const Index columns = std::min(screen_columns, static_cast<Index>(rights.size()) - r * screen_columns);
          std::int32_t most = 0;
          for (Index i = 0; i < rows; ++i) {
            for (Index j = 0; j < columns; ++j) {
              const std::int32_t key = keys[static_cast<std::size_t>(i * screen_columns + j)];
              const std::int32_t bin = key >> part_bits;
              ++bins[static_cast<std::size_t>(bin)];
              most = std::max(most, bin);
              if (near.has(bin)) [[unlikely]] {
                if (const std::int16_t cell = cell_of_key_[static_cast<std::size_t>(key)]; cell >= 0) {
                  ++cells[static_cast<std::size_t>(cell)];
                  continue;
                }
                const Index a = lefts[static_cast<std::size_t>(l * screen_rows + i)];
                const Index b = rights[static_cast<std::size_t>(r * screen_columns + j)];
                ++cells[(*cell_of_r_)(exact_r(left_ready_[0].column(a), block.complete.column(b)))];
              }
            }
          }
          strongest.tiles[index] = most;
        });
    for (std::size_t b = 0; b < bins.size(); ++b) {
      if (bins[b] == 0) continue;
      add(tally.bins, b, bins[b]);
      if (cell_of_bin_[b] >= 0) cells[static_cast<std::size_t>(cell_of_bin_[b])] += bins[b];
    }
    for (std::size_t c = 0; c < cells.size(); ++c) {
      if (cells[c] > 0) add(tally.cells, c, cells[c]);
    }
  });
}

void MapPairs::tally_units(const Block& block, Strongest& strongest, MapTally& tally) {
  const auto list = units(block);
  strongest.units.assign(list.size(), -1);
  if (!list.empty() && scale_) scale_->compute_edges(parallel_);
  std::vector<std::uint64_t> unusable(tally.not_computable.size());
  parallel_(list.size(), [&](std::size_t u) {
    unit_pairs(block, list[u], [&](const UnitPair& pair) {
      if (pair.reason != Reason::none) {
        add(unusable, static_cast<std::size_t>(pair.reason), 1U);
        return;
      }
      const Tail tail = p_of_r(pair.r, pair.df);
      const std::int32_t bin = scale_->bin_of(tail);
      strongest.units[u] = std::max(strongest.units[u], bin);
      add(tally.bins, static_cast<std::size_t>(bin), 1U);
      add(tally.cells, p_cell(tail.p), 1U);
    });
  });
  for (std::size_t r = 0; r < unusable.size(); ++r) tally.not_computable[r] += unusable[r];
}

// Complete columns that have no unit vector.
void MapPairs::count_unusable(const Block& block, MapTally& tally) const {
  const auto &lefts = left_ready_[0].reason, &rights = block.complete.reason;
  for (const Reason of_left : lefts) {
    if (df_ < 1) {
      tally.not_computable[static_cast<std::size_t>(Reason::too_few)] += rights.size();
    } else if (of_left != Reason::none) {
      tally.not_computable[static_cast<std::size_t>(of_left)] += rights.size();
    }
  }
  if (df_ < 1) return;
  for (const Reason of_right : rights) {
    if (of_right != Reason::none) {
      tally.not_computable[static_cast<std::size_t>(of_right)] += left_ready_[0].good.size();
    }
  }
}

MapTally MapPairs::tally() {
  MapTally out;
  out.bins.assign(cell_of_bin_.size(), 0);
  out.cells.assign(p_cells, 0);
  for (std::size_t b = 0; b < blocks(); ++b) {
    const Block& now = block(b);
    if (scale_) tally_tiles(now, strongest_[b], out);
    count_unusable(now, out);
    tally_units(now, strongest_[b], out);
  }
  return out;
}

MapFound MapPairs::look(std::span<const BinRun> runs, std::int32_t row_bin, std::uint64_t rows_at_most) {
  BinSet wanted(cell_of_bin_.size());
  for (const BinRun& run : runs) {
    for (std::int32_t b = run.first; b < run.last; ++b) wanted.insert(static_cast<std::size_t>(b));
  }
  const std::int32_t least = runs.front().first;
  const auto reaches = [least](std::int32_t bin) { return bin >= least; };
  const auto& lefts = left_ready_[0].good;
  Finds all(rows_at_most);
  for (std::size_t b = 0; b < blocks(); ++b) {
    const Strongest& strongest = strongest_[b];
    if (std::none_of(strongest.tiles.begin(), strongest.tiles.end(), reaches) &&
        std::none_of(strongest.units.begin(), strongest.units.end(), reaches)) {
      continue;
    }
    const Block& now = block(b);
    const auto& rights = now.complete.good;
    const auto list = units(now);
    const std::size_t tiled = strips(now);
    std::vector<MapFound> parts(tiled + list.size());
    parallel_(parts.size(), [&](std::size_t part) {
      Finds finds(rows_at_most);
      const auto take = [&](std::size_t left, std::size_t right, bool row_wanted, MapRow row) {
        finds.p(row.p);
        if (!row_wanted) return;
        row.left = static_cast<std::uint32_t>(left);
        row.right = static_cast<std::uint32_t>(right);
        finds.row(row);
      };
      if (part >= tiled) {
        if (!reaches(strongest.units[part - tiled])) return;
        unit_pairs(now, list[part - tiled], [&](const UnitPair& pair) {
          if (pair.reason != Reason::none) return;
          const std::int32_t bin = scale_->bin_of(p_of_r(pair.r, pair.df));
          if (!wanted.has(bin)) return;
          take(pair.left, pair.right, bin >= row_bin,
               exact_row(pair.r, pair.n, pair.df, pair.left_length, pair.right_length, options_.kind));
        });
      } else {
        const auto tile = [&](std::size_t, Index l, Index r, const auto& keys) {
          const Index rows = std::min(screen_rows, static_cast<Index>(lefts.size()) - l * screen_rows);
          const Index columns = std::min(screen_columns, static_cast<Index>(rights.size()) - r * screen_columns);
          for (Index i = 0; i < rows; ++i) {
            for (Index j = 0; j < columns; ++j) {
              const std::int32_t bin = keys[static_cast<std::size_t>(i * screen_columns + j)] >> part_bits;
              if (!wanted.has(bin)) continue;
              const auto x = static_cast<std::size_t>(lefts[static_cast<std::size_t>(l * screen_rows + i)]);
              const auto y = static_cast<std::size_t>(rights[static_cast<std::size_t>(r * screen_columns + j)]);
              const double exact =
                  exact_r(left_ready_[0].column(static_cast<Index>(x)), now.complete.column(static_cast<Index>(y)));
              take(static_cast<std::size_t>(left_groups_[0].columns[x]),
                   static_cast<std::size_t>(now.first + now.groups[0].columns[y]), bin >= row_bin,
                   exact_row(exact, static_cast<int>(base_.size()), df_, left_ready_[0].length[x],
                             now.complete.length[y], options_.kind));
            }
          }
        };
        each_tile(
            now, part, [&](std::size_t index) { return reaches(strongest.tiles[index]); }, tile);
      }
      parts[part] = finds.take();
    });
    for (const MapFound& part : parts) {
      for (const PCount& c : part.p) all.p(c.p, c.count);
      for (const MapRow& row : part.rows) all.row(row);
    }
  }
  return all.take();
}

}  // namespace rgx::stats
