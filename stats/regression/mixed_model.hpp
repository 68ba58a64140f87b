#pragma once
// One mixed model of complete cases, to be fitted by ML, REML or both: what linear_mixed and the screen share.
#include <Eigen/Core>
#include <optional>
#include <span>
#include <vector>

#include "stats/regression/mixed_profile.hpp"

namespace rgx::stats {

class MixedModel {
 public:
  // No NaN, no negative code; infinite values become the fit's reason.
  MixedModel(ConstMatrix design, ConstVector y, std::span<const int> cluster);

  MixedFit fit(Likelihood likelihood) const;

 private:
  MixedFit empty(Likelihood likelihood) const;

  Eigen::Index columns_;
  std::size_t n_;
  std::size_t clusters_ = 0;
  std::vector<Eigen::Index> kept_;
  Eigen::VectorXd unit_;  // a kept column is unit · what the profile holds, powers of 2
  double y_unit_ = 1;
  Reason reason_ = Reason::none;
  std::optional<MixedProfile> profile_;
};

}  // namespace rgx::stats
