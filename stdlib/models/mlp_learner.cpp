// The learner mlp.
#include <cmath>

#include "stats/base/transform.hpp"
#include "stats/classify/network.hpp"
#include "stdlib/analysis/params.hpp"
#include "stdlib/models/class_learner.hpp"
#include "stdlib/models/kept_stats.hpp"
#include "stdlib/models/operations.hpp"
#include "stdlib/models/prevalence.hpp"

namespace rgx::stdlib {

using Eigen::Index;
using Eigen::MatrixXd;
using engine::Declare;
using engine::Json;
using engine::Operation;

namespace {

std::vector<Index> hidden_layers(const Json& written) {
  std::vector<Index> out;
  if (written.is_number()) out.push_back(static_cast<Index>(written.get<double>()));
  if (written.is_array())
    for (const auto& units : written) out.push_back(static_cast<Index>(units.get<double>()));
  if (out.empty() || out.size() > 2)
    require_fit("mlp", "`hidden` names " + std::to_string(out.size()) + " layers",
                "write one or two: `hidden: [8, 4]`");
  return out;
}

struct Trained {
  Trained() = default;
  Trained(const LearnerInput& in, const MatrixXd& target, stats::NetworkOutput output)
      : scaling(stats::fit_standardise(in.cases.x)) {
    stats::NetworkShape shape;
    shape.inputs = in.cases.x.cols();
    shape.hidden = hidden_layers(in.params.value("hidden", Json(5)));
    shape.outputs = target.cols();
    shape.output = output;
    const auto activation = in.params.value("activation", "tanh");
    shape.activation = activation == "relu"       ? stats::Activation::relu
                       : activation == "logistic" ? stats::Activation::logistic
                                                  : stats::Activation::tanh;
    stats::NetworkOptions options;
    options.decay = in.params.value("decay", 1.0);
    options.restarts = static_cast<int>(in.params.value("restarts", 5.0));
    options.minimise.max_iterations = static_cast<int>(in.params.value("iterations", 500.0));
    network = stats::train_network(shape, stats::transformed(scaling, in.cases.x), target, in.cases.weight, options,
                                   in.stream, in.replicate);
    require_fit("mlp", network.reason);
  }
  [[nodiscard]] MatrixXd outputs(const MatrixXd& x) const {
    return stats::network_output(network, stats::transformed(scaling, x));
  }
  [[nodiscard]] std::string note() const {
    return network.converged ? "" : "stopped after " + std::to_string(network.iterations) + " iterations";
  }

  template <class Visit, class Self>
  static void fields(Visit& visit, Self& self) {
    visit("scaling", self.scaling);
    visit("network", self.network);
  }

  stats::Scaling scaling;
  stats::Network network;
};

class MlpClasses : public ClassLearner {
 public:
  static constexpr const char* kind = "mlp_classes";
  MlpClasses() = default;
  explicit MlpClasses(const LearnerInput& in)
      : ClassLearner(in),
        trained_(in, nominal() ? class_indicators(in) : MatrixXd(in.cases.y),
                 nominal() ? stats::NetworkOutput::softmax : stats::NetworkOutput::logistic) {
    note = trained_.note();
  }
  Json save(std::size_t) const override { return kept(*this); }
  template <class Visit, class Self>
  static void fields(Visit& visit, Self& self) {
    class_fields(visit, self);
    visit("trained", self.trained_);
  }

 private:
  MatrixXd of_classes(const MatrixXd& x) const override {
    const MatrixXd p = trained_.outputs(x);
    if (nominal()) return p;
    MatrixXd both(p.rows(), 2);
    both << 1 - p.array(), p;
    return both;
  }
  Trained trained_;
};

// The outcome is scaled too, so that decay means the same in any unit.
class MlpNumbers : public FittedLearner {
 public:
  static constexpr const char* kind = "mlp_numbers";
  MlpNumbers() = default;
  explicit MlpNumbers(const LearnerInput& in)
      : unit_(stats::fit_standardise(in.cases.y)),
        trained_(in, stats::transformed(unit_, in.cases.y), stats::NetworkOutput::identity) {
    note = trained_.note();
  }
  Eigen::VectorXd predict(const MatrixXd& x, std::size_t) const override {
    return trained_.outputs(x).col(0).array() * (unit_.sd[0] > 0 ? unit_.sd[0] : 1) + unit_.mean[0];
  }
  std::vector<Coefficient> coefficients(std::size_t) const override { return {}; }
  Json save(std::size_t) const override { return kept(*this); }
  template <class Visit, class Self>
  static void fields(Visit& visit, Self& self) {
    visit("unit", self.unit_);
    visit("trained", self.trained_);
  }

 private:
  stats::Scaling unit_;
  Trained trained_;
};

std::shared_ptr<const FittedLearner> fit_mlp(const LearnerInput& in) {
  if (in.cases.x.cols() == 0) return fit_prevalence(in);
  if (in.kind == TargetKind::continuous) return std::make_shared<MlpNumbers>(in);
  return std::make_shared<MlpClasses>(in);
}

}  // namespace

Operation mlp_operation() {
  auto hidden = whole_number("hidden", 5, 1, 1000, "units of the hidden layer, or of the first and the second");
  hidden.list = hidden.tunable = true;
  hidden.fallback = lang::Literal::List{5.0};
  lang::Param decay;
  decay.name = "decay";
  decay.fallback = 1.0;
  decay.low = 0;
  decay.high = 1e6;
  decay.tunable = true;
  decay.text = "times the sum of squares of all weights, added to the summed error";
  return Declare<Json>("mlp", 1)
      .role(lang::Role::learner)
      .in("model")
      .learns(true)
      .random("fit")
      .param(hidden)
      .param(choice_of("activation", {"tanh", "relu", "logistic"}, "of hidden units"))
      .param(decay)
      .param(whole_number("restarts", 5, 1, 1000, "starts, of which the lowest objective is kept"))
      .param(whole_number("iterations", 500, 1, 100000, "at most, of each start"))
      .test({{"binary", "nominal", "continuous"}, 2, 0, {}, "elastic_net", false, false})
      .summary("multilayer perceptron with one or two hidden layers and weight decay")
      .details(
          "The objective of `nnet::nnet(x, y, weights, size, decay)`, biases decayed as there: cross-entropy (one "
          "logistic output of a binary outcome, softmax of several classes) or squared error, summed over cases and "
          "not "
          "averaged, so that `decay` weighs less the more cases there are. Columns, and a numeric outcome, are scaled "
          "by their standard deviation in the training cases; nnet does not. Minimised over all cases at once by "
          "limited-memory BFGS until an iteration gains less than a part in 1e9. Starts are uniform in "
          "±sqrt(6 / (units below + units)) from the model's own stream; nnet's are in ±0.7 whatever the size.")
      .methods(
          "A multilayer perceptron was fitted ({hidden} hidden units, {activation}, decay {decay}; best of "
          "{restarts} starts).")
      .cites({"glorot2010", "nocedal1980", "venables2002"})
      .part(LearnerPart{fit_mlp, or_prevalence(load_one_of<FittedLearner, MlpClasses, MlpNumbers>)});
}

}  // namespace rgx::stdlib
