#pragma once
// What is measured: the synthetic large case, made in memory, and cases read from the folders that the environment
// names. One case is held at a time, so that the peak memory of a benchmark is its own.
#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "engine/image.hpp"

namespace rgx::bench {

// A scan called "image" with one region called "roi".
struct Input {
  std::string name;   // as it stands in the benchmark's name
  double width = 25;  // bin width in the scan's unit
  std::function<engine::Case()> load;
};

// 256 x 256 x 128 voxels of 0.8 x 0.8 x 1.5 mm: Gaussian noise at three scales (standard deviations 3 voxels, 1 voxel
// and none, weights 80, 40 and 15, mean 100) in an ellipsoid of half-axes 85 x 85 x 50 voxels with an uneven border,
// about 1.5 million voxels and 35 levels of width 25. The same voxels on every machine.
engine::Case synthetic_case();

// `large`: RGX_BENCH_DATA/large_image.*, large_mask.* if they are there, else the synthetic case.
Input large_input();
// Every other pair NAME_image.*, NAME_mask.* of RGX_BENCH_DATA, in the order of the names; bin width 25.
std::vector<Input> own_inputs();
// The scans of that modality (CT, PET) of the soft-tissue sarcomas below RGX_DATA_DIR, in the order of the subjects;
// bin width 25 HU and 0.5 SUV. Empty without them.
std::vector<Input> sarcoma_inputs(const std::string& modality);
// IBSI's CT phantom below RGX_DATA_DIR. Empty without it.
std::vector<Input> phantom_inputs();

// The case of that input; the one held before is dropped first.
const engine::Case& hold(const Input& input);
void drop();

std::size_t region_voxels(const engine::Case& subject);
// The least that has to be read: float32 intensities and mask bytes of the region's bounding box.
double least_bytes(const engine::Case& subject);

}  // namespace rgx::bench
