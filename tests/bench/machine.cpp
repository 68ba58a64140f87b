#include "tests/bench/machine.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "engine/schedule.hpp"

namespace rgx::bench {

double triad_bytes_per_second(const engine::ParallelFor& parallel, std::size_t threads) {
  constexpr std::size_t n = std::size_t{8} << 20;
  constexpr int rounds = 10;
  std::vector<double> a(n, 0), b(n, 1), c(n, 2);
  double best = 0;
  for (int round = 0; round < rounds; ++round) {
    const double scale = 3 + round;
    const auto start = std::chrono::steady_clock::now();
    parallel(threads, [&](std::size_t part) {
      const std::size_t first = n * part / threads, last = n * (part + 1) / threads;
      double* const to = a.data();
      const double *const from = b.data(), *const times = c.data();
      for (std::size_t i = first; i < last; ++i) to[i] = from[i] + scale * times[i];
    });
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    best = std::max(best, 3.0 * static_cast<double>(n * sizeof(double)) / seconds);
    std::swap(a, b);  // what was written is read next, so that no round can be left out
  }
  return best;
}

double bandwidth(std::size_t threads) {
  static std::map<std::size_t, double> known;
  const auto found = known.find(threads);
  if (found != known.end()) return found->second;
  const engine::Schedule schedule(static_cast<unsigned>(threads), engine::machine_memory(), nullptr);
  return known[threads] = triad_bytes_per_second(schedule.parallel(), threads);
}

void reset_peak() {
  // Linux: 5 sets the high-water mark back to what is resident now (proc(5), clear_refs).
  std::ofstream("/proc/self/clear_refs") << 5;
}

double peak_mebibytes() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.rfind("VmHWM:", 0) == 0) return std::stod(line.substr(6)) / 1024;
  }
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  return static_cast<double>(used.ru_maxrss) / 1024;
}

}  // namespace rgx::bench
