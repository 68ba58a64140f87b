// What a fitted ComBat does to cases, and how it learns the location of a batch it had not seen.
#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "stats/harmonise/combat.hpp"

namespace rgx::stats {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr Index kBlock = 32;  // features a task

bool known(const Combat& fit, int batch) {
  return batch >= 0 && static_cast<std::size_t>(batch) < fit.cases.size() && fit.cases[batch] > 0;
}

void require_sizes(const Combat& fit, ConstMatrix x, ConstMatrix covariates) {
  if (!fit.reason.empty()) throw std::invalid_argument("combat: there is no fit (" + fit.reason + ")");
  if (x.cols() != fit.mean.size() || covariates.cols() != fit.covariate.rows() || covariates.rows() != x.rows())
    throw std::invalid_argument("combat: columns differ from those it was fitted on");
}

}  // namespace

MatrixXd transformed(const Combat& fit, ConstMatrix x, std::span<const int> batch, ConstMatrix covariates,
                     UnseenBatch unseen, const ParallelFor& parallel) {
  require_sizes(fit, x, covariates);
  if (static_cast<Index>(batch.size()) != x.rows()) throw std::invalid_argument("combat: one batch for each case");
  if (unseen == UnseenBatch::refused && !std::all_of(batch.begin(), batch.end(), [&](int b) { return known(fit, b); }))
    throw std::invalid_argument("combat: a batch without training cases");
  // The rows that move.
  std::vector<Index> row;
  std::vector<int> code;
  for (std::size_t i = 0; i < batch.size(); ++i)
    if (known(fit, batch[i]) && !(fit.reference && *fit.reference == batch[i])) {
      row.push_back(static_cast<Index>(i));
      code.push_back(batch[i]);
    }
  MatrixXd out = x;
  const Index p = x.cols();
  parallel(static_cast<std::size_t>((p + kBlock - 1) / kBlock), [&](std::size_t block) {
    const Index first = static_cast<Index>(block) * kBlock, last = std::min(first + kBlock, p);
    VectorXd expected(x.rows()), shift(fit.gamma.rows()), scale(fit.gamma.rows());
    for (Index j = first; j < last; ++j) {
      if (!fit.left_alone[j].empty()) continue;
      expected.setConstant(fit.mean[j]);
      if (covariates.cols() > 0) expected.noalias() += covariates * fit.covariate.col(j);
      shift = fit.gamma.col(j) * fit.sd[j];
      scale = fit.delta.col(j).cwiseSqrt().cwiseInverse();
      const double* from = x.col(j).data();
      double* to = out.col(j).data();
      for (std::size_t k = 0; k < row.size(); ++k) {
        const Index i = row[k];
        to[i] = (from[i] - expected[i] - shift[code[k]]) * scale[code[k]] + expected[i];
      }
    }
  });
  return out;
}

void add_location(Combat& fit, int code, ConstMatrix x, ConstMatrix covariates) {
  require_sizes(fit, x, covariates);
  if (code < 0 || known(fit, code)) throw std::invalid_argument("combat: the batch is known");
  if (x.rows() < 2) throw std::invalid_argument("combat: the location of a batch takes two cases");
  const auto place = static_cast<std::size_t>(code);
  if (place >= fit.cases.size()) {
    const Index before = fit.gamma.rows();
    fit.cases.resize(place + 1, 0);
    for (MatrixXd* m : {&fit.gamma, &fit.delta}) {
      m->conservativeResize(code + 1, Eigen::NoChange);
      m->bottomRows(code + 1 - before).setConstant(std::numeric_limits<double>::quiet_NaN());
    }
  }
  fit.cases[place] = x.rows();
  for (Index j = 0; j < x.cols(); ++j) {
    if (!fit.left_alone[j].empty()) continue;
    double sum = 0;
    Index n = 0;
    for (Index i = 0; i < x.rows(); ++i) {
      if (std::isnan(x(i, j))) continue;
      double expected = fit.mean[j];
      for (Index c = 0; c < covariates.cols(); ++c) expected += covariates(i, c) * fit.covariate(c, j);
      sum += (x(i, j) - expected) / fit.sd[j];
      ++n;
    }
    fit.gamma(code, j) = n > 0 ? sum / static_cast<double>(n) : 0;
    fit.delta(code, j) = 1;
  }
}

}  // namespace rgx::stats
