#include "stats/agreement/icc.hpp"

#include <algorithm>
#include <cmath>

#include "stats/base/f_quantile.hpp"
#include "stats/base/report.hpp"
#include "stats/base/tails.hpp"

namespace rgx::stats {

namespace {

constexpr std::array<std::string_view, 6> kNames{"1,1", "2,1", "3,1", "1,k", "2,k", "3,k"};
constexpr std::array<std::string_view, 6> kTests{"icc 1,1", "icc 2,1", "icc 3,1", "icc 1,k", "icc 2,k", "icc 3,k"};

std::size_t place(Icc form) { return static_cast<std::size_t>(form); }
bool averages(Icc form) { return place(form) >= 3; }
int model(Icc form) { return static_cast<int>(place(form) % 3) + 1; }

// Quantiles of F that depend on the size of the block alone: the same for every feature of a table.
struct Quantiles {
  Quantiles(double n, double k, double level)
      : subjects(n),
        tail(0.5 + level / 2),
        upper_one(f_quantile(tail, n - 1, n * (k - 1))),
        reverse_one(f_quantile(tail, n * (k - 1), n - 1)),
        upper_three(f_quantile(tail, n - 1, (n - 1) * (k - 1))),
        reverse_three(f_quantile(tail, (n - 1) * (k - 1), n - 1)) {}

  double subjects;
  double tail;
  double upper_one, reverse_one;      // df (n - 1, n(k - 1)), and the other way round
  double upper_three, reverse_three;  // df (n - 1, (n - 1)(k - 1)), and the other way round
};

// Mean of k from one: Spearman–Brown.
double stepped_up(double r, double k) { return r * k / (1 + r * (k - 1)); }

double estimate(const TwoWay& a, Icc form) {
  const double error = model(form) == 1 ? a.within : a.residual;
  const double offsets = model(form) == 2 ? (a.repeats - a.residual) / a.n : 0;
  if (averages(form)) return (a.subjects - error) / (a.subjects + offsets);
  return (a.subjects - error) / (a.subjects + (a.k - 1) * error + a.k * offsets);
}

// Of single measurements; the F ratio's interval turned into one of the correlation.
Interval from_ratio(double ratio, double upper, double reverse, double k) {
  const double low = ratio / upper, high = ratio * reverse;
  if (std::isinf(ratio)) return {1, 1};
  return {(low - 1) / (low + k - 1), (high - 1) / (high + k - 1)};
}

// McGraw & Wong 1996, table 7, case 2; multiplied out by the residual mean square, which may be 0. Satterthwaite's df.
Interval absolute_agreement(const TwoWay& a, double tail) {
  const double r = estimate(a, Icc::two_single);
  const double repeats = a.k * r * a.repeats;
  const double residual = (a.n * (1 + (a.k - 1) * r) - a.k * r) * a.residual;
  const double df = (a.k - 1) * (a.n - 1) * (repeats + residual) * (repeats + residual) /
                    ((a.n - 1) * repeats * repeats + residual * residual);
  const double upper = f_quantile(tail, a.n - 1, df), reverse = f_quantile(tail, df, a.n - 1);
  const double error = a.k * a.repeats + (a.k * a.n - a.k - a.n) * a.residual;
  // 1 / upper, as the quantile runs to infinity where df runs to 0.
  return {a.n * (a.subjects / upper - a.residual) / (error + a.n * a.subjects / upper),
          a.n * (reverse * a.subjects - a.residual) / (error + a.n * reverse * a.subjects)};
}

Interval interval(const TwoWay& a, Icc form, const Quantiles& q) {
  Interval single;
  if (model(form) == 1) single = from_ratio(a.subjects / a.within, q.upper_one, q.reverse_one, a.k);
  if (model(form) == 2) single = absolute_agreement(a, q.tail);
  if (model(form) == 3) single = from_ratio(a.subjects / a.residual, q.upper_three, q.reverse_three, a.k);
  if (!averages(form)) return single;
  return {stepped_up(single.low, a.k), stepped_up(single.high, a.k)};
}

TestResult named(ConstMatrix block, Icc form) {
  TestResult out;
  out.test = kTests[place(form)];
  out.estimate_kind = "icc";
  out.n = static_cast<std::size_t>(block.rows());
  return out;
}

void analyse(const TwoWay& a, Icc form, const Quantiles& q, TestResult& out) {
  const double error = model(form) == 1 ? a.within : a.residual;
  out.df = a.n - 1;
  out.df2 = model(form) == 1 ? a.n * (a.k - 1) : (a.n - 1) * (a.k - 1);
  if (error > 0) {
    out.statistic = a.subjects / error;
    out.set(f_upper(out.statistic, out.df, out.df2));
  } else {
    out.reason = Reason::degenerate;
  }
  const double r = estimate(a, form);
  if (std::isfinite(r)) out.estimate = r;
  const Interval ci = interval(a, form, q);
  if (std::isfinite(r) && std::isfinite(ci.low) && std::isfinite(ci.high)) {
    out.ci_low = ci.low, out.ci_high = ci.high;
  } else {
    out.ci_reason = Reason::degenerate;
  }
}

// All that follows are ratios of mean squares, whose own squares are taken: they are brought near 1 by a power of two,
// which costs no digit.
TwoWay near_one(ConstMatrix block) {
  const Eigen::MatrixXd x = block.array() - block(0, 0);
  return two_way(x * std::ldexp(1.0, std::min(-std::ilogb(x.cwiseAbs().maxCoeff()), 1000)));
}

// `forms` of one block, from one analysis of variance.
void fill(ConstMatrix block, std::span<const Icc> forms, const Quantiles& q, std::span<TestResult> out) {
  const bool few = block.rows() < 2 || block.cols() < 2;
  const bool constant = few || all_equal(block);
  const bool equal = constant || repeats_equal(block);
  const TwoWay a = equal ? TwoWay{} : near_one(block);
  for (std::size_t i = 0; i < forms.size(); ++i) {
    out[i] = named(block, forms[i]);
    if (!equal) {
      analyse(a, forms[i], q, out[i]);
    } else if (constant) {
      refuse(out[i], few ? Reason::too_few : Reason::constant);
    } else {
      out[i].estimate = 1;
      refuse(out[i], Reason::degenerate);
    }
  }
}

template <std::size_t Forms>
std::array<TestResult, Forms> forms_of(ConstMatrix block, const std::array<Icc, Forms>& forms, double level,
                                       const Quantiles* shared = nullptr) {
  std::array<TestResult, Forms> out;
  const double n = static_cast<double>(block.rows());
  if (shared != nullptr && shared->subjects == n) {
    fill(block, forms, *shared, out);
  } else {
    fill(block, forms, Quantiles(n, static_cast<double>(block.cols()), level), out);
  }
  return out;
}

}  // namespace

std::string_view icc_name(Icc form) { return kNames[place(form)]; }

std::optional<Icc> icc_form(std::string_view name) {
  const auto found = std::ranges::find(kNames, name);
  if (found == kNames.end()) return std::nullopt;
  return all_icc[static_cast<std::size_t>(found - kNames.begin())];
}

TestResult icc(ConstMatrix block, Icc form, double level) { return forms_of(block, std::array{form}, level)[0]; }

std::array<TestResult, 6> icc_all(ConstMatrix block, double level) { return forms_of(block, all_icc, level); }

std::vector<TestResult> icc_screen(ConstMatrix table, const RepeatLayout& layout, Icc form, double level,
                                   const ParallelFor& parallel) {
  const Quantiles shared(static_cast<double>(layout.rows()), static_cast<double>(layout.cols()), level);
  return each_block<TestResult>(table, layout, parallel, [&](const Eigen::MatrixXd& block) {
    return forms_of(block, std::array{form}, level, &shared)[0];
  });
}

std::vector<std::array<TestResult, 6>> icc_screen_all(ConstMatrix table, const RepeatLayout& layout, double level,
                                                      const ParallelFor& parallel) {
  const Quantiles shared(static_cast<double>(layout.rows()), static_cast<double>(layout.cols()), level);
  return each_block<std::array<TestResult, 6>>(
      table, layout, parallel, [&](const Eigen::MatrixXd& block) { return forms_of(block, all_icc, level, &shared); });
}

}  // namespace rgx::stats
