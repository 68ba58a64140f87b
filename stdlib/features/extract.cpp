#include "stdlib/features/extract.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <memory>
#include <stdexcept>

#include "stdlib/features/family.hpp"
#include "stdlib/features/pyradiomics/discretise.hpp"

namespace rgx::features {

namespace {

int widest(const Request& request) {
  int distance = 1;
  for (const FamilyRequest& family : request.families) distance = std::max(distance, family.distance);
  return distance;
}

bool asks(const Request& request, Family family) {
  return std::any_of(request.families.begin(), request.families.end(),
                     [&](const FamilyRequest& f) { return f.family == family; });
}

bool uses_levels(const Request& request) {
  return std::any_of(request.families.begin(), request.families.end(),
                     [](const FamilyRequest& f) { return on_levels(f.family); });
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
  out.text = "`" + place.region + "` in `" + place.scan + "`" +
             (place.filter == kUnfiltered ? "" : " under `" + place.filter + "`") + " has " +
             std::to_string(found.levels) +
             (few ? (found.levels == 1 ? " grey level" : " grey levels only") : " grey levels");
  if (found.suggested_width > 0) out.text += std::string("; a bin width of ") + width + " gives about 32";
  return out;
}

std::size_t place_in_family(const Column& column) {
  return static_cast<std::size_t>(column.feature - features_of(column.feature->family).data());
}

std::size_t place_in_request(const Request& request, Family family) {
  std::size_t f = 0;
  while (request.families[f].family != family) ++f;
  return f;
}

// How far beyond the region's box a family reads the image, in voxels of axis a.
std::int64_t reads_beyond(const FamilyRequest& family, const engine::Geometry& grid, std::size_t a) {
  constexpr double kPeakRadius = 6.3;  // mm, a little above that of a sphere of 1 cm3
  switch (family.family) {
    case Family::local_intensity:
    case Family::suv:
      return static_cast<std::int64_t>(std::ceil(kPeakRadius / grid.spacing[a]));
    case Family::collage:  // a window around each voxel, and the differences at its rim
      return static_cast<std::int64_t>(family.params.value("radius", 5.0)) + 1;
    default:
      return 0;
  }
}

// The voxels of a filter's response that are read.
filters::Box wanted_box(const Request& request, const Roi& roi, const engine::Geometry& grid) {
  filters::Box box;
  for (std::size_t a = 0; a < 3; ++a) {
    std::int64_t beyond = 0;
    for (const FamilyRequest& family : request.families) beyond = std::max(beyond, reads_beyond(family, grid, a));
    box.low[a] = std::max<std::int64_t>(0, roi.corner[a] + roi.margin - beyond);
    box.high[a] = std::min<std::int64_t>(grid.size[a], roi.corner[a] + roi.size[a] - roi.margin + beyond);
  }
  return box;
}

// One region of the subject with what its columns have in common.
class RegionExtraction {
 public:
  RegionExtraction(const engine::Case& subject, const engine::Region& region, const Request& request,
                   const stats::ParallelFor& parallel)
      : subject_(subject),
        region_(region),
        request_(request),
        parallel_(parallel),
        shape_(crop(region.mask, widest(request), parallel)) {
    of_region_.resize(request.families.size());
    const RegionMeasured measured{subject, region.mask, shape_, parallel};
    parallel(request.families.size(),
             [&](std::size_t f) { of_region_[f] = region_values(request_.families[f], measured); });
  }

  Value of_region(const Column& column) const {
    return of_region_[place_in_request(request_, column.feature->family)][place_in_family(column)];
  }

  // Columns first .. last - 1, all of one scan and filter.
  void measure(const engine::Scan& scan, const FilterRequest& filter, std::span<const Column> columns,
               std::span<Value> values, std::vector<Warning>& warnings) {
    const Column& first = columns.front();
    const bool filtered = filter.filter != nullptr;
    const auto resegmented = region_.intensity.find(first.scan);
    const engine::Mask& mask = resegmented != region_.intensity.end() ? resegmented->second : region_.mask;
    const Roi& roi = roi_of(mask);
    if (filtered && roi.count() > 0) {
      require_same_size(scan.image, mask);
      engine::Image made =
          filter.filter->apply({scan.image, filter.params, request_.by_slice, filter.place,
                                wanted_box(request_, roi, scan.image.geometry), parallel_, &response_});
      response_ = std::move(made);
    }
    const engine::Image& image = filtered && roi.count() > 0 ? response_ : scan.image;
    std::optional<std::pair<double, double>> range;
    // A resegmentation range is in the scan's intensities, not in a filter's.
    if (const auto at = subject_.ranges.find(first.scan); at != subject_.ranges.end() && !filtered) range = at->second;

    const std::vector<float> intensity = intensities(image, mask, roi, parallel_);
    Levels levels;
    std::unique_ptr<LevelBox> box;
    if (uses_levels(request_)) {
      std::optional<double> start;
      if (range && std::isfinite(range->first)) start = range->first;
      levels = levels_of_intensity(intensity, start);
      if (levels.warning) warnings.push_back(level_warning(*levels.warning, first));
      if (levels.reason == Reason::none) box = std::make_unique<LevelBox>(roi, levels, parallel_);
    }
    static const Values none;
    const Values& geometry =
        asks(request_, Family::shape) ? of_region_[place_in_request(request_, Family::shape)] : none;
    const Measured measured{image, roi, shape_, intensity, levels, box.get(), range, geometry, filtered, parallel_};
    std::vector<ByAggregation> found(request_.families.size());
    parallel_(found.size(), [&](std::size_t f) {
      if (has_columns_of(request_.families[f].family, columns))
        found[f] = family_values(request_.families[f], measured);
    });
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const auto& family = found[place_in_request(request_, columns[i].feature->family)];
      values[i] = family.at(columns[i].aggregation)[place_in_family(columns[i])];
    }
  }

 private:
  Levels levels_of_intensity(std::span<const float> intensity, std::optional<double> start) const {
    if (!request_.pyradiomics) return discretise(intensity, request_.discretise, start, parallel_);
    if (request_.discretise.kind != Discretisation::Kind::none)
      return pyradiomics::discretise(intensity, request_.discretise, parallel_);
    Levels none;  // PyRadiomics has no intensities that are levels already
    none.reason = Reason::not_discretised;
    return none;
  }
  // Filters share the mask of their scan, and most scans have no mask of their own.
  const Roi& roi_of(const engine::Mask& mask) {
    if (&mask == &region_.mask) return shape_;
    const auto [at, fresh] = resegmented_.try_emplace(&mask);
    if (fresh) at->second = crop(mask, widest(request_), parallel_);
    return at->second;
  }
  static bool has_columns_of(Family family, std::span<const Column> columns) {
    return std::any_of(columns.begin(), columns.end(), [&](const Column& c) { return c.feature->family == family; });
  }

  const engine::Case& subject_;
  const engine::Region& region_;
  const Request& request_;
  const stats::ParallelFor& parallel_;
  Roi shape_;
  std::map<const engine::Mask*, Roi> resegmented_;
  std::vector<Values> of_region_;  // of each family asked
  engine::Image response_;         // of the filter measured last; the next one takes its memory
};

}  // namespace

Extraction extract(const engine::Case& subject, const Request& request, const stats::ParallelFor& parallel) {
  Extraction out;
  out.columns = columns(request);
  out.values.assign(out.columns.size(), Value::missing(Reason::absent_scan));
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
    RegionExtraction here(subject, region->second, request, parallel);
    for (; c < end && out.columns[c].scan.empty(); ++c) out.values[c] = here.of_region(out.columns[c]);
    while (c < end) {
      const Column& first = out.columns[c];
      std::size_t stop = c;
      while (stop < end && out.columns[stop].scan == first.scan && out.columns[stop].filter == first.filter) ++stop;
      const std::string& tie = region->second.for_scan;
      if (!tie.empty() && tie != first.scan) {
        throw std::invalid_argument("region `" + region_name + "` belongs to scan `" + tie + "`, not to `" +
                                    first.scan + "`");
      }
      const auto scan = subject.scans.find(first.scan);
      if (scan != subject.scans.end()) {
        const auto filter = std::find_if(request.filters.begin(), request.filters.end(),
                                         [&](const FilterRequest& f) { return f.response == first.filter; });
        here.measure(scan->second, *filter, std::span(out.columns).subspan(c, stop - c),
                     std::span(out.values).subspan(c, stop - c), out.warnings);
      }
      c = stop;
    }
  }
  return out;
}

}  // namespace rgx::features
