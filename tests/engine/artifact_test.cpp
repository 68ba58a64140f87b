#include "engine/artifact.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "engine/digest.hpp"

using namespace rgx::engine;

namespace {

Table some_table() {
  Table t;
  t.columns = {Column::of_texts("subject", {"a", ""}), Column::of_numbers("x", {0.5, std::nan("")})};
  t.missing = {{"b", "x", "one voxel"}};
  t.meta = {{"kinds", {{"x", {{"type", "numeric"}}}}}, {"weight", 2.0}};
  return t;
}

std::vector<Payload> one_of_each() {
  Case c;
  c.subject = "s1";
  Image image;
  image.geometry.size = {2, 1, 2};
  image.geometry.spacing = {0.5, 0.5, 3};
  image.voxels = {1, -2, 0.25, 4};
  c.scans["CT"] = {image, "CT"};
  Mask mask{image.geometry, {1, 0, 0, 1}};
  c.regions["core"] = {mask, "CT", {{"CT", mask}}};
  c.ranges["CT"] = {-1000, 400};
  Cohort cohort;
  cohort.name = "all";
  cohort.subjects = {"a", "b"};
  cohort.data = some_table();
  cohort.variables = {{"grade", "ordinal", true, {"1", "2"}, ""}};
  cohort.participants = some_table();
  Bundle bundle;
  bundle.tables["metrics"] = some_table();
  bundle.meta["n"] = 2;
  return {Json{{"k", {1, 2.5, "x"}}},
          some_table(),
          Matrix{"expression", {"EGFR"}, {"a", "b"}, {1, 2}, Json::object()},
          cohort,
          c,
          bundle};
}

}  // namespace

TEST_CASE("artifact: every kind comes back from its bytes, and its digest is that of the bytes") {
  std::vector<std::string> kinds;
  for (const Payload& p : one_of_each()) {
    const Artifact a(p);
    kinds.emplace_back(kind_of(a.payload()));
    const std::string bytes = serialise(a.payload());
    CHECK(a.digest() == sha256(bytes));
    const Payload back = deserialise(bytes);
    CHECK(back.index() == p.index());
    CHECK(serialise(back) == bytes);
    CHECK(Artifact(back).digest() == a.digest());
    CHECK(a.memory_bytes() > 0);
  }
  CHECK(kinds == std::vector<std::string>{"document", "table", "matrix", "cohort", "case", "bundle"});
}

TEST_CASE("artifact: the digest is pinned: a change of layout must be a decision") {
  Table t;
  t.columns = {Column::of_numbers("x", {1.5})};
  CHECK(Artifact(t).digest() == "a9013e46815c942640143363f63fa76b668d87d428eef18e38e72a59dc351242");
  CHECK(sha256("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST_CASE("artifact: which NaN it is makes no difference") {
  Table a, b;
  a.columns = {Column::of_numbers("x", {std::nan("")})};
  b.columns = {Column::of_numbers("x", {-std::nan("7")})};
  CHECK(Artifact(a).digest() == Artifact(b).digest());
}

TEST_CASE("artifact: cut, lengthened or altered bytes are refused or are another whole value, never a crash") {
  for (const Payload& p : one_of_each()) {
    const std::string bytes = serialise(p);
    for (std::size_t n = 0; n < bytes.size(); ++n) CHECK_THROWS_AS(deserialise(bytes.substr(0, n)), Failure);
    CHECK_THROWS_AS(deserialise(bytes + "x"), Failure);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      std::string bad = bytes;
      bad[i] = static_cast<char>(bad[i] ^ 0x5A);
      try {
        (void)deserialise(bad);
      } catch (const Failure& f) {
        CHECK(f.code == "damaged");
      }
    }
  }
}

TEST_CASE("artifact: asking for the wrong kind says what there is") {
  CHECK_THROWS_WITH_AS(Artifact(some_table()).as<Cohort>(), "expected another kind of value, found table", Failure);
  CHECK_THROWS_AS(Artifact().as<Table>(), Failure);
}
