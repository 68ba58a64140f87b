#pragma once
// What learners of classes share: codes of the training cases, probabilities of every class.
#include <type_traits>
#include <vector>

#include "stdlib/models/part.hpp"

namespace rgx::stdlib {

// Class of each training case, and how many there are.
std::vector<int> class_codes(const LearnerInput& in);
inline std::size_t class_count(const LearnerInput& in) { return in.kind == TargetKind::nominal ? in.classes : 2; }
// A column a class: 1 where the case is of it.
Eigen::MatrixXd class_indicators(const LearnerInput& in);

// Throws Failure "learner" "NAME: reason"; empty reasons pass.
void require_fit(const char* name, const std::string& reason, const std::string& help = {});

// A learner that gives a probability of every class: of a binary outcome `predict` is that of the positive one, of a
// nominal outcome the place of the most probable one (the first of equals).
class ClassLearner : public FittedLearner {
 public:
  ClassLearner() = default;
  explicit ClassLearner(const LearnerInput& in) : nominal_(in.kind == TargetKind::nominal) {}
  Eigen::VectorXd predict(const Eigen::MatrixXd& x, std::size_t) const override;
  Eigen::MatrixXd probabilities(const Eigen::MatrixXd& x, std::size_t) const override;
  std::vector<Coefficient> coefficients(std::size_t) const override { return {}; }

 protected:
  virtual Eigen::MatrixXd of_classes(const Eigen::MatrixXd& x) const = 0;  // cases × classes
  bool nominal() const { return nominal_; }
  // What every learner of classes keeps.
  template <class Visit, class Self>
  static void class_fields(Visit& visit, Self& self) {
    visit("nominal",
          static_cast<std::conditional_t<std::is_const_v<Self>, const ClassLearner, ClassLearner>&>(self).nominal_);
  }

 private:
  bool nominal_ = false;
};

// Coefficient without an interval.
Coefficient plain_coefficient(std::string term, double estimate);

}  // namespace rgx::stdlib
