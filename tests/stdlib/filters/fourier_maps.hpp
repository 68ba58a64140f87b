#pragma once
// Response maps of the IBSI 2 consensus and the phantoms they were made from.
#include <string>

#include "stdlib/imaging/itk_bridge.hpp"
#include "tests/stdlib/filters/filter_images.hpp"
#include "tests/support/data.hpp"

namespace rgx::test {

inline engine::Image phantom(const std::filesystem::path& data, const std::string& name) {
  return stdlib::read_image(data / "reference/ibsi2/ibsi_2_digital_phantom/nifti" / name / "image" /
                            (name + ".nii.gz"));
}

// Largest difference as a share of the map's range: the consensus allows 0.01.
inline double off_the_map(const std::filesystem::path& data, const std::string& map, const engine::Image& response) {
  const auto expected =
      stdlib::read_image(data / "reference/ibsi2/reference_response_maps" / (map + "-ValidCRM.nii.gz"));
  const double share = largest_difference(expected, response) / range_of(expected);
  MESSAGE("map " << map << ": largest difference " << 100 * share << " % of the range");
  return share;
}

}  // namespace rgx::test
