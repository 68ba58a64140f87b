// Nodes behind `robust`, `take:` and `keep:`.
#include <algorithm>
#include <cmath>
#include <map>

#include "stats/agreement/bland_altman.hpp"
#include "stdlib/agreement/judge.hpp"
#include "stdlib/agreement/operations.hpp"
#include "stdlib/analysis/frame.hpp"
#include "stdlib/sources/unit_key.hpp"

namespace rgx::stdlib {

using engine::Column;
using engine::Context;
using engine::Failure;
using engine::Json;
using engine::Table;

namespace {

// Points are written for so many features; more is no figure.
constexpr std::size_t kDrawn = 12;

Table table_of(const std::vector<AgreementRow>& rows) {
  std::vector<std::string> feature, statistic, kept, reason;
  std::vector<double> estimate, low, high, n, repeats, limit, p;
  for (const auto& r : rows) {
    feature.push_back(r.feature);
    statistic.push_back(r.statistic);
    estimate.push_back(r.estimate);
    low.push_back(r.low);
    high.push_back(r.high);
    n.push_back(static_cast<double>(r.n));
    kept.push_back(!r.kept ? "" : *r.kept ? "yes" : "no");
    repeats.push_back(static_cast<double>(r.repeats));
    limit.push_back(r.limit);
    p.push_back(r.p);
    reason.push_back(r.reason);
  }
  Table out;
  out.columns = {Column::of_texts("feature", feature),     Column::of_texts("statistic", statistic),
                 Column::of_numbers("estimate", estimate), Column::of_numbers("ci_low", low),
                 Column::of_numbers("ci_high", high),      Column::of_numbers("n", n),
                 Column::of_texts("kept", kept),           Column::of_numbers("repeats", repeats),
                 Column::of_numbers("limit", limit),       Column::of_numbers("p", p),
                 Column::of_texts("reason", reason)};
  return out;
}

Table pairs_of(const Repeated& all, const std::string& scale) {
  const auto how = scale == "ratio"     ? stats::DifferenceScale::ratio
                   : scale == "percent" ? stats::DifferenceScale::percent
                                        : stats::DifferenceScale::difference;
  std::vector<std::string> feature, subject, cohort;
  std::vector<double> mean, difference;
  std::size_t drawn = 0;
  for (const auto& f : all.features) {
    if (f.type == "nominal") continue;
    if (drawn++ == kDrawn) break;
    std::vector<double> x, y;
    for (Eigen::Index i = 0; i < all.layout.rows(); ++i)
      for (Eigen::Index k = 0; k < 2; ++k) {
        const int row = all.layout(i, k);
        (k == 0 ? x : y).push_back(row < 0 ? stats::missing : f.values[row]);
      }
    for (const auto& point : stats::bland_altman_points(x, y, how)) {
      feature.push_back(f.name);
      subject.push_back(all.subject[point.row]);
      cohort.push_back(all.cohort[point.row]);
      mean.push_back(point.mean);
      difference.push_back(point.difference);
    }
  }
  Table out;
  out.columns = {Column::of_texts("feature", feature), Column::of_texts("subject", subject),
                 Column::of_numbers("mean", mean), Column::of_numbers("difference", difference),
                 Column::of_texts("cohort", cohort)};
  out.columns.push_back(Column::of_texts("scale", std::vector<std::string>(feature.size(), scale)));
  return out;
}

engine::Output agreement(const Context& context, const engine::Registry& parts) {
  std::vector<const Table*> tables;
  for (const auto* artifact : context.all("table")) tables.push_back(&artifact->as<Table>());
  const Repeated repeated =
      repeated_features({tables, context.params.value("cohorts", std::vector<std::string>{}), context.params});
  engine::Output out;
  const auto rows = judge(repeated, context.params, parts, context.parallel, out.notes);
  engine::Bundle bundle;
  bundle.tables["agreement"] = table_of(rows);
  for (const auto& use : context.params.at("measures"))
    if (use.at("op") == "bland_altman")
      bundle.tables["pairs"] = pairs_of(repeated, use.at("params").value("scale", "difference"));
  const auto stable = stable_features(rows), all = judged_features(rows);
  bundle.meta = {
      {"stable", stable}, {"judged", all.size()}, {"keys", repeated.keys}, {"measures", context.params.at("measures")}};
  std::size_t unequal = 0;  // subjects that lack a repeat
  for (Eigen::Index i = 0; i < repeated.layout.rows(); ++i) unequal += (repeated.layout.row(i).array() < 0).any();
  if (unequal > 0)
    out.notes.push_back({"warning", "", "incomplete-repeats",
                         std::to_string(unequal) + " of " + std::to_string(repeated.layout.rows()) +
                             " subjects lack a repeat and are left out of `" + context.params.value("block", "") +
                             "`"});
  if (!all.empty() && stable.empty())
    out.notes.push_back(
        {"warning", "", "none-stable", "no feature of `" + context.params.value("block", "") + "` meets its limit"});
  out.value = std::move(bundle);
  return out;
}

// One row a subject: its first repeat, or the mean of those it has (categories: the first).
engine::Output take(const Context& context) {
  const Table& table = context.input("table").as<Table>();
  const bool mean = context.params.value("take", "first") == "mean";
  const auto levels = levels_of(table);
  std::vector<std::string> subjects;
  std::map<std::string, std::vector<std::size_t>> rows;
  for (std::size_t r = 0; r < table.rows(); ++r) {
    const std::string& id = table.at("subject").texts[r];
    if (rows[id].empty()) subjects.push_back(id);
    rows[id].push_back(r);
  }
  Table out;
  out.meta = table.meta;
  out.meta.erase("levels");
  out.columns.push_back(Column::of_texts("subject", subjects));
  for (const auto& column : table.columns) {
    if (column.name == "subject" || std::ranges::find(levels, column.name) != levels.end()) continue;
    if (column.kind == Column::Kind::text) {
      std::vector<std::string> texts;
      for (const auto& id : subjects) texts.push_back(column.texts[rows[id].front()]);
      out.columns.push_back(Column::of_texts(column.name, texts));
    } else {
      const bool ordinal =
          table.meta.value("kinds", Json::object()).value(column.name, Json::object()).value("type", "") == "ordinal";
      std::vector<double> numbers;
      for (const auto& id : subjects) {
        double sum = 0, count = 0;
        for (const std::size_t r : rows[id])
          if (!std::isnan(column.numbers[r])) sum += column.numbers[r], ++count;
        numbers.push_back(!mean || ordinal ? column.numbers[rows[id].front()]
                          : count > 0      ? sum / count
                                           : stats::missing);
      }
      out.columns.push_back(Column::of_numbers(column.name, numbers));
    }
    for (std::size_t i = 0; i < subjects.size(); ++i)
      if (out.columns.back().is_missing(i)) {
        const auto why = std::ranges::find_if(
            table.missing, [&](const auto& m) { return m.subject == subjects[i] && m.column == column.name; });
        out.missing.push_back({subjects[i], column.name, why == table.missing.end() ? "missing" : why->reason});
      }
  }
  return {std::move(out), {}};
}

// Columns that every `robust` block found stable; the rows are those of the table.
engine::Output keep(const Context& context) {
  Table out = context.input("table").as<Table>();
  const std::string block = context.params.value("block", "");
  const auto names = context.params.at("keep").get<std::vector<std::string>>();
  const auto levels = levels_of(out);
  const Json picks = context.params.value("picks", Json::array());
  std::vector<Column> columns;
  std::size_t left_out = 0;
  for (auto& column : out.columns) {
    const bool key = column.name == "subject" || std::ranges::find(levels, column.name) != levels.end();
    if (!key && !picks.empty() &&
        std::ranges::none_of(picks, [&](const Json& p) { return matches(p.get<std::string>(), column.name); }))
      continue;
    bool stays = true;
    for (const auto* artifact : key ? std::vector<const engine::Artifact*>{} : context.all("robust")) {
      const auto& stable = artifact->as<engine::Bundle>().meta.at("stable");
      stays = stays && std::ranges::find(stable, Json(column.name)) != stable.end();
    }
    if (stays)
      columns.push_back(std::move(column));
    else
      ++left_out;
  }
  const std::size_t kept = columns.size() - 1 - levels.size();
  if (kept == 0) {
    std::string by;
    for (const auto& name : names) by += (by.empty() ? "`" : ", `") + name + "`";
    throw Failure("no-data", "no column of `" + block + "` is stable in " + by,
                  "the names have to be those of the table that was judged; a lower limit keeps more");
  }
  out.columns = std::move(columns);
  std::erase_if(out.missing, [&](const auto& m) { return out.find(m.column) == nullptr; });
  if (auto at = out.meta.find("dictionary"); at != out.meta.end()) {
    Json rest = Json::array();
    for (const auto& d : *at)
      if (out.find(d.at("column").get<std::string>()) != nullptr) rest.push_back(d);
    *at = std::move(rest);
  }
  engine::Output made{std::move(out), {}};
  made.notes.push_back(
      {"note", "", "kept",
       "`" + block + "` keeps " + std::to_string(kept) + " of " + std::to_string(kept + left_out) + " columns"});
  return made;
}

}  // namespace

engine::Operation agreement_operation(const engine::Registry& parts) {
  return engine::Declare<Json>("agreement", 1)
      .in("engine")
      .summary("judges how features agree over repeats")
      .run([&parts](const Json&, const Context& c) { return agreement(c, parts); });
}

engine::Operation take_repeats_operation() {
  return engine::Declare<Json>("take_repeats", 1)
      .in("engine")
      .summary("makes one row a subject from its repeats: the first, or their mean")
      .run([](const Json&, const Context& c) { return take(c); });
}

engine::Operation keep_features_operation() {
  return engine::Declare<Json>("keep_features", 1)
      .in("engine")
      .summary("keeps the columns that `robust` blocks found stable")
      .run([](const Json&, const Context& c) { return keep(c); });
}

std::vector<engine::Operation> agreement_operations(const engine::Registry& parts) {
  return {icc_operation(),
          ccc_operation(),
          kappa_operation(),
          bland_altman_operation(),
          repeatability_operation(),
          keep_stable_operation(parts),
          agreement_operation(parts),
          take_repeats_operation(),
          keep_features_operation()};
}

}  // namespace rgx::stdlib
