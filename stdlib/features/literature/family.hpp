#pragma once
// The literature's families as the extractor asks for them.
#include "stdlib/features/family.hpp"

namespace rgx::features {

// margin, fractal, compartments, lesions.
Values literature_region_values(const FamilyRequest& request, const RegionMeasured& measured);
// suv, texrad, collage.
Values literature_scan_values(const FamilyRequest& request, const Measured& measured);

}  // namespace rgx::features
