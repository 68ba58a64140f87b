#include "stdlib/multivariate/block_values.hpp"

#include <algorithm>
#include <cmath>

#include "stats/base/random.hpp"
#include "stdlib/analysis/design.hpp"

namespace rgx::stdlib {

using engine::Failure;

namespace {

std::string counted(Eigen::Index n, const std::string& noun) {
  return std::to_string(n) + " " + noun + (n == 1 ? "" : "s");
}

}  // namespace

Blocks blocks_of(const Frame& frame, const std::vector<engine::Json>& groups, const std::vector<std::size_t>& rows) {
  Blocks out;
  std::vector<Eigen::MatrixXd> all;
  for (const auto& selections : groups) {
    out.blocks.push_back({frame.columns(selections), {}});
    if (out.blocks.back().columns.empty()) throw Failure("no-data", "there are no columns to join");
    all.push_back(values_of(out.blocks.back().columns, rows));
  }
  std::vector<Eigen::Index> kept;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto row = static_cast<Eigen::Index>(i);
    bool absent = false;
    // A case that one of the tables does not know leaves; one that it knows in part is told.
    for (std::size_t b = 0; b < all.size() && !absent; ++b) {
      const auto& columns = out.blocks[b].columns;
      for (std::size_t from = 0, to; from < columns.size() && !absent; from = to) {
        to = from;
        bool any = false;
        for (; to < columns.size() && columns[to].block == columns[from].block; ++to)
          if (!std::isnan(all[b](row, static_cast<Eigen::Index>(to)))) any = true;
        absent = !any;
      }
    }
    if (absent) {
      out.absent.push_back(rows[i]);
      continue;
    }
    for (std::size_t b = 0; b < all.size(); ++b)
      for (Eigen::Index j = 0; j < all[b].cols(); ++j)
        if (std::isnan(all[b](row, j)))
          throw Failure("missing-value",
                        "`" + out.blocks[b].columns[static_cast<std::size_t>(j)].name + "` has no value for `" +
                            frame.subject()[rows[i]] + "`, and a block is taken whole",
                        "leave the column or the case out; in a model, `impute` stands before the step");
    kept.push_back(row);
    out.rows.push_back(rows[i]);
  }
  if (kept.empty()) throw Failure("no-data", "no case is in every table");
  for (std::size_t b = 0; b < all.size(); ++b) out.blocks[b].values = all[b](kept, Eigen::all);
  return out;
}

void refuse_components(const std::string& reason, const std::string& operation, Eigen::Index cases,
                       Eigen::Index columns, Eigen::Index asked, Eigen::Index most) {
  const std::string op = "`" + operation + "`", of = counted(cases, "case") + " of " + counted(columns, "column");
  if (reason == "constant block") throw Failure("constant-feature", op + " finds no column that varies among " + of);
  if (reason == "negative values")
    throw Failure("out-of-range", op + " takes values of 0 and above, and there are negative ones",
                  "standardised or log values are not for it; `pca` takes them");
  if (reason == "more components than rank" || reason == "too many factors")
    throw Failure("out-of-range", op + " is asked for " + counted(asked, "component") + ", and " + of + " have " +
                                      std::to_string(most) + " at most");
  if (reason == "saturated")
    throw Failure("out-of-range",
                  op + " without penalties gives a correlation of 1 whatever the data: " + of + " in both tables",
                  "write `penalty_left:` and `penalty_right:`, or use `sparse_cca`");
  if (reason == "collinear")
    throw Failure("out-of-range",
                  op + " needs more cases than columns, and columns that the others do not explain: there are " + of,
                  "take fewer columns, or `pca`");
  if (reason == "too few cases") throw Failure("empty-group", op + " needs 3 cases, and there are " + of);
  throw Failure("out-of-range", op + ": " + reason + " (" + of + ")");
}

std::uint64_t stream_for(std::uint64_t key, std::string_view what) {
  // FNV-1a of the name picks the draw's place; the cipher does the mixing.
  std::uint32_t place = 2166136261U;
  for (const char c : what) place = (place ^ static_cast<unsigned char>(c)) * 16777619U;
  return stats::Stream(key, place).bits();
}

}  // namespace rgx::stdlib
