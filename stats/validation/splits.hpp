#pragma once
// Partitions beside those of stats/base/resample.hpp: samples with replacement, and parts that are left out as they
// are: each subject, each pair, each group.
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "stats/base/resample.hpp"

namespace rgx::stats {

// One repeat a sample, each with one fold: `train` holds as many draws as there are subjects (one drawn twice stands
// twice; ascending), drawn within strata; `test` those never drawn. Replicate = number of the sample. A sample that
// draws everyone has an empty test part.
Partition bootstrap_samples(const Subjects& subjects, std::size_t times, std::uint64_t key);

// One repeat, one fold a subject.
Partition leave_one_out(const Subjects& subjects);

// One repeat, one fold a pair of a subject of class 1 and one of class 0 (subjects.outcome; Airola et al.,
// Computational Statistics & Data Analysis 55, 2011). pairs: how many of them, drawn without replacement, in the order
// of the subjects; 0: all.
Partition leave_pair_out(const Subjects& subjects, std::size_t pairs, std::uint64_t key);

// One repeat, one fold a group (codes from 0, one a subject; negative: unknown, neither tested nor learned from), in
// the order of the codes.
Partition leave_group_out(const Subjects& subjects, std::span<const int> group);

// One repeat, one fold: those of `test` are tested.
Partition given_test(const Subjects& subjects, const std::vector<bool>& test);

}  // namespace rgx::stats
