#include "stdlib/imaging/itk_bridge.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <itkMetaImageIO.h>
#include <itkNiftiImageIO.h>
#include <itkNrrdImageIO.h>

#include <cmath>
#include <limits>
#include <mutex>

#include "stdlib/imaging/geometry.hpp"
#include "stdlib/imaging/itk_image.hpp"
#include "stdlib/imaging/stored_voxels.hpp"

namespace rgx::stdlib {
namespace {

namespace fs = std::filesystem;
using Component = itk::IOComponentEnum;

// The readers are made by name here, never looked up in ITK's factory lists, which depend on what else was linked.
// NrrdIO and niftilib keep global state: one file at a time.
std::mutex& one_file_at_a_time() {
  static std::mutex mutex;
  return mutex;
}

itk::ImageIOBase::Pointer reader_of(Format format) {
  prepare_itk();
  if (format == Format::nifti) return itk::NiftiImageIO::New().GetPointer();
  if (format == Format::nrrd) return itk::NrrdImageIO::New().GetPointer();
  return itk::MetaImageIO::New().GetPointer();
}

std::string type_name(Component type) {
  switch (type) {
    case Component::UCHAR:
      return "uint8";
    case Component::CHAR:
      return "int8";
    case Component::USHORT:
      return "uint16";
    case Component::SHORT:
      return "int16";
    case Component::UINT:
      return "uint32";
    case Component::INT:
      return "int32";
    case Component::ULONG:
      return sizeof(unsigned long) == 8 ? "uint64" : "uint32";
    case Component::LONG:
      return sizeof(long) == 8 ? "int64" : "int32";
    case Component::ULONGLONG:
      return "uint64";
    case Component::LONGLONG:
      return "int64";
    case Component::FLOAT:
      return "float32";
    case Component::DOUBLE:
      return "float64";
    default:
      return {};
  }
}

// ITK's messages come with a file, a line and an address before the sentence.
std::string first_words(const itk::ExceptionObject& error) {
  std::string text = error.GetDescription();
  if (const auto at = text.find("): "); at != std::string::npos) text = text.substr(at + 3);
  for (char& c : text)
    if (c == '\n' || c == '\r') c = ' ';
  return text;
}

struct Opened {
  itk::ImageIOBase::Pointer io;
  ImageHeader header;
  std::optional<NiftiHeader> nifti;
};

Opened open(const fs::path& file, Depth depth) {
  const Format format = format_of(file);
  Opened out{reader_of(format), {}, std::nullopt};
  if (format == Format::nifti) out.nifti = nifti_header(file);
  require_voxels(file, format, 0, depth);
  if (out.nifti && out.nifti->pixel_type.empty())
    throw ImageError(
        "image-pixel-type", file,
        fmt::format("voxels are of NIfTI type {} (colour, complex or extended); one number a voxel is expected",
                    out.nifti->datatype));
  itk::ImageIOBase& io = *out.io;
  io.SetFileName(file.string());
  try {
    const std::lock_guard lock(one_file_at_a_time());
    io.ReadImageInformation();
  } catch (const itk::ExceptionObject& error) {
    throw ImageError("image-format", file,
                     fmt::format("the {} header cannot be read: {}", format_name(format), first_words(error)));
  }
  ImageHeader& header = out.header;
  header.format = format_name(format);
  header.dimensions = static_cast<int>(io.GetNumberOfDimensions());
  header.scaled = out.nifti && out.nifti->scaled;
  header.pixel_type = out.nifti ? out.nifti->pixel_type : type_name(io.GetComponentType());
  if (io.GetNumberOfComponents() != 1 || header.pixel_type.empty())
    throw ImageError("image-pixel-type", file,
                     fmt::format("the image has {} numbers a voxel, one is expected", io.GetNumberOfComponents()));
  std::vector<std::uint64_t> sizes;
  for (unsigned d = 0; d < io.GetNumberOfDimensions(); ++d) sizes.push_back(io.GetDimensions(d));
  const bool one_volume = std::all_of(sizes.begin() + std::min<std::ptrdiff_t>(3, std::ssize(sizes)), sizes.end(),
                                      [](std::uint64_t s) { return s == 1; });
  if (sizes.size() < 2 || !one_volume)
    throw ImageError(
        "image-dimensions", file,
        fmt::format("the image has {} dimensions ({}), two or three are expected, or a fourth of one volume",
                    sizes.size(), fmt::join(sizes, " x ")));
  engine::Geometry& grid = header.geometry;
  grid.size = {1, 1, 1};
  const std::size_t used = std::min<std::size_t>(3, sizes.size());
  for (std::size_t axis = 0; axis < used; ++axis) {
    const unsigned d = static_cast<unsigned>(axis);
    if (sizes[axis] > std::uint64_t{1} << 31)
      throw ImageError("image-dimensions", file, "the header gives a size beyond any image");
    grid.size[axis] = static_cast<std::int64_t>(sizes[axis]);
    grid.spacing[axis] = io.GetSpacing(d);
    grid.origin[axis] = io.GetOrigin(d);
    const std::vector<double> column = io.GetDirection(d);
    for (std::size_t row = 0; row < used; ++row) grid.direction[3 * row + axis] = column[row];
  }
  require_valid(grid, file);
  // NIfTI's bytes are counted as they are read (read_nifti).
  if (out.nifti && depth == Depth::length) require_voxels(file, format, out.nifti->data_bytes, depth);
  if (!out.nifti) require_voxels(file, format, static_cast<std::uint64_t>(io.GetImageSizeInBytes()), depth);
  return out;
}

template <typename T, typename Take>
void take_scaled(const char* bytes, std::size_t n, const NiftiHeader& header, Take take) {
  const T* stored = reinterpret_cast<const T*>(bytes);
  if (!header.scaled) return take(stored, n);
  std::vector<double> values(n);
  for (std::size_t v = 0; v < n; ++v) values[v] = header.slope * static_cast<double>(stored[v]) + header.intercept;
  take(values.data(), n);
}

template <typename Take>
void read_nifti(const fs::path& file, const Opened& opened, Take take) {
  const NiftiHeader& header = *opened.nifti;
  const std::string bytes = nifti_voxels(file, header);
  const std::size_t n = opened.header.geometry.voxels();
  const std::string& type = header.pixel_type;
  if (type == "uint8") return take_scaled<std::uint8_t>(bytes.data(), n, header, take);
  if (type == "int8") return take_scaled<std::int8_t>(bytes.data(), n, header, take);
  if (type == "uint16") return take_scaled<std::uint16_t>(bytes.data(), n, header, take);
  if (type == "int16") return take_scaled<std::int16_t>(bytes.data(), n, header, take);
  if (type == "uint32") return take_scaled<std::uint32_t>(bytes.data(), n, header, take);
  if (type == "int32") return take_scaled<std::int32_t>(bytes.data(), n, header, take);
  if (type == "uint64") return take_scaled<std::uint64_t>(bytes.data(), n, header, take);
  if (type == "int64") return take_scaled<std::int64_t>(bytes.data(), n, header, take);
  if (type == "float32") return take_scaled<float>(bytes.data(), n, header, take);
  take_scaled<double>(bytes.data(), n, header, take);
}

template <typename Take>
void read_by_itk(const fs::path& file, const Opened& opened, Take take) {
  itk::ImageIOBase& io = *opened.io;
  itk::ImageIORegion everything(io.GetNumberOfDimensions());
  for (unsigned d = 0; d < io.GetNumberOfDimensions(); ++d) {
    everything.SetIndex(d, 0);
    everything.SetSize(d, io.GetDimensions(d));
  }
  io.SetIORegion(everything);
  std::vector<char> buffer(static_cast<std::size_t>(io.GetImageSizeInBytes()));
  try {
    const std::lock_guard lock(one_file_at_a_time());
    io.Read(buffer.data());
  } catch (const itk::ExceptionObject& error) {
    throw ImageError("image-damaged", file, fmt::format("the voxels cannot be read: {}", first_words(error)));
  }
  const std::size_t n = opened.header.geometry.voxels();
  const char* bytes = buffer.data();
  switch (io.GetComponentType()) {
    case Component::UCHAR:
      return take(reinterpret_cast<const unsigned char*>(bytes), n);
    case Component::CHAR:
      return take(reinterpret_cast<const signed char*>(bytes), n);
    case Component::USHORT:
      return take(reinterpret_cast<const unsigned short*>(bytes), n);
    case Component::SHORT:
      return take(reinterpret_cast<const short*>(bytes), n);
    case Component::UINT:
      return take(reinterpret_cast<const unsigned int*>(bytes), n);
    case Component::INT:
      return take(reinterpret_cast<const int*>(bytes), n);
    case Component::ULONG:
      return take(reinterpret_cast<const unsigned long*>(bytes), n);
    case Component::LONG:
      return take(reinterpret_cast<const long*>(bytes), n);
    case Component::ULONGLONG:
      return take(reinterpret_cast<const unsigned long long*>(bytes), n);
    case Component::LONGLONG:
      return take(reinterpret_cast<const long long*>(bytes), n);
    case Component::FLOAT:
      return take(reinterpret_cast<const float*>(bytes), n);
    case Component::DOUBLE:
      return take(reinterpret_cast<const double*>(bytes), n);
    default:
      throw ImageError("image-pixel-type", file, "voxels are of a type that is not read");
  }
}

// Calls take(pointer to numbers, how many) once.
template <typename Take>
void read_voxels(const fs::path& file, const Opened& opened, Take take) {
  if (opened.nifti)
    read_nifti(file, opened, take);
  else
    read_by_itk(file, opened, take);
}

}  // namespace

ImageHeader read_header(const fs::path& file) { return open(file, Depth::length).header; }

engine::Image read_image(const fs::path& file) {
  const Opened opened = open(file, Depth::bytes);
  engine::Image image{opened.header.geometry, {}};
  read_voxels(file, opened, [&](const auto* from, std::size_t n) {
    image.voxels.resize(n);
    for (std::size_t v = 0; v < n; ++v) image.voxels[v] = static_cast<float>(from[v]);
  });
  return image;
}

LabelImage read_labels(const fs::path& file) {
  const Opened opened = open(file, Depth::bytes);
  LabelImage labels{opened.header.geometry, {}};
  std::size_t refused = 0;
  double example = 0;
  read_voxels(file, opened, [&](const auto* from, std::size_t n) {
    labels.voxels.resize(n);
    for (std::size_t v = 0; v < n; ++v) {
      const double value = static_cast<double>(from[v]);
      if (value == std::floor(value) && std::abs(value) <= std::numeric_limits<std::int32_t>::max()) {
        labels.voxels[v] = static_cast<std::int32_t>(value);
      } else if (refused++ == 0) {
        example = value;
      }
    }
  });
  if (refused > 0)
    throw ImageError("mask-values", file,
                     fmt::format("{} voxels of the mask are no whole numbers (the first is {:g}), labels are expected",
                                 refused, example));
  return labels;
}

}  // namespace rgx::stdlib
