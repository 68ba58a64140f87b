#pragma once
// Our images as ITK's, for the few .cpp files that call ITK's filters. Includes ITK: never from a header others use.
#include <itkImage.h>
#include <itkMultiThreaderBase.h>

#include <algorithm>
#include <mutex>
#include <vector>

#include "engine/image.hpp"

namespace rgx::stdlib {

// One thread a filter, and none kept waiting: N4's sums depend on the number of work units, and subjects are what runs
// in parallel. Also keeps ITK's warnings off the terminal.
inline void prepare_itk() {
  static std::once_flag once;
  std::call_once(once, [] {
    itk::MultiThreaderBase::SetGlobalDefaultThreader(itk::MultiThreaderBase::ThreaderEnum::Platform);
    itk::MultiThreaderBase::SetGlobalMaximumNumberOfThreads(1);
    itk::MultiThreaderBase::SetGlobalDefaultNumberOfThreads(1);
    itk::Object::SetGlobalWarningDisplay(false);
  });
}

// The first D axes of the grid; D = 2 asks for a single slice and drops its place in space.
template <unsigned D, typename T>
typename itk::Image<T, D>::Pointer itk_image(const engine::Geometry& grid, const std::vector<T>& voxels) {
  prepare_itk();
  using Image = itk::Image<T, D>;
  auto out = Image::New();
  typename Image::SizeType size;
  typename Image::SpacingType spacing;
  typename Image::PointType origin;
  typename Image::DirectionType direction;
  for (unsigned axis = 0; axis < D; ++axis) {
    size[axis] = static_cast<itk::SizeValueType>(grid.size[axis]);
    spacing[axis] = grid.spacing[axis];
    origin[axis] = D == 3 ? grid.origin[axis] : 0.0;
    for (unsigned row = 0; row < D; ++row)
      direction[row][axis] = D == 3 ? grid.direction[3 * row + axis] : (row == axis ? 1.0 : 0.0);
  }
  out->SetRegions(size);
  out->SetSpacing(spacing);
  out->SetOrigin(origin);
  out->SetDirection(direction);
  out->Allocate();
  std::copy(voxels.begin(), voxels.end(), out->GetBufferPointer());
  return out;
}

}  // namespace rgx::stdlib
