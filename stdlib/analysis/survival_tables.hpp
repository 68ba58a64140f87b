#pragma once
// NAME.curve.csv and NAME.summary.csv of a comparison of survival: rows of each result, carried in its table's meta
// ("survival") to `correct`, which writes them.
#include <string>
#include <vector>

#include "engine/artifact.hpp"
#include "engine/operation.hpp"
#include "stats/survival/restricted_mean.hpp"

namespace rgx::stdlib {

// Which result a row belongs to: `feature` the survival outcome, `outcome` the groups, `subset` the level of
// `by_group`.
struct SurvivalKey {
  std::string feature, outcome, cohort, subset;
};

class SurvivalTables {
 public:
  SurvivalTables(std::string unit, std::vector<double> landmarks)
      : unit_(std::move(unit)), landmarks_(std::move(landmarks)) {}
  // One curve and one line of summary for each group with cases. cut: missing where nothing was cut. note: of every
  // line of the summary, behind what a line says itself.
  void add(const SurvivalKey& key, const std::vector<std::string>& levels,
           const std::vector<stats::SurvivalCurve>& curves, double tau, double cut, const std::string& note);
  engine::Json json() const;

 private:
  struct Line {
    SurvivalKey key;
    std::string group, note;
    stats::SurvivalCurve curve;
    stats::RestrictedMean mean;
    double cut;
  };
  engine::Table curve() const;
  engine::Table summary() const;
  std::string unit_;
  std::vector<double> landmarks_;
  std::vector<Line> lines_;
};

}  // namespace rgx::stdlib
