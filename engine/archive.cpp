#include "engine/archive.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <zstd.h>

#include <memory>
#include <sstream>

#include "engine/archive_members.hpp"
#include "engine/failure.hpp"

namespace rgx::engine {
namespace {

constexpr int fast_level = 1;

struct ArchiveEnd {
  void operator()(::archive* a) const { archive_read_free(a); }
};
using Reader = std::unique_ptr<::archive, ArchiveEnd>;

[[noreturn]] void damaged(::archive* a, const std::string& what) {
  const char* words = archive_error_string(a);
  Failure f("damaged-archive", "cannot unpack " + what + ": " + (words != nullptr ? words : "unknown reason"));
  throw f;
}

std::string read_data(::archive* a, const std::string& what) {
  std::string out;
  std::string buffer(1U << 18, '\0');
  while (true) {
    const la_ssize_t n = archive_read_data(a, buffer.data(), buffer.size());
    if (n < 0) damaged(a, what);
    if (n == 0) return out;
    out.append(buffer.data(), static_cast<std::size_t>(n));
  }
}

}  // namespace

bool safe_member(const std::string& name) {
  if (name.empty() || name.front() == '/' || name.find('\\') != std::string::npos) return false;
  std::istringstream parts(name);
  for (std::string part; std::getline(parts, part, '/');)
    if (part == "..") return false;
  return true;
}

std::string compress(std::string_view bytes) {
  std::string out(ZSTD_compressBound(bytes.size()), '\0');
  const std::unique_ptr<ZSTD_CCtx, std::size_t (*)(ZSTD_CCtx*)> context(ZSTD_createCCtx(), &ZSTD_freeCCtx);
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_compressionLevel, fast_level);
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_checksumFlag, 1);
  const std::size_t n = ZSTD_compress2(context.get(), out.data(), out.size(), bytes.data(), bytes.size());
  if (ZSTD_isError(n)) throw Failure("cannot-compress", std::string("zstd: ") + ZSTD_getErrorName(n));
  out.resize(n);
  return out;
}

std::string decompress(std::string_view packed) {
  const auto size = ZSTD_getFrameContentSize(packed.data(), packed.size());
  // A damaged header may claim any size; zstd packs even zeros no better than 1 : 32768.
  if (size == ZSTD_CONTENTSIZE_ERROR || size == ZSTD_CONTENTSIZE_UNKNOWN || size / 100'000 > packed.size() + 1'000)
    throw Failure("damaged", "not a zstd frame");
  std::string out(static_cast<std::size_t>(size), '\0');
  const std::size_t n = ZSTD_decompress(out.data(), out.size(), packed.data(), packed.size());
  if (ZSTD_isError(n) || n != out.size()) throw Failure("damaged", "a zstd frame that is not whole");
  return out;
}

std::string read_unpacked(const Files& files, const std::string& path) {
  std::string bytes = files.read(path);
  const auto starts = [&](std::string_view magic) { return bytes.starts_with(magic); };
  using namespace std::string_view_literals;
  if (!starts("\x1F\x8B"sv) && !starts("BZh"sv) &&
      !starts("\xFD"
              "7zXZ\0"sv) &&
      !starts("\x28\xB5\x2F\xFD"sv))
    return bytes;
  const Reader a(archive_read_new());
  archive_read_support_filter_all(a.get());
  archive_read_support_format_raw(a.get());
  ::archive_entry* entry = nullptr;
  try {
    if (archive_read_open_memory(a.get(), bytes.data(), bytes.size()) != ARCHIVE_OK ||
        archive_read_next_header(a.get(), &entry) != ARCHIVE_OK)
      damaged(a.get(), "`" + path + "`");
    return read_data(a.get(), "`" + path + "`");
  } catch (Failure& f) {
    f.file = path;
    throw;
  }
}

std::size_t unpack_archive(std::string_view bytes, const std::string& folder, Files& files) {
  const Reader a(archive_read_new());
  archive_read_support_filter_all(a.get());
  archive_read_support_format_all(a.get());
  if (archive_read_open_memory(a.get(), bytes.data(), bytes.size()) != ARCHIVE_OK) damaged(a.get(), "the archive");
  std::size_t count = 0;
  ::archive_entry* entry = nullptr;
  while (true) {
    const int status = archive_read_next_header(a.get(), &entry);
    if (status == ARCHIVE_EOF) return count;
    if (status != ARCHIVE_OK && status != ARCHIVE_WARN) damaged(a.get(), "the archive");
    const char* raw = archive_entry_pathname(entry);
    if (archive_entry_filetype(entry) != AE_IFREG) continue;
    std::string name = raw != nullptr ? raw : "";
    if (name.starts_with("./")) name.erase(0, 2);
    if (!safe_member(name))
      throw Failure("unsafe-archive", "the archive names a file outside its folder: `" + name + "`");
    files.write_atomic(join(folder, name), read_data(a.get(), "`" + name + "`"));
    ++count;
  }
}

}  // namespace rgx::engine
