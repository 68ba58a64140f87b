#include "engine/files.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "engine/digest.hpp"
#include "engine/failure.hpp"
#include "engine/large_pages.hpp"

namespace rgx::engine {
namespace {

std::string words(int error) { return std::generic_category().message(error); }

[[noreturn]] void fail_read(const std::string& path, int error) {
  Failure f(error == ENOENT || error == ENOTDIR ? "no-such-file" : "cannot-read",
            "cannot read `" + path + "`: " + words(error));
  f.file = path;
  throw f;
}

[[noreturn]] void fail_write(const std::string& path, int error) {
  const bool full = error == ENOSPC || error == EDQUOT || error == EFBIG;
  Failure f(full ? "disk-full" : "cannot-write", "cannot write `" + path + "`: " + words(error),
            full ? "make room, or put the store elsewhere with --store; what was finished is kept" : "");
  f.file = path;
  throw f;
}

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }
  int close() {
    const int out = ::close(fd_);
    fd_ = -1;
    return out;
  }

 private:
  int fd_;
};

struct ::stat stat_of(const std::string& path, bool& there, int& error) {
  struct ::stat s {};
  there = ::stat(path.c_str(), &s) == 0;
  error = there ? 0 : errno;
  return s;
}

class RealFiles : public Files {
 public:
  std::string read(const std::string& path) const override {
    std::string out;
    bool there = false;
    int error = 0;
    const auto s = stat_of(path, there, error);
    if (there) {
      out.reserve(static_cast<std::size_t>(s.st_size));
      advise_large_pages(out.data(), out.capacity());
    }
    read_pieces(path, [&](std::string_view piece) { out.append(piece); });
    return out;
  }

  std::uint64_t read_pieces(const std::string& path,
                            const std::function<void(std::string_view)>& piece) const override {
    const Descriptor fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (fd.get() < 0) fail_read(path, errno);
    std::string buffer(1U << 18, '\0');
    std::uint64_t total = 0;
    while (true) {
      const ssize_t n = ::read(fd.get(), buffer.data(), buffer.size());
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) fail_read(path, errno);
      if (n == 0) return total;
      total += static_cast<std::uint64_t>(n);
      piece({buffer.data(), static_cast<std::size_t>(n)});
    }
  }

  void write_atomic(const std::string& path, std::string_view bytes) override {
    static std::atomic<unsigned> counter{0};
    const std::string folder = parent_of(path);
    if (!folder.empty()) mkdirs(folder);
    const std::string temporary = path + ".tmp-" + std::to_string(::getpid()) + "-" + std::to_string(counter++);
    try {
      Descriptor fd(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
      if (fd.get() < 0) fail_write(path, errno);
      for (std::size_t done = 0; done < bytes.size();) {
        const ssize_t n = ::write(fd.get(), bytes.data() + done, bytes.size() - done);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) fail_write(path, errno);
        done += static_cast<std::size_t>(n);
      }
      if (::fsync(fd.get()) != 0) fail_write(path, errno);
      if (fd.close() != 0) fail_write(path, errno);
      if (::rename(temporary.c_str(), path.c_str()) != 0) fail_write(path, errno);
    } catch (...) {
      ::unlink(temporary.c_str());
      throw;
    }
  }

  bool exists(const std::string& path) const override {
    bool there = false;
    int error = 0;
    stat_of(path, there, error);
    return there;
  }

  bool is_folder(const std::string& path) const override {
    bool there = false;
    int error = 0;
    const auto s = stat_of(path, there, error);
    return there && S_ISDIR(s.st_mode);
  }

  void mkdirs(const std::string& path) override {
    std::error_code error;
    std::filesystem::create_directories(path, error);
    if (error) fail_write(path, error.value());
    if (!is_folder(path)) fail_write(path, ENOTDIR);
  }

  void remove(const std::string& path) override {
    std::error_code error;
    std::filesystem::remove_all(path, error);
    if (error) fail_write(path, error.value());
  }

  void rename(const std::string& from, const std::string& to) override {
    if (::rename(from.c_str(), to.c_str()) != 0) fail_write(to, errno);
  }

  std::vector<std::string> list(const std::string& folder) const override {
    std::vector<std::string> out;
    std::error_code error;
    for (std::filesystem::directory_iterator it(folder, error), end; !error && it != end; it.increment(error))
      out.push_back(it->path().filename().string());
    if (error && error != std::errc::no_such_file_or_directory) fail_read(folder, error.value());
    std::sort(out.begin(), out.end());
    return out;
  }

  std::uint64_t size(const std::string& path) const override {
    bool there = false;
    int error = 0;
    const auto s = stat_of(path, there, error);
    if (!there) fail_read(path, error);
    return static_cast<std::uint64_t>(s.st_size);
  }

  std::int64_t modified(const std::string& path) const override {
    bool there = false;
    int error = 0;
    const auto s = stat_of(path, there, error);
    if (!there) fail_read(path, error);
    return static_cast<std::int64_t>(s.st_mtime);
  }
};

class RealClock : public Clock {
 public:
  std::int64_t now() const override {
    using namespace std::chrono;
    return duration_cast<seconds>(system_clock::now().time_since_epoch()).count();
  }
  double monotonic() const override {
    using namespace std::chrono;
    return duration<double>(steady_clock::now().time_since_epoch()).count();
  }
};

}  // namespace

std::vector<std::string> Files::list_all(const std::string& folder) const {
  std::vector<std::string> out;
  for (const auto& name : list(folder)) {
    const std::string path = join(folder, name);
    if (!is_folder(path)) {
      out.push_back(name);
      continue;
    }
    for (const auto& below : list_all(path)) out.push_back(name + "/" + below);
  }
  std::sort(out.begin(), out.end());
  return out;
}

std::unique_ptr<Files> real_files() { return std::make_unique<RealFiles>(); }
std::unique_ptr<Clock> real_clock() { return std::make_unique<RealClock>(); }

std::string join(const std::string& parent, const std::string& name) {
  if (parent.empty()) return name;
  return parent.back() == '/' ? parent + name : parent + "/" + name;
}

std::string parent_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return {};
  return slash == 0 ? "/" : path.substr(0, slash);
}

FileDigest digest_file(const Files& files, const std::string& path) {
  FileDigest out;
  Sha256 digest;
  if (files.is_folder(path)) {
    for (const auto& name : files.list_all(path)) {
      const FileDigest one = digest_file(files, join(path, name));
      out.bytes += one.bytes;
      digest.update(name + "\n" + one.sha256 + "\n");
    }
  } else {
    out.bytes = files.read_pieces(path, [&](std::string_view piece) { digest.update(piece); });
  }
  out.sha256 = digest.hex();
  return out;
}

std::string utc(std::int64_t seconds) {
  const std::time_t t = static_cast<std::time_t>(seconds);
  std::tm parts{};
  gmtime_r(&t, &parts);
  std::array<char, 32> text{};
  const std::size_t n = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts);
  return {text.data(), n};
}

}  // namespace rgx::engine
