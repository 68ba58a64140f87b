#pragma once
// What the checker sees of a fitted model's file before anything runs. A probe that can read such files is a
// ModelProbe as well.
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace rgx::lang {

struct ModelView {
  struct Column {
    std::string name, block, unit;
    bool category = false;
    std::vector<std::string> levels;
  };
  std::string outcome, type;        // name; as declared: binary, continuous, …
  std::vector<std::string> levels;  // binary: {negative, positive}
  std::string unit;                 // of the outcome
  std::vector<Column> predictors, beside;
  std::string origin;      // for people: learner, steps, how many subjects, which study
  bool over_time = false;  // survival: it predicts survival over time, not a hazard alone
  // Whether a subject was among those it was fitted on.
  std::function<bool(const std::string& subject)> knows;
};

class ModelProbe {
 public:
  virtual ~ModelProbe() = default;
  // nullptr: it is no such file, or cannot be read; `reason` says why.
  virtual std::shared_ptr<const ModelView> model(const std::string& path, std::string& reason) = 0;
};

}  // namespace rgx::lang
