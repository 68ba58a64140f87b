// What everything else stands on: stats/base/tails.hpp, describe.hpp, reduce.hpp.
#include "stats/base/describe.hpp"
#include "stats/base/reduce.hpp"
#include "stats/base/tails.hpp"
#include "stats/correction/uniform_order.hpp"
#include "stdlib/conformance/stats_checks.hpp"

namespace rgx::conformance {

namespace {

using namespace stats;

auto tails(const std::string& kind) {
  return [kind](const References& references, Comparison& out) {
    for (const auto& [name, f] : references.cases("tails").cases) {
      if (!name.starts_with(kind)) continue;
      const double x = f.at("x")[0], a = f.at("df")[0], b = f.at("df")[1];
      const Tail t = kind == "normal" ? normal_upper(x)
                     : kind == "t"    ? t_two_sided(x, a)
                     : kind == "chi"  ? chi_square_upper(x, a)
                                      : f_upper(x, a, b);
      out.of(name).tail(t.p, t.log10_p, f.at("p")[0], f.at("log10_p")[0]);
    }
  };
}

void ranks(const Fields& f, Numbers& n) {
  n.add(mid_ranks(f.at("x")), f.at("rank"));
  std::vector<double> ties;
  for (const std::size_t t : tie_groups(f.at("x"))) ties.push_back(static_cast<double>(t));
  n.add(ties, f.at("tie_groups"));
}

void quantiles(const Fields& f, Numbers& n) {
  for (int type = 1; type <= 9; ++type) {
    const auto at = f.find("quantile" + std::to_string(type));
    if (at == f.end()) continue;
    for (std::size_t i = 0; i < at->second.size(); ++i)
      n.add(quantile(f.at("x"), f.at("quantile_p").at(i), type), at->second[i]);
  }
  if (f.contains("median")) n.add(median(f.at("x")), f.at("median")[0]);
}

void moments(const Fields& f, Numbers& n) {
  if (f.contains("mean")) n.add(mean(f.at("x")), f.at("mean")[0]);
  if (f.contains("variance")) n.add(variance(f.at("x")), f.at("variance")[0]);
}

void uniform_order(const Fields& f, Numbers& out) {
  if (!f.contains("rank")) return;
  const auto n = static_cast<std::size_t>(f.at("n")[0]);
  for (std::size_t i = 0; i < f.at("rank").size(); ++i) {
    const auto rank = static_cast<std::size_t>(f.at("rank")[i]);
    const auto band = stats::uniform_order_interval(rank, n);
    out.add(stats::uniform_order_mean(rank, n), f.at("mean")[i]);
    out.add(band.low, f.at("low")[i]);
    out.add(band.high, f.at("high")[i]);
  }
}

void inflation(const Fields& f, Numbers& out) {
  if (f.contains("lambda")) out.add(stats::genomic_inflation(f.at("p")), f.at("lambda")[0]);
}

}  // namespace

std::vector<StatsCheck> basic_checks() {
  return {
      {"tails: normal", "tails", "R", "pnorm(lower.tail = FALSE, log.p)", kFormula, tails("normal")},
      {"tails: t", "tails", "R", "pt(lower.tail = FALSE, log.p)", kFormula, tails("t")},
      {"tails: χ²", "tails", "R", "pchisq(lower.tail = FALSE, log.p)", kFormula, tails("chi")},
      {"tails: F", "tails", "R", "pf(lower.tail = FALSE, log.p)", kFormula, tails("f")},
      by_case("ranks", "describe", "R", "rank(x), table(x)", kFormula, ranks),
      by_case("quantiles", "describe", "R", "quantile(type = 1 … 9), median(x)", kFormula, quantiles),
      by_case("moments", "describe", "R", "mean(x), var(x)", kFormula, moments),
      by_case("uniform order", "uniform_order", "R", "qbeta(c(.025, .975), rank, n + 1 - rank)", kNumeric,
              uniform_order),
      by_case("genomic inflation", "uniform_order", "R", "median(qchisq(p, 1, lower.tail = FALSE)) / qchisq(0.5, 1)",
              kFormula, inflation),
  };
}

}  // namespace rgx::conformance
