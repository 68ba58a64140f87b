#include "engine/run.hpp"

#include <doctest/doctest.h>

#include "engine/store_care.hpp"
#include "tests/support/folder.hpp"
#include "tests/support/tiny.hpp"

using namespace rgx::test;

namespace {

struct Bench {
  Folder folder;
  std::unique_ptr<Files> files = real_files();
  FixedClock clock{1785055507};
  std::vector<std::string> subjects{"s0", "s1", "s2"}, paths;
  RunOptions options;

  Bench() {
    for (const auto& s : subjects) paths.push_back(folder.write("data/" + s + ".txt", s.substr(1)));
    options.out_dir = folder / "out";
    options.store_dir = folder / ".rgx";
    options.study_path = folder / "tiny.rgx";
    options.study_text = "study \"tiny\" {}\n";
    options.rgx_version = "0.1.0";
    options.platform = {{{"ITK", "5.2.1"}}, "x86-64-v3"};
    options.threads = 2;
  }
  RunResult go(const Plan& plan) const { return run(plan, tiny_registry(), *files, clock, options); }
  Plan plan(double by = 2, double expected = -1) const { return tiny_plan(subjects, paths, by, expected); }
};

}  // namespace

TEST_CASE("run: the directory holds what the interface promises") {
  const Bench b;
  const RunResult result = b.go(b.plan());
  CHECK(result.status == "done");
  CHECK(result.exit == 0);
  CHECK(result.computed == 8);
  CHECK(b.files->list_all(b.folder / "out") ==
        std::vector<std::string>{"run.json", "study.lock", "study.rgx", "tables/means.csv",
                                 "tables/means.dictionary.csv", "tables/missing.csv", "tables/participants.csv",
                                 "tables/published.csv"});
  CHECK(b.folder.read("out/tables/published.csv") == "value,verdict\nrows,met\n");
  CHECK(b.folder.read("out/tables/missing.csv") == "table,subject,column,reason\n");
  CHECK(b.folder.read("out/tables/means.dictionary.csv").starts_with("column,family,feature,tag,"));
  const RunDirectory directory = open_run(*b.files, b.folder / "out");
  CHECK(directory.study == b.options.study_text);
  CHECK(directory.lock.inputs.size() == 3);
  CHECK(directory.lock.inputs[1].path == "data/s1.txt");
  CHECK(directory.lock.inputs[1].bytes == 1);
  REQUIRE(directory.lock.find("scaled/scale[s1]"));
  CHECK(directory.lock.find("scaled/scale[s1]")->parameters[0].value == 2);
  CHECK(directory.lock.warnings.at(0).code == "few-cases");
  CHECK(directory.lock.study["title"] == "tiny");
  CHECK(directory.run["status"] == "done");
  CHECK(directory.run["started"] == "2026-07-26T08:45:07Z");
  CHECK(directory.tables.at("means.csv").rows() == 3);
}

TEST_CASE("run: a second run gives the same bytes but for run.json; old tables go, a user's files stay") {
  Bench b;
  b.go(b.plan());
  const std::string lock = b.folder.read("out/study.lock");
  b.folder.write("out/notes.txt", "mine");
  Plan fewer = b.plan();
  fewer.outputs.pop_back();
  const RunResult second = b.go(fewer);
  CHECK(second.cached == 8);
  CHECK_FALSE(b.files->exists(b.folder / "out/tables/published.csv"));
  CHECK(b.folder.read("out/notes.txt") == "mine");
  b.go(b.plan());
  CHECK(b.folder.read("out/study.lock") == lock);
}

TEST_CASE("run: a missed published number is status 1, and everything is written") {
  const Bench b;
  const RunResult result = b.go(b.plan(2, 99));
  CHECK(result.status == "missed");
  CHECK(result.exit == 1);
  CHECK(b.folder.read("out/tables/published.csv") == "value,verdict\nrows,missed\n");
}

TEST_CASE("run: a failure leaves the run directory as it was") {
  Bench b;
  b.go(b.plan());
  const std::string before = b.folder.read("out/study.lock");
  b.folder.write("data/s1.txt", "-5");
  const RunResult result = b.go(b.plan());
  CHECK(result.status == "failed");
  CHECK(result.exit == 1);
  CHECK(result.failures.at(0).code == "negative");
  CHECK(b.folder.read("out/study.lock") == before);
  CHECK_FALSE(b.files->exists(b.folder / "out/.partial"));
}

TEST_CASE("run: the report is written into the same directory before it is published") {
  Bench b;
  b.options.report = [&](const RunDirectory& d) {
    CHECK(d.tables.count("means.csv") == 1);
    b.files->write_atomic(join(d.path, "report.html"), "<p>" + std::to_string(d.lock.outputs.size()));
  };
  b.go(b.plan());
  CHECK(b.folder.read("out/report.html") == "<p>2");
  b.options.report = [](const RunDirectory&) { throw Failure("no-template", "the template is missing"); };
  const RunResult result = b.go(b.plan(3));
  CHECK(result.exit == 1);
  CHECK(result.failures.at(0).code == "no-template");
  CHECK(b.folder.read("out/report.html") == "<p>2");
}

TEST_CASE("run: --locked refuses what differs, and says what") {
  Bench b;
  b.go(b.plan());
  b.options.locked = Lock::parse(b.folder.read("out/study.lock"));
  CHECK(b.go(b.plan()).exit == 0);
  const RunResult edited = b.go(b.plan(5));
  CHECK(edited.exit == 3);
  CHECK(edited.differences.at(0) == "`scaled/scale[s0]`: parameter `by` is 5, was 2");
  CHECK(edited.computed == 0);
  b.folder.write("data/s0.txt", "77");
  CHECK(b.go(b.plan()).differences.at(0) == "input `data/s0.txt` has another content (2 bytes, was 1)");
}

TEST_CASE("run: participants hold the cohort's rows, images that are not there, and who left on the way") {
  Bench b;
  Registry registry = tiny_registry();
  struct None {};
  registry.add(Declare<None>("cohort", 1).run([](const None&, const Context&) {
    Cohort c;
    c.name = "all";
    c.subjects = {"s0", "s1", "s2"};
    c.participants.columns = {Column::of_texts("subject", {"s0", "s1", "s2", "s9"}),
                              Column::of_texts("cohort", {"all", "all", "all", "all"}),
                              Column::of_texts("status", {"included", "included", "included", "left"}),
                              Column::of_texts("step", {"all", "all", "all", "exclude"}),
                              Column::of_texts("reason", {"", "", "", "grade > 2"})};
    return Output{c, {}};
  }));
  Plan plan = b.plan();
  for (auto& n : plan.nodes) n.may_fail = n.axis == "subject";
  Node cohort;
  cohort.path = "all";
  cohort.operation = "cohort";
  cohort.axis = "cohort";
  plan.nodes.push_back(cohort);
  plan.flow = {{"s2", "all", "no image", "images", "`MR` is not there"}};
  b.folder.write("data/s1.txt", "-5");
  const RunResult result = run(plan, registry, *b.files, b.clock, b.options);
  CHECK(result.exit == 1);  // `published` expects three rows
  CHECK(b.folder.read("out/tables/participants.csv") ==
        "subject,cohort,status,step,reason\ns0,all,included,all,\ns1,all,included,all,\ns2,all,included,all,\n"
        "s9,all,left,exclude,grade > 2\ns2,all,no image,images,`MR` is not there\n"
        "s1,all,left,scaled,the first voxel is -5\n");
}

TEST_CASE("run: pruning keeps what the locks of known runs refer to") {
  Bench b;
  b.go(b.plan(2));
  const std::string other = b.options.out_dir;
  b.options.out_dir = b.folder / "other";
  b.go(b.plan(4));
  Store store(*b.files, b.options.store_dir);
  const StoreCensus both = census(store);
  REQUIRE(both.runs.size() == 2);
  CHECK(both.runs[0].here);
  CHECK(both.runs[1].here);
  CHECK(both.last_used > 0);
  CHECK(prune_unused(store).removed.removed == 0);
  b.files->remove(other);
  const PruneReport pruned = prune_unused(store);
  CHECK(pruned.removed.removed > 0);
  CHECK(pruned.forgotten.size() == 1);
  CHECK(census(store).runs.size() == 1);  // what was said once is forgotten
  const RunResult again = b.go(b.plan(4));
  CHECK(again.cached == again.total);
}
