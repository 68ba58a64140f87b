#include "stdlib/features/pyradiomics/table.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string>

using namespace rgx::features;

TEST_CASE("pyradiomics: 107 features in seven families") {
  std::size_t all = 0;
  const std::array<std::size_t, 7> sizes{14, 18, 24, 16, 16, 14, 5};
  for (std::size_t i = 0; i < kPyradiomicsFamilies.size(); ++i) {
    const Family family = kPyradiomicsFamilies[i];
    const auto features = features_of_pyradiomics(family);
    CHECK(features.size() == sizes[i]);
    all += features.size();
    std::set<std::string> names;
    for (const Feature& feature : features) {
      CHECK(feature.family == family);
      CHECK_FALSE(feature.definition.empty());
      CHECK(names.insert(std::string(feature.name)).second);
      CHECK(find_pyradiomics_feature(family, feature.name) == &feature);
      // A tag is one of IBSI's.
      if (feature.tag.empty()) continue;
      CAPTURE(feature.name);
      const auto ibsi = all_features();
      CHECK(std::any_of(ibsi.begin(), ibsi.end(), [&](const Feature& f) { return f.tag == feature.tag; }));
    }
    CHECK(pyradiomics_family_named(pyradiomics_name(family)) == family);
    CHECK(features_of(family).data() == features.data());
  }
  CHECK(all == 107);
  CHECK(pyradiomics_name(Family::glcm).empty());
  CHECK_FALSE(pyradiomics_family_named("ngldm"));
  CHECK(features_of_pyradiomics(Family::ngldm).empty());
  CHECK(find_pyradiomics_feature(Family::py_glcm, "Dissimilarity") == nullptr);
  CHECK(unit_text(find_pyradiomics_feature(Family::py_firstorder, "TotalEnergy")->unit, "SUV") == "SUV^2 mm3");
}
