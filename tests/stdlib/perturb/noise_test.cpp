#include "stdlib/perturb/noise.hpp"

#include <limits>
#include <thread>
#include <vector>

#include "tests/stdlib/imaging/fixtures.hpp"

namespace pe = rgx::perturb;
namespace st = rgx::stats;
using namespace rgx::test;

namespace {

double sd_of_difference(const rgx::engine::Image& a, const rgx::engine::Image& b) {
  double sum = 0;
  for (std::size_t v = 0; v < a.voxels.size(); ++v) {
    const double d = static_cast<double>(a.voxels[v]) - static_cast<double>(b.voxels[v]);
    sum += d * d;
  }
  return std::sqrt(sum / static_cast<double>(a.voxels.size()));
}

}  // namespace

TEST_CASE("added noise has the standard deviation asked, and the estimate finds it on a smooth image") {
  const auto smooth = image_of(oblique_grid(64, 60, 20),
                               [](double i, double j, double k) { return 200 + 3 * i - 2 * j + 0.01 * i * j + k; });
  for (const double sd : {0.5, 12.0}) {
    auto noisy = smooth;
    pe::add_noise(noisy, sd, st::Stream(7), 0);
    const double n = static_cast<double>(smooth.voxels.size());
    CHECK(std::abs(sd_of_difference(noisy, smooth) / sd - 1) <= 4 / std::sqrt(2 * n));
    // The median of |z| has standard error 0.787 / (0.6745 * sqrt(n)); neighbouring responses are correlated.
    CHECK(std::abs(pe::noise_level(noisy) / sd - 1) <= 4 * 3 * 1.167 / std::sqrt(n));
  }
  CHECK(pe::noise_level(smooth) < 0.05);
}

TEST_CASE("a background that was filled in counts for nothing") {
  auto noisy = image_of(plain_grid(80, 80, 10), [](double, double, double) { return 100; });
  pe::add_noise(noisy, 5, st::Stream(11), 0);
  for (std::size_t v = 0; v < noisy.voxels.size(); ++v)
    if (v % 80 >= 24) noisy.voxels[v] = -1024;
  CHECK(pe::noise_level(noisy) == doctest::Approx(5).epsilon(0.35));  // the seam is in it
  CHECK(pe::noise_level(image_of(plain_grid(9, 9, 9), [](double, double, double) { return -1024; })) == 0);
}

TEST_CASE("the bytes of noise do not depend on who draws which slice when") {
  const auto image = image_of(plain_grid(20, 20, 12), [](double i, double j, double k) { return i + j + k; });
  auto one = image, backwards = image, threads = image, other = image, again = image;
  pe::add_noise(one, 3, st::Stream(5), 0);
  pe::add_noise(backwards, 3, st::Stream(5), 0, [](std::size_t n, const std::function<void(std::size_t)>& body) {
    for (std::size_t i = n; i > 0; --i) body(i - 1);
  });
  pe::add_noise(threads, 3, st::Stream(5), 0, [](std::size_t n, const std::function<void(std::size_t)>& body) {
    std::vector<std::thread> all;
    for (std::size_t i = 0; i < n; ++i) all.emplace_back([&, i] { body(i); });
    for (auto& t : all) t.join();
  });
  CHECK(one.voxels == backwards.voxels);
  CHECK(one.voxels == threads.voxels);
  pe::add_noise(other, 3, st::Stream(6), 0);
  CHECK(one.voxels != other.voxels);
  pe::add_noise(again, 3, st::Stream(5), 1);
  CHECK(one.voxels != again.voxels);
}

TEST_CASE("intensities that are not finite are refused") {
  auto image = image_of(plain_grid(8, 8, 4), [](double i, double, double) { return i; });
  image.voxels[17] = std::numeric_limits<float>::quiet_NaN();
  CHECK(error_of([&] { pe::noise_level(image); }).code() == "image-values");
}
