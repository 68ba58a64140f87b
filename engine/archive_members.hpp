#pragma once
// Archives of stated members: written the same byte for byte, read back no further than their sizes say.
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "engine/files.hpp"

namespace rgx::engine {

// A name that stays below the folder it is written into: not absolute, no `..`, no backslash.
bool safe_member(const std::string& name);

struct ArchiveMember {
  std::string name;   // in the archive, `/` between folders
  std::string bytes;  // what it holds, unless
  std::string path;   // a file holds it: read in pieces
};

// Writes a .zip or .tar.zst (by the ending of `path`; else Failure "usage") of exactly these members in this order. The
// same members give the same bytes: no times, no owners. Written beside it, synced and renamed, as
// Files::write_atomic. Throws "cannot-write", and as Files::size for a member's file.
void write_archive(const std::string& path, const std::vector<ArchiveMember>& members, const Files& files);

// One member of an archive on disk; throws "damaged-archive" when `path` is none, "not-in-archive" when it holds no
// such member, "too-large" when the member is larger than `limit` bytes (nothing larger is unpacked to see).
std::string read_member(const std::string& path, const std::string& name, std::uint64_t limit);

// Every regular file of an archive, unpacked below `folder`, each with the size in bytes that `sizes` states for it.
// Refused ("unsafe-archive"), before anything more is unpacked: a name outside the folder, a link or a device, a
// member that `sizes` does not name, one that holds more or fewer bytes, one that comes twice, one that is not there.
void unpack_stated(const std::string& path, const std::map<std::string, std::uint64_t>& sizes,
                   const std::string& folder, Files& files);

}  // namespace rgx::engine
