#include "engine/digest.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "engine/failure.hpp"

namespace rgx::engine {

struct Sha256::State {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  ~State() { EVP_MD_CTX_free(context); }
};

Sha256::Sha256() : state_(std::make_unique<State>()) {
  if (state_->context == nullptr || EVP_DigestInit_ex(state_->context, EVP_sha256(), nullptr) != 1)
    throw Failure("no-digest", "libcrypto refuses SHA-256");
}

Sha256::~Sha256() = default;

void Sha256::update(std::string_view bytes) {
  if (EVP_DigestUpdate(state_->context, bytes.data(), bytes.size()) != 1)
    throw Failure("no-digest", "libcrypto refuses SHA-256");
}

std::string Sha256::hex() {
  std::array<unsigned char, 32> raw{};
  unsigned length = 0;
  if (EVP_DigestFinal_ex(state_->context, raw.data(), &length) != 1 || length != raw.size())
    throw Failure("no-digest", "libcrypto refuses SHA-256");
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  out.reserve(64);
  for (const unsigned char byte : raw) {
    out += digits[byte >> 4];
    out += digits[byte & 15];
  }
  return out;
}

std::string sha256(std::string_view bytes) {
  Sha256 digest;
  digest.update(bytes);
  return digest.hex();
}

std::uint64_t leading_number(std::string_view hex) {
  std::uint64_t out = 0;
  std::from_chars(hex.data(), hex.data() + std::min<std::size_t>(16, hex.size()), out, 16);
  return out;
}

bool is_digest(std::string_view text) {
  return text.size() == 64 &&
         std::all_of(text.begin(), text.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

}  // namespace rgx::engine
