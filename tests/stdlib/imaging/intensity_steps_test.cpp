// Resegmentation, z-score and the moments they rest on.
#include "stdlib/imaging/resegment.hpp"
#include "stdlib/imaging/voxels.hpp"
#include "stdlib/imaging/zscore.hpp"
#include "tests/stdlib/imaging/fixtures.hpp"

namespace sd = rgx::stdlib;
namespace en = rgx::engine;
using namespace rgx::test;

namespace {

en::Image line(std::vector<float> voxels) {
  const auto n = static_cast<std::int64_t>(voxels.size());
  return {plain_grid(n, 1, 1), std::move(voxels)};
}

en::Mask all_of(const en::Image& image) { return {image.geometry, std::vector<std::uint8_t>(image.voxels.size(), 1)}; }

}  // namespace

TEST_CASE("moments by hand, and the extent of a mask") {
  const en::Image image = line({2, 4, 4, 4, 5, 5, 7, 9});
  const sd::Moments m = sd::moments(image);
  CHECK(m.n == 8);
  CHECK(m.mean == 5);
  CHECK(m.sd == 2);
  CHECK(m.minimum == 2);
  CHECK(m.maximum == 9);
  const en::Mask mask = mask_of_voxels(plain_grid(5, 6, 7), [](double i, double j, double k) {
    return (i == 1 && j == 2 && k == 6) || (i == 3 && j == 2 && k == 5);
  });
  const sd::Extent box = sd::extent(mask);
  CHECK(box.first == std::array<std::int64_t, 3>{1, 2, 5});
  CHECK(box.last == std::array<std::int64_t, 3>{3, 2, 6});
  CHECK(box.size() == std::array<std::int64_t, 3>{3, 1, 2});
  const en::Mask none{plain_grid(2, 2, 2), std::vector<std::uint8_t>(8, 0)};
  CHECK(error_of([&] { sd::extent(none); }).code() == "mask-empty");
  CHECK(error_of([&] {
          sd::moments(image_of(none.geometry, [](double, double, double) { return 1.0; }), none);
        }).code() == "mask-empty");
}

TEST_CASE("a range keeps its ends; a not-a-number never passes") {
  const en::Image image = line({-1001, -1000, 0, 400, 400.5F, std::nanf("")});
  const en::Mask kept = sd::resegment(image, all_of(image), {std::pair{-1000.0, 400.0}, std::nullopt});
  CHECK(kept.voxels == std::vector<std::uint8_t>{0, 1, 1, 1, 0, 0});
  CHECK(error_of([&] { sd::resegment(image, all_of(image), {std::nullopt, 3.0}); }).code() == "image-values");
}

TEST_CASE("outliers go by the population's deviation, ends kept, of the voxels within the range") {
  // Mean 5 and population sd 2: two of them keep 1..9. With n - 1 the sd were 2.14.
  const en::Image image = line({2, 4, 4, 4, 5, 5, 7, 9});
  CHECK(sd::resegment(image, all_of(image), {std::nullopt, 2.0}).voxels == std::vector<std::uint8_t>(8, 1));
  CHECK(sd::count(sd::resegment(image, all_of(image), {std::nullopt, 1.95})) == 7);  // 9 > 8.9; n - 1 would keep it
  // 1000 lies outside the range and must not widen the deviation.
  const en::Image wide = line({2, 4, 4, 4, 5, 5, 7, 9, 1000});
  CHECK(sd::count(sd::resegment(wide, all_of(wide), {std::pair{0.0, 100.0}, 1.95})) == 7);
}

TEST_CASE("a case: the morphological mask stays, the intensity mask narrows twice, the range is noted") {
  en::Case subject;
  subject.scans["CT"] = {line({-2000, 10, 20, 30, 3000}), "CT"};
  subject.regions["gtv"] = {all_of(subject.scans["CT"].image), "", {}};
  subject.regions["hot"] = {all_of(subject.scans["CT"].image), "PET", {}};
  sd::resegment(subject, "CT", {std::pair{-1000.0, 400.0}, std::nullopt});
  CHECK(sd::count(subject.regions["gtv"].mask) == 5);
  CHECK(sd::count(subject.regions["gtv"].intensity.at("CT")) == 3);
  CHECK(subject.regions["hot"].intensity.empty());  // tied to another scan
  CHECK(subject.ranges.at("CT") == std::pair{-1000.0, 400.0});
  sd::resegment(subject, "CT", {std::nullopt, 1.0});
  CHECK(subject.regions["gtv"].intensity.at("CT").voxels == std::vector<std::uint8_t>{0, 0, 1, 0, 0});
  CHECK(subject.ranges.size() == 1);

  const auto error = error_of([&] { sd::resegment(subject, "CT", {std::pair{500.0, 600.0}, std::nullopt}); });
  CHECK(error.code() == "resegment-empty");
  CHECK(says(error, "no voxel of `gtv` is left: its intensities in `CT` run from 20 to 20, the range is 500 .. 600"));
  subject.regions["gtv"].mask.geometry.origin[0] = 0.5;
  CHECK(error_of([&] { sd::resegment(subject, "CT", {std::nullopt, 3.0}); }).code() == "geometry-mismatch");
}

TEST_CASE("z-score: mean and deviation of the mask, every voxel of the image") {
  en::Image image = line({2, 4, 4, 4, 5, 5, 7, 9, 105});
  en::Mask mask = all_of(image);
  mask.voxels[8] = 0;
  en::Image sample = image;
  const sd::ZScore used = sd::zscore(image, mask);
  CHECK(used.mean == 5);
  CHECK(used.sd == 2);
  CHECK(image.voxels == std::vector<float>{-1.5, -0.5, -0.5, -0.5, 0, 0, 1, 2, 50});
  CHECK(sd::zscore(sample, mask, sd::Deviation::sample).sd == doctest::Approx(2.13808993529939));
}

TEST_CASE("z-score: what it cannot divide by") {
  en::Image flat = line({3, 3, 3, 8});
  en::Mask mask = all_of(flat);
  mask.voxels[3] = 0;
  auto error = error_of([&] { sd::zscore(flat, mask, sd::Deviation::population, "brain"); });
  CHECK(error.code() == "zscore-variance");
  CHECK(says(error, "all 3 voxels of `brain` have the intensity 3"));
  mask.voxels = {1, 0, 0, 0};
  error = error_of([&] { sd::zscore(flat, mask, sd::Deviation::sample, "brain"); });
  CHECK(error.code() == "zscore-variance");
  CHECK(says(error, "one voxel"));
  mask.voxels = {0, 0, 0, 0};
  CHECK(error_of([&] { sd::zscore(flat, mask); }).code() == "mask-empty");
  mask.voxels = {1, 1, 1, 1};
  flat.voxels[2] = INFINITY;
  CHECK(error_of([&] { sd::zscore(flat, mask); }).code() == "image-values");
  mask.geometry.spacing[0] = 2;
  CHECK(error_of([&] { sd::zscore(flat, mask); }).code() == "geometry-mismatch");
  CHECK(flat.voxels[0] == 3);  // untouched by what was refused
}
