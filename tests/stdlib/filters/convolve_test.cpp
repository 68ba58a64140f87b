#include "stdlib/filters/convolve.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstring>
#include <stdexcept>

#include "stdlib/filters/pool.hpp"
#include "tests/stdlib/filters/filter_cases.hpp"

using namespace rgx;
using namespace rgx::filters;

namespace {

const std::array<Boundary, 4> kBoundaries{Boundary::zero, Boundary::nearest, Boundary::periodic, Boundary::mirror};

double weight_at(const Taps& taps, std::int64_t d) {  // of a convolution: the sample at distance d from the centre
  for (std::size_t t = 0; t < taps.at.size(); ++t)
    if (taps.at[t] == -d) return taps.weight[t];
  return 0;
}

test::Kernel dense(const Separable& s) {
  return [s](std::int64_t a, std::int64_t b, std::int64_t c) {
    return weight_at(s[0], a) * weight_at(s[1], b) * weight_at(s[2], c);
  };
}

}  // namespace

TEST_CASE("separable convolution is the convolution written out, for every border and shape of image") {
  const Taps skew = convolution({1, -2, 4, 0.5}, 2), even = convolution({1, 4, 6, 4, 1}, 2),
             odd = convolution({-1, -2, 0, 2, 1}, 2), wide = convolution({1, 2, 3, -1}, 2, 4);
  const std::vector<Separable> kernels{{skew, even, odd},    {odd, skew, even},        {even, odd, wide},
                                       {wide, Taps{}, skew}, {Taps{}, Taps{}, Taps{}}, {Taps{}, wide, Taps{}}};
  for (const auto size : {std::array<std::int64_t, 3>{7, 5, 6}, {1, 6, 3}, {33, 1, 2}, {4, 3, 1}, {1, 1, 1}}) {
    const engine::Image image = test::noise(size);
    for (const Boundary boundary : kBoundaries)
      for (const Separable& kernel : kernels) {
        const engine::Image found = response_image(source_of(image, boundary), {kernel}, whole(image.geometry),
                                                   canvas(image.geometry), test::kSerial);
        const auto expected = test::convolved(image, dense(kernel), {9, 9, 9}, boundary);
        REQUIRE(test::deviation(found, expected) < 1e-6);
      }
  }
}

TEST_CASE("a sum of separable kernels is the sum of their responses") {
  const Taps a = convolution({1, -2, 4}, 1), b = convolution({2, 1, 3, 5}, 1);
  const Component sum{{a, b, a}, {b, b, a}, {a, a, b}};
  const engine::Image image = test::noise({9, 8, 7});
  const engine::Image found = response_image(source_of(image, Boundary::mirror), sum, whole(image.geometry),
                                             canvas(image.geometry), test::kSerial);
  std::vector<double> expected(image.voxels.size(), 0.0);
  for (const Separable& kernel : sum) {
    const auto part = test::convolved(image, dense(kernel), {4, 4, 4}, Boundary::mirror);
    for (std::size_t v = 0; v < part.size(); ++v) expected[v] += part[v];
  }
  CHECK(test::deviation(found, expected) < 1e-6);
}

TEST_CASE("a box of the response is the whole response there, byte for byte") {
  const Taps skew = convolution({1, -2, 4, 0.5}, 2), even = convolution({1, 4, 6, 4, 1}, 2, 3);
  const Component kernel{{skew, even, skew}, {even, skew, even}};
  const engine::Image image = test::noise({45, 20, 18});
  for (const Boundary boundary : kBoundaries) {
    const Source source = source_of(image, boundary);
    const engine::Image all =
        response_image(source, kernel, whole(image.geometry), canvas(image.geometry), test::kSerial);
    for (const Box& box : {Box{{0, 0, 0}, {1, 1, 1}}, Box{{3, 4, 5}, {44, 9, 17}}, Box{{20, 0, 17}, {45, 20, 18}},
                           Box{{44, 19, 0}, {45, 20, 18}}}) {
      const engine::Image part = response_image(source, kernel, box, canvas(image.geometry), test::kSerial);
      bool same = true;
      for (std::int64_t k = box.low[2]; k < box.high[2]; ++k)
        for (std::int64_t j = box.low[1]; j < box.high[1]; ++j)
          for (std::int64_t i = box.low[0]; i < box.high[0]; ++i) {
            const std::size_t v = image.geometry.index(i, j, k);
            same = same && std::memcmp(&part.voxels[v], &all.voxels[v], sizeof(float)) == 0;
          }
      CHECK(same);
      // No more than `reach` is read: a source that holds only that gives the same.
      const Box read = reach({kernel}, box, image.geometry.size, boundary);
      Field held{read, std::vector<float>(voxels_of(read))};
      for (std::int64_t k = read.low[2]; k < read.high[2]; ++k)
        for (std::int64_t j = read.low[1]; j < read.high[1]; ++j)
          std::copy_n(image.voxels.data() + image.geometry.index(read.low[0], j, k), read.high[0] - read.low[0],
                      held.row(j, k));
      const engine::Image from_held = response_image(source_of(held, image.geometry.size, boundary), kernel, box,
                                                     canvas(image.geometry), test::kSerial);
      CHECK(from_held.voxels == part.voxels);
    }
  }
}

TEST_CASE("any number of threads gives the same bytes") {
  const engine::Image image = test::noise({31, 17, 40});
  const Component kernel{{convolution({1, -2, 4, 0.1}, 2), convolution({1, 3, 1}, 1), convolution({0.3, 1, 7}, 1)}};
  const Source source = source_of(image, Boundary::periodic);
  const Box box = whole(image.geometry);
  const engine::Image one = response_image(source, kernel, box, canvas(image.geometry), test::kSerial);
  for (const std::size_t n : {1, 2, 7})
    CHECK(response_image(source, kernel, box, canvas(image.geometry), test::threaded(n)).voxels == one.voxels);
}

TEST_CASE("boxes beyond the image are refused, empty ones give nothing") {
  const engine::Image image = test::noise({4, 4, 4});
  const Source source = source_of(image, Boundary::zero);
  const Component kernel{{Taps{}, Taps{}, Taps{}}};
  CHECK_THROWS_AS(response_image(source, kernel, {{0, 0, 0}, {4, 5, 4}}, canvas(image.geometry), test::kSerial),
                  std::invalid_argument);
  bool called = false;
  convolve(source, {kernel}, {{1, 1, 1}, {1, 3, 3}}, test::kSerial,
           [&](std::int64_t, std::int64_t, const double* const*) { called = true; });
  CHECK_FALSE(called);
}

TEST_CASE("pooled responses are the mean, the largest, the smallest") {
  const engine::Image image = test::noise({6, 5, 4});
  const std::vector<Component> three{{{convolution({2}, 0), Taps{}, Taps{}}},
                                     {{convolution({-1}, 0), Taps{}, Taps{}}},
                                     {{convolution({5}, 0), Taps{}, Taps{}}}};
  const auto pooled = [&](Pool how) {
    return pool(source_of(image, Boundary::zero), three, how, whole(image.geometry), test::kSerial)
        .image(canvas(image.geometry));
  };
  const engine::Image mean = pooled(Pool::mean), largest = pooled(Pool::max), smallest = pooled(Pool::min);
  for (std::size_t v = 0; v < image.voxels.size(); ++v) {
    const float x = image.voxels[v];
    CHECK(mean.voxels[v] == 2 * x);
    CHECK(largest.voxels[v] == (x > 0 ? 5 * x : -x));
    CHECK(smallest.voxels[v] == (x > 0 ? -x : 5 * x));
  }
  CHECK(pool_named("max") == Pool::max);
  CHECK_THROWS_AS(pool_named("median"), std::invalid_argument);
}
