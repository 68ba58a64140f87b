// Elastic net paths and their ten folds on the tables in RGX_BENCH_DATA: x2000.csv 500 × 2000 with a binary outcome,
// radiomics.csv 500 × 1000 with survival (outcome.csv). Peer: tests/bench/peers/penalise.R, which also says how far the
// objectives are from one another when it is given the paths that PATHS names (a folder to write to).
#include <benchmark/benchmark.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <string>

#include "engine/schedule.hpp"
#include "stats/learning/penalise_cv.hpp"
#include "tests/bench/tables.hpp"

namespace rgx::bench {

namespace {

struct Data {
  Eigen::MatrixXd wide = table("x2000.csv"), radiomics = table("radiomics.csv"), outcome = table("outcome.csv");
  Eigen::VectorXd y = outcome.col(0);
  stats::CoxCases cox;
  std::vector<int> fold;
  Data() {
    cox.time = outcome.col(1);
    for (Eigen::Index i = 0; i < outcome.rows(); ++i) {
      cox.event.push_back(static_cast<int>(outcome(i, 2)));
      fold.push_back(static_cast<int>(i % 10));
    }
  }
};

const Data& data() {
  static const Data all;
  return all;
}

stats::PathOptions options(stats::PenalisedFamily family, double alpha) {
  stats::PathOptions out;
  out.family = family;
  out.alpha = alpha;
  return out;
}

void keep(const char* name, const stats::ElasticNetPath& path) {
  const char* to = std::getenv("PATHS");
  if (to == nullptr) return;
  std::ofstream out(std::string(to) + "/" + name + ".csv");
  out.precision(17);
  for (Eigen::Index k = 0; k < path.lambda.size(); ++k) {
    out << path.lambda[k] << ',' << path.intercept[k];
    for (Eigen::Index j = 0; j < path.coefficient.rows(); ++j) out << ',' << path.coefficient(j, k);
    out << '\n';
  }
}

void binomial(benchmark::State& state, double alpha) {
  const auto o = options(stats::PenalisedFamily::binomial, alpha);
  stats::ElasticNetPath path;
  for (auto _ : state) benchmark::DoNotOptimize(path = stats::elastic_net(data().wide, data().y, o));
  keep(alpha == 1 ? "binomial_1" : "binomial_0.5", path);
  state.counters["passes"] = path.passes;
}

void binomial_folds(benchmark::State& state, double alpha) {
  const engine::Schedule schedule(static_cast<unsigned>(state.range(0)), engine::machine_memory(), nullptr);
  const auto o = options(stats::PenalisedFamily::binomial, alpha);
  for (auto _ : state)
    benchmark::DoNotOptimize(stats::cross_validate(data().wide, data().y, o, data().fold, schedule.parallel()));
}

void cox(benchmark::State& state) {
  const auto o = options(stats::PenalisedFamily::cox, 1);
  stats::ElasticNetPath path;
  for (auto _ : state) benchmark::DoNotOptimize(path = stats::cox_elastic_net(data().cox, data().radiomics, o));
  keep("cox_1", path);
  state.counters["passes"] = path.passes;
}

void cox_folds(benchmark::State& state) {
  const engine::Schedule schedule(static_cast<unsigned>(state.range(0)), engine::machine_memory(), nullptr);
  const auto o = options(stats::PenalisedFamily::cox, 1);
  for (auto _ : state)
    benchmark::DoNotOptimize(stats::cross_validate(data().cox, data().radiomics, o, data().fold,
                                                   stats::CoxTies::breslow, schedule.parallel()));
}

}  // namespace

}  // namespace rgx::bench

int main(int argc, char** argv) {
  using namespace rgx::bench;
  if (tables_folder().empty() || !std::ifstream(tables_folder() + "x2000.csv")) {
    std::fprintf(stderr, "skipped: RGX_BENCH_DATA names no folder with x2000.csv, radiomics.csv and outcome.csv\n");
    return 0;
  }
  const auto add = [](const char* name, auto run) {
    return benchmark::RegisterBenchmark(name, run)->Unit(benchmark::kMillisecond)->UseRealTime();
  };
  add("binomial/path/1", [](benchmark::State& s) { binomial(s, 1); });
  add("binomial/path/0.5", [](benchmark::State& s) { binomial(s, 0.5); });
  add("cox/path", cox);
  for (const int threads : {1, 2}) {
    add("binomial/folds/1", [](benchmark::State& s) { binomial_folds(s, 1); })->Arg(threads)->ArgName("threads");
    add("binomial/folds/0.5", [](benchmark::State& s) { binomial_folds(s, 0.5); })->Arg(threads)->ArgName("threads");
    add("cox/folds", cox_folds)->Arg(threads)->ArgName("threads");
  }
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
}
