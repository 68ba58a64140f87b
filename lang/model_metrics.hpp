#pragma once
// The metrics of a model by what they judge.
#include <string>
#include <vector>

namespace rgx::lang {

inline std::vector<std::string> metrics_of_classes() {
  return {"auc",
          "brier",
          "log_loss",
          "accuracy",
          "sensitivity",
          "specificity",
          "calibration_intercept",
          "calibration_slope"};
}
inline std::vector<std::string> metrics_of_numbers() { return {"r_squared", "rmse"}; }
inline std::vector<std::string> metrics_of_survival() {
  return {"c_index", "hazard_ratio", "time_auc", "integrated_brier"};
}
inline std::vector<std::string> model_metrics() {
  std::vector<std::string> out = metrics_of_classes();
  for (const auto& more : {metrics_of_numbers(), metrics_of_survival()})
    out.insert(out.end(), more.begin(), more.end());
  return out;
}

}  // namespace rgx::lang
