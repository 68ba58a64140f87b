// A store that several processes use at once, and what a user is told about it.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "tests/program/demo.hpp"
#include "tests/program/small.hpp"

using namespace rgx::test;

namespace {

std::vector<std::string> entries(const std::string& store, const char* shelf) {
  std::vector<std::string> out;
  for (const auto& entry : fs::recursive_directory_iterator(store + "/" + shelf))
    if (entry.is_regular_file()) out.push_back(entry.path().string());
  std::sort(out.begin(), out.end());
  return out;
}

void flip(const std::string& file) {
  std::string bytes = read_file(file);
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 4);
  write_file(file, bytes);
}

nlohmann::json store_json(const std::string& store, std::vector<std::string> more, int expected) {
  more.insert(more.begin(), {"store", "--json", "--store", store});
  const Ended e = call(more);
  INFO(e.err);
  CHECK(e.status == expected);
  return nlohmann::json::parse(e.out);
}

}  // namespace

TEST_CASE("store: two runs at once share it, and each gives the bytes of an undisturbed one") {
  const Demo& demo = Demo::undisturbed();
  const Folder f;
  const std::string store = f / "store";
  const auto start = [&](const char* name) {
    return std::make_unique<Running>(
        std::vector<std::string>{"run", demo.study(), "-o", f / name, "--store", store, "-j", "1"}, without_node);
  };
  auto one = start("one"), two = start("two");
  for (auto* run : {&one, &two}) {
    const Ended e = (*run)->end();
    INFO(e.err);
    CHECK(e.status == 0);
    CHECK_FALSE(e.says("was damaged"));
  }
  CHECK(difference(run_files(f / "one"), demo.files_without_node()) == "");
  CHECK(difference(run_files(f / "two"), demo.files_without_node()) == "");
  CHECK(store_json(store, {"--verify"}, 0).at("verified").at("damaged").empty());
}

TEST_CASE("store: pruned beside a run, nothing that the run wrote goes; after it has ended, what no lock names") {
  const Demo& demo = Demo::undisturbed();
  const Folder f;
  const std::string store = f / "store";
  Running run({"run", demo.study(), "-o", f / "run", "--store", store, "-j", "1"}, without_node);
  REQUIRE(run.reaches([&] { return files_below(store + "/recipes") > 20; }));
  const Ended beside = call({"store", "--prune", "--store", store});
  if (!run.ended()) {  // else it was too quick for this machine, and there was nothing to wait for
    CHECK(beside.status == 1);
    CHECK(beside.says("error[store-in-use]"));
    CHECK(beside.says("nothing was removed"));
  }
  const Ended e = run.end();
  CHECK(e.status == 0);
  CHECK(difference(run_files(f / "run"), demo.files_without_node()) == "");
  CHECK(store_json(store, {"--prune"}, 0).at("pruned").at("removed") == 0);
  CHECK(run_study(demo.study(), f / "run", store, {"-j", "1"}, 0, without_node).says("0 of 237 nodes computed"));
}

TEST_CASE("store: a run killed by SIGKILL holds nothing back from pruning") {
  const Demo& demo = Demo::undisturbed();
  const Folder f;
  const std::string store = f / "store";
  Running run({"run", demo.study(), "-o", f / "run", "--store", store, "-j", "1"}, without_node);
  REQUIRE(run.reaches([&] { return files_below(store + "/recipes") > 10; }));
  run.send(SIGKILL);
  run.end();
  const auto pruned = store_json(store, {"--prune"}, 0);
  CHECK(pruned.at("pruned").at("removed").get<int>() > 10);  // no lock was written
  CHECK(pruned.at("objects") == 0);
}

TEST_CASE("store: size, ages and runs; a run directory that was deleted is said, and what only it needs goes") {
  const Small s;
  REQUIRE(s.run().status == 0);
  const std::string store = s.folder / "store";
  const auto before = store_json(store, {}, 0);
  for (const char* key : {"store", "objects", "recipes", "bytes", "oldest", "newest", "last_used", "runs"})
    CHECK_MESSAGE(before.contains(key), key);
  CHECK(before.at("last_used").get<std::string>() >= before.at("newest").get<std::string>());
  REQUIRE(before.at("runs").size() == 1);
  CHECK(before.at("runs")[0].at("here") == true);
  fs::rename(s.folder / "run", s.folder / "elsewhere");
  const Ended told = call({"store", "--store", store});
  CHECK(told.prints("moved or deleted"));
  const auto pruned = store_json(store, {"--prune"}, 0);
  REQUIRE(pruned.at("pruned").at("forgotten").size() == 1);
  CHECK(pruned.at("pruned").at("bytes").get<int>() > 0);
  CHECK(pruned.at("objects") == 0);
  CHECK(s.run().says("5 of 5 nodes computed"));
}

TEST_CASE("store: a lock that cannot be read stops pruning before anything is removed") {
  const Small s;
  REQUIRE(s.run().status == 0);
  const std::string store = s.folder / "store";
  write_file(s.folder / "run/study.lock", "{");
  const std::size_t before = files_below(store);
  const Ended e = call({"store", "--prune", "--store", store});
  CHECK(e.status == 1);
  CHECK(e.says("study.lock"));
  CHECK(e.says("nothing was removed"));
  CHECK(files_below(store) == before);
}

TEST_CASE("store: flipped bits are named with their step and removed; healed, the verdict on the run is the same") {
  const Small s;
  REQUIRE(s.run().status == 0);
  const std::string store = s.folder / "store";
  const auto before = run_files(s.folder / "run");
  REQUIRE(call({"reproduce", s.folder / "run"}, Small::without_figures()).prints("verdict: identical"));
  const auto objects = entries(store, "objects"), recipes = entries(store, "recipes");
  flip(objects.front());
  flip(recipes.front());
  const auto found = store_json(store, {"--verify"}, 1);
  REQUIRE(found.at("verified").at("damaged").size() == 2);
  for (const auto& d : found.at("verified").at("damaged")) {
    CHECK_FALSE(d.at("why").get<std::string>().empty());
    CHECK_FALSE(d.at("made_by").get<std::string>().empty());
  }
  CHECK_FALSE(fs::exists(objects.front()));
  // And without being asked: every object damaged.
  for (const auto& o : entries(store, "objects")) flip(o);
  const Ended again = s.run();
  CHECK(again.status == 0);
  CHECK(again.says("was damaged"));
  CHECK(difference(run_files(s.folder / "run"), before) == "");
  CHECK(store_json(store, {"--verify"}, 0).at("verified").at("damaged").empty());
  CHECK(call({"reproduce", s.folder / "run"}, Small::without_figures()).prints("verdict: identical"));
}

TEST_CASE("store: on a disk that is full, a run fails with one message; with room again it goes on from there") {
  const Demo& demo = Demo::undisturbed();
  const Folder f;
  fs::create_directory(f / "disk");
  // A disk of its own, where this user may mount one; it is gone with the shell, so what was written is carried out.
  const std::string script = f.write("full.sh", R"(set -u
cd "$1"
mount -t tmpfs -o size=600k none disk || exit 77
PATH=/nonexistent "$2" run "$3" -o disk/run --store disk/store -j 2 2> first
echo $? > first.status
ls disk/run/study.lock 2> /dev/null && exit 1
mount -o remount,size=60m disk || exit 77
PATH=/nonexistent "$2" store --verify --store disk/store > verify 2>&1
PATH=/nonexistent "$2" run "$3" -o disk/run --store disk/store -j 2 2> second || exit 1
cp -r disk/run carried
)");
  const std::string command = "unshare -rm sh '" + script + "' '" + f.str() + "' '" + RGX_PROGRAM + "' '" +
                              demo.study() + "' > '" + (f / "said") + "' 2>&1";
  const int status = std::system(command.c_str());
  if (!fs::exists(f / "first.status")) {
    MESSAGE("skipped: no disk of its own can be mounted here: " << f.read("said"));
    return;
  }
  CHECK(status == 0);
  CHECK(f.read("first.status") == "1\n");
  CHECK(f.read("first").find("error[disk-full]") != std::string::npos);
  CHECK(f.read("verify").find(" 0 damaged") != std::string::npos);
  const std::string second = f.read("second");  // "a of 195 nodes computed, b from the store"
  const std::size_t at = second.find(" nodes computed, ");
  REQUIRE(at != std::string::npos);
  CHECK(std::stoul(second.substr(at + 17)) > 0);
  CHECK(difference(run_files(f / "carried"), demo.files_without_node()) == "");
}
