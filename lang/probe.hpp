#pragma once
// How the checker looks at data before anything runs, without knowing a file format. The program hands in one that
// reads tables and image headers; `--without-data` hands in none; tests hand in one in memory.
#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "lang/diagnostic.hpp"

namespace rgx::lang {

// A text table as it lies in the file; cells are kept with their spans in the source map.
struct TableView {
  std::uint32_t file = 0;  // in the source map; every cell span lies in it
  std::vector<std::string> columns;
  std::vector<Span> column_spans;
  std::vector<std::vector<std::string>> rows;  // missing codes already turned to ""
  std::vector<std::vector<Span>> spans;        // of each cell; may be empty when the file is too large to keep places
};

struct ImageHeader {
  std::array<std::int64_t, 3> size{};
  std::array<double, 3> spacing{};
  std::array<double, 3> origin{};
  std::array<double, 9> direction{};
};

struct TableRequest {
  std::string path;                  // resolved
  std::string format;                // csv, tsv, gct, maf
  std::vector<std::string> missing;  // further missing codes
};

class Probe {
 public:
  virtual ~Probe() = default;
  // Where a path of the study lies: relative to the study file's folder, `@name/…` in a dataset. Empty: not found
  // there, and `reason` says what to do (e.g. the command that gets a dataset).
  virtual std::string resolve(const std::string& written, std::uint32_t study_file, std::string& reason) = 0;
  virtual bool exists(const std::string& path) = 0;
  // nullptr: could not be read; `reason` says why (and `where` points into the file if it can).
  virtual std::shared_ptr<const TableView> table(const TableRequest& request, std::string& reason,
                                                 std::optional<Span>& where) = 0;
  virtual std::optional<ImageHeader> image(const std::string& path, std::string& reason) = 0;
  // Sentence that says how two grids differ; empty: the same.
  virtual std::string geometry_difference(const ImageHeader& a, const ImageHeader& b) = 0;
};

}  // namespace rgx::lang
