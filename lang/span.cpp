#include "lang/span.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace rgx::lang {

std::uint32_t SourceMap::add(std::string path, std::string text) {
  if (text.size() >= UINT32_MAX) throw std::length_error(path + ": files of 4 GB and more have no spans");
  File file{std::move(path), std::move(text), {}};
  file.line_starts.push_back(0);
  for (std::size_t i = 0; i < file.text.size(); ++i)
    if (file.text[i] == '\n') file.line_starts.push_back(static_cast<std::uint32_t>(i + 1));
  files_.push_back(std::move(file));
  return static_cast<std::uint32_t>(files_.size() - 1);
}

const std::string& SourceMap::path(std::uint32_t file) const { return files_.at(file).path; }

const std::string& SourceMap::text(std::uint32_t file) const { return files_.at(file).text; }

std::string_view SourceMap::text(Span span) const {
  const std::string& whole = files_.at(span.file).text;
  const std::size_t begin = std::min<std::size_t>(span.begin, whole.size());
  const std::size_t end = std::clamp<std::size_t>(span.end, begin, whole.size());
  return std::string_view(whole).substr(begin, end - begin);
}

Position SourceMap::position(std::uint32_t file, std::uint32_t offset) const {
  const File& f = files_.at(file);
  offset = static_cast<std::uint32_t>(std::min<std::size_t>(offset, f.text.size()));
  const auto after = std::upper_bound(f.line_starts.begin(), f.line_starts.end(), offset);
  const std::uint32_t start = *(after - 1);
  Position p{static_cast<std::uint32_t>(after - f.line_starts.begin()), 1};
  std::uint32_t i = start;
  // A byte-order mark is no column: editors do not show it.
  if (i == 0 && f.text.compare(0, 3, "\xEF\xBB\xBF") == 0) i = std::min<std::uint32_t>(3, offset);
  for (; i < offset; ++i)
    if ((static_cast<unsigned char>(f.text[i]) & 0xC0) != 0x80) ++p.column;
  return p;
}

std::string_view SourceMap::line(std::uint32_t file, std::uint32_t number) const {
  const File& f = files_.at(file);
  if (number == 0 || number > f.line_starts.size()) return {};
  const std::size_t begin = f.line_starts[number - 1];
  std::size_t end = number < f.line_starts.size() ? f.line_starts[number] - 1 : f.text.size();
  if (end > begin && f.text[end - 1] == '\r') --end;
  std::string_view line = std::string_view(f.text).substr(begin, end - begin);
  if (begin == 0 && line.starts_with("\xEF\xBB\xBF")) line.remove_prefix(3);
  return line;
}

}  // namespace rgx::lang
