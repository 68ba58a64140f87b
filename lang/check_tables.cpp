// Imported features and matrices: read, joined by id, their columns typed.
#include <algorithm>
#include <cmath>
#include <set>

#include "lang/nearest.hpp"
#include "lang/resolve.hpp"
#include "lang/table_cells.hpp"

namespace rgx::lang {

namespace {

std::optional<std::size_t> column_at(const TableView& table, const std::string& name) {
  const auto at = std::find(table.columns.begin(), table.columns.end(), name);
  if (at == table.columns.end()) return std::nullopt;
  return static_cast<std::size_t>(at - table.columns.begin());
}

void columns_of(const Condition& c, std::vector<std::string>& out) {
  if (!c.column.empty() && !c.variable) out.push_back(c.column);
  for (const auto& child : c.children) columns_of(child, out);
}

// Columns that say what the outcome is: its own, or those of its condition.
std::vector<std::string> outcome_columns(const Variable& v) {
  std::vector<std::string> out;
  if (!v.column.empty()) out.push_back(v.column);
  if (v.condition) columns_of(*v.condition, out);
  if (v.competing) columns_of(*v.competing, out);
  return out;
}

constexpr double loss_that_warns = 0.05;
constexpr std::size_t few_values = 10;

}  // namespace

// Which ids of a table meet subjects of the cohorts. `joined`: for each id the subject, or empty.
void Checker::check_join(const TableSource& source, const std::vector<std::string>& cohorts,
                         const std::vector<std::string>& ids, std::vector<std::string>& joined, bool absent_is_known) {
  joined.assign(ids.size(), "");
  if (TrimIds(source).bad_pattern()) {
    error("wrong-type", source.span, "`trim: \"" + source.trim + "\"` is no regular expression");
    return;
  }
  std::map<std::string, std::string> subjects;  // as compared → as written
  const auto compared = [&](const std::string& id) { return source.ids_case_insensitive ? lower_case(id) : id; };
  bool known = true;
  for (const auto& c : cohorts) {
    const Block* b = block(c);
    if (b == nullptr || !b->cohort || b->cohort->subjects.empty()) known = false;
    if (b != nullptr && b->cohort)
      for (const auto& s : b->cohort->subjects) subjects.emplace(compared(s), s);
  }
  if (!known) return;
  std::set<std::string> met, strangers;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (ids[i].empty()) continue;
    const auto at = subjects.find(compared(ids[i]));
    if (at == subjects.end()) {
      strangers.insert(ids[i]);
      continue;
    }
    joined[i] = at->second;
    met.insert(at->second);
  }
  std::vector<std::string> without;
  for (const auto& c : cohorts)
    for (const auto& s : block(c)->cohort->subjects)
      if (met.count(s) == 0) without.push_back(s);
  const std::string of = choices_text(cohorts, "and");
  const std::vector<std::string> outside_list(strangers.begin(), strangers.end());
  if (met.empty()) {
    auto& d = error("no-join", source.span, "no id of `" + source.written + "` is a subject of " + of);
    d.notes.push_back("ids of the table: " + first_few(outside_list));
    d.notes.push_back("subjects: " + first_few(without));
    d.help = "ids can be cut with `trim: \"-01A.*\"` and compared without case with `ids: case_insensitive`";
    return;
  }
  // Rows of subjects that the cohort left out on purpose are not lost.
  std::set<std::string> left_out;
  for (const auto& c : cohorts)
    if (const CohortRows* data = rows(c))
      for (const auto& s : data->subject) left_out.insert(compared(s));
  std::vector<std::string> lost;
  for (const auto& s : outside_list)
    if (left_out.count(compared(s)) == 0) lost.push_back(s);
  const double total = static_cast<double>(met.size() + without.size());
  const bool few_subjects = !absent_is_known && static_cast<double>(without.size()) > loss_that_warns * total;
  const bool few_rows =
      static_cast<double>(lost.size()) > loss_that_warns * static_cast<double>(met.size() + lost.size());
  if (!few_subjects && !few_rows) return;
  auto& d = warning("unmatched-rows", source.span,
                    "`" + source.written + "` and " + of + " meet in " + count_of(met.size(), "subject") + " only");
  d.notes.push_back("in both: " + first_few({met.begin(), met.end()}));
  if (!without.empty() && !absent_is_known) d.notes.push_back("only in " + of + ": " + first_few(without));
  if (!lost.empty()) d.notes.push_back("only in `" + source.written + "`: " + first_few(lost));
  std::map<std::string, int> lower;
  for (const auto& s : without) lower[lower_case(s)] = 1;
  for (const auto& s : lost)
    if (lower.count(lower_case(s)) != 0) {
      d.help = "some differ in case only: `ids: case_insensitive`";
      break;
    }
}

void Checker::check_import_data(Block& here, const std::vector<std::pair<std::string, std::string>>& keys) {
  FeaturesSpec& features = *here.features;
  TableSource& source = *features.source;
  TableRows data;
  data.table = read(source);
  if (!data.table) return;
  const TableView& table = *data.table;
  std::string id = source.id;
  for (const auto& c : features.cohorts)
    if (const Block* b = block(c); id.empty() && b != nullptr && b->cohort) id = b->cohort->id;
  const auto missing_column = [&](const std::string& name, Span span) {
    auto& d = error("unknown-column", span, "`" + source.written + "` has no column `" + name + "`");
    const auto near = nearest(name, table.columns);
    d.help = near.empty() ? "its columns are " + choices_text(table.columns, "and") : "did you mean `" + near + "`";
  };
  const auto id_column = column_at(table, id);
  if (!id_column) {
    missing_column(id, source.span);
    return;
  }
  data.id = *id_column;
  std::vector<std::size_t> key_columns;
  for (const auto& [level, column] : keys) {
    if (const auto c = column_at(table, column))
      key_columns.push_back(*c);
    else
      missing_column(column, source.span);
  }
  const TrimIds trim(source);
  std::vector<std::string> ids, joined;
  for (const auto& row : table.rows) ids.push_back(trim(row[*id_column]));
  const std::size_t before = out_.all.size();
  check_join(source, features.cohorts, ids, joined);
  for (std::size_t i = before; i < out_.all.size(); ++i)
    if (out_.all[i].severity == Severity::error) return;
  std::map<std::vector<std::string>, std::size_t> seen;
  for (std::size_t r = 0; r < ids.size(); ++r) {
    if (joined[r].empty()) continue;
    std::vector<std::string> key{joined[r]};
    for (const auto k : key_columns) key.push_back(table.rows[r][k]);
    const auto [first, fresh] = seen.emplace(key, r);
    if (!fresh) {
      auto& d =
          error("doubled-key", source.span, "`" + key.front() + "` stands in two rows of `" + source.written + "`");
      if (!table.spans.empty()) {
        d.related.push_back({cell_span(table, first->second, *id_column), "here first"});
        d.related.push_back({cell_span(table, r, *id_column), "and here"});
      }
      return;
    }
    data.by_subject[joined[r]].push_back(r);
  }
  // Patterns and names of `columns` → one rule a column.
  std::vector<ColumnRule> expanded;
  for (const auto& rule : features.columns) {
    bool any = false;
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
      if (!matches(rule.column, table.columns[c])) continue;
      any = true;
      const auto twice = std::find_if(expanded.begin(), expanded.end(),
                                      [&](const ColumnRule& e) { return e.column == table.columns[c]; });
      if (twice != expanded.end()) {
        error("doubled-name", rule.span, "the column `" + table.columns[c] + "` is described twice")
            .related.push_back({twice->span, "here first"});
        continue;
      }
      ColumnRule one = rule;
      one.column = table.columns[c];
      expanded.push_back(std::move(one));
    }
    if (!any) missing_column(rule.column, rule.span);
  }
  features.columns = std::move(expanded);
  for (const auto& rule : features.columns)
    if (rule.column == id && rule.type != ColumnRule::Type::ignore)
      error("wrong-type", rule.span, "`" + id + "` is the id of the table and no feature");
  check_imported_columns(here, data);
  for (const auto& [subject, list] : data.by_subject) subjects_of_table_[here.name].insert(subject);
  table_rows_[here.name] = std::move(data);
}

void Checker::check_imported_columns(Block& here, const TableRows& data) {
  FeaturesSpec& features = *here.features;
  const TableView& table = *data.table;
  std::vector<std::size_t> rows_used;
  for (const auto& [subject, list] : data.by_subject) rows_used.insert(rows_used.end(), list.begin(), list.end());
  std::sort(rows_used.begin(), rows_used.end());
  std::vector<std::string> few, constant;
  struct Mixed {
    std::string column, cell;
    Span span;
    std::size_t n;
  };
  std::vector<std::string> texts;
  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    const std::string& name = table.columns[c];
    const bool key = std::any_of(features.source->keys.begin(), features.source->keys.end(),
                                 [&](const auto& k) { return k.second == name; });
    if (c == data.id || key) continue;
    const auto rule = std::find_if(features.columns.begin(), features.columns.end(),
                                   [&](const ColumnRule& r) { return r.column == name; });
    const bool named = rule != features.columns.end();
    if (named ? rule->type == ColumnRule::Type::ignore : features.only) continue;
    const Span place = named ? rule->span : features.source->span;
    // What the cohort declares as an outcome is no feature of it.
    bool is_outcome = false;
    for (const auto& cohort : features.cohorts) {
      const Block* b = block(cohort);
      if (b == nullptr || !b->cohort) continue;
      for (const auto& v : b->cohort->variables) {
        if (!v.outcome || is_outcome || !contains(outcome_columns(v), name)) continue;
        is_outcome = true;
        auto& d = error("outcome-as-feature", place,
                        "`" + here.name + "` imports `" + name + "`, and `" + cohort +
                            "` declares it as the outcome `" + v.name + "`");
        d.related.push_back({v.span, "declared here"});
        d.help = "leave it out with `ignore(" + name + ")` in `columns`";
      }
    }
    if (is_outcome) continue;
    std::set<std::string> values;
    std::size_t numbers = 0, whole = 0, filled = 0;
    std::vector<std::size_t> odd;
    for (const auto r : rows_used) {
      const std::string& cell = table.rows[r][c];
      if (cell.empty()) continue;
      ++filled;
      values.insert(cell);
      if (const auto number = cell_number(cell)) {
        ++numbers;
        if (*number == std::floor(*number)) ++whole;
      } else {
        odd.push_back(r);
      }
    }
    std::string type = "numeric";
    if (named && rule->type == ColumnRule::Type::nominal) type = "nominal";
    if (named && rule->type == ColumnRule::Type::ordinal) {
      type = "ordinal";
      std::vector<std::string> unlisted;
      std::vector<Span> cells;
      for (const auto r : rows_used) {
        const std::string& cell = table.rows[r][c];
        if (cell.empty() || std::any_of(rule->levels.begin(), rule->levels.end(),
                                        [&](const std::string& l) { return same_value(cell, l); }))
          continue;
        if (!contains(unlisted, cell)) unlisted.push_back(cell);
        cells.push_back(cell_span(table, r, c));
      }
      if (!unlisted.empty()) {
        auto& d = error("unknown-level", place,
                        first_few(unlisted) + " in `" + name + "` " +
                            (unlisted.size() == 1 ? "is no level of it" : "are no levels of it"));
        if (!table.spans.empty())
          for (std::size_t i = 0; i < std::min<std::size_t>(cells.size(), 3); ++i)
            d.related.push_back({cells[i], i == 0 ? count_of(cells.size(), "such cell") + " in all" : ""});
        d.help = "its levels are " + choices_text(rule->levels, "and") +
                 "; a code for missing is named in the table: `csv(…, missing: [\"" + unlisted.front() + "\"])`";
        continue;
      }
    }
    if (type == "numeric" && !odd.empty()) {
      if (named || numbers >= odd.size()) {
        const std::string& cell = table.rows[odd.front()][c];
        auto& d = error("not-numeric", place, "`" + cell + "` in `" + name + "` is no number");
        if (!table.spans.empty())
          d.related.push_back({cell_span(table, odd.front(), c), count_of(odd.size(), "such cell") + " in all"});
        d.help = "a code for missing is named in the table: `csv(…, missing: [\"" + cell + "\"])`";
      } else {
        texts.push_back(name);
      }
      continue;
    }
    if (values.size() <= 1)
      constant.push_back(name);
    else if (!named && type == "numeric" && whole == filled && values.size() <= few_values &&
             !(values.size() == 2 && values.count("0") != 0 && values.count("1") != 0))
      few.push_back(name);
    features.known_columns.emplace_back(name, type);
  }
  if (!texts.empty()) {
    auto& d = error("not-numeric", features.source->span,
                    first_few(texts) + " of `" + features.source->written + "` " +
                        (texts.size() == 1 ? "holds text" : "hold text") + ", and `" + here.name +
                        "` does not say what " + (texts.size() == 1 ? "it is" : "they are"));
    d.help = "write `columns: [nominal(" + texts.front() + ")]`, `ordinal(…, levels: […])` or `ignore(…)`";
  }
  if (!few.empty())
    warning("unordered-codes", features.source->span,
            first_few(few) + (few.size() == 1 ? " holds" : " hold") + " few whole numbers and " +
                (few.size() == 1 ? "is taken as a number" : "are taken as numbers"))
        .help = "say `nominal(" + few.front() + ")`, `ordinal(" + few.front() + ", levels: […])` or `numeric(" +
                few.front() + ")` in `columns`";
  if (!constant.empty())
    warning("constant-feature", features.source->span,
            first_few(constant) + (constant.size() == 1 ? " is" : " are") + " the same in every subject of " +
                choices_text(features.cohorts, "and"))
        .help = "leave " + std::string(constant.size() == 1 ? "it" : "them") + " out with `ignore(" + constant.front() +
                ")` in `columns`";
}

}  // namespace rgx::lang
