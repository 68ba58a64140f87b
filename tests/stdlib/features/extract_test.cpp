#include "stdlib/features/extract.hpp"

#include <algorithm>
#include <set>
#include <stdexcept>

#include "tests/stdlib/features/support.hpp"

using namespace rgx;
using namespace rgx::features;
using rgx::test::everything;
using rgx::test::largest_difference;
using rgx::test::lump;
using rgx::test::value;

TEST_CASE("columns are named and ordered by the language, without data") {
  Request request;
  request.regions = {{"core", ""}, {"pet_gtv", "PET"}};
  request.scans = {"T1ce", "PET"};
  request.families = {{Family::intensity, {}, 1, 0, {}},
                      {Family::shape, {}, 1, 0, {}},
                      {Family::glcm, {Aggregation::average_3d, Aggregation::volume_merge_3d}, 1, 0, {}}};
  const auto names = feature_names(request);
  CHECK(names.front() == "core.shape.volume_mesh");
  const auto has = [&](const char* wanted) { return std::count(names.begin(), names.end(), wanted) == 1; };
  CHECK(has("core.T1ce.original.glcm.joint_entropy"));
  CHECK(has("core.T1ce.original.glcm.joint_entropy.3d_volume_merge"));
  CHECK(has("core.PET.original.shape.integrated_intensity"));
  CHECK(has("pet_gtv.PET.original.intensity.10th_percentile"));
  CHECK_FALSE(has("pet_gtv.T1ce.original.intensity.mean"));
  CHECK_FALSE(has("core.shape.morans_i_index"));
  CHECK(has("core.shape.oriented_minimum_bounding_box_volume_density"));
  // 25 of geometry for each region; 18 + 4 + 2 x 25 for each of the three pairs of region and scan.
  CHECK(names.size() == 2 * 25 + 3 * (18 + 4 + 50));
  CHECK(std::set<std::string>(names.begin(), names.end()).size() == names.size());

  const auto rows = dictionary(request, {{"PET", "SUV"}});
  REQUIRE(rows.size() == names.size());
  const auto row = std::find_if(rows.begin(), rows.end(), [](const DictionaryRow& r) {
    return r.column == "core.PET.original.shape.integrated_intensity";
  });
  REQUIRE(row != rows.end());
  CHECK(row->ibsi_tag == "99N0");
  CHECK(row->unit == "SUV mm3");
  CHECK(row->filter == "original");
}

TEST_CASE("what a family does not take is refused") {
  Request request = everything();
  request.families = {{Family::glszm, {Aggregation::average_3d}, 1, 0, {}}};
  CHECK_THROWS_WITH_AS(columns(request), "family `glszm` has no aggregation `3d_average`", std::invalid_argument);
  request.families = {{Family::glcm, {}, 0, 0, {}}};
  CHECK_THROWS_AS(columns(request), std::invalid_argument);
  request.families = {{Family::glcm, {}, 1, 0, {}}, {Family::glcm, {}, 2, 0, {}}};
  CHECK_THROWS_AS(columns(request), std::invalid_argument);
}

TEST_CASE("a region moved within its image has the same features") {
  const auto here = extract(lump(), everything());
  const auto there = extract(lump({21, 19, 17}, {5, 4, 3}), everything());
  // local peaks reach beyond the region, which is zero everywhere in both
  CHECK(largest_difference(here, there, [](const Column& c) { return c.feature->family != Family::local_intensity; }) <
        1e-9);
}

TEST_CASE("axes exchanged leave features of the volume as they are") {
  const engine::Case a = lump({14, 14, 14}, {0, 0, 0}, {1, 1.5, 2});
  engine::Case b = a;
  const auto& from = a.scans.at("CT").image;
  auto& image = b.scans["CT"].image;
  auto& mask = b.regions["gtv"].mask;
  image.geometry.spacing = mask.geometry.spacing = {1.5, 2, 1};  // y, z, x
  for (int k = 0; k < 14; ++k) {
    for (int j = 0; j < 14; ++j) {
      for (int i = 0; i < 14; ++i) {
        image.voxels[image.geometry.index(j, k, i)] = from.voxels[from.geometry.index(i, j, k)];
        mask.voxels[image.geometry.index(j, k, i)] = a.regions.at("gtv").mask.voxels[from.geometry.index(i, j, k)];
      }
    }
  }
  Request request = everything();
  for (FamilyRequest& f : request.families) {
    std::erase_if(f.aggregations, [](Aggregation x) {
      return x != Aggregation::none && x != Aggregation::average_3d && x != Aggregation::volume_merge_3d &&
             x != Aggregation::volume_3d;
    });
  }
  const Extraction one = extract(a, request), other = extract(b, request);
  CHECK(largest_difference(one, other, [](const Column& c) { return !test::iterative(c); }) < 1e-9);
  CHECK(largest_difference(one, other, test::iterative) < test::kIterated);
}

TEST_CASE("values outside the mask change nothing but local peaks") {
  const engine::Case a = lump();
  engine::Case b = a;
  auto& image = b.scans["CT"].image;
  for (std::size_t i = 0; i < image.voxels.size(); ++i) {
    if (b.regions["gtv"].mask.voxels[i] == 0) image.voxels[i] = -1000.0f + static_cast<float>(i);
  }
  const auto before = extract(a, everything()), after = extract(b, everything());
  for (std::size_t i = 0; i < before.values.size(); ++i) {
    if (before.columns[i].feature->family == Family::local_intensity || !before.values[i].present()) continue;
    CHECK(before.values[i].value == after.values[i].value);
  }
}

TEST_CASE("a shift and a scale of intensities act as they must") {
  engine::Case a = lump();
  engine::Case b = a;
  for (float& x : b.scans["CT"].image.voxels) x = 4 * x + 16;
  Request request = everything();
  request.discretise = Discretisation::of_bins(6);
  const auto plain = extract(a, request), scaled = extract(b, request);
  CHECK(value(scaled, "gtv.CT.original.intensity.mean").value ==
        doctest::Approx(4 * value(plain, "gtv.CT.original.intensity.mean").value + 16));
  CHECK(value(scaled, "gtv.CT.original.intensity.variance").value ==
        doctest::Approx(16 * value(plain, "gtv.CT.original.intensity.variance").value));
  CHECK(value(scaled, "gtv.CT.original.shape.morans_i_index").value ==
        doctest::Approx(value(plain, "gtv.CT.original.shape.morans_i_index").value));
  CHECK(largest_difference(plain, scaled, [](const Column& c) {
          return c.feature->family >= Family::glcm || c.feature->family == Family::histogram;
        }) < 1e-12);
}

TEST_CASE("every missing value says why, in every degenerate region") {
  const auto check = [](const engine::Case& subject, const Request& request) {
    const auto found = extract(subject, request);
    CHECK(found.values.size() == found.columns.size());
    for (std::size_t i = 0; i < found.values.size(); ++i) {
      INFO(found.columns[i].name);
      CHECK(std::isfinite(found.values[i].value) == found.values[i].present());
    }
    return found;
  };
  Request request = everything();
  SUBCASE("one voxel") {
    engine::Case one = lump();
    auto& mask = one.regions["gtv"].mask.voxels;
    std::fill(mask.begin(), mask.end(), 0);
    mask[one.regions["gtv"].mask.geometry.index(5, 5, 5)] = 1;
    one.scans["CT"].image.voxels.assign(mask.size(), 3.0f);
    const auto found = check(one, request);
    CHECK(value(found, "gtv.shape.volume_voxel").value == 1);
    CHECK(value(found, "gtv.shape.volume_mesh").value == doctest::Approx(1.0 / 6));  // an octahedron
    CHECK(value(found, "gtv.shape.surface_area").value == doctest::Approx(std::sqrt(3.0)));
    CHECK(value(found, "gtv.shape.maximum_3d_diameter").value == doctest::Approx(1));
    CHECK(value(found, "gtv.shape.elongation").reason == Reason::single_voxel);
    CHECK(value(found, "gtv.CT.original.shape.morans_i_index").reason == Reason::single_voxel);
    CHECK(value(found, "gtv.CT.original.glcm.contrast").reason == Reason::no_pairs);
    CHECK(value(found, "gtv.CT.original.ngtdm.contrast").reason == Reason::no_pairs);
    CHECK(value(found, "gtv.CT.original.intensity.skewness").value == 0);
  }
  SUBCASE("one slice") {
    engine::Case slice = lump();
    auto& region = slice.regions["gtv"].mask;
    for (std::size_t i = 0; i < region.voxels.size(); ++i) {
      if (i / 14 / 13 != 5) region.voxels[i] = 0;
    }
    const auto found = check(slice, request);
    CHECK(value(found, "gtv.shape.flatness").value == 0);
    CHECK(value(found, "gtv.shape.approximate_enclosing_ellipsoid_volume_density").reason == Reason::planar_region);
    // Directions across slices find no pair: the mean over 13 directions is that over the 4 in the slice.
    CHECK(value(found, "gtv.CT.original.glcm.contrast").value ==
          doctest::Approx(value(found, "gtv.CT.original.glcm.contrast.2d_average").value));
  }
  SUBCASE("flat") {
    engine::Case flat = lump();
    for (float& x : flat.scans["CT"].image.voxels) x = 2.5f;
    request.discretise = Discretisation::of_bins(32);
    const auto found = check(flat, request);
    CHECK(value(found, "gtv.CT.original.intensity.variance").value == 0);
    CHECK(value(found, "gtv.CT.original.shape.gearys_c_measure").reason == Reason::flat_region);
    CHECK(value(found, "gtv.CT.original.glcm.correlation").reason == Reason::flat_region);
    CHECK(value(found, "gtv.CT.original.glcm.joint_entropy").value == 0);
    CHECK(value(found, "gtv.CT.original.histogram.maximum_histogram_gradient").reason == Reason::flat_region);
    CHECK(value(found, "gtv.CT.original.ngtdm.coarseness").value == 1e6);
    CHECK(value(found, "gtv.CT.original.ivh.intensity_at_10_volume").reason == Reason::flat_region);
    REQUIRE(found.warnings.size() == 1);
    CHECK(found.warnings.front().code == "few-levels");
    CHECK(found.warnings.front().text == "`gtv` in `CT` has 1 grey level");
  }
  SUBCASE("empty") {
    engine::Case empty = lump();
    auto& mask = empty.regions["gtv"].mask.voxels;
    std::fill(mask.begin(), mask.end(), 0);
    for (const Value& v : check(empty, request).values) CHECK(v.reason == Reason::empty_region);
  }
  SUBCASE("resegmented to nothing") {
    engine::Case empty = lump();
    empty.regions["gtv"].intensity["CT"] = empty.regions["gtv"].mask;
    auto& mask = empty.regions["gtv"].intensity["CT"].voxels;
    std::fill(mask.begin(), mask.end(), 0);
    const auto found = check(empty, request);
    CHECK(value(found, "gtv.shape.volume_mesh").present());
    CHECK(value(found, "gtv.CT.original.intensity.mean").reason == Reason::empty_region);
    CHECK(value(found, "gtv.CT.original.glrlm.run_entropy").reason == Reason::empty_region);
  }
  SUBCASE("a mask that fills the image") {
    engine::Case full = lump();
    auto& mask = full.regions["gtv"].mask.voxels;
    std::fill(mask.begin(), mask.end(), 1);
    for (std::size_t i = 0; i < mask.size(); ++i)
      full.scans["CT"].image.voxels[i] = static_cast<float>(1 + rgx::test::scramble(static_cast<std::uint32_t>(i)) % 9);
    const auto found = check(full, request);
    CHECK(value(found, "gtv.shape.axis_aligned_bounding_box_volume_density").value > 0.95);
  }
  SUBCASE("not discretised, not finite, absent") {
    engine::Case fraction = lump();
    const auto& inside = fraction.regions["gtv"].mask.voxels;
    const auto first = static_cast<std::size_t>(std::find(inside.begin(), inside.end(), 1) - inside.begin());
    fraction.scans["CT"].image.voxels[first] = 1.5f;
    CHECK(value(check(fraction, request), "gtv.CT.original.glszm.zone_percentage").reason == Reason::not_discretised);
    fraction.scans["CT"].image.voxels[first] = std::nanf("");
    const auto found = check(fraction, request);
    CHECK(value(found, "gtv.CT.original.intensity.mean").reason == Reason::not_finite);
    CHECK(value(found, "gtv.CT.original.shape.centre_of_mass_shift").reason == Reason::not_finite);
    request.scans = {"CT", "MR"};
    request.regions.push_back({"node", ""});
    const auto absent = check(lump(), request);
    CHECK(value(absent, "gtv.MR.original.intensity.mean").reason == Reason::absent_scan);
    CHECK(value(absent, "node.shape.volume_mesh").reason == Reason::absent_region);
    CHECK(value(absent, "node.MR.original.intensity.mean").reason == Reason::absent_region);
  }
}

TEST_CASE("the intensity mask and the range belong to intensities, the mask to geometry") {
  engine::Case subject = lump();
  Request request = everything();
  request.discretise = Discretisation::of_width(2);
  const double volume = value(extract(subject, request), "gtv.shape.volume_mesh").value;
  auto& region = subject.regions["gtv"];
  region.intensity["CT"] = region.mask;
  for (std::size_t i = 0; i < region.mask.voxels.size(); ++i) {
    if (subject.scans["CT"].image.voxels[i] < 3) region.intensity["CT"].voxels[i] = 0;
  }
  const auto from_minimum = extract(subject, request);
  CHECK(value(from_minimum, "gtv.shape.volume_mesh").value == volume);
  CHECK(value(from_minimum, "gtv.CT.original.intensity.minimum").value == 3);
  CHECK(value(from_minimum, "gtv.CT.original.histogram.minimum").value == 1);
  subject.ranges["CT"] = {-1, 10};
  CHECK(value(extract(subject, request), "gtv.CT.original.histogram.minimum").value == 3);
}

TEST_CASE("mismatches are refused") {
  engine::Case subject = lump();
  subject.scans["CT"].image.geometry.size = {14, 12, 13};
  CHECK_THROWS_WITH_AS(extract(subject, everything()), "the mask has 14 x 13 x 12 voxels, the scan 14 x 12 x 13",
                       std::invalid_argument);
  engine::Case tied = lump();
  tied.regions["gtv"].for_scan = "PET";
  CHECK_THROWS_AS(extract(tied, everything()), std::invalid_argument);
}

TEST_CASE("a filter's response has its own columns, without shape") {
  const engine::Case subject = lump();
  const filters::Filter twice{[](const engine::Json&, bool) { return std::vector<std::string>{"double"}; },
                              [](const filters::Ask& ask) {
                                engine::Image out = ask.image;
                                for (float& x : out.voxels) x *= 2;
                                return out;
                              }};
  Request request = everything();
  request.filters = {FilterRequest{}, FilterRequest{"double", &twice, {}, 0}};
  request.discretise = Discretisation::of_bins(4);
  const auto found = extract(subject, request);
  CHECK(value(found, "gtv.CT.double.intensity.mean").value ==
        doctest::Approx(2 * value(found, "gtv.CT.original.intensity.mean").value));
  for (const Column& c : found.columns) CHECK_FALSE((c.filter == "double" && c.feature->family == Family::shape));
}
