#pragma once
// How stats gets threads: a callback handed in. body(i) is called once for each i in [0, n), in any order, possibly at
// once; results must be written to place i only, so that the bytes do not depend on the number of threads.
#include <cstddef>
#include <functional>

namespace rgx::stats {

using ParallelFor = std::function<void(std::size_t n, const std::function<void(std::size_t)>& body)>;

inline void serial_for(std::size_t n, const std::function<void(std::size_t)>& body) {
  for (std::size_t i = 0; i < n; ++i) body(i);
}

}  // namespace rgx::stats
