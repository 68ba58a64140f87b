#pragma once
// Who uses a store: runs share it, pruning has it alone. A lock of the operating system on `.rgx/in-use`, which ends
// with its process however that ends. Where the file system has no such locks everybody gets one.
#include <string>

namespace rgx::engine {

class StoreLease {
 public:
  enum class Kind {
    shared,     // of a run: waits while somebody prunes
    exclusive,  // of who removes things: does not wait
  };
  // Makes the folder when it is not there; throws Failure "cannot-write".
  StoreLease(const std::string& store, Kind kind);
  ~StoreLease();
  StoreLease(const StoreLease&) = delete;
  StoreLease& operator=(const StoreLease&) = delete;

  bool held() const { return held_; }  // false: exclusive was asked, and a run is using the store

 private:
  int descriptor_ = -1;
  bool held_ = false;
};

}  // namespace rgx::engine
