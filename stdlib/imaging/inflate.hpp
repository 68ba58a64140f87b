#pragma once
// Deflated data (gzip or zlib) inside a file: how long it is, its first bytes, and whether it is whole. Used to tell a
// truncated image from a whole one; ITK's readers fill in silently in some of these cases.
#include <cstdint>
#include <filesystem>
#include <string>

namespace rgx::stdlib {

struct Inflated {
  std::uint64_t bytes = 0;  // inflated, up to where the data ends, breaks off or the limit is reached
  std::string head;         // the first `keep` of them
  enum class End { whole, breaks_off, damaged, limit } end = End::whole;
};

// Concatenated gzip members count as one. `limit` 0: to the end.
Inflated inflate(const std::filesystem::path& file, std::uint64_t offset, std::size_t keep = 0,
                 std::uint64_t limit = 0);

}  // namespace rgx::stdlib
