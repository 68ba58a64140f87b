#pragma once
// Packed bytes: zstd for what the store keeps, any of gzip, bzip2, xz, zstd for tables that people bring.
#include <string>
#include <string_view>

#include "engine/files.hpp"

namespace rgx::engine {

std::string compress(std::string_view bytes);     // zstd, fast level, with checksum
std::string decompress(std::string_view packed);  // throws Failure "damaged"

// The text of a file, unpacked when its first bytes say it is packed (gzip, bzip2, xz, zstd). Throws as Files::read,
// and "damaged-archive" with the path.
std::string read_unpacked(const Files& files, const std::string& path);

// Every regular file of a .zip, .tar or packed .tar in memory, written below `folder`; names that are absolute or climb
// out of it are refused ("unsafe-archive"). Returns how many.
std::size_t unpack_archive(std::string_view bytes, const std::string& folder, Files& files);

}  // namespace rgx::engine
