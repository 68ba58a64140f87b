#pragma once
// Where an image file keeps its voxels and whether they are all there: the check that ITK's readers do not make.
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace rgx::stdlib {

enum class Format { nifti, nrrd, meta };

// By the file's ending; checks that the file exists, is a regular file, is not empty and begins as the format does.
// ImageError: image-missing, image-empty, image-format.
Format format_of(const std::filesystem::path& file);
const char* format_name(Format format);

// What a NIfTI-1 header says of its voxels; ITK hides the stored type once a scale is applied.
struct NiftiHeader {
  std::uint64_t data_offset = 0, data_bytes = 0;
  std::string pixel_type;  // empty for types this project does not read
  int datatype = 0;
  std::size_t voxel_bytes = 0;
  bool scaled = false;
  double slope = 1, intercept = 0;  // value = slope * stored + intercept
  bool swapped = false;             // of the other byte order
  bool compressed = false;
};
// ImageError: image-truncated, image-format (NIfTI-2, ANALYZE, header and image in two files), image-dimensions.
NiftiHeader nifti_header(const std::filesystem::path& file);

// The bytes of the voxels in this machine's byte order. Read here and not by niftilib, which sets every voxel that is
// not finite to 0 without a word. ImageError: image-truncated, image-damaged.
std::string nifti_voxels(const std::filesystem::path& file, const NiftiHeader& header);

enum class Depth {
  length,  // by file sizes and the length that gzip writes at its end
  bytes    // inflates everything and checks the checksums
};

// ImageError `image-truncated` or `image-damaged` if the voxels are not all there. `bytes` is what the header asks for;
// NIfTI knows its own. With 0 bytes only that the header is whole and the file that it names is there.
void require_voxels(const std::filesystem::path& file, Format format, std::uint64_t bytes, Depth depth);

}  // namespace rgx::stdlib
