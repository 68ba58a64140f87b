#include "stats/validation/reclassification.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "stats/base/resample_interval.hpp"
#include "stats/base/tails.hpp"

namespace rgx::stats {

namespace {

using Eigen::Index;
using Eigen::VectorXd;

std::string refusal(ConstVector before, ConstVector after, ConstVector y) {
  if (before.size() != y.size() || after.size() != y.size()) return "wrong sizes";
  if (!before.allFinite() || !after.allFinite() || !y.allFinite()) return "missing value";
  const double events = (y.array() == 1).cast<double>().sum();
  return events == 0 || events == static_cast<double>(y.size()) ? "one class" : "";
}

std::ptrdiff_t category(double p, std::span<const double> cuts) {
  return std::upper_bound(cuts.begin(), cuts.end(), p) - cuts.begin();
}

double mean_where(const VectorXd& v, ConstVector y, double wanted) {
  double sum = 0, n = 0;
  for (Index i = 0; i < v.size(); ++i)
    if (y[i] == wanted) sum += v[i], n += 1;
  return n > 0 ? sum / n : missing;
}

// Sum of squares about the mean, and the number of cases.
std::pair<double, double> spread_where(const VectorXd& v, ConstVector y, double wanted) {
  const double mean = mean_where(v, y, wanted);
  double squares = 0, n = 0;
  for (Index i = 0; i < v.size(); ++i)
    if (y[i] == wanted) squares += (v[i] - mean) * (v[i] - mean), n += 1;
  return {squares, n};
}

// `change`: what a case adds where it is an event; others count the other way. The variance of a sign is that of
// shares (divisor n), of a difference the usual one (n - 1).
Reclassification of_changes(const VectorXd& change, ConstVector y, bool shares, const BootstrapOptions& o) {
  Reclassification out{};
  out.events = mean_where(change, y, 1);
  out.others = -mean_where(change, y, 0);
  out.estimate = out.events + out.others;
  const auto error = [&](double wanted) {
    const auto [squares, n] = spread_where(change, y, wanted);
    return std::sqrt(squares / (shares ? n : n - 1) / n);
  };
  out.events_se = error(1);
  out.others_se = error(0);
  out.se = std::hypot(out.events_se, out.others_se);
  out.z = out.p = missing;
  if (out.se > 0) {
    out.z = out.estimate / out.se;
    out.p = normal_two_sided(out.z).p;
  } else {
    out.reason = "no change";
  }
  if (o.replicates == 0) return out;
  std::vector<int> stratum;
  for (const double v : y) stratum.push_back(v == 1 ? 1 : 0);
  const CaseStatistic statistic = [&](std::span<const std::size_t> cases) {
    double sum[2] = {0, 0}, n[2] = {0, 0};
    for (const std::size_t i : cases) {
      const auto at = static_cast<std::size_t>(stratum[i]);
      sum[at] += change[static_cast<Index>(i)];
      n[at] += 1;
    }
    return sum[1] / n[1] - sum[0] / n[0];
  };
  out.ci = bca_interval(statistic, stratum, o.replicates, Stream(o.key), o.level).ci;
  return out;
}

Reclassification refused(const std::string& reason) {
  return {missing, missing, missing, missing, missing, missing, missing, missing, {}, reason};
}

}  // namespace

Reclassification net_reclassification(ConstVector before, ConstVector after, ConstVector y,
                                      std::span<const double> cuts, const BootstrapOptions& options) {
  if (const auto reason = refusal(before, after, y); !reason.empty()) return refused(reason);
  VectorXd moved(y.size());
  for (Index i = 0; i < y.size(); ++i) {
    const double rise =
        cuts.empty() ? after[i] - before[i] : static_cast<double>(category(after[i], cuts) - category(before[i], cuts));
    moved[i] = rise > 0 ? 1 : rise < 0 ? -1 : 0;
  }
  return of_changes(moved, y, true, options);
}

Reclassification discrimination_improvement(ConstVector before, ConstVector after, ConstVector y,
                                            const BootstrapOptions& options) {
  if (const auto reason = refusal(before, after, y); !reason.empty()) return refused(reason);
  return of_changes(after - before, y, false, options);
}

}  // namespace rgx::stats
