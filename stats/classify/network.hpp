#pragma once
// A small multilayer perceptron with one or two hidden layers, by full-batch limited-memory BFGS. Objective as nnet's
// (Venables & Ripley, Modern Applied Statistics with S, 2002, §8.10): sum of weight times error, plus decay times the
// sum of squares of every weight, biases included. Errors: cross-entropy of one logistic output, cross-entropy of
// softmax outputs, squared error summed over identity outputs.
#include <Eigen/Core>
#include <cstdint>
#include <string>
#include <vector>

#include "stats/base/minimise.hpp"
#include "stats/base/refs.hpp"

namespace rgx::stats {

enum class Activation { tanh, relu, logistic };  // of hidden units
enum class NetworkOutput { identity, logistic, softmax };

struct NetworkShape {
  Eigen::Index inputs = 0;
  std::vector<Eigen::Index> hidden;  // units of each layer; none: a linear model
  Eigen::Index outputs = 1;
  Activation activation = Activation::tanh;
  NetworkOutput output = NetworkOutput::identity;
  [[nodiscard]] Eigen::Index weights() const;
};

struct NetworkOptions {
  double decay = 0;
  int restarts = 5;  // starts; the lowest objective is kept
  MinimiseOptions minimise;
};

// Weights in nnet's order: layer by layer, unit by unit, the bias first and then one for each unit of the layer below.
struct Network {
  NetworkShape shape;
  Eigen::VectorXd weight;
  double value = 0;  // of the objective
  int iterations = 0;
  bool converged = false;
  std::vector<double> values;  // of every start
  std::string reason;          // empty, or: "wrong sizes", "no cases", "missing value", "negative weight"
};

// Objective and its slope (by back-propagation). x: cases × inputs; target: cases × outputs (0 or 1, indicators, or
// numbers); case_weight: one a case.
double network_objective(const NetworkShape& shape, const Eigen::VectorXd& weight, ConstMatrix x, ConstMatrix target,
                         ConstVector case_weight, double decay, Eigen::VectorXd& slope);

// From one start.
Network train_network(const NetworkShape& shape, ConstMatrix x, ConstMatrix target, ConstVector case_weight,
                      const NetworkOptions& options, const Eigen::VectorXd& start);
// From `restarts` starts: weights uniform in ±sqrt(6 / (units below + units)) (Glorot & Bengio 2010), biases 0, of the
// stream (key, replicate, start). case_weight: none or one a case.
Network train_network(const NetworkShape& shape, ConstMatrix x, ConstMatrix target, ConstVector case_weight,
                      const NetworkOptions& options, std::uint64_t key, std::uint32_t replicate);

// Outputs: probabilities or values, cases × outputs.
Eigen::MatrixXd network_output(const Network& network, ConstMatrix x);

}  // namespace rgx::stats
