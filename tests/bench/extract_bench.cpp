// Feature extraction by case, family and number of threads, image and mask in memory. tests/bench/README.md says how
// to run it, what the counters are and how it is set against other extractors.
#include <benchmark/benchmark.h>

#include <any>
#include <array>
#include <chrono>
#include <cstdio>
#include <exception>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "engine/schedule.hpp"
#include "stdlib/features/extract.hpp"
#include "stdlib/filters/operations_fourier.hpp"
#include "tests/bench/cases.hpp"
#include "tests/bench/machine.hpp"

namespace rgx::bench {

namespace {

using features::Family;
using features::FilterRequest;

constexpr std::array kPyradiomics{Family::py_shape, Family::py_firstorder, Family::py_glcm, Family::py_glrlm,
                                  Family::py_glszm, Family::py_gldm,       Family::py_ngtdm};
// The number of threads that a comparison asks for, and one.
constexpr std::array<std::size_t, 2> kThreads{1, 2};

// The families of IBSI chapter 1 that this build computes.
std::vector<Family> ibsi_families() {
  std::vector<Family> out;
  for (int f = 0; f < features::kFamilies; ++f) {
    if (features::built(static_cast<Family>(f))) out.push_back(static_cast<Family>(f));
  }
  return out;
}

// Families in their default 3D aggregation, at a bin width of the input's own.
using Ask = std::function<features::Request(double width)>;

Ask ask(std::vector<Family> families) {
  return [families = std::move(families)](double width) {
    features::Request out;
    out.regions = {{"roi", ""}};
    out.scans = {"image"};
    out.discretise = features::Discretisation::of_width(width);
    for (const Family family : families) {
      features::FamilyRequest one;
      one.family = family;
      // Without a width, steps of 1 are meant for calibrated whole numbers.
      if (family == Family::ivh) one.discretise = features::Discretisation::of_bins(1000);
      out.families.push_back(one);
      out.pyradiomics = family >= Family::py_shape && family <= Family::py_ngtdm;
    }
    return out;
  };
}

// The form of the region alone, without Moran's I and Geary's C.
Ask ask_geometry() {
  return [](double width) {
    features::Request out = ask({Family::shape})(width);
    out.scans.clear();
    return out;
  };
}

// PyRadiomics' families but shape, on every response of a filter of its own.
Ask ask_filtered(const engine::Operation& operation, const engine::Json& params) {
  return [&operation, params](double width) {
    features::Request out = ask({kPyradiomics.begin() + 1, kPyradiomics.end()})(width);
    const auto* filter = std::any_cast<filters::Filter>(&operation.part);
    const auto names = filter->names(params, false);
    out.filters.clear();
    for (std::size_t i = 0; i < names.size(); ++i) out.filters.push_back({names[i], filter, params, i});
    return out;
  };
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
  const engine::Schedule schedule(static_cast<unsigned>(threads), engine::machine_memory(), nullptr);
  reset_peak();
  std::size_t columns = 0;
  const Watch watch;
  for (auto _ : state) {
    const auto found = features::extract(subject, wanted, schedule.parallel());
    benchmark::DoNotOptimize(found.values.data());
    columns = found.values.size();
  }
  counters(state, watch, static_cast<double>(region_voxels(subject)), least_bytes(subject), columns, threads);
}

// Many small regions: the cases in parallel, as `rgx run -j` takes them.
void one_cohort(benchmark::State& state, const std::vector<Input>& inputs, const Ask& asked, std::size_t threads) {
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
  const engine::ParallelFor& parallel = schedule.parallel();
  std::vector<std::size_t> columns(cases.size());
  reset_peak();
  const Watch watch;
  for (auto _ : state) {
    parallel(cases.size(), [&](std::size_t i) {
      const auto found = features::extract(cases[i], asked(inputs[i].width), parallel);
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

void measure(const Input& input, const std::string& what, const Ask& asked) {
  for (const std::size_t threads : kThreads) {
    add(input.name + "/" + what, threads,
        [=](benchmark::State& state) { one_case(state, input, asked(input.width), threads); });
  }
}

// PyRadiomics' protocol, as its users run it: the image as it is, the eight bands of a wavelet, three scales of LoG.
void pyradiomics_protocol(const Input& input) {
  static const engine::Operation wavelet = filters::pyradiomics_wavelet_operation();
  static const engine::Operation log = filters::pyradiomics_log_operation();
  measure(input, "pyradiomics", ask({kPyradiomics.begin(), kPyradiomics.end()}));
  measure(input, "pyradiomics_wavelet", ask_filtered(wavelet, {{"basis", "coif1"}, {"level", 1}}));
  measure(input, "pyradiomics_log", ask_filtered(log, {{"sigma", {1.0, 2.0, 3.0}}}));
}

void by_family(const Input& input) {
  measure(input, "ibsi", ask(ibsi_families()));
  measure(input, "shape_geometry", ask_geometry());
  measure(input, "intensity_and_texture",
          ask({Family::intensity, Family::glcm, Family::glrlm, Family::glszm, Family::gldzm, Family::ngtdm,
               Family::ngldm}));
  for (const Family family : ibsi_families()) measure(input, std::string(features::name(family)), ask({family}));
  for (const Family family : kPyradiomics) {
    measure(input, "pyradiomics_" + std::string(features::name(family)), ask({family}));
  }
}

void register_all() {
  std::vector<Input> inputs{large_input()};
  for (const Input& input : phantom_inputs()) inputs.push_back(input);
  for (const auto* modality : {"CT", "PET"}) {
    for (const Input& input : sarcoma_inputs(modality)) {
      if (input.name == "STS_002_CT" || input.name == "STS_002_PET" || input.name == "STS_020_PET") {
        inputs.push_back(input);
      }
    }
  }
  for (const Input& input : inputs) {
    pyradiomics_protocol(input);
    by_family(input);
  }
  for (const Input& input : own_inputs()) {
    pyradiomics_protocol(input);
    measure(input, "ibsi", ask(ibsi_families()));
  }
  const std::vector<Input> pet = sarcoma_inputs("PET");
  if (pet.empty()) return;
  const Ask pyradiomics = ask({kPyradiomics.begin(), kPyradiomics.end()}), ibsi = ask(ibsi_families());
  for (const std::size_t threads : kThreads) {
    add("cohort_PET/pyradiomics", threads,
        [=](benchmark::State& state) { one_cohort(state, pet, pyradiomics, threads); });
    add("cohort_PET/ibsi", threads, [=](benchmark::State& state) { one_cohort(state, pet, ibsi, threads); });
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
