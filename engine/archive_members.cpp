#include "engine/archive_members.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <memory>
#include <set>

#include "engine/failure.hpp"

namespace rgx::engine {
namespace {

struct ReaderEnd {
  void operator()(::archive* a) const { archive_read_free(a); }
};
using Reader = std::unique_ptr<::archive, ReaderEnd>;
struct WriterEnd {
  void operator()(::archive* a) const { archive_write_free(a); }
};
using Writer = std::unique_ptr<::archive, WriterEnd>;
struct EntryEnd {
  void operator()(::archive_entry* e) const { archive_entry_free(e); }
};

std::string reason(::archive* a) {
  const char* words = archive_error_string(a);
  return words != nullptr ? words : "unknown reason";
}

[[noreturn]] void cannot_write(const std::string& path, const std::string& why) {
  throw Failure("cannot-write", fmt::format("cannot write `{}`: {}", path, why));
}

void write_all(::archive* a, const std::string& path, std::string_view bytes) {
  while (!bytes.empty()) {
    const la_ssize_t n = archive_write_data(a, bytes.data(), bytes.size());
    if (n <= 0) cannot_write(path, reason(a));
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
}

void write_member(::archive* a, const std::string& path, const ArchiveMember& m, const Files& files) {
  const std::unique_ptr<::archive_entry, EntryEnd> entry(archive_entry_new());
  archive_entry_set_pathname_utf8(entry.get(), m.name.c_str());
  archive_entry_set_filetype(entry.get(), AE_IFREG);
  archive_entry_set_perm(entry.get(), 0644);
  const std::uint64_t size = m.path.empty() ? m.bytes.size() : files.size(m.path);
  archive_entry_set_size(entry.get(), static_cast<la_int64_t>(size));
  if (archive_write_header(a, entry.get()) < ARCHIVE_WARN) cannot_write(path, reason(a));
  if (m.path.empty())
    write_all(a, path, m.bytes);
  else
    files.read_pieces(m.path, [&](std::string_view piece) { write_all(a, path, piece); });
  if (archive_write_finish_entry(a) < ARCHIVE_WARN) cannot_write(path, reason(a));
}

void sync(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0 || ::fsync(file) != 0) {
    if (file >= 0) ::close(file);
    cannot_write(path, "it cannot be synced");
  }
  ::close(file);
}

Reader opened(const std::string& path) {
  Reader a(archive_read_new());
  archive_read_support_filter_zstd(a.get());
  archive_read_support_filter_gzip(a.get());
  archive_read_support_format_zip(a.get());
  archive_read_support_format_tar(a.get());
  if (archive_read_open_filename(a.get(), path.c_str(), 1U << 18) != ARCHIVE_OK)
    throw Failure("damaged-archive", fmt::format("`{}` is no .zip or .tar.zst archive: {}", path, reason(a.get())));
  return a;
}

// The next member, or nullptr at the end.
::archive_entry* next(::archive* a, const std::string& path) {
  ::archive_entry* entry = nullptr;
  const int status = archive_read_next_header(a, &entry);
  if (status == ARCHIVE_EOF) return nullptr;
  if (status != ARCHIVE_OK && status != ARCHIVE_WARN)
    throw Failure("damaged-archive", fmt::format("`{}` is no whole archive: {}", path, reason(a)));
  return entry;
}

std::string name_of(::archive_entry* entry) {
  const char* name = archive_entry_pathname_utf8(entry);
  if (name == nullptr) name = archive_entry_pathname(entry);
  std::string out = name != nullptr ? name : "";
  if (out.starts_with("./")) out.erase(0, 2);
  return out;
}

// At most `limit` bytes of the member at hand; one more is seen and refused.
std::string read_bounded(::archive* a, const std::string& path, const std::string& name, std::uint64_t limit,
                         const char* code) {
  std::string out, buffer(1U << 18, '\0');
  while (true) {
    const la_ssize_t n = archive_read_data(a, buffer.data(), buffer.size());
    if (n < 0) throw Failure("damaged-archive", fmt::format("cannot unpack `{}` of `{}`: {}", name, path, reason(a)));
    if (n == 0) return out;
    if (out.size() + static_cast<std::size_t>(n) > limit)
      throw Failure(code, fmt::format("`{}` of `{}` holds more than the {} bytes it may hold", name, path, limit),
                    "the archive was changed or damaged since it was packed; nothing of it is used");
    out.append(buffer.data(), static_cast<std::size_t>(n));
  }
}

}  // namespace

void write_archive(const std::string& path, const std::vector<ArchiveMember>& members, const Files& files) {
  const bool zip = path.ends_with(".zip");
  if (!zip && !path.ends_with(".tar.zst"))
    throw Failure("usage", fmt::format("`{}` ends neither in .zip nor in .tar.zst", path));
  const std::string partial = fmt::format("{}.partial-{}", path, ::getpid());
  try {
    Writer a(archive_write_new());
    if (zip) {
      archive_write_set_format_zip(a.get());
      // Names are UTF-8 whatever the locale.
      archive_write_set_options(a.get(), "zip:compression=deflate,zip:hdrcharset=UTF-8");
    } else {
      archive_write_set_format_pax_restricted(a.get());
      archive_write_add_filter_zstd(a.get());
      archive_write_set_options(a.get(), "zstd:compression-level=9,hdrcharset=UTF-8");
    }
    if (archive_write_open_filename(a.get(), partial.c_str()) != ARCHIVE_OK) cannot_write(path, reason(a.get()));
    for (const auto& m : members) write_member(a.get(), path, m, files);
    if (archive_write_close(a.get()) != ARCHIVE_OK) cannot_write(path, reason(a.get()));
    a.reset();
    sync(partial);
    if (std::rename(partial.c_str(), path.c_str()) != 0) cannot_write(path, "it cannot be renamed into place");
  } catch (const Failure&) {
    std::remove(partial.c_str());
    throw;
  }
}

std::string read_member(const std::string& path, const std::string& name, std::uint64_t limit) {
  const Reader a = opened(path);
  while (::archive_entry* entry = next(a.get(), path))
    if (name_of(entry) == name && archive_entry_filetype(entry) == AE_IFREG)
      return read_bounded(a.get(), path, name, limit, "too-large");
  throw Failure("not-in-archive", fmt::format("`{}` holds no `{}`", path, name));
}

void unpack_stated(const std::string& path, const std::map<std::string, std::uint64_t>& sizes,
                   const std::string& folder, Files& files) {
  const auto refuse = [](const std::string& why) {
    return Failure("unsafe-archive", why,
                   "the archive was changed or damaged since it was packed; nothing of it is used");
  };
  const Reader a = opened(path);
  std::set<std::string> seen;
  while (::archive_entry* entry = next(a.get(), path)) {
    const std::string name = name_of(entry);
    if (archive_entry_filetype(entry) == AE_IFDIR && safe_member(name)) continue;
    if (!safe_member(name)) throw refuse(fmt::format("`{}` names a file outside its folder: `{}`", path, name));
    if (archive_entry_filetype(entry) != AE_IFREG || archive_entry_hardlink(entry) != nullptr)
      throw refuse(fmt::format("`{}` of `{}` is a link or a device, not a file", name, path));
    const auto stated = sizes.find(name);
    if (stated == sizes.end())
      throw refuse(fmt::format("`{}` holds `{}`, which its metadata does not name", path, name));
    if (!seen.insert(name).second) throw refuse(fmt::format("`{}` holds `{}` twice", path, name));
    const std::string bytes = read_bounded(a.get(), path, name, stated->second, "unsafe-archive");
    if (bytes.size() != stated->second)
      throw refuse(
          fmt::format("`{}` of `{}` holds {} bytes, its metadata say {}", name, path, bytes.size(), stated->second));
    files.write_atomic(join(folder, name), bytes);
  }
  for (const auto& [name, size] : sizes)
    if (!seen.contains(name)) throw refuse(fmt::format("`{}` lacks `{}`, which its metadata name", path, name));
}

}  // namespace rgx::engine
