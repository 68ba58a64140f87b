// Where the rows of a grid lie in its text.
#include <algorithm>

#include "stdlib/molecular/grid_scan.hpp"

namespace rgx::stdlib {

using engine::ParallelFor;
using grid::blank;
using grid::nothing_in;
using grid::piece;

// Whether the line ends within a quoted cell. Only its quotes are looked at: one opens a cell if nothing but blanks
// stands between it and the delimiter before.
bool grid::ends_in_quotes(const char* begin, const char* end, char delimiter) {
  const auto next = [&](const char* p) {
    return static_cast<const char*>(std::memchr(p, '"', static_cast<std::size_t>(end - p)));
  };
  for (const char* q = next(begin); q != nullptr; q = next(q)) {
    const char* before = q;
    while (before > begin && blank(before[-1]) && before[-1] != delimiter) --before;
    if (before > begin && before[-1] != delimiter) {
      ++q;  // within a cell that is not quoted
      continue;
    }
    ++q;
    while (true) {
      q = next(q);
      if (q == nullptr) return true;
      if (q + 1 == end || q[1] != '"') break;
      q += 2;
    }
    ++q;
  }
  return false;
}

// Lines are rows, unless a quoted cell holds the end of a line or lines end in CR alone.
void Grid::find_rows(const ParallelFor& parallel) {
  const char* const base = text_.data();
  const std::size_t parts = (end_ - body_) / piece + 1;
  std::vector<std::vector<Row>> found(parts);
  std::vector<char> odd(parts, 0);
  parallel(parts, [&](std::size_t i) {
    // A part begins behind the first end of line of its bytes, the first part at the body.
    const char* const end = base + end_;
    const char* p = base + body_ + i * piece;
    const char* const stop = std::min(end, p + piece);
    if (i > 0) {
      p = static_cast<const char*>(std::memchr(p - 1, '\n', static_cast<std::size_t>(end - p + 1)));
      if (p == nullptr) return;
      ++p;
    }
    while (p < stop) {
      const auto* q = static_cast<const char*>(std::memchr(p, '\n', static_cast<std::size_t>(end - p)));
      const char* const next = q != nullptr ? q + 1 : end;
      if (q == nullptr) q = end;
      if (q > p && q[-1] == '\r') --q;
      const auto size = static_cast<std::size_t>(q - p);
      if (std::memchr(p, '\r', size) != nullptr ||
          (layout_.quotes && std::memchr(p, '"', size) != nullptr && grid::ends_in_quotes(p, q, layout_.delimiter))) {
        odd[i] = 1;
        return;
      }
      if (!nothing_in(p, q))
        found[i].push_back({static_cast<std::size_t>(p - base), static_cast<std::size_t>(q - base)});
      p = next;
    }
  });
  if (std::find(odd.begin(), odd.end(), 1) != odd.end()) {
    find_rows_exactly();
    return;
  }
  std::size_t n = 0;
  for (const auto& f : found) n += f.size();
  lines_.reserve(n);
  for (const auto& f : found) lines_.insert(lines_.end(), f.begin(), f.end());
}

void Grid::find_rows_exactly() {
  const char* const base = text_.data();
  const char* p = base + body_;
  const char* const end = base + end_;
  while (p < end) {
    const char* q = p;
    bool begins = true;
    while (q < end && *q != '\n' && *q != '\r') {
      if (*q == '"' && begins && layout_.quotes) {
        ++q;
        while (q < end && (*q != '"' || (q + 1 < end && q[1] == '"'))) q += *q == '"' ? 2 : 1;
        if (q >= end) {
          q = end;
          break;
        }
      }
      begins = *q == layout_.delimiter || (begins && blank(*q));
      ++q;
    }
    if (!nothing_in(p, q)) lines_.push_back({static_cast<std::size_t>(p - base), static_cast<std::size_t>(q - base)});
    if (q < end && *q == '\r') ++q;
    if (q < end && *q == '\n') ++q;
    p = q;
  }
}

}  // namespace rgx::stdlib
