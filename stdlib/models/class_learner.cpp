#include "stdlib/models/class_learner.hpp"

#include <limits>

#include "engine/failure.hpp"

namespace rgx::stdlib {

using Eigen::Index;
using Eigen::MatrixXd;

std::vector<int> class_codes(const LearnerInput& in) {
  std::vector<int> out;
  for (const double y : in.cases.y) out.push_back(static_cast<int>(y));
  return out;
}

MatrixXd class_indicators(const LearnerInput& in) {
  MatrixXd out = MatrixXd::Zero(in.cases.y.size(), static_cast<Index>(class_count(in)));
  for (Index i = 0; i < out.rows(); ++i) out(i, static_cast<Index>(in.cases.y[i])) = 1;
  return out;
}

void require_fit(const char* name, const std::string& reason, const std::string& help) {
  if (!reason.empty()) throw engine::Failure("learner", std::string(name) + ": " + reason, help);
}

Eigen::VectorXd ClassLearner::predict(const MatrixXd& x, std::size_t) const {
  const MatrixXd p = of_classes(x);
  if (!nominal_) return p.col(1);
  Eigen::VectorXd place(p.rows());
  for (Index i = 0; i < p.rows(); ++i) {
    Index at = 0;
    p.row(i).maxCoeff(&at);
    place[i] = static_cast<double>(at);
  }
  return place;
}

MatrixXd ClassLearner::probabilities(const MatrixXd& x, std::size_t) const {
  return nominal_ ? of_classes(x) : MatrixXd();
}

Coefficient plain_coefficient(std::string term, double estimate) {
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  return {std::move(term), estimate, none, none, none, none};
}

}  // namespace rgx::stdlib
