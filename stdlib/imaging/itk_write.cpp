// Images and masks to files; checked on disk afterwards, since niftilib does not report a full disk.
#include <fmt/format.h>
#include <itkMetaImageIO.h>
#include <itkNiftiImageIO.h>
#include <itkNrrdImageIO.h>

#include <fstream>

#include "stdlib/imaging/geometry.hpp"
#include "stdlib/imaging/itk_bridge.hpp"
#include "stdlib/imaging/itk_image.hpp"
#include "stdlib/imaging/stored_voxels.hpp"

namespace rgx::stdlib {
namespace {

namespace fs = std::filesystem;

itk::ImageIOBase::Pointer writer_of(const fs::path& file) {
  prepare_itk();
  const std::string ending = file.extension().string();
  if (ending == ".nii" || (ending == ".gz" && file.stem().extension() == ".nii"))
    return itk::NiftiImageIO::New().GetPointer();
  if (ending == ".nrrd") return itk::NrrdImageIO::New().GetPointer();
  if (ending == ".mha") return itk::MetaImageIO::New().GetPointer();
  throw ImageError(
      "image-write", file,
      "`" + file.filename().string() + "` is none of the endings that are written: .nii, .nii.gz, .nrrd, .mha");
}

template <typename T>
void write(const fs::path& file, const engine::Geometry& grid, const std::vector<T>& voxels,
           itk::IOComponentEnum type) {
  require_valid(grid, file);
  if (voxels.size() != grid.voxels())
    throw ImageError("image-write", file,
                     fmt::format("{} voxels are given for a grid of {}", voxels.size(), grid.voxels()));
  const itk::ImageIOBase::Pointer io = writer_of(file);
  std::error_code ignored;
  fs::remove(file, ignored);  // so that what is found afterwards was written now
  // ITK's writers print to the terminal when they cannot open the path.
  if (!std::ofstream(file, std::ios::binary))
    throw ImageError("image-write", file, "the file cannot be opened for writing");
  io->SetFileName(file.string());
  io->SetNumberOfDimensions(3);
  itk::ImageIORegion everything(3);
  for (unsigned axis = 0; axis < 3; ++axis) {
    io->SetDimensions(axis, static_cast<itk::SizeValueType>(grid.size[axis]));
    io->SetSpacing(axis, grid.spacing[axis]);
    io->SetOrigin(axis, grid.origin[axis]);
    io->SetDirection(axis,
                     std::vector<double>{grid.direction[axis], grid.direction[3 + axis], grid.direction[6 + axis]});
    everything.SetSize(axis, static_cast<itk::SizeValueType>(grid.size[axis]));
  }
  io->SetIORegion(everything);
  io->SetPixelType(itk::IOPixelEnum::SCALAR);
  io->SetNumberOfComponents(1);
  io->SetComponentType(type);
  io->SetUseCompression(true);
  try {
    io->WriteImageInformation();
    io->Write(voxels.data());
    require_voxels(file, format_of(file), voxels.size() * sizeof(T), Depth::bytes);
  } catch (const itk::ExceptionObject&) {
    throw ImageError("image-write", file,
                     "the file could not be written: the path cannot be opened or the disk is full");
  } catch (const ImageError& error) {
    throw ImageError("image-write", file, fmt::format("the file could not be written whole: {}", error.message()));
  }
}

}  // namespace

void write_image(const fs::path& file, const engine::Image& image) {
  write(file, image.geometry, image.voxels, itk::IOComponentEnum::FLOAT);
}

void write_mask(const fs::path& file, const engine::Mask& mask) {
  write(file, mask.geometry, mask.voxels, itk::IOComponentEnum::UCHAR);
}

void write_labels(const fs::path& file, const LabelImage& labels) {
  write(file, labels.geometry, labels.voxels, itk::IOComponentEnum::INT);
}

}  // namespace rgx::stdlib
