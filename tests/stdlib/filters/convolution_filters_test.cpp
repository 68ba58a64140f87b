#include <doctest/doctest.h>

#include <numbers>
#include <set>
#include <stdexcept>

#include "stdlib/filters/operations.hpp"
#include "stdlib/filters/parameters.hpp"
#include "tests/stdlib/filters/filter_cases.hpp"

using namespace rgx;

namespace {

std::vector<std::string> names_of(const std::string& name, const std::string& settings, bool by_slice = false) {
  const engine::Operation op = test::filter(name);
  return std::any_cast<filters::Filter>(op.part).names(
      filters::with_defaults(op.signature, engine::Json::parse(settings)), by_slice);
}

struct Setting {
  std::string filter, settings;
};

// One or two of every filter, in every way that pools.
const std::vector<Setting> kEveryWay{
    {"mean", R"({"support": 5})"},
    {"log", R"({"sigma": 1.5, "boundary": "periodic"})"},
    {"laws", R"({"kernels": "L5E5S3"})"},
    {"laws", R"({"kernels": "E5W5R5", "rotation_invariant": true, "energy": 2, "boundary": "nearest"})"},
    {"laws", R"({"kernels": "E3L5L5", "rotation_invariant": true, "pool": "min"})"},
    {"gabor", R"({"sigma": 1.5, "wavelength": 3, "gamma": 2, "theta": 30})"},
    {"gabor", R"({"sigma": 1, "rotation_invariant": true, "step": 90, "planes": "orthogonal", "boundary": "zero"})"},
    {"gabor", R"({"sigma": 1, "theta": 100, "response": "imaginary"})"},
    {"wavelet", R"({"basis": "coif1", "bands": ["LHL"]})"},
    {"wavelet", R"({"basis": "db3", "level": 3, "bands": ["HLH"], "boundary": "periodic"})"},
    {"wavelet", R"({"basis": "db2", "level": 2, "bands": ["LLH"], "rotation_invariant": true, "boundary": "zero"})"},
};

}  // namespace

TEST_CASE("responses are named from the parameters, different for different responses") {
  CHECK(names_of("mean", R"({"support": 15})") == std::vector<std::string>{"mean_15"});
  CHECK(names_of("log", R"({"sigma": 2})") == std::vector<std::string>{"log_2mm"});
  CHECK(names_of("log", R"({"sigma": 1.5, "cutoff": 3, "boundary": "zero"})") ==
        std::vector<std::string>{"log_1_5mm_cutoff3_zero"});
  CHECK(names_of("laws", R"({"kernels": "L5E5S5"})") == std::vector<std::string>{"laws_L5E5S5"});
  CHECK(names_of("laws", R"({"kernels": "L5E5", "energy": 7, "rotation_invariant": true})", true) ==
        std::vector<std::string>{"laws_L5E5_energy7_max"});
  CHECK(names_of("gabor", R"({"sigma": 5, "wavelength": 2, "gamma": 1.5, "step": 22.5, "rotation_invariant": true,
                              "planes": "orthogonal"})") ==
        std::vector<std::string>{"gabor_5mm_2mm_gamma1_5_step22_5_planes_mean"});
  CHECK(names_of("gabor", R"({"sigma": 5})") == std::vector<std::string>{"gabor_5mm"});
  CHECK(names_of("wavelet", R"({"basis": "coif1"})") ==
        std::vector<std::string>{"wavelet_coif1_LLL", "wavelet_coif1_LLH", "wavelet_coif1_LHL", "wavelet_coif1_LHH",
                                 "wavelet_coif1_HLL", "wavelet_coif1_HLH", "wavelet_coif1_HHL", "wavelet_coif1_HHH"});
  CHECK(names_of("wavelet", R"({"basis": "haar", "level": 2, "rotation_invariant": true})", true) ==
        std::vector<std::string>{"wavelet_haar_2_LL_mean", "wavelet_haar_2_LH_mean", "wavelet_haar_2_HL_mean",
                                 "wavelet_haar_2_HH_mean"});
  std::set<std::string> seen;
  for (const Setting& s : kEveryWay)
    for (const std::string& name : names_of(s.filter, s.settings)) {
      CHECK(seen.insert(name).second);
      CHECK(name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") ==
            std::string::npos);
    }
}

TEST_CASE("parameters that do not go together are refused") {
  CHECK_THROWS_AS(names_of("mean", R"({"support": 4})"), std::invalid_argument);
  CHECK_THROWS_AS(names_of("mean", R"({"support": 5, "boundary": "wrap"})"), std::invalid_argument);
  CHECK_THROWS_AS(names_of("laws", R"({"kernels": "L5E5"})"), std::invalid_argument);
  CHECK_THROWS_AS(names_of("laws", R"({"kernels": "L5E5S5"})", true), std::invalid_argument);
  CHECK_THROWS_AS(names_of("laws", R"({"kernels": "L5E5X5"})"), std::invalid_argument);
  CHECK_THROWS_AS(names_of("gabor", R"({"sigma": 2, "planes": "orthogonal"})", true), std::invalid_argument);
  CHECK_THROWS_AS(names_of("gabor", R"({"sigma": 2, "rotation_invariant": true, "step": 50})"), std::invalid_argument);
  CHECK_THROWS_AS(names_of("wavelet", R"({"basis": "db3", "bands": ["LH"]})"), std::invalid_argument);
  CHECK_THROWS_AS(names_of("wavelet", R"({"basis": "db3", "bands": ["LLX"]})"), std::invalid_argument);
  CHECK_THROWS_AS(names_of("wavelet", R"({"basis": "db3", "bands": ["LLH", "LLH"]})"), std::invalid_argument);
  CHECK_THROWS_AS(names_of("wavelet", R"({"basis": "sym2"})"), std::invalid_argument);
  CHECK_THROWS_AS(filters::with_defaults(test::filter("log").signature, engine::Json::parse("{}")),
                  std::invalid_argument);
  CHECK_THROWS_AS(filters::with_defaults(test::filter("log").signature, engine::Json::parse(R"({"sigmas": 1})")),
                  std::invalid_argument);
}

TEST_CASE("every filter: a box is the whole there, any threads the same bytes, thin images too") {
  for (const Setting& s : kEveryWay) {
    CAPTURE(s.filter);
    CAPTURE(s.settings);
    const engine::Operation op = test::filter(s.filter);
    const engine::Json settings = engine::Json::parse(s.settings);
    const engine::Image image = test::noise({21, 12, 17}, {1, 1, 1.5});
    const engine::Image all = test::respond(s.filter, image, s.settings);
    for (const std::size_t n : {2, 7})
      CHECK(filters::respond(op, image, settings, false, filters::whole(image.geometry), test::threaded(n)).voxels ==
            all.voxels);
    const filters::Box box{{4, 0, 9}, {20, 7, 17}};
    const engine::Image part = filters::respond(op, image, settings, false, box, test::kSerial);
    REQUIRE(part.voxels.size() == all.voxels.size());
    bool same = true;
    for (std::int64_t k = box.low[2]; k < box.high[2]; ++k)
      for (std::int64_t j = box.low[1]; j < box.high[1]; ++j)
        for (std::int64_t i = box.low[0]; i < box.high[0]; ++i) {
          const std::size_t v = image.geometry.index(i, j, k);
          same = same && part.voxels[v] == all.voxels[v];
        }
    CHECK(same);
    for (const auto size : {std::array<std::int64_t, 3>{1, 9, 6}, {8, 1, 5}, {6, 7, 1}, {1, 1, 1}}) {
      const engine::Image thin = test::respond(s.filter, test::noise(size), s.settings);
      CHECK(std::all_of(thin.voxels.begin(), thin.voxels.end(), [](float v) { return std::isfinite(v); }));
    }
  }
}

TEST_CASE("an image that is spared is taken, and the response is the same") {
  const engine::Image image = test::noise({12, 11, 10});
  for (const Setting& s : kEveryWay) {
    CAPTURE(s.filter);
    CAPTURE(s.settings);
    const engine::Operation op = test::filter(s.filter);
    const engine::Json params = filters::with_defaults(op.signature, engine::Json::parse(s.settings));
    engine::Image spare = test::constant({12, 11, 10}, 7);
    const float* const memory = spare.voxels.data();
    const engine::Image found = std::any_cast<filters::Filter>(op.part).apply(
        {image, params, false, 0, filters::whole(image.geometry), test::kSerial, &spare});
    CHECK(found.voxels.data() == memory);
    CHECK(spare.voxels.empty());
    CHECK(found.voxels == test::respond(s.filter, image, s.settings).voxels);
    engine::Image other = test::constant({3, 3, 3}, 7);
    CHECK(std::any_cast<filters::Filter>(op.part)
              .apply({image, params, false, 0, filters::whole(image.geometry), test::kSerial, &other})
              .voxels == found.voxels);
  }
}

TEST_CASE("a constant image stays itself under a mean, and vanishes where the kernel sums to zero") {
  const engine::Image flat = test::constant({20, 20, 20}, -1000);
  for (const float v : test::respond("mean", flat, R"({"support": 7})").voxels) CHECK(v == doctest::Approx(-1000));
  for (const std::size_t band : {1, 2, 3, 4, 5, 6, 7})
    for (const float v : test::respond("wavelet", flat, R"({"basis": "coif3"})", false, band).voxels)
      REQUIRE(std::fabs(v) < 1e-9);
  for (const float v : test::respond("wavelet", flat, R"({"basis": "db4"})").voxels)
    REQUIRE(v == doctest::Approx(-1000 * std::pow(2.0, 1.5)));
  for (const float v : test::respond("laws", flat, R"({"kernels": "L5E5S5"})").voxels) REQUIRE(std::fabs(v) < 1e-9);
  // The truncated kernel of LoG does not sum to zero exactly: the tail beyond four sigma is left out.
  for (const float v : test::respond("log", flat, R"({"sigma": 2})").voxels) REQUIRE(std::fabs(v) < 1000 * 5e-4);
  for (const float v : test::respond("log", flat, R"({"sigma": 2, "cutoff": 8})").voxels) REQUIRE(std::fabs(v) < 1e-6);
}

TEST_CASE("a mean filter is the mean of the cube, within slices of the square") {
  const engine::Image image = test::noise({11, 9, 8});
  const auto box = [](double share) { return [share](std::int64_t, std::int64_t, std::int64_t) { return share; }; };
  CHECK(test::deviation(test::respond("mean", image, R"({"support": 3, "boundary": "zero"})"),
                        test::convolved(image, box(1.0 / 27), {1, 1, 1}, filters::Boundary::zero)) < 1e-6);
  CHECK(test::deviation(test::respond("mean", image, R"({"support": 5})", true),
                        test::convolved(image, box(1.0 / 25), {2, 2, 0}, filters::Boundary::mirror)) < 1e-6);
}

TEST_CASE("an impulse shows the kernel of LoG, in mm along every axis") {
  const std::array<double, 3> spacing{1, 1.25, 2.5};
  const double sigma = 2.5;
  const engine::Image image = test::impulse({31, 29, 19}, {15, 14, 9}, spacing);
  const engine::Image found = test::respond("log", image, R"({"sigma": 2.5, "boundary": "zero"})");
  const double volume = spacing[0] * spacing[1] * spacing[2], edge = std::cbrt(volume);
  std::vector<double> expected(image.voxels.size(), 0.0);
  for (std::int64_t k = -4; k <= 4; ++k)
    for (std::int64_t j = -8; j <= 8; ++j)
      for (std::int64_t i = -10; i <= 10; ++i) {
        const double x = static_cast<double>(i) * spacing[0], y = static_cast<double>(j) * spacing[1],
                     z = static_cast<double>(k) * spacing[2], r2 = (x * x + y * y + z * z) / (sigma * sigma);
        const double gauss = volume * std::exp(-r2 / 2) / std::pow(2 * std::numbers::pi * sigma * sigma, 1.5);
        expected[image.geometry.index(15 + i, 14 + j, 9 + k)] = edge * edge * (r2 - 3) / (sigma * sigma) * gauss;
      }
  double largest = 0;
  for (std::size_t v = 0; v < expected.size(); ++v)
    largest = std::max(largest, std::fabs(static_cast<double>(found.voxels[v]) - expected[v]));
  CHECK(largest < 1e-6 * std::fabs(expected[image.geometry.index(15, 14, 9)]));
}

TEST_CASE("an impulse shows the kernel of Gabor, an ellipse under a wave") {
  struct Case {
    double gamma, theta;
  };
  for (const Case& c : {Case{1, 0}, {1, 37}, {2, 60}, {0.5, 90}, {1.5, 225}}) {
    const std::array<double, 3> spacing{1, 1.5, 3};
    const double sigma = 3, wavelength = 5;
    const engine::Image image = test::impulse({81, 61, 1}, {40, 30, 0}, spacing);
    const std::string settings = R"({"sigma": 3, "wavelength": 5, "boundary": "zero", "gamma": )" +
                                 std::to_string(c.gamma) + R"(, "theta": )" + std::to_string(c.theta) +
                                 R"(, "response": ")";
    const engine::Image real = test::respond("gabor", image, settings + R"(real"})");
    const engine::Image imaginary = test::respond("gabor", image, settings + R"(imaginary"})");
    const engine::Image modulus = test::respond("gabor", image, settings + R"(modulus"})");
    const double turn = c.theta * std::numbers::pi / 180;
    double largest = 0;
    for (std::int64_t j = -30; j <= 30; ++j)
      for (std::int64_t i = -40; i <= 40; ++i) {
        const double x = static_cast<double>(i) * spacing[0], y = static_cast<double>(j) * spacing[1];
        const double u = x * std::cos(turn) + y * std::sin(turn), v = y * std::cos(turn) - x * std::sin(turn);
        const double gauss = std::exp(-(u * u + c.gamma * c.gamma * v * v) / (2 * sigma * sigma));
        const double phase = 2 * std::numbers::pi * u / wavelength;
        const std::size_t at = image.geometry.index(40 + i, 30 + j, 0);
        largest = std::max({largest, std::fabs(static_cast<double>(real.voxels[at]) - gauss * std::cos(phase)),
                            std::fabs(static_cast<double>(imaginary.voxels[at]) - gauss * std::sin(phase)),
                            std::fabs(static_cast<double>(modulus.voxels[at]) - gauss)});
      }
    // The kernel ends at five standard deviations.
    CHECK(largest < 5e-6);
  }
}

TEST_CASE("Gabor: opposite directions have one modulus, so half a turn is enough") {
  const engine::Image image = test::noise({24, 22, 3});
  const engine::Image pooled =
      test::respond("gabor", image, R"({"sigma": 2, "gamma": 1.5, "rotation_invariant": true, "step": 60})");
  std::vector<double> mean(image.voxels.size(), 0.0);
  for (int turn = 0; turn < 360; turn += 60) {
    const engine::Image one =
        test::respond("gabor", image, R"({"sigma": 2, "gamma": 1.5, "theta": )" + std::to_string(turn) + "}");
    for (std::size_t v = 0; v < mean.size(); ++v) mean[v] += static_cast<double>(one.voxels[v]) / 6;
  }
  CHECK(test::deviation(pooled, mean) < 1e-6);
}

TEST_CASE("rotation-invariant responses turn with the image") {
  // A turn about z by a right angle: voxel (i, j, k) comes to (n - 1 - j, i, k).
  const std::int64_t n = 12;
  const engine::Image image = test::noise({n, n, 10});
  engine::Image turned = image;
  const auto at = [&](std::int64_t i, std::int64_t j, std::int64_t k) { return image.geometry.index(i, j, k); };
  for (std::int64_t k = 0; k < 10; ++k)
    for (std::int64_t j = 0; j < n; ++j)
      for (std::int64_t i = 0; i < n; ++i) turned.voxels[at(n - 1 - j, i, k)] = image.voxels[at(i, j, k)];
  for (const Setting& s :
       {Setting{"laws", R"({"kernels": "E5L5W5", "rotation_invariant": true, "energy": 2})"},
        {"gabor", R"({"sigma": 2, "wavelength": 4, "gamma": 1.5, "rotation_invariant": true, "step": 45})"},
        {"wavelet", R"({"basis": "db3", "level": 2, "bands": ["LLH"], "rotation_invariant": true, "pool": "max"})"}}) {
    CAPTURE(s.filter);
    const engine::Image a = test::respond(s.filter, image, s.settings), b = test::respond(s.filter, turned, s.settings);
    std::vector<double> expected(image.voxels.size());
    for (std::int64_t k = 0; k < 10; ++k)
      for (std::int64_t j = 0; j < n; ++j)
        for (std::int64_t i = 0; i < n; ++i) expected[at(n - 1 - j, i, k)] = static_cast<double>(a.voxels[at(i, j, k)]);
    CHECK(test::deviation(b, expected) < 1e-6);
  }
}

TEST_CASE("bands of an orthogonal wavelet share the energy of the image, twice along each axis") {
  // Undecimated, periodic: the squared gains of low- and high-pass sum to two at every frequency.
  const engine::Image image = test::noise({16, 12, 10});
  double energy = 0, shared = 0;
  for (const float v : image.voxels) energy += static_cast<double>(v) * static_cast<double>(v);
  for (std::size_t band = 0; band < 8; ++band)
    for (const float v :
         test::respond("wavelet", image, R"({"basis": "coif2", "boundary": "periodic"})", false, band).voxels)
      shared += static_cast<double>(v) * static_cast<double>(v);
  CHECK(shared == doctest::Approx(8 * energy).epsilon(1e-6));
}

TEST_CASE("a voxel that is not a number is seen in the response, not hidden by pooling") {
  engine::Image image = test::noise({9, 9, 9});
  image.voxels[image.geometry.index(4, 4, 4)] = std::nanf("");
  for (const Setting& s : kEveryWay) {
    CAPTURE(s.filter);
    CAPTURE(s.settings);
    // Not at the voxel itself where the kernel is odd: it is 0 at its centre and does not read there.
    const engine::Image found = test::respond(s.filter, image, s.settings);
    CHECK(std::any_of(found.voxels.begin(), found.voxels.end(), [](float v) { return std::isnan(v); }));
  }
}
