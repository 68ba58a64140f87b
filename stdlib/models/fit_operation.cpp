// `fit_fold`: a model on one training part, judged on its test part; `fit_folds`: on every so-many-th training part of
// a split whose number of parts only the data know; `fit_all`: the refit on every case.
#include <algorithm>
#include <utility>
#include <vector>

#include "stdlib/models/fold_fit.hpp"
#include "stdlib/models/operations.hpp"
#include "stdlib/models/saved_model.hpp"

namespace rgx::stdlib {

using engine::Bundle;
using engine::Context;
using engine::Failure;
using engine::Json;
using engine::Table;

namespace {

void note_fit(const Context& context, const FoldFit& fit, const std::string& where, engine::Output& out) {
  for (const auto& step : fit.found.fitted.prepared->notes)
    out.notes.push_back({"warning", "", "step", step + " in " + where});
  const std::string& note = fit.found.fitted.learner->note;
  if (!note.empty())
    out.notes.push_back({"warning", "", "learner",
                         context.params.at("learner").at("op").get<std::string>() + " in " + where + ": " + note});
}

engine::Output fit(const Context& context, const engine::Registry& parts, bool whole) {
  const ModelData data = read_model_data(context);
  const FitTask task = FitTask::of(context, data, parts);
  ModelFold fold{0, 0, {}, {}, {}};
  if (whole) {
    for (std::size_t r = 0; r < data.subject.size(); ++r) fold.train.push_back(r);
    fold.test = fold.train;
  } else {
    const int repeat = context.params.at("repeat").get<int>(), number = context.params.at("fold").get<int>();
    auto all = model_folds(context.input("split").as<Table>(), data);
    const auto at = std::find_if(all.begin(), all.end(),
                                 [&](const ModelFold& f) { return f.repeat == repeat && f.fold == number; });
    if (at == all.end()) throw Failure("no-data", "the split has no fold " + std::to_string(number));
    fold = std::move(*at);
  }
  const std::string where = whole ? "the cohort" : place_of(fold);
  const FoldFit found = fit_fold(task, fold, where);
  Bundle bundle = bundle_of(task, found, fold);
  if (whole && task.spec.saved == nullptr)
    bundle.tables["model"] = saved_table(context, task, found, fold.train, bundle, parts);
  engine::Output out{std::move(bundle), {}};
  note_fit(context, found, where, out);
  return out;
}

// Leaving out pairs makes thousands of training parts; assess counts the columns a part kept, and reads no others.
void keep_chosen(Table& coefficients) {
  const auto& value = coefficients.at("coefficient").numbers;
  std::vector<bool> kept;
  for (const double v : value) kept.push_back(v != 0);
  for (auto& column : coefficients.columns) {
    std::size_t next = 0;
    for (std::size_t r = 0; r < kept.size(); ++r) {
      if (!kept[r]) continue;
      if (column.kind == engine::Column::Kind::number)
        column.numbers[next] = column.numbers[r];
      else
        std::swap(column.texts[next], column.texts[r]);
      ++next;
    }
    if (column.kind == engine::Column::Kind::number)
      column.numbers.resize(next);
    else
      column.texts.resize(next);
  }
}

// Tables of fold 3 of repeat 1 are named "1.3/predictions", …; meta.folds has the meta of each.
engine::Output fit_share(const Context& context, const engine::Registry& parts) {
  const ModelData data = read_model_data(context);
  const FitTask task = FitTask::of(context, data, parts);
  const auto folds =
      share_of(model_folds(context.input("split").as<Table>(), data), context.params.at("share").get<std::size_t>(),
               context.params.at("of").get<std::size_t>());
  std::vector<Bundle> bundles(folds.size());
  std::vector<engine::Output> notes(folds.size());
  context.parallel(folds.size(), [&](std::size_t i) {
    const FoldFit found = fit_fold(task, folds[i], place_of(folds[i]));
    bundles[i] = bundle_of(task, found, folds[i]);
    keep_chosen(bundles[i].tables.at("coefficients"));
    note_fit(context, found, place_of(folds[i]), notes[i]);
  });
  Bundle all;
  all.meta["folds"] = Json::array();
  engine::Output out;
  for (std::size_t i = 0; i < folds.size(); ++i) {
    const std::string place = std::to_string(folds[i].repeat) + "." + std::to_string(folds[i].fold) + "/";
    for (auto& [name, table] : bundles[i].tables) all.tables[place + name] = std::move(table);
    all.meta["folds"].push_back(std::move(bundles[i].meta));
    out.notes.insert(out.notes.end(), notes[i].notes.begin(), notes[i].notes.end());
  }
  out.value = std::move(all);
  return out;
}

}  // namespace

engine::Operation fit_fold_operation(const engine::Registry& parts) {
  return engine::Declare<Json>("fit_fold", 1)
      .in("engine")
      .random("fit")
      .summary("fits steps and learner on the training part of one fold and predicts its test part")
      .run([&parts](const Json&, const Context& c) { return fit(c, parts, false); });
}

engine::Operation fit_folds_operation(const engine::Registry& parts) {
  return engine::Declare<Json>("fit_folds", 1)
      .in("engine")
      .random("fit")
      .summary("the same for a share of the folds of a split whose number of folds only the data know")
      .run([&parts](const Json&, const Context& c) { return fit_share(c, parts); });
}

engine::Operation fit_all_operation(const engine::Registry& parts) {
  return engine::Declare<Json>("fit_all", 2)
      .in("engine")
      .random("fit")
      .summary("fits steps and learner on every case: the model that is applied elsewhere")
      .run([&parts](const Json&, const Context& c) { return fit(c, parts, true); });
}

}  // namespace rgx::stdlib
