#include "stdlib/imaging/bspline.hpp"

#include <itkBSplineInterpolateImageFunction.h>

#include "stdlib/imaging/itk_image.hpp"

namespace rgx::stdlib {

struct BSpline::Coefficients {
  using Interpolator = itk::BSplineInterpolateImageFunction<itk::Image<float, 3>, double, double>;
  Interpolator::Pointer function;
};

BSpline::BSpline(const engine::Image& image) : coefficients_(std::make_unique<Coefficients>()) {
  coefficients_->function = Coefficients::Interpolator::New();
  coefficients_->function->SetNumberOfWorkUnits(1);
  coefficients_->function->SetSplineOrder(3);
  coefficients_->function->SetInputImage(itk_image<3>(image.geometry, image.voxels));
}

BSpline::~BSpline() = default;

double BSpline::at(const Point& index) const {
  itk::ContinuousIndex<double, 3> where;
  for (unsigned axis = 0; axis < 3; ++axis) where[axis] = index[axis];
  return coefficients_->function->EvaluateAtContinuousIndex(where);
}

}  // namespace rgx::stdlib
