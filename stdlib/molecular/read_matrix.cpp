// Genes × subjects from a table: one row a gene with a column a subject, or one row a subject with a column a gene;
// which of the two is told by where the cohort's ids stand.
#include <cmath>
#include <limits>
#include <map>

#include "stdlib/sources/operations.hpp"
#include "stdlib/sources/read_table.hpp"

namespace rgx::stdlib {

using engine::Context;
using engine::Csv;
using engine::Failure;
using engine::Json;
using engine::Matrix;

namespace {

double value_at(const Csv& csv, std::size_t row, std::size_t column, const std::string& path) {
  double out = std::numeric_limits<double>::quiet_NaN();
  if (csv.number(row, column, out)) return out;
  Failure failure("not-a-number", "`" + csv.cell(row, column) + "` is no number (`" + path + "`, line " +
                                      std::to_string(csv.line(csv.place(row, column).begin)) + ", column `" +
                                      csv.columns()[column] + "`)");
  failure.file = path;
  throw failure;
}

// id column named, or the first: rows are subjects if its cells are ids of the cohort.
engine::Output read_matrix(const Context& context) {
  const Csv csv = read_table(context);
  const std::string& path = context.files.at(0);
  const auto& cohort = context.input("cohort").as<engine::Cohort>();
  const IdRule rule(context.params);
  const std::string written = context.params.value("id", "");
  const std::size_t id = written.empty() ? 0 : column_of(csv, written, path);

  std::map<std::string, std::size_t> columns, rows;
  for (std::size_t c = 0; c < csv.columns().size(); ++c)
    if (c != id) columns.emplace(rule(csv.columns()[c]), c);
  rows = rows_by_id(csv, id, rule, path);
  std::size_t in_columns = 0, in_rows = 0;
  for (const auto& subject : cohort.subjects) {
    in_columns += columns.contains(rule(subject));
    in_rows += rows.contains(rule(subject));
  }
  if (in_columns + in_rows == 0) {
    Failure failure("no-match",
                    "no subject of cohort `" + cohort.name + "` is in `" + path +
                        "`, neither in its header nor in column `" + csv.columns()[id] + "`",
                    "`trim: \"…\"` removes a suffix, `ids: case_insensitive` folds case");
    failure.file = path;
    throw failure;
  }
  Matrix out;
  out.kind = context.params.value("kind", "");
  const bool genes_are_rows = in_columns >= in_rows;
  for (const auto& subject : cohort.subjects)
    if ((genes_are_rows ? columns : rows).contains(rule(subject))) out.subjects.push_back(subject);
  if (genes_are_rows) {
    for (std::size_t r = 0; r < csv.rows(); ++r) {
      out.rows.push_back(csv.cell(r, id));
      for (const auto& subject : out.subjects) out.values.push_back(value_at(csv, r, columns.at(rule(subject)), path));
    }
  } else {
    for (std::size_t c = 0; c < csv.columns().size(); ++c) {
      if (c == id) continue;
      out.rows.push_back(csv.columns()[c]);
      for (const auto& subject : out.subjects) out.values.push_back(value_at(csv, rows.at(rule(subject)), c, path));
    }
  }
  engine::Output result{std::move(out), {}};
  const std::size_t joined = genes_are_rows ? in_columns : in_rows;
  if (joined < cohort.subjects.size())
    result.notes.push_back({"warning", "", "join-loss",
                            std::to_string(cohort.subjects.size() - joined) + " of " +
                                std::to_string(cohort.subjects.size()) + " subjects of `" + cohort.name +
                                "` are not in matrix `" + context.params.value("block", "") + "`"});
  return result;
}

}  // namespace

engine::Operation read_matrix_operation() {
  return engine::Declare<Json>("read_matrix", 1)
      .in("engine")
      .summary("reads a molecular table and joins its subjects to the cohort by id")
      .run([](const Json&, const Context& c) { return read_matrix(c); });
}

}  // namespace rgx::stdlib
