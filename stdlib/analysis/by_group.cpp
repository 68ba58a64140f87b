#include "stdlib/analysis/by_group.hpp"

#include <algorithm>
#include <cmath>

#include "stats/base/tails.hpp"

namespace rgx::stdlib {

using engine::Failure;

Groups groups_of(const engine::Context& context, const Frame& frame) {
  Groups out;
  const auto asked = context.params.find("by_group");
  if (asked == context.params.end() || asked->empty()) {
    out.names = {""};
    out.rows.push_back(frame.all_rows());
    return out;
  }
  const auto columns = frame.columns(*asked);
  const FrameColumn& column = columns.at(0);
  std::vector<std::string> levels = column.levels;
  std::vector<int> codes = column.codes;
  if (column.kind == FrameColumn::Kind::ordinal || (column.kind == FrameColumn::Kind::numeric && levels.size() == 2)) {
    const double first = column.kind == FrameColumn::Kind::ordinal ? 1 : 0;
    for (const double v : column.numbers) codes.push_back(std::isnan(v) ? -1 : static_cast<int>(v - first));
  }
  if (codes.empty()) throw Failure("wrong-type", "`" + column.name + "` is a number; `by_group` asks for a category");
  for (std::size_t l = 0; l < levels.size(); ++l) {
    std::vector<std::size_t> rows;
    for (std::size_t r = 0; r < codes.size(); ++r)
      if (codes[r] == static_cast<int>(l)) rows.push_back(r);
    if (rows.empty()) continue;
    out.names.push_back(levels[l]);
    out.rows.push_back(std::move(rows));
  }
  if (out.rows.empty()) throw Failure("empty-group", "`" + column.name + "` is missing in every case");
  return out;
}

namespace {

// The scale on which an estimate of this kind is about normal.
double linear(const std::string& kind, double v) {
  if (kind.find("ratio") != std::string::npos) return std::log(v);
  if (kind.ends_with("_r") || kind.ends_with("_rho")) return std::atanh(v);
  return v;
}

ResultRow heterogeneity(const std::vector<const ResultRow*>& groups) {
  ResultRow out = *groups.front();
  out.group = "";
  out.term += out.term.empty() ? "heterogeneity" : " heterogeneity";
  out.test = "cochran q";
  out.groups = out.note = "";
  out.n = out.subjects = 0;
  out.statistic = out.df = out.estimate = out.ci_low = out.ci_high = out.p = out.log10_p = out.icc = stats::missing;
  out.adjusted_estimate = stats::missing;
  out.estimate_kind = "";
  double weights = 0, mean = 0;
  std::vector<std::pair<double, double>> known;  // estimate, weight
  for (const auto* g : groups) {
    out.n += g->n;
    out.subjects += g->subjects;
    const double estimate = linear(g->estimate_kind, g->estimate);
    const double se = (linear(g->estimate_kind, g->ci_high) - linear(g->estimate_kind, g->ci_low)) /
                      (2 * stats::normal_quantile(0.975));
    if (!std::isfinite(estimate) || !std::isfinite(se) || se <= 0) continue;
    known.emplace_back(estimate, 1 / (se * se));
    weights += known.back().second;
    mean += known.back().second * estimate;
  }
  if (known.size() < 2) {
    out.note = "fewer than two groups have an estimate with an interval";
    return out;
  }
  mean /= weights;
  out.statistic = 0;
  for (const auto& [estimate, weight] : known) out.statistic += weight * (estimate - mean) * (estimate - mean);
  out.df = static_cast<double>(known.size() - 1);
  const auto tail = stats::chi_square_upper(out.statistic, out.df);
  out.p = tail.p;
  out.log10_p = tail.log10_p;
  out.estimate = out.statistic > out.df ? (out.statistic - out.df) / out.statistic : 0;
  out.estimate_kind = "i_squared";
  return out;
}

}  // namespace

std::vector<ResultRow> with_heterogeneity(std::vector<ResultRow> rows, std::size_t groups, std::size_t terms) {
  std::vector<ResultRow> out;
  const std::size_t each = groups * terms;
  for (std::size_t first = 0; first < rows.size(); first += each) {
    for (std::size_t i = 0; i < each; ++i) out.push_back(rows[first + i]);
    for (std::size_t t = 0; t < terms; ++t) {
      std::vector<const ResultRow*> of;
      for (std::size_t g = 0; g < groups; ++g) of.push_back(&rows[first + g * terms + t]);
      out.push_back(heterogeneity(of));
    }
  }
  return out;
}

}  // namespace rgx::stdlib
