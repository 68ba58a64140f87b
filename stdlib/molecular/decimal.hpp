#pragma once
// Decimal numbers as tables hold them. A decimal of at most 2^53 in its digits and a power of ten of at most 22 is a
// product or quotient of two exact doubles, so one rounding gives the nearest double (Clinger 1990, "How to read
// floating point numbers accurately"); everything else goes through std::from_chars, which gives the same bits.
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <string_view>

namespace rgx::stdlib {

// The number that begins at `p`, where the text is closed by a byte that is no part of a number; returns what follows
// it. nullptr: not of the simple kind, which does not say that it is no number.
inline const char* simple_decimal(const char* p, double& out) {
  static constexpr std::array<double, 23> tens{1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                               1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
  constexpr std::uint64_t exact = std::uint64_t{1} << 53;
  const bool negative = *p == '-';
  if (negative) ++p;
  std::uint64_t digits = 0;
  const char* const whole = p;
  const auto digit = [&] { return static_cast<unsigned>(static_cast<unsigned char>(*p)) - '0'; };
  for (unsigned d = digit(); d < 10; ++p, d = digit()) digits = digits * 10 + d;
  std::ptrdiff_t count = p - whole;
  int power = 0;
  if (*p == '.') {
    const char* const part = ++p;
    for (unsigned d = digit(); d < 10; ++p, d = digit()) digits = digits * 10 + d;
    power = -static_cast<int>(p - part);
    count += p - part;
  }
  if (count == 0 || count > 19) return nullptr;  // 19 digits fit into 64 bits
  if (*p == 'e' || *p == 'E') {
    ++p;
    const bool down = *p == '-';
    if (down || *p == '+') ++p;
    int written = 0;
    const char* const begin = p;
    for (unsigned d = digit(); d < 10 && p - begin < 4; ++p, d = digit()) written = written * 10 + static_cast<int>(d);
    if (p == begin) return nullptr;
    power += down ? -written : written;
  }
  if (digits > exact || power < -22 || power > 22) return nullptr;
  const auto value = static_cast<double>(digits);
  const double scaled =
      power < 0 ? value / tens[static_cast<std::size_t>(-power)] : value * tens[static_cast<std::size_t>(power)];
  out = negative ? -scaled : scaled;
  return p;
}

// All of `cell` as a number: what from_chars accepts, a leading + and Inf; no `nan`, which is nobody's number.
inline bool decimal(std::string_view cell, double& out) {
  if (cell.size() > 1 && cell.front() == '+' && cell[1] != '-') cell.remove_prefix(1);
  const auto [stop, error] = std::from_chars(cell.data(), cell.data() + cell.size(), out);
  return error == std::errc() && stop == cell.data() + cell.size() && !std::isnan(out);
}

}  // namespace rgx::stdlib
