// Images with one thing wrong, places that cannot be written, a disk that is full.
#include <doctest/doctest.h>

#include <cstring>

#include "tests/program/demo.hpp"
#include "tests/program/nifti.hpp"

using namespace rgx::test;

namespace {

struct Cohort {
  Folder folder;
  std::string lesion;  // of the fourth subject
  std::string whole;   // its bytes, unpacked
  Cohort() : lesion(folder / "cohort/images/demo-004_lesion.nii.gz") {
    Demo::undisturbed().copy_to(folder);
    whole = unpacked(lesion);
    REQUIRE(whole.size() > nifti_header + 1000);
  }
  std::string study() const { return folder / "cohort/study.rgx"; }
  Ended run(const Settings& settings = without_node) const {
    return call({"run", study(), "-o", folder / "run", "--store", folder / "store", "-j", "2"}, settings);
  }
  // Found by `check`, before anything runs.
  void refused(const std::string& code, const std::vector<std::string>& words) const {
    const Ended e = run();
    INFO(e.err);
    CHECK(e.status == 3);
    CHECK(e.says("error[" + code + "]"));
    for (const auto& word : words) CHECK_MESSAGE(e.says(word), word);
    CHECK(e.says("1 error,"));
    CHECK_FALSE(fs::exists(folder / "run"));
  }
  // Found when the voxels are read; what the others need was computed and is kept.
  void fails(const std::string& code, const std::vector<std::string>& words) const {
    const Ended e = run();
    INFO(e.err);
    CHECK(e.status == 1);
    CHECK(e.says("error[" + code + "]"));
    for (const auto& word : words) CHECK_MESSAGE(e.says(word), word);
    CHECK_FALSE(fs::exists(folder / "run/report.html"));
    CHECK(files_below(folder / "store/recipes") > 38);
    // Mended, the run needs what failed only, and gives the bytes of an undisturbed one.
    fs::copy(Demo::undisturbed().cohort() + "/images/demo-004_lesion.nii.gz", lesion,
             fs::copy_options::overwrite_existing);
    const Ended mended = run();
    CHECK(mended.status == 0);
    CHECK_FALSE(mended.says(" 0 from the store"));
    CHECK(difference(run_files(folder / "run"), Demo::undisturbed().files_without_node()) == "");
  }
};

}  // namespace

TEST_CASE("bad input: a NIfTI file cut short") {
  const Cohort c;
  SUBCASE("in its header") { write_packed(c.lesion, c.whole.substr(0, 100)); }
  SUBCASE("in its voxels") { write_packed(c.lesion, c.whole.substr(0, c.whole.size() - 1)); }
  SUBCASE("in its packing") {
    const std::string packed = read_file(c.lesion);
    write_file(c.lesion, packed.substr(0, packed.size() / 2));
  }
  SUBCASE("no packing at all") { write_file(c.lesion, "not an image\n"); }
  c.refused("unreadable-file", {"`lesion` of `demo-004` cannot be read", "study.rgx:31:3"});
}

TEST_CASE("bad input: a mask of another geometry") {
  const Cohort c;
  std::string moved = c.whole;
  // qoffset_x and the first row of the sform: 5 mm aside.
  for (const std::size_t at : {std::size_t{268}, std::size_t{292}}) {
    float x = 0;
    std::memcpy(&x, moved.data() + at, sizeof x);
    x += 5;
    std::memcpy(moved.data() + at, &x, sizeof x);
  }
  write_packed(c.lesion, moved);
  c.refused("geometry-mismatch", {"`lesion`", "`T1ce`", "origin", "5 mm apart", "`demo-004`", "study.rgx:31:3"});
}

TEST_CASE("bad input: a mask that is absent") {
  const Cohort c;
  fs::remove(c.lesion);
  c.refused("missing-image", {"`lesion` is absent for 1 subject", "`demo-004`", "optional: true"});
}

TEST_CASE("bad input: an empty mask") {
  const Cohort c;
  write_packed(c.lesion, c.whole.substr(0, nifti_header) + std::string(c.whole.size() - nifti_header, '\0'));
  c.fails("mask-empty", {"demo-004_lesion.nii.gz", "subject demo-004", "study.rgx:27:"});
}

TEST_CASE("bad input: a mask without the label that is asked for") {
  const Cohort c;
  std::string other = c.whole;
  for (std::size_t i = nifti_header; i < other.size(); ++i)
    if (other[i] == 1) other[i] = 3;
  write_packed(c.lesion, other);
  c.fails("mask-label", {"label 1", "there is 3", "demo-004_lesion.nii.gz", "subject demo-004"});
}

TEST_CASE("bad input: an output or a store below a regular file is told before any work") {
  const Folder f;
  const Demo& demo = Demo::undisturbed();
  f.write("a_file", "x");
  const Ended out = call({"run", demo.study(), "-o", f / "a_file/run", "--store", f / "store"});
  CHECK(out.status == 1);
  CHECK(out.says("error[cannot-write]"));
  CHECK(out.says("a_file/run"));
  CHECK(out.says("Not a directory"));
  CHECK(files_below(f / "store/objects") + files_below(f / "store/recipes") == 0);
  const Ended store = call({"run", demo.study(), "-o", f / "run", "--store", f / "a_file/store"});
  CHECK(store.status == 1);
  CHECK(store.says("error[cannot-write]"));
  CHECK(store.says("a_file/store"));
  CHECK_FALSE(fs::exists(f / "run/report.html"));
  const Ended made = call({"new", "demo", f / "a_file/demo"});
  CHECK(made.status == 1);
  CHECK(made.says("error[output-write]"));
  CHECK(made.says("a_file/demo"));
  const std::string image = demo.cohort() + "/images/demo-001_t1ce.nii.gz";
  const std::string mask = demo.cohort() + "/images/demo-001_lesion.nii.gz";
  const Ended extract = call({"extract", image, mask, "-o", f / "a_file/x.csv"});
  CHECK(extract.status == 1);
  CHECK(extract.says("error[cannot-write]"));
}

TEST_CASE("bad input: a full disk ends the run with one message; with room again, the same bytes") {
  const Demo& demo = Demo::undisturbed();
  for (const rlim_t room : {rlim_t{8000}, rlim_t{150000}}) {  // bytes a file: too few for a case, too few for a report
    CAPTURE(room);
    const Folder f;
    Settings full = without_node;
    full.largest_file = room;
    const Ended e = call({"run", demo.study(), "-o", f / "run", "--store", f / "store", "-j", "2"}, full);
    INFO(e.err);
    CHECK(e.status == 1);
    CHECK(e.says("error[disk-full]"));
    CHECK(e.err.find("error[") == e.err.rfind("error["));
    CHECK(e.says("File too large"));
    CHECK_FALSE(fs::exists(f / "run/study.lock"));
    CHECK_FALSE(fs::exists(f / "run/report.html"));
    run_study(demo.study(), f / "run", f / "store", {"-j", "2"}, 0, without_node);
    CHECK(difference(run_files(f / "run"), demo.files_without_node()) == "");
  }
}
