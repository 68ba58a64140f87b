#pragma once
// Partitions of subjects into training and test parts: drawn from named streams, balanced, stratified.
// Subjects are 0 … n-1; rows that belong to one subject never part (rows_of).
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace rgx::stats {

struct Subjects {
  std::size_t count = 0;
  // Zero or more keys of `count` codes each; subjects with the same codes in all of them make one stratum.
  std::vector<std::vector<int>> stratify;
  // Empty (a numeric outcome), or the outcome's class of each subject: every training part must hold two of them.
  std::vector<int> outcome;
};

struct Fold {
  std::vector<std::size_t> train;  // ascending
  std::vector<std::size_t> test;   // ascending
  std::vector<Fold> inner;         // nested_cv: a partition of `train`; else empty
};

struct Partition {
  std::vector<std::vector<Fold>> repeats;  // [repeat][fold]
  std::string reason;                      // not empty: why there is none, and repeats is empty
  // Not fatal: test parts (inner ones included) that hold one class only; a class-wise metric leaves them out.
  std::size_t one_class_tests = 0;
};

// key: the stream's, from study seed, split's path and purpose. Replicate = repeat, fold 0 for the outer partition,
// outer fold + 1 for the inner ones.

// Test part: round(test · count) subjects, at least 1, spread over strata by largest remainder.
Partition holdout(const Subjects& subjects, double test, std::size_t repeats, std::uint64_t key);

// Each stratum is shuffled and dealt round-robin; the first begins at a random fold and each next one where the last
// ended, so that fold sizes, overall and within every stratum, differ by one at most.
Partition kfold(const Subjects& subjects, std::size_t folds, std::size_t repeats, std::uint64_t key);

// kfold(outer), and within each training part kfold(inner) with a stream of its own.
Partition nested_cv(const Subjects& subjects, std::size_t outer, std::size_t inner, std::size_t repeats,
                    std::uint64_t key);

// One partition of some of the subjects (those in `of`): what a tune without declared inner folds uses. replicate and
// fold name the stream.
Partition inner_folds(const Subjects& subjects, std::span<const std::size_t> of, std::size_t folds, std::uint64_t key,
                      std::uint32_t replicate, std::uint32_t fold);

// The rows (ascending) whose subject is among those given; subject_of has one entry a row.
std::vector<std::size_t> rows_of(std::span<const std::size_t> subjects, std::span<const std::size_t> subject_of);

// One code a subject from one a row: the commonest, ties to the largest code.
std::vector<int> subject_codes(std::span<const int> row_code, std::span<const std::size_t> subject_of,
                               std::size_t subjects);

}  // namespace rgx::stats
