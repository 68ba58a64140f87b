#pragma once
// Whole blocks of columns as matrices, on the cases that have them.
#include <Eigen/Core>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/operation.hpp"
#include "stats/base/parallel.hpp"
#include "stdlib/analysis/frame.hpp"

namespace rgx::stdlib {

struct BlockValues {
  std::vector<FrameColumn> columns;
  Eigen::MatrixXd values;  // rows below × columns
};

struct Blocks {
  std::vector<BlockValues> blocks;  // one a group of selections
  std::vector<std::size_t> rows;    // of the frame: cases that are in every table
  std::vector<std::size_t> absent;  // cases that have no value at all in one of them
};
// `groups`: selections each. Throws Failure: missing-value (a case that has some values of a table but not all; says
// which), wrong-test (categories), no-data (nobody is left).
Blocks blocks_of(const Frame& frame, const std::vector<engine::Json>& groups, const std::vector<std::size_t>& rows);

// What a routine could not do, in words with the numbers: a stats reason, and where.
[[noreturn]] void refuse_components(const std::string& reason, const std::string& operation, Eigen::Index cases,
                                    Eigen::Index columns, Eigen::Index asked, Eigen::Index most);

// The key of a stream under another name, so that permutations, folds and resamples do not share draws.
std::uint64_t stream_for(std::uint64_t key, std::string_view what);

}  // namespace rgx::stdlib
