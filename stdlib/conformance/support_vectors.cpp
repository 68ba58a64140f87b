// Support vector machines: stdlib/models/svm.hpp.
#include "stats/base/transform.hpp"
#include "stdlib/conformance/case_fields.hpp"
#include "stdlib/conformance/stats_checks.hpp"
#include "stdlib/models/svm.hpp"

namespace rgx::conformance {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using stdlib::SvmOptions;
using stdlib::SvmRule;

struct Given {
  explicit Given(const Fields& f) : x(matrix_of(f.at("x"), f.at("columns")[0])) {
    const MatrixXd raw = x;
    const auto scaling = stats::fit_standardise(raw);
    x = stats::transformed(scaling, raw);
    fresh = stats::transformed(scaling, matrix_of(f.at("new"), f.at("columns")[0]));
    options.kernel = f.at("rbf")[0] == 1 ? stdlib::SvmKernel::rbf : stdlib::SvmKernel::linear;
    options.cost = f.at("cost")[0];
    options.gamma = f.at("gamma")[0];
    options.tolerance = 1e-11;
  }
  MatrixXd x, fresh;
  SvmOptions options;
};

// Every pair of classes, the higher code positive.
void classification(const Fields& f, Numbers& n) {
  if (!f.contains("decision")) return;
  Given g(f);
  if (f.contains("weights")) {
    g.options.negative_weight = f.at("weights")[0];
    g.options.positive_weight = f.at("weights")[1];
  }
  const auto y = codes(f.at("y"));
  const MatrixXd expected = matrix_of(f.at("decision"), f.at("pairs")[0]);
  Index pair = 0;
  for (int i = 0; i < f.at("classes")[0]; ++i)
    for (int j = i + 1; j < f.at("classes")[0]; ++j, ++pair) {
      std::vector<Index> rows;
      std::vector<int> positive;
      for (std::size_t r = 0; r < y.size(); ++r)
        if (y[r] == i || y[r] == j) {
          rows.push_back(static_cast<Index>(r));
          positive.push_back(y[r] == j);
        }
      const MatrixXd x = g.x(rows, Eigen::all);
      n.add(MatrixXd(decision(svm_classify(x, positive, g.options), g.fresh)), MatrixXd(expected.col(pair)), 1);
    }
}

void regression(const Fields& f, Numbers& n) {
  if (!f.contains("predicted")) return;
  Given g(f);
  g.options.epsilon = f.at("epsilon")[0];
  const MatrixXd number = vector_of(f.at("number"));
  const auto scaling = stats::fit_standardise(number);
  const VectorXd y = stats::transformed(scaling, number);
  const VectorXd found = decision(svm_regress(g.x, y, g.options), g.fresh) * scaling.sd[0];
  n.add(VectorXd(found.array() + scaling.mean[0]), f.at("predicted"));
}

}  // namespace

std::vector<StatsCheck> support_vector_checks() {
  return {
      by_case("svm", "svm", "e1071", "svm(tolerance = 1e-11), decision values", kIterative, classification),
      by_case("svm: regression", "svm", "e1071", "svm(tolerance = 1e-11)", kIterative, regression),
  };
}

}  // namespace rgx::conformance
