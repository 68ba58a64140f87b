// A thousand features of a test–retest study: all six intraclass correlations with F tests and intervals.
// tests/bench/icc_peer.R is the same by psych::ICC.
#include <benchmark/benchmark.h>

#include <Eigen/Core>

#include "engine/schedule.hpp"
#include "stats/agreement/icc.hpp"
#include "stats/base/random.hpp"

namespace rgx::bench {

namespace {

constexpr Eigen::Index kSubjects = 31, kRepeats = 2, kFeatures = 1000;

// Subjects below each other, first repeat first; features from hardly to nearly perfectly repeatable.
const Eigen::MatrixXd& table() {
  static const Eigen::MatrixXd made = [] {
    stats::Stream draws(11);
    Eigen::MatrixXd out(kSubjects * kRepeats, kFeatures);
    for (Eigen::Index f = 0; f < kFeatures; ++f)
      for (Eigen::Index i = 0; i < kSubjects; ++i) {
        const double subject = draws.normal();
        for (Eigen::Index k = 0; k < kRepeats; ++k)
          out(k * kSubjects + i, f) = 10 + subject + (0.05 + static_cast<double>(f) / 1000) * draws.normal();
      }
    return out;
  }();
  return made;
}

void icc(benchmark::State& state, std::size_t threads) {
  const engine::Schedule schedule(static_cast<unsigned>(threads), engine::machine_memory(), nullptr);
  stats::RepeatLayout layout(kSubjects, kRepeats);
  for (Eigen::Index i = 0; i < layout.size(); ++i) layout.data()[i] = static_cast<int>(i);
  const Eigen::MatrixXd& x = table();
  for (auto _ : state) benchmark::DoNotOptimize(stats::icc_screen_all(x, layout, 0.95, schedule.parallel()));
  state.counters["features/s"] =
      benchmark::Counter(static_cast<double>(kFeatures), benchmark::Counter::kIsIterationInvariantRate);
}

const bool registered = [] {
  for (const std::size_t threads : {1, 2})
    benchmark::RegisterBenchmark(("icc/threads:" + std::to_string(threads)).c_str(), icc, threads)
        ->Unit(benchmark::kMillisecond)
        ->UseRealTime();
  return true;
}();

}  // namespace

}  // namespace rgx::bench

BENCHMARK_MAIN();
