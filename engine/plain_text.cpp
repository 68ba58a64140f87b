#include "engine/plain_text.hpp"

#include <fmt/format.h>

#include <cstring>
#include <limits>

#include "engine/csv.hpp"

namespace rgx::engine {
namespace {

// First byte that is not part of well-formed UTF-8 (RFC 3629), or npos.
std::size_t first_bad_utf8(std::string_view s) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(i < s.size() ? s[i] : 0); };
  for (std::size_t i = 0; i < s.size();) {
    const unsigned a = byte(i);
    if (a < 0x80) {
      std::uint64_t eight = 0;  // tables are nearly all ASCII
      if (i + 8 <= s.size()) std::memcpy(&eight, s.data() + i, 8);
      i += i + 8 <= s.size() && (eight & 0x8080808080808080U) == 0 ? 8 : 1;
      continue;
    }
    std::size_t more = 0;
    unsigned low = 0x80, high = 0xBF;  // what the second byte may be: no overlong forms, no surrogates
    if (a >= 0xC2 && a <= 0xDF) {
      more = 1;
    } else if (a >= 0xE0 && a <= 0xEF) {
      more = 2;
      if (a == 0xE0) low = 0xA0;
      if (a == 0xED) high = 0x9F;
    } else if (a >= 0xF0 && a <= 0xF4) {
      more = 3;
      if (a == 0xF0) low = 0x90;
      if (a == 0xF4) high = 0x8F;
    } else {
      return i;
    }
    if (byte(i + 1) < low || byte(i + 1) > high) return i;
    for (std::size_t k = 2; k <= more; ++k)
      if (byte(i + k) < 0x80 || byte(i + k) > 0xBF) return i;
    i += more + 1;
  }
  return std::string_view::npos;
}

}  // namespace

std::string of_path(const std::string& path) { return path.empty() ? std::string() : "`" + path + "`: "; }

void require_plain_text(const std::string& text, const std::string& path) {
  const std::string where = of_path(path);
  if (text.size() >= std::numeric_limits<std::uint32_t>::max())
    throw CsvFailure("file-too-large", where + "a table of 4 GiB or more cannot be read", 0, 0, 1);
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF"))
    throw CsvFailure("not-utf-8", where + "this is UTF-16", 0, 2, 1, "save the table as CSV in UTF-8");
  if (const auto* nul = static_cast<const char*>(std::memchr(text.data(), 0, text.size()))) {
    const auto at = static_cast<std::uint32_t>(nul - text.data());
    throw CsvFailure("not-text", where + fmt::format("a zero byte at byte {}: not a text table", at), at, at + 1,
                     line_of(text, at), "save the table as CSV in UTF-8");
  }
  if (const std::size_t bad = first_bad_utf8(text); bad != std::string::npos) {
    const auto at = static_cast<std::uint32_t>(bad);
    throw CsvFailure("not-utf-8",
                     where + fmt::format("line {}: byte 0x{:02X} is not UTF-8", line_of(text, at),
                                         static_cast<unsigned>(static_cast<unsigned char>(text[bad]))),
                     at, at + 1, line_of(text, at), "save the table as CSV in UTF-8");
  }
}

bool is_plain_ascii(std::string_view part) {
  unsigned char high = 0, zero = 0;  // branch-free, so that the compiler makes wide steps of it
  for (const char c : part) {
    const auto b = static_cast<unsigned char>(c);
    high = static_cast<unsigned char>(high | b);
    zero = static_cast<unsigned char>(zero | (b == 0 ? 1 : 0));
  }
  return high < 0x80 && zero == 0;
}

std::uint32_t line_of(std::string_view text, std::size_t offset) {
  std::uint32_t out = 1;
  for (std::size_t i = 0; i < offset && i < text.size(); ++i)
    if (text[i] == '\n' || (text[i] == '\r' && (i + 1 >= text.size() || text[i + 1] != '\n'))) ++out;
  return out;
}

}  // namespace rgx::engine
