#pragma once
// How often a score orders two cases as their times do: what C and time-dependent AUC have in common. 0.5 says nothing;
// a high score speaks for an early event.
#include <Eigen/Core>
#include <functional>
#include <string_view>
#include <vector>

#include "stats/base/parallel.hpp"
#include "stats/base/refs.hpp"
#include "stats/base/result.hpp"
#include "stats/survival/cox_order.hpp"

namespace rgx::stats {

struct Discrimination {
  std::size_t n = 0;       // cases used, after missing values
  std::size_t events = 0;  // cases with the event in time: up to tau, or up to t
  double pairs = 0;        // comparable pairs, each with its weight
  double value = missing;  // 0 … 1, ties in the score count half
  double se = missing;     // root of the sum of squares of `influence`; 0 where all pairs fall the same way
  // What each case (in the order of its place) or cluster (of its code) adds to the value's deviation; by it scores of
  // the same cases are compared.
  Eigen::VectorXd influence;
  Reason reason = Reason::none;  // why there is no value: too_few (no comparable pair), one_class (no events)
};

// se from the influence. Where no case deviates but by rounding, all comparable pairs fall one way or are tied: the
// value is then 0, 0.5 or 1 and se is 0. `share` by place: of all pairs, those that a case is in.
void set_spread(Discrimination& found, const Eigen::VectorXd& share);

// Against 0.5, two-sided normal; estimate with its normal interval, cut to [0, 1]. A constant score has value 0.5 and
// no p (`constant`); one that orders all pairs alike has no p either (`degenerate`).
TestResult against_half(const Discrimination& found, std::string_view test, std::string_view kind, double level = 0.95);

// first - second, of the same cases.
struct DiscriminationDifference {
  double difference = missing, se = missing, z = missing;
  Tail tail;                     // two-sided
  Interval ci;                   // normal
  Reason reason = Reason::none;  // degenerate: no spread, the difference is known
};
DiscriminationDifference difference_of(const Discrimination& first, const Discrimination& second, double level = 0.95);

// What a measure needs of the cases, prepared once for all scores known on them: takes a score by place.
using DiscriminationOf = std::function<Discrimination(const Eigen::VectorXd& score)>;
using PrepareDiscrimination = std::function<DiscriminationOf(const CoxOrder& order)>;

// One or more scores, columns, on the cases on which all are known. Weights, offsets and late entries throw
// std::invalid_argument.
std::vector<Discrimination> discriminate(const CoxCases& cases, ConstMatrix scores,
                                         const PrepareDiscrimination& prepare);
// Every feature on its own complete cases; features known on the same cases share what is prepared.
std::vector<TestResult> discrimination_screen(const CoxCases& cases, ConstMatrix features,
                                              const PrepareDiscrimination& prepare, std::string_view test,
                                              std::string_view kind, double level, const ParallelFor& parallel);

}  // namespace rgx::stats
