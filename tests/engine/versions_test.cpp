// Two versions of an operation side by side: each runs where it is asked for, under a key of its own.
#include <doctest/doctest.h>

#include "engine/run.hpp"
#include "tests/support/folder.hpp"
#include "tests/support/tiny.hpp"

using namespace rgx::test;

namespace {

// `scale` in version 2 adds one to what version 1 gives.
Registry two_versions() {
  Registry r = tiny_registry();
  struct Scale {
    double by = 1;
  };
  r.add(Declare<Scale>("scale", 2).param(&Scale::by, "by", 1.0, "factor").run([](const Scale& p, const Context& c) {
    Case out = c.input("case").as<Case>();
    for (auto& v : out.scans.at("CT").image.voxels) v = static_cast<float>(v * p.by + 1);
    return Output{out, {}};
  }));
  return r;
}

struct Bench {
  Folder folder;
  std::unique_ptr<Files> files = real_files();
  FixedClock clock{0};
  RunDirectory go(unsigned version, const std::string& name) {
    Plan plan = tiny_plan({"s0", "s1"}, {folder.write("a.txt", "3"), folder.write("b.txt", "5")}, 2);
    for (auto& n : plan.nodes)
      if (n.operation == "scale") n.version = version;
    RunOptions o;
    o.out_dir = folder / name;
    o.store_dir = folder / "store";
    o.study_path = "tiny.rgx";
    const RunResult r = run(plan, two_versions(), *files, clock, o);
    REQUIRE(r.failures.empty());
    return open_run(*files, o.out_dir);
  }
};

}  // namespace

TEST_CASE("versions: the registry finds the newest, or the one that is asked for") {
  const Registry r = two_versions();
  CHECK(r.find("scale")->signature.version == 2);
  CHECK(r.find("scale", 1)->signature.version == 1);
  CHECK(r.find("scale", 3) == nullptr);
}

TEST_CASE("versions: an old one still gives what it gave; the lock says which ran") {
  Bench b;
  const RunDirectory one = b.go(1, "one"), two = b.go(2, "two"), again = b.go(1, "again");
  const auto mean = [](const RunDirectory& run) { return run.tables.at("means.csv").at("mean").numbers.at(0); };
  CHECK(mean(two) == doctest::Approx(mean(one) + 1));
  CHECK(mean(again) == mean(one));
  const Lock::Line* was = one.lock.find("scaled/scale[s0]");
  const Lock::Line* is = two.lock.find("scaled/scale[s0]");
  REQUIRE(was != nullptr);
  REQUIRE(is != nullptr);
  CHECK(was->version == 1);
  CHECK(is->version == 2);
  CHECK(was->key != is->key);
  CHECK(again.lock.find("scaled/scale[s0]")->key == was->key);
}

TEST_CASE("versions: one that this build cannot run is refused before anything runs") {
  Bench b;
  Plan plan = tiny_plan({"s0"}, {b.folder.write("a.txt", "3")}, 2);
  for (auto& n : plan.nodes)
    if (n.operation == "scale") n.version = 7;
  Store store(*b.files, b.folder / "store");
  const Registry registry = two_versions();
  try {
    Execution(plan, registry, store, *b.files, {});
    FAIL("it was accepted");
  } catch (const Failure& f) {
    CHECK(f.code == "unknown-operation");
    CHECK(std::string(f.what()).find("`scale@7`") != std::string::npos);
  }
}
