// Association maps and group screens on tables made in memory: the whole map, its screen alone beside a bare Eigen
// product of the same shape, and the screens of groups. tests/bench/README.md says how to run it and what the counters
// are.
#include <benchmark/benchmark.h>

#include <Eigen/Core>
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <functional>
#include <numeric>
#include <string>
#include <vector>

#include "engine/schedule.hpp"
#include "stats/base/random.hpp"
#include "stats/groups/group_screen.hpp"
#include "stats/map/association_map.hpp"
#include "stats/map/map_screen.hpp"
#include "tests/bench/machine.hpp"

namespace rgx::bench {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::MatrixXf;

constexpr Index kCases = 500, kFeatures = 1000, kGenes = 20000, kGroupings = 100;
constexpr std::array<std::size_t, 2> kThreads{1, 2};

MatrixXd noise(Index rows, Index columns, std::uint64_t key) {
  stats::Stream draws(key);
  MatrixXd out(rows, columns);
  for (Index i = 0; i < out.size(); ++i) out.data()[i] = draws.normal();
  return out;
}

// Features that hang together by 30 factors, genes by 50; every seventh of the first genes follows a feature.
struct Tables {
  MatrixXd features, genes;
  stats::Covariates covariates;
  std::vector<std::vector<int>> two, three;
};
const Tables& tables() {
  static const Tables made = [] {
    Tables out;
    out.features = noise(kCases, 30, 1) * 0.6 * noise(30, kFeatures, 2) + noise(kCases, kFeatures, 3);
    out.genes = noise(kCases, 50, 4) * 0.4 * noise(50, kGenes, 5) + noise(kCases, kGenes, 6);
    for (Index k = 0; k < 500; ++k) out.genes.col(7 * k) += 0.1 * out.features.col(13 * k % kFeatures);
    out.covariates.continuous = noise(kCases, 3, 7);
    stats::Stream draws(8);
    for (Index g = 0; g < kGroupings; ++g) {
      out.two.emplace_back(), out.three.emplace_back();
      for (Index i = 0; i < kCases; ++i) {
        out.two.back().push_back(draws.uniform() < 0.3);
        out.three.back().push_back(static_cast<int>(draws.uniform() * 3));
      }
    }
    return out;
  }();
  return made;
}

constexpr double kProduct = 2.0 * kCases * kFeatures * kGenes;

void rate(benchmark::State& state, double operations, double bytes) {
  state.counters["GFLOP/s"] = benchmark::Counter(operations / 1e9, benchmark::Counter::kIsIterationInvariantRate);
  state.counters["GB/s"] = benchmark::Counter(bytes / 1e9, benchmark::Counter::kIsIterationInvariantRate);
}

void map(benchmark::State& state, stats::Association kind, std::size_t threads) {
  const Tables& data = tables();
  const engine::Schedule schedule(static_cast<unsigned>(threads), engine::machine_memory(), nullptr);
  stats::MapOptions options;
  options.kind = kind;
  reset_peak();
  int readings = 0;
  for (auto _ : state) {
    const auto found = stats::association_map(data.features, stats::blocks_of(data.genes), data.covariates, options,
                                              schedule.parallel());
    benchmark::DoNotOptimize(found.rows.data());
    readings = found.readings;
  }
  rate(state, kProduct, static_cast<double>(data.features.size() + data.genes.size()) * sizeof(double));
  state.counters["readings"] = readings;
  state.counters["peak_MiB"] = peak_mebibytes();
}

// One thread: the tiles of the screen on packed columns, and Eigen's own product of the same numbers.
void screen(benchmark::State& state) {
  const Tables& data = tables();
  std::vector<Index> left(kFeatures), right(4000);
  std::iota(left.begin(), left.end(), 0), std::iota(right.begin(), right.end(), 0);
  const auto unit = [](const MatrixXd& m) -> MatrixXd { return m.colwise().normalized(); };
  const auto a = stats::pack_panels(unit(data.features), left, stats::screen_rows);
  const auto b = stats::pack_panels(unit(data.genes.leftCols(4000)), right, stats::screen_columns);
  std::array<std::int32_t, stats::screen_size> keys{};
  constexpr Index at_once = 32;
  for (auto _ : state) {
    for (Index first = 0; first < a.count(); first += at_once) {
      for (Index r = 0; r < b.count(); ++r) {
        for (Index l = first; l < std::min(a.count(), first + at_once); ++l) {
          stats::screen_tile(a.panel(l), b.panel(r), kCases, 0x1p20F, (1 << 20) - 1, keys.data());
          benchmark::DoNotOptimize(keys.data());
        }
      }
    }
  }
  rate(state, 2.0 * kCases * kFeatures * 4000, static_cast<double>(a.values.size() + b.values.size()) * sizeof(float));
}

void eigen(benchmark::State& state) {
  const Tables& data = tables();
  const MatrixXf a = data.features.cast<float>(), b = data.genes.leftCols(4000).cast<float>();
  MatrixXf product(kFeatures, 4000);
  for (auto _ : state) {
    product.noalias() = a.transpose() * b;
    benchmark::DoNotOptimize(product.data());
  }
  rate(state, 2.0 * kCases * kFeatures * 4000,
       static_cast<double>(a.size() + b.size() + product.size()) * sizeof(float));
}

void groups(benchmark::State& state, stats::GroupTest test, bool two, std::size_t threads) {
  const Tables& data = tables();
  const engine::Schedule schedule(static_cast<unsigned>(threads), engine::machine_memory(), nullptr);
  for (auto _ : state) {
    const auto found = stats::group_screen(data.features, two ? data.two : data.three, test, {}, schedule.parallel());
    benchmark::DoNotOptimize(found.data());
  }
  state.counters["pairs/s"] =
      benchmark::Counter(static_cast<double>(kFeatures * kGroupings), benchmark::Counter::kIsIterationInvariantRate);
}

void add(const std::string& name, const std::function<void(benchmark::State&)>& body) {
  auto* made = benchmark::RegisterBenchmark(name.c_str(), body);
  made->UseRealTime()->MeasureProcessCPUTime()->Unit(benchmark::kMillisecond);
}

void register_all() {
  using stats::Association, stats::GroupTest;
  add("screen/threads:1", screen);
  add("eigen/threads:1", eigen);
  for (const std::size_t threads : kThreads) {
    const std::string end = "/threads:" + std::to_string(threads);
    add("map/linear" + end, [=](auto& state) { map(state, Association::linear, threads); });
    add("map/spearman" + end, [=](auto& state) { map(state, Association::spearman, threads); });
    add("groups/wilcoxon" + end, [=](auto& state) { groups(state, GroupTest::wilcoxon, true, threads); });
    add("groups/welch" + end, [=](auto& state) { groups(state, GroupTest::welch, true, threads); });
    add("groups/kruskal_wallis" + end, [=](auto& state) { groups(state, GroupTest::kruskal_wallis, false, threads); });
    add("groups/anova" + end, [=](auto& state) { groups(state, GroupTest::anova, false, threads); });
  }
}

}  // namespace

}  // namespace rgx::bench

int main(int argc, char** argv) {
  rgx::engine::keep_freed_memory();  // as the program does
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  try {
    rgx::bench::register_all();
    benchmark::AddCustomContext("rgx", RGX_VERSION " " RGX_ISA);
    benchmark::RunSpecifiedBenchmarks();
  } catch (const std::exception& e) {
    std::fprintf(stderr, "bench_map: %s\n", e.what());
    return 1;
  }
  benchmark::Shutdown();
  return 0;
}
