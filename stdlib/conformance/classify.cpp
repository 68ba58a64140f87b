// Classifiers: stats/classify.
#include "stats/classify/discriminant.hpp"
#include "stats/classify/naive_bayes.hpp"
#include "stats/classify/nearest_neighbours.hpp"
#include "stats/classify/network.hpp"
#include "stats/classify/platt.hpp"
#include "stdlib/conformance/case_fields.hpp"
#include "stdlib/conformance/stats_checks.hpp"

namespace rgx::conformance {

namespace {

using namespace stats;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

// Probabilities of the other classes may be far below rounding of the largest.
constexpr double kBeside = 1;

struct Given {
  explicit Given(const Fields& f)
      : x(matrix_of(f.at("x"), f.at("columns")[0])),
        fresh(matrix_of(f.at("new"), f.at("columns")[0])),
        y(codes(f.at("y"))),
        classes(static_cast<std::size_t>(f.at("classes")[0])),
        prior(vector_at(f, "prior")),
        weight(vector_at(f, "weight")) {}
  MatrixXd x, fresh;
  std::vector<int> y;
  std::size_t classes;
  VectorXd prior, weight;
};

MatrixXd table(const Fields& f, const char* name, std::size_t columns) {
  return matrix_of(f.at(name), static_cast<double>(columns));
}

auto discriminant(bool quadratic, bool shrunk) {
  return [quadratic, shrunk](const Fields& f, Numbers& n) {
    if (!f.contains("lda") || f.contains("share_lda") != shrunk) return;
    const Given g(f);
    DiscriminantOptions options;
    options.quadratic = quadratic;
    options.prior = g.prior;
    if (shrunk) options.shrinkage.kind = Shrinkage::Kind::automatic;
    if (f.contains("given_share")) options.shrinkage = {Shrinkage::Kind::share, f.at("given_share")[0]};
    const Discriminant fit = fit_discriminant(g.x, g.y, g.classes, options, g.weight);
    if (shrunk) n.add(fit.share, f.at(quadratic ? "share_qda" : "share_lda"));
    n.add(posterior(fit, g.fresh), table(f, quadratic ? "qda" : "lda", g.classes), kBeside);
  };
}

void bayes(const Fields& f, Numbers& n) {
  if (!f.contains("naive")) return;
  const Given g(f);
  n.add(posterior(fit_naive_bayes(g.x, g.y, g.classes, g.prior, g.weight), g.fresh), table(f, "naive", g.classes),
        kBeside);
}

MatrixXd indicators(const Given& g) {
  MatrixXd out = MatrixXd::Zero(g.x.rows(), static_cast<Index>(g.classes));
  for (Index i = 0; i < out.rows(); ++i) out(i, g.y[static_cast<std::size_t>(i)]) = 1;
  return out;
}

void neighbours(const Fields& f, Numbers& n) {
  if (!f.contains("k")) return;
  const Given g(f);
  const auto k = static_cast<Index>(f.at("k")[0]);
  if (f.contains("knn_inverse")) {
    n.add(neighbour_means(g.x, indicators(g), g.weight, g.fresh, {k, NeighbourWeight::inverse_distance}),
          table(f, "knn_inverse", g.classes));
    return;
  }
  n.add(neighbour_means(g.x, indicators(g), VectorXd(), g.fresh, {k}), table(f, "knn", g.classes));
}

void neighbour_regression(const Fields& f, Numbers& n) {
  if (!f.contains("knn_number")) return;
  const Given g(f);
  n.add(neighbour_means(g.x, vector_of(f.at("number")), VectorXd(), g.fresh, {static_cast<Index>(f.at("k")[0])}),
        table(f, "knn_number", 1));
}

struct NetworkCase {
  explicit NetworkCase(const Fields& f)
      : x(matrix_of(f.at("x"), f.at("columns")[0])),
        target(matrix_of(f.at("target"), f.at("outputs")[0])),
        weight(vector_of(f.at("weight"))),
        start(vector_of(f.at("start"))) {
    shape = {x.cols(),
             {static_cast<Index>(f.at("hidden")[0])},
             target.cols(),
             Activation::logistic,
             static_cast<NetworkOutput>(f.at("output")[0])};
    options.decay = f.at("decay")[0];
    options.minimise.tolerance = 1e-15;
    options.minimise.max_iterations = 20000;
  }
  MatrixXd x, target;
  VectorXd weight, start;
  NetworkShape shape;
  NetworkOptions options;
};

void network_start(const Fields& f, Numbers& n) {
  if (!f.contains("at_start")) return;
  const NetworkCase c(f);
  VectorXd slope;
  n.add(network_objective(c.shape, c.start, c.x, c.target, c.weight, c.options.decay, slope), f.at("at_start")[0]);
  Network at;
  at.shape = c.shape;
  at.weight = c.start;
  n.add(network_output(at, c.x), matrix_of(f.at("first"), f.at("outputs")[0]), kBeside);
}

void network_end(const Fields& f, Numbers& n) {
  if (!f.contains("end")) return;
  const NetworkCase c(f);
  const Network fit = train_network(c.shape, c.x, c.target, c.weight, c.options, c.start);
  n.add(fit.value, f.at("end")[0]);
  n.add(network_output(fit, c.x), matrix_of(f.at("fitted"), f.at("outputs")[0]), kBeside);
}

void platt(const Fields& f, Numbers& n) {
  if (!f.contains("platt")) return;
  const PlattScaling fit = fit_platt(vector_of(f.at("f")), codes(f.at("positive")));
  n.add(std::vector<double>{fit.slope, fit.offset}, f.at("platt"));
}

void coupling(const Fields& f, Numbers& n) {
  if (!f.contains("coupled")) return;
  n.add(couple_pairs(matrix_of(f.at("r"), f.at("classes")[0])), f.at("coupled"));
}

}  // namespace

std::vector<StatsCheck> classify_checks() {
  const std::string plug = ", predict(method = \"plug-in\")";
  return {
      by_case("lda", "classify", "MASS", "lda" + plug, kFormula, discriminant(false, false)),
      by_case("qda", "classify", "MASS", "qda" + plug, kFormula, discriminant(true, false)),
      by_case("lda: shrunk", "classify", "R", "Ledoit & Wolf 2004, script", kFormula, discriminant(false, true)),
      by_case("qda: shrunk", "classify", "R", "Ledoit & Wolf 2004, script", kFormula, discriminant(true, true)),
      by_case("naive_bayes", "classify", "e1071", "naiveBayes, predict(type = \"raw\")", kFormula, bayes),
      by_case("knn", "classify", "class", "knn(prob = TRUE, use.all = TRUE)", kFormula, neighbours),
      by_case("knn: regression", "classify", "caret", "knnreg", kFormula, neighbour_regression),
      by_case("mlp: objective", "classify", "nnet", "nnet(Wts =, maxit = 0)", kFormula, network_start),
      by_case("mlp", "classify", "nnet", "nnet(Wts =, reltol = 1e-15)", kIterative, network_end),
      by_case("svm: Platt scaling", "classify", "R", "glm(t ~ f, binomial, epsilon = 1e-15)", kIterative, platt),
      by_case("svm: coupling", "classify", "R", "Wu, Lin & Weng 2004, solve()", kFormula, coupling),
  };
}

}  // namespace rgx::conformance
