#include "lang/unit.hpp"

#include <doctest/doctest.h>

#include <set>

#include "lang/span.hpp"

using namespace rgx::lang;

TEST_CASE("conversions are exact") {
  const auto unit = [](const char* name) -> const Unit& {
    const Unit* found = find_unit(name);
    REQUIRE(found);
    return *found;
  };
  CHECK(convert(1, unit("month"), unit("day")) == 30.4375);
  CHECK(convert(1, unit("year"), unit("days")) == 365.25);
  CHECK(convert(12, unit("months"), unit("year")) == 1);
  CHECK(convert(2, unit("weeks"), unit("day")) == 14);
  CHECK(to_base(5, unit("%")) == 0.05);
  CHECK(to_base(10, unit("ms")) == 0.01);
  CHECK(convert(1, unit("ml"), unit("mm3")) == 1000);
  CHECK(convert(1, unit("cm"), unit("mm")) == 10);
  CHECK(from_base(86400, unit("day")) == 1);
  CHECK(to_base(70, unit("kg")) == 70000);
}

TEST_CASE("the list is closed") {
  CHECK_FALSE(find_unit("mms"));
  CHECK_FALSE(find_unit("minutes"));
  CHECK_FALSE(find_unit(""));
  std::set<std::string_view> names;
  for (const Unit& unit : units()) {
    CHECK(names.insert(unit.name).second);
    CHECK(unit.dimension != Dimension::none);
    CHECK(find_unit(unit.name) == &unit);
  }
  CHECK(names.size() == 21);
  CHECK(base_unit(Dimension::time) == "s");
  CHECK(base_unit(Dimension::b_value) == "s/mm2");
  CHECK(base_unit(Dimension::fraction).empty());
}

TEST_CASE("the longest unit is read, and none inside a word") {
  CHECK(unit_at("mm2, x") == "mm2");
  CHECK(unit_at("mm)") == "mm");
  CHECK(unit_at("s/mm2") == "s/mm2");
  CHECK(unit_at("s/mm") == "s");
  CHECK(unit_at("months") == "months");
  CHECK(unit_at("monthly").empty());
  CHECK(unit_at("minutes").empty());
  CHECK(unit_at("%x") == "%");
  CHECK(unit_at("").empty());
}

TEST_CASE("positions count lines and code points") {
  SourceMap sources;
  const auto id = sources.add("a", "\xEF\xBB\xBFxy\r\nü=1\n\nend");
  CHECK(sources.position(id, 3).column == 1);
  CHECK(sources.position(id, 4).column == 2);
  CHECK(sources.position(id, 9).line == 2);
  CHECK(sources.position(id, 9).column == 2);
  CHECK(sources.line(id, 1) == "xy");
  CHECK(sources.line(id, 3) == "");
  CHECK(sources.line(id, 4) == "end");
  CHECK(sources.line(id, 9) == "");
  CHECK(sources.position(id, 999).line == 4);
  CHECK(sources.text({id, 13, 999}) == "end");
}
