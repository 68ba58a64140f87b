#include "stdlib/analysis/carried_tables.hpp"

#include <cmath>
#include <limits>

#include "stats/base/result.hpp"

namespace rgx::stdlib {

using engine::Column;
using engine::Json;
using engine::Table;

namespace {

Json written(double v) {
  if (std::isnan(v)) return {};
  if (std::isinf(v)) return v > 0 ? "inf" : "-inf";
  return v;
}

double number_of(const Json& value) {
  if (value.is_null()) return stats::missing;
  if (value.is_number()) return value.get<double>();
  const double infinity = std::numeric_limits<double>::infinity();
  return value.get<std::string>() == "inf" ? infinity : -infinity;
}

// Behind the rows that are there already.
void append(Table& all, const Json& columns) {
  if (all.columns.empty())
    for (const auto& c : columns)
      all.columns.push_back({c.at("name").get<std::string>(),
                             c.at("text").get<bool>() ? Column::Kind::text : Column::Kind::number,
                             {},
                             {}});
  for (std::size_t i = 0; i < columns.size(); ++i) {
    Column& to = all.columns.at(i);
    for (const auto& v : columns[i].at("values"))
      if (to.kind == Column::Kind::text)
        to.texts.push_back(v.get<std::string>());
      else
        to.numbers.push_back(number_of(v));
  }
}

}  // namespace

Json carried(const Table& table) {
  Json columns = Json::array();
  for (const auto& c : table.columns) {
    Json values = Json::array();
    if (c.kind == Column::Kind::text)
      for (const auto& t : c.texts) values.push_back(t);
    else
      for (const double v : c.numbers) values.push_back(written(v));
    columns.push_back({{"name", c.name}, {"text", c.kind == Column::Kind::text}, {"values", std::move(values)}});
  }
  return columns;
}

void add_carried(engine::Bundle& out, const engine::Context& context, const char* what) {
  const auto results = context.all("result");
  std::size_t next = 0;
  for (const auto& b : context.params.at("blocks")) {
    const std::string name = b.at("block").get<std::string>();
    for (std::size_t i = 0; i < b.at("results").get<std::size_t>(); ++i) {
      const auto& meta = results.at(next++)->as<Table>().meta;
      const auto found = meta.find(what);
      if (found == meta.end()) continue;
      for (const auto& [part, columns] : found->items()) append(out.tables[name + "." + part], columns);
    }
    out.tables.at(name).meta.erase(what);
  }
}

}  // namespace rgx::stdlib
