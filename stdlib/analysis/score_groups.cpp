// Groups of cases by a model's score: `covariate risk: cut(signature.score, at: median)`.
#include <algorithm>
#include <cmath>

#include "stats/base/describe.hpp"
#include "stdlib/analysis/cluster_cases.hpp"
#include "stdlib/analysis/frame.hpp"

namespace rgx::stdlib {

namespace {

using engine::Json;

std::vector<double> places_of(const Json& params, const std::vector<double>& scores) {
  if (params.contains("cuts")) return params.at("cuts").get<std::vector<double>>();
  const std::string at = params.at("at").get<std::string>();
  const int parts = at == "median" ? 2 : at == "tertiles" ? 3 : 4;
  std::vector<double> known;
  for (const double s : scores)
    if (!std::isnan(s)) known.push_back(s);
  if (known.empty()) throw engine::Failure("no-data", "no case has a score to cut");
  std::vector<double> out;
  for (int k = 1; k < parts; ++k) out.push_back(stats::quantile(known, static_cast<double>(k) / parts));
  return out;
}

}  // namespace

engine::Operation score_groups_operation() {
  return engine::Declare<Json>("score_groups", 1)
      .in("engine")
      .summary("cases of one cohort in groups by a model's score")
      .run([](const Json&, const engine::Context& c) {
        const Frame frame(c);
        const auto columns = frame.columns(c.params.at("from"));
        const std::vector<double>& scores = columns.at(0).numbers;
        const auto levels = c.params.at("levels").get<std::vector<std::string>>();
        const auto places = places_of(c.params, scores);
        std::vector<std::string> group;
        // A score at a cut lies above it, as the numbers of a cohort do.
        for (const double s : scores)
          group.push_back(std::isnan(s) ? ""
                                        : levels.at(static_cast<std::size_t>(
                                              std::upper_bound(places.begin(), places.end(), s) - places.begin())));
        for (const auto& level : levels)
          if (std::find(group.begin(), group.end(), level) == group.end())
            throw engine::Failure("empty-group", "no score lies in the group `" + level + "`",
                                  "cut where there are cases on either side");
        engine::Table out;
        out.columns = {engine::Column::of_texts("subject", frame.subject()),
                       engine::Column::of_texts("cluster", std::move(group)),
                       engine::Column::of_numbers("score", scores)};
        out.meta["levels"] = levels;
        return engine::Output{std::move(out), {}};
      });
}

}  // namespace rgx::stdlib
