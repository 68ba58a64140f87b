// Commands that compute nothing or little: usage, messages as data, the catalogue, one case, conformance, the store.
#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "tests/program/demo.hpp"
#include "tests/program/small.hpp"
#include "tests/program/table.hpp"

using namespace rgx::test;

TEST_CASE("commands: wrong usage ends in 2") {
  const Small s;
  for (const std::vector<std::string>& arguments : {std::vector<std::string>{},
                                                    {"frobnicate"},
                                                    {"run"},
                                                    {"run", s.study, "--frob"},
                                                    {"run", s.study, "-j", "x"},
                                                    {"run", s.study, "--memory", "lots"},
                                                    {"doc", "nothing"},
                                                    {"explain", "nothing"},
                                                    {"explain", s.study + ":nothing"},
                                                    {"new", "nothing", s.folder / "x"},
                                                    {"data", "get", "nothing"},
                                                    {"data"},
                                                    {"conform", "nothing"},
                                                    {"conform", "ibsi1", "--markdown"}}) {
    const Ended e = call(arguments);
    CHECK_MESSAGE(e.status == 2, (arguments.empty() ? "no arguments" : arguments.back()));
    CHECK_FALSE(e.err.empty());
  }
  CHECK(call({"--help"}).status == 0);
  CHECK(call({"--version"}).out.starts_with("rgx "));
  const Ended none = call({"run", s.folder / "nothing.rgx"});
  CHECK(none.status != 0);
  CHECK(none.says("nothing.rgx"));
}

TEST_CASE("commands: what is not built is said, never misread") {
  for (const std::vector<std::string>& arguments : {std::vector<std::string>{"import", "x"}, {"lsp"}}) {
    const Ended e = call(arguments);
    CHECK(e.status == 1);
    CHECK(e.says("not built yet"));
  }
}

TEST_CASE("commands: `check --json` is one array with the keys of the interface") {
  Small s;
  s.put(edited(small_study, "binary(group,", "binary(groups,"));
  const Ended e = call({"check", "--json", s.study});
  CHECK(e.status == 3);
  const auto all = nlohmann::json::parse(e.out);
  REQUIRE(all.is_array());
  std::size_t errors = 0;
  for (const auto& d : all) {
    for (const char* key :
         {"code", "severity", "message", "file", "line", "column", "end_line", "end_column", "related", "help", "fix"})
      CHECK_MESSAGE(d.contains(key), key);
    CHECK(d.at("related").is_array());
    if (d.at("severity") != "error") continue;
    ++errors;
    CHECK(d.at("code") == "unknown-column");
    CHECK(d.at("file") == s.study);
    CHECK(d.at("line") == 9);
  }
  CHECK(errors == 1);
  // A second place has file, line, column and text.
  s.put();
  s.clinical = edited(s.clinical, "P03,b,43", "P03,b,forty");
  s.put();
  const auto cell = nlohmann::json::parse(call({"check", "--json", s.study}).out);
  bool seen = false;
  for (const auto& d : cell)
    for (const auto& r : d.at("related")) {
      for (const char* key : {"file", "line", "column", "text"}) CHECK_MESSAGE(r.contains(key), key);
      seen = seen || r.at("line") == 4;
    }
  CHECK(seen);
  // Taken on trust, the table is not read.
  CHECK(call({"check", "--without-data", s.study}).status == 0);
}

TEST_CASE("commands: doc and explain") {
  const Ended all = call({"doc"});
  CHECK(all.status == 0);
  for (const char* words : {"compare\n", "wilcoxon@", "elastic_net@", "resample@", "not built yet"})
    CHECK(all.prints(words));
  const Ended one = call({"doc", "wilcoxon"});
  CHECK(one.status == 0);
  CHECK(one.prints("auc, rank_biserial"));
  const Ended code = call({"explain", "leakage"});
  CHECK(code.status == 0);
  CHECK(code.prints("within_folds"));

  const Small s;
  const Ended study = call({"explain", s.study});
  CHECK(study.status == 0);
  for (const char* words :
       {"A small study", "20 subjects", "level: 0.05  (written)", "missing_image: error  (default)"})
    CHECK_MESSAGE(study.prints(words), words);
  const Ended block = call({"explain", s.study + ":by_group"});
  CHECK(block.status == 0);
  CHECK(block.prints("effect: auc  (written)"));
  CHECK_FALSE(block.prints("A small study"));
}

TEST_CASE("commands: fmt changes layout only, once; --check changes nothing") {
  const Small s;
  const std::string crooked = edited(small_study, "  table:   csv", "      table: csv");
  write_file(s.study, crooked);
  const Ended check = call({"fmt", "--check", s.study});
  CHECK(check.status == 1);
  CHECK(check.prints("study.rgx would change"));
  CHECK(read_file(s.study) == crooked);
  CHECK(call({"fmt", s.study}).status == 0);
  CHECK(call({"fmt", "--check", s.study}).status == 0);
  CHECK(call({"check", s.study}).status == 0);
  write_file(s.study, edited(small_study, "by:       group", "by       group"));
  CHECK(call({"fmt", s.study}).status == 3);
}

TEST_CASE("commands: extract gives two lines, with the features of a study") {
  const auto data = data_dir("cohorts/sts");
  if (!data) return;
  const std::string subject = (*data / "cohorts/sts/nifti/STS_001").string();
  const Ended e = call({"extract", subject + "/PET_image.nii.gz", subject + "/PET_mask.nii.gz"});
  INFO(e.err);
  CHECK(e.status == 0);
  CHECK(std::count(e.out.begin(), e.out.end(), '\n') == 2);
  const Folder f;
  const Rows row = read_rows(f.write("row.csv", e.out));
  REQUIRE(row.cells.size() == 1);
  CHECK(row.header[0] == "subject");
  CHECK(row.header.size() > 100);
  // Volume by counting: so many voxels of this size, in ml within the tumours there are.
  const double volume = row.number(0, "roi.shape.volume_voxel");
  CHECK(volume > 1000);
  CHECK(volume == doctest::Approx(row.number(0, "roi.shape.volume_mesh")).epsilon(0.02));
  CHECK(call({"extract", subject + "/PET_image.nii.gz", subject + "/PET_mask.nii.gz", "-o", f / "out.csv"}).status ==
        0);
  CHECK(f.read("out.csv") == e.out);
  const Ended other = call({"extract", subject + "/PET_image.nii.gz", subject + "/MR_T1_mask.nii.gz"});
  CHECK(other.status == 1);
  CHECK(other.says("error[geometry-mismatch]"));
  const Ended label = call({"extract", subject + "/PET_image.nii.gz", subject + "/PET_mask.nii.gz", "--label", "7"});
  CHECK(label.status == 1);
  CHECK(label.says("error[mask-label]"));
}

TEST_CASE("commands: every response map and value of the filters of this very build is within tolerance") {
  const auto data = data_dir("reference/ibsi2");
  if (!data) return;
  const Ended e = call({"conform", "ibsi2", "--data", data->string()});
  CHECK(e.status == 0);
  CHECK(e.prints("356 of 356 within tolerance"));  // 33 maps, 323 values
  CHECK(e.prints("no reference"));
}

TEST_CASE("commands: every standardised value of this very build is within tolerance") {
  const auto data = data_dir("reference/ibsi1");
  if (!data) return;
  const Ended e = call({"conform", "ibsi1", "--data", data->string()});
  CHECK(e.status == 0);
  CHECK(e.prints("1803 of 1803 within tolerance"));
  CHECK(e.prints("item"));
  const Folder f;
  const Ended none = call({"conform", "ibsi1", "--data", f.str()});
  CHECK(none.status == 1);
  CHECK(none.says("reference/ibsi1"));
}

TEST_CASE("store: verified; a flipped bit is found, healed with a note, and changes no byte of the results") {
  const Demo& demo = Demo::undisturbed();
  const Folder f;
  const std::string store = demo.copy_store_to(f);
  const Ended whole = call({"store", "--verify", "--store", store});
  CHECK(whole.status == 0);
  CHECK(whole.prints(" 0 damaged"));
  const auto flip = [&](std::size_t which) {
    std::vector<std::string> objects;
    for (const auto& entry : fs::recursive_directory_iterator(store + "/objects"))
      if (entry.is_regular_file()) objects.push_back(entry.path().string());
    std::sort(objects.begin(), objects.end());
    REQUIRE(objects.size() > which);
    std::string bytes = read_file(objects[which]);
    bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 4);
    write_file(objects[which], bytes);
    return objects[which];
  };
  const std::string damaged = flip(0);
  const Ended found = call({"store", "--verify", "--store", store});
  CHECK(found.status == 1);
  CHECK(found.prints(" 1 damaged"));
  CHECK(found.prints(damaged));
  CHECK_FALSE(fs::exists(damaged));

  // Without asking: every object damaged that a run reads, and those it does not.
  for (std::size_t i = 0; i < 190; i += 9) flip(i);
  const Ended run = run_study(demo.study(), f / "run", store, {"-j", "2"}, 0, without_node);
  CHECK(run.says("was damaged"));
  CHECK(run.says("is made again"));
  CHECK(difference(run_files(f / "run"), demo.files_without_node()) == "");
  CHECK(call({"store", "--store", store}).prints("objects"));
  CHECK(call({"store", "--store", f / "nothing"}).status == 1);
}

TEST_CASE("store: prune keeps what the last runs refer to") {
  const Folder f;
  const Small s;
  REQUIRE(s.run().status == 0);
  write_file(s.study, edited(small_study, "level: 5 %", "level: 1 %"));
  REQUIRE(s.run().status == 0);
  const std::size_t before = files_below(s.folder / "store/recipes");
  const Ended e = call({"store", "--prune", "--store", s.folder / "store"});
  CHECK(e.status == 0);
  CHECK(files_below(s.folder / "store/recipes") == before - 1);  // the correction at 5 %
  const Ended again = s.run();
  CHECK(again.says("0 of 5 nodes computed"));
}
