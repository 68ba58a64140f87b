#include "engine/reproduce.hpp"

#include <doctest/doctest.h>

#include "engine/diff.hpp"
#include "tests/support/folder.hpp"
#include "tests/support/tiny.hpp"

using namespace rgx::test;

namespace {

struct Bench {
  Folder folder;
  std::unique_ptr<Files> files = real_files();
  FixedClock clock{0};
  std::vector<std::string> subjects{"s0", "s1", "s2"}, paths;
  Bench() {
    for (const auto& s : subjects) paths.push_back(folder.write("data/" + s + ".txt", s.substr(1)));
    RunOptions o;
    o.out_dir = folder / "out";
    o.store_dir = folder / ".rgx";
    o.study_path = folder / "tiny.rgx";
    o.study_text = "study";
    REQUIRE(run(tiny_plan(subjects, paths, 2), tiny_registry(), *files, clock, o).exit == 0);
  }
  Reproduction again(double by = 2, const Registry& registry = tiny_registry()) {
    ReproduceOptions o;
    o.run_dir = folder / "out";
    o.work_dir = folder / "work";
    o.make_plan = [&](const InputPlaces& places) {
      CHECK(files->read(places.study) == "study");
      CHECK(places.base == folder.str());
      return tiny_plan(subjects, paths, by);
    };
    return reproduce(registry, *files, clock, o);
  }
};

void nudge(const Context&) {}

}  // namespace

TEST_CASE("reproduce: identical when nothing changed, and the work folder is gone") {
  Bench b;
  const Reproduction r = b.again();
  CHECK(r.verdict == "identical");
  CHECK(r.exit == 0);
  CHECK(r.tables.size() == 5);
  CHECK(r.differences.empty());
  CHECK_FALSE(b.files->exists(b.folder / "work"));
  CHECK(to_json(r)["first_divergent"].is_null());
  CHECK(to_text(r).ends_with("verdict: identical\n"));
}

TEST_CASE("reproduce: another input content is told before anything runs") {
  Bench b;
  b.folder.write("data/s1.txt", "8");
  const Reproduction r = b.again();
  CHECK(r.verdict == "different");
  CHECK(r.exit == 1);
  CHECK(r.differences == std::vector<std::string>{"input `data/s1.txt` has another content (1 bytes, was 1)"});
  CHECK(r.divergence.step == "images/read[s1]");
  CHECK(r.tables.empty());
}

TEST_CASE("reproduce: different names the first step that diverged") {
  Bench b;
  const Reproduction r = b.again(2.5);
  CHECK(r.verdict == "different");
  CHECK(r.exit == 1);
  CHECK(r.divergence.step == "scaled/scale[s0]");
  CHECK(r.divergence.because == "parameter `by` is 2.5, was 2");
  CHECK(r.largest_relative_difference == doctest::Approx(0.2));
}

TEST_CASE("reproduce: last bits are equivalent, a defect under the same recipe is named") {
  Bench b;
  // What the run wrote, with a last bit changed in the table and the digest of its step in the lock.
  std::string table = b.folder.read("out/tables/means.csv");
  const std::size_t at = table.find("s1,") + 3;
  const std::size_t end = table.find(',', at);
  const double mean = std::stod(table.substr(at, end - at));
  b.folder.write("out/tables/means.csv", table.substr(0, at) + shortest(mean * (1 + 4e-16)) + table.substr(end));
  Lock lock = Lock::parse(b.folder.read("out/study.lock"));
  for (auto& n : lock.nodes)
    if (n.path == "means") n.output_sha256 = std::string(64, 'a');
  b.folder.write("out/study.lock", lock.text());
  const Reproduction r = b.again();
  CHECK(r.verdict == "equivalent");
  CHECK(r.exit == 0);
  CHECK(r.largest_relative_difference > 0);
  CHECK(r.largest_relative_difference < 1e-15);
  CHECK(r.divergence.step == "means");
  CHECK(r.divergence.because == "the same recipe gave another result");
}

TEST_CASE("reproduce: a run that fails now is different, with the failure") {
  Bench b;
  const Reproduction r =
      b.again(2, tiny_registry(nullptr, [](const Context&) { throw Failure("broken", "it broke"); }));
  CHECK(r.verdict == "different");
  CHECK(r.divergence.step == "scaled/scale[s0]");
  CHECK(r.divergence.because == "it failed: it broke");
  CHECK(b.again(2, tiny_registry(nullptr, nudge)).verdict == "identical");
}

TEST_CASE("diff: two runs of one study with another parameter") {
  Bench b;
  RunOptions o;
  o.out_dir = b.folder / "other";
  o.store_dir = b.folder / ".rgx";
  o.study_path = b.folder / "tiny.rgx";
  o.study_text = "study";
  REQUIRE(run(tiny_plan(b.subjects, b.paths, 4), tiny_registry(), *b.files, b.clock, o).exit == 0);
  CHECK_FALSE(diff(*b.files, b.folder / "out", b.folder / "out").any());
  const Difference d = diff(*b.files, b.folder / "out", b.folder / "other");
  CHECK(d.any());
  CHECK(std::find(d.recipe.begin(), d.recipe.end(), "`scaled/scale[s1]`: parameter `by` is 4, was 2") !=
        d.recipe.end());
  REQUIRE(d.parameters.size() == 1);  // once for all cases
  CHECK(d.parameters[0].where == "scaled/scale");
  CHECK(d.parameters[0].was == "2");
  CHECK(d.parameters[0].is == "4");
  REQUIRE(d.tables.size() == 1);
  CHECK(d.tables[0].file == "means.csv");
  CHECK(d.numbers.size() == b.subjects.size());
  CHECK(d.numbers[0].relative == doctest::Approx(0.5));
  CHECK_THROWS_AS(diff(*b.files, b.folder / "out", b.folder / "nothing"), Failure);
}
