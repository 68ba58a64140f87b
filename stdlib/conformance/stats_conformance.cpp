#include "stdlib/conformance/stats_conformance.hpp"

#include <algorithm>
#include <stdexcept>

#include "engine/assets.hpp"
#include "stdlib/conformance/covers.hpp"

namespace rgx::conformance {

namespace fs = std::filesystem;

namespace {

// "energy 1.7.11" of a head such as "R 4.2.2, energy 1.7.11".
std::string version_of(const std::string& head, const std::string& tool) {
  for (std::string part : detail::split(head, ',')) {
    part.erase(0, part.find_first_not_of(' '));
    if (part.starts_with(tool + " ")) return part;
  }
  throw std::runtime_error("the head `" + head + "` does not name " + tool);
}

StatsRow run(const StatsCheck& check, const References& references) {
  Comparison found;
  StatsRow row;
  row.routine = check.routine;
  row.tolerance = check.tolerance;
  try {
    check.run(references, found);
    row.reference = version_of(references.tool(check.table), check.tool) + ": " + check.call;
  } catch (const std::exception& e) {
    throw std::runtime_error("`" + check.routine + "` against " + check.table + ".csv: " + e.what());
  }
  std::vector<std::string> names;
  for (const auto& [name, numbers] : found.cases()) {
    if (numbers.count() == 0) continue;
    names.push_back(name);
    row.numbers += numbers.count();
    row.beside += numbers.beside();
    if (row.worst.empty() || numbers.largest() > row.largest) row.worst = name;
    row.largest = std::max(row.largest, numbers.largest());
  }
  row.cases = names.size();
  row.covers = covers(check.table, names);
  if (std::ranges::any_of(found.cases(), [](const auto& c) { return c.second.far(); }))
    row.covers += (row.covers.empty() ? "" : ", ") + std::string("p below 1e-300");
  return row;
}

}  // namespace

std::size_t StatsConformance::within() const {
  return static_cast<std::size_t>(std::ranges::count_if(rows, &StatsRow::within));
}

StatsCheck by_case(std::string routine, std::string table, std::string tool, std::string call, double tolerance,
                   std::function<void(const Fields&, Numbers&)> compare) {
  auto each = [table, compare = std::move(compare)](const References& references, Comparison& out) {
    for (const auto& [name, fields] : references.cases(table).cases) {
      try {
        compare(fields, out.of(name));
      } catch (const std::out_of_range&) {
        throw std::runtime_error("case `" + name + "` lacks a field, or a field numbers");
      } catch (const std::exception& e) {
        throw std::runtime_error("case `" + name + "`: " + e.what());
      }
    }
  };
  return {std::move(routine), std::move(table), std::move(tool), std::move(call), tolerance, std::move(each)};
}

std::vector<StatsCheck> stats_checks() {
  std::vector<StatsCheck> all;
  for (const auto family :
       {group_checks,          paired_checks,         table_checks,           correlation_checks,    linear_checks,
        model_checks,          category_checks,       survival_checks,        survival_group_checks, competing_checks,
        discrimination_checks, mixed_checks,          multivariate_checks,    moderated_checks,      correction_checks,
        permutation_checks,    penalised_checks,      metric_checks,          agreement_checks,      overlap_checks,
        basic_checks,          clustering_checks,     validation_checks,      prepare_checks,        forest_checks,
        classify_checks,       support_vector_checks, penalised_family_checks}) {
    auto checks = family();
    std::ranges::move(checks, std::back_inserter(all));
  }
  return all;
}

StatsConformance conform_stats(const fs::path& folder, const std::vector<StatsCheck>& checks,
                               const engine::ParallelFor& parallel) {
  const References references(folder);
  StatsConformance table;
  table.rows.resize(checks.size());
  parallel(checks.size(), [&](std::size_t i) { table.rows[i] = run(checks[i], references); });
  return table;
}

std::optional<fs::path> stats_reference_folder(const fs::path& data) {
  if (data.empty()) return engine::asset("reference/stats");
  fs::path folder = data / "reference" / "stats";
  return fs::exists(folder) ? std::optional(std::move(folder)) : std::nullopt;
}

}  // namespace rgx::conformance
