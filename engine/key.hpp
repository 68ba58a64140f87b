#pragma once
// The recipe key of a node: a hash of everything that may change its result and of nothing else. Threads, paths, names,
// comments, time and layout are not in it.
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "engine/files.hpp"
#include "engine/operation.hpp"
#include "engine/plan.hpp"

namespace rgx::engine {

// What the result depends on beside the study: the versions of libraries by name, and the instruction set.
struct Platform {
  std::map<std::string, std::string> libraries;
  std::string isa;
};

struct Ingredients {
  struct Input {
    std::string port, path, digest;  // `path` is for people: not hashed
  };
  struct File {
    std::string written, sha256;  // `written` likewise; sha256 is "missing" for a file that is not there
  };
  std::string block_kind, operation;
  unsigned version = 1;
  Json params = Json::object();
  std::string subject;
  std::vector<Input> inputs;
  std::vector<File> files;
  std::uint64_t stream = 0;  // 0: draws no numbers
  Platform platform;         // empty unless the operation is platform-sensitive

  std::string key() const;  // hex SHA-256
  Json json() const;
  static Ingredients parse(const Json& json);  // throws Json::exception
};

// Key of the random stream of a node: study seed, node path, purpose. 0 when it has no purpose.
std::uint64_t stream_key(std::uint64_t seed, const std::string& path, const std::string& purpose);
std::uint64_t seed_of(const Plan& plan);  // Plan::study["seed"], 1 when absent

// Each file is digested once a run, whoever asks. May be asked from several threads.
class FileDigests {
 public:
  explicit FileDigests(const Files& files) : files_(files) {}
  FileDigest get(const std::string& path);  // sha256 "missing" when there is no such file
  // Digests every file of a plan on all processors, so that asking for them one by one costs nothing.
  void warm(const Plan& plan);
  std::map<std::string, FileDigest> all() const;

 private:
  const Files& files_;
  mutable std::mutex mutex_;
  std::map<std::string, FileDigest> known_;
};

// `digest_of(i)` is the content digest of node i; inputs for which it is empty are left out (a subject that left).
Ingredients gather(const Plan& plan, std::size_t node, const Operation& operation,
                   const std::function<std::string(std::size_t)>& digest_of, FileDigests& files,
                   const Platform& platform);

}  // namespace rgx::engine
