#include "stdlib/models/svm.hpp"

#include <libsvm/svm.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "engine/failure.hpp"

namespace rgx::stdlib {

using Eigen::Index;
using engine::Failure;

namespace {

constexpr double kCacheMegabytes = 40;

// libsvm's picture of the cases: pointers into one block of nodes, which the model goes on pointing to.
struct Problem {
  Problem(stats::ConstMatrix x, std::vector<double> target) : y(std::move(target)) {
    const Index p = x.cols();
    nodes.resize(static_cast<std::size_t>(x.rows() * (p + 1)));
    for (Index i = 0; i < x.rows(); ++i) {
      svm_node* row = nodes.data() + i * (p + 1);
      for (Index j = 0; j < p; ++j) row[j] = {static_cast<int>(j + 1), x(i, j)};
      row[p] = {-1, 0};
      rows.push_back(row);
    }
    problem = {static_cast<int>(x.rows()), y.data(), rows.data()};
  }
  Problem(const Problem&) = delete;
  Problem& operator=(const Problem&) = delete;
  ~Problem() = default;

  std::vector<double> y;
  std::vector<svm_node> nodes;
  std::vector<svm_node*> rows;
  svm_problem problem{};
};

struct FreeModel {
  void operator()(svm_model* model) const { svm_free_and_destroy_model(&model); }
};
using Model = std::unique_ptr<svm_model, FreeModel>;

svm_parameter parameter_of(const SvmOptions& options, Index columns) {
  svm_parameter p{};
  p.kernel_type = options.kernel == SvmKernel::linear ? LINEAR : RBF;
  p.gamma = options.gamma > 0 ? options.gamma : 1 / static_cast<double>(std::max<Index>(columns, 1));
  p.C = options.cost;
  p.p = options.epsilon;
  p.eps = options.tolerance;
  p.cache_size = kCacheMegabytes;
  p.shrinking = 1;
  return p;
}

Model train(const Problem& problem, const svm_parameter& parameter) {
  // It reports progress to the screen otherwise.
  static const bool silent = [] {
    svm_set_print_string_function([](const char*) {});
    return true;
  }();
  static_cast<void>(silent);
  if (const char* why = svm_check_parameter(&problem.problem, &parameter); why != nullptr)
    throw Failure("learner", std::string("svm: ") + why);
  return Model(svm_train(&problem.problem, &parameter));
}

// sign: -1 where libsvm took the negative class for its first.
SvmRule rule_of(const svm_model& model, stats::ConstMatrix x, const SvmOptions& options, double gamma, double sign) {
  SvmRule rule{options.kernel, gamma, -sign * model.rho[0], {}, {}};
  rule.support.resize(model.l, x.cols());
  rule.coefficient.resize(model.l);
  for (int i = 0; i < model.l; ++i) {
    rule.support.row(i) = x.row(model.sv_indices[i] - 1);
    rule.coefficient[i] = sign * model.sv_coef[0][i];
  }
  if (options.kernel == SvmKernel::linear) {
    rule.support = (rule.coefficient.transpose() * rule.support).eval();
    rule.coefficient = Eigen::VectorXd::Ones(1);
  }
  return rule;
}

}  // namespace

SvmRule svm_classify(stats::ConstMatrix x, std::span<const int> positive, const SvmOptions& options) {
  const Problem problem(x, std::vector<double>(positive.begin(), positive.end()));
  svm_parameter parameter = parameter_of(options, x.cols());
  parameter.svm_type = C_SVC;
  int labels[] = {0, 1};
  double weights[] = {options.negative_weight, options.positive_weight};
  parameter.nr_weight = 2;
  parameter.weight_label = labels;
  parameter.weight = weights;
  const Model model = train(problem, parameter);
  if (model->nr_class != 2) throw Failure("learner", "svm: the cases have one class");
  return rule_of(*model, x, options, parameter.gamma, model->label[0] == 1 ? 1 : -1);
}

SvmRule svm_regress(stats::ConstMatrix x, stats::ConstVector y, const SvmOptions& options) {
  const Problem problem(x, std::vector<double>(y.begin(), y.end()));
  svm_parameter parameter = parameter_of(options, x.cols());
  parameter.svm_type = EPSILON_SVR;
  return rule_of(*train(problem, parameter), x, options, parameter.gamma, 1);
}

Eigen::VectorXd decision(const SvmRule& rule, stats::ConstMatrix x) {
  Eigen::VectorXd out = Eigen::VectorXd::Constant(x.rows(), rule.offset);
  if (rule.support.rows() == 0) return out;
  if (rule.kernel == SvmKernel::linear) return out + x * rule.support.row(0).transpose();
  const Eigen::MatrixXd support = rule.support.transpose();
  for (Index i = 0; i < x.rows(); ++i) {
    const Eigen::RowVectorXd square = (support.colwise() - x.row(i).transpose()).colwise().squaredNorm();
    out[i] += (-rule.gamma * square.array()).exp().matrix().dot(rule.coefficient);
  }
  return out;
}

}  // namespace rgx::stdlib
