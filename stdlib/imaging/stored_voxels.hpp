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
  bool scaled = false;
  bool compressed = false;
};
// ImageError: image-truncated, image-format (NIfTI-2, ANALYZE, header and image in two files), image-dimensions.
NiftiHeader nifti_header(const std::filesystem::path& file);

enum class Depth {
  length,  // by file sizes and the length that gzip writes at its end
  bytes    // inflates everything and checks the checksums
};

// ImageError `image-truncated` or `image-damaged` if the voxels are not all there. `bytes` is what the header asks for;
// NIfTI knows its own.
void require_voxels(const std::filesystem::path& file, Format format, std::uint64_t bytes, Depth depth);

}  // namespace rgx::stdlib
