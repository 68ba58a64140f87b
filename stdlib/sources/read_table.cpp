#include "stdlib/sources/read_table.hpp"

#include <algorithm>
#include <cctype>

#include "engine/archive.hpp"
#include "engine/files.hpp"
#include "stdlib/molecular/cbioportal.hpp"

namespace rgx::stdlib {

using engine::Csv;
using engine::Failure;

Csv read_table(const engine::Context& context) {
  const std::string& path = context.files.at(0);
  engine::CsvOptions options;
  const std::string format = context.params.value("format", "csv");
  options.delimiter = format == "csv" ? ',' : '\t';
  options.missing = context.params.value("missing", std::vector<std::string>{});
  options.path = path;
  try {
    std::string text = engine::read_unpacked(*engine::real_files(), path);
    if (format == "cbioportal") blank_comments(text);
    return Csv(std::move(text), options);
  } catch (engine::CsvFailure& e) {
    e.file = path;
    throw;
  }
}

std::size_t column_of(const Csv& csv, const std::string& name, const std::string& path) {
  const std::size_t at = csv.column(name);
  if (at != Csv::npos) return at;
  Failure failure("unknown-column", "no column `" + name + "` in `" + path + "`");
  failure.file = path;
  throw failure;
}

IdRule::IdRule(const engine::Json& params) : fold_(params.value("ids", "") == "case_insensitive") {
  if (const std::string trim = params.value("trim", ""); !trim.empty()) trim_.emplace(trim);
}

std::string IdRule::operator()(std::string id) const {
  if (trim_) id = std::regex_replace(id, *trim_, "");
  if (fold_)
    std::transform(id.begin(), id.end(), id.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return id;
}

std::map<std::string, std::size_t> rows_by_id(const Csv& csv, std::size_t column, const IdRule& rule,
                                              const std::string& path) {
  std::map<std::string, std::size_t> out;
  for (std::size_t r = 0; r < csv.rows(); ++r) {
    if (csv.is_missing(r, column)) continue;
    const std::string id = rule(csv.cell(r, column));
    const auto [at, fresh] = out.emplace(id, r);
    if (fresh) continue;
    Failure failure("duplicate-key", "`" + id + "` stands twice in `" + path + "`: lines " +
                                         std::to_string(csv.line(csv.place(at->second, column).begin)) + " and " +
                                         std::to_string(csv.line(csv.place(r, column).begin)));
    failure.file = path;
    throw failure;
  }
  return out;
}

}  // namespace rgx::stdlib
