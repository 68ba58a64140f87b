#pragma once
// Values between the node that made them and those that will read them. Beyond a limit the least recently used are let
// go: they lie in the store and are read again when asked for.
#include <cstdint>
#include <limits>
#include <list>
#include <map>
#include <mutex>
#include <optional>

#include "engine/artifact.hpp"

namespace rgx::engine {

class Residents {
 public:
  void set_limit(std::uint64_t bytes) { limit_ = bytes; }

  void hold(std::size_t node, const Artifact& artifact) {
    const std::lock_guard lock(mutex_);
    drop(node);
    order_.push_back(node);
    held_[node] = {artifact, std::prev(order_.end())};
    bytes_ += artifact.memory_bytes();
    while (bytes_ > limit_ && order_.front() != node) drop(std::size_t{order_.front()});
  }

  std::optional<Artifact> find(std::size_t node) {
    const std::lock_guard lock(mutex_);
    const auto it = held_.find(node);
    if (it == held_.end()) return {};
    order_.splice(order_.end(), order_, it->second.place);
    return it->second.artifact;
  }

  void release(std::size_t node) {
    const std::lock_guard lock(mutex_);
    drop(node);
  }

  std::uint64_t bytes() const {
    const std::lock_guard lock(mutex_);
    return bytes_;
  }

 private:
  struct Held {
    Artifact artifact;
    std::list<std::size_t>::iterator place;
  };
  void drop(std::size_t node) {
    const auto it = held_.find(node);
    if (it == held_.end()) return;
    bytes_ -= it->second.artifact.memory_bytes();
    order_.erase(it->second.place);
    held_.erase(it);
  }

  mutable std::mutex mutex_;
  std::map<std::size_t, Held> held_;
  std::list<std::size_t> order_;  // least recently used first
  std::uint64_t bytes_ = 0, limit_ = std::numeric_limits<std::uint64_t>::max();
};

}  // namespace rgx::engine
