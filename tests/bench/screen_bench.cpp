// Screens of many features at the sizes of the tables in RGX_BENCH_DATA (radiomics.csv 500 × 1000, expr.csv 20000 ×
// 500, cov.csv, outcome.csv): Cox, C and AUC at a time, moderated t, maxT, mixed models, reading of a large table.
// tests/bench/README.md says how they are set against R.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <memory>
#include <string>

#include "engine/schedule.hpp"
#include "stats/correction/westfall_young.hpp"
#include "stats/regression/mixed_screen.hpp"
#include "stats/regression/moderated.hpp"
#include "stats/regression/regress.hpp"
#include "stats/survival/concordance.hpp"
#include "stats/survival/cox_screen.hpp"
#include "stats/survival/time_auc.hpp"
#include "stdlib/molecular/grid.hpp"
#include "tests/bench/tables.hpp"

namespace rgx::bench {

namespace {

struct Data {
  Eigen::MatrixXd radiomics = table("radiomics.csv"), outcome = table("outcome.csv"), covariates = table("cov.csv");
  stats::CoxCases cox;
  std::vector<int> group, cluster;
  Data() {
    cox.time = outcome.col(1);
    for (Eigen::Index i = 0; i < outcome.rows(); ++i) {
      cox.event.push_back(static_cast<int>(outcome(i, 2)));
      group.push_back(static_cast<int>(outcome(i, 0)));
      cluster.push_back(static_cast<int>(i / 4));  // four lesions a patient
    }
  }
};

const Data& data() {
  static const Data all;
  return all;
}

// Cases × genes.
const Eigen::MatrixXd& expression() {
  static const Eigen::MatrixXd all = table("expr.csv").transpose();
  return all;
}

std::unique_ptr<engine::Schedule> threads(const benchmark::State& state) {
  return std::make_unique<engine::Schedule>(static_cast<std::size_t>(state.range(0)), engine::machine_memory(),
                                            nullptr);
}

void cox_score(benchmark::State& state) {
  const auto schedule = threads(state);
  for (auto _ : state)
    benchmark::DoNotOptimize(
        stats::cox_score_screen(data().cox, data().radiomics, Eigen::MatrixXd(), {}, schedule->parallel()));
}

void cox_wald(benchmark::State& state) {
  const auto schedule = threads(state);
  for (auto _ : state)
    benchmark::DoNotOptimize(stats::cox_fit_screen(data().cox, data().radiomics, Eigen::MatrixXd(),
                                                   stats::ModelTest::wald, {}, schedule->parallel()));
}

double median_time() {
  Eigen::VectorXd time = data().cox.time;
  std::ranges::sort(time);
  return time[time.size() / 2];
}

void c_index(benchmark::State& state, stats::ConcordanceWeights weights) {
  const auto schedule = threads(state);
  stats::ConcordanceOptions options;
  options.weights = weights;
  if (weights == stats::ConcordanceWeights::uno) options.tau = median_time();
  for (auto _ : state)
    benchmark::DoNotOptimize(stats::concordance_screen(data().cox, data().radiomics, options, schedule->parallel()));
}

void c_harrell(benchmark::State& state) { c_index(state, stats::ConcordanceWeights::harrell); }
void c_uno(benchmark::State& state) { c_index(state, stats::ConcordanceWeights::uno); }

void time_auc(benchmark::State& state) {
  const auto schedule = threads(state);
  for (auto _ : state)
    benchmark::DoNotOptimize(
        stats::time_auc_screen(data().cox, data().radiomics, median_time(), 0.95, schedule->parallel()));
}

void moderated(benchmark::State& state) {
  const auto schedule = threads(state);
  const Eigen::MatrixXd fixed = stats::with_intercept(data().covariates), tested = data().radiomics.leftCols(1);
  const Eigen::MatrixXd& genes = expression();  // read before the clock runs
  for (auto _ : state) benchmark::DoNotOptimize(stats::moderated_tests(fixed, tested, genes, schedule->parallel()));
}

void max_t(benchmark::State& state) {
  const auto schedule = threads(state);
  stats::PermutationDesign design;
  design.group = data().group;
  for (auto _ : state)
    benchmark::DoNotOptimize(stats::westfall_young(data().radiomics, design, stats::StepDown::maxT, 10000,
                                                   stats::Stream(1), schedule->parallel()));
}

void mixed(benchmark::State& state) {
  const auto schedule = threads(state);
  const Eigen::MatrixXd fixed = stats::with_intercept(data().covariates);
  const Eigen::VectorXd y = expression().col(0);
  for (auto _ : state)
    benchmark::DoNotOptimize(
        stats::mixed_screen_predictors(fixed, data().radiomics, y, data().cluster, schedule->parallel()));
}

// From the file to doubles, the file in the page cache.
void read_expression(benchmark::State& state) {
  const auto schedule = threads(state);
  for (auto _ : state) {
    const std::string text = text_of("expr.csv");
    const stdlib::Grid grid(text, {}, "expr.csv", schedule->parallel());
    std::vector<std::size_t> rows(grid.rows().size()), columns(grid.columns().size());
    for (std::size_t r = 0; r < rows.size(); ++r) rows[r] = r * columns.size();
    for (std::size_t c = 0; c < columns.size(); ++c) columns[c] = c;
    std::vector<double> out(rows.size() * columns.size());
    grid.read(rows, columns, out.data(), schedule->parallel());
    benchmark::DoNotOptimize(out.data());
    state.SetBytesProcessed(state.bytes_processed() + static_cast<std::int64_t>(text.size()));
  }
}

}  // namespace

}  // namespace rgx::bench

int main(int argc, char** argv) {
  using namespace rgx::bench;
  if (tables_folder().empty() || !std::ifstream(tables_folder() + "radiomics.csv")) {
    std::fprintf(stderr,
                 "skipped: RGX_BENCH_DATA names no folder with radiomics.csv, expr.csv, cov.csv and outcome.csv\n");
    return 0;
  }
  using Run = void (*)(benchmark::State&);
  const std::pair<const char*, Run> all[]{
      {"cox/score", cox_score}, {"cox/wald", cox_wald}, {"c_index/harrell", c_harrell},
      {"c_index/uno", c_uno},   {"time_auc", time_auc}, {"moderated", moderated},
      {"maxT/10000", max_t},    {"mixed", mixed},       {"read", read_expression}};
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
