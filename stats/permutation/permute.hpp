#pragma once
// Permutation p values: the observed arrangement of outcomes over cases among all, or among random ones.
#include <cstdint>
#include <functional>
#include <span>

#include "stats/base/parallel.hpp"
#include "stats/base/random.hpp"
#include "stats/base/result.hpp"

namespace rgx::stats {

struct Permutations {
  Stream stream;               // draw b is made by stream.at(b)
  std::uint32_t draws = 9999;  // 0 throws std::invalid_argument
  // Every distinct arrangement instead of draws, where there are at most so many (in one thread); 0 = never.
  double enumerate_up_to = 20000;
  // One code a case, negative = missing, left out by the tests: outcomes are exchanged within strata only (a subject
  // with several measurements is a stratum). Empty: one stratum.
  std::span<const int> stratum = {};
  ParallelFor parallel = serial_for;  // over blocks of draws
};

struct PermutationP {
  // Complete: as_extreme / arrangements, the observed one counting among both. Else (1 + as_extreme) / (1 +
  // arrangements): the observed one is counted once, beside the draws. A draw that happens to repeat it is kept, for
  // without such draws p could fall below 1 over the number of arrangements (Phipson & Smyth 2010).
  Tail p;
  std::uint64_t as_extreme = 0;    // arrangements at least as extreme as the observed one
  std::uint64_t arrangements = 0;  // all, or those drawn
  bool complete = false;
};

// How extreme one arrangement is: code[i] is the outcome of case i. Called from several threads at once.
using Extremity = std::function<double(std::span<const int> code)>;

// code: the observed outcomes. An arrangement counts when its extremity is not below the observed one by more than
// 1e-12 of the larger of the observed one and `scale`: arrangements that are equal on paper differ in the last digits
// by the order in which they are added, and to lose them would make p too small. `scale` is the size of the terms that
// are added, for extremities near 0. NaN counts. Strata of another number than cases, or negative, throw
// std::invalid_argument. Where no stratum holds two different outcomes p is NaN (arrangements = 1).
PermutationP permutation_p(std::span<const int> code, const Extremity& extremity, double scale,
                           const Permutations& how);

// Number of distinct arrangements, infinity beyond double.
double count_arrangements(std::span<const int> code, std::span<const int> stratum);

struct PermutationResult {
  TestResult result;
  PermutationP permutations;
};

}  // namespace rgx::stats
