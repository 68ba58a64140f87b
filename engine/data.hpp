#pragma once
// Public datasets by name: where `@name/…` of a study lies, and `rgx data get`. The registry (stdlib/datasets.json)
// names licence, citation and the digest of every file; nothing of a dataset is in the program.
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "engine/files.hpp"
#include "engine/value.hpp"

namespace rgx::engine {

struct Dataset {
  struct File {
    std::string path, sha256;
    std::uint64_t bytes = 0;
  };
  std::string name, title, licence, citation, doi;
  std::string source;  // where it comes from, for people
  std::vector<File> files;
  std::uint64_t bytes() const;
};

// Throws Failure "bad-registry". `load_datasets` reads the installed asset `datasets.json`.
std::vector<Dataset> parse_datasets(const std::string& json);
std::vector<Dataset> load_datasets(const Files& files);
const Dataset* find_dataset(const std::vector<Dataset>& all, const std::string& name);

// Where datasets may lie: `--data DIR` (DIR/cohorts/name or DIR/name), RGX_DATA_DIR (RGX_DATA_DIR/cohorts/name), then
// the folder that `rgx data get` fills.
struct DataPlaces {
  std::string data;    // of --data; empty: none
  std::string shared;  // RGX_DATA_DIR; empty: none
  std::string home;    // XDG_DATA_HOME/rgx, else ~/.local/share/rgx
  static DataPlaces of_environment(std::string data_option = {});
};

std::optional<std::string> dataset_folder(const Files& files, const DataPlaces& places, const std::string& name);

// `@sts/outcome/x.csv` → path of the file. Nothing: not found, and `reason` says what would help (`run: rgx data get
// sts
// --from DIR|URL`). A path without `@` is given back as it is.
std::optional<std::string> resolve_dataset_path(const Files& files, const DataPlaces& places,
                                                const std::string& written, std::string& reason);

// The data sets that `@` paths among these name, sorted by name: {name, title, licence, citation, doi}; for lock and
// report. Names the registry does not know are {name} alone.
Json dataset_notices(const std::vector<Dataset>& all, const std::vector<std::string>& written_paths);

struct DataProgress {
  std::size_t done = 0, total = 0;  // files
  std::string file;
};

// Copies from a folder (that holds the dataset's files, or a folder of its name or cohorts/name), unpacks an archive,
// or downloads (an archive, or a folder of files by their paths; file, http and https). Every file is verified; the
// folder appears whole or not at all. Returns it. Throws Failure: "no-such-dataset", "wrong-digest", "missing-files",
// and those of Files and downloads.
std::string get_dataset(const Dataset& dataset, const std::string& from, const DataPlaces& places, Files& files,
                        const std::function<void(const DataProgress&)>& progress = {});

}  // namespace rgx::engine
