// Killed, out of room, or pointed at a place that cannot be written: a run says so, keeps what it has, and the next one
// gives the bytes of an undisturbed run.
#include <doctest/doctest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <map>

#include "engine/run.hpp"
#include "tests/support/folder.hpp"
#include "tests/support/tiny.hpp"

using namespace rgx::test;

namespace {

constexpr int subjects = 12;

struct Bench {
  Folder folder;
  std::unique_ptr<Files> files = real_files();
  FixedClock clock{0};
  Plan plan;
  Bench() {
    std::vector<std::string> names, paths;
    for (int i = 0; i < subjects; ++i) {
      names.push_back("s" + std::to_string(i));
      paths.push_back(folder.write("data/" + names.back() + ".txt", std::to_string(i * 3 + 1)));
    }
    plan = tiny_plan(names, paths, 1.5);
  }
  RunOptions options(unsigned threads, const std::string& name) const {
    RunOptions o;
    o.out_dir = folder / ("out-" + name);
    o.store_dir = folder / ("store-" + name);
    o.study_path = "tiny.rgx";
    o.study_text = "study";
    o.threads = threads;
    return o;
  }
  // Every file of the run directory but run.json.
  std::map<std::string, std::string> bytes(const std::string& name) const {
    std::map<std::string, std::string> out;
    const std::string root = folder / ("out-" + name);
    for (const auto& file : files->list_all(root))
      if (file != "run.json") out[file] = files->read(root + "/" + file);
    return out;
  }
};

std::atomic<int> left_until_death;
void die_by_and_by(const Context&) {
  if (--left_until_death == 0) ::kill(::getpid(), SIGKILL);
}

// Runs `act` in a process of its own; its exit status, or minus the signal that ended it.
template <class Act>
int in_child(Act act) {
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) ::_exit(act());
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace

// First, while this process has no threads yet: the children of a fork have only the one that forked.
TEST_CASE("fault: killed at any step and started again, the bytes are those of an undisturbed run") {
  const Bench b;
  for (const int step : {1, 2, 5, 12}) {
    const std::string name = "killed" + std::to_string(step);
    const int status = in_child([&] {
      left_until_death = step;
      return run(b.plan, tiny_registry(nullptr, die_by_and_by), *b.files, b.clock, b.options(2, name)).exit;
    });
    CHECK(status == -SIGKILL);
    CHECK_FALSE(b.files->exists(b.folder / ("out-" + name + "/study.lock")));
  }
  for (const int step : {1, 2, 5, 12}) {
    const std::string name = "killed" + std::to_string(step);
    // What a killed writer leaves is in nobody's way.
    b.folder.write("store-" + name + "/objects/00/half.tmp-1-1", "half");
    const int status = in_child([&] {
      const RunResult r = run(b.plan, tiny_registry(), *b.files, b.clock, b.options(2, name));
      return r.exit == 0 && (step == 1 || r.cached > 0) ? 0 : 1;
    });
    CHECK(status == 0);
  }
  CHECK(in_child([&] { return run(b.plan, tiny_registry(), *b.files, b.clock, b.options(1, "whole")).exit; }) == 0);
  const auto expected = b.bytes("whole");
  CHECK(expected.size() == 7);
  for (const int step : {1, 2, 5, 12}) CHECK(b.bytes("killed" + std::to_string(step)) == expected);
}

TEST_CASE("fault: the same bytes at 1, 2, 7 and 16 threads") {
  const Bench b;
  for (const unsigned n : {1U, 2U, 7U, 16U})
    CHECK(run(b.plan, tiny_registry(), *b.files, b.clock, b.options(n, std::to_string(n))).exit == 0);
  for (const unsigned n : {2U, 7U, 16U}) CHECK(b.bytes(std::to_string(n)) == b.bytes("1"));
}

TEST_CASE("fault: a full disk ends the run with one message; what was finished is kept") {
  const Bench b;
  const int status = in_child([&] {
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{200, 200};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    const RunResult r = run(b.plan, tiny_registry(), *b.files, b.clock, b.options(2, "full"));
    const bool told = r.exit == 1 && r.failures.size() == 1 && r.failures[0].code == "disk-full" &&
                      r.failures[0].message.find("File too large") != std::string::npos;
    return told ? 42 : 1;
  });
  CHECK(status == 42);
  CHECK(b.files->list(b.folder / "out-full").empty());
  CHECK(run(b.plan, tiny_registry(), *b.files, b.clock, b.options(2, "full")).exit == 0);
}

TEST_CASE("fault: the disk of the twin fills at every possible write, and a larger disk finishes the run") {
  Bench b;
  // The inputs are real files; what the run writes goes to a twin whose reads fall through to them.
  class Overlay : public MemoryFiles {
   public:
    explicit Overlay(Files& below) : below_(below) {}
    std::uint64_t read_pieces(const std::string& p, const std::function<void(std::string_view)>& f) const override {
      return below_.exists(p) ? below_.read_pieces(p, f) : MemoryFiles::read_pieces(p, f);
    }
    bool exists(const std::string& p) const override { return below_.exists(p) || MemoryFiles::exists(p); }

   private:
    Files& below_;
  };
  RunOptions o = b.options(1, "twin");
  o.out_dir = "/twin/out";
  o.store_dir = "/twin/store";
  Overlay files(*b.files);
  std::size_t failed = 0;
  for (std::uint64_t writes = 0; writes < 200; ++writes) {
    files.fail_writes_after(writes);
    const RunResult r = run(b.plan, tiny_registry(), files, b.clock, o);
    if (r.exit == 0) break;
    ++failed;
    REQUIRE(r.failures.size() >= 1);
    CHECK(r.failures[0].code == "cannot-write");
    CHECK_FALSE(files.exists("/twin/out/study.lock"));
  }
  CHECK(failed > 5);
  CHECK(files.exists("/twin/out/study.lock"));
}

TEST_CASE("fault: an output or a store that cannot be written is told before any work") {
  const Bench b;
  Counters counters;
  b.folder.write("a_file", "x");
  RunOptions o = b.options(1, "x");
  o.out_dir = b.folder / "a_file/out";
  RunResult r = run(b.plan, tiny_registry(&counters), *b.files, b.clock, o);
  CHECK(r.exit == 1);
  CHECK(r.failures.at(0).code == "cannot-write");
  CHECK(r.failures.at(0).message.find("a_file/out") != std::string::npos);
  CHECK(r.failures.at(0).message.find("Not a directory") != std::string::npos);
  o = b.options(1, "y");
  o.store_dir = b.folder / "a_file/store";
  r = run(b.plan, tiny_registry(&counters), *b.files, b.clock, o);
  CHECK(r.exit == 1);
  CHECK(r.failures.at(0).code == "cannot-write");
  CHECK(counters.read == 0);
}
