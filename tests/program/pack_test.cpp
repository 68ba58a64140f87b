// `rgx pack`, and `rgx reproduce` of packs and of runs whose data moved or is gone.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "tests/program/demo.hpp"

using namespace rgx::test;

namespace {

// Another user: a home of their own, and no data but what they bring.
Settings elsewhere(const Folder& home) {
  return {.environment = {{"HOME", home / "home"},
                          {"XDG_DATA_HOME", std::nullopt},
                          {"RGX_DATA_DIR", std::nullopt},
                          {"PATH", "/nonexistent"}},
          .largest_file = {},
          .folder = home.str()};
}

nlohmann::json verdict(const Ended& e, int status) {
  INFO(e.err);
  INFO(e.out);
  REQUIRE(e.status == status);
  return nlohmann::json::parse(e.out);
}

std::string packed_demo(const Folder& folder, const std::string& name, std::vector<std::string> more = {}) {
  std::vector<std::string> arguments{"pack", Demo::undisturbed().run(), "-o", folder / name};
  arguments.insert(arguments.end(), more.begin(), more.end());
  const Ended e = call(arguments, without_node);
  INFO(e.err);
  REQUIRE(e.status == 0);
  return folder / name;
}

}  // namespace

TEST_CASE("pack: carried to another user, with the data, it runs again identically") {
  Folder here, there;
  for (const char* name : {"demo.zip", "demo.tar.zst"}) {
    const std::string pack = packed_demo(here, name);
    fs::copy(pack, there / name);
    const std::string data = fs::exists(there / "data") ? there / "data" : Demo::undisturbed().copy_to(there, "data");
    fs::remove(data + "/study.rgx");
    const auto json = verdict(call({"reproduce", name, "--data", data, "--json"}, elsewhere(there)), 0);
    CHECK(json.at("verdict") == "identical");
    CHECK(json.at("differences").empty());
    std::size_t by_digest = 0, numbers = 0;
    for (const auto& t : json.at("tables")) {
      by_digest += t.at("checked") == "digest" ? 1 : 0;
      numbers += t.at("identical").get<std::size_t>();
    }
    CHECK(json.at("tables").size() == 32);
    CHECK(by_digest >= 4);
    CHECK(numbers > 5000);
  }
  // Data that is not there is asked for, and what changed is named.
  const Ended none = call({"reproduce", "demo.zip"}, elsewhere(there));
  CHECK(none.status == 1);
  CHECK(none.says("--data"));
  std::string rows = read_file(there / "data/expression.csv");
  rows.replace(rows.find("\ndemo-002,") + 10, 1, "9");
  write_file(there / "data/expression.csv", rows);
  const Ended other = call({"reproduce", "demo.zip", "--data", there / "data"}, elsewhere(there));
  CHECK(other.status == 1);
  CHECK(other.prints("`expression.csv` has another content"));
}

TEST_CASE("pack: names no subject, says what is left out") {
  Folder f;
  const Ended e = call({"pack", Demo::undisturbed().run(), "-o", f / "demo.tar.zst"}, without_node);
  CHECK(e.status == 0);
  CHECK(e.says("radiomics.csv"));
  CHECK(e.says("left out"));
  const Ended again = call({"pack", Demo::undisturbed().run(), "-o", f / "again.tar.zst"}, without_node);
  CHECK(read_file(f / "demo.tar.zst") == read_file(f / "again.tar.zst"));
  CHECK(call({"pack", Demo::undisturbed().run(), "-o", f / "demo.rar"}).status == 2);
  CHECK(call({"pack", f / "nothing", "-o", f / "x.zip"}).status == 2);
}

TEST_CASE("pack: with data it needs nothing else") {
  Folder here, there;
  fs::copy(packed_demo(here, "whole.zip", {"--with-data"}), there / "whole.zip");
  const auto json = verdict(call({"reproduce", "whole.zip", "--json"}, elsewhere(there)), 0);
  CHECK(json.at("verdict") == "identical");
  for (const auto& t : json.at("tables")) CHECK(t.at("checked") == "cells");
}

TEST_CASE("pack: feature tables under pseudonyms, and from them on with the key, without images") {
  Folder here, there;
  const std::string pack = packed_demo(here, "features.tar.zst", {"--with-features"});
  const std::string key = pack + ".key";
  REQUIRE(fs::exists(key));
  CHECK((fs::status(key).permissions() & fs::perms::group_read) == fs::perms::none);
  const std::string first = read_file(pack);
  packed_demo(here, "features.tar.zst", {"--with-features"});  // the key that is there serves again
  CHECK(read_file(pack) == first);

  fs::copy(pack, there / "features.tar.zst");
  const std::string data = Demo::undisturbed().copy_to(there, "data");
  fs::remove_all(data + "/images");
  const Ended none = call({"reproduce", "features.tar.zst", "--data", data}, elsewhere(there));
  CHECK(none.status == 1);
  CHECK(none.says("--key"));
  const Ended with = call({"reproduce", "features.tar.zst", "--data", data, "--key", key}, elsewhere(there));
  INFO(with.err);
  INFO(with.out);
  CHECK(with.status == 0);
  CHECK(with.prints("the images are not there"));
  CHECK(with.prints("verdict: identical, from the feature tables on"));
  write_file(there / "other.key", "rgx pseudonym key, HMAC-SHA-256\n" + std::string(64, 'a') + "\n");
  const Ended wrong = call({"reproduce", "features.tar.zst", "--data", data, "--key", "other.key"}, elsewhere(there));
  CHECK(wrong.status == 1);
  CHECK(wrong.says("wrong-key"));
  // With the images, no key is needed.
  fs::copy(Demo::undisturbed().cohort() + "/images", data + "/images");
  CHECK(call({"reproduce", "features.tar.zst", "--data", data}, elsewhere(there)).prints("verdict: identical"));
}

TEST_CASE("reproduce: a pack that was changed on the way is refused") {
  Folder f;
  const std::string pack = packed_demo(f, "demo.zip");
  std::string bytes = read_file(pack);
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
  write_file(pack, bytes);
  const Ended e = call({"reproduce", pack, "--data", Demo::undisturbed().cohort()});
  CHECK(e.status == 1);
  CHECK(e.says("error["));
  CHECK(e.out.empty());
  write_file(pack, "not an archive\n");
  CHECK(call({"reproduce", pack}).says("no-pack"));
}

TEST_CASE("reproduce: data that moved is found by path, and by content where it has another name") {
  Folder f;
  const std::string cohort = Demo::undisturbed().copy_to(f, "moved");
  fs::copy(Demo::undisturbed().run(), f / "run", fs::copy_options::recursive);
  // Where the study lay when it ran there is nothing any more.
  write_file(f / "run/run.json", edited(read_file(f / "run/run.json"), Demo::undisturbed().cohort(), f / "gone"));
  fs::create_directories(cohort + "/tables");
  fs::rename(cohort + "/expression.csv", cohort + "/tables/genes of everybody.csv");
  const Ended e = call({"reproduce", f / "run", "--data", cohort}, without_node);
  INFO(e.err);
  CHECK(e.status == 0);
  CHECK(e.prints("`expression.csv` is found as"));
  CHECK(e.prints("verdict: identical"));
  CHECK(call({"reproduce", f / "run"}, without_node).status == 1);
  CHECK(call({"reproduce", f / "run", "--data", f / "nowhere"}, without_node).status == 2);
}

TEST_CASE("reproduce: without the images it runs from the feature tables on, and says so") {
  Folder f;
  const std::string cohort = Demo::undisturbed().copy_to(f);
  fs::remove_all(cohort + "/images");
  fs::copy(Demo::undisturbed().run(), f / "run", fs::copy_options::recursive);
  std::string run = read_file(f / "run/run.json");
  run = edited(run, Demo::undisturbed().cohort(), cohort);
  SUBCASE("with the store of the run") {}
  SUBCASE("from the tables alone") { run = edited(run, Demo::undisturbed().store(), f / "no store"); }
  write_file(f / "run/run.json", run);
  const Ended text = call({"reproduce", f / "run"}, without_node);
  INFO(text.err);
  CHECK(text.status == 0);
  CHECK(text.prints("the images are not there; not rerun, their results taken from the run: `mri` "));
  CHECK(text.prints("`radiomics/extract`"));
  CHECK(text.prints("verdict: identical, from the feature tables on"));
  const auto json = verdict(call({"reproduce", f / "run", "--json"}, without_node), 0);
  CHECK(json.at("not_rerun").size() >= 3);

  // A table that was touched is not taken for the run's.
  std::string csv = read_file(f / "run/tables/signature.metrics.csv");
  write_file(f / "run/tables/signature.metrics.csv", edited(csv, "\nauc,0.", "\nauc,0.1"));
  const auto changed = verdict(call({"reproduce", f / "run", "--json"}, without_node), 1);
  CHECK(changed.at("verdict") == "different");
}

TEST_CASE("pack: the example on real data, carried and run again") {
  const auto data = data_dir("cohorts/ivygap");
  if (!data) return;
  Folder here, there;
  const std::string study = (source_dir() / "examples/ivygap/study.rgx").string();
  Settings with_data = without_node;
  with_data.environment["RGX_DATA_DIR"] = data->string();
  run_study(study, here / "run", here / "store", {"-j", "2"}, 0, with_data);
  const Ended e = call({"pack", here / "run", "-o", there / "ivygap.zip"}, with_data);
  REQUIRE(e.status == 0);
  const Ended again = call({"reproduce", "ivygap.zip", "--data", (*data / "cohorts").string()}, elsewhere(there));
  INFO(again.err);
  CHECK(again.status == 0);
  CHECK(again.prints("identical   published.csv"));
  CHECK(again.prints("verdict: identical"));
}
