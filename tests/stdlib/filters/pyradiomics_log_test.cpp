#include "stdlib/filters/pyradiomics_log.hpp"

#include <cmath>
#include <stdexcept>

#include "tests/stdlib/filters/pyradiomics_reference.hpp"

using namespace rgx::test;
namespace en = rgx::engine;
namespace fi = rgx::filters;

namespace {

en::Image noise(std::array<std::int64_t, 3> size, std::array<double, 3> spacing) {
  en::Image image;
  image.geometry.size = size;
  image.geometry.spacing = spacing;
  std::uint32_t seed = 11;
  for (std::size_t i = 0; i < image.geometry.voxels(); ++i) {
    seed = seed * 1664525U + 1013904223U;
    image.voxels.push_back(static_cast<float>(seed >> 16U) / 256.0F - 40.0F);
  }
  return image;
}

}  // namespace

TEST_CASE("pyradiomics log: first-order statistics of two scales of four cases") {
  const auto data = data_dir("reference/pyradiomics/values.csv");
  if (!data) return;
  const auto& values = pyradiomics_values(*data);
  int compared = 0;
  for (const auto& c : pyradiomics_cases(*data)) {
    for (const double sigma : {3.0, 5.0}) {
      const auto response = fi::laplacian_recursive_gaussian(c.image, sigma, fi::whole(c.image.geometry), kSerial);
      compared +=
          compare_first_order(response, c, sigma == 3.0 ? "log-sigma-3-0-mm-3D" : "log-sigma-5-0-mm-3D", values);
    }
  }
  CHECK(compared == 4 * 2 * 14);
}

TEST_CASE("pyradiomics log: voxels that ITK 5.2's own filter gives") {
  struct Given {
    std::array<std::int64_t, 3> size;
    std::array<double, 3> spacing;
    double sigma;
    std::vector<std::pair<std::size_t, float>> voxels;
  };
  const std::vector<Given> given{
      {{7, 4, 33},
       {1, 2, 0.5},
       1.3,
       {{0, 20.1993332F}, {1, 5.03025484F}, {308, -29.3241234F}, {463, -8.29220009F}, {923, 7.16912937F}}},
      {{12, 9, 20},
       {5.46875, 5.46875, 3.2699999809265137},
       5,
       {{0, 8.58753681F}, {1, -1.79701233F}, {720, -8.85811806F}, {1081, 3.6247828F}, {2159, 32.9274063F}}},
      {{6, 30, 5},
       {0.7, 0.7, 5},
       2.25,
       {{0, 27.7654781F}, {1, 25.0906601F}, {300, -17.6196384F}, {451, 5.42158222F}, {899, 10.7748842F}}}};
  for (const auto& g : given) {
    const auto image = noise(g.size, g.spacing);
    const auto response = fi::laplacian_recursive_gaussian(image, g.sigma, fi::whole(image.geometry), kSerial);
    // sin, cos and exp may differ in the last bit between machines: allow the last two bits of a float.
    for (const auto& [place, value] : g.voxels) CHECK(response.voxels[place] == doctest::Approx(value).epsilon(2e-7));
  }
}

TEST_CASE("pyradiomics log: constant image, scale by theory, wanted box, threads, refusals") {
  auto flat = noise({9, 8, 7}, {1, 1, 2});
  std::fill(flat.voxels.begin(), flat.voxels.end(), 3.0F);
  for (const float v : fi::laplacian_recursive_gaussian(flat, 1.5, fi::whole(flat.geometry), kSerial).voxels)
    CHECK(std::abs(v) < 1e-5);

  // A Gaussian of width s, filtered at sigma: -3 sigma^2 / (s^2 + sigma^2) (s^2 / (s^2 + sigma^2))^(3/2) at its centre.
  auto blob = noise({41, 41, 21}, {1, 1, 2});
  for (std::int64_t k = 0; k < 21; ++k)
    for (std::int64_t j = 0; j < 41; ++j)
      for (std::int64_t i = 0; i < 41; ++i) {
        const double x = static_cast<double>(i) - 20, y = static_cast<double>(j) - 20,
                     z = 2 * static_cast<double>(k) - 20;
        blob.voxels[blob.geometry.index(i, j, k)] = static_cast<float>(std::exp(-(x * x + y * y + z * z) / 32));
      }
  const auto peak = fi::laplacian_recursive_gaussian(blob, 3, fi::whole(blob.geometry), kSerial);
  const double expected = -3.0 * 9 / 25 * std::pow(16.0 / 25, 1.5);
  CHECK(peak.voxels[blob.geometry.index(20, 20, 10)] == doctest::Approx(expected).epsilon(0.01));

  const auto image = noise({21, 37, 18}, {0.9, 1.1, 3});
  const auto full = fi::laplacian_recursive_gaussian(image, 4, fi::whole(image.geometry), kSerial);
  for (const auto& wanted : {fi::Box{{0, 0, 0}, {1, 1, 1}}, fi::Box{{2, 1, 3}, {19, 36, 17}},
                             fi::Box{{20, 36, 17}, {21, 37, 18}}, fi::Box{{0, 16, 0}, {21, 18, 18}}}) {
    const auto part = fi::laplacian_recursive_gaussian(image, 4, wanted, kSerial);
    CHECK(same_within(full, part, wanted.low, wanted.high));
  }
  for (const std::size_t threads : {2, 7})
    CHECK(fi::laplacian_recursive_gaussian(image, 4, fi::whole(image.geometry), threaded(threads)).voxels ==
          full.voxels);

  const auto box = fi::whole(image.geometry);
  CHECK_THROWS_AS(fi::laplacian_recursive_gaussian(image, 0, box, kSerial), std::invalid_argument);
  CHECK_THROWS_AS(fi::laplacian_recursive_gaussian(image, 20, box, kSerial), std::invalid_argument);
  const auto slice = noise({20, 20, 1}, {1, 1, 1});
  CHECK_THROWS_AS(fi::laplacian_recursive_gaussian(slice, 1, fi::whole(slice.geometry), kSerial),
                  std::invalid_argument);
}
