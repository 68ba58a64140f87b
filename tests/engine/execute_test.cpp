#include "engine/execute.hpp"

#include <doctest/doctest.h>

#include <mutex>

#include "engine/archive.hpp"
#include "tests/support/folder.hpp"
#include "tests/support/tiny.hpp"

using namespace rgx::test;

namespace {

struct Bench {
  Folder folder;
  std::unique_ptr<Files> files = real_files();
  Store store{*files, folder / ".rgx"};
  Counters counters;
  std::vector<std::string> subjects, paths;

  explicit Bench(int n, const std::vector<int>& negative = {}) {
    for (int i = 0; i < n; ++i) {
      subjects.push_back("s" + std::to_string(i));
      const bool bad = std::find(negative.begin(), negative.end(), i) != negative.end();
      paths.push_back(folder.write("data/" + subjects.back() + ".txt", std::to_string(bad ? -1 - i : i + 1)));
    }
  }
  Plan plan(double by = 2) const { return tiny_plan(subjects, paths, by); }
};

std::vector<std::string> digests(const Execution& e) {
  std::vector<std::string> out;
  for (const auto& n : e.nodes()) out.push_back(n.digest);
  return out;
}

ExecuteOptions threads(unsigned n) {
  ExecuteOptions o;
  o.threads = n;
  return o;
}

}  // namespace

TEST_CASE("execute: the second run computes nothing, an edit reruns what it touches, equal content cuts off") {
  Bench b(6);
  const Registry registry = tiny_registry(&b.counters);
  const Plan plan = b.plan();
  Execution first(plan, registry, b.store, *b.files, threads(2));
  first.run();
  REQUIRE(first.complete());
  CHECK(b.counters.read == 6);
  CHECK(b.counters.scaled == 6);
  const Table means = first.artifact(12).as<Table>();
  CHECK(means.at("subject").texts == b.subjects);
  CHECK(means.at("mean").numbers[0] == doctest::Approx(2 * (1 + 190.0 / 65)));

  Execution second(plan, registry, b.store, *b.files, threads(2));
  second.run();
  CHECK(b.counters.read == 6);
  CHECK(b.counters.joined == 1);
  for (const auto& n : second.nodes()) CHECK(n.state == NodeResult::State::cached);
  CHECK(second.nodes()[12].notes.at(0).code == "few-cases");  // said again from the store

  const Plan edited = b.plan(3);
  Execution third(edited, registry, b.store, *b.files, threads(2));
  third.run();
  CHECK(b.counters.read == 6);
  CHECK(b.counters.scaled == 12);
  CHECK(b.counters.joined == 2);

  b.folder.write("data/s2.txt", "3.0");  // other bytes, the same number: read runs, the rest does not
  Execution fourth(plan, registry, b.store, *b.files, threads(2));
  fourth.run();
  CHECK(b.counters.read == 7);
  CHECK(b.counters.scaled == 12);
  CHECK(digests(fourth) == digests(first));
}

TEST_CASE("execute: the same contents at 1, 2, 7 and 16 threads, also when nothing fits into memory") {
  Bench b(9);
  const Registry registry = tiny_registry();
  Plan plan = b.plan();
  for (auto& n : plan.nodes) n.memory_bytes = 600;
  std::vector<std::string> expected;
  for (const unsigned n : {1U, 2U, 7U, 16U}) {
    Store fresh(*b.files, b.folder / (".rgx" + std::to_string(n)));
    ExecuteOptions options = threads(n);
    options.memory = 1000;
    Execution e(plan, registry, fresh, *b.files, options);
    e.run();
    REQUIRE(e.complete());
    if (expected.empty()) expected = digests(e);
    CHECK(digests(e) == expected);
  }
}

TEST_CASE("execute: one failure of many subjects is told once, the others' work is kept, cohort steps do not start") {
  Bench b(8, {1, 4, 5});
  const Registry registry = tiny_registry(&b.counters);
  const Plan plan = b.plan();
  for (const unsigned n : {1U, 7U}) {
    Store fresh(*b.files, b.folder / (".rgx" + std::to_string(n)));
    Execution e(plan, registry, fresh, *b.files, threads(n));
    e.run();
    CHECK_FALSE(e.complete());
    const auto failures = e.failures();
    REQUIRE(failures.size() == 1);
    CHECK(failures[0].code == "negative");
    CHECK(failures[0].message == "the first voxel is -2");
    CHECK(failures[0].path == "scaled/scale[s1]");
    CHECK(failures[0].origin == rgx::lang::Span{0, 10, 15});
    CHECK(failures[0].subjects == std::vector<std::string>{"s1", "s4", "s5"});
    CHECK(subjects_of(failures[0]) == "subject s1 and 2 more: s4, s5");
    CHECK(e.nodes()[15].state == NodeResult::State::computed);
    CHECK(e.nodes()[16].state == NodeResult::State::waiting);
  }
  CHECK(b.counters.joined == 0);
}

TEST_CASE("execute: where the cohort allows it the subject leaves, with its reason, also from the store") {
  Bench b(5, {2});
  const Registry registry = tiny_registry(&b.counters);
  Plan plan = b.plan();
  for (auto& n : plan.nodes) n.may_fail = n.axis == "subject";
  std::filesystem::remove(b.paths[3]);
  for (int round = 0; round < 2; ++round) {
    Execution e(plan, registry, b.store, *b.files, threads(2));
    e.run();
    REQUIRE(e.complete());
    CHECK(e.nodes()[5].state == NodeResult::State::absent);
    CHECK(e.nodes()[5].notes.at(0).message == "the first voxel is -3");
    CHECK(e.nodes()[6].notes.at(0).code == "no-such-file");
    CHECK(e.nodes()[7].state == NodeResult::State::absent);
    CHECK(e.nodes()[7].notes.empty());
    CHECK(e.artifact(10).as<Table>().at("subject").texts == std::vector<std::string>{"s0", "s1", "s4"});
  }
  CHECK(b.counters.scaled == 4);  // the failure is remembered as well
  for (const auto& p : b.paths) std::filesystem::remove(p);
  Execution nobody(plan, registry, b.store, *b.files, threads(2));
  nobody.run();
  REQUIRE(nobody.failures().size() == 1);
  CHECK(nobody.failures()[0].code == "no-subjects");
}

TEST_CASE("execute: a damaged or pruned object is computed again when it is needed") {
  Bench b(3);
  const Registry registry = tiny_registry(&b.counters);
  const Plan plan = b.plan();
  std::string damaged;
  {
    Execution e(plan, registry, b.store, *b.files, threads(2));
    e.run();
    const std::string& d = e.nodes()[1].digest;
    damaged = b.folder / (".rgx/objects/" + d.substr(0, 2) + "/" + d.substr(2));
  }
  b.files->write_atomic(damaged, "damaged");
  const Plan edited = tiny_plan(b.subjects, b.paths, 2);
  Execution e(edited, registry, b.store, *b.files, threads(2));
  e.run();
  CHECK(e.artifact(1).as<Case>().subject == "s0");
  CHECK(b.counters.scaled == 4);
  REQUIRE(b.store.remarks().size() == 1);
  CHECK(b.store.remarks()[0].find("was damaged") != std::string::npos);
  CHECK(b.store.verify().damaged.empty());
}

TEST_CASE("execute: whatever a kernel throws becomes one failure with a place") {
  Bench b(1);
  const auto failing = [&](void (*act)(const Context&)) {
    const Registry registry = tiny_registry(nullptr, act);
    const Plan plan = b.plan();
    Store fresh(*b.files, b.folder / "throws");
    Execution e(plan, registry, fresh, *b.files, threads(1));
    e.run();
    REQUIRE(e.failures().size() == 1);
    CHECK(e.failures()[0].path == "scaled/scale[s0]");
    return e.failures()[0];
  };
  CHECK(failing([](const Context&) { throw std::runtime_error("from a library"); }).message == "from a library");
  CHECK(failing([](const Context&) { throw std::bad_alloc(); }).code == "out-of-memory");
  CHECK(failing([](const Context&) { throw 7; }).code == "operation-failed");
  const auto f = failing([](const Context& c) {
    Failure failure("empty-mask", "no voxel", "look at it");
    failure.file = c.subject + ".nii";
    throw failure;
  });
  CHECK(f.file == "s0.nii");
  CHECK(f.help == "look at it");
}

TEST_CASE("execute: an interruption starts nothing more and keeps what is done") {
  Bench b(6);
  static std::atomic<bool> stop;
  stop = false;
  const Registry registry = tiny_registry(&b.counters, [](const Context& c) {
    if (c.subject == "s2") stop = true;
  });
  const Plan plan = b.plan();
  ExecuteOptions options = threads(1);
  options.interrupted = &stop;
  Execution e(plan, registry, b.store, *b.files, options);
  e.run();
  CHECK(e.interrupted());
  CHECK(e.failures().empty());
  CHECK(b.counters.joined == 0);
  const int before = b.counters.scaled;
  stop = false;
  const Registry quiet = tiny_registry(&b.counters);
  Execution again(plan, quiet, b.store, *b.files, threads(2));
  again.run();
  CHECK(again.complete());
  CHECK(b.counters.scaled - before <= 6);
  CHECK(b.counters.read == 6);
}

TEST_CASE("execute: progress counts every node once, values are let go when nobody will read them") {
  Bench b(4);
  const Registry registry = tiny_registry();
  const Plan plan = b.plan();
  ExecuteOptions options = threads(2);
  std::size_t last = 0;
  options.progress = [&](const Progress& p) {
    CHECK(p.done >= last);
    last = p.done;
    CHECK(p.total == 10);
  };
  Execution e(plan, registry, b.store, *b.files, options);
  e.run();
  CHECK(last == 10);
}

TEST_CASE("execute: a plan that cannot run is refused before anything runs") {
  Bench b(1);
  const Registry registry = tiny_registry(&b.counters);
  Plan unknown = b.plan();
  unknown.nodes[1].operation = "nothing";
  CHECK_THROWS_WITH_AS(Execution(unknown, registry, b.store, *b.files, {}),
                       "this build cannot run `nothing@1`, which `scaled/scale[s0]` needs", Failure);
  Plan backwards = b.plan();
  backwards.nodes[1].inputs[0].second = 3;
  CHECK_THROWS_AS(Execution(backwards, registry, b.store, *b.files, {}), Failure);
  Plan doubled = b.plan();
  doubled.nodes[1].path = doubled.nodes[0].path;
  CHECK_THROWS_WITH_AS(Execution(doubled, registry, b.store, *b.files, {}), "two steps are named `images/read[s0]`",
                       Failure);
  CHECK(b.counters.read == 0);
}
