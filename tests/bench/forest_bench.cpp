// Random forests of 500 trees on the tables in RGX_BENCH_DATA (radiomics.csv 500 × 1000, outcome.csv): votes,
// probability, regression and survival. tests/bench/peers/forest.R times ranger on the same.
#include <benchmark/benchmark.h>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <string>

#include "engine/schedule.hpp"
#include "stats/forest/forest.hpp"
#include "tests/bench/machine.hpp"
#include "tests/bench/tables.hpp"

namespace rgx::bench {

namespace {

struct Data {
  Eigen::MatrixXd radiomics = table("radiomics.csv"), outcome = table("outcome.csv");
};
const Data& data() {
  static const Data all;
  return all;
}

void grow(benchmark::State& state, stats::ForestKind kind, bool importance) {
  const engine::Schedule schedule(static_cast<unsigned>(state.range(0)), engine::machine_memory(), nullptr);
  stats::ForestOutcome outcome;
  const bool timed = kind == stats::ForestKind::survival || kind == stats::ForestKind::regression;
  outcome.y = data().outcome.col(timed ? 1 : 0);
  for (const double e : data().outcome.col(2)) outcome.event.push_back(static_cast<int>(e));
  stats::ForestOptions options;
  options.kind = kind;
  options.permutation_importance = importance;
  reset_peak();
  double error = 0;
  for (auto _ : state)
    error = stats::grow_forest(data().radiomics, outcome, options, 1, 0, Eigen::VectorXd(), schedule.parallel())
                .out_of_bag_error;
  state.counters["error"] = error;
  state.counters["peak_MiB"] = peak_mebibytes();
}

void add(const char* name, stats::ForestKind kind, bool importance) {
  benchmark::RegisterBenchmark(name, [=](benchmark::State& state) { grow(state, kind, importance); })
      ->Arg(1)
      ->Arg(2)
      ->ArgName("threads")
      ->Unit(benchmark::kMillisecond)
      ->UseRealTime()
      ->MeasureProcessCPUTime();
}

}  // namespace

}  // namespace rgx::bench

int main(int argc, char** argv) {
  using namespace rgx::bench;
  using rgx::stats::ForestKind;
  rgx::engine::keep_freed_memory();  // as the program does
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  if (tables_folder().empty() || !std::ifstream(tables_folder() + "radiomics.csv")) {
    std::fprintf(stderr, "skipped: RGX_BENCH_DATA names no folder with radiomics.csv and outcome.csv\n");
    return 0;
  }
  try {
    add("forest/votes", ForestKind::votes, false);
    add("forest/votes_permutation", ForestKind::votes, true);
    add("forest/probability", ForestKind::probability, false);
    add("forest/regression", ForestKind::regression, false);
    add("forest/survival", ForestKind::survival, false);
    benchmark::RunSpecifiedBenchmarks();
  } catch (const std::exception& e) {
    std::fprintf(stderr, "bench_forest: %s\n", e.what());
    return 1;
  }
  benchmark::Shutdown();
  return 0;
}
