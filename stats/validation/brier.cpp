#include "stats/validation/brier.hpp"

#include "stats/base/result.hpp"
#include "stats/validation/calibration.hpp"

namespace rgx::stats {

BrierParts brier_parts(ConstVector probability, ConstVector y, std::size_t groups) {
  BrierParts out{missing, missing, missing, missing, missing, 0};
  if (y.size() == 0) return out;
  const double share = y.mean(), n = static_cast<double>(y.size());
  out.brier = (probability - y).squaredNorm() / n;
  out.uncertainty = share * (1 - share);
  out.reliability = out.resolution = 0;
  for (const auto& g : calibration_groups(probability, y, groups)) {
    const double weight = static_cast<double>(g.n) / n;
    out.reliability += weight * (g.predicted - g.observed) * (g.predicted - g.observed);
    out.resolution += weight * (g.observed - share) * (g.observed - share);
    ++out.groups;
  }
  out.remainder = out.brier - (out.reliability - out.resolution + out.uncertainty);
  return out;
}

}  // namespace rgx::stats
