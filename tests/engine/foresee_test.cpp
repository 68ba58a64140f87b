#include "engine/foresee.hpp"

#include <doctest/doctest.h>

#include "engine/run.hpp"
#include "tests/support/folder.hpp"
#include "tests/support/tiny.hpp"

using namespace rgx::test;

namespace {

struct Bench {
  Folder folder;
  std::unique_ptr<Files> files = real_files();
  FixedClock clock{0};
  std::vector<std::string> subjects{"s0", "s1"}, paths;
  Registry registry = tiny_registry();
  Store store{*files, folder / ".rgx"};
  Bench() {
    for (const auto& s : subjects) paths.push_back(folder.write("data/" + s + ".txt", s.substr(1)));
  }
  Plan plan(double by = 2) const { return tiny_plan(subjects, paths, by); }
  std::vector<Foreseen> see(const Plan& p) { return foresee(p, registry, store, *files, {}, "a/tiny.rgx"); }
  RunResult go(const Plan& p) {
    RunOptions o;
    o.out_dir = folder / "out";
    o.store_dir = folder / ".rgx";
    o.study_path = "a/tiny.rgx";
    o.threads = 1;
    return run(p, registry, *files, clock, o);
  }
};

}  // namespace

TEST_CASE("foresee: before, after, and after an edit, a changed file, a pruned store") {
  Bench b;
  const Plan plan = b.plan();
  auto seen = b.see(plan);
  CHECK(seen[0].reason == "not run before");
  CHECK(seen[1].reason == "will run because `images/read[s0]` runs");
  CHECK(seen[1].key.empty());
  CHECK_FALSE(seen[5].cached);

  REQUIRE(b.go(plan).exit == 0);
  seen = b.see(plan);
  for (const auto& s : seen) CHECK(s.cached);
  CHECK(seen[5].reason == "kept from an earlier run");

  const Plan edited = b.plan(3);
  seen = b.see(edited);
  CHECK(seen[0].cached);
  CHECK(seen[1].reason == "parameter `by` changed from 2 to 3");
  CHECK_FALSE(seen[1].cached);
  CHECK(seen[4].reason == "will run because `scaled/scale[s0]` runs");
  CHECK(plan_text(edited, seen) ==
        "kept  images/read[…]       2  kept from an earlier run\n"
        "run   scaled/scale[…]      2  parameter `by` changed from 2 to 3\n"
        "run   means                1  will run because `scaled/scale[s0]` runs\n"
        "run   published            1  will run because `means` runs\n"
        "6 nodes: 2 kept, 4 to run\n");
  CHECK(plan_dot(edited, seen).find("n0 [label=\"images/read[…]\\nread × 2\", style=filled") != std::string::npos);
  CHECK(plan_dot(edited, seen).find("n1 -> n2;") != std::string::npos);
  const Json json = plan_json(edited, seen);
  CHECK(json["nodes"][1] == Json{{"path", "scaled/scale[s0]"},
                                 {"operation", "scale"},
                                 {"version", 1},
                                 {"key", seen[1].key},
                                 {"cached", false},
                                 {"reason", "parameter `by` changed from 2 to 3"},
                                 {"inputs", {"images/read[s0]"}},
                                 {"memory_bytes", 0}});
  CHECK(json["nodes"][4]["key"].is_null());

  b.folder.write("data/s1.txt", "41");
  CHECK(b.see(plan)[2].reason == "file `data/s1.txt` changed");
  b.folder.write("data/s1.txt", "1");
  b.files->remove(b.folder / ".rgx/objects");
  CHECK(b.see(plan)[0].reason == "its result is no longer in the store");
}

TEST_CASE("foresee: a subject that is known to leave takes no run, and an input's change is named") {
  Bench b;
  b.folder.write("data/s1.txt", "-4");
  Plan plan = b.plan();
  for (auto& n : plan.nodes) n.may_fail = n.axis == "subject";
  b.go(plan);
  const auto seen = b.see(plan);
  CHECK(seen[3].cached);
  CHECK(seen[3].reason == "known from an earlier run: the subject leaves here, the first voxel is -4");
  CHECK(seen[4].cached);

  Ingredients before, now;
  before.operation = now.operation = "cox";
  before.inputs = {{"table", "frame", "d1"}};
  now.inputs = {{"table", "frame", "d2"}};
  now.version = 2;
  now.params = {{"ties", "efron"}};
  now.stream = 5;
  CHECK(changes(before, now) ==
        "operation version changed from 1 to 2; parameter `ties` is new: \"efron\"; input `frame` changed; and 1 more");
  CHECK(changes(before, before).empty());
}
