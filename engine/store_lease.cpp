#include "engine/store_lease.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

#include "engine/failure.hpp"

namespace rgx::engine {
namespace {

[[noreturn]] void fail(const std::string& path, int error) {
  Failure f("cannot-write", "cannot write `" + path + "`: " + std::generic_category().message(error));
  f.file = path;
  throw f;
}

}  // namespace

StoreLease::StoreLease(const std::string& store, Kind kind) {
  std::error_code error;
  std::filesystem::create_directories(store, error);
  if (error) fail(store, error.value());
  const std::string path = (std::filesystem::path(store) / "in-use").string();
  descriptor_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (descriptor_ < 0) fail(path, errno);
  const int how = kind == Kind::shared ? LOCK_SH : LOCK_EX | LOCK_NB;
  while (::flock(descriptor_, how) != 0) {
    if (errno == EINTR) continue;
    if (errno == EWOULDBLOCK) return;
    break;  // no locks here (ENOLCK, ENOSYS, EOPNOTSUPP): what is written is whole all the same
  }
  held_ = true;
}

StoreLease::~StoreLease() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace rgx::engine
