// A PNG of a small grey picture with stored (uncompressed) blocks: no library's version decides its bytes.
// Source: Portable Network Graphics, ISO/IEC 15948; zlib RFC 1950; deflate RFC 1951.
#include <algorithm>

#include "stdlib/imaging/plane_view.hpp"

namespace rgx::stdlib {
namespace {

std::string big_endian(std::uint32_t value) {
  return {static_cast<char>(value >> 24), static_cast<char>(value >> 16), static_cast<char>(value >> 8),
          static_cast<char>(value)};
}

std::uint32_t crc32(const std::string& bytes) {
  std::uint32_t crc = 0xffffffffU;
  for (const char c : bytes) {
    crc ^= static_cast<unsigned char>(c);
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1U) ? 0xedb88320U : 0U);
  }
  return ~crc;
}

std::uint32_t adler32(const std::string& bytes) {
  std::uint32_t a = 1, b = 0;
  for (const char c : bytes) {
    a = (a + static_cast<unsigned char>(c)) % 65521;
    b = (b + a) % 65521;
  }
  return (b << 16) | a;
}

std::string chunk(const std::string& type, const std::string& data) {
  return big_endian(static_cast<std::uint32_t>(data.size())) + type + data + big_endian(crc32(type + data));
}

std::string stored(const std::string& bytes) {
  std::string out = "\x78\x01";
  for (std::size_t at = 0; at < bytes.size() || at == 0;) {
    const std::size_t n = std::min<std::size_t>(65535, bytes.size() - at);
    const bool last = at + n == bytes.size();
    out += static_cast<char>(last ? 1 : 0);
    out += static_cast<char>(n & 0xff);
    out += static_cast<char>(n >> 8);
    out += static_cast<char>(~n & 0xff);
    out += static_cast<char>((~n >> 8) & 0xff);
    out.append(bytes, at, n);
    if (last) break;
    at += n;
  }
  return out + big_endian(adler32(bytes));
}

}  // namespace

std::string to_png(std::int64_t width, std::int64_t height, const std::vector<std::uint8_t>& grey) {
  std::string rows;
  for (std::int64_t y = 0; y < height; ++y) {
    rows += '\0';  // no row filter
    const auto from = grey.begin() + y * width;
    std::for_each(from, from + width, [&](std::uint8_t p) { rows += static_cast<char>(p); });
  }
  const std::string header = big_endian(static_cast<std::uint32_t>(width)) +
                             big_endian(static_cast<std::uint32_t>(height)) + std::string("\x08\x00\x00\x00\x00", 5);
  return std::string("\x89PNG\r\n\x1a\n", 8) + chunk("IHDR", header) + chunk("IDAT", stored(rows)) + chunk("IEND", "");
}

}  // namespace rgx::stdlib
