#include "stdlib/filters/pyradiomics_wavelet.hpp"

#include <cmath>
#include <numeric>
#include <stdexcept>

#include "tests/stdlib/filters/pyradiomics_reference.hpp"

using namespace rgx::test;
namespace en = rgx::engine;
namespace fi = rgx::filters;

namespace {

en::Image noise(std::array<std::int64_t, 3> size, std::uint32_t seed = 7) {
  en::Image image;
  image.geometry.size = size;
  for (std::size_t i = 0; i < image.geometry.voxels(); ++i) {
    seed = seed * 1664525U + 1013904223U;
    image.voxels.push_back(static_cast<float>(seed >> 8U) / 65536.0F - 100.0F);
  }
  return image;
}

// The definition, voxel by voxel, in double: one axis after the other over the even period.
std::vector<double> by_definition(const en::Image& image, const std::string& basis, const std::string& letters) {
  const auto pair = fi::analysis_filters(basis);
  const auto taps = static_cast<std::int64_t>(pair.low.size());
  std::array<std::int64_t, 3> p{};
  for (std::size_t a = 0; a < 3; ++a) p[a] = image.geometry.size[a] + image.geometry.size[a] % 2;
  const auto at = [&](std::int64_t i, std::int64_t j, std::int64_t k) {
    return static_cast<std::size_t>(i + p[0] * (j + p[1] * k));
  };
  std::vector<double> now(static_cast<std::size_t>(p[0] * p[1] * p[2])), next(now.size());
  const auto& n = image.geometry.size;
  for (std::int64_t k = 0; k < p[2]; ++k)
    for (std::int64_t j = 0; j < p[1]; ++j)
      for (std::int64_t i = 0; i < p[0]; ++i)
        now[at(i, j, k)] = image.voxels[image.geometry.index(i % n[0], j % n[1], k % n[2])];
  for (std::size_t a = 0; a < letters.size(); ++a) {
    const auto& f = letters[a] == 'H' ? pair.high : pair.low;
    for (std::int64_t k = 0; k < p[2]; ++k)
      for (std::int64_t j = 0; j < p[1]; ++j)
        for (std::int64_t i = 0; i < p[0]; ++i) {
          double sum = 0;
          for (std::int64_t t = 0; t < taps; ++t) {
            std::array<std::int64_t, 3> from{i, j, k};
            from[a] = (from[a] + taps / 2 - t + taps * p[a]) % p[a];
            sum += f[static_cast<std::size_t>(t)] * now[at(from[0], from[1], from[2])];
          }
          next[at(i, j, k)] = sum;
        }
    now.swap(next);
  }
  std::vector<double> out;
  for (std::int64_t k = 0; k < n[2]; ++k)
    for (std::int64_t j = 0; j < n[1]; ++j)
      for (std::int64_t i = 0; i < n[0]; ++i) out.push_back(now[at(i, j, k)]);
  return out;
}

}  // namespace

TEST_CASE("pyradiomics wavelet: filters are orthonormal, with the figures PyWavelets prints for coif1") {
  for (const auto& basis : fi::pyradiomics_bases()) {
    const auto [low, high] = fi::analysis_filters(basis);
    CAPTURE(basis);
    double sum = 0, square = 0, cross = 0, ripple = 0;
    for (std::size_t j = 0; j < low.size(); ++j) {
      sum += low[j];
      square += low[j] * low[j];
      cross += low[j] * high[j];
      ripple += high[j];
    }
    CHECK(sum == doctest::Approx(std::sqrt(2.0)));
    CHECK(square == doctest::Approx(1.0));
    CHECK(std::abs(cross) < 1e-7);
    CHECK(std::abs(ripple) < 1e-7);
  }
  const auto coif1 = fi::analysis_filters("coif1");
  CHECK(coif1.low[0] == doctest::Approx(-0.01565572813546454));
  CHECK(coif1.low[3] == doctest::Approx(0.8525720202122554));
  CHECK(coif1.high[0] == doctest::Approx(0.0727326195128539));
  CHECK(coif1.high[2] == doctest::Approx(-0.8525720202122554));
  CHECK_THROWS_AS(fi::analysis_filters("sym20"), std::invalid_argument);
}

TEST_CASE("pyradiomics wavelet: the definition, on even, odd and tiny grids") {
  for (const auto& size : {std::array<std::int64_t, 3>{8, 6, 10}, {7, 5, 9}, {3, 1, 2}, {1, 1, 1}, {19, 4, 33}}) {
    const auto image = noise(size);
    for (const auto& [basis, letters] : std::vector<std::pair<std::string, std::string>>{
             {"coif1", "LLL"}, {"coif1", "HLH"}, {"db2", "LHH"}, {"haar", "HHL"}, {"db3", "LH"}, {"coif1", "HL"}}) {
      const auto expected = by_definition(image, basis, letters);
      const auto found = fi::stationary_wavelet(image, basis, 1, letters, fi::whole(image.geometry), kSerial);
      CAPTURE(basis);
      CAPTURE(letters);
      double worst = 0;
      for (std::size_t i = 0; i < expected.size(); ++i)
        worst = std::max(worst, std::abs(expected[i] - found.voxels[i]));
      CHECK(worst < 1e-4);  // of values of some hundreds, rounded to float
    }
  }
}

TEST_CASE("pyradiomics wavelet: constant image, second level, wanted box, threads") {
  auto flat = noise({9, 8, 7});
  std::fill(flat.voxels.begin(), flat.voxels.end(), 3.0F);
  const auto all = fi::whole(flat.geometry);
  for (const float v : fi::stationary_wavelet(flat, "coif1", 1, "LLL", all, kSerial).voxels)
    CHECK(v == doctest::Approx(3 * std::sqrt(8.0)));
  for (const float v : fi::stationary_wavelet(flat, "coif1", 1, "LHL", all, kSerial).voxels) CHECK(std::abs(v) < 1e-5);

  // The second level is the first level of the first approximation; on an even grid that can be said with the function.
  const auto image = noise({12, 10, 40});
  const auto box = fi::whole(image.geometry);
  const auto once = fi::stationary_wavelet(image, "coif1", 1, "LLL", box, kSerial);
  const auto twice = fi::stationary_wavelet(once, "coif1", 1, "HLH", box, kSerial);
  const auto second = fi::stationary_wavelet(image, "coif1", 2, "HLH", box, kSerial);
  for (std::size_t i = 0; i < second.voxels.size(); ++i)
    CHECK(second.voxels[i] == doctest::Approx(twice.voxels[i]).epsilon(1e-4));

  const auto odd = noise({21, 17, 39});
  const auto full = fi::stationary_wavelet(odd, "coif1", 1, "HHL", fi::whole(odd.geometry), kSerial);
  for (const auto& wanted : {fi::Box{{0, 0, 0}, {1, 1, 1}}, fi::Box{{3, 2, 5}, {20, 16, 38}},
                             fi::Box{{20, 16, 38}, {21, 17, 39}}, fi::Box{{0, 5, 17}, {21, 9, 39}}}) {
    const auto part = fi::stationary_wavelet(odd, "coif1", 1, "HHL", wanted, kSerial);
    CHECK(same_within(full, part, wanted.low, wanted.high));
  }
  for (const std::size_t threads : {2, 7})
    CHECK(fi::stationary_wavelet(odd, "coif1", 1, "HHL", fi::whole(odd.geometry), threaded(threads)).voxels ==
          full.voxels);
}

TEST_CASE("pyradiomics wavelet: first-order statistics of eight bands of four cases") {
  const auto data = data_dir("reference/pyradiomics/values.csv");
  if (!data) return;
  const auto& values = pyradiomics_values(*data);
  int compared = 0;
  for (const auto& c : pyradiomics_cases(*data)) {
    for (const std::string letters : {"LLL", "LLH", "LHL", "LHH", "HLL", "HLH", "HHL", "HHH"}) {
      const auto response = fi::stationary_wavelet(c.image, "coif1", 1, letters, fi::whole(c.image.geometry), kSerial);
      compared += compare_first_order(response, c, "wavelet-" + letters, values);
    }
  }
  CHECK(compared == 4 * 8 * 14);
}
