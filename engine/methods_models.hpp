#pragma once
// What Methods say of models beside their own operations: sources of metrics, and how models were judged. Internal to
// engine/methods.cpp.
#include <map>
#include <string>
#include <vector>

#include "engine/methods_tail.hpp"
#include "engine/report_sections.hpp"

namespace rgx::engine {

inline std::vector<std::string> references_of_metric(const std::string& name) {
  static const std::map<std::string, std::vector<std::string>> sources{
      {"brier", {"brier1950"}},     {"calibration_intercept", {"cox1958"}}, {"calibration_slope", {"cox1958"}},
      {"c_index", {"harrell1996"}}, {"integrated_brier", {"graf1999"}},     {"time_auc", {"blanche2013"}}};
  const auto source = sources.find(name);
  return source == sources.end() ? std::vector<std::string>() : source->second;
}

// Of an `evaluate` block, without how the models were compared.
inline std::string evaluated(const ReportView& view, const Json& block) {
  const auto models = names_in(block, "model");
  const auto on = texts_of(list_at(block, "on"));
  const Json* first = models.empty() ? nullptr : view.block(models.front());
  const bool elsewhere = first != nullptr && texts_of(list_at(*first, "on")) != on;
  std::string out = code(text_at(block, "name")) + ": " + listed(models, true);
  if (!elsewhere) return out + " were compared on the held-out parts they share.";
  out += models.size() == 1 ? ", fitted on all its cases, was judged on "
                            : ", each fitted on all its cases, were judged on ";
  out += listed(on, true) + tail_of(block) + ".";
  if (const Json* again = setting(block, "recalibrate"); again != nullptr && *again != "none")
    out += *again == "intercept" ? " There the intercept was fitted anew as well, each case recalibrated by the others."
                                 : " There intercept and slope were fitted anew as well, each case recalibrated by the "
                                   "others.";
  return out;
}

// Of a model with `sources`.
inline std::string of_sources(const Json& block) {
  const Json* sources = setting(block, "sources");
  return sources == nullptr || !sources->is_string() ? ""
                                                     : " The same was done with each source of predictors alone and "
                                                       "with each pair, and compared with all of them "
                                                       "together on the same folds.";
}

}  // namespace rgx::engine
