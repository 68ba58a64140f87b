#pragma once
// Intraclass correlation by analysis of variance (Shrout & Fleiss 1979) with the F tests and intervals of McGraw & Wong
// 1996. R: psych::ICC(lmer = FALSE).
#include <array>
#include <optional>
#include <string_view>
#include <vector>

#include "stats/agreement/repeats.hpp"
#include "stats/agreement/two_way.hpp"
#include "stats/base/result.hpp"

namespace rgx::stats {

// (1,1): each subject has repeats of its own, one-way. (2,1): repeats are a sample, and their offsets count as error
// (absolute agreement). (3,1): these very repeats, whose offsets are no error (consistency). (·,k): the mean of k.
enum class Icc { one_single, two_single, three_single, one_average, two_average, three_average };
inline constexpr std::array<Icc, 6> all_icc{Icc::one_single,  Icc::two_single,  Icc::three_single,
                                            Icc::one_average, Icc::two_average, Icc::three_average};

// "1,1", "2,1", "3,1", "1,k", "2,k", "3,k".
std::string_view icc_name(Icc form);
std::optional<Icc> icc_form(std::string_view name);

// n = subjects; estimate with interval at `level`; statistic, df, df2, p: F test that the correlation is 0.
// No value: fewer than two subjects or repeats (too_few), one value everywhere (constant); subjects with one mean,
// whose average has no correlation (degenerate). All repeats equal: estimate 1, no p and no interval (degenerate).
// Repeats that differ by an offset alone: the limits of the formulas.
TestResult icc(ConstMatrix block, Icc form, double level = 0.95);
// In the order of all_icc, from one analysis of variance.
std::array<TestResult, 6> icc_all(ConstMatrix block, double level = 0.95);

// Columns of a table, each on its own complete subjects.
std::vector<TestResult> icc_screen(ConstMatrix table, const RepeatLayout& layout, Icc form, double level = 0.95,
                                   const ParallelFor& parallel = serial_for);
std::vector<std::array<TestResult, 6>> icc_screen_all(ConstMatrix table, const RepeatLayout& layout,
                                                      double level = 0.95, const ParallelFor& parallel = serial_for);

}  // namespace rgx::stats
