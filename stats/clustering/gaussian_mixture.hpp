#pragma once
// Mixtures of normal distributions by expectation–maximisation (Dempster, Laird & Rubin 1977), with covariances bound
// as Banfield & Raftery (1993) name them.
#include <Eigen/Core>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "stats/base/parallel.hpp"
#include "stats/base/random.hpp"
#include "stats/base/refs.hpp"

namespace rgx::stats {

// Volume, shape, orientation: E equal in all components, V its own, I spheres (shape) or along the axes (orientation).
// For one column EII is mclust's E; VII, VVI and VVV are its V.
enum class MixtureModel { EII, VII, EEI, VVI, EEE, VVV };
inline constexpr MixtureModel kMixtureModels[] = {MixtureModel::EII, MixtureModel::VII, MixtureModel::EEI,
                                                  MixtureModel::VVI, MixtureModel::EEE, MixtureModel::VVV};
std::string_view mixture_model_name(MixtureModel model);

struct MixtureOptions {
  // Change of the log-likelihood beside 1 + its size, below which it stands still (mclust's is 1e-5).
  double tolerance = 1e-10;
  int max_iterations = 2000;
};

struct Mixture {
  MixtureModel model = MixtureModel::EII;
  int components = 0;
  Eigen::VectorXd weight;                   // of each component
  Eigen::MatrixXd mean;                     // components × columns
  std::vector<Eigen::MatrixXd> covariance;  // one a component, or one for all where bound; diagonal ones in full
  Eigen::MatrixXd membership;               // cases × components: posterior probability
  std::vector<int> cluster;                 // the most probable component
  double log_likelihood = 0;
  double bic = 0;      // 2 log L − parameters · log n: larger is better, as mclust has it
  int parameters = 0;  // weights, means and covariances
  int iterations = 0;
  bool converged = false;
  std::string reason;  // "", "singular covariance", "empty component": no number above holds
};

// From a first membership (cases × components, rows that sum to 1) on. R: mclust::me(x, modelName, z), converged.
// A component whose variance along a column, given the columns before it, falls below 1e-10 of that column's variance
// is singular: the likelihood has no maximum there.
Mixture fit_mixture(ConstMatrix x, MixtureModel model, ConstMatrix membership, const MixtureOptions& options = {});

// Membership of other cases in a mixture's components. R: predict(mclust)$z.
Eigen::MatrixXd mixture_membership(const Mixture& mixture, ConstMatrix x);

// Every model with every number of components, model by model within a number: the better of two starts, Ward's
// partition (ward.D2 on Euclidean distances) and that of k means (50 starts from `stream`). mclust begins with a
// model-based tree, which may end elsewhere. Numbers above that of the cases have reason "fewer distinct cases than
// clusters". R: mclust::Mclust(x, G, modelNames).
std::vector<Mixture> gaussian_mixtures(ConstMatrix x, std::span<const int> components,
                                       std::span<const MixtureModel> models, const Stream& stream,
                                       const MixtureOptions& options = {}, const ParallelFor& parallel = serial_for);
// Place of the largest BIC among those that hold; ties to the fewer parameters, then to the first. −1: none holds.
int best_mixture(std::span<const Mixture> mixtures);

}  // namespace rgx::stats
