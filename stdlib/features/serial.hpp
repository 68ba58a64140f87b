#pragma once
// The ParallelFor of those who have no threads to hand in.
#include <cstddef>
#include <functional>

#include "engine/operation.hpp"

namespace rgx::features {

// body(0), body(1), ... one after the other.
inline const engine::ParallelFor& serial_for() {
  static const engine::ParallelFor serial = [](std::size_t n, const std::function<void(std::size_t)>& body) {
    for (std::size_t i = 0; i < n; ++i) body(i);
  };
  return serial;
}

}  // namespace rgx::features
