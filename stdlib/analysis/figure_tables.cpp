#include "stdlib/analysis/figure_tables.hpp"

#include <algorithm>
#include <cmath>

#include "engine/figure.hpp"
#include "engine/second_stage.hpp"
#include "stats/correction/uniform_order.hpp"
#include "stdlib/analysis/top_cases.hpp"

namespace rgx::stdlib {

using engine::Column;
using engine::Table;

namespace {

constexpr std::size_t fewest = 20, most = 3000;

// log₁₀ p from the smallest on, of the rows that are tests of their own.
std::vector<double> sorted_log10_p(const Table& results) {
  const auto &p = results.at("p").numbers, &log10_p = results.at("log10_p").numbers;
  std::vector<double> out;
  for (std::size_t r = 0; r < p.size(); ++r)
    if (!std::isnan(p[r]) && !engine::is_second_stage(results, r))
      out.push_back(std::isnan(log10_p[r]) ? std::log10(p[r]) : log10_p[r]);
  std::sort(out.begin(), out.end());
  return out;
}

class Quantiles {
 public:
  Quantiles(std::size_t n, double lambda) : n_(n), lambda_(lambda) {}
  void add(std::size_t rank, double log10_p) {
    const auto band = stats::uniform_order_interval(rank, n_);
    rank_.push_back(static_cast<double>(rank));
    expected_.push_back(-std::log10(stats::uniform_order_mean(rank, n_)));
    observed_.push_back(std::max(0.0, -log10_p));
    low_.push_back(-std::log10(band.high));
    high_.push_back(-std::log10(band.low));
  }
  Table table() const {
    Table out;
    out.columns = {Column::of_numbers("rank", rank_),
                   Column::of_numbers("expected", expected_),
                   Column::of_numbers("observed", observed_),
                   Column::of_numbers("low", low_),
                   Column::of_numbers("high", high_),
                   Column::of_numbers("tests", std::vector<double>(rank_.size(), static_cast<double>(n_))),
                   Column::of_numbers("lambda", std::vector<double>(rank_.size(), lambda_))};
    return out;
  }

 private:
  std::size_t n_;
  double lambda_;
  std::vector<double> rank_, expected_, observed_, low_, high_;
};

}  // namespace

Table qq_table(const Table& results) {
  const auto logarithm = sorted_log10_p(results);
  const std::size_t n = logarithm.size();
  if (n < fewest) return {};
  std::vector<double> p;
  for (const double l : logarithm) p.push_back(std::pow(10.0, l));
  Quantiles out(n, stats::genomic_inflation(p));
  for (const std::size_t place : engine::thinned(n, most)) out.add(place + 1, logarithm[place]);
  return out.table();
}

Table qq_table_of_map(const Table& listed, const Table& histogram) {
  const auto &low = histogram.at("p_low").numbers, &high = histogram.at("p_high").numbers,
             &count = histogram.at("count").numbers;
  double all = 0, below = 0;
  for (std::size_t i = 0; i < count.size(); ++i)
    if (!std::isnan(low[i])) all += count[i];
  const auto n = static_cast<std::size_t>(all);
  if (n < fewest) return {};
  std::vector<std::pair<std::size_t, double>> edges;  // rank of the largest p below each edge, and the edge
  double middle = stats::missing;
  for (std::size_t i = 0; i < count.size(); ++i) {
    if (std::isnan(low[i])) continue;
    if (std::isnan(middle) && below + count[i] >= all / 2)
      middle = low[i] + (high[i] - low[i]) * (all / 2 - below) / count[i];
    below += count[i];
    if (below > 0) edges.emplace_back(static_cast<std::size_t>(below), std::log10(high[i]));
  }
  const auto logarithm = sorted_log10_p(listed);
  Quantiles out(n, stats::genomic_inflation(std::vector<double>{middle}));
  for (const std::size_t place : engine::thinned(logarithm.size(), most - edges.size()))
    out.add(place + 1, logarithm[place]);
  for (const auto& [rank, edge] : edges)
    if (rank > logarithm.size()) out.add(rank, edge);
  return out.table();
}

void add_map_figure_tables(engine::Bundle& out, const std::string& block) {
  Table qq = qq_table_of_map(out.tables.at(block), out.tables.at(block + ".histogram"));
  if (!qq.columns.empty()) out.tables[block + ".qq"] = std::move(qq);
}

void add_figure_tables(engine::Bundle& out, const engine::Context& context) {
  const auto results = context.all("result");
  std::size_t next = 0;
  for (const auto& b : context.params.at("blocks")) {
    const std::string name = b.at("block").get<std::string>();
    std::vector<const Table*> of_block;
    for (std::size_t i = 0; i < b.at("results").get<std::size_t>(); ++i)
      of_block.push_back(&results.at(next++)->as<Table>());
    Table& table = out.tables.at(name);
    table.meta.erase("top_cases");  // a table of its own now
    if (Table top = top_cases_table(of_block, table); !top.columns.empty()) out.tables[name + ".top"] = std::move(top);
    if (Table qq = qq_table(table); !qq.columns.empty()) out.tables[name + ".qq"] = std::move(qq);
  }
}

}  // namespace rgx::stdlib
