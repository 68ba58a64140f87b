#pragma once
// Numbers drawn from a seed, the same everywhere, for tables that tests make.
#include <cstdint>

namespace rgx::test {

// Park & Miller 1988.
class Uniform {
 public:
  explicit Uniform(std::uint64_t seed) : state_(seed) {}
  double next() { return static_cast<double>(state_ = state_ * 48271 % 2147483647) / 2147483647.0; }
  double normal() {
    double sum = -6;
    for (int i = 0; i < 12; ++i) sum += next();
    return sum;
  }

 private:
  std::uint64_t state_;
};

}  // namespace rgx::test
