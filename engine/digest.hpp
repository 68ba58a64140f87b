#pragma once
// SHA-256 as lower-case hex: the name of everything that is kept.
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace rgx::engine {

class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;
  void update(std::string_view bytes);
  std::string hex();  // once; the object is spent

 private:
  struct State;
  std::unique_ptr<State> state_;
};

std::string sha256(std::string_view bytes);

// The first eight bytes of a hex digest as a number, big endian.
std::uint64_t leading_number(std::string_view hex);

// 64 lower-case hex digits?
bool is_digest(std::string_view text);

}  // namespace rgx::engine
