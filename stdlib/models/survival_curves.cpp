#include "stdlib/models/survival_curves.hpp"

#include <string>

namespace rgx::stdlib {

void write_curves(const SurvivalCurves& curves, engine::Bundle& out) {
  if (curves.time.empty()) return;
  engine::Table t;
  for (std::size_t k = 0; k < curves.time.size(); ++k) {
    const auto column = curves.survival.col(static_cast<Eigen::Index>(k));
    t.columns.push_back(
        engine::Column::of_numbers("survival_" + std::to_string(k + 1), {column.begin(), column.end()}));
  }
  out.tables["curves"] = std::move(t);
  out.meta["curve_times"] = curves.time;
}

void read_curves(const engine::Bundle& bundle, const std::pair<int, int>& place, stats::SurvivalOutOfFold& out) {
  const auto found = bundle.tables.find("curves");
  if (found == bundle.tables.end()) return;
  const engine::Table& t = found->second;
  auto& into = out.survival[place];
  into.time = bundle.meta.at("curve_times").get<std::vector<double>>();
  into.survival.resize(static_cast<Eigen::Index>(t.rows()), static_cast<Eigen::Index>(t.columns.size()));
  for (std::size_t k = 0; k < t.columns.size(); ++k)
    for (std::size_t i = 0; i < t.rows(); ++i)
      into.survival(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(k)) = t.columns[k].numbers[i];
}

}  // namespace rgx::stdlib
