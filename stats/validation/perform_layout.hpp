#pragma once
// Held-out predictions sorted by repeat and fold. Internal to perform*.
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "stats/validation/perform.hpp"

namespace rgx::stats {

using Entries = std::vector<Eigen::Index>;

struct Layout {
  std::map<std::pair<int, int>, Entries> folds;  // by repeat and fold
  std::map<int, Entries> repeats;
  double test_to_train = 0;
  std::size_t cases = 0;
  [[nodiscard]] bool single() const { return folds.size() == 1; }
};
Layout lay_out(const OutOfFold& predictions);

// Why there is no value of this metric; empty: there may be.
std::string refusal(const OutOfFold& predictions, Metric metric);

// ppv, npv, f1, mcc, balanced_accuracy: of counts, one repeat's or one fold's.
bool of_counts(Metric metric);
double count_value(const OutOfFold& predictions, Metric metric, const Entries& entries);
void count_performance(Performance& out, const OutOfFold& predictions, const Layout& layout, Metric metric,
                       double level);

// ici, e50, e90.
bool of_smooth(Metric metric);
void smooth_performance(Performance& out, const OutOfFold& predictions, const Layout& layout, Metric metric,
                        const PerformanceOptions& options);

}  // namespace rgx::stats
