// kfold, nested_cv, holdout, bootstrap, leave_…_out, by_date, by_column: which subjects are tested in which repeat and
// fold.
#include <algorithm>
#include <cmath>
#include <map>

#include "stats/validation/splits.hpp"
#include "stdlib/models/operations.hpp"
#include "stdlib/models/stratum.hpp"

namespace rgx::stdlib {

using engine::Column;
using engine::Context;
using engine::Failure;
using engine::Json;

namespace {

std::size_t whole(const Json& args, const char* name, std::size_t otherwise) {
  const Json v = args.value(name, Json());
  return v.is_number() ? static_cast<std::size_t>(std::llround(v.get<double>())) : otherwise;
}

struct Dealt {
  stats::Partition partition;
  bool names_training = false;  // rows of those learned from stand in the table, with their draws
};

// The column a split goes by; its own name in messages.
FrameOutcome split_column(const Context& context, const Frame& frame) {
  return frame.outcome(context.params.at("column"));
}

// Rows of the frame without a value take no part: -1; else what `code` says.
Dealt by_group(const stats::Subjects& subjects, const std::vector<int>& group) {
  return {stats::leave_group_out(subjects, group), false};
}

std::vector<int> level_codes(const FrameOutcome& column) {
  if (!column.codes.empty()) return column.codes;
  std::map<double, int> place;
  for (const double v : column.numbers)
    if (!std::isnan(v)) place.emplace(v, 0);
  int next = 0;
  for (auto& [value, code] : place) code = next++;
  std::vector<int> out;
  for (const double v : column.numbers) out.push_back(std::isnan(v) ? -1 : place.at(v));
  return out;
}

std::string written(const Json& value) {
  return value.is_string()                             ? value.get<std::string>()
         : value.is_number()                           ? engine::shortest(value.get<double>())
         : value.is_object() && value.contains("date") ? value.at("date").get<std::string>()
                                                       : value.dump();
}

// Levels of a category as they are written, numbers as the shortest text.
std::vector<std::string> texts_of(const FrameOutcome& column) {
  std::vector<std::string> out;
  const std::size_t n = std::max(column.codes.size(), column.numbers.size());
  for (std::size_t i = 0; i < n; ++i) {
    if (!column.codes.empty())
      out.push_back(column.codes[i] < 0 ? "" : column.levels[static_cast<std::size_t>(column.codes[i])]);
    else
      out.push_back(std::isnan(column.numbers[i]) ? "" : engine::shortest(column.numbers[i]));
  }
  return out;
}

// One fold; known[i]: whether subject i takes part, test[i]: whether it is tested.
Dealt one_fold(const std::vector<bool>& known, const std::vector<bool>& test, const std::string& how) {
  stats::Fold fold;
  for (std::size_t i = 0; i < known.size(); ++i)
    if (known[i]) (test[i] ? fold.test : fold.train).push_back(i);
  if (fold.test.empty()) throw Failure("split", "`" + how + "`: nobody is tested");
  if (fold.train.empty()) throw Failure("split", "`" + how + "`: nobody is left to learn from");
  Dealt out;
  out.partition.repeats.push_back({std::move(fold)});
  out.names_training = true;
  return out;
}

bool is_date(const std::string& text) {
  if (text.size() < 10 || text[4] != '-' || text[7] != '-') return false;
  for (const std::size_t i : {0, 1, 2, 3, 5, 6, 8, 9})
    if (text[i] < '0' || text[i] > '9') return false;
  return true;
}

// From the day on: tested. Dates as 2015-01-31 compare as text, numbers (years) as numbers.
Dealt by_date(const FrameOutcome& column, const Json& from) {
  const auto cells = texts_of(column);
  std::vector<bool> known(cells.size()), test(cells.size());
  const std::string limit = written(from);
  const bool numbers = column.codes.empty();
  if (numbers != from.is_number() || (!numbers && !is_date(limit)))
    throw Failure(
        "split",
        "`by_date`: `" + column.name + "` holds " + (numbers ? "numbers" : "text") + ", and `from` is `" + limit + "`",
        numbers ? "write `from: 2015`" : "write `from: date(\"2015-01-31\")`");
  for (std::size_t i = 0; i < cells.size(); ++i) {
    known[i] = !cells[i].empty();
    if (known[i] && !numbers && !is_date(cells[i]))
      throw Failure("split", "`by_date`: `" + column.name + "` holds `" + cells[i] + "`, which is no date",
                    "dates are written as 2015-01-31");
    test[i] = known[i] && (numbers ? column.numbers[i] >= from.get<double>() : cells[i].substr(0, 10) >= limit);
  }
  return one_fold(known, test, "by_date");
}

Dealt by_column(const FrameOutcome& column, const Json& wanted) {
  const auto cells = texts_of(column);
  std::vector<std::string> values;
  for (const auto& v : wanted.is_array() ? wanted : Json::array({wanted})) values.push_back(written(v));
  std::vector<bool> known(cells.size()), test(cells.size());
  for (std::size_t i = 0; i < cells.size(); ++i) {
    known[i] = !cells[i].empty();
    test[i] = std::find(values.begin(), values.end(), cells[i]) != values.end();
  }
  for (const auto& v : values)
    if (std::find(cells.begin(), cells.end(), v) == cells.end())
      throw Failure("split", "`by_column`: nobody has `" + v + "` in `" + column.name + "`");
  return one_fold(known, test, "by_column");
}

Dealt dealt(const Context& context, const Frame& frame, const std::string& how, const stats::Subjects& subjects) {
  const Json& args = context.params.at("args");
  if (how == "kfold")
    return {stats::kfold(subjects, whole(args, "folds", 5), whole(args, "repeats", 1), context.stream), false};
  // The inner folds are dealt in each model's training part: cases without its outcome do not count there.
  if (how == "nested_cv")
    return {stats::kfold(subjects, whole(args, "outer", 5), whole(args, "repeats", 1), context.stream), false};
  if (how == "holdout") {
    const Json test = args.value("test", Json());
    return {stats::holdout(subjects, test.is_number() ? test.get<double>() : 0.3, whole(args, "repeats", 1),
                           context.stream),
            false};
  }
  if (how == "bootstrap") return {stats::bootstrap_samples(subjects, whole(args, "times", 200), context.stream), true};
  if (how == "leave_one_out") return {stats::leave_one_out(subjects), false};
  if (how == "leave_one_site_out") return by_group(subjects, level_codes(split_column(context, frame)));
  if (how == "by_date") return by_date(split_column(context, frame), args.at("from"));
  if (how == "by_column") return by_column(split_column(context, frame), args.at("test"));
  if (how == "leave_pair_out") {  // the pairs are of a model's outcome: everyone is named, the model pairs them
    Dealt out;
    out.partition.repeats.emplace_back(1);
    for (std::size_t i = 0; i < subjects.count; ++i) out.partition.repeats[0][0].test.push_back(i);
    return out;
  }
  throw Failure("not-built", "`" + how + "` does not run yet");
}

}  // namespace

engine::Output split_kernel(const Context& context, const std::string& how) {
  const Frame frame(context);
  const Json& args = context.params.at("args");
  // Rows below the subject: each subject is dealt out once, with what its first row says.
  stats::Subjects subjects;
  subjects.count = frame.rows();
  for (const auto& selection : context.params.at("stratify"))
    subjects.stratify.push_back(stratum_codes(frame.outcome(selection)));

  Json meta{{"kind", how}, {"key", std::to_string(context.stream)}};
  if (how == "nested_cv") meta["inner"] = whole(args, "inner", 5);
  if (how == "leave_pair_out") meta["pairs"] = whole(args, "pairs", 0);
  const Dealt found = dealt(context, frame, how, subjects);
  const stats::Partition& partition = found.partition;
  if (!partition.reason.empty()) throw Failure("split", "`" + how + "`: " + partition.reason);

  std::vector<double> repeat, fold, draws;
  std::vector<std::string> cohort, subject;
  const auto add = [&](std::size_t r, std::size_t f, std::size_t s, double times) {
    repeat.push_back(static_cast<double>(r + 1));
    fold.push_back(static_cast<double>(f + 1));
    cohort.push_back(frame.cohort()[s]);
    subject.push_back(frame.subject()[s]);
    draws.push_back(times);
  };
  for (std::size_t r = 0; r < partition.repeats.size(); ++r)
    for (std::size_t f = 0; f < partition.repeats[r].size(); ++f) {
      const stats::Fold& part = partition.repeats[r][f];
      for (const std::size_t s : part.test) add(r, f, s, 0);
      if (!found.names_training) continue;
      for (std::size_t i = 0; i < part.train.size();) {  // ascending; drawn twice stands twice
        std::size_t end = i;
        while (end < part.train.size() && part.train[end] == part.train[i]) ++end;
        add(r, f, part.train[i], static_cast<double>(end - i));
        i = end;
      }
    }
  engine::Table out;
  out.columns = {Column::of_numbers("repeat", repeat), Column::of_numbers("fold", fold),
                 Column::of_texts("cohort", cohort), Column::of_texts("subject", subject)};
  if (found.names_training) out.columns.push_back(Column::of_numbers("draws", draws));
  out.meta = meta;
  return {std::move(out), {}};
}

}  // namespace rgx::stdlib
