#pragma once
// Repeated measurements as they stand in a long table: which row holds which repeat of which subject, and the block of
// subjects × repeats that a feature gives.
#include <Eigen/Core>
#include <functional>
#include <span>
#include <vector>

#include "stats/base/parallel.hpp"
#include "stats/base/refs.hpp"

namespace rgx::stats {

// subjects × repeats: the row of the table, -1 where that repeat was not made.
using RepeatLayout = Eigen::MatrixXi;

// Codes from 0, a row each; rows with a negative code are left out. A level may be anything that repeats: scans,
// readers, perturbations. Different lengths, or two rows of one subject and repeat: std::invalid_argument.
RepeatLayout repeat_layout(std::span<const int> subject, std::span<const int> repeat);

// Subjects × repeats of one column of the table; subjects that lack a repeat or have a missing or infinite value there
// are left out.
Eigen::MatrixXd complete_block(ConstVector column, const RepeatLayout& layout);

// One result a column of the table, columns in parallel.
template <class Result>
std::vector<Result> each_block(ConstMatrix table, const RepeatLayout& layout, const ParallelFor& parallel,
                               const std::function<Result(const Eigen::MatrixXd&)>& of) {
  std::vector<Result> out(static_cast<std::size_t>(table.cols()));
  parallel(out.size(),
           [&](std::size_t j) { out[j] = of(complete_block(table.col(static_cast<Eigen::Index>(j)), layout)); });
  return out;
}

// Every row says the same in all its columns: repeats without any error.
bool repeats_equal(ConstMatrix block);
// One value everywhere: nothing to agree about.
bool all_equal(ConstMatrix block);

}  // namespace rgx::stats
