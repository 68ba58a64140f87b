#include "stdlib/features/feature_table.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <map>
#include <set>
#include <string>

#include "tests/support/data.hpp"

using namespace rgx::features;

TEST_CASE("the table has IBSI's 174 features, by family") {
  CHECK(all_features().size() == 174);
  const std::map<Family, std::size_t> sizes{
      {Family::shape, 29}, {Family::local_intensity, 2}, {Family::intensity, 18}, {Family::histogram, 23},
      {Family::ivh, 7},    {Family::glcm, 25},           {Family::glrlm, 16},     {Family::glszm, 16},
      {Family::gldzm, 16}, {Family::ngtdm, 5},           {Family::ngldm, 17}};
  for (const auto& [family, size] : sizes) CHECK(features_of(family).size() == size);
  std::set<std::pair<Family, std::string_view>> names;
  for (const Feature& f : all_features()) {
    CHECK(names.insert({f.family, f.name}).second);
    CHECK(f.tag.size() == 4);
    CHECK_FALSE(f.definition.empty());
    CHECK(find_feature(f.family, f.name) == &f);
  }
}

TEST_CASE("names and tags are those of ibsi_features.csv, the IVH pairs' tags apart") {
  const auto data = rgx::test::data_dir("reference/ibsi_features.csv");
  if (!data) return;
  const std::map<std::string, Family> families{{"Morphology (3D)", Family::shape},
                                               {"Local intensity", Family::local_intensity},
                                               {"Intensity-based statistics", Family::intensity},
                                               {"Intensity histogram", Family::histogram},
                                               {"Intensity-volume histogram", Family::ivh},
                                               {"GLCM", Family::glcm},
                                               {"GLRLM", Family::glrlm},
                                               {"GLSZM", Family::glszm},
                                               {"GLDZM", Family::gldzm},
                                               {"NGTDM", Family::ngtdm},
                                               {"NGLDM", Family::ngldm}};
  std::ifstream in(*data / "reference" / "ibsi_features.csv");
  std::string line;
  std::getline(in, line);
  int seen = 0;
  while (std::getline(in, line)) {
    const auto first = line.find(','), second = line.find(',', first + 1), third = line.find(',', second + 1);
    const std::string tag = line.substr(second + 1, third - second - 1);
    if (tag.empty()) continue;  // not IBSI's
    std::string snake;
    for (const char c : line.substr(first + 1, second - first - 1)) {
      const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
      if ((lower >= 'a' && lower <= 'z') || (lower >= '0' && lower <= '9')) {
        snake += lower;
      } else if (c != '\'' && c != '%' && !snake.empty() && snake.back() != '_') {
        snake += '_';
      }
    }
    if (tag == "RNU0") snake = "volume_mesh";
    if (tag == "YEKZ") snake = "volume_voxel";
    const Family family = families.at(line.substr(0, first));
    const Feature* feature = find_feature(family, snake);
    INFO(line);
    REQUIRE(feature != nullptr);
    if (family != Family::ivh) CHECK(feature->tag == tag);
    ++seen;
  }
  CHECK(seen == 174);
}

TEST_CASE("families and aggregations are found by the words of a study") {
  CHECK(family_named("local_intensity") == Family::local_intensity);
  CHECK_FALSE(family_named("gldm").has_value());
  CHECK(aggregation_named(Family::glcm, "25d_direction_merge") == Aggregation::direction_merge_25d);
  CHECK(aggregation_named(Family::glszm, "3d") == Aggregation::volume_3d);
  CHECK_FALSE(aggregation_named(Family::glszm, "3d_average").has_value());
  CHECK_FALSE(aggregation_named(Family::intensity, "").has_value());
  CHECK(default_aggregation(Family::glrlm) == Aggregation::average_3d);
  CHECK(default_aggregation(Family::ngtdm) == Aggregation::volume_3d);
  CHECK(default_aggregation(Family::shape) == Aggregation::none);
  CHECK(unit_text(Unit::intensity_mm3, "SUV") == "SUV mm3");
  for (const Feature& f : all_features()) CHECK(f.built);
}
