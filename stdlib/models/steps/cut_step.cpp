// `cut` within folds: numbers become categories, at places that training cases taught.
#include <algorithm>
#include <cmath>

#include "stats/base/describe.hpp"
#include "stats/validation/roc.hpp"
#include "stdlib/analysis/params.hpp"
#include "stdlib/models/operations.hpp"
#include "stdlib/models/steps/columns.hpp"

namespace rgx::stdlib {

using Eigen::Index;
using Eigen::VectorXd;
using engine::Declare;
using engine::Failure;
using engine::Json;
using engine::Operation;

namespace {

// Ascending; a value at a cut lies above it, as in `derive`.
int part_of(const std::vector<double>& cuts, double value) {
  return static_cast<int>(std::upper_bound(cuts.begin(), cuts.end(), value) - cuts.begin());
}

class CutColumns : public FittedStep {
 public:
  static constexpr const char* kind = "cut_columns";
  std::vector<std::string> names;
  std::vector<std::vector<double>> cuts;  // one list a column

  void apply(Predictors& predictors) const override {
    for (std::size_t i = 0; i < names.size(); ++i) {
      const auto found = std::find_if(predictors.columns.begin(), predictors.columns.end(), [&](const Predictor& p) {
        return p.name == names[i] && !p.nominal && !p.covariate;
      });
      if (found == predictors.columns.end()) throw Failure("unknown-column", "no column `" + names[i] + "` any more");
      found->nominal = true;
      found->levels.clear();
      for (std::size_t k = 0; k <= cuts[i].size(); ++k) found->levels.push_back(std::to_string(k + 1));
      found->codes.clear();
      for (const double v : found->numbers) found->codes.push_back(std::isnan(v) ? -1 : part_of(cuts[i], v));
      found->numbers.resize(0);
    }
  }
  Json save() const override { return kept(*this); }
  template <class Visit, class Self>
  static void fields(Visit& visit, Self& self) {
    visit("names", self.names);
    visit("cuts", self.cuts);
  }
};

std::vector<double> at_quantiles(const VectorXd& x, int parts) {
  std::vector<double> out;
  for (int k = 1; k < parts; ++k) {
    const double cut = stats::quantile({x.data(), static_cast<std::size_t>(x.size())}, static_cast<double>(k) / parts);
    if (!std::isnan(cut) && (out.empty() || cut > out.back())) out.push_back(cut);
  }
  return out;
}

double youden_of(const VectorXd& x, const VectorXd& y, double cut) {
  double high[2] = {0, 0}, all[2] = {0, 0};
  for (Index i = 0; i < x.size(); ++i) {
    const int place = y[i] == 1 ? 1 : 0;
    all[place] += 1;
    high[place] += x[i] >= cut ? 1 : 0;
  }
  return std::abs(high[1] / all[1] - high[0] / all[0]);
}

// Where the classes part best, whichever of them lies higher. Infinite cuts part nothing.
std::vector<double> at_youden(const VectorXd& x, const VectorXd& y) {
  std::vector<double> found;
  for (const double cut : {stats::youden_threshold(x, y), -stats::youden_threshold(-x, y)})
    if (std::isfinite(cut)) found.push_back(cut);
  if (found.size() == 2 && youden_of(x, y, found[1]) > youden_of(x, y, found[0])) std::swap(found[0], found[1]);
  found.resize(std::min<std::size_t>(found.size(), 1));
  return found;
}

std::shared_ptr<const FittedStep> fit(const StepInput& in) {
  const StepColumns columns = step_columns(in);
  const std::string at = in.params.value("at", "median");
  if (at == "youden" && !in.target.binary())
    throw Failure("wrong-type", "`cut(at: youden)` takes an outcome of two classes", "cut `at: median`");
  std::vector<std::string> patterns;
  if (const auto named = in.params.find("columns"); named != in.params.end() && !named->is_null())
    patterns = named->is_string() ? std::vector<std::string>(1, named->get<std::string>())
                                  : named->get<std::vector<std::string>>();
  auto out = std::make_shared<CutColumns>();
  for (std::size_t c = 0; c < columns.names.size(); ++c) {
    const bool meant = patterns.empty() || std::any_of(patterns.begin(), patterns.end(), [&](const std::string& p) {
                         return matches(p, columns.names[c]);
                       });
    if (!meant) continue;
    std::vector<double> values, classes;
    for (Index i = 0; i < columns.x.rows(); ++i) {
      const double v = columns.x(i, static_cast<Index>(c));
      if (std::isnan(v)) continue;
      values.push_back(v);
      classes.push_back(in.target.y[static_cast<Index>(in.train[static_cast<std::size_t>(i)])]);
    }
    const VectorXd x = Eigen::Map<const VectorXd>(values.data(), static_cast<Index>(values.size()));
    const VectorXd y = Eigen::Map<const VectorXd>(classes.data(), static_cast<Index>(classes.size()));
    out->names.push_back(columns.names[c]);
    out->cuts.push_back(at == "youden"      ? at_youden(x, y)
                        : at == "tertiles"  ? at_quantiles(x, 3)
                        : at == "quartiles" ? at_quantiles(x, 4)
                                            : at_quantiles(x, 2));
  }
  if (out->names.empty()) throw Failure("unknown-column", "`cut` finds no numeric column of a table to cut");
  return out;
}

}  // namespace

Operation cut_operation() {
  lang::Param at = choice_of("at", {"median", "tertiles", "quartiles", "youden"},
                             "quantiles of the training cases (type 7), or where two classes part best");
  at.positional = true;
  at.tunable = true;
  lang::Param columns;
  columns.name = "columns";
  columns.type = lang::ParamType::texts;
  columns.list = true;
  columns.text = "which columns, `*` for any run of characters; by default all numeric ones of tables";
  return Declare<Json>("cut", 1)
      .role(lang::Role::fold_step)
      .in("within_folds")
      .learns(true)
      .param(at)
      .param(columns)
      .summary("makes categories of numbers, at quantiles of the training cases or where the classes part best")
      .details(
          "A value at a cut lies above it; cuts that coincide count once. `youden`: the threshold with the largest "
          "sensitivity + specificity - 1 for either class being the higher one; it reads the outcome. Categories "
          "are expanded as any, the lowest first.")
      .methods("Features were cut at the {at} of the training cases.")
      .part(StepPart{fit, load_one_of<FittedStep, CutColumns>});
}

}  // namespace rgx::stdlib
