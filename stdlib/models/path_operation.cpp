// `trace_path`: how the coefficients of the refit grow as the penalty falls. What the refit chose is taken from it, so
// nothing is searched again.
#include "stdlib/models/path_operation.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "stdlib/models/fold_fit.hpp"

namespace rgx::stdlib {

using engine::Bundle;
using engine::Column;
using engine::Context;
using engine::Json;
using engine::Table;

namespace {

constexpr std::size_t most_terms = 200;  // the table stays readable; those left out were the smallest

// A row a term and place of the path, terms in the order of the model's columns, from the strongest penalty on.
engine::Output trace(const Context& context, const engine::Registry& parts) {
  const Json& chosen = context.input("refit").as<Bundle>().meta;
  const ModelData data = read_model_data(context);
  FitTask task = FitTask::of(context, data, parts);
  task.stream = chosen.at("stream").get<std::uint64_t>();
  ModelFold fold{0, 0, {}, {}, {}};
  for (std::size_t r = 0; r < data.subject.size(); ++r) fold.train.push_back(r);
  const FoldFit fit = fit_as_chosen(task, fold, chosen);
  const auto& learner = *fit.found.fitted.learner;

  std::vector<std::string> names;
  std::vector<std::vector<double>> values;  // of each term along the path
  for (std::size_t place = 0; place < fit.found.lambda.size(); ++place) {
    std::size_t t = 0;
    for (const auto& c : learner.estimates(place)) {
      if (c.term.ends_with("(intercept)")) continue;
      if (place == 0) {
        names.push_back(c.term);
        values.emplace_back();
      }
      values.at(t++).push_back(c.estimate);
    }
  }
  std::vector<std::size_t> kept;
  std::vector<double> largest;
  for (const auto& path : values) {
    double most = 0;
    for (const double v : path) most = std::max(most, std::abs(v));
    largest.push_back(most);
  }
  for (std::size_t t = 0; t < names.size(); ++t)
    if (largest[t] > 0) kept.push_back(t);
  const std::size_t entered = kept.size();
  std::stable_sort(kept.begin(), kept.end(), [&](auto a, auto b) {
    const double at = std::abs(values[a][fit.found.place]), bt = std::abs(values[b][fit.found.place]);
    return at != bt ? at > bt : largest[a] > largest[b];
  });
  if (kept.size() > most_terms) kept.resize(most_terms);
  std::sort(kept.begin(), kept.end());

  std::vector<std::string> term, is_chosen;
  std::vector<double> lambda, coefficient;
  for (const std::size_t t : kept)
    for (std::size_t place = 0; place < fit.found.lambda.size(); ++place) {
      term.push_back(names[t]);
      lambda.push_back(fit.found.lambda[place]);
      coefficient.push_back(values[t][place]);
      is_chosen.push_back(place == fit.found.place ? "true" : "false");
    }
  Table out;
  out.columns = {Column::of_texts("term", term), Column::of_numbers("lambda", lambda),
                 Column::of_numbers("coefficient", coefficient), Column::of_texts("chosen", is_chosen)};
  out.meta["entered"] = entered;
  return {std::move(out), {}};
}

}  // namespace

engine::Operation trace_path_operation(const engine::Registry& parts) {
  return engine::Declare<Json>("trace_path", 1)
      .in("engine")
      .random("fit")
      .summary("the coefficients of the refit at every penalty of its path")
      .run([&parts](const Json&, const Context& c) { return trace(c, parts); });
}

}  // namespace rgx::stdlib
