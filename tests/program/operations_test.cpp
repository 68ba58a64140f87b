// Versions of operations mean something: what an operation gives on fixed data stands in tests/golden/operations.csv
// under its version. An output that moves while the version stays fails here, and so does an operation without a row.
//
// Studies in tests/golden/operations/ have a block an operation, named after it. Numbers are compared to 10 significant
// digits, so that builds which differ in last bits agree.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <tuple>

#include "tests/program/program.hpp"
#include "tests/program/table.hpp"

using namespace rgx::test;

namespace {

using Id = std::tuple<std::string, std::string, int, std::string>;  // section of `rgx doc`, operation, version, table

std::string golden_folder() { return std::string(RGX_SOURCE_DIR) + "/tests/golden/"; }

// Every operation that is built, with its versions, by the sections of `rgx doc`.
using Catalogue = std::map<std::pair<std::string, std::string>, std::set<int>>;

Catalogue operations_of_this_build() {
  Catalogue out;
  std::istringstream lines(call({"doc"}).out);
  std::string section;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("protocols")) break;
    if (!line.starts_with("  ")) section = line;
    const std::size_t at = line.find('@');
    if (!line.starts_with("  ") || at == std::string::npos || line.find("(not built yet)") != std::string::npos)
      continue;
    out[{section, line.substr(2, at - 2)}].insert(std::stoi(line.substr(at + 1)));
  }
  return out;
}

// What no table of a run can show.
const std::map<std::pair<std::string, std::string>, std::string> elsewhere{
    {{"report", "html"}, "a report, held by tests/engine/report_test.cpp"},
    {{"report", "markdown"}, "a report, held by tests/engine/report_test.cpp"}};

// A cell as every build gives it: 10 significant digits, noise about 0 taken away.
std::string settled(const std::string& cell) {
  char* end = nullptr;
  const double value = std::strtod(cell.c_str(), &end);
  if (cell.empty() || end != cell.c_str() + cell.size() || !std::isfinite(value)) return cell;
  if (std::abs(value) < 1e-12) return "0";
  char text[40];
  std::snprintf(text, sizeof text, "%.9e", value);
  return text;
}

// FNV-1a over the settled cells: enough to see a change that nobody makes on purpose.
std::string digest_of(const Rows& rows) {
  std::uint64_t h = 14695981039346656037ULL;
  const auto add = [&](const std::string& text) {
    for (const char c : text + "\n") h = (h ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  };
  for (const auto& name : rows.header) add(name);
  for (const auto& row : rows.cells)
    for (const auto& cell : row) add(settled(cell));
  char text[20];
  std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(h));
  return text;
}

// Tables of a model that are made of its predictions: they are those of `assess`, in the study of the engine.
bool derived(const std::string& suffix, const std::string& study) {
  static const std::set<std::string> always{"dictionary", "top", "qq", "tuning"};
  static const std::set<std::string> of_models{"roc",      "pr",        "calibration", "calibration_curve",
                                               "decision", "confusion", "metrics"};
  return study != "engine" && (always.count(suffix) != 0 || of_models.count(suffix) != 0);
}

// The version of `op` that stands in the description of the study; 0: its steps do not name it.
int version_in(const nlohmann::json& j, const std::string& op) {
  if (j.is_object() && j.contains("op") && j.at("op") == op) return j.at("version").get<int>();
  if (j.is_structured())
    for (const auto& inner : j)
      if (const int found = version_in(inner, op); found != 0) return found;
  return 0;
}

// Tables of `block` below a run, by what stands between its name and `.csv`.
std::map<std::string, std::string> tables_of(const std::string& run, const std::string& block) {
  std::map<std::string, std::string> out;
  for (const auto& entry : fs::directory_iterator(run + "/tables")) {
    const std::string file = entry.path().filename().string();
    if (file == block + ".csv") out["all"] = entry.path().string();
    if (file.starts_with(block + ".") && file.size() > block.size() + 5)
      out[file.substr(block.size() + 1, file.size() - block.size() - 5)] = entry.path().string();
  }
  return out;
}

void gather(const std::string& study, const std::string& run, const Catalogue& built,
            std::map<Id, std::string>& found) {
  const std::string prefix = study.substr(0, study.find("__"));
  const auto lock = nlohmann::json::parse(read_file(run + "/study.lock"));
  for (const auto& block : lock.at("study").at("blocks")) {
    const std::string kind = block.at("kind"), name = block.at("name");
    const std::string op = kind == "published" ? "value" : name.substr(0, name.find("__"));
    const std::string section = prefix != "pyradiomics" && built.count({kind, op}) != 0 ? kind : prefix;
    const auto known = built.find({section, op});
    if (known == built.end() && study != "engine") continue;
    // A block says which version it takes; what has no step of its own (a variable, a source) is the newest.
    int version = version_in(block, op);
    if (version == 0) version = version_in(lock.at("study"), op);
    if (version == 0) version = known == built.end() ? 1 : *known->second.rbegin();
    for (const auto& node : lock.at("nodes"))
      if (study == "engine" && node.at("operation") == op) version = node.at("version");
    for (const auto& [suffix, file] : tables_of(run, kind == "published" ? "published" : name)) {
      if (derived(suffix, study)) continue;
      const Rows rows = read_rows(file);
      if (rows.cells.empty()) continue;
      const std::string way = name == op || kind == "published" ? "" : name.substr(op.size() + 2) + ".";
      found[{section, op, version, way + suffix}] = digest_of(rows);
    }
  }
}

std::map<Id, std::string> read_golden() {
  std::map<Id, std::string> out;
  const Rows rows = read_rows(golden_folder() + "operations.csv");
  for (const auto& r : rows.cells) out[{r.at(0), r.at(1), std::stoi(r.at(2)), r.at(3)}] = r.at(4);
  return out;
}

std::string words(const Id& id) {
  return std::get<0>(id) + " / " + std::get<1>(id) + "@" + std::to_string(std::get<2>(id)) + ", table " +
         std::get<3>(id);
}

}  // namespace

TEST_CASE("operations: each version gives what it gave, on fixed data; none is without a row") {
  const Catalogue built = operations_of_this_build();
  REQUIRE(built.size() > 150);
  const Folder f;
  fs::copy(golden_folder() + "operations/data", f / "data", fs::copy_options::recursive);
  std::vector<std::string> studies;
  for (const auto& entry : fs::directory_iterator(golden_folder() + "operations"))
    if (entry.path().extension() == ".rgx") studies.push_back(entry.path().stem().string());
  std::sort(studies.begin(), studies.end());
  std::map<Id, std::string> found;
  for (const auto& study : studies) {
    INFO(study);
    fs::copy(golden_folder() + "operations/" + study + ".rgx", f / (study + ".rgx"));
    run_study(f / (study + ".rgx"), f / study, f / "store", {"-j", "2"}, 0,
              {.environment = {{"PATH", "/nonexistent"}}, .largest_file = {}, .folder = {}});
    gather(study, f / study, built, found);
  }

  const auto golden = read_golden();
  const char* update = std::getenv("RGX_UPDATE_GOLDEN");
  const bool same_version_too = update != nullptr && std::string(update) == "same_version";
  std::map<Id, std::string> written = found;
  for (const auto& [id, digest] : found) {
    const auto was = golden.find(id);
    if (was == golden.end()) {
      CHECK_MESSAGE(update != nullptr, words(id) << " has no row in tests/golden/operations.csv. A new operation, "
                                                    "version or table gets one by RGX_UPDATE_GOLDEN=1");
      continue;
    }
    if (was->second == digest || same_version_too) continue;
    written[id] = was->second;
    FAIL_CHECK(words(id) << " gives other numbers than this version gave. Where results may change, raise the version "
                            "in its declaration and keep the old one registered, so that `"
                         << std::get<1>(id) << "@" << std::get<2>(id)
                         << "` still runs; then RGX_UPDATE_GOLDEN=1 writes the new row. Only where no number of a "
                            "user's changes (a column that is new, a text) RGX_UPDATE_GOLDEN=same_version");
  }
  for (const auto& [id, digest] : golden)
    CHECK_MESSAGE((found.count(id) != 0 || update != nullptr),
                  words(id) << " is in tests/golden/operations.csv and no study gives it any more. Old versions stay "
                               "callable: write a block `NAME__vN` with `NAME@N(…)`");
  std::set<std::pair<std::string, std::string>> shown;
  std::set<std::tuple<std::string, std::string, int>> versions;
  for (const auto& [id, digest] : found) {
    shown.insert({std::get<0>(id), std::get<1>(id)});
    versions.insert({std::get<0>(id), std::get<1>(id), std::get<2>(id)});
  }
  for (const auto& [name, all] : built)
    for (const int version : all)
      if (elsewhere.count(name) == 0)
        CHECK_MESSAGE(versions.count({name.first, name.second, version}) != 0,
                      name.first << " / " << name.second << "@" << version
                                 << " is run by no study of tests/golden/operations: write a block named after it");
  if (update == nullptr) return;
  std::string text = "block,operation,version,table,digest\n";
  for (const auto& [id, digest] : written)
    text += std::get<0>(id) + "," + std::get<1>(id) + "," + std::to_string(std::get<2>(id)) + "," + std::get<3>(id) +
            "," + digest + "\n";
  write_file(golden_folder() + "operations.csv", text);
}
