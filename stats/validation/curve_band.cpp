#include "stats/validation/curve_band.hpp"

#include <algorithm>

#include "stats/base/describe.hpp"
#include "stats/base/random.hpp"

namespace rgx::stats {

double sensitivity_at(const RocCurve& curve, double false_positive_rate) {
  double best = 0;
  for (Eigen::Index i = 0; i < curve.sensitivity.size(); ++i) {
    const double x = 1 - curve.specificity[i];
    if (x <= false_positive_rate) best = std::max(best, curve.sensitivity[i]);
    if (i == 0 || x < false_positive_rate) continue;
    const double before = 1 - curve.specificity[i - 1];
    if (before < false_positive_rate && x > before)
      best = std::max(best, curve.sensitivity[i - 1] + (curve.sensitivity[i] - curve.sensitivity[i - 1]) *
                                                           (false_positive_rate - before) / (x - before));
  }
  return best;
}

CurveBand curve_band(ConstVector score, ConstVector y, const CurveHeights& heights, std::uint64_t key,
                     std::size_t draws, double level) {
  CurveBand band;
  const std::size_t places = heights(score, y).size();
  if (places == 0) return band;
  std::vector<Eigen::Index> of_class[2];
  for (Eigen::Index i = 0; i < y.size(); ++i) of_class[y[i] == 1 ? 1 : 0].push_back(i);
  std::vector<std::vector<double>> at(places);
  Eigen::VectorXd drawn_score(score.size()), drawn_y(score.size());
  const Stream stream(key);
  for (std::size_t d = 0; d < draws; ++d) {
    Stream draw = stream.at(static_cast<std::uint32_t>(d));
    Eigen::Index row = 0;
    for (const auto& members : of_class)
      for (std::size_t i = 0; i < members.size(); ++i, ++row) {
        const Eigen::Index from = members[draw.below(members.size())];
        drawn_score[row] = score[from];
        drawn_y[row] = y[from];
      }
    const std::vector<double> here = heights(drawn_score, drawn_y);
    for (std::size_t p = 0; p < here.size() && p < places; ++p) at[p].push_back(here[p]);
  }
  for (const auto& values : at) {
    band.low.push_back(quantile(values, (1 - level) / 2));
    band.high.push_back(quantile(values, (1 + level) / 2));
  }
  return band;
}

}  // namespace rgx::stats
