// The operation behind tables/baseline.csv and tables/missingness.csv; it reads everything a case may have.
#include "stdlib/sources/baseline.hpp"
#include "stdlib/sources/operations.hpp"

namespace rgx::stdlib {

namespace {

engine::Output describe(const engine::Context& context) {
  std::vector<const engine::Cohort*> cohorts;
  for (const auto* artifact : context.all("cohort")) cohorts.push_back(&artifact->as<engine::Cohort>());
  std::vector<CaseValues> values;
  const auto name = [&](const char* list, std::size_t i) {
    const auto& of = context.params.at(list).at(i);
    return CaseValues{of.at("cohort").get<std::string>(), of.at("block").get<std::string>(), nullptr, nullptr};
  };
  const auto tables = context.all("table"), matrices = context.all("matrix");
  for (std::size_t i = 0; i < tables.size(); ++i) {
    values.push_back(name("tables", i));
    values.back().table = &tables[i]->as<engine::Table>();
  }
  for (std::size_t i = 0; i < matrices.size(); ++i) {
    values.push_back(name("matrices", i));
    values.back().matrix = &matrices[i]->as<engine::Matrix>();
  }
  engine::Bundle out;
  out.tables["baseline"] = baseline_table(cohorts);
  out.tables["missingness"] = missingness_table(cohorts, values);
  return {std::move(out), {}};
}

}  // namespace

engine::Operation describe_participants_operation() {
  return engine::Declare<engine::Json>("describe_participants", 1)
      .in("engine")
      .summary("characteristics of the participants by outcome, and which values are missing together")
      .run([](const engine::Json&, const engine::Context& c) { return describe(c); });
}

}  // namespace rgx::stdlib
