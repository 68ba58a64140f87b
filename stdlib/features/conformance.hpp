#pragma once
// IBSI chapter 1 conformance of this build: consensus values against what the extractor finds.
#include <filesystem>
#include <string>
#include <vector>

#include "stdlib/features/extract.hpp"

namespace rgx::features {

struct ConformanceRow {
  std::string item;  // `dig. phantom glcm.joint_entropy 3d_average`
  double expected = 0;
  double tolerance = 0;  // 0: equal after rounding to the digits of the reference
  Value found;
  bool within = false;
  std::string verdict() const { return within ? "within" : found.present() ? "outside" : "missing"; }
};

struct Conformance {
  std::vector<ConformanceRow> rows;       // in the order of the reference table
  std::vector<std::string> no_reference;  // features IBSI names without a consensus value
  std::size_t within() const;
};

// The digital phantom (5 x 4 x 4 voxels of 2 mm, a region of 74): intensities are levels, IBSI chapter 1 section 5.1.
engine::Case digital_phantom();

// Reads `reference/ibsi1/ibsi_manual_reference_values.csv` below `data`, extracts
// every built family of the digital phantom in every aggregation, and compares. Throws std::runtime_error if a file is
// missing or a row of the reference names a feature that the table does not have.
Conformance conform_digital_phantom(const std::filesystem::path& data);

// The same comparison for any case: `data_set` as in the reference (`config. A`), `found` extracted for region `roi`,
// scan `scan`. Rows whose aggregation was not extracted are left out.
Conformance compare_with_reference(const std::filesystem::path& data, const std::string& data_set,
                                   const Extraction& found);

// The CT phantom (PAT1) under configuration 'A' .. 'E': image and mask from `data`, resampled and resegmented.
engine::Case ct_phantom(const std::filesystem::path& data, char letter);
// Every built family in the aggregations of that configuration: within slices for A and B, in the volume for C to E.
Conformance conform_ct_phantom(const std::filesystem::path& data, char letter);

// Whether `found` meets a reference value as printed: within the tolerance once rounded to three
// significant digits.
bool meets(double found, double expected, double tolerance, int significant = 3);

}  // namespace rgx::features
