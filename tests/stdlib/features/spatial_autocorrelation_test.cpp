#include "stdlib/features/spatial_autocorrelation.hpp"

#include <complex>
#include <numbers>
#include <stdexcept>
#include <vector>

#include "stdlib/features/fourier_bundle.hpp"
#include "tests/stdlib/features/support.hpp"

using namespace rgx;
using namespace rgx::features;

TEST_CASE("a bundle of transforms equals the sum that defines it") {
  for (const int n : {1, 2, 3, 4, 5, 8, 30, 36, 75, 180}) {
    FourierBundle bundle(n);
    std::vector<std::complex<double>> in(kLines * static_cast<std::size_t>(n));
    for (std::size_t i = 0; i < in.size(); ++i) {
      in[i] = {(test::scramble(static_cast<std::uint32_t>(i)) % 1000) / 500.0 - 1,
               (test::scramble(static_cast<std::uint32_t>(i) + 999999) % 1000) / 500.0 - 1};
      bundle.real()[i] = in[i].real();
      bundle.imaginary()[i] = in[i].imag();
    }
    bundle.transform();
    double most = 0;
    for (std::size_t l = 0; l < kLines; ++l) {
      for (int k = 0; k < n; ++k) {
        std::complex<double> sum = 0;
        for (int j = 0; j < n; ++j)
          sum += in[kLines * static_cast<std::size_t>(j) + l] *
                 std::polar(1.0, -2 * std::numbers::pi *
                                     (static_cast<double>(j) * k - static_cast<double>(j * k / n) * n) / n);
        const std::size_t at = kLines * static_cast<std::size_t>(k) + l;
        most = std::max(most, std::abs(sum - std::complex<double>(bundle.real()[at], bundle.imaginary()[at])));
      }
    }
    INFO(n);
    CHECK(most < 1e-12);
  }
  CHECK(fast_length(349) == 360);
  CHECK_THROWS_AS(FourierBundle(7), std::invalid_argument);
}

TEST_CASE("pairs by transform equal pairs one by one, for boxes of any form and border, at any number of threads") {
  const stats::ParallelFor backwards = [](std::size_t n, const std::function<void(std::size_t)>& body) {
    for (std::size_t i = n; i-- > 0;) body(i);
  };
  for (std::uint32_t seed = 1; seed <= 8; ++seed) {
    engine::Mask mask;
    mask.geometry.size = {1 + seed * 3 % 11, 1 + seed * 5 % 9, 1 + seed * 7 % 20};
    mask.geometry.spacing = {0.9, 1.1, 2.5};
    mask.voxels.resize(mask.geometry.voxels());
    for (std::size_t i = 0; i < mask.voxels.size(); ++i)
      mask.voxels[i] = test::scramble(seed * 1000 + static_cast<std::uint32_t>(i)) % 3 != 0;
    const Roi roi = crop(mask, 1 + static_cast<int>(seed) % 3);
    std::vector<double> x;
    for (std::size_t i = 0; i < roi.count(); ++i)
      x.push_back((test::scramble(static_cast<std::uint32_t>(i) + seed) % 1000) / 100.0 - 4);
    if (x.size() < 2) continue;
    const PairSums a = pair_sums_direct(roi, x), b = pair_sums_fourier(roi, x);
    INFO("seed " << seed);
    CHECK(b.weight == doctest::Approx(a.weight).epsilon(1e-12));
    CHECK(std::fabs(b.product - a.product) < 1e-11 * a.square);
    CHECK(b.square == doctest::Approx(a.square).epsilon(1e-12));
    const PairSums c = pair_sums_fourier(roi, x, backwards), d = pair_sums_direct(roi, x, backwards);
    CHECK(c.weight == b.weight);
    CHECK(c.product == b.product);
    CHECK(d.square == a.square);
  }
}

TEST_CASE("autocorrelation of one voxel and of one intensity is missing") {
  engine::Mask mask;
  mask.geometry.size = {4, 3, 2};
  mask.voxels.assign(24, 1);
  Roi roi = crop(mask);
  CHECK(autocorrelation(roi, std::vector<float>(24, 2.0f)).morans_i.reason == Reason::flat_region);
  mask.voxels.assign(24, 0);
  mask.voxels[5] = 1;
  roi = crop(mask);
  CHECK(autocorrelation(roi, std::vector<float>{2.0f}).gearys_c.reason == Reason::single_voxel);
}
