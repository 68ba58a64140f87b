// The subject table: read, keyed, filtered, and its declared columns converted.
#include <algorithm>
#include <cstdlib>
#include <set>

#include "lang/nearest.hpp"
#include "lang/resolve.hpp"
#include "lang/table_cells.hpp"
#include "lang/variable.hpp"

namespace rgx::lang {

// Where the files of a source lie, and what the probe is asked for.
bool Checker::locate(TableSource& source, TableRequest& request) {
  std::string reason;
  source.path = options_.probe->resolve(source.written, source.span.file, reason);
  if (source.path.empty() || !options_.probe->exists(source.path)) {
    const bool dataset = source.written.starts_with("@");
    auto& d =
        error(dataset ? "no-such-dataset" : "no-such-file", source.span, "there is no file `" + source.written + "`");
    d.help = reason;
    source.path.clear();
    return false;
  }
  request = {source.path, source.format, source.missing, source.id, {}, {}};
  for (const auto& o : source.options) request.options.emplace_back(o.name, o.value);
  auto files = options_.probe->locate(request, source.written, source.span.file, reason);
  if (files.empty()) {
    error("no-such-file", source.span, reason);
    source.path.clear();
    return false;
  }
  request.path = source.path = files.front().path;
  source.written = files.front().written;
  source.further.assign(files.begin() + 1, files.end());
  for (const auto& f : source.further) request.further.push_back(f.path);
  return true;
}

std::shared_ptr<const TableView> Checker::read(TableSource& source) {
  TableRequest request;
  if (!locate(source, request)) return nullptr;
  std::string reason;
  std::optional<Span> where;
  auto table = options_.probe->table(request, reason, where);
  if (table == nullptr) {
    auto& d = error("unreadable-file", source.span, "`" + source.written + "` cannot be read: " + reason);
    if (where) d.related.push_back({*where, "here"});
    return nullptr;
  }
  if (table->rows.empty()) {
    error("unreadable-file", source.span, "`" + source.written + "` has no rows");
    return nullptr;
  }
  return table;
}

namespace {

std::optional<std::size_t> column_at(const TableView& table, const std::string& name) {
  const auto at = std::find(table.columns.begin(), table.columns.end(), name);
  if (at == table.columns.end()) return std::nullopt;
  return static_cast<std::size_t>(at - table.columns.begin());
}

// Conditions that ask for true or false of a column.
void truths_of(const Condition& c, std::vector<const Condition*>& out) {
  if (c.op == Condition::Op::truth && !c.variable) out.push_back(&c);
  for (const auto& child : c.children) truths_of(child, out);
}

}  // namespace

void Checker::check_cohort_data(Block& here) {
  CohortSpec& cohort = *here.cohort;
  const auto at = cohort_rows_.find(here.name);
  if (at == cohort_rows_.end()) return;
  CohortRows& data = at->second;
  const TableView& table = *data.table;
  const auto missing_column = [&](const std::string& name, Span span) {
    auto& d = error("unknown-column", span, "the table of `" + here.name + "` has no column `" + name + "`");
    const auto near = nearest(name, table.columns);
    d.help = near.empty() ? "its columns are " + choices_text(table.columns, "and") : "did you mean `" + near + "`";
  };
  const auto setting_span = [&](const char* name) {
    for (const auto& e : flat_.blocks[symbols_.at(here.name).flat].entries)
      if (const auto* s = e.as<ast::Setting>(); s != nullptr && !s->label && s->name.text == name) return s->value.span;
    return here.span;
  };
  const auto id = column_at(table, cohort.id);
  if (!id) {
    if (!cohort.id.empty()) missing_column(cohort.id, setting_span("id"));
    cohort_rows_.erase(at);
    return;
  }
  data.id = *id;
  std::vector<std::size_t> key_columns{*id};
  for (const auto& level : cohort.levels) {
    if (const auto c = column_at(table, level.column))
      key_columns.push_back(*c);
    else
      missing_column(level.column, level.span);
  }
  const TrimIds ids(cohort.table);
  for (const auto& row : table.rows) data.subject.push_back(ids(row[*id]));

  const auto raw_of = [&](std::size_t row) -> CellOf {
    return [&table, row, &cohort](const std::string& column, bool variable) -> std::string {
      const CellOf plain = [&table, row](const std::string& name, bool) -> std::string {
        const auto c = column_at(table, name);
        return c ? table.rows[row][*c] : std::string();
      };
      if (!variable) return plain(column, false);
      for (const auto& v : cohort.variables)
        if (v.name == column) return level_of(v, plain);
      return {};
    };
  };
  // A yes/no column may hold nothing but yes and no.
  bool decidable = true;
  for (const auto* filter : {&cohort.include, &cohort.exclude}) {
    if (!filter->has_value()) continue;
    std::vector<const Condition*> truths;
    truths_of(**filter, truths);
    for (const auto* t : truths) {
      const auto c = column_at(table, t->column);
      if (!c) continue;
      std::vector<Span> cells;
      std::string first;
      for (std::size_t r = 0; r < table.rows.size(); ++r) {
        const auto& cell = table.rows[r][*c];
        if (cell.empty() || truth_of(cell)) continue;
        if (cells.empty()) first = cell;
        cells.push_back(cell_span(table, r, *c));
      }
      if (cells.empty()) continue;
      decidable = false;
      auto& d = error("wrong-type", t->span, "`" + t->column + "` is asked for yes or no, and holds `" + first + "`");
      if (!table.spans.empty()) d.related.push_back({cells.front(), count_of(cells.size(), "such cell")});
      d.help = "compare it with a value: `" + t->column + " == \"" + first + "\"`";
    }
  }
  if (!decidable) {
    cohort_rows_.erase(at);
    return;
  }
  std::vector<std::string> undecided;
  for (std::size_t r = 0; r < table.rows.size(); ++r) {
    const auto enters = cohort.include ? evaluate(*cohort.include, raw_of(r)) : std::optional<bool>(true);
    const auto leaves = cohort.exclude ? evaluate(*cohort.exclude, raw_of(r)) : std::optional<bool>(false);
    if ((!enters && leaves.value_or(false) == false) || (!leaves && enters.value_or(false)))
      undecided.push_back(data.subject[r]);
    if (!enters.value_or(false) || leaves.value_or(true)) continue;
    if (data.subject[r].empty()) {
      if (cohort.missing == "exclude") continue;
      auto& d = error("missing-value", setting_span("id"), "a row of `" + here.name + "` has no `" + cohort.id + "`");
      if (!table.spans.empty()) d.related.push_back({cell_span(table, r, *id), "empty"});
      d.help = "write `missing: exclude` to leave such rows out";
      cohort_rows_.erase(at);
      return;
    }
    data.kept.push_back(r);
  }
  if (data.kept.empty()) {
    auto& d = error("empty-group", here.span, "no case of `" + cohort.table.written + "` stays in `" + here.name + "`");
    if (cohort.include) d.related.push_back({cohort.include->span, "asked here"});
    if (cohort.exclude) d.related.push_back({cohort.exclude->span, "asked here"});
    cohort_rows_.erase(at);
    return;
  }
  if (!undecided.empty()) {
    const Span place = cohort.include ? cohort.include->span : cohort.exclude->span;
    auto& d = warning("undecided-include", place,
                      "it cannot be told whether " + count_of(undecided.size(), "case") +
                          (undecided.size() == 1 ? " belongs" : " belong") + " to `" + here.name +
                          "`, since a value is missing");
    d.notes.push_back("they leave with the reason \"include undecided\": " + first_few(undecided));
  }
  std::map<std::vector<std::string>, std::size_t> keys;
  for (const auto r : data.kept) {
    std::vector<std::string> key{data.subject[r]};
    for (std::size_t k = 1; k < key_columns.size(); ++k) key.push_back(table.rows[r][key_columns[k]]);
    const auto [first, fresh] = keys.emplace(key, r);
    if (!fresh) {
      auto& d = error("doubled-key", setting_span("id"),
                      "`" + key.front() + "` stands in two rows of `" + cohort.table.written + "`");
      if (!table.spans.empty()) {
        d.related.push_back({cell_span(table, first->second, *id), "here first"});
        d.related.push_back({cell_span(table, r, *id), "and here"});
      }
      d.help = cohort.levels.empty() ? "rows below the subject need a level: `level biopsy: key(column, of: subject)`"
                                     : "the key is the id and " + first_few({cohort.levels.back().name});
      cohort_rows_.erase(at);
      return;
    }
    if (!contains(cohort.subjects, key.front())) cohort.subjects.push_back(key.front());
  }
  for (auto& v : cohort.variables) check_variable_cells(here, v, data);
  check_variable_levels(here, data);
}

void Checker::check_variable_cells(Block& here, Variable& v, CohortRows& data) {
  const CohortSpec& cohort = *here.cohort;
  const TableView& table = *data.table;
  std::vector<std::string> asked;
  if (!v.column.empty()) asked.push_back(v.column);
  for (const auto& name : asked)
    if (!column_at(table, name)) {
      auto& d = error("unknown-column", v.span, "the table of `" + here.name + "` has no column `" + name + "`");
      const auto near = nearest(name, table.columns);
      d.help = near.empty() ? "its columns are " + choices_text(table.columns, "and") : "did you mean `" + near + "`";
      return;
    }
  const auto raw = [&](std::size_t row) -> CellOf {
    return [&table, row](const std::string& name, bool) -> std::string {
      const auto c = column_at(table, name);
      return c ? table.rows[row][*c] : std::string();
    };
  };
  // Cells that are not what was declared, all in one message.
  std::vector<std::pair<std::size_t, std::string>> bad;
  std::vector<std::size_t> absent, at_zero;
  std::set<std::string> found;
  std::map<std::string, std::size_t> counts;
  const bool numeric = v.type == Variable::Type::continuous || v.type == Variable::Type::survival;
  for (const auto r : data.kept) {
    if (numeric) {
      const std::string cell = raw(r)(v.column, false);
      if (cell.empty()) {
        absent.push_back(r);
      } else if (const auto number = cell_number(cell); !number) {
        bad.emplace_back(r, cell);
      } else if (v.type == Variable::Type::survival && *number < 0) {
        bad.emplace_back(r, cell);
      } else if (v.type == Variable::Type::survival && *number == 0) {
        at_zero.push_back(r);
      }
      if (v.type == Variable::Type::survival && v.condition && !cell.empty()) {
        const auto event = evaluate(*v.condition, raw(r));
        const auto other = v.competing ? evaluate(*v.competing, raw(r)) : std::optional(false);
        if (!event || !other)
          absent.push_back(r);
        else
          ++counts[*event ? "event" : *other ? "competing" : "censored"];
      }
      continue;
    }
    const std::string level = level_of(v, raw(r));
    if (level.empty()) {
      absent.push_back(r);
      continue;
    }
    bool listed = true;
    if (v.type == Variable::Type::binary)
      listed = v.condition || level == v.positive || v.negative.empty() || level == v.negative;
    else if (v.levels_written)
      listed = contains(v.levels, level);
    if (!listed) {
      bad.emplace_back(r, level);
      continue;
    }
    found.insert(level);
    ++counts[v.type == Variable::Type::binary && level != v.positive ? "negative" : level];
  }
  const auto column = column_at(table, v.column);
  if (!bad.empty()) {
    std::vector<std::string> values;
    for (const auto& [row, cell] : bad)
      if (!contains(values, cell)) values.push_back(cell);
    std::string what = numeric ? "is no number" : "is no level";
    const bool negative_time = v.type == Variable::Type::survival && cell_number(bad.front().second).has_value();
    if (negative_time) what = "is a time before the start";
    auto& d = error(numeric ? "not-numeric" : "unknown-level", v.span,
                    (numeric ? "`" + bad.front().second + "` in `" + v.column + "` " + what
                             : first_few(values) + " in `" + v.column + "` " +
                                   (values.size() == 1 ? what : "are no levels") + " of `" + v.name + "`"));
    if (column && !table.spans.empty())
      for (std::size_t i = 0; i < std::min<std::size_t>(bad.size(), 3); ++i)
        d.related.push_back(
            {cell_span(table, bad[i].first, *column), i == 0 ? count_of(bad.size(), "such cell") + " in all" : ""});
    if (numeric && !negative_time) {
      d.help = "a code for missing is named in the table: `csv(…, missing: [\"" + bad.front().second + "\"])`";
    } else if (!numeric) {
      const auto levels =
          v.type == Variable::Type::binary ? std::vector<std::string>{v.positive, v.negative} : v.levels;
      d.help = "its levels are " + choices_text(levels, "and") +
               "; a code for missing is named in the table: `csv(…, missing: [\"" + values.front() + "\"])`";
    }
    return;
  }
  if (!at_zero.empty()) {
    auto& d = warning("zero-time", v.span,
                      count_of(at_zero.size(), "case") + " of `" + here.name + "` " +
                          (at_zero.size() == 1 ? "has" : "have") + " a time of 0 in `" + v.column + "`");
    if (column && !table.spans.empty()) d.related.push_back({cell_span(table, at_zero.front(), *column), "the first"});
    d.help = "if 0 stands for an unknown time, name it in the table: `csv(…, missing: [\"0\"])`, or exclude such cases";
  }
  if (v.outcome && !absent.empty() && cohort.missing == "error") {
    auto& d = error("missing-value", v.span,
                    "`" + v.name + "` is missing for " + count_of(absent.size(), "case") + " of `" + here.name + "`");
    if (column && !table.spans.empty()) d.related.push_back({cell_span(table, absent.front(), *column), "empty here"});
    d.help = "write `missing: exclude` in `" + here.name + "` to leave them out of the analyses of `" + v.name + "`";
  }
  if (v.type == Variable::Type::category && !v.levels_written) {
    v.levels.assign(found.begin(), found.end());  // alphabet: the first is the reference
    here.settings.push_back({v.name + " levels",
                             [&] {
                               Literal::List all;
                               for (const auto& l : v.levels) all.emplace_back(l);
                               return Literal(all);
                             }(),
                             false, v.span});
  }
  if (v.type == Variable::Type::nominal && !v.levels_written) v.levels.assign(found.begin(), found.end());
  if (v.type == Variable::Type::ordinal && !v.levels_written) {
    error("missing-setting", v.span, "`ordinal` needs `levels`, in order").help =
        "found were " + choices_text({found.begin(), found.end()}, "and");
    return;
  }
  if (!v.outcome || v.type == Variable::Type::continuous) return;
  const bool survival = v.type == Variable::Type::survival;
  if (survival ? !counts.empty() && counts.count("event") == 0 : counts.size() == 1) {
    const std::string only = counts.begin()->first;
    auto& d = error(
        "empty-group", v.span,
        survival ? "no case of `" + here.name + "` has the event of `" + v.name + "`"
                 : "`" + v.name + "` has one class only in `" + here.name + "`: " +
                       (v.type == Variable::Type::binary ? (only == "negative" ? "negative" : "`" + v.positive + "`")
                                                         : "`" + only + "`"));
    std::size_t cases = 0;
    for (const auto& [level, n] : counts) cases += n;
    d.notes.push_back(count_of(cases, "case"));
    if (cohort.include) d.related.push_back({cohort.include->span, "after this"});
  } else if (counts.empty()) {
    error("empty-group", v.span, "`" + v.name + "` is missing in every case of `" + here.name + "`");
  }
}

// Levels of rows: with a key below the subject, a variable that differs within a subject lies at that level.
void Checker::check_variable_levels(Block& here, CohortRows& data) {
  CohortSpec& cohort = *here.cohort;
  if (cohort.levels.empty()) return;
  const TableView& table = *data.table;
  for (auto& v : cohort.variables) {
    const auto column = column_at(table, v.column);
    if (!column) continue;
    std::map<std::string, std::size_t> first;
    std::optional<std::pair<std::size_t, std::size_t>> differ;
    for (const auto r : data.kept) {
      const auto [at, fresh] = first.emplace(data.subject[r], r);
      if (!fresh && !differ && !same_value(table.rows[r][*column], table.rows[at->second][*column]))
        differ = {at->second, r};
    }
    if (!differ || v.level != "subject") continue;
    if (!v.outcome) {
      v.level = cohort.levels.back().name;  // the coarsest at which it is constant
      continue;
    }
    auto& d = error("wrong-level", v.span, "`" + v.name + "` differs within `" + data.subject[differ->second] + "`");
    if (!table.spans.empty()) {
      d.related.push_back({cell_span(table, differ->first, *column), "here"});
      d.related.push_back({cell_span(table, differ->second, *column), "and here"});
    }
    d.help = "write `at: " + cohort.levels.back().name + "`";
  }
}

}  // namespace rgx::lang
