#pragma once
// IBSI chapter 2 conformance of this build: 33 response maps of digital phantoms (phase 1) and 324 feature values of
// the CT phantom (phase 2). Source: IBSI 2 reference manual, arXiv:2006.05470; Whybra et al., Radiology 2024,
// doi:10.1148/radiol.231319; reference maps and values theibsi/ibsi_2_reference_data (CC0).
#include <filesystem>
#include <span>
#include <string>

#include "engine/operation.hpp"
#include "stdlib/features/conformance.hpp"
#include "stdlib/filters/filter.hpp"

namespace rgx::filters {

// Each response map the reference has, in the order of the manual. `found` is the largest deviation of a voxel from the
// map as a share of the map's range, `expected` 0, `tolerance` 0.01; missing where a voxel is not finite. Rows whose
// filter is not among `filters` are left out; `no_reference` names what IBSI has no consensus for.
// Throws std::runtime_error for a file that is missing or of another grid.
features::Conformance conform_response_maps(const std::filesystem::path& data,
                                            std::span<const engine::Operation> filters,
                                            const engine::ParallelFor& parallel);

// 18 intensity statistics of the response within the CT phantom's region: configurations `1.A` (unfiltered, within
// slices) to `9.B` (in the volume, 1 mm). A value is within when it meets the printed one within its tolerance, rounded
// as printed; the one value without a consensus (8.B, quartile coefficient of dispersion) is told in `no_reference`.
features::Conformance conform_ct_statistics(const std::filesystem::path& data,
                                            std::span<const engine::Operation> filters,
                                            const engine::ParallelFor& parallel);

// The filter of that name with `settings` and its defaults, one response of `image` in `wanted`. Throws
// std::invalid_argument if the operation is no filter.
engine::Image respond(const engine::Operation& operation, const engine::Image& image, const engine::Json& settings,
                      bool by_slice, const Box& wanted, const engine::ParallelFor& parallel, std::size_t response = 0);

}  // namespace rgx::filters
