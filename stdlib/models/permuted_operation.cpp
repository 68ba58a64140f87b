// `permute_model`: the whole pipeline, search included, with the outcome dealt out anew to the subjects. One node does
// some of the permutations, so that a run that was interrupted goes on where it was.
#include <algorithm>
#include <map>

#include "stats/validation/permuted_outcome.hpp"
#include "stdlib/analysis/time_unit.hpp"
#include "stdlib/models/bundles.hpp"
#include "stdlib/models/fold_fit.hpp"
#include "stdlib/models/held_out.hpp"
#include "stdlib/models/operations.hpp"
#include "stdlib/models/stratum.hpp"
#include "stdlib/models/survival_curves.hpp"

namespace rgx::stdlib {

using engine::Bundle;
using engine::Column;
using engine::Context;
using engine::Failure;
using engine::Json;
using engine::Table;

namespace {

// The outcome of subject i is that of subject from[i]: time and event together. Rows below the subject keep their
// order; subjects with other numbers of rows take those of their new one in turn.
Target permuted(const ModelData& data, const std::vector<std::size_t>& from) {
  std::vector<std::vector<std::size_t>> rows(data.subjects);
  for (std::size_t r = 0; r < data.subject_of.size(); ++r) rows[data.subject_of[r]].push_back(r);
  Target out = data.target;
  for (std::size_t s = 0; s < data.subjects; ++s)
    for (std::size_t k = 0; k < rows[s].size(); ++k) {
      const auto& theirs = rows[from[s]];
      const auto source = static_cast<Eigen::Index>(theirs[k % theirs.size()]),
                 to = static_cast<Eigen::Index>(rows[s][k]);
      out.y[to] = data.target.y[source];
      if (out.survival()) out.event[to] = data.target.event[source];
    }
  return out;
}

// One code a subject from all keys of the split but the outcome itself.
std::vector<int> strata_of(const Context& context, const ModelData& data) {
  const Frame frame(context);
  std::map<std::pair<std::string, std::string>, std::size_t> row;
  for (std::size_t r = 0; r < frame.rows(); ++r) row.emplace(std::pair(frame.cohort()[r], frame.subject()[r]), r);
  std::vector<std::vector<int>> keys(data.subjects);
  for (const auto& selection : context.params.at("strata")) {
    const auto codes = stratum_codes(frame.outcome(selection));
    const auto first = data.first_rows();
    for (std::size_t s = 0; s < data.subjects; ++s)
      keys[s].push_back(codes[row.at({data.cohort[first[s]], data.subject[first[s]]})]);
  }
  std::map<std::vector<int>, int> place;
  for (const auto& key : keys) place.emplace(key, static_cast<int>(place.size()));
  std::vector<int> out;
  for (const auto& key : keys) out.push_back(place.at(key));
  return out;
}

// Estimate of each metric under one permutation; NaN where the metric has none.
std::vector<double> estimates(const FitTask& task, const Table& split, const std::vector<std::string>& metrics,
                              const JudgeOptions& options) {
  std::vector<Bundle> bundles;
  for (const auto& fold : model_folds(split, task.data)) {
    try {
      const FoldFit fit = fit_fold(task, fold, place_of(fold));
      Bundle b;
      b.tables["predictions"] = predictions_of(task, fit, fold.test, fold);
      if (task.data.target.survival()) {
        b.tables["baseline"] = baseline_table(fit.found.fitted.learner->baseline_at(fit.found.place));
        write_curves(fit.found.fitted.learner->curves(fit.found.fitted.columns_of(fold.test)), b);
      }
      b.meta.update(Json{{"repeat", fold.repeat},
                         {"fold", fold.fold},
                         {"train", fold.train.size()},
                         {"binary", task.data.target.binary()},
                         {"levels", task.data.levels}});
      if (task.data.target.nominal()) b.meta["nominal"] = true;
      if (task.data.target.survival()) b.meta["survival"] = true;
      bundles.push_back(std::move(b));
    } catch (const Failure& f) {
      // A training part may by chance hold one class; the outcome as it was would have ended the run there.
      if (f.code != "one-class" && f.code != "inner-folds") throw;
    }
  }
  std::vector<double> out(metrics.size(), stats::missing);
  if (bundles.empty()) return out;
  std::vector<const Bundle*> folds;
  for (const auto& b : bundles) folds.push_back(&b);
  const HeldOut all = held_out(stacked(folds, "predictions"), folds, split.meta.value("kind", ""));
  for (std::size_t m = 0; m < metrics.size(); ++m) out[m] = judge(all, metrics[m], options).estimate;
  return out;
}

engine::Output permute(const Context& context, const engine::Registry& parts) {
  const ModelData data = read_model_data(context);
  const Table& split = context.input("split").as<Table>();
  const Json& settings = context.params.at("settings");
  auto metrics = context.params.at("metrics").get<std::vector<std::string>>();
  if (metrics.empty()) metrics = default_metrics(data.target.kind, split.meta.value("kind", ""));
  JudgeOptions options;
  options.replicates = 0;
  if (const Json seconds = settings.value("horizon", Json()); seconds.is_number())
    options.horizon = time_unit(data.unit).of(seconds.get<double>());
  const auto first = context.params.at("first").get<std::uint32_t>();
  const auto count = context.params.at("count").get<std::size_t>();
  const auto key = std::stoull(split.meta.at("key").get<std::string>());
  const std::vector<int> strata = strata_of(context, data);
  const FitTask whole = FitTask::of(context, data, parts);
  std::vector<std::vector<double>> found(count);
  context.parallel(count, [&](std::size_t i) {
    const auto number = first + static_cast<std::uint32_t>(i);
    ModelData dealt = data;
    // The split's key and not the node's: the arrangements do not depend on how they are shared out to nodes.
    dealt.target = permuted(data, stats::permuted_subjects(data.subjects, strata, key ^ 0x9e3779b97f4a7c15, number));
    const FitTask task{dealt, whole.spec, whole.settings, whole.inner, whole.stream};
    found[i] = estimates(task, split, metrics, options);
  });
  std::vector<double> number, estimate;
  std::vector<std::string> metric;
  for (std::size_t i = 0; i < count; ++i)
    for (std::size_t m = 0; m < metrics.size(); ++m) {
      number.push_back(first + static_cast<double>(i));
      metric.push_back(metrics[m]);
      estimate.push_back(found[i][m]);
    }
  Table out;
  out.columns = {Column::of_numbers("permutation", number), Column::of_texts("metric", metric),
                 Column::of_numbers("estimate", estimate)};
  return {std::move(out), {}};
}

}  // namespace

engine::Operation permuted_operation(const engine::Registry& parts) {
  return engine::Declare<Json>("permute_model", 1)
      .in("engine")
      .random("fit")
      .summary("refits and judges the whole model with the outcome dealt out anew to the subjects, several times")
      .cites({"ojala2010"})
      .run([&parts](const Json&, const Context& c) { return permute(c, parts); });
}

}  // namespace rgx::stdlib
