// ComBat of radiomics_batch.csv (500 × 1000, five batches of outcome.csv, three covariates of cov.csv) in
// RGX_BENCH_DATA: learned and applied to the same cases, as tests/bench/peers/combat.R does.
#include <benchmark/benchmark.h>

#include <cstdio>
#include <memory>

#include "engine/schedule.hpp"
#include "stats/harmonise/combat.hpp"
#include "tests/bench/tables.hpp"

namespace rgx::bench {

namespace {

struct Data {
  Eigen::MatrixXd x = table("radiomics_batch.csv"), covariates = table("cov.csv");
  std::vector<int> batch;
  Data() {
    const Eigen::MatrixXd outcome = table("outcome.csv");
    for (const double b : outcome.col(3)) batch.push_back(static_cast<int>(b));
  }
};

const Data& data() {
  static const Data all;
  return all;
}

void combat(benchmark::State& state, stats::CombatPrior prior) {
  const engine::Schedule schedule(static_cast<unsigned>(state.range(0)), engine::machine_memory(), nullptr);
  const Data& d = data();
  double mean = 0;
  for (auto _ : state) {
    const auto fit = stats::fit_combat(d.x, d.batch, d.covariates, {prior, false, {}}, schedule.parallel());
    const Eigen::MatrixXd y =
        stats::transformed(fit, d.x, d.batch, d.covariates, stats::UnseenBatch::refused, schedule.parallel());
    benchmark::DoNotOptimize(y.data());
    mean = y.mean();
  }
  state.counters["mean"] = mean;  // the peer prints its own
}

void parametric(benchmark::State& state) { combat(state, stats::CombatPrior::parametric); }
void nonparametric(benchmark::State& state) { combat(state, stats::CombatPrior::nonparametric); }

}  // namespace

}  // namespace rgx::bench

int main(int argc, char** argv) {
  using namespace rgx::bench;
  if (tables_folder().empty() || !std::ifstream(tables_folder() + "radiomics_batch.csv")) {
    std::fprintf(stderr, "skipped: RGX_BENCH_DATA names no folder with radiomics_batch.csv, cov.csv and outcome.csv\n");
    return 0;
  }
  using Run = void (*)(benchmark::State&);
  const std::pair<const char*, Run> all[]{{"combat/parametric", parametric}, {"combat/nonparametric", nonparametric}};
  for (const auto& [name, run] : all)
    benchmark::RegisterBenchmark(name, run)
        ->Arg(1)
        ->Arg(2)
        ->ArgName("threads")
        ->Unit(benchmark::kMillisecond)
        ->UseRealTime();
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
}
