// `correct`: q and decisions of a family, over all results that share it.
#include <cmath>
#include <limits>
#include <map>

#include "engine/archive.hpp"
#include "engine/files.hpp"
#include "stdlib/analysis/carried_tables.hpp"
#include "stdlib/analysis/correct_methods.hpp"
#include "stdlib/analysis/figure_tables.hpp"
#include "stdlib/analysis/map_result.hpp"
#include "stdlib/analysis/operations.hpp"
#include "stdlib/analysis/second_stage.hpp"

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
  const double effective = all.meta.value("effective_tests", 0.0) + more.meta.value("effective_tests", 0.0);
  if (effective > 0) all.meta["effective_tests"] = effective;
  if (all.meta.contains("step_down") && more.meta.contains("step_down"))
    for (const auto& p : more.meta["step_down"]) all.meta["step_down"].push_back(p);
  SecondStage stage = second_stage_of(all);
  for (const auto& [row, parent] : second_stage_of(more)) stage.emplace_back(all.rows() + row, all.rows() + parent);
  if (!stage.empty()) all.meta["second_stage"] = stage;
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

// Rows of one family, or with `per` of one outcome or feature, are corrected together.
void adjust_rows(Table& table, const std::vector<std::size_t>& rows, const Json& args, double level,
                 const std::map<std::string, std::vector<std::string>>& sets) {
  FamilyRows family;
  family.sets = sets;
  family.effective_tests = table.meta.value("effective_tests", 0.0);
  const auto& p = column(table, "p").numbers;
  for (const std::size_t r : rows) {
    family.p.push_back(p[r]);
    family.first.push_back(table.columns[0].texts[r]);
    family.second.push_back(table.columns[1].texts[r]);
    if (table.meta.contains("step_down")) {
      const Json& of = table.meta["step_down"].at(r);
      family.step_down.push_back(of.is_null() ? std::numeric_limits<double>::quiet_NaN() : of.get<double>());
    }
  }
  const Corrected made = correct_family(args, family);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    column(table, "q").numbers[rows[i]] = made.q[i];
    column(table, "rejected").texts[rows[i]] = std::isnan(made.q[i]) ? "" : made.q[i] <= level ? "true" : "false";
    if (made.note.empty() || std::isnan(made.q[i])) continue;
    auto& note = column(table, "note").texts[rows[i]];
    note += (note.empty() ? "" : "; ") + made.note[i];
  }
}

// What rows are divided by: "" where they are not.
std::string division(const Json& args, const Table& table, std::size_t row) {
  const std::string per = args.contains("per") && args["per"].is_string() ? args["per"].get<std::string>() : "";
  return per.empty() ? "" : table.columns[per == "left" ? 0 : 1].texts[row];
}

// maxT and minP permute one outcome at a time.
void require_one_outcome(const Json& args, const Table& table, const std::vector<std::size_t>& rows) {
  const std::string method = args.value("method", "none");
  if (method != "maxT" && method != "minP") return;
  for (const std::size_t r : rows)
    if (table.columns[1].texts[r] != table.columns[1].texts[rows.front()])
      throw Failure("wrong-test", "`" + method + "` permutes one outcome at a time, and this family tests several",
                    "write `correct(method: " + method + ", per: outcome)`");
}

// The ICC of each row's feature where a `robust` block has it; a test that fills the column itself keeps its own.
void fill_icc(Table& table, const engine::Bundle& robust) {
  const Table& judged = robust.tables.at("agreement");
  std::map<std::string, double> icc;
  for (std::size_t r = 0; r < judged.rows(); ++r)
    if (judged.at("statistic").texts[r].starts_with("icc "))
      icc.emplace(judged.at("feature").texts[r], judged.at("estimate").numbers[r]);
  for (std::size_t r = 0; r < table.rows(); ++r)
    if (const auto at = icc.find(table.columns[0].texts[r]); at != icc.end())
      if (double& to = column(table, "icc").numbers[r]; std::isnan(to)) to = at->second;
}

void mark_not_valid(Table& table, const Json& codes) {
  for (auto& note : column(table, "note").texts)
    for (const auto& code : codes)
      note += (note.empty() ? "" : "; ") + std::string("not valid: ") + code.get<std::string>();
}

// A map too large to list was corrected by its own node, over all its p values.
engine::Output pass_map(const Context& context, Table table) {
  const Json map = table.meta.at("map");
  const Json& described = context.params.at("blocks").at(0);
  const std::string name = described.at("block").get<std::string>();
  mark_not_valid(table, described.value("not_valid", Json::array()));
  engine::Bundle out;
  out.tables[name + ".histogram"] = map_histogram(table.meta);
  out.meta = {
      {"family", context.params.at("family")}, {"method", context.params.at("method")}, {"level", map.at("level")},
      {"counted", map.at("tested")},           {"rejected", map.at("rejected")},        {"rows", map.at("pairs")}};
  out.tables[name] = std::move(table);
  add_map_figure_tables(out, name);
  return {std::move(out), {}};
}

}  // namespace

engine::Output correct_kernel(const Context& context) {
  const auto results = context.all("result");
  const Json& args = context.params.at("args");
  const double level = args.contains("level") && args["level"].is_number() ? args["level"].get<double>() : 0.05;
  if (results.size() == 1 && results[0]->as<Table>().meta.contains("map"))
    return pass_map(context, results[0]->as<Table>());

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
  const SecondStage stage = second_stage_of(family);
  std::vector<bool> second(family.rows(), false);
  for (const auto& [row, parent] : stage) second[row] = true;
  std::map<std::string, std::vector<std::size_t>> groups;
  for (std::size_t r = 0; r < family.rows(); ++r)
    if (!second[r]) groups[division(args, family, r)].push_back(r);
  std::map<std::string, std::vector<std::string>> sets;
  if (!context.files.empty())
    sets = read_gene_sets(context.files[0], engine::read_unpacked(*engine::real_files(), context.files[0]));
  for (const auto& [name, rows] : groups) {
    require_one_outcome(args, family, rows);
    adjust_rows(family, rows, args, level, sets);
  }
  correct_second_stage(family, stage, level);

  engine::Bundle out;
  std::size_t at = 0, counted = 0, rejected = 0;
  for (std::size_t b = 0; b < blocks.size(); ++b) {
    auto& [name, table] = blocks[b];
    const Json& described = context.params.at("blocks")[b];
    for (std::size_t r = 0; r < table.rows(); ++r, ++at) {
      column(table, "q").numbers[r] = column(family, "q").numbers[at];
      column(table, "rejected").texts[r] = column(family, "rejected").texts[at];
      column(table, "note").texts[r] = column(family, "note").texts[at];
      counted += !second[at] && !std::isnan(column(family, "p").numbers[at]);
      rejected += !second[at] && column(family, "rejected").texts[at] == "true";
    }
    if (described.contains("robust"))
      fill_icc(table, context.input("robust " + described["robust"].get<std::string>()).as<engine::Bundle>());
    mark_not_valid(table, described.value("not_valid", Json::array()));
    out.tables[name] = std::move(table);
  }
  out.meta = {{"family", context.params.at("family")},
              {"method", context.params.at("method")},
              {"level", level},
              {"counted", counted},
              {"rejected", rejected},
              {"rows", at}};
  if (args.contains("tests") && args["tests"].is_number()) out.meta["tests"] = args["tests"];
  add_figure_tables(out, context);
  add_carried(out, context, "survival");
  add_carried(out, context, "cox");
  return {std::move(out), {}};
}

}  // namespace rgx::stdlib
