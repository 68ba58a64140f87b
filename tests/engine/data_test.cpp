#include "engine/data.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <doctest/doctest.h>

#include "engine/digest.hpp"
#include "engine/failure.hpp"
#include "tests/support/data.hpp"
#include "tests/support/folder.hpp"

using namespace rgx::engine;
using rgx::test::Folder;

namespace {

Dataset small() {
  Dataset d;
  d.name = "small";
  d.title = "A small dataset";
  d.licence = "CC0";
  d.source = "nowhere";
  d.files = {{"csv/a b.csv", sha256("x,y\n1,2\n"), 8}, {"readme", sha256("hello"), 5}};
  return d;
}

void fill(const Folder& folder, const std::string& at) {
  folder.write(at + "/csv/a b.csv", "x,y\n1,2\n");
  folder.write(at + "/readme", "hello");
}

std::string archive_of(const Folder& folder, const std::string& name, bool zip, const std::string& prefix) {
  ::archive* a = archive_write_new();
  if (zip)
    archive_write_set_format_zip(a);
  else {
    archive_write_set_format_pax_restricted(a);
    archive_write_add_filter_gzip(a);
  }
  const std::string path = folder / name;
  archive_write_open_filename(a, path.c_str());
  for (const auto& [file, bytes] :
       {std::pair<std::string, std::string>{"csv/a b.csv", "x,y\n1,2\n"}, {"readme", "hello"}}) {
    ::archive_entry* e = archive_entry_new();
    archive_entry_set_pathname(e, (prefix + file).c_str());
    archive_entry_set_size(e, static_cast<la_int64_t>(bytes.size()));
    archive_entry_set_filetype(e, AE_IFREG);
    archive_entry_set_perm(e, 0644);
    archive_write_header(a, e);
    archive_write_data(a, bytes.data(), bytes.size());
    archive_entry_free(e);
  }
  archive_write_close(a);
  archive_write_free(a);
  return path;
}

std::string code_of(const std::function<void()>& act) {
  try {
    act();
  } catch (const Failure& f) {
    return f.code;
  }
  return "none";
}

}  // namespace

TEST_CASE("data: a dataset comes from a folder, an archive or an address, and is found by its name") {
  const Folder folder;
  const auto files = real_files();
  fill(folder, "mirror/small");
  const std::vector<std::string> sources{folder / "mirror",
                                         folder / "mirror/small",
                                         archive_of(folder, "s.tar.gz", false, "top/"),
                                         archive_of(folder, "s.zip", true, "./"),
                                         "file://" + (folder / "mirror/small"),
                                         "file://" + (folder / "s.tar.gz")};
  int n = 0;
  for (const auto& from : sources) {
    CAPTURE(from);
    DataPlaces places;
    places.home = folder / ("home" + std::to_string(n++));
    const std::string at = get_dataset(small(), from, places, *files);
    CHECK(files->list(places.home) == std::vector<std::string>{"small"});
    CHECK(files->read(at + "/csv/a b.csv") == "x,y\n1,2\n");
    CHECK(files->read(at + "/DATASET.txt").find("CC0") != std::string::npos);
    std::string reason;
    CHECK(resolve_dataset_path(*files, places, "@small/csv/a b.csv", reason) == at + "/csv/a b.csv");
    CHECK_FALSE(resolve_dataset_path(*files, places, "@small/none.csv", reason));
    CHECK(reason == "the dataset `small` in `" + at + "` has no `none.csv`");
    CHECK_FALSE(resolve_dataset_path(*files, places, "@other/x", reason));
    CHECK(reason == "the dataset `other` is not on this machine; run: rgx data get other --from DIR|URL");
  }
}

TEST_CASE("data: what is missing or altered is refused, and nothing is left behind") {
  const Folder folder;
  const auto files = real_files();
  DataPlaces places;
  places.home = folder / "home";
  fill(folder, "m");
  folder.write("m/readme", "altered");
  CHECK(code_of([&] { get_dataset(small(), folder / "m", places, *files); }) == "wrong-digest");
  std::filesystem::remove(folder / "m/readme");
  CHECK(code_of([&] { get_dataset(small(), folder / "m", places, *files); }) == "missing-files");
  CHECK(code_of([&] { get_dataset(small(), "file://" + (folder / "m"), places, *files); }) == "missing-files");
  CHECK(code_of([&] { get_dataset(small(), folder / "none", places, *files); }) == "no-such-file");
  CHECK(code_of([&] { get_dataset(small(), "", places, *files); }) == "no-such-dataset");
  CHECK(code_of([&] { get_dataset(small(), "http://127.0.0.1:9/x.zip", places, *files); }) == "cannot-download");
  folder.write("broken.zip", "PK\3\4 no archive");
  CHECK(code_of([&] { get_dataset(small(), folder / "broken.zip", places, *files); }) == "damaged-archive");
  CHECK(code_of([&] { get_dataset(small(), archive_of(folder, "bad.tar.gz", false, "../out/"), places, *files); }) ==
        "unsafe-archive");
  CHECK(files->list(places.home).empty());
}

TEST_CASE("data: --data comes before RGX_DATA_DIR, and that before what was fetched") {
  const Folder folder;
  const auto files = real_files();
  DataPlaces places;
  places.home = folder / "home";
  fill(folder, "home/small");
  CHECK(dataset_folder(*files, places, "small") == folder / "home/small");
  places.shared = folder / "shared";
  fill(folder, "shared/cohorts/small");
  CHECK(dataset_folder(*files, places, "small") == folder / "shared/cohorts/small");
  places.data = folder / "mine";
  fill(folder, "mine/small");
  CHECK(dataset_folder(*files, places, "small") == folder / "mine/small");
}

TEST_CASE("data: the registry lists every file of the cohorts with its digest") {
  const auto files = real_files();
  const auto all = parse_datasets(files->read((rgx::test::source_dir() / "stdlib/datasets.json").string()));
  for (const char* name : {"sts", "tcga_lgg_vasari", "nsclc_imagene", "ivygap"}) {
    const Dataset* d = find_dataset(all, name);
    REQUIRE(d != nullptr);
    CHECK_FALSE(d->licence.empty());
    CHECK_FALSE(d->citation.empty());
    CHECK_FALSE(d->files.empty());
  }
  CHECK(find_dataset(all, "none") == nullptr);
  CHECK(dataset_notices(all, {"@sts/a", "b.csv", "@sts/c"}).size() == 1);
  CHECK_THROWS_AS(parse_datasets(R"([{"name": "x", "files": [{"path": "../y", "sha256": "0", "bytes": 1}]}])"),
                  Failure);
  if (const auto data = rgx::test::data_dir("cohorts/tcga_lgg_vasari")) {
    const Folder folder;
    DataPlaces places;
    places.home = folder.str();
    get_dataset(*find_dataset(all, "tcga_lgg_vasari"), data->string(), places, *files);
    CHECK(files->exists(folder / "tcga_lgg_vasari/csv/tcga_lgg_vasari_clinical_genomic_188.csv"));
  }
}
