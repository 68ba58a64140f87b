#include "stdlib/filters/pointwise.hpp"

#include "stdlib/filters/gradient.hpp"
#include "tests/stdlib/filters/filter_images.hpp"

using namespace rgx::test;
namespace en = rgx::engine;
namespace fi = rgx::filters;
using fi::Pointwise;

namespace {

en::Image row(std::vector<float> values) {
  en::Image image;
  image.geometry.size = {static_cast<std::int64_t>(values.size()), 1, 1};
  image.voxels = std::move(values);
  return image;
}

std::vector<float> of(const en::Image& image, Pointwise which) {
  return fi::pointwise(image, which, fi::whole(image.geometry), kSerial).voxels;
}

}  // namespace

TEST_CASE("pointwise: the formulas by hand; the largest magnitude stays where it is") {
  const auto image = row({-4, -1, 0, 1, 2, 4});
  const auto check = [&](Pointwise which, const std::vector<double>& expected) {
    const auto found = of(image, which);
    for (std::size_t i = 0; i < expected.size(); ++i) CHECK(found[i] == doctest::Approx(expected[i]));
  };
  check(Pointwise::square, {4, 0.25, 0, 0.25, 1, 4});
  check(Pointwise::square_root, {-4, -2, 0, 2, 2.8284271, 4});
  check(Pointwise::logarithm, {-4, -1.7227063, 0, 1.7227063, 2.7304249, 4});
  check(Pointwise::exponential, {0.25, 0.70710678, 1, 1.4142136, 2, 4});
}

TEST_CASE("pointwise: nothing but zeros, boxes, threads") {
  const auto zeros = row({0, 0, 0});
  for (const auto which : {Pointwise::square, Pointwise::square_root, Pointwise::logarithm})
    CHECK(of(zeros, which) == std::vector<float>{0, 0, 0});
  CHECK(of(zeros, Pointwise::exponential) == std::vector<float>{1, 1, 1});
  for (const auto which : {Pointwise::square, Pointwise::square_root, Pointwise::logarithm, Pointwise::exponential}) {
    check_boxes_and_threads(noise({7, 5, 9}), [&](const auto& i, const auto& wanted, const auto& parallel) {
      return fi::pointwise(i, which, wanted, parallel);
    });
  }
}

TEST_CASE("gradient: of a ramp its slope, half of it at the border; spacing, slices, boxes, threads") {
  const auto ramp = made({6, 5, 4}, [](double i, double j, double k) { return 3 * i + 8 * j + 2 * k; }, {1, 2, 0.5});
  const auto all = fi::whole(ramp.geometry);
  const auto at = [&](const en::Image& image, std::int64_t i, std::int64_t j, std::int64_t k) {
    return image.voxels[image.geometry.index(i, j, k)];
  };
  const auto by_mm = fi::gradient_magnitude(ramp, true, false, all, kSerial);
  CHECK(at(by_mm, 2, 2, 2) == doctest::Approx(std::sqrt(9.0 + 16 + 16)));
  CHECK(at(by_mm, 0, 2, 2) == doctest::Approx(std::sqrt(2.25 + 16 + 16)));
  CHECK(at(by_mm, 5, 4, 3) == doctest::Approx(0.5 * std::sqrt(9.0 + 16 + 16)));
  const auto by_voxel = fi::gradient_magnitude(ramp, false, false, all, kSerial);
  CHECK(at(by_voxel, 3, 1, 2) == doctest::Approx(std::sqrt(9.0 + 64 + 4)));
  const auto in_plane = fi::gradient_magnitude(ramp, true, true, all, kSerial);
  CHECK(at(in_plane, 3, 1, 0) == doctest::Approx(5));
  const auto point = row({7});
  CHECK(fi::gradient_magnitude(point, true, false, fi::whole(point.geometry), kSerial).voxels[0] == 0);
  check_boxes_and_threads(noise({7, 5, 9}), [](const auto& i, const auto& wanted, const auto& parallel) {
    return fi::gradient_magnitude(i, true, false, wanted, parallel);
  });
}
