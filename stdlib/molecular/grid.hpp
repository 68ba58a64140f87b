#pragma once
// A large text table of numbers, rows by columns: read straight into doubles, rows at once on several threads, without
// keeping the places of cells. Cells, quotes, missing codes, numbers and messages are those of engine::Csv.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/csv.hpp"
#include "engine/operation.hpp"

namespace rgx::stdlib {

// Where the table lies in a text and which of its cells are numbers.
struct GridLayout {
  std::size_t begin = 0;                           // the header stands here, or behind blank lines
  std::size_t end = static_cast<std::size_t>(-1);  // of the last row; -1: of the text
  char delimiter = ',';
  bool quotes = true;                     // cells may stand in quotes
  std::vector<std::string> missing = {};  // cells that mean "missing" beside the empty one
  std::string id = {};                    // column of the rows' names; empty: the first
  std::string second_id = {};             // names a row whose first name is empty
  std::vector<std::string> dropped = {};  // columns that hold no numbers
  std::size_t dropped_behind_id = 0;      // so many columns behind the first that hold no numbers
  std::size_t dropped_rows = 0;           // so many rows below the header that hold no numbers
};

// There is no column of the name that `id` gives.
struct UnknownId : engine::Failure {
  std::vector<std::string> header;
  UnknownId(const std::string& message, std::vector<std::string> columns)
      : Failure("unknown-column", message), header(std::move(columns)) {}
};

class Grid {
 public:
  struct Name {
    std::string text;  // empty: none
    std::size_t begin = 0, end = 0;
  };
  struct Odd {  // cells that are no finite numbers
    std::size_t count = 0;
    std::string cell;  // the first of them
    std::size_t begin = 0, end = 0;
  };
  static constexpr std::size_t nowhere = static_cast<std::size_t>(-1);

  // `text` outlives the grid. Throws CsvFailure as Csv does ("ragged-row" comes from `read` and `odd` only), and
  // UnknownId.
  Grid(const std::string& text, GridLayout layout, std::string path, const engine::ParallelFor& parallel);

  const std::vector<std::string>& header() const { return header_; }  // every column
  const std::vector<Name>& columns() const { return columns_; }       // those that hold numbers
  const std::vector<Name>& rows() const { return rows_; }
  void rename_columns(const std::vector<std::string>& names);  // of `columns`, in order

  // The number of row r and column c goes to out[row_at[r] + column_at[c]]; `nowhere` in either: it is not looked at.
  // Missing is NaN. Throws "ragged-row", "open-quote", "text-after-quote", "not-a-number": the first in the file.
  void read(const std::vector<std::size_t>& row_at, const std::vector<std::size_t>& column_at, double* out,
            const engine::ParallelFor& parallel) const;
  Odd odd(const engine::ParallelFor& parallel) const;

 private:
  struct Row {
    std::size_t begin = 0, end = 0;
  };
  enum class Role : unsigned char { number, name, second_name, none };
  struct Defect;  // the first of a block of rows

  void read_header();
  void find_rows(const engine::ParallelFor& parallel);
  void find_rows_exactly();
  void name_rows();
  template <class Take>
  std::optional<Defect> scan_row(const Row& row, Take&& take) const;
  std::size_t block_count() const;
  template <class OnRow>
  void blocks(const engine::ParallelFor& parallel, OnRow&& on_row) const;
  [[noreturn]] void fail(const Defect& defect) const;
  std::string text_of(std::string_view raw) const;  // quotes undone, codes empty
  bool is_code(std::string_view cell) const;
  bool number(const char* from, const char* to, double& out) const;

  const std::string& text_;
  GridLayout layout_;
  std::string path_;
  std::size_t end_ = 0, body_ = 0;
  bool codes_look_like_numbers_ = false;
  std::vector<std::string> header_;
  std::vector<Role> roles_;
  std::vector<std::size_t> place_;  // of a header column in `columns_`
  std::vector<Name> columns_, rows_;
  std::vector<Row> lines_;
};

}  // namespace rgx::stdlib
