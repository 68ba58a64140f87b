#include "stats/clustering/gaussian_mixture.hpp"

#include <Eigen/Cholesky>
#include <cmath>
#include <numbers>
#include <stdexcept>

#include "stats/clustering/distances.hpp"
#include "stats/clustering/hierarchical.hpp"
#include "stats/clustering/k_means.hpp"

namespace rgx::stats {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double kSingular = 1e-10;

bool diagonal(MixtureModel m) { return m != MixtureModel::EEE && m != MixtureModel::VVV; }
bool bound(MixtureModel m) { return m == MixtureModel::EII || m == MixtureModel::EEI || m == MixtureModel::EEE; }

int parameters_of(MixtureModel model, int components, int d) {
  int covariance = 1;
  if (model == MixtureModel::EEI || model == MixtureModel::VVI) covariance = d;
  if (model == MixtureModel::EEE || model == MixtureModel::VVV) covariance = d * (d + 1) / 2;
  return (bound(model) ? 1 : components) * covariance + components * d + components - 1;
}

// log density of every case under every component, its weight included; false where a covariance is singular.
bool log_densities(ConstMatrix x, const Mixture& m, const VectorXd& column_variance, MatrixXd& out) {
  const Index n = x.rows(), d = x.cols();
  out.resize(n, m.components);
  for (Index g = 0; g < m.components; ++g) {
    const MatrixXd& s = m.covariance[m.covariance.size() > 1 ? g : 0];
    MatrixXd apart = (x.rowwise() - m.mean.row(g)).transpose();
    VectorXd pivot = s.diagonal();
    if (diagonal(m.model)) {
      if (!(pivot.array() > kSingular * column_variance.array()).all()) return false;
      apart.array().colwise() /= pivot.array().sqrt();
    } else {
      const Eigen::LLT<MatrixXd> root(s);
      if (root.info() != Eigen::Success) return false;
      pivot = root.matrixLLT().diagonal().array().square();
      if (!(pivot.array() > kSingular * column_variance.array()).all()) return false;
      root.matrixL().solveInPlace(apart);
    }
    const double constant = std::log(m.weight[g]) -
                            0.5 * (static_cast<double>(d) * std::log(2 * std::numbers::pi) + pivot.array().log().sum());
    out.col(g) = (constant - 0.5 * apart.colwise().squaredNorm().array()).transpose();
  }
  return true;
}

// Log densities become memberships; the log-likelihood.
double expect(MatrixXd& z) {
  double sum = 0;
  for (Index i = 0; i < z.rows(); ++i) {
    const double most = z.row(i).maxCoeff();
    z.row(i) = (z.row(i).array() - most).exp().matrix().eval();
    const double total = z.row(i).sum();
    z.row(i) /= total;
    sum += most + std::log(total);
  }
  return sum;
}

void maximise(ConstMatrix x, const MatrixXd& z, Mixture& m) {
  const Index d = x.cols();
  const VectorXd size = z.colwise().sum().transpose();
  m.weight = size / static_cast<double>(x.rows());
  m.mean = z.transpose() * x;
  m.mean.array().colwise() /= size.array();
  m.covariance.assign(bound(m.model) ? 1 : static_cast<std::size_t>(m.components), MatrixXd::Zero(d, d));
  for (Index g = 0; g < m.components; ++g) {
    const MatrixXd apart = (x.rowwise() - m.mean.row(g)).array().colwise() * z.col(g).array().sqrt();
    MatrixXd& s = m.covariance[bound(m.model) ? 0 : g];
    if (diagonal(m.model))
      s.diagonal() += apart.colwise().squaredNorm().transpose();
    else
      s += apart.transpose() * apart;
    if (!bound(m.model)) s /= size[g];
  }
  for (MatrixXd& s : m.covariance) {
    if (bound(m.model)) s /= static_cast<double>(x.rows());
    if (m.model == MixtureModel::EII || m.model == MixtureModel::VII) s.diagonal().setConstant(s.diagonal().mean());
  }
}

MatrixXd indicators(std::span<const int> cluster, int k) {
  MatrixXd z = MatrixXd::Zero(static_cast<Index>(cluster.size()), k);
  for (std::size_t i = 0; i < cluster.size(); ++i) z(static_cast<Index>(i), cluster[i]) = 1;
  return z;
}

VectorXd variances(ConstMatrix x) {
  return (x.rowwise() - x.colwise().mean()).colwise().squaredNorm().transpose() / static_cast<double>(x.rows());
}

}  // namespace

std::string_view mixture_model_name(MixtureModel model) {
  constexpr std::string_view names[] = {"EII", "VII", "EEI", "VVI", "EEE", "VVV"};
  return names[static_cast<int>(model)];
}

Mixture fit_mixture(ConstMatrix x, MixtureModel model, ConstMatrix membership, const MixtureOptions& options) {
  if (x.rows() != membership.rows() || membership.cols() == 0) throw std::invalid_argument("membership of other cases");
  if (!x.allFinite()) throw std::invalid_argument("mixture of values that are not finite");
  Mixture m;
  m.model = model;
  m.components = static_cast<int>(membership.cols());
  m.parameters = parameters_of(model, m.components, static_cast<int>(x.cols()));
  const VectorXd column_variance = variances(x);
  MatrixXd z = membership;
  double last = -std::numeric_limits<double>::infinity();
  while (!m.converged && m.iterations < options.max_iterations) {
    if (!(z.colwise().sum().array() > 1e-8).all()) {
      m.reason = "empty component";
      return m;
    }
    maximise(x, z, m);
    if (!log_densities(x, m, column_variance, z)) {
      m.reason = "singular covariance";
      return m;
    }
    m.log_likelihood = expect(z);
    ++m.iterations;
    m.converged = std::abs(m.log_likelihood - last) <= options.tolerance * (1 + std::abs(m.log_likelihood));
    last = m.log_likelihood;
  }
  m.membership = std::move(z);
  for (Index i = 0; i < x.rows(); ++i) {
    Index best = 0;
    m.membership.row(i).maxCoeff(&best);
    m.cluster.push_back(static_cast<int>(best));
  }
  m.bic = 2 * m.log_likelihood - m.parameters * std::log(static_cast<double>(x.rows()));
  return m;
}

MatrixXd mixture_membership(const Mixture& mixture, ConstMatrix x) {
  if (x.cols() != mixture.mean.cols()) throw std::invalid_argument("mixture of other columns");
  MatrixXd z;
  // The mixture stands: nothing is singular here.
  log_densities(x, mixture, VectorXd::Zero(x.cols()), z);
  expect(z);
  return z;
}

std::vector<Mixture> gaussian_mixtures(ConstMatrix x, std::span<const int> components,
                                       std::span<const MixtureModel> models, const Stream& stream,
                                       const MixtureOptions& options, const ParallelFor& parallel) {
  const Tree tree = hierarchical(distances(x, Metric::euclidean, parallel), Linkage::ward_d2);
  std::vector<std::vector<MatrixXd>> starts(components.size());
  parallel(components.size(), [&](std::size_t i) {
    const int k = components[i];
    if (k < 1) throw std::invalid_argument("mixture of no component");
    const KMeans means = k_means(x, k, stream);
    if (means.reason.empty()) starts[i].push_back(indicators(means.cluster, k));
    if (means.reason.empty() && k > 1) starts[i].push_back(indicators(cut_tree(tree, k), k));
  });
  std::vector<Mixture> out(components.size() * models.size());
  parallel(out.size(), [&](std::size_t place) {
    const std::size_t i = place / models.size();
    Mixture& best = out[place];
    best.model = models[place % models.size()];
    best.components = components[i];
    best.reason = "fewer distinct cases than clusters";
    for (const MatrixXd& start : starts[i]) {
      Mixture fit = fit_mixture(x, best.model, start, options);
      const bool better = fit.reason.empty() && fit.log_likelihood > best.log_likelihood;
      if (better || !best.reason.empty()) best = std::move(fit);
    }
  });
  return out;
}

int best_mixture(std::span<const Mixture> mixtures) {
  int best = -1;
  for (std::size_t i = 0; i < mixtures.size(); ++i) {
    if (!mixtures[i].reason.empty()) continue;
    const Mixture* so_far = best < 0 ? nullptr : &mixtures[static_cast<std::size_t>(best)];
    if (so_far == nullptr || mixtures[i].bic > so_far->bic ||
        (mixtures[i].bic == so_far->bic && mixtures[i].parameters < so_far->parameters))
      best = static_cast<int>(i);
  }
  return best;
}

}  // namespace rgx::stats
