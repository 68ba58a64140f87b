#pragma once
// The fuzzer's bytes as choices. What lies behind the end reads as 0, so that every input means something.
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <span>
#include <string>

namespace rgx::fuzz {

class Bytes {
 public:
  Bytes(const std::uint8_t* data, std::size_t size) : left_(data, size) {}

  std::uint8_t byte() {
    if (left_.empty()) return 0;
    const std::uint8_t out = left_.front();
    left_ = left_.subspan(1);
    return out;
  }
  // 0 … n - 1.
  std::size_t below(std::size_t n) {
    const std::size_t low = byte();
    if (n <= 256) return low % n;
    const std::size_t high = byte();
    return (low | high << 8) % n;
  }
  bool flip() { return (byte() & 1) != 0; }
  float any_float() {
    std::array<std::uint8_t, 4> raw{byte(), byte(), byte(), byte()};
    float out;
    std::memcpy(&out, raw.data(), sizeof out);
    return out;
  }
  template <class T, std::size_t N>
  T one_of(const std::array<T, N>& list) {
    return list[below(N)];
  }
  bool empty() const { return left_.empty(); }
  std::size_t left() const { return left_.size(); }
  std::span<const std::uint8_t> rest() const { return left_; }

 private:
  std::span<const std::uint8_t> left_;
};

// A promise that does not hold ends the program, so that the engine keeps the input.
inline void require(bool holds, const std::string& what) {
  if (holds) return;
  std::fprintf(stderr, "fuzz: %s\n", what.c_str());
  std::abort();
}

}  // namespace rgx::fuzz
