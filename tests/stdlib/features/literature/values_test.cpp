#include "stdlib/features/literature/values.hpp"

#include <stdexcept>

#include "stdlib/features/literature/table.hpp"
#include "tests/stdlib/features/literature/support.hpp"

using namespace rgx;
using namespace rgx::features;
using engine::Json;

namespace {

std::size_t place(Family family, std::string_view name) {
  const auto features = literature_features_of(family);
  for (std::size_t i = 0; i < features.size(); ++i) {
    if (features[i].name == name) return i;
  }
  FAIL("no feature " << name);
  return 0;
}

}  // namespace

TEST_CASE("literature families by name and arguments: every feature has its place") {
  const auto mask = test::block(12, 10, 9, {1, 1, 1});
  engine::Image image;
  image.geometry = mask.geometry;
  for (std::size_t i = 0; i < mask.voxels.size(); ++i) image.voxels.push_back(static_cast<float>(i % 7) - 1);
  const Roi roi = crop(mask);
  const auto intensity = intensities(image, mask, roi);
  const auto of_scan = [&](Family f, const Json& arguments) {
    return literature_values(f, arguments, image, roi, intensity);
  };
  const auto of_region = [&](Family f, const Json& arguments, const Roi* other = nullptr) {
    return literature_values(f, arguments, roi, other);
  };
  for (const Family family : kLiteratureFamilies) {
    CAPTURE(literature_family_name(family));
    const auto values =
        of_region_alone(family) ? of_region(family, Json::object(), &roi) : of_scan(family, Json::object());
    const auto features = literature_features_of(family);
    REQUIRE(values.size() == features.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
      CAPTURE(features[i].name);
      if (features[i].built)
        CHECK(std::isfinite(values[i].value) == values[i].present());
      else
        CHECK(std::isnan(values[i].value));
    }
  }
  const auto uptake = of_scan(Family::suv, {{"threshold", 4.0}});
  CHECK(uptake[place(Family::suv, "suv_max")].value == 5);
  CHECK(uptake[place(Family::suv, "mtv")].value == doctest::Approx(2 * 1080 / 7.0 / 1000).epsilon(0.01));
  CHECK(of_scan(Family::suv, {{"fraction", 0.8}})[place(Family::suv, "mtv")].value ==
        uptake[place(Family::suv, "mtv")].value);
  CHECK(of_scan(Family::suv, Json::object())[place(Family::suv, "tlg")].reason == Reason::not_declared);
  CHECK_THROWS_AS(of_scan(Family::suv, {{"threshold", 4.0}, {"fraction", 0.8}}), std::invalid_argument);
  CHECK(of_scan(Family::texrad, Json::object())[place(Family::texrad, "mean_of_positive_pixels")].value ==
        doctest::Approx(3).epsilon(0.01));
  CHECK(of_region(Family::margin, {{"smoothing", 0.1}})[place(Family::margin, "margin_fluctuation")].present());
  CHECK(of_region(Family::margin, Json::object())[place(Family::margin, "margin_fluctuation")].reason ==
        Reason::not_declared);
  CHECK(of_region(Family::compartments, Json::object())[0].reason == Reason::absent_region);
  CHECK(of_region(Family::compartments, Json::object(), &roi)[place(Family::compartments, "volume_ratio")].value == 1);
  const std::size_t median = place(Family::collage, "theta_entropy_median");
  CHECK(of_scan(Family::collage, {{"radius", 1}, {"levels", 8}})[median].value <
        of_scan(Family::collage, {{"radius", 3}, {"levels", 64}})[median].value);
  CHECK_THROWS_AS(of_region(Family::suv, Json::object()), std::invalid_argument);
  CHECK_THROWS_AS(of_scan(Family::lesions, Json::object()), std::invalid_argument);
}
