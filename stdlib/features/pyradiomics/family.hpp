#pragma once
// The families of PyRadiomics as the extractor asks for them.
#include "stdlib/features/family.hpp"

namespace rgx::features::pyradiomics {

// `shape`; empty for the other families.
Values region_values(const FamilyRequest& request, const RegionMeasured& measured);
// Values of a family of kPyradiomicsFamilies, `shape` excepted, under Aggregation::none.
ByAggregation family_values(const FamilyRequest& request, const Measured& measured);

}  // namespace rgx::features::pyradiomics
