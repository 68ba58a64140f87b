// `keep_stable`: leaves out the columns that a `robust` block does not find stable, judged again inside each fold where
// its subjects are among the model's own.
#include <algorithm>
#include <limits>

#include "stats/base/parallel.hpp"
#include "stdlib/agreement/judge.hpp"
#include "stdlib/agreement/operations.hpp"
#include "stdlib/models/steps/columns.hpp"

namespace rgx::stdlib {

using engine::Declare;
using engine::Failure;
using engine::Json;
using engine::Operation;

namespace {

// Subjects of the model that stand outside the training part.
std::set<std::string> outside(const StepInput& in) {
  std::set<std::string> out(in.beside.subject.begin(), in.beside.subject.end());
  for (const std::size_t r : in.train) out.erase(in.beside.subject.at(r));
  return out;
}

// The name as its table has it: two tables with columns of one name have the block in front.
std::string own_name(const Predictor& column) {
  const std::string prefix = column.block + ".";
  return column.name.starts_with(prefix) ? column.name.substr(prefix.size()) : column.name;
}

std::shared_ptr<const FittedStep> fit(const StepInput& in, const engine::Registry& parts) {
  const std::string name = in.params.at("robust").get<std::string>();
  const auto tables = in.beside.repeats.find(name);
  if (tables == in.beside.repeats.end()) throw Failure("no-data", "`keep_stable` finds no repeats of `" + name + "`");
  const Json& params = in.beside.judged.at(name);
  const auto without = outside(in);
  std::vector<engine::Note> notes;
  const auto rows =
      judge(repeated_features({tables->second, {}, params, &without}), params, parts, stats::serial_for, notes);
  const auto stable = stable_features(rows), judged = judged_features(rows);
  std::vector<std::size_t> gone;
  std::size_t met = 0, best = 0;
  double most = -std::numeric_limits<double>::infinity();
  for (const std::size_t place : in.predictors.numeric(in.of)) {
    const Predictor& column = in.predictors.columns[place];
    const std::string& full = column.name;
    const std::string column_name = judged.contains(full) ? full : own_name(column);
    if (!judged.contains(column_name)) continue;  // of another table
    ++met;
    if (stable.contains(column_name)) continue;
    gone.push_back(place);
    for (const auto& row : rows)
      if (row.feature == column_name && row.kept && row.estimate > most) most = row.estimate, best = place;
  }
  if (met == 0)
    throw Failure("no-match", "`" + name + "` judges no column of this model",
                  "the names have to be those of the table that was judged");
  // A training part in which nothing passes keeps the best one, so that the fold still gives a prediction.
  if (gone.size() == met && most > -std::numeric_limits<double>::infinity()) std::erase(gone, best);
  return left_out(std::move(gone));
}

}  // namespace

Operation keep_stable_operation(const engine::Registry& parts) {
  lang::Param robust;
  robust.name = "robust";
  robust.type = lang::ParamType::reference;
  robust.refers_to = {"robust"};
  robust.required = true;
  robust.positional = true;
  robust.text = "the block that judges";
  return Declare<Json>("keep_stable", 1)
      .role(lang::Role::fold_step)
      .in("within_folds")
      .learns()
      .param(robust)
      .summary("leaves out the columns that a `robust` block does not find stable")
      .details(
          "In each training part the block's measures are computed without the subjects that are tested there, so that "
          "repeats of the model's own cases may serve. Repeats of other subjects serve in every fold as they are. "
          "Columns that the block did not judge pass untouched; where no column is stable, the one with the highest "
          "estimate stays.")
      .methods("Features that `{robust}` did not find repeatable in the training cases were left out.")
      .part(StepPart{[&parts](const StepInput& in) { return fit(in, parts); }, load_left_out});
}

}  // namespace rgx::stdlib
