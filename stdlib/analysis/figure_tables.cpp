#include "stdlib/analysis/figure_tables.hpp"

#include <algorithm>
#include <cmath>

#include "engine/figure.hpp"
#include "engine/second_stage.hpp"
#include "stats/uniform_order.hpp"
#include "stdlib/analysis/top_cases.hpp"

namespace rgx::stdlib {

using engine::Column;
using engine::Table;

engine::Table qq_table(const Table& results) {
  constexpr std::size_t fewest = 20, most = 3000;
  const auto &p = results.at("p").numbers, &log10_p = results.at("log10_p").numbers;
  std::vector<double> counted, logarithm;
  for (std::size_t r = 0; r < p.size(); ++r) {
    if (std::isnan(p[r]) || engine::is_second_stage(results, r)) continue;
    counted.push_back(p[r]);
    logarithm.push_back(std::isnan(log10_p[r]) ? std::log10(p[r]) : log10_p[r]);
  }
  Table out;
  const std::size_t n = counted.size();
  if (n < fewest) return out;
  std::sort(logarithm.begin(), logarithm.end());
  const double lambda = stats::genomic_inflation(counted);
  std::vector<double> rank, expected, observed, low, high, tests, inflation;
  for (const std::size_t place : engine::thinned(n, most)) {
    const std::size_t at = place + 1;
    const auto band = stats::uniform_order_interval(at, n);
    rank.push_back(static_cast<double>(at));
    expected.push_back(-std::log10(stats::uniform_order_mean(at, n)));
    observed.push_back(std::max(0.0, -logarithm[at - 1]));
    low.push_back(-std::log10(band.high));
    high.push_back(-std::log10(band.low));
    tests.push_back(static_cast<double>(n));
    inflation.push_back(lambda);
  }
  out.columns = {Column::of_numbers("rank", rank),         Column::of_numbers("expected", expected),
                 Column::of_numbers("observed", observed), Column::of_numbers("low", low),
                 Column::of_numbers("high", high),         Column::of_numbers("tests", tests),
                 Column::of_numbers("lambda", inflation)};
  return out;
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
