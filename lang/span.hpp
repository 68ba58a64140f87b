#pragma once
// Places in text. A span is a byte range of one file of the source map; data files (tables) are in the map as well, so
// that a cell of a CSV is a span like any other.
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>

namespace rgx::lang {

struct Span {
  std::uint32_t file = 0;   // id given by SourceMap::add
  std::uint32_t begin = 0;  // first byte
  std::uint32_t end = 0;    // one past the last byte
  bool operator==(const Span&) const = default;
};

struct Position {
  std::uint32_t line = 1;    // from 1
  std::uint32_t column = 1;  // from 1, in code points
};

class SourceMap {
 public:
  std::uint32_t add(std::string path, std::string text);
  const std::string& path(std::uint32_t file) const;
  const std::string& text(std::uint32_t file) const;
  std::string_view text(Span span) const;
  Position position(std::uint32_t file, std::uint32_t offset) const;
  std::string_view line(std::uint32_t file, std::uint32_t number) const;  // without its end
  std::size_t size() const { return files_.size(); }

 private:
  struct File {
    std::string path;
    std::string text;
    std::deque<std::uint32_t> line_starts;
  };
  std::deque<File> files_;
};

}  // namespace rgx::lang
