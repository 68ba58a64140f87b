#include "stats/permutation/permute.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <stdexcept>
#include <vector>

#include "stats/base/tails.hpp"

namespace rgx::stats {
namespace {

constexpr std::uint32_t block = 64;  // draws of one unit of work
constexpr double slack = 1e-12;

// Cases stratum by stratum, so that a stratum's outcomes stand side by side.
struct Layout {
  std::vector<std::size_t> cases;
  std::vector<std::size_t> ends;  // where each stratum ends
};

Layout layout(std::size_t n, std::span<const int> stratum) {
  Layout out;
  out.cases.resize(n);
  std::iota(out.cases.begin(), out.cases.end(), std::size_t{0});
  if (!stratum.empty()) {
    if (stratum.size() != n) throw std::invalid_argument("strata of another number of cases");
    if (std::any_of(stratum.begin(), stratum.end(), [](int s) { return s < 0; })) {
      throw std::invalid_argument("case without stratum");
    }
    std::stable_sort(out.cases.begin(), out.cases.end(),
                     [&](std::size_t a, std::size_t b) { return stratum[a] < stratum[b]; });
    for (std::size_t k = 1; k < n; ++k) {
      if (stratum[out.cases[k]] != stratum[out.cases[k - 1]]) out.ends.push_back(k);
    }
  }
  out.ends.push_back(n);
  return out;
}

class Judge {
 public:
  Judge(const Extremity& extremity, double observed, double scale)
      : extremity_(extremity),
        limit_(std::isinf(observed) ? observed : observed - slack * std::max(std::abs(observed), scale)) {}
  [[nodiscard]] bool as_extreme(std::span<const int> code) const { return !(extremity_(code) < limit_); }

 private:
  const Extremity& extremity_;
  double limit_;
};

PermutationP enumerate(std::span<const int> code, const Layout& strata, const Judge& judge) {
  PermutationP out;
  out.complete = true;
  std::vector<int> side_by_side, arranged(code.size());
  for (const std::size_t i : strata.cases) side_by_side.push_back(code[i]);
  std::size_t begin = 0;
  for (const std::size_t end : strata.ends) {
    std::sort(side_by_side.begin() + begin, side_by_side.begin() + end);
    begin = end;
  }
  for (bool more = true; more;) {
    for (std::size_t k = 0; k < arranged.size(); ++k) arranged[strata.cases[k]] = side_by_side[k];
    ++out.arrangements;
    out.as_extreme += judge.as_extreme(arranged) ? 1 : 0;
    // The strata turn like the wheels of a counter: a wheel that is through starts again and moves the next.
    more = false;
    begin = 0;
    for (const std::size_t end : strata.ends) {
      more = std::next_permutation(side_by_side.begin() + begin, side_by_side.begin() + end);
      if (more) break;
      begin = end;
    }
  }
  const double b = static_cast<double>(out.as_extreme), all = static_cast<double>(out.arrangements);
  out.p = {b / all, std::log10(b / all)};
  return out;
}

PermutationP draw(std::span<const int> code, const Layout& strata, const Judge& judge, const Permutations& how) {
  PermutationP out;
  out.arrangements = how.draws;
  std::vector<std::uint32_t> extreme((how.draws + block - 1) / block);
  how.parallel(extreme.size(), [&](std::size_t unit) {
    std::vector<int> side_by_side(code.size()), arranged(code.size());
    const auto first = static_cast<std::uint32_t>(unit) * block;
    for (std::uint32_t b = first; b < std::min(how.draws, first + block); ++b) {
      // From the observed arrangement each time: a draw depends on its number alone.
      for (std::size_t k = 0; k < code.size(); ++k) side_by_side[k] = code[strata.cases[k]];
      Stream stream = how.stream.at(b);
      std::size_t begin = 0;
      for (const std::size_t end : strata.ends) {
        stream.shuffle(std::span(side_by_side).subspan(begin, end - begin));
        begin = end;
      }
      for (std::size_t k = 0; k < code.size(); ++k) arranged[strata.cases[k]] = side_by_side[k];
      extreme[unit] += judge.as_extreme(arranged) ? 1 : 0;
    }
  });
  for (const std::uint32_t e : extreme) out.as_extreme += e;
  const double p = (1 + static_cast<double>(out.as_extreme)) / (1 + static_cast<double>(how.draws));
  out.p = tail_of(p);
  return out;
}

}  // namespace

double count_arrangements(std::span<const int> code, std::span<const int> stratum) {
  const Layout strata = layout(code.size(), stratum);
  double arrangements = 1;
  std::size_t begin = 0;
  for (const std::size_t end : strata.ends) {
    std::map<int, double> seen;
    double placed = 0;
    // n! / Π m!, a factor placed / seen a case; every partial product is a whole number.
    for (; begin < end; ++begin) {
      placed += 1;
      arrangements = arrangements * placed / (seen[code[strata.cases[begin]]] += 1);
    }
  }
  return arrangements;
}

PermutationP permutation_p(std::span<const int> code, const Extremity& extremity, double scale,
                           const Permutations& how) {
  if (how.draws == 0) throw std::invalid_argument("no permutations");
  const Layout strata = layout(code.size(), how.stratum);
  const double arrangements = count_arrangements(code, how.stratum);
  if (arrangements <= 1) {
    PermutationP none;
    none.arrangements = none.as_extreme = 1;
    none.complete = true;
    return none;
  }
  const Judge judge(extremity, extremity(code), scale);
  return arrangements <= how.enumerate_up_to ? enumerate(code, strata, judge) : draw(code, strata, judge, how);
}

}  // namespace rgx::stats
