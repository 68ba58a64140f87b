// What is written is what is read: voxels, grids, labels, every format.
#include <set>
#include <thread>

#include "stdlib/imaging/geometry.hpp"
#include "stdlib/imaging/itk_bridge.hpp"
#include "stdlib/imaging/voxels.hpp"
#include "tests/stdlib/imaging/fixtures.hpp"

namespace sd = rgx::stdlib;
namespace en = rgx::engine;
using namespace rgx::test;

TEST_CASE("images come back from every format with voxels and oblique grid") {
  const TempFolder folder;
  const en::Image image =
      image_of(oblique_grid(7, 5, 4), [](double i, double j, double k) { return i * 1.5 - 20 * j + 0.125 * k; });
  for (const char* name : {"a.nii", "a.nii.gz", "a.nrrd", "a.mha"}) {
    CAPTURE(std::string(name));
    sd::write_image(folder / name, image);
    const en::Image back = sd::read_image(folder / name);
    CHECK(back.voxels == image.voxels);
    CHECK(back.geometry.size == image.geometry.size);
    CHECK(sd::explain_difference(image.geometry, back.geometry).value_or("same") == "same");
    const sd::ImageHeader header = sd::read_header(folder / name);
    CHECK(header.pixel_type == "float32");
    CHECK(header.dimensions == 3);
    CHECK(!header.scaled);
    CHECK(sd::same_grid(header.geometry, image.geometry));
    // The same image gives the same bytes.
    const std::string first = bytes_of(folder / name);
    sd::write_image(folder / name, image);
    CHECK(bytes_of(folder / name) == first);
  }
}

TEST_CASE("a mask by label, by any label, and its labels") {
  const TempFolder folder;
  sd::LabelImage labels{plain_grid(4, 3, 2), std::vector<std::int32_t>(24, 0)};
  labels.voxels[3] = 1;
  labels.voxels[4] = labels.voxels[5] = 4;
  for (const char* name : {"l.nii.gz", "l.nrrd", "l.mha"}) {
    CAPTURE(std::string(name));
    sd::write_labels(folder / name, labels);
    CHECK(sd::label_counts(sd::read_labels(folder / name)) == std::map<std::int32_t, std::size_t>{{1, 1}, {4, 2}});
    CHECK(sd::count(sd::read_mask(folder / name)) == 3);
    CHECK(sd::count(sd::read_mask(folder / name, 4)) == 2);
    CHECK(sd::read_mask(folder / name, 1).voxels[3] == 1);
    const auto absent = error_of([&] { sd::read_mask(folder / name, 2); });
    CHECK(absent.code() == "mask-label");
    CHECK(absent.file() == (folder / name).string());
    CHECK(says(absent, "label 2 is not in the mask; there is 1 (1 voxels), 4 (2 voxels)"));
    CHECK(error_of([&] { sd::read_mask(folder / name, 0); }).code() == "mask-label");
  }
}

TEST_CASE("an empty mask and a mask of fractions are refused") {
  const TempFolder folder;
  sd::write_mask(folder / "empty.nii.gz", {plain_grid(3, 3, 3), std::vector<std::uint8_t>(27, 0)});
  for (const auto label : {std::optional<std::int32_t>(), std::optional<std::int32_t>(1)}) {
    const auto error = error_of([&] { sd::read_mask(folder / "empty.nii.gz", label); });
    CHECK(error.code() == "mask-empty");
    CHECK(says(error, "all 27 voxels are 0"));
  }
  sd::write_image(folder / "soft.nii.gz",
                  image_of(plain_grid(3, 1, 1), [](double i, double, double) { return i / 2; }));
  const auto soft = error_of([&] { sd::read_mask(folder / "soft.nii.gz"); });
  CHECK(soft.code() == "mask-values");
  CHECK(says(soft, "1 voxels of the mask are no whole numbers (the first is 0.5)"));
  // Whole numbers stored as float are labels.
  sd::write_image(folder / "whole.nii.gz", image_of(plain_grid(3, 1, 1), [](double i, double, double) { return i; }));
  CHECK(sd::count(sd::read_mask(folder / "whole.nii.gz", 2)) == 1);
}

TEST_CASE("one voxel and one slice") {
  const TempFolder folder;
  for (const auto& grid : {plain_grid(1, 1, 1, 2, 3, 4), oblique_grid(5, 4, 1)})
    for (const char* name : {"s.nii.gz", "s.nrrd", "s.mha"}) {
      CAPTURE(std::string(name));
      const en::Image image = image_of(grid, [](double i, double j, double) { return 1 + i + 10 * j; });
      sd::write_image(folder / name, image);
      const en::Image back = sd::read_image(folder / name);
      CHECK(back.voxels == image.voxels);
      CHECK(sd::explain_difference(grid, back.geometry).value_or("same") == "same");
    }
}

TEST_CASE("two-dimensional files become one slice") {
  const TempFolder folder;
  put_bytes(folder / "flat.nrrd",
            "NRRD0004\ntype: uint8\ndimension: 2\nsizes: 3 2\nspacings: 0.5 2\nencoding: raw\n\n" +
                std::string("\1\2\3\4\5\6", 6));
  const en::Image image = sd::read_image(folder / "flat.nrrd");
  CHECK(image.geometry.size == std::array<std::int64_t, 3>{3, 2, 1});
  CHECK(image.geometry.spacing == std::array<double, 3>{0.5, 2, 1});
  CHECK(image.voxels == std::vector<float>{1, 2, 3, 4, 5, 6});
  CHECK(sd::read_header(folder / "flat.nrrd").dimensions == 2);
  CHECK(sd::read_header(folder / "flat.nrrd").pixel_type == "uint8");
}

TEST_CASE("non-finite voxels are kept and counted") {
  const TempFolder folder;
  en::Image image = image_of(plain_grid(4, 1, 1), [](double i, double, double) { return i; });
  image.voxels[1] = std::nanf("");
  image.voxels[2] = -INFINITY;
  for (const char* name : {"n.nii", "n.nii.gz", "n.nrrd", "n.mha"}) {
    CAPTURE(std::string(name));
    sd::write_image(folder / name, image);
    const en::Image back = sd::read_image(folder / name);
    CHECK(sd::count_non_finite(back).nan == 1);
    CHECK(sd::count_non_finite(back).infinite == 1);
    CHECK(back.voxels[3] == 3);
    const en::Mask right = mask_of_voxels(image.geometry, [](double i, double, double) { return i >= 2; });
    CHECK(sd::count_non_finite(back, right).total() == 1);
    const auto error = error_of([&] { sd::require_finite(back, right, "this step"); });
    CHECK(error.code() == "image-values");
    CHECK(says(error, "0 voxels inside the mask are not a number and 1 are infinite"));
    CHECK(error_of([&] { sd::read_mask(folder / name); }).code() == "mask-values");
  }
}

TEST_CASE("readers may run in several threads") {
  const TempFolder folder;
  for (int f = 0; f < 4; ++f)
    sd::write_image(folder / (std::to_string(f) + (f % 2 ? ".nrrd" : ".nii.gz")),
                    image_of(plain_grid(16, 16, 8), [&](double i, double j, double k) { return f + i * j * k; }));
  std::array<int, 4> wrong{};
  std::vector<std::thread> threads;
  for (int f = 0; f < 4; ++f)
    threads.emplace_back([&, f] {
      for (int round = 0; round < 20; ++round) {
        const en::Image image = sd::read_image(folder / (std::to_string(f) + (f % 2 ? ".nrrd" : ".nii.gz")));
        if (image.voxels.front() != static_cast<float>(f)) ++wrong[static_cast<std::size_t>(f)];
      }
    });
  for (auto& thread : threads) thread.join();
  CHECK(wrong == std::array<int, 4>{});
}
