#pragma once
// Images and masks from and to files: NIfTI (.nii, .nii.gz), NRRD (.nrrd, .nhdr), MetaImage (.mha, .mhd).
// Two- and three-dimensional scalar images; a fourth dimension of one volume is dropped, of more is refused.
// The only door to ITK's readers; every function may be called from several threads. Throws ImageError.
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/image.hpp"
#include "stdlib/imaging/image_error.hpp"

namespace rgx::stdlib {

struct ImageHeader {
  engine::Geometry geometry;
  std::string format;      // NIfTI, NRRD, MetaImage
  std::string pixel_type;  // as stored: int8 uint8 int16 uint16 int32 uint32 int64 uint64 float32 float64
  bool scaled = false;     // NIfTI's scl_slope, scl_inter are applied on reading, so integers may become fractions
  int dimensions = 3;      // as stored, before one-volume dimensions are dropped
};

// Integer labels of a segmentation; 0 is background.
struct LabelImage {
  engine::Geometry geometry;
  std::vector<std::int32_t> voxels;
};

// The header without the voxels. A file whose length cannot hold its voxels is `image-truncated` already here (for
// compressed files by the length stored at their end where there is one; the voxels' bytes are counted on reading).
ImageHeader read_header(const std::filesystem::path& file);

// Voxels as float32. Not-a-number and infinite voxels are kept: `count_non_finite` (voxels.hpp) tells them.
engine::Image read_image(const std::filesystem::path& file);

// `mask-values` where a voxel is no integer of 32 bits.
LabelImage read_labels(const std::filesystem::path& file);

// 1 where the label is `label`, or, without one, where it is not 0. `mask-label` names the labels that are there;
// `mask-empty` where every voxel is 0.
engine::Mask read_mask(const std::filesystem::path& file, std::optional<std::int32_t> label = std::nullopt);
engine::Mask mask_of(const LabelImage& labels, std::optional<std::int32_t> label, const std::string& file);

// Label → number of voxels, background left out.
std::map<std::int32_t, std::size_t> label_counts(const LabelImage& labels);

// By the file's ending: .nii, .nii.gz, .nrrd, .mha; compressed except .nii. The same image gives the same bytes.
// `image-write` where the file on disk is not the whole image.
void write_image(const std::filesystem::path& file, const engine::Image& image);  // float32
void write_mask(const std::filesystem::path& file, const engine::Mask& mask);     // uint8
void write_labels(const std::filesystem::path& file, const LabelImage& labels);   // int32

}  // namespace rgx::stdlib
