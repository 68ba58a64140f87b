// `correct`: q and decisions of a family, over all results that share it.
#include <cmath>
#include <map>

#include "stats/correct.hpp"
#include "stdlib/analysis/figure_tables.hpp"
#include "stdlib/analysis/operations.hpp"

namespace rgx::stdlib {

using engine::Column;
using engine::Context;
using engine::Failure;
using engine::Json;
using engine::Table;

namespace {

void append(Table& all, const Table& more) {
  if (all.columns.empty()) {
    all = more;
    return;
  }
  for (std::size_t c = 0; c < all.columns.size(); ++c) {
    auto& to = all.columns[c];
    const auto& from = more.columns.at(c);
    to.numbers.insert(to.numbers.end(), from.numbers.begin(), from.numbers.end());
    to.texts.insert(to.texts.end(), from.texts.begin(), from.texts.end());
  }
}

Column& column(Table& table, const std::string& name) {
  for (auto& c : table.columns)
    if (c.name == name) return c;
  throw Failure("unknown-column", "a result table has no column `" + name + "`");
}

// Rows of one family, or with `per: outcome` of one outcome, are corrected together.
void adjust_rows(Table& table, const std::vector<std::size_t>& rows, stats::Correction method,
                 std::optional<std::size_t> tests, double level) {
  const auto& p = column(table, "p").numbers;
  std::vector<double> some;
  for (const std::size_t r : rows) some.push_back(p[r]);
  const auto q = stats::adjust(some, method, tests);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    column(table, "q").numbers[rows[i]] = q[i];
    column(table, "rejected").texts[rows[i]] = std::isnan(q[i]) ? "" : q[i] <= level ? "true" : "false";
  }
}

}  // namespace

engine::Output correct_kernel(const Context& context) {
  const auto results = context.all("result");
  const Json& args = context.params.at("args");
  const auto method = stats::correction_named(context.params.at("method").get<std::string>());
  if (!method)
    throw Failure("not-built", "correction `" + context.params.at("method").get<std::string>() + "` does not run yet");
  const double level = args.contains("level") && args["level"].is_number() ? args["level"].get<double>() : 0.05;
  std::optional<std::size_t> tests;
  if (args.contains("tests") && args["tests"].is_number())
    tests = static_cast<std::size_t>(args["tests"].get<double>());

  // One table of the whole family, cut into the blocks again afterwards.
  std::vector<std::pair<std::string, Table>> blocks;
  std::size_t next = 0;
  for (const auto& b : context.params.at("blocks")) {
    Table joined;
    for (std::size_t i = 0; i < b.at("results").get<std::size_t>(); ++i)
      append(joined, results.at(next++)->as<Table>());
    blocks.emplace_back(b.at("block").get<std::string>(), std::move(joined));
  }
  Table family;
  for (const auto& [name, table] : blocks) {
    Table same = table;  // columns 0 and 1 are named differently by compare and associate
    append(family, same);
  }
  const bool per_outcome = args.contains("per") && args["per"].is_string() && args["per"] == "outcome";
  std::map<std::string, std::vector<std::size_t>> groups;
  for (std::size_t r = 0; r < family.rows(); ++r) groups[per_outcome ? family.columns[1].texts[r] : ""].push_back(r);
  for (const auto& [outcome, rows] : groups) {
    std::size_t counted = 0;
    for (const std::size_t r : rows) counted += !std::isnan(column(family, "p").numbers[r]);
    if (tests && *tests < counted)
      throw Failure("too-few-tests", "`tests: " + std::to_string(*tests) + "` is below the " + std::to_string(counted) +
                                         " tests that this family counts");
    adjust_rows(family, rows, *method, tests, level);
  }

  engine::Bundle out;
  std::size_t at = 0, counted = 0, rejected = 0;
  for (std::size_t b = 0; b < blocks.size(); ++b) {
    auto& [name, table] = blocks[b];
    const Json& described = context.params.at("blocks")[b];
    for (std::size_t r = 0; r < table.rows(); ++r, ++at) {
      column(table, "q").numbers[r] = column(family, "q").numbers[at];
      column(table, "rejected").texts[r] = column(family, "rejected").texts[at];
      counted += !std::isnan(column(family, "p").numbers[at]);
      rejected += column(family, "rejected").texts[at] == "true";
      for (const auto& code : described.value("not_valid", Json::array())) {
        auto& note = column(table, "note").texts[r];
        note += (note.empty() ? "" : "; ") + std::string("not valid: ") + code.get<std::string>();
      }
    }
    out.tables[name] = std::move(table);
  }
  out.meta = {{"family", context.params.at("family")},
              {"method", context.params.at("method")},
              {"level", level},
              {"counted", counted},
              {"rejected", rejected},
              {"rows", at}};
  if (tests) out.meta["tests"] = *tests;
  add_figure_tables(out, context);
  return {std::move(out), {}};
}

}  // namespace rgx::stdlib
