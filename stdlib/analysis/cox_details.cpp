#include "stdlib/analysis/cox_details.hpp"

#include <cmath>

#include "stats/survival/cox_residuals.hpp"
#include "stdlib/analysis/carried_tables.hpp"
#include "stdlib/analysis/cox_cases.hpp"
#include "stdlib/analysis/model_frame.hpp"

namespace rgx::stdlib {

using engine::Context;
using engine::Failure;
using engine::Json;
using engine::Table;

namespace {

constexpr std::size_t most_models = 20;

// Rows of a table that is carried in meta: texts first, then numbers.
class Carried {
 public:
  Carried(std::vector<std::string> texts, std::vector<std::string> numbers) {
    for (auto& name : texts) table_.columns.push_back({std::move(name), engine::Column::Kind::text, {}, {}});
    for (auto& name : numbers) table_.columns.push_back({std::move(name), engine::Column::Kind::number, {}, {}});
  }
  void row(const std::vector<std::string>& texts, const std::vector<double>& numbers) {
    for (std::size_t i = 0; i < texts.size(); ++i) table_.columns[i].texts.push_back(texts[i]);
    for (std::size_t i = 0; i < numbers.size(); ++i) table_.columns[texts.size() + i].numbers.push_back(numbers[i]);
  }
  Json json() const { return carried(table_); }

 private:
  Table table_;
};

using Texts = std::vector<std::string>;

Texts with(const Texts& key, std::initializer_list<std::string> more) {
  Texts out = key;
  out.insert(out.end(), more);
  return out;
}

struct Tables {
  static Texts keys(std::initializer_list<std::string> more) {
    return with({"left", "right", "cohort", "group", "effect"}, more);
  }
  Carried coefficients{keys({"variable", "note"}),
                       {"n", "events", "coefficient", "se", "hazard_ratio", "ci_low", "ci_high", "p", "log10_p",
                        "ph_statistic", "ph_p"}};
  Carried residuals{keys({"subject"}), {"time", "event", "martingale", "deviance"}};
  Carried schoenfeld{keys({"variable", "subject"}),
                     {"time", "scale", "residual", "scaled", "smooth", "ci_low", "ci_high"}};

  void add(const Texts& key, const ModelCases& cases, const Texts& subject, const stats::CoxOptions& options) {
    const stats::CoxCases of = cox_cases(cases);
    const Eigen::MatrixXd design = cox_design(cases);
    const Texts names = cox_names(cases);
    const stats::CoxFit fit = stats::cox_regression(of, design, options);
    const auto ph = stats::cox_proportional_hazards(of, design, fit, options);
    const Eigen::VectorXd& se = cases.clustered && fit.robust_se.size() > 0 ? fit.robust_se : fit.se;
    for (std::size_t j = 0; j < names.size(); ++j) {
      const auto at = static_cast<Eigen::Index>(j);
      const std::string note = fit.infinite[j]                  ? "separated"
                               : !std::isnan(fit.p[at])         ? ""
                               : std::isnan(fit.log_likelihood) ? fit.reason
                               : fit.aliased[j]                 ? "collinear"
                                                                : "not-converged";
      coefficients.row(with(key, {names[j], note}),
                       {static_cast<double>(fit.n), static_cast<double>(fit.events), fit.coefficient[at], se[at],
                        fit.hazard_ratio[at], fit.ci_low[at], fit.ci_high[at], fit.p[at], fit.log10_p[at],
                        ph.column[j].statistic, ph.column[j].tail.p});
    }
    const stats::CoxResiduals residual = stats::cox_residuals(of, design, fit, options);
    for (std::size_t i = 0; i < residual.row.size(); ++i) {
      const auto at = static_cast<Eigen::Index>(i);
      residuals.row(with(key, {subject[residual.row[i]]}),
                    {of.time[residual.row[i]], static_cast<double>(residual.event[i]), residual.martingale[at],
                     residual.deviance[at]});
    }
    const stats::CoxSchoenfeld change = stats::cox_schoenfeld(of, design, fit, options);
    for (std::size_t j = 0; j < names.size(); ++j)
      for (std::size_t e = 0; e < change.row.size(); ++e) {
        const auto at = static_cast<Eigen::Index>(e), column = static_cast<Eigen::Index>(j);
        schoenfeld.row(with(key, {names[j], subject[change.row[e]]}),
                       {change.time[at], change.scale[at], change.residual(at, column), change.scaled(at, column),
                        change.smooth(at, column), change.low(at, column), change.high(at, column)});
      }
  }
};

}  // namespace

Json cox_details(const Context& context, const ModelNeeds& needs, const stats::CoxOptions& options) {
  const ModelFrame frame(context, needs);
  const Frame rows(context);
  if (frame.size() > most_models)
    throw Failure("out-of-range",
                  "`residuals` are written of at most " + std::to_string(most_models) + " models, and these are " +
                      std::to_string(frame.size()),
                  "pick the columns that matter on the left, or leave `residuals` out");
  Tables out;
  for (std::size_t place = 0; place < frame.size(); ++place) {
    const ModelPlace at = frame.at(place);
    const auto used = frame.complete(at.group, &frame.unit(at.unit), &frame.response(at.response));
    const ModelCases cases = frame.cases(used, &frame.unit(at.unit), &frame.response(at.response), at.term);
    const ResultRow key = frame.row(at, used, {});
    Texts subject;
    for (const std::size_t r : used) subject.push_back(rows.subject()[r]);
    out.add({key.first, key.second, key.cohort, key.group, key.term}, cases, subject, options);
  }
  return {{"coefficients", out.coefficients.json()},
          {"residuals", out.residuals.json()},
          {"schoenfeld", out.schoenfeld.json()}};
}

}  // namespace rgx::stdlib
