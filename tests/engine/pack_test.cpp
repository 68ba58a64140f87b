#include "engine/pack.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdlib>

#include "engine/archive.hpp"
#include "engine/archive_members.hpp"
#include "engine/digest.hpp"
#include "engine/pack_open.hpp"
#include "engine/pack_subjects.hpp"
#include "engine/reproduce.hpp"
#include "tests/support/crate.hpp"
#include "tests/support/folder.hpp"
#include "tests/support/tiny.hpp"

using namespace rgx::test;

namespace {

// A run of fourteen subjects, with what a study says of itself.
struct Bench {
  Folder folder;
  std::unique_ptr<Files> files = real_files();
  FixedClock clock{1'700'000'000};
  std::vector<std::string> subjects, paths;
  Bench() {
    for (int i = 0; i < 14; ++i) {
      subjects.push_back("case-" + std::to_string(100 + i));
      paths.push_back(folder.write("data/" + subjects.back() + ".txt", std::to_string(i + 1)));
    }
    RunOptions o;
    o.out_dir = folder / "out";
    o.store_dir = folder / ".rgx";
    o.study_path = folder / "tiny.rgx";
    o.study_text = "study";
    REQUIRE(run(plan(2), tiny_registry(), *files, clock, o).exit == 0);
  }
  Plan plan(double by) const {
    Plan p = tiny_plan(subjects, paths, by);
    const Json pattern = {{"name", "CT"}, {"pattern", "data/{id}.txt"}};
    const Json people = {"Ada Lovelace (ORCID 0000-0002-1825-0097): analysis", "C. Babbage: engine"};
    p.study["blocks"] = {{{"kind", "study"},
                          {"settings",
                           {{{"name", "people"}, {"value", people}},
                            {{"name", "funding"}, {"value", Json::array({"Royal Society, grant 7"})}},
                            {{"name", "registered"}, {"value", "doi:10.17605/OSF.IO/ABCDE"}}}}},
                         {{"kind", "images"}, {"name", "ct"}, {"images", {{"scans", Json::array({pattern})}}}}};
    p.study["datasets"] = Json::array({{{"name", "sts"}, {"title", "Sarcomas"}, {"licence", "CC BY 3.0"}}});
    return p;
  }
  std::string packed(const std::string& name, bool with_data = false) {
    PackOptions o;
    o.run_dir = folder / "out";
    o.out = folder / name;
    o.with_data = with_data;
    o.definitions = {{"mine.rgx", "definitions/mine.rgx", "define x() {}\n"}};
    o.locate = [&](const Lock::Input& i) { return folder / i.path; };
    result = pack(*files, o);
    return o.out;
  }
  // The members of an archive, read by the reader for archives that state nothing.
  std::map<std::string, std::string> members(const std::string& archive) {
    files->remove(folder / "members");
    unpack_archive(files->read(archive), folder / "members", *files);
    std::map<std::string, std::string> out;
    for (const auto& name : files->list_all(folder / "members")) out[name] = folder.read("members/" + name);
    return out;
  }
  std::string written(const std::map<std::string, std::string>& members, const std::string& name = "other.zip") {
    std::vector<ArchiveMember> list;
    for (const auto& [member, bytes] : members) list.push_back({member, bytes, {}});
    write_archive(folder / name, list, *files);
    return folder / name;
  }
  Reproduction again(const std::string& pack_file, double by) {
    ReproduceOptions o;
    o.run_dir = folder / "unpacked";
    files->remove(o.run_dir);
    o.pack = open_pack(*files, pack_file, o.run_dir);
    o.work_dir = folder / "work";
    o.base = folder.str();
    o.make_plan = [&](const InputPlaces&) { return plan(by); };
    return reproduce(tiny_registry(), *files, clock, o);
  }
  std::string refusal(const std::string& archive) {
    try {
      open_pack(*files, archive, folder / "refused");
    } catch (const Failure& f) {
      CHECK_FALSE(files->exists(folder / "refused"));
      return f.code + ": " + f.what();
    }
    return "taken";
  }
  PackResult result;
};

std::set<std::string> names(const std::map<std::string, std::string>& members) {
  std::set<std::string> out;
  for (const auto& [name, bytes] : members) out.insert(name);
  return out;
}

}  // namespace

TEST_CASE("pack: a valid crate that names nobody, the same bytes each time") {
  Bench b;
  for (const char* name : {"a.zip", "a.tar.zst"}) {
    const std::string archive = b.packed(name);
    const auto members = b.members(archive);
    for (const char* needed : {"study.rgx", "study.lock", "run.json", "expected.json", "report.html", "report.md",
                               "tables/published.csv", "tables/means.dictionary.csv", "definitions/mine.rgx"})
      CHECK_MESSAGE(members.contains(needed), needed);
    for (const char* hidden : {"tables/means.csv", "tables/participants.csv", "tables/missing.csv"})
      CHECK_MESSAGE(!members.contains(hidden), hidden);
    for (const auto& [member, bytes] : members)
      CHECK_MESSAGE(bytes.find("case-1") == std::string::npos, member << " names a subject");
    CHECK(members.at("run.json").find(b.folder.str()) == std::string::npos);
    CHECK(members.at("study.lock").find(b.folder.str()) == std::string::npos);

    const Json crate = Json::parse(members.at("ro-crate-metadata.json"));
    CHECK(broken_rules(crate, names(members)) == std::vector<std::string>{});
    const std::string text = crate.dump();
    for (const char* said : {"https://orcid.org/0000-0002-1825-0097", "Ada Lovelace", "C. Babbage", "Royal Society",
                             "https://doi.org/10.17605/OSF.IO/ABCDE", "CC BY 3.0"})
      CHECK_MESSAGE(text.find(said) != std::string::npos, said);
    for (const auto& e : crate.at("@graph"))
      if (members.contains(e.at("@id").get<std::string>()) && e.contains("sha256")) {
        CHECK(e.at("sha256") == sha256(members.at(e.at("@id").get<std::string>())));
        CHECK(e.at("contentSize") == std::to_string(members.at(e.at("@id").get<std::string>()).size()));
      }

    const std::string first = b.files->read(archive);
    CHECK(b.result.sha256 == sha256(first));
    ::setenv("TZ", "Pacific/Kiritimati", 1);
    b.packed(name);
    ::unsetenv("TZ");
    CHECK(b.files->read(archive) == first);
  }
}

TEST_CASE("pack: the crate's rules are not kept by just anything") {
  Bench b;
  const auto members = b.members(b.packed("a.zip"));
  const Json crate = Json::parse(members.at("ro-crate-metadata.json"));
  auto more = names(members);
  more.insert("stray.txt");
  CHECK(broken_rules(crate, more) == std::vector<std::string>{"every file is described: stray.txt"});
  Json dangling = crate;
  for (auto& e : dangling["@graph"])
    if (e["@id"] == "./") e["author"] = {{"@id", "#nobody"}};
  CHECK(broken_rules(dangling, names(members)) == std::vector<std::string>{"./ refers to nothing: #nobody"});
}

TEST_CASE("pack: read back and run again, identical, also what is not in it") {
  Bench b;
  const std::string archive = b.packed("a.zip");
  const Reproduction same = b.again(archive, 2);
  CHECK(same.verdict == "identical");
  CHECK(same.exit == 0);
  CHECK(same.differences == std::vector<std::string>{});
  bool hidden = false;
  for (const auto& t : same.tables)
    if (t.file == "means.csv") {
      CHECK(t.checked == "digest");
      CHECK(t.numbers == 28);
      hidden = true;
    }
  CHECK(hidden);

  const Reproduction other = b.again(archive, 2.5);
  CHECK(other.verdict == "different");
  CHECK(other.exit == 1);
  CHECK(other.divergence.step == "scaled/scale[…]");
  CHECK(other.divergence.because == "parameter `by` is 2.5, was 2");
  CHECK(to_text(other).find("`mean` of mean of all rows") != std::string::npos);
}

TEST_CASE("pack: with data, everything is in it as the run wrote it") {
  Bench b;
  const auto members = b.members(b.packed("a.zip", true));
  CHECK(members.at("data/data/case-105.txt") == "6");
  CHECK(members.at("tables/means.csv") == b.folder.read("out/tables/means.csv"));
  CHECK(members.at("study.lock") == b.folder.read("out/study.lock"));
  CHECK(members.at("run.json").find(b.folder.str()) == std::string::npos);
  CHECK(broken_rules(Json::parse(members.at("ro-crate-metadata.json")), names(members)) == std::vector<std::string>{});
  CHECK(b.result.remarks.size() == 1);
  CHECK(b.again(b.folder / "a.zip", 2).verdict == "identical");
  b.folder.write("data/case-105.txt", "66");
  CHECK_THROWS_WITH_AS(b.packed("b.zip", true), "the input `data/case-105.txt` has another content than in the run",
                       Failure);
  CHECK_FALSE(b.files->exists(b.folder / "b.zip"));
}

TEST_CASE("pack: one that was tampered with is refused, with what is wrong") {
  Bench b;
  const std::string archive = b.packed("a.zip");
  const auto members = b.members(archive);
  CHECK(b.refusal(b.written(members)) == "taken");
  b.files->remove(b.folder / "refused");
  const auto with = [&](const std::function<void(std::map<std::string, std::string>&)>& change) {
    auto changed = members;
    change(changed);
    return b.refusal(b.written(changed));
  };
  const auto holds = [](const std::string& text, const char* words) {
    CHECK_MESSAGE(text.find(words) != std::string::npos, text);
  };
  holds(with([](auto& m) { m["tables/published.csv"][3] ^= 1; }), "damaged-pack: ");
  holds(with([](auto& m) { m["tables/published.csv"] += "\n"; }), "unsafe-archive: ");
  holds(with([](auto& m) { m.erase("tables/published.csv"); }), "lacks `tables/published.csv`");
  holds(with([](auto& m) { m["../escaped.txt"] = "x"; }), "names a file outside its folder: `../escaped.txt`");
  holds(with([](auto& m) { m["/tmp/escaped.txt"] = "x"; }), "names a file outside its folder: `/tmp/escaped.txt`");
  holds(with([](auto& m) { m["a\\..\\b"] = "x"; }), "names a file outside its folder");
  holds(with([](auto& m) { m["more.txt"] = "x"; }), "holds `more.txt`, which its metadata does not name");
  holds(with([](auto& m) { m["tables/published.csv"] = std::string(50'000'000, '\0'); }), "holds more than the ");
  holds(with([](auto& m) { m.erase("ro-crate-metadata.json"); }), "no-pack: ");
  holds(with([](auto& m) { m["ro-crate-metadata.json"] = "{}"; }), "no-pack: ");
  // A table changed together with what the metadata say of it still differs from the lock.
  holds(with([](auto& m) {
          const std::string was = sha256(m["tables/published.csv"]);
          m["tables/published.csv"][3] ^= 1;
          auto& meta = m["ro-crate-metadata.json"];
          meta.replace(meta.find(was), 64, sha256(m["tables/published.csv"]));
        }),
        "is not the table that the run wrote");
  // A stated size that no archive of this size could hold.
  holds(with([](auto& m) {
          Json meta = Json::parse(m["ro-crate-metadata.json"]);
          for (auto& e : meta["@graph"])
            if (e["@id"] == "report.html") e["contentSize"] = "99999999999999";
          m["ro-crate-metadata.json"] = meta.dump();
        }),
        "bytes and states that ");
  b.folder.write("text.zip", "this is no archive\n");
  holds(b.refusal(b.folder / "text.zip"), "no-pack: ");
  const std::string whole = b.files->read(archive);
  b.folder.write("half.zip", whole.substr(0, whole.size() / 2));
  CHECK(b.refusal(b.folder / "half.zip") != "taken");
}

TEST_CASE("pack: bad places and a run that was touched") {
  Bench b;
  CHECK_THROWS_AS(b.packed("a.rar"), Failure);
  CHECK_THROWS_AS(b.packed("nowhere/a.zip"), Failure);
  b.folder.write("out/tables/means.csv", b.folder.read("out/tables/means.csv") + "x,1,1\n");
  CHECK_THROWS_AS(b.packed("a.zip"), Failure);
  CHECK_FALSE(b.files->exists(b.folder / "a.zip"));
}

TEST_CASE("pack: what stands for subjects") {
  const Subjects s({"P1", "TCGA-06-0190", "12", "P1-002"});
  CHECK(s.named_in("mri[TCGA-06-0190]/x") == "TCGA-06-0190");
  CHECK(s.named_in("XTCGA-06-01901").empty());
  CHECK(s.named_in("12 of P1").empty());
  CHECK(s.masked("only P1-002_t1.nii and 12") == "only …_t1.nii and 12");
  CHECK(step_of("a/b[12]", s) == "a/b[…]");
  CHECK(step_of("a/b[P1/2/A]", s) == "a/b[…]");
  CHECK(step_of("codel/fold[3.2]", s) == "codel/fold[3.2]");
  Table t;
  t.columns = {Column::of_texts("who", {"TCGA-06-0190"})};
  CHECK(subject_level(t, s));
  t.columns = {Column::of_texts("feature", {"volume"}), Column::of_numbers("12", {1})};
  CHECK_FALSE(subject_level(t, s));
}

TEST_CASE("verdict: every number is told") {
  const auto same = judge("t.csv", "s,x\np,1\n", "s,x\np,1\n", 1e-9);
  CHECK(same.verdict == "identical");
  CHECK(to_text(same) == "identical   t.csv: 1 numbers\n");
  const auto close = judge("t.csv", "s,x,y\np,1,5\nq,2,5\n", "s,x,y\np,1,5\nq,2.000000001,5\n", 1e-9);
  CHECK(close.verdict == "equivalent");
  CHECK(close.numbers == 4);
  CHECK(close.identical == 3);
  CHECK(close.equivalent == 1);
  CHECK(to_text(close) ==
        "equivalent  t.csv: of 4 numbers: 3 identical, 1 equivalent; most of all `x` of q: was 2, is 2.000000001 "
        "(relative 5e-10)\n");
  const auto far = judge("t.csv", "s,x\np,1\nq,2\n", "s,x\np,yes\nq,4\n", 1e-9);
  CHECK(far.verdict == "different");
  CHECK(far.different == 2);
  CHECK(far.largest_relative_difference == 0.5);
  CHECK(far.moved.front().is == "yes");
  const auto word = judge("t.csv", "s,x\np,yes\n", "s,x\np,\n", 1e-9);
  CHECK(word.verdict == "different");
  CHECK(word.words == 1);
  CHECK(judge("t.csv", "a\n0\n", "a\n-0\n", 1e-9).verdict == "equivalent");
  CHECK(judge("t.csv", "a\n1\n", "a\n1\n2\n", 1).detail == "has 2 rows, had 1");
  CHECK(judge("t.csv", "a,b\n1,2\n", "a,c\n1,2\n", 1).detail == "column `c` is new");
}

TEST_CASE("verdict: a table that is not in the pack, by digest and by means") {
  std::string csv = "subject,x,few\n", moved = csv, swapped = csv, renamed = csv;
  for (int i = 0; i < 12; ++i) {
    const std::string id = "P" + std::to_string(10 + i), few = i < 3 ? "1" : "";
    csv += id + "," + std::to_string(i) + ".5," + few + "\n";
    moved += id + "," + std::to_string(i) + ".5000000001," + few + "\n";
    swapped += id + "," + std::to_string(11 - i) + ".5," + few + "\n";
    renamed += (i == 0 ? "X" : id) + "," + std::to_string(i) + ".5," + few + "\n";
  }
  const ExpectedTable e = expect("t.csv", csv, from_csv(csv), true, false);
  REQUIRE(e.numbers.size() == 1);  // three cases are too few for a mean
  CHECK(judge(e, csv, 1e-9).verdict == "identical");
  CHECK(judge(e, moved, 1e-9).verdict == "equivalent");
  CHECK(judge(e, moved, 1e-12).verdict == "different");
  CHECK(judge(e, swapped, 1e-9).detail == "the means are the same, the rows are not");
  CHECK(judge(e, renamed, 1e-9).verdict == "different");
  Expected all;
  all.subject_data = "left out";
  all.tables = {e};
  CHECK(Expected::parse(all.text()).text() == all.text());
}
