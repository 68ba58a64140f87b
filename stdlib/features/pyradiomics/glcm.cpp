#include "stdlib/features/pyradiomics/glcm.hpp"

#include <Eigen/Eigenvalues>
#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <string_view>

#include "stdlib/features/glcm.hpp"
#include "stdlib/features/pyradiomics/neighbours.hpp"

namespace rgx::features::pyradiomics {

namespace {

constexpr double kEpsilon = std::numeric_limits<double>::epsilon();  // numpy.spacing(1)

// The four features with rules of their own, at their places in the family.
enum Own : std::size_t { correlation = 5, imc1 = 13, imc2 = 14, mcc = 19 };

// IBSI's name of each feature in PyRadiomics' order; empty where it is not IBSI's value.
constexpr std::array<std::string_view, kGlcm> kIbsi{"autocorrelation",
                                                    "cluster_prominence",
                                                    "cluster_shade",
                                                    "cluster_tendency",
                                                    "contrast",
                                                    "",
                                                    "difference_average",
                                                    "difference_entropy",
                                                    "difference_variance",
                                                    "inverse_difference",
                                                    "inverse_difference_moment",
                                                    "normalised_inverse_difference_moment",
                                                    "normalised_inverse_difference",
                                                    "",
                                                    "",
                                                    "inverse_variance",
                                                    "joint_average",
                                                    "angular_second_moment",
                                                    "joint_entropy",
                                                    "",
                                                    "joint_maximum",
                                                    "sum_average",
                                                    "sum_entropy",
                                                    "joint_variance"};

std::size_t ibsi_place(std::string_view name) {
  const Feature* feature = find_feature(Family::glcm, name);
  if (feature == nullptr) throw std::logic_error("no GLCM feature `" + std::string(name) + "`");
  return static_cast<std::size_t>(feature - features_of(Family::glcm).data());
}

// The symmetric matrix of the levels that have a pair, normalised, and its marginal.
struct Joint {
  Eigen::MatrixXd p;
  Eigen::VectorXd marginal;
};

Joint joint(std::span<const std::uint32_t> counts, int highest) {
  const auto n = static_cast<std::size_t>(highest), stride = n + 1;
  std::vector<double> in_level(stride, 0);
  double total = 0;
  for (std::size_t i = 1; i <= n; ++i) {
    for (std::size_t j = 1; j <= n; ++j) {
      const double c = counts[i * stride + j];
      in_level[i] += c;
      in_level[j] += c;
      total += 2 * c;
    }
  }
  std::vector<std::size_t> level;
  for (std::size_t i = 1; i <= n; ++i) {
    if (in_level[i] > 0) level.push_back(i);
  }
  const auto m = static_cast<Eigen::Index>(level.size());
  Joint out{Eigen::MatrixXd(m, m), Eigen::VectorXd(m)};
  for (Eigen::Index a = 0; a < m; ++a) {
    const std::size_t i = level[static_cast<std::size_t>(a)];
    out.marginal[a] = in_level[i] / total;
    for (Eigen::Index b = 0; b <= a; ++b) {
      const std::size_t j = level[static_cast<std::size_t>(b)];
      const double both = static_cast<double>(counts[i * stride + j]) + counts[j * stride + i];
      out.p(a, b) = out.p(b, a) = both / total;
    }
  }
  return out;
}

struct Information {
  double imc1 = 0, imc2 = 0;
};

Information information(const Joint& joint) {
  const auto& [p, marginal] = joint;
  double hx = 0, hxy = 0, hxy1 = 0, hxy2 = 0;
  for (Eigen::Index a = 0; a < marginal.size(); ++a) {
    hx -= marginal[a] * std::log2(marginal[a] + kEpsilon);
    for (Eigen::Index b = 0; b <= a; ++b) {
      const double twice = a == b ? 1 : 2, independent = marginal[a] * marginal[b];
      const double bits = std::log2(independent + kEpsilon);
      if (p(a, b) > 0) hxy -= twice * p(a, b) * std::log2(p(a, b) + kEpsilon);
      hxy1 -= twice * p(a, b) * bits;
      hxy2 -= twice * independent * bits;
    }
  }
  Information out;
  if (marginal.size() == 1) return out;
  out.imc1 = (hxy - hxy1) / hx;
  // Rounding may leave HXY above HXY2; PyRadiomics' root of a negative number is no number then.
  out.imc2 = std::sqrt(1 - std::exp(-2 * std::max(0.0, hxy2 - hxy)));
  return out;
}

// Root of the second largest eigenvalue of Q(i,j) = sum_k p(i,k) p(j,k) / (p_i p_k + epsilon). Without epsilon Q is
// similar to A^2 with the symmetric A(i,j) = p(i,j) / sqrt(p_i p_j), so that the root is the second largest
// |eigenvalue| of A. Epsilon matters where two rare levels meet: it takes r(i,k) = epsilon / (p_i p_k + epsilon) of a
// term, which changes the eigenvalue mu^2 of A^2 by -mu sum w_i A(i,k) r(i,k) w_k to first order, w the eigenvector.
double maximal_correlation(const Joint& joint) {
  const auto& [p, marginal] = joint;
  const Eigen::Index n = marginal.size();
  if (n < 2) return 0;
  const Eigen::VectorXd scale = marginal.array().sqrt().inverse();
  const Eigen::MatrixXd a = scale.asDiagonal() * p * scale.asDiagonal();
  const Eigen::VectorXd mu = Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>(a, Eigen::EigenvaluesOnly).eigenvalues();
  // Ascending; the largest is 1.
  const double second = std::fabs(mu[0]) > std::fabs(mu[n - 2]) ? mu[0] : mu[n - 2];
  double square = second * second;
  const double rarest = marginal.minCoeff();
  constexpr double kMatters = 1e-9;
  if (kEpsilon > kMatters * rarest * rarest) {
    // Inverse iteration beside the eigenvalue.
    Eigen::MatrixXd shifted = a;
    shifted.diagonal().array() -= second + 1e-12;
    const Eigen::PartialPivLU<Eigen::MatrixXd> lu(shifted);
    Eigen::VectorXd w(n);
    for (Eigen::Index i = 0; i < n; ++i) w[i] = 1 + 0.5 * std::sin(static_cast<double>(i + 1));
    for (int step = 0; step < 3; ++step) w = lu.solve(w.normalized()).eval();
    w.normalize();
    double change = 0;
    for (Eigen::Index i = 0; i < n; ++i) {
      for (Eigen::Index k = 0; k < n; ++k) {
        change -= w[i] * a(i, k) * kEpsilon / (marginal[i] * marginal[k] + kEpsilon) * w[k];
      }
    }
    if (std::isfinite(change)) square += second * change;
  }
  return std::sqrt(std::max(0.0, square));
}

std::array<Value, kGlcm> all_missing(Reason why) {
  std::array<Value, kGlcm> out;
  out.fill(Value::missing(why));
  return out;
}

std::array<Value, kGlcm> of_direction(std::span<const std::uint32_t> counts, int highest, int distinct) {
  static const auto place = [] {
    std::array<std::size_t, kGlcm> out{};
    for (std::size_t i = 0; i < kGlcm; ++i) out[i] = kIbsi[i].empty() ? 0 : ibsi_place(kIbsi[i]);
    return out;
  }();
  static const std::size_t ibsi_correlation = ibsi_place("correlation");
  const GlcmValues ibsi = glcm_features(counts, highest);
  std::array<Value, kGlcm> out;
  for (std::size_t i = 0; i < kGlcm; ++i) out[i] = ibsi[place[i]];
  if (ibsi.front().reason == Reason::no_pairs) return all_missing(Reason::no_pairs);
  const Joint levels = joint(counts, highest);
  const Information info = information(levels);
  out[correlation] = levels.marginal.size() == 1 ? Value::of(1) : ibsi[ibsi_correlation];
  out[imc1] = Value::of(info.imc1);
  out[imc2] = Value::of(info.imc2);
  out[mcc] = Value::of(distinct < 2 ? 1 : maximal_correlation(levels));
  return out;
}

std::array<Value, kGlcm> mean_of(const std::vector<std::array<Value, kGlcm>>& directions, int distinct) {
  Mean<kGlcm> mean;
  for (const auto& values : directions) mean.add(values);
  auto out = mean.result(Reason::no_pairs);
  if (distinct == 1) out[mcc] = Value::of(1);
  return out;
}

// Pairs of a voxel and the one a step further.
std::vector<std::uint32_t> count_pairs(const LevelBox& box, std::int64_t step) {
  const std::size_t stride = static_cast<std::size_t>(box.highest) + 1;
  std::vector<std::uint32_t> out(stride * stride, 0);
  box.with_grid([&](const auto* grid) {
    // Neighbours outside have level 0 and fall into a column that nobody reads.
    for (const std::uint32_t voxel : box.roi.voxels) ++out[grid[voxel] * stride + grid[voxel + step]];
  });
  return out;
}

}  // namespace

std::array<Value, kGlcm> glcm(CoOccurrences directions, int highest, int distinct, const stats::ParallelFor& parallel) {
  std::vector<std::array<Value, kGlcm>> each(directions.size());
  parallel(directions.size(), [&](std::size_t d) { each[d] = of_direction(directions[d], highest, distinct); });
  return mean_of(each, distinct);
}

std::array<Value, kGlcm> glcm(const LevelBox& box, int distinct, std::span<const int> distances,
                              const stats::ParallelFor& parallel) {
  if (box.roi.count() == 1) return all_missing(Reason::single_voxel);
  if (box.highest > kMostDense) return all_missing(Reason::too_many_levels);
  if (nearest_only(distances)) return glcm(glcm_matrices(box, 1, parallel), box.highest, distinct, parallel);
  // Steps ascend: the second half is one of each pair.
  const auto both = neighbours(box.roi, distances);
  const auto steps = std::span(both).subspan(both.size() / 2);
  std::vector<std::array<Value, kGlcm>> each(steps.size());
  parallel(steps.size(),
           [&](std::size_t d) { each[d] = of_direction(count_pairs(box, steps[d]), box.highest, distinct); });
  return mean_of(each, distinct);
}

}  // namespace rgx::features::pyradiomics
