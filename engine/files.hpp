#pragma once
// The outside world of the engine: files and the clock, each with a twin in memory for tests. Every error is a Failure
// with the path and the system's own words; codes: "no-such-file", "cannot-read", "cannot-write", "disk-full".
#include <cstdint>
#include <ctime>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace rgx::engine {

class Files {
 public:
  virtual ~Files() = default;
  virtual std::string read(const std::string& path) const = 0;
  // In pieces, so that a large image can be digested without holding it. Returns the number of bytes.
  virtual std::uint64_t read_pieces(const std::string& path,
                                    const std::function<void(std::string_view)>& piece) const = 0;
  // Written under a temporary name beside it, synced, renamed: whoever reads sees the old bytes or the new ones.
  virtual void write_atomic(const std::string& path, std::string_view bytes) = 0;
  virtual bool exists(const std::string& path) const = 0;  // a file or a folder
  virtual bool is_folder(const std::string& path) const = 0;
  virtual void mkdirs(const std::string& path) = 0;
  virtual void remove(const std::string& path) = 0;  // a file, or a folder with all that is in it; absent: nothing
  virtual void rename(const std::string& from, const std::string& to) = 0;     // replaces
  virtual std::vector<std::string> list(const std::string& folder) const = 0;  // names, sorted; absent: none
  virtual std::uint64_t size(const std::string& path) const = 0;
  virtual std::int64_t modified(const std::string& path) const = 0;  // seconds since 1970

  // All files below a folder, relative to it, sorted.
  std::vector<std::string> list_all(const std::string& folder) const;
};

std::unique_ptr<Files> real_files();

// `parent/name`, or `name` when parent is empty.
std::string join(const std::string& parent, const std::string& name);
std::string parent_of(const std::string& path);  // "" when there is none

// SHA-256 of a file's bytes; of a folder (a DICOM series): of its files' names and digests, sorted.
struct FileDigest {
  std::string sha256;
  std::uint64_t bytes = 0;
};
FileDigest digest_file(const Files& files, const std::string& path);

// Files in memory. Folders exist where a file lies below them or where they were made.
class MemoryFiles : public Files {
 public:
  std::string read(const std::string& path) const override;
  std::uint64_t read_pieces(const std::string& path, const std::function<void(std::string_view)>& piece) const override;
  void write_atomic(const std::string& path, std::string_view bytes) override;
  bool exists(const std::string& path) const override;
  bool is_folder(const std::string& path) const override;
  void mkdirs(const std::string& path) override;
  void remove(const std::string& path) override;
  void rename(const std::string& from, const std::string& to) override;
  std::vector<std::string> list(const std::string& folder) const override;
  std::uint64_t size(const std::string& path) const override;
  std::int64_t modified(const std::string& path) const override;

  // A disk of so many bytes: what does not fit is refused with "disk-full", and what was there stays.
  void set_capacity(std::uint64_t bytes);
  // The next `n` writes work, those behind fail with an input/output error.
  void fail_writes_after(std::uint64_t n);
  std::uint64_t writes() const;

 private:
  void make_folders(const std::string& path);
  bool exists_locked(const std::string& path) const;

  mutable std::mutex mutex_;
  std::map<std::string, std::string> files_;
  std::map<std::string, bool> folders_;
  std::uint64_t capacity_ = UINT64_MAX, fail_after_ = UINT64_MAX, writes_ = 0;
};

class Clock {
 public:
  virtual ~Clock() = default;
  virtual std::int64_t now() const = 0;  // seconds since 1970, UTC
  virtual double monotonic() const = 0;  // seconds from some moment
};

std::unique_ptr<Clock> real_clock();

class FixedClock : public Clock {
 public:
  explicit FixedClock(std::int64_t at) : at_(at) {}
  std::int64_t now() const override { return at_; }
  double monotonic() const override { return 0; }

 private:
  std::int64_t at_;
};

// 2026-01-31T09:05:07Z
std::string utc(std::int64_t seconds);

}  // namespace rgx::engine
