#pragma once
// The one table of radiomic features: every tagged feature of IBSI chapter 1 (Zwanenburg et al., Radiology 2020,
// doi:10.1148/radiol.2020191145; reference manual arXiv:1612.07003). Names, tags, units and definitions are taken
// from here by the extractor, the checker, the dictionary and the conformance table.
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace rgx::features {

enum class Family : std::uint8_t {
  shape,
  local_intensity,
  intensity,
  histogram,
  ivh,
  glcm,
  glrlm,
  glszm,
  gldzm,
  ngtdm,
  ngldm,
  // The seven families of PyRadiomics 3 (pyradiomics/table.hpp); not among the kFamilies of IBSI.
  py_shape,
  py_firstorder,
  py_glcm,
  py_glrlm,
  py_glszm,
  py_gldm,
  py_ngtdm,
  // Beyond IBSI: stdlib/features/literature/table.hpp holds their rows.
  suv,
  texrad,
  margin,
  fractal,
  collage,
  compartments,
  lesions
};
inline constexpr int kFamilies = 11;

// How a texture feature is put together from slices and directions. GLCM and GLRLM take the first six, the zone and
// neighbourhood families the last three, the other families `none` only.
enum class Aggregation : std::uint8_t {
  none,
  average_2d,           // BTW3: mean over slices and directions
  slice_merge_2d,       // SUJT: directions merged in each slice, mean over slices
  direction_merge_25d,  // JJUI: slices merged for each direction, mean over directions
  volume_merge_25d,     // ZW7Z: one matrix of all slices and in-plane directions
  average_3d,           // ITBB: mean over the 13 directions
  volume_merge_3d,      // IAZD: one matrix of all 13 directions
  slices_2d,            // 8QNN: mean over slices
  slices_25d,           // 62GR: one matrix of all slices
  volume_3d             // KOBO
};

enum class Unit : std::uint8_t {
  one,
  mm,
  mm2,
  mm3,
  per_mm,
  intensity,  // the scan's own unit
  intensity_squared,
  intensity_mm3,
  intensity_squared_mm3,
  level,  // grey levels after discretisation, counted from 1
  voxels,
  ml,
  intensity_ml
};

struct Feature {
  Family family;
  std::string_view name;  // snake case, as in a column name
  std::string_view tag;   // IBSI's four letters
  Unit unit;
  std::string_view definition;  // one line
  // A shape feature that reads intensities: it belongs to a scan, so its column is
  // `<region>.<scan>.<filter>.shape.<feature>`; the other shape features are `<region>.shape.<feature>`.
  bool reads_intensity = false;
  // False: named by IBSI but not computed by this build (no consensus value exists to check it against).
  bool built = true;
  std::string_view source = "ibsi2020";  // key of references.bib
};

std::span<const Feature> all_features();
// In the order of the IBSI manual.
std::span<const Feature> features_of(Family family);
// The feature of that family and name, or null.
const Feature* find_feature(Family family, std::string_view name);

// Whether features of the family belong to the region alone (`<region>.<family>.<feature>`); those of them that read
// intensities say so themselves.
bool measures_region(Family family);
// Whether the family works on grey levels.
bool on_levels(Family family);

std::string_view name(Family family);  // as written in a study: `local_intensity`
// Words mean other families under `conventions: pyradiomics` (`shape` is then PyRadiomics').
std::optional<Family> family_named(std::string_view name, std::string_view conventions = "ibsi");
// Whether this build computes the family.
bool built(Family family);

std::string_view name(Aggregation aggregation);  // as written in a study: `2d_average`, `3d`; empty for `none`
std::string_view tag(Aggregation aggregation);   // IBSI's four letters; empty for `none`
// The aggregation of that name that `family` takes; `25d` and `2.5d` are not the same word: only the first is known.
std::optional<Aggregation> aggregation_named(Family family, std::string_view name);
std::span<const Aggregation> aggregations_of(Family family);
// The one that adds nothing to a column's name: `3d_average`, `3d`, or `none`.
Aggregation default_aggregation(Family family);

// The unit as printed; `intensity_unit` is that of the scan (`HU`, `SUV`), empty if it is not known.
std::string unit_text(Unit unit, std::string_view intensity_unit = {});

}  // namespace rgx::features
