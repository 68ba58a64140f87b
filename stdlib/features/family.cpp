#include "stdlib/features/family.hpp"

#include <array>
#include <stdexcept>

#include "stdlib/features/glcm.hpp"
#include "stdlib/features/glrlm.hpp"
#include "stdlib/features/histogram.hpp"
#include "stdlib/features/intensity.hpp"
#include "stdlib/features/ivh.hpp"
#include "stdlib/features/literature/values.hpp"
#include "stdlib/features/local_intensity.hpp"
#include "stdlib/features/morphology.hpp"
#include "stdlib/features/neighbourhood.hpp"
#include "stdlib/features/pyradiomics/family.hpp"
#include "stdlib/features/pyradiomics/table.hpp"
#include "stdlib/features/zones.hpp"

namespace rgx::features {

namespace {

template <std::size_t N>
ByAggregation widen(const std::map<Aggregation, std::array<Value, N>>& from) {
  ByAggregation out;
  for (const auto& [aggregation, values] : from) out[aggregation] = Values(values.begin(), values.end());
  return out;
}
template <std::size_t N>
ByAggregation widen(const std::array<Value, N>& values) {
  return {{Aggregation::none, Values(values.begin(), values.end())}};
}

ByAggregation missing(const FamilyRequest& request, Reason why) {
  ByAggregation out;
  for (const Aggregation a : aggregations(request)) {
    out[a] = Values(features_of(request.family).size(), Value::missing(why));
  }
  return out;
}

// The features of `shape` that read intensities, on the unfiltered scan.
ByAggregation shape_of_intensities(const Measured& m) {
  Values values(kShapeFeatures);
  if (!m.filtered) {
    const double volume = m.shape.count() == 0 ? 0 : m.geometry.front().value;
    const auto found = intensity_geometry(m.shape, m.roi, m.intensity, volume, m.parallel);
    std::size_t next = 0;
    const auto features = features_of(Family::shape);
    for (std::size_t i = 0; i < features.size(); ++i) {
      if (features[i].reads_intensity) values[i] = found[next++];
    }
  }
  return {{Aggregation::none, values}};
}

}  // namespace

Values region_values(const FamilyRequest& request, const RegionMeasured& measured) {
  if (!pyradiomics_name(request.family).empty()) return pyradiomics::region_values(request, measured);
  switch (request.family) {
    case Family::shape: {
      const auto values = geometry(measured.shape, measured.parallel);
      return {values.begin(), values.end()};
    }
    case Family::margin:
    case Family::fractal:
    case Family::compartments:
    case Family::lesions: {
      // compartments(of: …) names the region that it is set against.
      const auto other = measured.subject.regions.find(request.params.value("of", ""));
      const bool given = other != measured.subject.regions.end();
      const Roi set_against = given ? crop(other->second.mask) : Roi{};
      return literature_values(request.family, request.params, measured.shape, given ? &set_against : nullptr,
                               measured.parallel);
    }
    default:
      return {};
  }
}

ByAggregation family_values(const FamilyRequest& request, const Measured& m) {
  if (!pyradiomics_name(request.family).empty()) return pyradiomics::family_values(request, m);
  const auto asked = aggregations(request);
  switch (request.family) {
    case Family::shape:
      return shape_of_intensities(m);
    case Family::local_intensity:
      return widen(local_intensity(m.image, m.roi, m.intensity, m.parallel));
    case Family::intensity:
      return widen(intensity_statistics(m.intensity, m.parallel));
    case Family::ivh:
      return widen(intensity_volume(m.intensity, request.discretise.value_or(Discretisation{}), m.range, m.parallel));
    case Family::suv:
    case Family::texrad:
    case Family::collage:
      return {{Aggregation::none,
               literature_values(request.family, request.params, m.image, m.roi, m.intensity, m.parallel)}};
    case Family::margin:
    case Family::fractal:
    case Family::compartments:
    case Family::lesions:
      throw std::logic_error("a family of the region alone was asked on a scan");
    default:
      break;
  }
  if (m.box == nullptr) return missing(request, m.levels.reason);
  switch (request.family) {
    case Family::histogram:
      return widen(histogram_features(m.levels));
    case Family::glcm:
      return widen(glcm(*m.box, asked, request.distance, m.parallel, request.weighting));
    case Family::glrlm:
      return widen(glrlm(*m.box, asked, m.parallel, request.weighting));
    case Family::glszm:
      return widen(glszm(*m.box, asked, m.parallel));
    case Family::gldzm:
      return widen(gldzm(*m.box, m.shape, asked, m.parallel));
    case Family::ngtdm:
      return widen(ngtdm(*m.box, asked, request.distance, m.parallel, request.weighting));
    case Family::ngldm:
      return widen(ngldm(*m.box, asked, request.distance, request.coarseness, m.parallel));
    default:
      throw std::logic_error("a family without a computation");
  }
}

}  // namespace rgx::features
