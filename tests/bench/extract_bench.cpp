// Feature extraction by case, family and number of threads, image and mask in memory. tests/bench/README.md says how
// to run it, what the counters are and how it is set against other extractors.
#include <benchmark/benchmark.h>

#include <chrono>
#include <cstdio>
#include <exception>
#include <functional>
#include <string>
#include <vector>

#include "engine/schedule.hpp"
#include "stdlib/features/extract.hpp"
#include "tests/bench/cases.hpp"
#include "tests/bench/machine.hpp"

namespace rgx::bench {

namespace {

using features::Family;

// The IBSI set: every family that this build computes, in their default 3D aggregation.
features::Request request(const std::vector<Family>& families, double width) {
  features::Request out;
  out.regions = {{"roi", ""}};
  out.scans = {"image"};
  out.discretise = features::Discretisation::of_width(width);
  for (const Family family : families) {
    features::FamilyRequest one{family, {}, 1, 0, {}};
    // Without a width, steps of 1 are meant for calibrated whole numbers.
    if (family == Family::ivh) one.discretise = features::Discretisation::of_bins(1000);
    out.families.push_back(one);
  }
  return out;
}

std::vector<Family> built_families() {
  std::vector<Family> out;
  for (int f = 0; f < features::kFamilies; ++f) {
    if (features::built(static_cast<Family>(f))) out.push_back(static_cast<Family>(f));
  }
  return out;
}

// The form of the region alone, without Moran's I and Geary's C.
features::Request geometry_request() {
  features::Request out = request({Family::shape}, 25);
  out.scans.clear();
  return out;
}

// Wall clock of a benchmark's loop: the library tells rates, not fractions.
class Watch {
 public:
  double seconds() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count(); }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

// `bytes`: the least that a round has to read; `of_bandwidth`: that over the time, as a fraction of what the triad
// moves in a second.
void counters(benchmark::State& state, const Watch& watch, double voxels, double bytes, std::size_t columns,
              std::size_t threads) {
  const double seconds = watch.seconds(), rounds = static_cast<double>(state.iterations());
  state.counters["voxels/s"] = voxels * rounds / seconds;
  state.counters["of_bandwidth"] = bytes * rounds / seconds / bandwidth(threads);
  state.counters["peak_MiB"] = peak_mebibytes();
  state.counters["voxels"] = voxels;
  state.counters["features"] = static_cast<double>(columns);
}

// One case, as often as the library asks.
void one_case(benchmark::State& state, const Input& input, const features::Request& wanted, std::size_t threads) {
  bandwidth(threads);  // before the clock starts
  const engine::Case& subject = hold(input);
  reset_peak();
  std::size_t columns = 0;
  const Watch watch;
  for (auto _ : state) {
    const auto found = features::extract(subject, wanted);
    benchmark::DoNotOptimize(found.values.data());
    columns = found.values.size();
  }
  counters(state, watch, static_cast<double>(region_voxels(subject)), least_bytes(subject), columns, threads);
}

// Many small regions: the cases in parallel, as `rgx run -j` takes them.
void one_cohort(benchmark::State& state, const std::vector<Input>& inputs, const std::vector<Family>& families,
                std::size_t threads) {
  bandwidth(threads);
  drop();
  std::vector<engine::Case> cases;
  double voxels = 0, bytes = 0;
  for (const Input& input : inputs) {
    cases.push_back(input.load());
    voxels += static_cast<double>(region_voxels(cases.back()));
    bytes += least_bytes(cases.back());
  }
  const engine::Schedule schedule(static_cast<unsigned>(threads), engine::machine_memory(), nullptr);
  std::vector<std::size_t> columns(cases.size());
  reset_peak();
  const Watch watch;
  for (auto _ : state) {
    schedule.parallel()(cases.size(), [&](std::size_t i) {
      const auto found = features::extract(cases[i], request(families, inputs[i].width));
      benchmark::DoNotOptimize(found.values.data());
      columns[i] = found.values.size();
    });
  }
  counters(state, watch, voxels, bytes, columns.front(), threads);
  state.counters["cases"] = static_cast<double>(cases.size());
}

void add(const std::string& name, std::size_t threads, const std::function<void(benchmark::State&)>& body) {
  const std::string full = name + "/threads:" + std::to_string(threads);
  auto* made = benchmark::RegisterBenchmark(full.c_str(), body);
  made->UseRealTime()->MeasureProcessCPUTime()->Unit(benchmark::kMillisecond);
}

void measure(const std::string& what, const Input& input, const features::Request& wanted) {
  add(input.name + "/" + what, 1, [=](benchmark::State& state) { one_case(state, input, wanted, 1); });
}

void by_family(const Input& input) {
  measure("ibsi", input, request(built_families(), input.width));
  measure("shape_geometry", input, geometry_request());
  for (const Family family : built_families()) {
    measure(std::string(features::name(family)), input, request({family}, input.width));
  }
}

void register_all() {
  by_family(large_input());
  for (const Input& input : phantom_inputs()) by_family(input);
  for (const auto* modality : {"CT", "PET"}) {
    for (const Input& input : sarcoma_inputs(modality)) {
      if (input.name == "STS_002_CT" || input.name == "STS_002_PET" || input.name == "STS_020_PET") by_family(input);
    }
  }
  for (const Input& input : own_inputs()) measure("ibsi", input, request(built_families(), input.width));
  const std::vector<Input> pet = sarcoma_inputs("PET");
  if (pet.empty()) return;
  for (const std::size_t threads : {std::size_t{1}, std::size_t{2}}) {
    add("cohort_PET/ibsi", threads,
        [=](benchmark::State& state) { one_cohort(state, pet, built_families(), threads); });
  }
}

}  // namespace

}  // namespace rgx::bench

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  try {
    rgx::bench::register_all();
    benchmark::AddCustomContext("rgx", RGX_VERSION " " RGX_ISA);
    for (const std::size_t threads : {std::size_t{1}, std::size_t{2}}) {
      char text[32];
      std::snprintf(text, sizeof text, "%.2f GB/s", rgx::bench::bandwidth(threads) / 1e9);
      benchmark::AddCustomContext("triad_threads_" + std::to_string(threads), text);
    }
    benchmark::RunSpecifiedBenchmarks();
  } catch (const std::exception& e) {
    std::fprintf(stderr, "bench_extract: %s\n", e.what());
    return 1;
  }
  benchmark::Shutdown();
  return 0;
}
