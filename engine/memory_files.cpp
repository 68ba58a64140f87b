// The twin in memory of the real files (files.hpp).
#include <cerrno>
#include <set>
#include <system_error>

#include "engine/failure.hpp"
#include "engine/files.hpp"

namespace rgx::engine {
namespace {

[[noreturn]] void fail(const char* code, const char* verb, const std::string& path, int error) {
  Failure f(code, std::string("cannot ") + verb + " `" + path + "`: " + std::generic_category().message(error));
  f.file = path;
  throw f;
}

}  // namespace

std::string MemoryFiles::read(const std::string& path) const {
  const std::lock_guard lock(mutex_);
  const auto it = files_.find(path);
  if (it == files_.end()) fail("no-such-file", "read", path, ENOENT);
  return it->second;
}

std::uint64_t MemoryFiles::read_pieces(const std::string& path,
                                       const std::function<void(std::string_view)>& piece) const {
  const std::string bytes = read(path);
  piece(bytes);
  return bytes.size();
}

void MemoryFiles::write_atomic(const std::string& path, std::string_view bytes) {
  const std::lock_guard lock(mutex_);
  if (folders_.count(path)) fail("cannot-write", "write", path, EISDIR);
  make_folders(parent_of(path));
  if (writes_ >= fail_after_) fail("cannot-write", "write", path, EIO);
  std::uint64_t used = bytes.size();  // the old bytes lie there until the new ones are whole
  for (const auto& [name, held] : files_) used += held.size();
  if (used > capacity_) fail("disk-full", "write", path, ENOSPC);
  ++writes_;
  files_[path] = std::string(bytes);
}

bool MemoryFiles::exists_locked(const std::string& path) const {
  return files_.count(path) != 0 || folders_.count(path) != 0;
}

bool MemoryFiles::exists(const std::string& path) const {
  const std::lock_guard lock(mutex_);
  return exists_locked(path);
}

bool MemoryFiles::is_folder(const std::string& path) const {
  const std::lock_guard lock(mutex_);
  return folders_.count(path) != 0;
}

void MemoryFiles::make_folders(const std::string& path) {
  if (path.empty() || path == "/") return;
  if (files_.count(path)) fail("cannot-write", "write", path, ENOTDIR);
  make_folders(parent_of(path));
  folders_[path] = true;
}

void MemoryFiles::mkdirs(const std::string& path) {
  const std::lock_guard lock(mutex_);
  make_folders(path);
}

void MemoryFiles::remove(const std::string& path) {
  const std::lock_guard lock(mutex_);
  const std::string below = path + "/";
  std::erase_if(files_, [&](const auto& f) { return f.first == path || f.first.starts_with(below); });
  std::erase_if(folders_, [&](const auto& f) { return f.first == path || f.first.starts_with(below); });
}

void MemoryFiles::rename(const std::string& from, const std::string& to) {
  const std::lock_guard lock(mutex_);
  const auto it = files_.find(from);
  if (it == files_.end()) fail("cannot-write", "write", to, ENOENT);
  make_folders(parent_of(to));
  std::string bytes = std::move(it->second);
  files_.erase(it);
  files_[to] = std::move(bytes);
}

std::vector<std::string> MemoryFiles::list(const std::string& folder) const {
  const std::lock_guard lock(mutex_);
  const std::string prefix = folder + "/";
  std::set<std::string> names;
  const auto add = [&](const std::string& path) {
    if (path.starts_with(prefix))
      names.insert(path.substr(prefix.size(), path.find('/', prefix.size()) - prefix.size()));
  };
  for (const auto& [path, bytes] : files_) add(path);
  for (const auto& [path, made] : folders_) add(path);
  return {names.begin(), names.end()};
}

std::uint64_t MemoryFiles::size(const std::string& path) const { return read(path).size(); }

std::int64_t MemoryFiles::modified(const std::string& path) const {
  if (!exists(path)) fail("no-such-file", "read", path, ENOENT);
  return 0;
}

void MemoryFiles::set_capacity(std::uint64_t bytes) {
  const std::lock_guard lock(mutex_);
  capacity_ = bytes;
}

void MemoryFiles::fail_writes_after(std::uint64_t n) {
  const std::lock_guard lock(mutex_);
  fail_after_ = writes_ + n;
}

std::uint64_t MemoryFiles::writes() const {
  const std::lock_guard lock(mutex_);
  return writes_;
}

}  // namespace rgx::engine
