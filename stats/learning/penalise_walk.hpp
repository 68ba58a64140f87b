#pragma once
// glmnet's sequence of lambdas, walked down until it stops. Internal to penalise.
#include <Eigen/Core>
#include <functional>
#include <string>
#include <vector>

#include "stats/learning/penalise.hpp"

namespace rgx::stats::detail {

class PathSolver {
 public:
  virtual ~PathSolver() = default;
  // False when the passes ran out; the state is then of no use.
  virtual bool solve(double lambda, double previous_lambda) = 0;
  // Largest |gradient| / factor over penalised columns: the lambda · alpha at which the first one enters.
  [[nodiscard]] virtual double entry() const = 0;
  [[nodiscard]] virtual double deviance_ratio() const = 0;
  // Every fitted value is so close to the observed one that the quadratic approximation has no weight left.
  [[nodiscard]] virtual bool saturated() const = 0;
};

// When glmnet leaves its own sequence early, from the fifth lambda on (glmnet.control(): fdev, devmax, mnlam).
struct Stops {
  enum class Beside { one, explained, unexplained };
  double least_gain = 1e-5;  // of the share of deviance explained, over `back` lambdas
  Beside beside = Beside::one;
  Eigen::Index back = 1;
  double enough_explained = 0.999;
};

struct Walk {
  std::vector<double> lambda;  // on the outcome's scale
  Eigen::VectorXd deviance_ratio;
  std::string reason;  // "" or "not converged"
};

// lambda_scale: what a lambda of the solver counts on the outcome's scale. record(k): the solver stands at place k.
Walk walk_path(PathSolver& solver, const PathOptions& options, Eigen::Index cases, Eigen::Index columns, bool any_free,
               double lambda_scale, Stops stops, const std::function<void(Eigen::Index)>& record);

// Places of a walk at most.
Eigen::Index walk_length(const PathOptions& options);

}  // namespace rgx::stats::detail
