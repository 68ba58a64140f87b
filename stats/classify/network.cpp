#include "stats/classify/network.hpp"

#include <cmath>
#include <limits>

#include "stats/base/random.hpp"
#include "stats/classify/classes.hpp"

namespace rgx::stats {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

double logistic(double v) { return v > 0 ? 1 / (1 + std::exp(-v)) : std::exp(v) / (1 + std::exp(v)); }

// Units of every layer, inputs and outputs included.
std::vector<Index> layers_of(const NetworkShape& shape) {
  std::vector<Index> out{shape.inputs};
  out.insert(out.end(), shape.hidden.begin(), shape.hidden.end());
  out.push_back(shape.outputs);
  return out;
}

// The layer's part of all weights: a column a unit, its bias in the first row.
using Layer = Eigen::Map<MatrixXd>;
using ConstLayer = Eigen::Map<const MatrixXd>;

template <class Map, class Pointer>
std::vector<Map> split(const std::vector<Index>& layers, Pointer from) {
  std::vector<Map> out;
  for (std::size_t l = 0; l + 1 < layers.size(); ++l) {
    out.emplace_back(from, layers[l] + 1, layers[l + 1]);
    from += (layers[l] + 1) * layers[l + 1];
  }
  return out;
}

void activate(Activation activation, MatrixXd& units) {
  for (double& v : units.reshaped()) switch (activation) {
      case Activation::tanh:
        v = std::tanh(v);
        break;
      case Activation::relu:
        v = v > 0 ? v : 0;
        break;
      case Activation::logistic:
        v = logistic(v);
        break;
    }
}

// Derivative of the activation, from its value.
void times_derivative(Activation activation, const MatrixXd& value, MatrixXd& slope) {
  switch (activation) {
    case Activation::tanh:
      slope.array() *= 1 - value.array().square();
      break;
    case Activation::relu:
      slope.array() *= (value.array() > 0).cast<double>();
      break;
    case Activation::logistic:
      slope.array() *= value.array() * (1 - value.array());
      break;
  }
}

// Values of every layer but the inputs; of the outputs before their link.
std::vector<MatrixXd> forward(const NetworkShape& shape, const std::vector<ConstLayer>& weight, ConstMatrix x) {
  std::vector<MatrixXd> units;
  for (std::size_t l = 0; l < weight.size(); ++l) {
    const Index below = weight[l].rows() - 1;
    MatrixXd next =
        l == 0 ? MatrixXd(x * weight[l].bottomRows(below)) : MatrixXd(units.back() * weight[l].bottomRows(below));
    next.rowwise() += weight[l].row(0);
    if (l + 1 < weight.size()) activate(shape.activation, next);
    units.push_back(std::move(next));
  }
  return units;
}

double log1p_exp(double v) { return v > 0 ? v + std::log1p(std::exp(-v)) : std::log1p(std::exp(v)); }

// Weighted error, and its slope by the outputs before their link.
double error_of(const NetworkShape& shape, const MatrixXd& out, ConstMatrix target, ConstVector w, MatrixXd& slope) {
  double sum = 0;
  switch (shape.output) {
    case NetworkOutput::identity:
      slope = out - target;
      sum = slope.rowwise().squaredNorm().dot(w);
      slope *= 2;
      break;
    case NetworkOutput::logistic:
      slope.resizeLike(out);
      for (Index i = 0; i < out.rows(); ++i)
        for (Index k = 0; k < out.cols(); ++k) {
          sum += w[i] * (log1p_exp(out(i, k)) - target(i, k) * out(i, k));
          slope(i, k) = logistic(out(i, k)) - target(i, k);
        }
      break;
    case NetworkOutput::softmax: {
      slope.resizeLike(out);
      for (Index i = 0; i < out.rows(); ++i) {
        const double top = out.row(i).maxCoeff();
        const Eigen::RowVectorXd grown = (out.row(i).array() - top).exp();
        const double total = grown.sum(), in_target = target.row(i).sum();
        sum += w[i] * (in_target * (top + std::log(total)) - target.row(i).dot(out.row(i)));
        slope.row(i) = in_target * grown / total - target.row(i);
      }
      break;
    }
  }
  slope = w.asDiagonal() * slope;
  return sum;
}

std::string refusal(const NetworkShape& shape, ConstMatrix x, ConstMatrix target, ConstVector w) {
  if (x.rows() != target.rows() || x.cols() != shape.inputs || target.cols() != shape.outputs ||
      (w.size() != 0 && w.size() != x.rows()))
    return "wrong sizes";
  if (x.rows() == 0 || (w.size() != 0 && !(w.sum() > 0))) return "no cases";
  if (!x.allFinite() || !target.allFinite() || !w.allFinite()) return "missing value";
  return w.size() != 0 && w.minCoeff() < 0 ? "negative weight" : "";
}

VectorXd drawn(const NetworkShape& shape, Stream stream) {
  VectorXd weight = VectorXd::Zero(shape.weights());
  for (auto& layer : split<Layer>(layers_of(shape), weight.data())) {
    const Index below = layer.rows() - 1;
    const double half = std::sqrt(6.0 / static_cast<double>(below + layer.cols()));
    for (Index unit = 0; unit < layer.cols(); ++unit)
      for (Index from = 0; from < below; ++from) layer(from + 1, unit) = half * (2 * stream.uniform() - 1);
  }
  return weight;
}

}  // namespace

Index NetworkShape::weights() const {
  const auto layers = layers_of(*this);
  Index sum = 0;
  for (std::size_t l = 0; l + 1 < layers.size(); ++l) sum += (layers[l] + 1) * layers[l + 1];
  return sum;
}

double network_objective(const NetworkShape& shape, const VectorXd& weight, ConstMatrix x, ConstMatrix target,
                         ConstVector case_weight, double decay, VectorXd& slope) {
  const auto layers = layers_of(shape);
  const auto w = split<ConstLayer>(layers, weight.data());
  slope = 2 * decay * weight;
  auto g = split<Layer>(layers, slope.data());
  const auto units = forward(shape, w, x);
  MatrixXd back;
  const double error = error_of(shape, units.back(), target, case_weight, back);
  for (std::size_t l = w.size(); l-- > 0;) {
    const Index below = w[l].rows() - 1;
    g[l].row(0) += back.colwise().sum();
    if (l == 0) {
      g[l].bottomRows(below) += x.transpose() * back;
      break;
    }
    g[l].bottomRows(below) += units[l - 1].transpose() * back;
    back = (back * w[l].bottomRows(below).transpose()).eval();
    times_derivative(shape.activation, units[l - 1], back);
  }
  return error + decay * weight.squaredNorm();
}

Network train_network(const NetworkShape& shape, ConstMatrix x, ConstMatrix target, ConstVector case_weight,
                      const NetworkOptions& options, const VectorXd& start) {
  Network out;
  out.shape = shape;
  out.reason = refusal(shape, x, target, case_weight);
  if (out.reason.empty() && start.size() != shape.weights()) out.reason = "wrong sizes";
  if (!out.reason.empty()) return out;
  const VectorXd each = case_weight.size() == 0 ? VectorXd::Ones(x.rows()) : VectorXd(case_weight);
  const auto found =
      minimise([&](const VectorXd& at,
                   VectorXd& slope) { return network_objective(shape, at, x, target, each, options.decay, slope); },
               start, options.minimise);
  out.weight = found.at;
  out.value = found.value;
  out.iterations = found.iterations;
  out.converged = found.converged;
  out.values = {found.value};
  return out;
}

Network train_network(const NetworkShape& shape, ConstMatrix x, ConstMatrix target, ConstVector case_weight,
                      const NetworkOptions& options, std::uint64_t key, std::uint32_t replicate) {
  Network best;
  std::vector<double> values;
  for (int start = 0; start < std::max(1, options.restarts); ++start) {
    Network one = train_network(shape, x, target, case_weight, options,
                                drawn(shape, Stream(key, replicate, static_cast<std::uint32_t>(start))));
    if (!one.reason.empty()) return one;
    values.push_back(one.value);
    if (start == 0 || one.value < best.value) best = std::move(one);
  }
  best.values = std::move(values);
  return best;
}

MatrixXd network_output(const Network& network, ConstMatrix x) {
  const auto weight = split<ConstLayer>(layers_of(network.shape), network.weight.data());
  MatrixXd out = forward(network.shape, weight, x).back();
  if (network.shape.output == NetworkOutput::softmax) return softmax_rows(out);
  if (network.shape.output == NetworkOutput::logistic) activate(Activation::logistic, out);
  return out;
}

}  // namespace rgx::stats
