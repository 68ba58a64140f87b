#include "stdlib/models/mean_curve.hpp"

#include "stats/base/describe.hpp"

namespace rgx::stdlib {

using engine::Column;

namespace {

// The band is a picture of the spread, no estimate: every study may have the same draws.
constexpr std::uint64_t kBandKey = 0x62616e64;

}  // namespace

engine::Table mean_curve(const std::vector<std::pair<Eigen::VectorXd, Eigen::VectorXd>>& parts,
                         const stats::CurveHeights& heights, const std::string& place, const std::string& height) {
  std::vector<double> places, mean, low, high;
  std::vector<std::vector<double>> curves;
  std::size_t last = 0;
  for (std::size_t i = 0; i < parts.size(); ++i)
    if (auto found = heights(parts[i].first, parts[i].second); !found.empty()) {
      curves.push_back(std::move(found));
      last = i;
    }
  for (std::size_t step = 0; step <= kCurveSteps && !curves.empty(); ++step) {
    std::vector<double> here;
    double sum = 0;
    for (const auto& one : curves) here.push_back(one[step]), sum += one[step];
    places.push_back(static_cast<double>(step) / kCurveSteps);
    mean.push_back(sum / static_cast<double>(here.size()));
    if (curves.size() == 1) continue;
    low.push_back(stats::quantile(here, 0.025));
    high.push_back(stats::quantile(here, 0.975));
  }
  if (curves.size() == 1) {
    auto band = stats::curve_band(parts[last].first, parts[last].second, heights, kBandKey);
    low = std::move(band.low);
    high = std::move(band.high);
  }
  engine::Table out;
  out.columns = {Column::of_numbers(place, places), Column::of_numbers(height, mean), Column::of_numbers("low", low),
                 Column::of_numbers("high", high)};
  return out;
}

}  // namespace rgx::stdlib
