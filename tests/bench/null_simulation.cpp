// What the error rates are worth: p values of single tests under their null hypothesis, and false discoveries and
// family-wise errors of the corrections where features are correlated, some of them real, or a covariate lies behind
// both sides. null_simulation [replicates = 2000] [key = 1]. It prints tables; it judges nothing.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>
#include <vector>

#include "stats/correction/correct.hpp"
#include "stats/correction/storey.hpp"
#include "stats/correction/westfall_young.hpp"
#include "stats/correlation/correlate.hpp"
#include "stats/groups/compare.hpp"
#include "stats/groups/contingency.hpp"

using namespace rgx::stats;

namespace {

constexpr double level = 0.05;

std::vector<double> normals(Stream& stream, std::size_t n) {
  std::vector<double> x(n);
  for (double& v : x) v = stream.normal();
  return x;
}

std::vector<int> codes(Stream& stream, std::size_t n, std::uint64_t classes) {
  std::vector<int> x(n);
  for (int& v : x) v = static_cast<int>(stream.below(classes));
  return x;
}

double monte_carlo_error(double share, double replicates) { return std::sqrt(share * (1 - share) / replicates); }

// Draws are taken in statements of their own: the order of arguments is the compiler's.
template <class Test>
TestResult on_two(Stream& stream, std::size_t n1, std::size_t n2, const Test& test) {
  const auto first = normals(stream, n1), second = normals(stream, n2);
  return test(first, second);
}

Counts table(Stream& stream, std::size_t n, int rows, int cols) {
  const auto row = codes(stream, n, static_cast<std::uint64_t>(rows));
  const auto col = codes(stream, n, static_cast<std::uint64_t>(cols));
  return cross_tabulate(row, col, rows, cols);
}

struct SingleTest {
  const char* name;
  std::function<TestResult(Stream&)> run;
};

void single_tests(std::uint32_t replicates, const Stream& stream) {
  const std::vector<SingleTest> tests{
      {"welch (20 + 40)", [](Stream& s) { return on_two(s, 20, 40, [](auto& a, auto& b) { return welch(a, b); }); }},
      {"wilcoxon exact (20 + 40)",
       [](Stream& s) { return on_two(s, 20, 40, [](auto& a, auto& b) { return wilcoxon(a, b); }); }},
      {"wilcoxon normal (60 + 90)",
       [](Stream& s) { return on_two(s, 60, 90, [](auto& a, auto& b) { return wilcoxon(a, b); }); }},
      {"pearson (50)",
       [](Stream& s) {
         return on_two(s, 50, 50, [](auto& a, auto& b) { return correlate(a, b, Correlation::pearson); });
       }},
      {"spearman (50)",
       [](Stream& s) {
         return on_two(s, 50, 50, [](auto& a, auto& b) { return correlate(a, b, Correlation::spearman); });
       }},
      {"kruskal_wallis (90 in 3)",
       [](Stream& s) {
         const auto x = normals(s, 90);
         return kruskal_wallis(x, codes(s, 90, 3));
       }},
      {"chi_square 3 x 4 (300)", [](Stream& s) { return chi_square(table(s, 300, 3, 4)); }},
      {"fisher 2 x 2 (60)", [](Stream& s) { return fisher(table(s, 60, 2, 2)); }},
  };
  std::printf("Share of p values at or below a bound, no effect, %u replicates\n%-28s %8s %8s %8s\n", replicates,
              "test", "<= .05", "<= .01", "<= .001");
  std::printf("%-28s %8.4f %8.4f %8.4f\n", "(Monte Carlo se)", monte_carlo_error(0.05, replicates),
              monte_carlo_error(0.01, replicates), monte_carlo_error(0.001, replicates));
  for (std::size_t t = 0; t < tests.size(); ++t) {
    std::array<double, 3> below{};
    for (std::uint32_t r = 0; r < replicates; ++r) {
      Stream own = stream.at(r, static_cast<std::uint32_t>(t));
      const double p = tests[t].run(own).p;
      below[0] += p <= 0.05 ? 1 : 0;
      below[1] += p <= 0.01 ? 1 : 0;
      below[2] += p <= 0.001 ? 1 : 0;
    }
    std::printf("%-28s %8.4f %8.4f %8.4f\n", tests[t].name, below[0] / replicates, below[1] / replicates,
                below[2] / replicates);
  }
}

struct Cohort {
  Eigen::MatrixXd features;
  std::vector<int> group;
};

// Features in blocks of ten of correlation .5; the first of each block differs by 1 between the groups in the first
// `real` blocks, whose other features are null and correlated with it.
Cohort mixture(Stream& stream, Eigen::Index n, Eigen::Index m, Eigen::Index real) {
  Cohort cohort{Eigen::MatrixXd(n, m), {}};
  for (Eigen::Index i = 0; i < n; ++i) {
    cohort.group.push_back(static_cast<int>(i % 2));
    double common = 0;
    for (Eigen::Index f = 0; f < m; ++f) {
      if (f % 10 == 0) common = stream.normal();
      const bool effect = f % 10 == 0 && f / 10 < real;
      cohort.features(i, f) = std::sqrt(0.5) * (common + stream.normal()) + (effect ? cohort.group.back() : 0);
    }
  }
  return cohort;
}

std::vector<double> welch_p(const Cohort& cohort) {
  std::vector<double> p;
  for (Eigen::Index f = 0; f < cohort.features.cols(); ++f) {
    std::array<std::vector<double>, 2> side;
    for (Eigen::Index i = 0; i < cohort.features.rows(); ++i) {
      side[static_cast<std::size_t>(cohort.group[static_cast<std::size_t>(i)])].push_back(cohort.features(i, f));
    }
    p.push_back(welch(side[1], side[0]).p);
  }
  return p;
}

struct Rates {
  double any_false = 0, false_share = 0, false_squares = 0, found = 0;
  void count(const std::vector<double>& adjusted, const std::function<bool(std::size_t)>& is_real) {
    double wrong = 0, right = 0, real = 0;
    for (std::size_t f = 0; f < adjusted.size(); ++f) {
      const bool hit = adjusted[f] <= level;
      real += is_real(f) ? 1 : 0;
      (is_real(f) ? right : wrong) += hit ? 1 : 0;
    }
    const double share = wrong > 0 ? wrong / (wrong + right) : 0;
    any_false += wrong > 0 ? 1 : 0;
    false_share += share;
    false_squares += share * share;
    if (real > 0) found += right / real;
  }
};

void corrections(std::uint32_t replicates, const Stream& stream) {
  const std::array<const char*, 5> names{"BH", "BY", "storey (bootstrap)", "holm", "maxT (welch, 999 draws)"};
  std::printf("\n200 features in blocks of 10 (r = .5), 40 + 40 cases, level .05, %u replicates\n", replicates);
  std::printf("%-28s %6s %8s %8s %8s %8s %8s\n", "correction", "real", "FDR", "se", "FWER", "se", "found");
  for (const Eigen::Index real : {Eigen::Index{0}, Eigen::Index{4}, Eigen::Index{16}}) {
    std::array<Rates, 5> rates;
    for (std::uint32_t r = 0; r < replicates; ++r) {
      Stream own = stream.at(r, 100 + static_cast<std::uint32_t>(real));
      const Cohort cohort = mixture(own, 80, 200, real);
      const auto p = welch_p(cohort);
      const auto is_real = [real](std::size_t f) { return f % 10 == 0 && f / 10 < static_cast<std::size_t>(real); };
      rates[0].count(adjust(p, Correction::BH), is_real);
      rates[1].count(adjust(p, Correction::BY), is_real);
      rates[2].count(storey_q(p, estimate_pi0(p).value), is_real);
      rates[3].count(adjust(p, Correction::holm), is_real);
      PermutationDesign design;
      design.group = cohort.group;
      rates[4].count(westfall_young(cohort.features, design, StepDown::maxT, 999, Stream(own.bits())).p, is_real);
    }
    for (std::size_t c = 0; c < names.size(); ++c) {
      const double n = replicates, fdr = rates[c].false_share / n, fwer = rates[c].any_false / n;
      std::printf("%-28s %6d %8.4f %8.4f %8.4f %8.4f %8.3f\n", names[c], static_cast<int>(real), fdr,
                  std::sqrt((rates[c].false_squares / n - fdr * fdr) / n), fwer, monte_carlo_error(fwer, n),
                  rates[c].found / n);
    }
  }
}

// No feature differs between the groups; both follow one covariate (R² .2 of the features, .5 of what cuts the groups).
void confounding(std::uint32_t replicates, const Stream& stream) {
  double blind = 0, held = 0;
  for (std::uint32_t r = 0; r < replicates; ++r) {
    Stream own = stream.at(r, 200);
    PermutationDesign design;
    design.statistic = PermutedStatistic::student;
    Covariates covariates;
    const Eigen::Index n = 80, m = 50;
    covariates.continuous.resize(n, 1);
    Eigen::MatrixXd features(n, m);
    for (Eigen::Index i = 0; i < n; ++i) {
      const double z = own.normal();
      covariates.continuous(i, 0) = z;
      design.group.push_back(z + own.normal() > 0 ? 1 : 0);
      for (Eigen::Index f = 0; f < m; ++f) features(i, f) = 0.5 * z + own.normal();
    }
    const Stream draws(own.bits());
    const auto any = [&] {
      const auto p = westfall_young(features, design, StepDown::maxT, 999, draws).p;
      return *std::min_element(p.begin(), p.end()) <= level ? 1 : 0;
    };
    blind += any();
    design.covariates = covariates;
    held += any();
  }
  std::printf("\nFWER of maxT, 50 null features and the groups both following one covariate, 80 cases, %u replicates\n",
              replicates);
  std::printf("%-40s %8s %8s\n", "", "FWER", "se");
  for (const auto& [name, errors] : {std::pair("labels permuted, covariate ignored", blind),
                                     std::pair("covariate declared (Freedman-Lane)", held)}) {
    const double share = errors / replicates;
    std::printf("%-40s %8.4f %8.4f\n", name, share, monte_carlo_error(share, replicates));
  }
}

}  // namespace

int main(int argc, char** argv) {
  const auto number = [&](int place, unsigned long otherwise) {
    return argc > place ? std::strtoul(argv[place], nullptr, 10) : otherwise;
  };
  const auto replicates = static_cast<std::uint32_t>(number(1, 2000));
  if (replicates == 0) {
    std::fprintf(stderr, "usage: null_simulation [replicates] [key]\n");
    return 2;
  }
  const Stream stream(number(2, 1));
  single_tests(replicates * 10, stream);
  corrections(replicates, stream);
  confounding(replicates, stream);
}
