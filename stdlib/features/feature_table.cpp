#include "stdlib/features/feature_table.hpp"

#include <algorithm>
#include <array>

#include "stdlib/features/literature/table.hpp"
#include "stdlib/features/pyradiomics/table.hpp"

namespace rgx::features {

namespace {

constexpr std::array<std::string_view, kFamilies> kFamilyNames{
    "shape", "local_intensity", "intensity", "histogram", "ivh", "glcm", "glrlm", "glszm", "gldzm", "ngtdm", "ngldm"};

struct AggregationRow {
  Aggregation aggregation;
  std::string_view name, tag;
};
constexpr AggregationRow kAggregations[] = {
    {Aggregation::none, "", ""},
    {Aggregation::average_2d, "2d_average", "BTW3"},
    {Aggregation::slice_merge_2d, "2d_slice_merge", "SUJT"},
    {Aggregation::direction_merge_25d, "25d_direction_merge", "JJUI"},
    {Aggregation::volume_merge_25d, "25d_volume_merge", "ZW7Z"},
    {Aggregation::average_3d, "3d_average", "ITBB"},
    {Aggregation::volume_merge_3d, "3d_volume_merge", "IAZD"},
    {Aggregation::slices_2d, "2d", "8QNN"},
    {Aggregation::slices_25d, "25d", "62GR"},
    {Aggregation::volume_3d, "3d", "KOBO"},
};

constexpr std::array kNoAggregation{Aggregation::none};
constexpr std::array kDirectional{Aggregation::average_2d,          Aggregation::slice_merge_2d,
                                  Aggregation::direction_merge_25d, Aggregation::volume_merge_25d,
                                  Aggregation::average_3d,          Aggregation::volume_merge_3d};
constexpr std::array kVolumetric{Aggregation::slices_2d, Aggregation::slices_25d, Aggregation::volume_3d};

}  // namespace

std::span<const Feature> features_of(Family family) {
  if (const auto theirs = features_of_pyradiomics(family); !theirs.empty()) return theirs;
  if (const auto theirs = literature_features_of(family); !theirs.empty()) return theirs;
  const auto of_family = [&](const Feature& f) { return f.family == family; };
  const auto all = all_features();
  const auto first = std::find_if(all.begin(), all.end(), of_family);
  return {first, std::find_if_not(first, all.end(), of_family)};
}

const Feature* find_feature(Family family, std::string_view name) {
  for (const Feature& feature : features_of(family)) {
    if (feature.name == name) return &feature;
  }
  return nullptr;
}

bool measures_region(Family family) {
  return family == Family::shape || family == Family::py_shape || of_region_alone(family);
}

bool on_levels(Family family) {
  if (!pyradiomics_name(family).empty()) return family != Family::py_shape;
  return family == Family::histogram || aggregations_of(family).size() > 1;
}

std::string_view name(Family family) {
  if (const auto theirs = pyradiomics_name(family); !theirs.empty()) return theirs;
  if (const auto theirs = literature_family_name(family); !theirs.empty()) return theirs;
  return kFamilyNames[static_cast<std::size_t>(family)];
}

std::optional<Family> family_named(std::string_view wanted, std::string_view conventions) {
  if (conventions == "pyradiomics") return pyradiomics_family_named(wanted);
  for (std::size_t i = 0; i < kFamilyNames.size(); ++i) {
    if (kFamilyNames[i] == wanted) return static_cast<Family>(i);
  }
  return literature_family_named(wanted);
}

bool built(Family family) {
  for (const Feature& feature : features_of(family)) {
    if (feature.built) return true;
  }
  return false;
}

std::string_view name(Aggregation aggregation) { return kAggregations[static_cast<std::size_t>(aggregation)].name; }
std::string_view tag(Aggregation aggregation) { return kAggregations[static_cast<std::size_t>(aggregation)].tag; }

std::optional<Aggregation> aggregation_named(Family family, std::string_view wanted) {
  for (Aggregation aggregation : aggregations_of(family)) {
    if (aggregation != Aggregation::none && name(aggregation) == wanted) return aggregation;
  }
  return std::nullopt;
}

std::span<const Aggregation> aggregations_of(Family family) {
  switch (family) {
    case Family::glcm:
    case Family::glrlm:
      return kDirectional;
    case Family::glszm:
    case Family::gldzm:
    case Family::ngtdm:
    case Family::ngldm:
      return kVolumetric;
    default:
      return kNoAggregation;
  }
}

Aggregation default_aggregation(Family family) {
  const auto choices = aggregations_of(family);
  if (choices.size() == kDirectional.size()) return Aggregation::average_3d;
  return choices.size() == kVolumetric.size() ? Aggregation::volume_3d : Aggregation::none;
}

std::string unit_text(Unit unit, std::string_view intensity_unit) {
  const std::string own = intensity_unit.empty() ? "intensity" : std::string(intensity_unit);
  switch (unit) {
    case Unit::one:
      return "1";
    case Unit::mm:
      return "mm";
    case Unit::mm2:
      return "mm2";
    case Unit::mm3:
      return "mm3";
    case Unit::per_mm:
      return "1/mm";
    case Unit::intensity:
      return own;
    case Unit::intensity_squared:
      return own + "^2";
    case Unit::intensity_mm3:
      return own + " mm3";
    case Unit::intensity_squared_mm3:
      return own + "^2 mm3";
    case Unit::level:
      return "grey level";
    case Unit::voxels:
      return "voxels";
    case Unit::ml:
      return "ml";
    case Unit::intensity_ml:
      return own + " ml";
  }
  return "1";
}

}  // namespace rgx::features
