#include "stdlib/filters/boundary.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace rgx::filters {

Boundary boundary_named(std::string_view word) {
  if (word == "zero") return Boundary::zero;
  if (word == "nearest") return Boundary::nearest;
  if (word == "periodic") return Boundary::periodic;
  if (word == "mirror") return Boundary::mirror;
  throw std::invalid_argument("no boundary condition is named `" + std::string(word) +
                              "`: zero, nearest, periodic, mirror");
}

std::int64_t place(std::int64_t at, std::int64_t n, Boundary boundary) {
  if (at >= 0 && at < n) return at;
  switch (boundary) {
    case Boundary::zero:
      return -1;
    case Boundary::nearest:
      return at < 0 ? 0 : n - 1;
    case Boundary::periodic: {
      const std::int64_t rest = at % n;
      return rest < 0 ? rest + n : rest;
    }
    case Boundary::mirror:
      break;
  }
  // Half-sample symmetry repeats every 2n: a b c c b a | a b c …
  std::int64_t rest = at % (2 * n);
  if (rest < 0) rest += 2 * n;
  return rest < n ? rest : 2 * n - 1 - rest;
}

Range needed(Range wanted, std::int64_t n, Boundary boundary) {
  if (wanted.low >= 0 && wanted.high <= n) return wanted;
  Range out{n, 0};
  const auto take = [&](std::int64_t at) {
    const std::int64_t real = place(at, n, boundary);
    if (real < 0) return;
    out.low = std::min(out.low, real);
    out.high = std::max(out.high, real + 1);
  };
  for (std::int64_t at = wanted.low; at < std::min<std::int64_t>(wanted.high, 0); ++at) take(at);
  for (std::int64_t at = std::max(wanted.low, n); at < wanted.high; ++at) take(at);
  const Range inside{std::max<std::int64_t>(wanted.low, 0), std::min(wanted.high, n)};
  if (inside.size() > 0) {
    out.low = std::min(out.low, inside.low);
    out.high = std::max(out.high, inside.high);
  }
  if (out.high <= out.low) return {0, 0};
  return out;
}

}  // namespace rgx::filters
