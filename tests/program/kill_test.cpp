// Ended from outside at any moment and started again, a run gives the bytes of an undisturbed one.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "tests/program/demo.hpp"

using namespace rgx::test;

namespace {

// "a of b nodes computed, c from the store": the last number.
std::size_t from_the_store(const Ended& e) {
  const std::size_t at = e.err.find(" nodes computed, ");
  REQUIRE(at != std::string::npos);
  return std::stoul(e.err.substr(at + 17));
}

std::size_t recipes(const std::string& store) { return files_below(store + "/recipes"); }

}  // namespace

TEST_CASE("kill: by SIGKILL at several moments, the next run gives the bytes of an undisturbed one") {
  const Demo& demo = Demo::undisturbed();
  const std::size_t all = recipes(demo.store());
  REQUIRE(all > 150);
  for (const std::size_t kept : {std::size_t{1}, std::size_t{50}, all - 45, all - 3}) {
    CAPTURE(kept);
    const Folder f;
    Running killed({"run", demo.study(), "-o", f / "run", "--store", f / "store", "-j", "2"}, without_node);
    REQUIRE(killed.reaches([&] { return recipes(f / "store") >= kept; }));
    killed.send(SIGKILL);
    CHECK(killed.end().status == -SIGKILL);
    CHECK_FALSE(fs::exists(f / "run/study.lock"));
    CHECK_FALSE(fs::exists(f / "run/tables"));
    const std::size_t left = recipes(f / "store");
    const Ended next = run_study(demo.study(), f / "run", f / "store", {"-j", "2"}, 0, without_node);
    CHECK(from_the_store(next) >= kept);
    CHECK(from_the_store(next) <= left);
    CHECK(difference(run_files(f / "run"), demo.files_without_node()) == "");
  }
}

TEST_CASE("kill: while results are written over an older run, nothing of which stays") {
  const Demo& demo = Demo::undisturbed();
  const Folder f;
  const std::string store = demo.copy_store_to(f);
  fs::copy(demo.run(), f / "run", fs::copy_options::recursive);
  auto told = nlohmann::json::parse(read_file(f / "run/run.json"));
  told["files"].push_back("tables/of_a_block_since_removed.csv");
  write_file(f / "run/run.json", told.dump());
  write_file(f / "run/tables/of_a_block_since_removed.csv", "a\n1\n");
  write_file(f / "run/tables/of_the_user.csv", "a\n1\n");
  Running killed({"run", demo.study(), "-o", f / "run", "--store", store, "-j", "2"});
  REQUIRE(killed.reaches([&] { return fs::exists(f / "run/.partial/tables"); }));
  killed.send(SIGKILL);
  CHECK(killed.end().status == -SIGKILL);
  run_study(demo.study(), f / "run", store);
  CHECK(read_file(f / "run/tables/of_the_user.csv") == "a\n1\n");  // not rgx's to remove
  fs::remove(f / "run/tables/of_the_user.csv");
  CHECK(difference(run_files(f / "run"), demo.files()) == "");
}

TEST_CASE("interrupt: exit 4, what was finished is kept, the next run completes") {
  const Demo& demo = Demo::undisturbed();
  for (const int signal_number : {SIGINT, SIGTERM}) {
    CAPTURE(signal_number);
    const Folder f;
    Running interrupted({"run", demo.study(), "-o", f / "run", "--store", f / "store", "-j", "2"}, without_node);
    REQUIRE(interrupted.reaches([&] { return recipes(f / "store") >= 40; }));
    interrupted.send(signal_number);
    const Ended e = interrupted.end();
    CHECK(e.status == 4);
    CHECK(e.says("interrupted; what was finished is kept"));
    CHECK_FALSE(fs::exists(f / "run/study.lock"));
    const std::size_t kept = recipes(f / "store");
    CHECK(kept >= 40);
    CHECK(kept < recipes(demo.store()));
    CHECK(from_the_store(run_study(demo.study(), f / "run", f / "store", {"-j", "2"}, 0, without_node)) == kept);
    CHECK(difference(run_files(f / "run"), demo.files_without_node()) == "");
  }
}
