#include "stdlib/features/literature/texrad.hpp"

#include <cmath>

#include "stdlib/features/intensity.hpp"

namespace rgx::features {

std::array<Value, 2> filtration_histogram(std::span<const float> intensity) {
  const auto statistics = intensity_statistics(intensity);
  if (!statistics[0].present()) return {statistics[0], statistics[0]};
  double sum = 0, count = 0;
  for (const float x : intensity) {
    if (x <= 0) continue;
    sum += x;
    count += 1;
  }
  return {count > 0 ? Value::of(sum / count) : Value::missing(Reason::zero_denominator),
          Value::of(std::sqrt(statistics[1].value))};
}

}  // namespace rgx::features
