#pragma once
// A ParallelFor from the last place down, in two threads: nothing may depend on the order.
#include <functional>
#include <thread>

namespace rgx::test {

inline void backwards(std::size_t n, const std::function<void(std::size_t)>& body) {
  std::thread odd([&] {
    for (std::size_t i = n; i-- > 0;)
      if (i % 2 == 1) body(i);
  });
  for (std::size_t i = n; i-- > 0;)
    if (i % 2 == 0) body(i);
  odd.join();
}

}  // namespace rgx::test
