#pragma once
// Reading comma- or tab-separated text (RFC 4180) as other people's programs write it: byte order mark, CRLF, quoted
// commas, quotes and newlines, blanks around cells. Every cell keeps its place in the text, so that a message can point
// into the file. One pass, about the speed of the disk: cells are places until somebody asks for their text.
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/failure.hpp"

namespace rgx::engine {

struct CsvOptions {
  char delimiter = ',';
  std::vector<std::string> missing;  // cells that mean "missing" beside the empty one, compared as written
  std::string path;                  // for messages
};

// A failure with a place: bytes of the (unpacked) text and the line, from 1.
struct CsvFailure : Failure {
  std::uint32_t begin = 0, end = 0;
  std::uint32_t line = 1;
  CsvFailure(std::string code_, const std::string& message, std::uint32_t begin_, std::uint32_t end_,
             std::uint32_t line_, std::string help_ = {});
};

class Csv {
 public:
  struct Place {
    std::uint32_t begin = 0, end = 0;  // bytes of text(); quotes are inside the place
  };

  // Codes: "ragged-row", "open-quote", "text-after-quote", "duplicate-column", "empty-table", "not-utf-8", "not-text",
  // "file-too-large" (4 GiB: places are 32 bits).
  Csv(std::string text, const CsvOptions& options);

  const std::string& text() const { return text_; }
  const std::vector<std::string>& columns() const { return columns_; }
  Place column_place(std::size_t column) const { return header_[column]; }
  std::size_t column(std::string_view name) const;  // npos: none
  std::size_t rows() const { return columns_.empty() ? 0 : cells_.size() / columns_.size(); }

  Place place(std::size_t row, std::size_t column) const { return cells_[row * columns_.size() + column]; }
  std::string cell(std::size_t row, std::size_t column) const;  // quotes undone; "" when missing
  bool is_missing(std::size_t row, std::size_t column) const;
  // A missing cell is NaN. False: not a number. Accepts what C++ from_chars does, a leading + and Inf.
  bool number(std::size_t row, std::size_t column, double& out) const;
  std::uint32_t line(std::uint32_t offset) const;  // from 1

  static constexpr std::size_t npos = static_cast<std::size_t>(-1);

 private:
  std::string_view bare(Place place) const;  // of an unquoted cell
  bool is_code(std::string_view cell) const;
  void scan(const CsvOptions& options);

  std::string text_;
  std::vector<std::string> missing_;
  std::vector<std::string> columns_;
  std::vector<Place> header_;
  std::vector<Place> cells_;
};

}  // namespace rgx::engine
