#include "stdlib/features/literature/table.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>

#include "engine/assets.hpp"
#include "engine/files.hpp"
#include "engine/references.hpp"
#include "stdlib/features/literature/collage.hpp"
#include "stdlib/features/literature/compartments.hpp"
#include "stdlib/features/literature/fractal.hpp"
#include "stdlib/features/literature/lesions.hpp"
#include "stdlib/features/literature/margin.hpp"
#include "stdlib/features/literature/suv.hpp"
#include "stdlib/features/literature/texrad.hpp"

using namespace rgx;
using namespace rgx::features;

namespace {

// How many values a family's function returns.
template <class Result>
constexpr std::size_t values_of = std::tuple_size_v<Result>;

std::size_t returned(Family family) {
  switch (family) {
    case Family::suv:
      return values_of<decltype(uptake({}, {}, {}, {}))>;
    case Family::texrad:
      return values_of<decltype(filtration_histogram({}))>;
    case Family::margin:
      return values_of<decltype(margin({}, {}))>;
    case Family::fractal:
      return values_of<decltype(fractal({}))>;
    case Family::collage:
      return values_of<decltype(collage({}, {}, {}, {}))>;
    case Family::compartments:
      return values_of<decltype(compartments({}, {}))>;
    case Family::lesions:
      return values_of<decltype(lesions({}))>;
    default:
      return 0;
  }
}

}  // namespace

TEST_CASE("the table of literature features: names, definitions, values and sources agree") {
  const auto file = engine::asset("references.bib");
  REQUIRE(file);
  const auto references = engine::References::parse(engine::real_files()->read(file->string()));
  std::set<std::string> names;
  for (const Feature& row : literature_features()) {
    CAPTURE(row.name);
    CHECK(names.insert(std::string(literature_family_name(row.family)) + "." + std::string(row.name)).second);
    CHECK(!row.definition.empty());
    CHECK(row.tag.empty());
    CHECK(!literature_family_summary(row.family).empty());
    CHECK(references.find(std::string(row.source)) != nullptr);
    if (row.built) CHECK(row.reads_intensity != of_region_alone(row.family));
  }
  std::size_t built = 0;
  for (const Family family : kLiteratureFamilies) {
    CAPTURE(literature_family_name(family));
    CHECK(literature_family_named(literature_family_name(family)) == family);
    std::size_t here = 0;
    bool ended = false;
    for (const Feature& row : literature_features_of(family)) {
      CHECK_FALSE((row.built && ended));  // those not built stand last
      ended = ended || !row.built;
      here += row.built;
    }
    CHECK(here == returned(family));
    built += here;
  }
  CHECK(built == 7 + 2 + 4 + 2 + 10 + 3 + 2);
  CHECK(literature_family_name(Family::glcm).empty());
  CHECK(literature_family_named("collage") == Family::collage);
  CHECK_FALSE(literature_family_named("glcm").has_value());
  CHECK(literature_features_of(Family::glcm).empty());
}
