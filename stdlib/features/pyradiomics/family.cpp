#include "stdlib/features/pyradiomics/family.hpp"

#include <stdexcept>

#include "stdlib/features/pyradiomics/first_order.hpp"
#include "stdlib/features/pyradiomics/glcm.hpp"
#include "stdlib/features/pyradiomics/ngtdm.hpp"
#include "stdlib/features/pyradiomics/shape.hpp"
#include "stdlib/features/pyradiomics/size_families.hpp"

namespace rgx::features::pyradiomics {

namespace {

template <std::size_t N>
ByAggregation widen(const std::array<Value, N>& values) {
  return {{Aggregation::none, Values(values.begin(), values.end())}};
}

}  // namespace

Values region_values(const FamilyRequest& request, const RegionMeasured& measured) {
  if (request.family != Family::py_shape) return {};
  const auto values = shape(measured.shape, measured.parallel);
  return {values.begin(), values.end()};
}

ByAggregation family_values(const FamilyRequest& request, const Measured& m) {
  if (request.family == Family::py_firstorder)
    return widen(first_order(m.intensity, m.levels, m.roi.spacing, 0, m.parallel));
  if (m.box == nullptr)
    return {{Aggregation::none, Values(features_of(request.family).size(), Value::missing(m.levels.reason))}};
  const std::array distances{request.distance};
  switch (request.family) {
    case Family::py_glcm:
      return widen(glcm(*m.box, m.levels.distinct, distances, m.parallel));
    case Family::py_glrlm:
      return widen(glrlm(*m.box, m.parallel));
    case Family::py_glszm:
      return widen(glszm(*m.box, m.parallel));
    case Family::py_gldm:
      return widen(gldm(*m.box, request.coarseness, distances, m.parallel));
    case Family::py_ngtdm:
      return widen(ngtdm(*m.box, distances, m.parallel));
    default:
      throw std::logic_error("a family without a computation");
  }
}

}  // namespace rgx::features::pyradiomics
