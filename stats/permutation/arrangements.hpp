#pragma once
// The ways in which labels can be dealt out anew to cases, each stratum keeping its own.
#include <cstdint>
#include <span>
#include <vector>

#include "stats/base/random.hpp"

namespace rgx::stats {

class Arrangements {
 public:
  // labels: one a case, equal ones interchangeable. strata: empty, or a code a case; another number of them throws
  // std::invalid_argument.
  Arrangements(std::vector<int> labels, std::span<const int> strata);

  // How many there are that differ; infinity beyond double.
  [[nodiscard]] double total() const;
  // One of them, all equally likely.
  [[nodiscard]] std::vector<int> draw(Stream stream) const;
  // Number `index` below total(), which must not exceed 1e12; number 0 is the labels as they were given.
  [[nodiscard]] std::vector<int> at(std::uint64_t index) const;

  [[nodiscard]] const std::vector<int>& observed() const { return labels_; }

 private:
  struct Stratum {
    std::vector<std::size_t> cases;  // in the order of their labels
    std::vector<int> values;         // distinct labels, ascending
    std::vector<std::uint64_t> counts;
    double total = 1;
  };
  std::vector<int> labels_;
  std::vector<Stratum> strata_;
};

}  // namespace rgx::stats
