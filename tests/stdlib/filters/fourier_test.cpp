#include "stdlib/filters/fourier.hpp"

#include <numbers>

#include "stdlib/filters/fourier_line.hpp"
#include "tests/stdlib/filters/filter_images.hpp"

using namespace rgx::test;
namespace en = rgx::engine;
namespace fi = rgx::filters;
using fi::Boundary;
using fi::Complex;

namespace {

fi::Factors all_pass(const fi::Spectrum& spectrum) {
  return [depth = spectrum.frame().size[2]](std::int64_t, std::int64_t, Complex* factors) {
    std::fill_n(factors, depth, Complex(1));
  };
}

en::Image passed(const en::Image& image, Boundary boundary, bool by_slice, const fi::Box& wanted,
                 const en::ParallelFor& parallel) {
  fi::Spectrum spectrum(image, fi::frame_of(image.geometry, boundary, {3, 5, 2}, by_slice), by_slice, parallel);
  fi::Block block(wanted), again(wanted);
  spectrum.filter(all_pass(spectrum), block, parallel);
  spectrum.filter_once(all_pass(spectrum), again, parallel);
  CHECK(block.values == again.values);
  return fi::as_image(image.geometry, block);
}

}  // namespace

TEST_CASE("fourier: a line of any length is its definition, and comes back") {
  for (const std::size_t n : {1, 2, 3, 4, 7, 30, 61, 64, 67, 97, 134, 251}) {
    CAPTURE(n);
    std::vector<Complex> x(n);
    std::uint32_t seed = 3;
    for (auto& v : x) {
      seed = seed * 1664525U + 1013904223U;
      v = {static_cast<double>(seed >> 20U) / 4096, static_cast<double>((seed >> 8U) & 0xfffU) / 4096};
    }
    auto found = x;
    fi::LineTransform transform(n);
    transform.forward(found.data());
    double worst = 0;
    for (std::size_t k = 0; k < n; ++k) {
      Complex sum = 0;
      for (std::size_t j = 0; j < n; ++j)
        sum += x[j] * std::polar(1.0, -2 * std::numbers::pi * static_cast<double>(j * k % n) / static_cast<double>(n));
      worst = std::max(worst, std::abs(sum - found[k]));
    }
    CHECK(worst < 1e-12 * static_cast<double>(n));
    transform.inverse(found.data());
    for (std::size_t j = 0; j < n; ++j) CHECK(std::abs(found[j] / static_cast<double>(n) - x[j]) < 1e-13);
  }
  CHECK(fi::fast_length(1) == 1);
  CHECK(fi::fast_length(97) == 100);
  CHECK(fi::fast_length(257) == 270);
}

TEST_CASE("fourier: what stands beyond the border") {
  const auto row = [](Boundary boundary) {
    std::vector<std::int64_t> out;
    for (std::int64_t p = -4; p < 7; ++p) out.push_back(fi::continued(p, 3, boundary));
    return out;
  };
  CHECK(row(Boundary::zero) == std::vector<std::int64_t>{-1, -1, -1, -1, 0, 1, 2, -1, -1, -1, -1});
  CHECK(row(Boundary::nearest) == std::vector<std::int64_t>{0, 0, 0, 0, 0, 1, 2, 2, 2, 2, 2});
  CHECK(row(Boundary::periodic) == std::vector<std::int64_t>{2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0});
  CHECK(row(Boundary::mirror) == std::vector<std::int64_t>{2, 2, 1, 0, 0, 1, 2, 2, 1, 0, 0});
}

TEST_CASE("fourier: the filter that does nothing, on every kind of grid and boundary") {
  for (const auto& size : {Size{8, 6, 4}, Size{7, 5, 3}, Size{9, 4, 1}, Size{1, 1, 1}, Size{1, 6, 5}, Size{67, 3, 2}}) {
    for (const auto boundary : {Boundary::zero, Boundary::nearest, Boundary::periodic, Boundary::mirror}) {
      for (const bool by_slice : {false, true}) {
        const auto image = noise(size);
        CHECK(largest_difference(image, passed(image, boundary, by_slice, fi::whole(image.geometry), kSerial)) < 1e-4);
      }
    }
  }
}

TEST_CASE("fourier: a phase moves the image; boxes and threads") {
  for (const auto& size : {Size{8, 6, 10}, Size{7, 9, 5}}) {
    const auto image = noise(size);
    fi::Spectrum spectrum(image, fi::frame_of(image.geometry, Boundary::periodic, {}, false), false, kSerial);
    fi::Block block(fi::whole(image.geometry));
    const Size by{3, 2, 4};
    spectrum.filter(
        [&](std::int64_t kx, std::int64_t ky, Complex* factors) {
          for (std::int64_t kz = 0; kz < size[2]; ++kz) {
            const double turns = static_cast<double>(kx * by[0]) / static_cast<double>(size[0]) +
                                 static_cast<double>(ky * by[1]) / static_cast<double>(size[1]) +
                                 static_cast<double>(kz * by[2]) / static_cast<double>(size[2]);
            factors[kz] = std::polar(1.0, -2 * std::numbers::pi * turns);
          }
        },
        block, kSerial);
    CHECK(largest_difference(shifted(image, by), fi::as_image(image.geometry, block)) < 1e-4);
  }
  for (const auto boundary : {Boundary::periodic, Boundary::mirror}) {
    check_boxes_and_threads(noise({13, 11, 6}), [&](const auto& i, const auto& wanted, const auto& parallel) {
      return passed(i, boundary, false, wanted, parallel);
    });
  }
}
