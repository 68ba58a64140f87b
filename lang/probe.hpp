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
#include "lang/literal.hpp"
#include "lang/study.hpp"

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
  std::string path;                                           // resolved
  std::string format;                                         // csv, tsv, gct, maf, geo, cbioportal
  std::vector<std::string> missing;                           // further missing codes
  std::string id;                                             // of a matrix: its id column; empty: the first
  std::vector<std::pair<std::string, Literal>> options = {};  // what the format asks beside these
  std::vector<std::string> further = {};                      // resolved paths of what is read with it
};

// Rows by columns of numbers as the checker looks at them: names with their places, and cells that are no numbers.
struct MatrixView {
  struct Name {
    std::string text;  // empty: it has none
    Span span;
  };
  std::vector<std::string> header;  // every column of the file, to say what an id column may be
  bool id_found = true;             // false: there is no column of that name, and nothing below is filled
  std::vector<Name> rows, columns;
  bool genes_are_rows = false;   // the format says so; else it is told by where the cohort's ids stand
  bool columns_unite = false;    // several columns of one subject are one: samples of a mutation file
  bool absent_is_known = false;  // a subject that has no column is known all the same: `absent: wild_type`
  std::size_t odd = 0;           // cells that are no numbers
  std::string odd_cell;          // the first of them
  Span odd_span;
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
  // The same for a matrix, whose cells are not kept; here it is made from `table`.
  virtual std::shared_ptr<const MatrixView> matrix(const TableRequest& request, std::string& reason,
                                                   std::optional<Span>& where);
  // The file of a folder that holds what is asked, and files that belong to it (lists of who was measured). Here: the
  // path itself. Empty: there is none, and `reason` says what is there.
  virtual std::vector<SourceFile> locate(const TableRequest& request, const std::string& written,
                                         std::uint32_t study_file, std::string& reason);
  virtual std::optional<ImageHeader> image(const std::string& path, std::string& reason) = 0;
  // Sentence that says how two grids differ; empty: the same.
  virtual std::string geometry_difference(const ImageHeader& a, const ImageHeader& b) = 0;
};

}  // namespace rgx::lang
