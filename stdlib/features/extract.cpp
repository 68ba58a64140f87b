#include "stdlib/features/extract.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <memory>
#include <stdexcept>

#include "stdlib/features/glcm.hpp"
#include "stdlib/features/glrlm.hpp"
#include "stdlib/features/histogram.hpp"
#include "stdlib/features/intensity.hpp"
#include "stdlib/features/ivh.hpp"
#include "stdlib/features/local_intensity.hpp"
#include "stdlib/features/morphology.hpp"
#include "stdlib/features/neighbourhood.hpp"
#include "stdlib/features/roi.hpp"
#include "stdlib/features/zones.hpp"

namespace rgx::features {

namespace {

constexpr std::string_view kUnfiltered = "original";

// Values of one family and aggregation in the table's order, those not built included.
using Values = std::vector<Value>;
using ByAggregation = std::map<Aggregation, Values>;

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

int widest(const Request& request) {
  int distance = 1;
  for (const FamilyRequest& family : request.families) distance = std::max(distance, family.distance);
  return distance;
}

// One region on one grid: its morphological mask cropped, and what follows from it alone.
struct Shape {
  Roi roi;
  std::array<Value, kShapeFeatures> values;
};

struct Texture {
  const engine::Image& image;
  const Roi& roi;    // of the intensity mask
  const Roi& shape;  // of the morphological mask
  const std::vector<float>& intensity;
  const Levels& levels;
  const LevelBox* box;  // null if the levels have a reason
  std::optional<std::pair<double, double>> range;
};

ByAggregation family_values(const FamilyRequest& request, const Texture& t) {
  const auto asked = aggregations(request);
  switch (request.family) {
    case Family::local_intensity:
      return widen(local_intensity(t.image, t.roi, t.intensity));
    case Family::intensity:
      return widen(intensity_statistics(t.intensity));
    case Family::ivh:
      return widen(intensity_volume(t.intensity, request.discretise.value_or(Discretisation{}), t.range));
    default:
      break;
  }
  if (t.box == nullptr) return missing(request, t.levels.reason);
  switch (request.family) {
    case Family::histogram:
      return widen(histogram_features(t.levels));
    case Family::glcm:
      return widen(glcm(*t.box, asked, request.distance));
    case Family::glrlm:
      return widen(glrlm(*t.box, asked));
    case Family::glszm:
      return widen(glszm(*t.box, asked));
    case Family::gldzm:
      return widen(gldzm(*t.box, t.shape, asked));
    case Family::ngtdm:
      return widen(ngtdm(*t.box, asked, request.distance));
    case Family::ngldm:
      return widen(ngldm(*t.box, asked, request.distance, request.coarseness));
    default:
      throw std::logic_error("a family without a computation");
  }
}

bool uses_levels(const Request& request) {
  return std::any_of(request.families.begin(), request.families.end(),
                     [](const FamilyRequest& f) { return f.family == Family::histogram || f.family >= Family::glcm; });
}

Warning level_warning(const LevelWarning& found, const Column& place) {
  Warning out;
  const bool few = found.kind == LevelWarning::Kind::too_few;
  out.code = few ? "few-levels" : "many-levels";
  out.region = place.region;
  out.scan = place.scan;
  out.filter = place.filter;
  out.levels = found.levels;
  out.suggested_width = found.suggested_width;
  char width[32];
  std::snprintf(width, sizeof width, "%g", found.suggested_width);
  out.text = "`" + place.region + "` in `" + place.scan + "` has " + std::to_string(found.levels) +
             (few ? (found.levels == 1 ? " grey level" : " grey levels only") : " grey levels");
  if (found.suggested_width > 0) out.text += std::string("; a bin width of ") + width + " gives about 32";
  return out;
}

// Everything of one region, scan and filter: for each requested family its values, in the request's order.
std::vector<ByAggregation> scan_values(const Request& request, const engine::Image& image, const engine::Mask& mask,
                                       const Shape& shape, std::optional<std::pair<double, double>> range,
                                       const Column& place, std::vector<Warning>& warnings) {
  const Roi roi = crop(mask, widest(request));
  const std::vector<float> intensity = intensities(image, mask, roi);
  Levels levels;
  std::unique_ptr<LevelBox> box;
  if (uses_levels(request)) {
    std::optional<double> start;
    if (range && std::isfinite(range->first)) start = range->first;
    levels = discretise(intensity, request.discretise, start);
    if (levels.warning) warnings.push_back(level_warning(*levels.warning, place));
    if (levels.reason == Reason::none) box = std::make_unique<LevelBox>(roi, levels);
  }
  const Texture texture{image, roi, shape.roi, intensity, levels, box.get(), range};
  std::vector<ByAggregation> out;
  for (const FamilyRequest& family : request.families) {
    if (family.family != Family::shape) {
      out.push_back(family_values(family, texture));
      continue;
    }
    Values values(kShapeFeatures);
    if (place.filter == kUnfiltered) {
      const double volume = shape.roi.count() == 0 ? 0 : shape.values.front().value;
      const auto of_intensity = intensity_geometry(shape.roi, roi, intensity, volume);
      std::size_t next = 0;
      const auto features = features_of(Family::shape);
      for (std::size_t i = 0; i < features.size(); ++i) {
        if (features[i].reads_intensity) values[i] = of_intensity[next++];
      }
    }
    out.push_back({{Aggregation::none, values}});
  }
  return out;
}

const engine::Image* response(const std::vector<Response>& responses, const std::string& scan,
                              const std::string& filter) {
  for (const Response& r : responses) {
    if (r.scan == scan && r.filter == filter && r.image != nullptr) return r.image;
  }
  throw std::invalid_argument("no response of filter `" + filter + "` on scan `" + scan + "` was given");
}

}  // namespace

Extraction extract(const engine::Case& subject, const Request& request, const std::vector<Response>& responses) {
  Extraction out;
  out.columns = columns(request);
  out.values.assign(out.columns.size(), Value::missing(Reason::absent_scan));

  const bool asks_shape = std::any_of(request.families.begin(), request.families.end(),
                                      [](const FamilyRequest& f) { return f.family == Family::shape; });
  std::size_t c = 0;
  while (c < out.columns.size()) {
    const std::string region_name = out.columns[c].region;
    const auto region = subject.regions.find(region_name);
    std::size_t end = c;
    while (end < out.columns.size() && out.columns[end].region == region_name) ++end;
    if (region == subject.regions.end()) {
      for (; c < end; ++c) out.values[c] = Value::missing(Reason::absent_region);
      continue;
    }
    Shape shape{crop(region->second.mask), {}};
    if (asks_shape) shape.values = geometry(shape.roi);
    const auto place_in_family = [](const Column& column) {
      return static_cast<std::size_t>(column.feature - features_of(column.feature->family).data());
    };
    for (; c < end && out.columns[c].scan.empty(); ++c) out.values[c] = shape.values[place_in_family(out.columns[c])];

    while (c < end) {
      const Column first = out.columns[c];
      std::size_t stop = c;
      while (stop < end && out.columns[stop].scan == first.scan && out.columns[stop].filter == first.filter) ++stop;
      const std::string& tie = region->second.for_scan;
      if (!tie.empty() && tie != first.scan) {
        throw std::invalid_argument("region `" + region_name + "` belongs to scan `" + tie + "`, not to `" +
                                    first.scan + "`");
      }
      const auto scan = subject.scans.find(first.scan);
      if (scan == subject.scans.end()) {
        c = stop;
        continue;
      }
      const bool filtered = first.filter != kUnfiltered;
      const engine::Image& image = filtered ? *response(responses, first.scan, first.filter) : scan->second.image;
      const auto resegmented = region->second.intensity.find(first.scan);
      const engine::Mask& mask =
          resegmented != region->second.intensity.end() ? resegmented->second : region->second.mask;
      std::optional<std::pair<double, double>> range;
      // A resegmentation range is in the scan's intensities, not in a filter's.
      if (const auto at = subject.ranges.find(first.scan); at != subject.ranges.end() && !filtered) range = at->second;

      const auto families = scan_values(request, image, mask, shape, range, first, out.warnings);
      for (; c < stop; ++c) {
        const Column& column = out.columns[c];
        std::size_t f = 0;
        while (request.families[f].family != column.feature->family) ++f;
        out.values[c] = families[f].at(column.aggregation)[place_in_family(column)];
      }
    }
  }
  return out;
}

}  // namespace rgx::features
