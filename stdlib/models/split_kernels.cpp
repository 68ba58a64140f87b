// kfold, nested_cv, holdout: which subjects are tested in which repeat and fold.
#include <algorithm>
#include <cmath>
#include <map>

#include "stats/base/resample.hpp"
#include "stdlib/analysis/frame.hpp"
#include "stdlib/models/operations.hpp"

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

// A missing key is a stratum of its own: those subjects are dealt out evenly too. Numbers are cut at their quartiles.
std::vector<int> strata(const FrameOutcome& key) {
  std::vector<int> out(key.numbers.size() > key.codes.size() ? key.numbers.size() : key.codes.size(), 0);
  if (!key.codes.empty()) {
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = key.codes[i] + 1;
    return out;
  }
  if (key.type == "survival") {
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = std::isnan(key.events[i]) ? 0 : 1 + (key.events[i] == 1);
    return out;
  }
  std::vector<double> sorted;
  for (const double v : key.numbers)
    if (!std::isnan(v)) sorted.push_back(v);
  std::sort(sorted.begin(), sorted.end());
  for (std::size_t i = 0; i < out.size(); ++i) {
    if (std::isnan(key.numbers[i]) || sorted.empty()) continue;
    const auto rank = std::upper_bound(sorted.begin(), sorted.end(), key.numbers[i]) - sorted.begin();
    out[i] = 1 + static_cast<int>(std::min<long>(3, 4 * (rank - 1) / static_cast<long>(sorted.size())));
  }
  return out;
}

}  // namespace

engine::Output split_kernel(const Context& context, const std::string& how) {
  const Frame frame(context);
  const Json& args = context.params.at("args");
  stats::Subjects subjects;
  subjects.count = frame.rows();
  for (const auto& selection : context.params.at("stratify"))
    subjects.stratify.push_back(strata(frame.outcome(selection)));

  stats::Partition partition;
  Json meta{{"kind", how}};
  if (how == "kfold") {
    partition = stats::kfold(subjects, whole(args, "folds", 5), whole(args, "repeats", 1), context.stream);
  } else if (how == "nested_cv") {
    meta["inner"] = whole(args, "inner", 5);
    // The inner folds are dealt in each model's training part: cases without its outcome do not count there.
    partition = stats::kfold(subjects, whole(args, "outer", 5), whole(args, "repeats", 1), context.stream);
  } else if (how == "holdout") {
    const Json test = args.value("test", Json());
    partition = stats::holdout(subjects, test.is_number() ? test.get<double>() : 0.3, 1, context.stream);
  } else {
    throw Failure("not-built", "`" + how + "` does not run yet");
  }
  if (!partition.reason.empty()) throw Failure("split", "`" + how + "`: " + partition.reason);

  std::vector<double> repeat, fold;
  std::vector<std::string> cohort, subject;
  for (std::size_t r = 0; r < partition.repeats.size(); ++r)
    for (std::size_t f = 0; f < partition.repeats[r].size(); ++f)
      for (const std::size_t s : partition.repeats[r][f].test) {
        repeat.push_back(static_cast<double>(r + 1));
        fold.push_back(static_cast<double>(f + 1));
        cohort.push_back(frame.cohort()[s]);
        subject.push_back(frame.subject()[s]);
      }
  engine::Table out;
  out.columns = {Column::of_numbers("repeat", repeat), Column::of_numbers("fold", fold),
                 Column::of_texts("cohort", cohort), Column::of_texts("subject", subject)};
  out.meta = meta;
  return {std::move(out), {}};
}

}  // namespace rgx::stdlib
