#pragma once
// A smooth function of many parameters brought to a local minimum by its slope alone: limited-memory BFGS (Nocedal &
// Wright, Numerical Optimization, 2006, algorithm 7.5) with a line search to the strong Wolfe conditions (algorithms
// 3.5 and 3.6, 1e-4 and 0.9).
#include <Eigen/Core>
#include <functional>

namespace rgx::stats {

// The value at a point; the slope there is written to the second argument, which has the point's size.
using Differentiable = std::function<double(const Eigen::VectorXd& at, Eigen::VectorXd& slope)>;

struct MinimiseOptions {
  int memory = 10;          // pairs of steps and changes of slope that are kept
  double tolerance = 1e-9;  // fall of the value in one iteration, relative to |value| + 1e-9, at which it stands still
  double slope = 1e-10;     // largest slope, relative to |value| + 1e-9, taken for none
  int max_iterations = 500;
};

struct Minimum {
  Eigen::VectorXd at;
  double value = 0;
  Eigen::VectorXd slope;
  int iterations = 0, evaluations = 0;
  // False: the iterations ran out. A line search that finds no lower point ends it as converged: what is left is
  // rounding, or a kink of a function that is not smooth.
  bool converged = false;
};

// The value at `start` must be finite; points where it is not are stepped back from.
Minimum minimise(const Differentiable& function, const Eigen::VectorXd& start, const MinimiseOptions& options = {});

}  // namespace rgx::stats
