#pragma once
// The metrics of a model by what they judge.
#include <algorithm>
#include <string>
#include <vector>

namespace rgx::lang {

inline std::vector<std::string> metrics_of_classes() {
  return {"auc",         "auprc", "brier", "log_loss", "accuracy", "balanced_accuracy",     "sensitivity",
          "specificity", "ppv",   "npv",   "f1",       "mcc",      "calibration_intercept", "calibration_slope",
          "ici",         "e50",   "e90"};
}
// Of more than two classes.
inline std::vector<std::string> metrics_of_levels() {
  return {"auc", "log_loss", "brier", "accuracy", "balanced_accuracy", "mcc"};
}
inline std::vector<std::string> metrics_of_numbers() { return {"r_squared", "rmse", "correlation"}; }
inline std::vector<std::string> metrics_of_survival() {
  return {"c_index", "uno_c", "hazard_ratio", "time_auc", "integrated_brier", "calibration_slope"};
}
// They are taken at a time, or up to one: `horizon`.
inline std::vector<std::string> metrics_with_horizon() { return {"time_auc", "uno_c", "integrated_brier"}; }
// They compare cases of one test part with one another.
inline std::vector<std::string> metrics_of_pairs() {
  return {"auc", "auprc", "correlation", "c_index", "uno_c", "time_auc"};
}
inline std::vector<std::string> model_metrics() {
  std::vector<std::string> out = metrics_of_classes();
  for (const auto& more : {metrics_of_numbers(), metrics_of_survival()})
    for (const auto& name : more)
      if (std::find(out.begin(), out.end(), name) == out.end()) out.push_back(name);
  return out;
}

}  // namespace rgx::lang
