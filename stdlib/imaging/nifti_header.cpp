// The fields of a NIfTI-1 header that say how many bytes follow. Source: nifti1.h, NIfTI-1.1 data format (2007).
#include <fmt/format.h>

#include <array>
#include <cmath>
#include <cstring>
#include <fstream>

#include "stdlib/imaging/image_error.hpp"
#include "stdlib/imaging/inflate.hpp"
#include "stdlib/imaging/stored_voxels.hpp"

namespace rgx::stdlib {
namespace {

constexpr std::size_t kHeader = 348;

// A field of the header in the byte order of the file.
template <typename T>
T field(const std::string& bytes, std::size_t at, bool swapped) {
  std::array<char, sizeof(T)> raw{};
  for (std::size_t i = 0; i < sizeof(T); ++i) raw[i] = bytes[at + (swapped ? sizeof(T) - 1 - i : i)];
  T value;
  std::memcpy(&value, raw.data(), sizeof(T));
  return value;
}

std::string type_name(int datatype) {
  switch (datatype) {
    case 2:
      return "uint8";
    case 4:
      return "int16";
    case 8:
      return "int32";
    case 16:
      return "float32";
    case 64:
      return "float64";
    case 256:
      return "int8";
    case 512:
      return "uint16";
    case 768:
      return "uint32";
    case 1024:
      return "int64";
    case 1280:
      return "uint64";
    default:
      return {};
  }
}

}  // namespace

NiftiHeader nifti_header(const std::filesystem::path& file) {
  NiftiHeader out;
  out.compressed = file.extension() == ".gz";
  std::string bytes;
  if (out.compressed) {
    const Inflated start = inflate(file, 0, kHeader, kHeader);
    bytes = start.head;
    if (start.end == Inflated::End::damaged && bytes.size() < kHeader)
      throw ImageError("image-format", file, "the file is not gzip data, which its ending .gz promises");
  } else {
    std::ifstream in(file, std::ios::binary);
    bytes.resize(kHeader);
    in.read(bytes.data(), static_cast<std::streamsize>(kHeader));
    bytes.resize(static_cast<std::size_t>(in.gcount()));
  }
  if (bytes.size() >= 4) {
    const auto size = field<std::int32_t>(bytes, 0, false), turned = field<std::int32_t>(bytes, 0, true);
    if (size == 540 || turned == 540)
      throw ImageError("image-format", file, "the file is NIfTI-2, which is not read; NIfTI-1 is");
    if (size != 348 && turned != 348)
      throw ImageError("image-format", file,
                       "the file does not begin as NIfTI does: the header's first number is not its length, 348");
  }
  if (bytes.size() < kHeader)
    throw ImageError("image-truncated", file,
                     fmt::format("the file ends inside its NIfTI header: {} of 348 bytes are there", bytes.size()));
  const bool swapped = field<std::int32_t>(bytes, 0, false) != 348;
  if (bytes.compare(344, 3, "n+1") != 0)
    throw ImageError("image-format", file,
                     bytes.compare(344, 3, "ni1") == 0
                         ? "the file is the header of a NIfTI pair (.hdr and .img), one file (.nii) is read"
                         : "the file has no NIfTI mark (`n+1`) at byte 344; ANALYZE files are not read");
  const int dimensions = field<std::int16_t>(bytes, 40, swapped);
  if (dimensions < 1 || dimensions > 7)
    throw ImageError("image-dimensions", file,
                     fmt::format("the header gives {} dimensions, 2 or 3 are expected", dimensions));
  out.swapped = swapped;
  out.voxel_bytes = static_cast<std::size_t>(std::max<int>(0, field<std::int16_t>(bytes, 72, swapped))) / 8;
  out.data_bytes = out.voxel_bytes;
  for (int d = 1; d <= dimensions; ++d) {
    const int size = field<std::int16_t>(bytes, 40 + 2 * static_cast<std::size_t>(d), swapped);
    if (size < 1)
      throw ImageError("image-dimensions", file,
                       fmt::format("the header gives size {} to dimension {}, at least 1 is expected", size, d));
    if (out.data_bytes > (std::uint64_t{1} << 48))
      throw ImageError("image-dimensions", file, "the header gives a size beyond any image");
    out.data_bytes *= static_cast<std::uint64_t>(size);
  }
  out.datatype = field<std::int16_t>(bytes, 70, swapped);
  out.pixel_type = type_name(out.datatype);
  // The type's name ends with its bits; a header whose `bitpix` says otherwise cannot be trusted with either.
  const auto bits = out.pixel_type.find_first_of("0123456789");
  if (bits != std::string::npos && std::stoul(out.pixel_type.substr(bits)) != 8 * out.voxel_bytes)
    throw ImageError("image-format", file,
                     fmt::format("the header gives {} bits to voxels of type {}", 8 * out.voxel_bytes, out.pixel_type));
  const float offset = field<float>(bytes, 108, swapped);
  out.data_offset = offset >= 352 && offset < 1e9F ? static_cast<std::uint64_t>(offset) : 352;
  const float slope = field<float>(bytes, 112, swapped), inter = field<float>(bytes, 116, swapped);
  // A slope of 0 means that no scale is meant.
  out.scaled = std::isfinite(slope) && slope != 0 && (slope != 1 || inter != 0);
  if (out.scaled) {
    out.slope = slope;
    out.intercept = std::isfinite(inter) ? inter : 0;
  }
  return out;
}

}  // namespace rgx::stdlib
