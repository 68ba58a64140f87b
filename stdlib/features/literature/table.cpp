#include "stdlib/features/literature/table.hpp"

#include <iterator>

namespace rgx::features {

namespace {

constexpr Feature of_scan(Family family, std::string_view name, Unit unit, std::string_view definition,
                          bool built = true) {
  return {family, name, "", unit, definition, true, built};
}
constexpr Feature of_region(Family family, std::string_view name, Unit unit, std::string_view definition,
                            bool built = true) {
  return {family, name, "", unit, definition, false, built};
}

constexpr Feature from(std::string_view source, Feature feature) {
  feature.source = source;
  return feature;
}

constexpr Feature kTable[] = {
    from("boellaard2015", of_scan(Family::suv, "suv_max", Unit::intensity, "largest uptake of the region")),
    from("boellaard2015", of_scan(Family::suv, "suv_mean", Unit::intensity, "mean uptake of the region")),
    from("boellaard2015",
         of_scan(Family::suv, "suv_peak", Unit::intensity,
                 "mean in the 1 cm3 sphere around the voxel of highest uptake (IBSI's local intensity peak)")),
    from("lovinfosse2016",
         of_scan(Family::suv, "suv_sd", Unit::intensity, "standard deviation of the uptake, N in the denominator")),
    from("lovinfosse2016", of_scan(Family::suv, "suv_cov", Unit::one, "suv_sd over suv_mean")),
    from("boellaard2015",
         of_scan(Family::suv, "mtv", Unit::ml, "volume of the voxels at or above the declared threshold")),
    from("larson1999", of_scan(Family::suv, "tlg", Unit::intensity_ml,
                               "mean uptake of the voxels at or above the threshold times mtv")),
    from("miles2013",
         of_scan(Family::texrad, "mean_of_positive_pixels", Unit::intensity, "mean of the values above 0")),
    from("miles2013",
         of_scan(Family::texrad, "standard_deviation", Unit::intensity, "standard deviation, N in the denominator")),
    from("miles2013", of_scan(Family::texrad, "entropy", Unit::one,
                              "entropy of the values; the program's binning is not published", false)),
    from("buda2019",
         of_region(Family::margin, "angular_standard_deviation", Unit::one,
                   "mean over ten equal sectors of the standard deviation of the contour's distance from the centroid, "
                   "distances over their mean; largest slice")),
    from("buda2019",
         of_region(Family::margin, "margin_fluctuation", Unit::one,
                   "standard deviation of the contour's distance from the centroid less its moving average along the "
                   "contour, distances over their mean; largest slice")),
    from("buda2019", of_region(Family::margin, "bounding_ellipsoid_volume_ratio", Unit::one,
                               "volume of the voxels over that of the smallest ellipsoid around them")),
    from("czarnek2017",
         of_region(Family::margin, "bounding_ellipse_area_ratio", Unit::one,
                   "area of the pixels of the largest slice over that of the smallest ellipse around them")),
    from("czarnek2016",
         of_region(Family::margin, "edge_complexity", Unit::one, "not known: its equation could not be read", false)),
    from("falconer2003", of_region(Family::fractal, "mask_fractal_dimension", Unit::one,
                                   "box-counting dimension of the region's voxels")),
    from("falconer2003", of_region(Family::fractal, "border_fractal_dimension", Unit::one,
                                   "box-counting dimension of the voxels with a neighbour outside the region")),
    from("sarkar1994", of_scan(Family::fractal, "intensity_fractal_dimension", Unit::one,
                               "of the intensity surface; no definition for a masked volume could be read", false)),
    from("prasanna2016", of_scan(Family::collage, "theta_entropy_mean", Unit::one,
                                 "mean over the region of the local entropy of in-slice gradient orientations")),
    from("prasanna2016", of_scan(Family::collage, "theta_entropy_median", Unit::one, "median of the same")),
    from("prasanna2016", of_scan(Family::collage, "theta_entropy_standard_deviation", Unit::one,
                                 "standard deviation of the same, N in the denominator")),
    from("prasanna2016", of_scan(Family::collage, "theta_entropy_skewness", Unit::one,
                                 "skewness of the same; 0 if they are all equal")),
    from("prasanna2016", of_scan(Family::collage, "theta_entropy_kurtosis", Unit::one,
                                 "kurtosis of the same, minus 3; 0 if they are all equal")),
    from("prasanna2016", of_scan(Family::collage, "phi_entropy_mean", Unit::one,
                                 "mean over the region of the local entropy of the gradients' angle to the slice")),
    from("prasanna2016", of_scan(Family::collage, "phi_entropy_median", Unit::one, "median of the same")),
    from("prasanna2016", of_scan(Family::collage, "phi_entropy_standard_deviation", Unit::one,
                                 "standard deviation of the same, N in the denominator")),
    from("prasanna2016",
         of_scan(Family::collage, "phi_entropy_skewness", Unit::one, "skewness of the same; 0 if they are all equal")),
    from("prasanna2016", of_scan(Family::collage, "phi_entropy_kurtosis", Unit::one,
                                 "kurtosis of the same, minus 3; 0 if they are all equal")),
    from("gutman2015",
         of_region(Family::compartments, "volume", Unit::mm3, "number of voxels times the volume of one")),
    from("gutman2015",
         of_region(Family::compartments, "volume_ratio", Unit::one, "volume over that of the other region")),
    from("grossmann2016", of_region(Family::compartments, "volume_fraction", Unit::one,
                                    "volume over that of the union with the other region")),
    from("brisse2017",
         of_region(Family::lesions, "number_of_lesions", Unit::one, "number of 26-connected parts of the mask")),
    from("brisse2017",
         of_region(Family::lesions, "largest_lesion_volume", Unit::mm3, "volume of the largest 26-connected part")),
};

struct FamilyRow {
  Family family;
  std::string_view name, summary;
  bool of_region_alone;
};
constexpr FamilyRow kFamilyRows[] = {
    {Family::suv, "suv", "uptake in PET: SUVmax, SUVmean, SUVpeak, spread, metabolic tumour volume, lesion glycolysis",
     false},
    {Family::texrad, "texrad", "statistics of filtration-histogram texture analysis beyond those of IBSI", false},
    {Family::margin, "margin", "irregularity of the tumour's margin in its largest slice, and bounding ellipsoids",
     true},
    {Family::fractal, "fractal", "box-counting dimension of the region and of its border", true},
    {Family::collage, "collage", "co-occurrence of local anisotropic gradient orientations (CoLlAGe)", false},
    {Family::compartments, "compartments", "volume of a part of a tumour and its ratio to another part", true},
    {Family::lesions, "lesions", "number of separate lesions of the mask and the volume of the largest", true},
};

const FamilyRow* row_of(Family family) {
  for (const FamilyRow& row : kFamilyRows) {
    if (row.family == family) return &row;
  }
  return nullptr;
}

}  // namespace

std::span<const Feature> literature_features() { return kTable; }

std::span<const Feature> literature_features_of(Family family) {
  const Feature* first = kTable;
  const Feature* const end = kTable + std::size(kTable);
  while (first != end && first->family != family) ++first;
  const Feature* last = first;
  while (last != end && last->family == family) ++last;
  return {first, last};
}

std::string_view literature_family_name(Family family) {
  const FamilyRow* row = row_of(family);
  return row == nullptr ? std::string_view() : row->name;
}

std::optional<Family> literature_family_named(std::string_view name) {
  for (const FamilyRow& row : kFamilyRows) {
    if (row.name == name) return row.family;
  }
  return std::nullopt;
}

std::string_view literature_family_summary(Family family) {
  const FamilyRow* row = row_of(family);
  return row == nullptr ? std::string_view() : row->summary;
}

bool of_region_alone(Family family) {
  const FamilyRow* row = row_of(family);
  return row != nullptr && row->of_region_alone;
}

}  // namespace rgx::features
