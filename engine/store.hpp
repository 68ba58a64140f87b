#pragma once
// What was computed, kept by content: `.rgx/objects/ab/cdef…` holds canonical bytes under their SHA-256 (zstd-packed),
// `.rgx/recipes/ab/cdef…` says which content a recipe key gave. Every digest is verified when read: a damaged entry is
// a miss and a remark, never a wrong number. Entries are written whole or not at all, so several processes may share
// one.
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "engine/files.hpp"
#include "engine/operation.hpp"

namespace rgx::engine {

struct Recipe {
  std::string content;  // digest of the object; empty when `kind` is "absent"
  std::string kind;     // of the payload; "absent": the subject leaves here, and `notes` says why
  std::vector<Note> notes;
  double seconds = 0;       // the kernel took
  std::uint64_t bytes = 0;  // canonical, before packing
};

struct StoreSize {
  std::size_t objects = 0, recipes = 0;
  std::uint64_t bytes = 0;              // on disk
  std::int64_t oldest = 0, newest = 0;  // seconds since 1970; 0 when empty
};

struct StoreCheck {
  std::size_t checked = 0;
  std::vector<std::string> damaged;  // paths, removed
};

struct StorePruned {
  std::size_t removed = 0;
  std::uint64_t bytes = 0;
};

class Store {
 public:
  Store(Files& files, std::string root);  // root: the `.rgx` folder, made when something is put

  // A recipe whose object lies there (not yet verified: reading does that).
  std::optional<Recipe> recipe(const std::string& key);
  // The bytes with this digest; none when absent or damaged (then removed and remarked upon).
  std::optional<std::string> object(const std::string& digest);
  void put_object(const std::string& digest, std::string_view bytes);
  void put_recipe(const std::string& key, const Recipe& recipe);  // the object first

  std::vector<std::string> remarks() const;  // sorted

  StoreSize size() const;
  StoreCheck verify();
  // Removes every entry whose key or digest is not among those kept, and what crashed writers left behind.
  StorePruned prune(const std::set<std::string>& keys, const std::set<std::string>& digests);

  const std::string& root() const { return root_; }
  Files& files() { return files_; }

 private:
  std::string path(const char* shelf, const std::string& digest) const;
  void damaged(const std::string& path, const std::string& what);

  Files& files_;
  std::string root_;
  mutable std::mutex mutex_;
  std::set<std::string> remarks_;
};

}  // namespace rgx::engine
