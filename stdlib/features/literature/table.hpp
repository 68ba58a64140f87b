#pragma once
// The table of the features beyond IBSI that the literature of the field used, with definition and source of each.
// docs/literature_features.md tells the choices in words. Sources are keys of stdlib/references.bib.
#include <array>
#include <optional>
#include <span>
#include <string_view>

#include "stdlib/features/feature_table.hpp"

namespace rgx::features {

inline constexpr std::array kLiteratureFamilies{Family::suv,     Family::texrad,       Family::margin, Family::fractal,
                                                Family::collage, Family::compartments, Family::lesions};

// Without IBSI tags. `reads_intensity`: it belongs to a scan, its column is
// `<region>.<scan>.<filter>.<family>.<feature>`; the others are `<region>.<family>.<feature>`. `built` is false where
// the source's equation could not be read. In the order in which the families' functions return their values; those
// that are not built stand after those that are, and have no value there.
std::span<const Feature> literature_features();
std::span<const Feature> literature_features_of(Family family);

// As written in a study (`suv`); empty for a family of IBSI.
std::string_view literature_family_name(Family family);
std::optional<Family> literature_family_named(std::string_view name);
// One line for the dictionary and the catalogue.
std::string_view literature_family_summary(Family family);
// Whether the family is of the region alone, without intensities (margin, fractal, compartments, lesions).
bool of_region_alone(Family family);

}  // namespace rgx::features
