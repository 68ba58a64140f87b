#pragma once
// Cubic B-spline interpolation (Unser 1993), by ITK; mirrored beyond the border. Used by resample.cpp only.
#include <memory>

#include "engine/image.hpp"
#include "stdlib/imaging/geometry.hpp"

namespace rgx::stdlib {

class BSpline {
 public:
  explicit BSpline(const engine::Image& image);
  ~BSpline();
  BSpline(const BSpline&) = delete;
  BSpline& operator=(const BSpline&) = delete;

  double at(const Point& index) const;  // continuous index

 private:
  struct Coefficients;
  std::unique_ptr<Coefficients> coefficients_;
};

}  // namespace rgx::stdlib
