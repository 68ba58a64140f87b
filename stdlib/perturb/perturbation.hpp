#pragma once
// One change of a case that a scanner, a day or a reader might have made: what a study calls by name in `robust`.
#include <functional>
#include <string>
#include <vector>

#include "engine/image.hpp"
#include "engine/operation.hpp"
#include "stats/base/random.hpp"

namespace rgx::perturb {

// What a change may read beside the case.
struct Around {
  const engine::Json& params;             // of one change: one angle, one fraction
  stats::Stream stream;                   // its own
  const std::vector<std::string>& scans;  // those that features are taken from, in the order of the study
  const engine::ParallelFor& parallel;
};

struct Perturbation {
  std::function<void(engine::Case& subject, const Around& around)> apply;  // throws stdlib::ImageError
};

}  // namespace rgx::perturb
