// `apply_model`: a model as it was refitted on its own cases, applied to those of another cohort. Nothing is searched
// again: what the refit chose is fitted once more on the same cases with the same random numbers, so that it is the
// same model.
#include <cmath>

#include "stdlib/models/fold_fit.hpp"
#include "stdlib/models/operations.hpp"

namespace rgx::stdlib {

using engine::Context;
using engine::Failure;
using engine::Json;

namespace {

engine::Output apply(const Context& context, const engine::Registry& parts) {
  const ModelData data = read_model_data(context);
  const auto& refit = context.input("refit").as<engine::Bundle>();
  FitTask task = FitTask::of(context, data, parts);
  task.stream = refit.meta.at("stream").get<std::uint64_t>();
  const auto target = context.params.at("apply_to").get<std::string>();
  ModelFold fold{0, 0, {}, {}, {}};
  const bool without_outcome = context.params.value("without_outcome", false);
  std::size_t of_another_class = 0;
  for (std::size_t r = 0; r < data.cohort.size(); ++r) {
    if (data.cohort[r] != target) {
      fold.train.push_back(r);
    } else if (!without_outcome && std::isnan(data.target.y[static_cast<Eigen::Index>(r)])) {
      ++of_another_class;
    } else {
      fold.test.push_back(r);
    }
  }
  if (fold.test.empty()) throw Failure("no-data", "no case of `" + target + "` is complete");
  const FoldFit fit = fit_as_chosen(task, fold, refit.meta);
  engine::Output out{bundle_of(task, fit, fold), {}};
  if (of_another_class > 0)
    out.notes.push_back({"warning", "", "unseen-level",
                         std::to_string(of_another_class) + " cases of `" + target +
                             "` are of a class that the model never saw, and are not judged"});
  if (const std::size_t unseen = fit.found.fitted.prepared->unseen; unseen > 0)
    out.notes.push_back({"warning", "", "unseen-level",
                         std::to_string(unseen) + " cells of `" + target +
                             "` have a level that the model never saw: coded as the reference level"});
  for (const auto& note : fit.found.fitted.prepared->notes)
    out.notes.push_back({"warning", "", "step", note + " for `" + target + "`"});
  return out;
}

}  // namespace

engine::Operation apply_model_operation(const engine::Registry& parts) {
  return engine::Declare<Json>("apply_model", 1)
      .in("engine")
      .summary("applies the model that was refitted on all its cases to another cohort")
      .run([&parts](const Json&, const Context& c) { return apply(c, parts); });
}

}  // namespace rgx::stdlib
