// The block `harmonise`: differences between batches, learned on all cases of its cohorts and taken from them.
#include <cmath>
#include <set>

#include "stdlib/analysis/cohort_rows.hpp"
#include "stdlib/analysis/frame.hpp"
#include "stdlib/harmonise/harmonised.hpp"
#include "stdlib/harmonise/operations.hpp"

namespace rgx::stdlib {

using Eigen::Index;
using engine::Column;
using engine::Context;
using engine::Declare;
using engine::Failure;
using engine::Json;
using engine::Operation;
using engine::Table;

namespace {

// Rows that have a value in some column; the others stand in no table.
Rows present_rows(const Predictors& predictors, Rows& absent) {
  Rows out;
  for (std::size_t r = 0; r < predictors.rows; ++r) {
    bool any = false;
    for (const auto& c : predictors.columns) any = any || !std::isnan(c.numbers[static_cast<Index>(r)]);
    (any ? out : absent).push_back(r);
  }
  return out;
}

Predictors at_rows(const Predictors& all, const Rows& rows) {
  Predictors out = all;
  out.rows = rows.size();
  const auto keep = [&](std::vector<Predictor>& columns) {
    for (auto& c : columns) {
      if (c.nominal) {
        std::vector<int> codes;
        for (const std::size_t r : rows) codes.push_back(c.codes[r]);
        c.codes = std::move(codes);
      } else {
        const std::vector<Index> places(rows.begin(), rows.end());
        c.numbers = Eigen::VectorXd(c.numbers(places));
      }
    }
  };
  keep(out.columns);
  keep(out.beside);
  return out;
}

Table values_table(const Frame& frame, const Rows& rows, const Predictors& adjusted, const Context& context) {
  std::vector<std::string> cohort, subject;
  for (const std::size_t r : rows) {
    cohort.push_back(frame.cohort()[r]);
    subject.push_back(frame.subject()[r]);
  }
  Table t;
  t.columns = {Column::of_texts("cohort", cohort), Column::of_texts("subject", subject)};
  std::set<std::string> names;
  for (const auto& c : adjusted.columns) {
    t.columns.push_back(Column::of_numbers(c.name, {c.numbers.begin(), c.numbers.end()}));
    names.insert(c.name);
  }
  // What the columns mean stays as it was.
  std::set<std::string> said;
  for (const auto* table : context.all("table")) {
    const Json dictionary = table->as<Table>().meta.value("dictionary", Json::array());
    for (const auto& entry : dictionary) {
      const std::string column = entry.value("column", "");
      if (names.contains(column) && said.insert(column).second) t.meta["dictionary"].push_back(entry);
    }
  }
  return t;
}

// What was taken away: a row a feature and level.
Table batches_table(const Harmonised& fitted) {
  std::vector<std::string> block, feature, batch, reason;
  std::vector<double> cases, location, scale;
  for (const auto& part : fitted.parts)
    for (std::size_t j = 0; j < part.columns.size(); ++j)
      for (std::size_t b = 0; b < fitted.batches.size(); ++b) {
        if (b >= part.fit.cases.size() || part.fit.cases[b] == 0) continue;
        const auto row = static_cast<Index>(b), column = static_cast<Index>(j);
        const bool moved = part.fit.left_alone[j].empty();
        block.push_back(part.block);
        feature.push_back(part.columns[j]);
        batch.push_back(fitted.batches[b]);
        cases.push_back(static_cast<double>(part.fit.cases[b]));
        location.push_back(moved ? part.fit.gamma(row, column) * part.fit.sd[column] : 0);
        scale.push_back(moved ? std::sqrt(part.fit.delta(row, column)) : 1);
        reason.push_back(part.fit.left_alone[j]);
      }
  Table t;
  t.columns = {Column::of_texts("block", block),         Column::of_texts("feature", feature),
               Column::of_texts("batch", batch),         Column::of_numbers("cases", cases),
               Column::of_numbers("location", location), Column::of_numbers("scale", scale),
               Column::of_texts("left_alone", reason)};
  return t;
}

engine::Output harmonise(const Context& context, const std::string& name) {
  const Frame frame(context);
  Predictors all = predictors_of(frame.columns(context.params.at("from")), frame.rows());
  all.beside = predictors_of(frame.columns(context.params.at("beside")), frame.rows()).columns;
  for (auto& c : all.columns) {
    if (c.nominal)
      throw Failure("wrong-type", "`" + name + "` takes numbers, and `" + c.name + "` has categories",
                    "pick the columns that are numbers");
    c.covariate = false;  // a column may be called as its block
  }
  Rows absent;
  const Rows rows = present_rows(all, absent);
  if (rows.empty()) throw Failure("no-data", "`" + name + "` finds no case with a value");
  Predictors predictors = at_rows(all, rows);
  Rows train(rows.size());
  for (std::size_t r = 0; r < train.size(); ++r) train[r] = r;
  const auto fitted = fit_harmonised(predictors, train, nullptr, harmonise_asked(name, context.params.at("args")), {},
                                     context.parallel);
  fitted->apply(predictors);
  engine::Bundle bundle;
  bundle.tables["values"] = values_table(frame, rows, predictors, context);
  bundle.tables["batches"] = batches_table(*fitted);
  std::size_t left = 0, columns = 0;
  for (const auto& part : fitted->parts) {
    columns += part.columns.size();
    for (const auto& reason : part.fit.left_alone) left += !reason.empty();
  }
  bundle.meta = {{"cases", rows.size()}, {"columns", columns}, {"left_alone", left}, {"levels", fitted->batches}};
  engine::Output out{std::move(bundle), {}};
  if (const std::string note = fitted->note(); !note.empty())
    out.notes.push_back({"warning", "", "harmonise", "`" + name + "` " + note});
  for (const std::size_t r : absent)
    out.notes.push_back({"missing", frame.subject()[r], "no-data", "has no value in the table that was harmonised"});
  return out;
}

Operation block_operation(const char* name, std::string summary, std::string methods) {
  Declare<Json> out(name, 1);
  out.role(lang::Role::fold_step).in("harmonise").learns();
  for (auto& p : harmonise_params(name)) {
    p.tunable = false;
    out.param(p);
  }
  return out.summary(std::move(summary))
      .details(harmonise_details(name))
      .methods(std::move(methods))
      .cites(harmonise_cites(name))
      .run([name = std::string(name)](const Json&, const Context& c) { return harmonise(c, name); });
}

}  // namespace

std::vector<Operation> harmonise_operations() {
  return {block_operation("combat", "takes differences of location and scale between batches away",
                          "Differences between levels of {batch} were taken away by ComBat (prior: {prior}; means "
                          "only: {mean_only}; kept: {preserve}; reference: {reference})."),
          block_operation("location_only", "takes differences of the mean between batches away",
                          "Differences of the mean between levels of {batch} were taken away (kept: {preserve}; "
                          "reference: {reference})."),
          Declare<Json>("harmonised_table", 1)
              .in("engine")
              .summary("the harmonised features of one cohort")
              .run([](const Json&, const Context& c) {
                const Table& all = c.input("harmonised").as<engine::Bundle>().tables.at("values");
                return engine::Output{rows_of_cohort(all, c.params.at("cohort").get<std::string>()), {}};
              })};
}

}  // namespace rgx::stdlib
