#pragma once
// Canonical bytes: little endian whatever the machine, lengths as 64 bits, one NaN. The writer streams into a sink so
// that an image can be digested without a second copy of it.
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <functional>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "engine/failure.hpp"

namespace rgx::engine {

class ByteWriter {
 public:
  using Sink = std::function<void(std::string_view)>;
  explicit ByteWriter(Sink sink) : sink_(std::move(sink)) { buffer_.reserve(capacity); }
  void flush() {
    if (!buffer_.empty()) sink_(buffer_);
    buffer_.clear();
  }

  template <class T>
  void number(T value) {
    static_assert(std::is_arithmetic_v<T>);
    if constexpr (std::is_floating_point_v<T>)
      if (std::isnan(value)) value = std::numeric_limits<T>::quiet_NaN();  // which NaN depends on the instruction
    char raw[sizeof(T)];
    std::memcpy(raw, &value, sizeof(T));
    if constexpr (std::endian::native == std::endian::big) reverse(raw, sizeof(T));
    raw_bytes(raw, sizeof(T));
  }
  void size(std::size_t n) { number(static_cast<std::uint64_t>(n)); }
  void text(std::string_view s) {
    size(s.size());
    raw_bytes(s.data(), s.size());
  }
  void texts(const std::vector<std::string>& v) {
    size(v.size());
    for (const auto& s : v) text(s);
  }
  template <class T>
  void numbers(const std::vector<T>& v) {
    size(v.size());
    if constexpr (sizeof(T) == 1)
      raw_bytes(reinterpret_cast<const char*>(v.data()), v.size());
    else
      for (const T x : v) number(x);
  }

 private:
  static constexpr std::size_t capacity = 1U << 16;
  static void reverse(char* raw, std::size_t n) {
    for (std::size_t i = 0; i < n / 2; ++i) std::swap(raw[i], raw[n - 1 - i]);
  }
  void raw_bytes(const char* data, std::size_t n) {
    if (buffer_.size() + n > capacity) flush();
    if (n > capacity)
      sink_({data, n});
    else
      buffer_.append(data, n);
  }

  Sink sink_;
  std::string buffer_;
};

// Throws Failure "damaged" rather than read past the end or believe an impossible length.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : bytes_(bytes) {}

  template <class T>
  T number() {
    char raw[sizeof(T)];
    const std::string_view at = take(sizeof(T));
    for (std::size_t i = 0; i < sizeof(T); ++i)
      raw[i] = at[std::endian::native == std::endian::big ? sizeof(T) - 1 - i : i];
    T out;
    std::memcpy(&out, raw, sizeof(T));
    return out;
  }
  // A count of things of at least `each` bytes.
  std::size_t size(std::size_t each = 1) {
    const auto n = number<std::uint64_t>();
    if (n > bytes_.size() / each) damaged();
    return static_cast<std::size_t>(n);
  }
  std::string text() {
    const std::size_t n = size();
    return std::string(take(n));
  }
  std::vector<std::string> texts() {
    std::vector<std::string> out(size(8));
    for (auto& s : out) s = text();
    return out;
  }
  template <class T>
  std::vector<T> numbers() {
    const std::size_t n = size(sizeof(T));
    std::vector<T> out(n);
    const std::string_view raw = take(n * sizeof(T));
    if constexpr (std::endian::native == std::endian::little || sizeof(T) == 1) {
      if (n) std::memcpy(out.data(), raw.data(), raw.size());
    } else {
      ByteReader inner(raw);
      for (auto& x : out) x = inner.number<T>();
    }
    return out;
  }
  bool done() const { return bytes_.empty(); }
  [[noreturn]] static void damaged() { throw Failure("damaged", "these bytes are not a whole artifact"); }

 private:
  std::string_view take(std::size_t n) {
    if (n > bytes_.size()) damaged();
    const std::string_view out = bytes_.substr(0, n);
    bytes_.remove_prefix(n);
    return out;
  }
  std::string_view bytes_;
};

}  // namespace rgx::engine
