#pragma once
// Steps that change the numbers of some columns, or leave columns out, by what training cases taught.
#include <Eigen/Core>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "stats/base/refs.hpp"
#include "stdlib/models/kept_stats.hpp"
#include "stdlib/models/part.hpp"

namespace rgx::stdlib {

using FittedPart = std::shared_ptr<const FittedStep>;

// The numeric columns of tables a step works on, as the training cases have them.
struct StepColumns {
  std::vector<std::size_t> places;
  std::vector<std::string> names;
  Eigen::MatrixXd x;  // training cases × columns
};
StepColumns step_columns(const StepInput& in);
// Throws Failure "missing-predictor" where a value is missing.
void require_complete(const StepColumns& columns, const std::string& step);

// Changes columns, found by their names, row by row. Throws Failure "unknown-column".
void change_columns(Predictors& predictors, const std::vector<std::string>& names,
                    const std::function<Eigen::MatrixXd(stats::ConstMatrix)>& change);

// The same by what was fitted on training cases: `transformed(fit, x)`.
template <class Fit>
class ChangedColumns : public FittedStep {
 public:
  static constexpr const char* kind = "changed_columns";
  ChangedColumns() = default;
  ChangedColumns(std::vector<std::string> names, Fit fit) : names_(std::move(names)), fit_(std::move(fit)) {}
  void apply(Predictors& predictors) const override {
    change_columns(predictors, names_, [&](stats::ConstMatrix x) { return transformed(fit_, x); });
  }
  engine::Json save() const override { return kept(*this); }
  template <class Visit, class Self>
  static void fields(Visit& visit, Self& self) {
    visit("names", self.names_);
    visit("fit", self.fit_);
  }

 private:
  std::vector<std::string> names_;
  Fit fit_;
};
template <class Fit>
FittedPart changed_columns(const StepColumns& columns, Fit fit) {
  return std::make_shared<ChangedColumns<Fit>>(columns.names, std::move(fit));
}

// Leaves out columns, found by their place.
FittedPart left_out(std::vector<std::size_t> places);
FittedPart load_left_out(const engine::Json& in);

}  // namespace rgx::stdlib
