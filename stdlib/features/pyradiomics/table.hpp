#pragma once
// The 107 features that PyRadiomics 3 computes of an image by default, with its own families, names and order
// (van Griethuysen et al., Cancer Res 2017, doi:10.1158/0008-5472.CAN-17-0339; AIM-Harvard/pyradiomics 8ed5793). A tag
// of IBSI stands where the definition is IBSI's; conventions may still differ (bin edges, mesh, isolated voxels).
#include <array>
#include <optional>
#include <span>
#include <string_view>

#include "stdlib/features/feature_table.hpp"

namespace rgx::features {

inline constexpr std::array kPyradiomicsFamilies{Family::py_shape, Family::py_firstorder, Family::py_glcm,
                                                 Family::py_glrlm, Family::py_glszm,      Family::py_gldm,
                                                 Family::py_ngtdm};

// PyRadiomics' word: `firstorder`; empty for a family of IBSI.
std::string_view pyradiomics_name(Family family);
std::optional<Family> pyradiomics_family_named(std::string_view name);

// In PyRadiomics' order, which is alphabetical; empty for a family of IBSI. 14 of shape, 18 first-order, 24 GLCM,
// 16 GLRLM, 16 GLSZM, 14 GLDM, 5 NGTDM.
std::span<const Feature> features_of_pyradiomics(Family family);
// The feature of that family and name (`JointEntropy`), or null.
const Feature* find_pyradiomics_feature(Family family, std::string_view name);

}  // namespace rgx::features
