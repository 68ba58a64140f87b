#include "stats/prepare/smote.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <stdexcept>

namespace rgx::stats {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

std::map<int, std::vector<Index>> by_class(std::span<const int> y) {
  std::map<int, std::vector<Index>> out;
  for (std::size_t i = 0; i < y.size(); ++i) out[y[i]].push_back(static_cast<Index>(i));
  return out;
}

MatrixXd scaled(ConstMatrix x) {
  MatrixXd out = x;
  for (Index j = 0; j < x.cols(); ++j) {
    const double mean = x.col(j).mean();
    const double sd = std::sqrt((x.col(j).array() - mean).square().mean());
    out.col(j) = (x.col(j).array() - mean) / (sd > 0 ? sd : 1);
  }
  return out;
}

std::vector<bool> indicators(ConstMatrix x) {
  std::vector<bool> out;
  for (Index j = 0; j < x.cols(); ++j) out.push_back(((x.col(j).array() == 0) || (x.col(j).array() == 1)).all());
  return out;
}

std::vector<Index> nearest(const MatrixXd& z, const std::vector<Index>& members, Index of, int k) {
  std::vector<std::pair<double, Index>> order;
  for (const Index m : members)
    if (m != of) order.emplace_back((z.row(m) - z.row(of)).squaredNorm(), m);
  std::sort(order.begin(), order.end());
  std::vector<Index> out;
  for (std::size_t i = 0; i < order.size() && i < static_cast<std::size_t>(k); ++i) out.push_back(order[i].second);
  return out;
}

}  // namespace

MadeCases smote(ConstMatrix x, std::span<const int> y, Stream stream, const SmoteOptions& options) {
  if (static_cast<Index>(y.size()) != x.rows()) throw std::invalid_argument("smote: one class for each case");
  if (options.k < 1 || !(options.ratio > 0 && options.ratio <= 1))
    throw std::invalid_argument("smote: k of 1 and more, ratio above 0 and at most 1");
  if (!x.allFinite()) throw std::invalid_argument("smote: missing value");
  const auto classes = by_class(y);
  std::size_t most = 0;
  for (const auto& [code, members] : classes) most = std::max(most, members.size());
  const auto wanted = static_cast<std::size_t>(std::llround(options.ratio * static_cast<double>(most)));
  const MatrixXd z = scaled(x);
  const auto binary = indicators(x);
  MadeCases out;
  std::vector<VectorXd> rows;
  for (const auto& [code, members] : classes) {
    if (members.size() >= wanted) continue;
    if (members.size() < 2) throw std::invalid_argument("smote: a class of one case");
    // Who serves, and how often.
    const std::size_t needed = wanted - members.size();
    std::vector<std::size_t> serves;
    for (std::size_t turn = 0; turn < needed / members.size(); ++turn)
      for (std::size_t m = 0; m < members.size(); ++m) serves.push_back(m);
    for (const std::size_t m : stream.sample(members.size(), needed % members.size())) serves.push_back(m);
    std::vector<std::vector<Index>> near(members.size());
    for (std::size_t m = 0; m < members.size(); ++m) near[m] = nearest(z, members, members[m], options.k);
    for (const std::size_t m : serves) {
      const Index from = members[m], towards = near[m][stream.below(near[m].size())];
      const double share = stream.uniform();
      VectorXd row = x.row(from) + share * (x.row(towards) - x.row(from));
      for (Index j = 0; j < x.cols(); ++j) {
        if (!binary[j]) continue;
        double ones = 0;
        for (const Index i : near[m]) ones += x(i, j);
        const double half = 0.5 * static_cast<double>(near[m].size());
        row[j] = ones == half ? x(from, j) : static_cast<double>(ones > half);
      }
      rows.push_back(std::move(row));
      out.y.push_back(code);
      out.from.push_back(from);
      out.towards.push_back(towards);
    }
  }
  out.x.resize(static_cast<Index>(rows.size()), x.cols());
  for (Index i = 0; i < out.x.rows(); ++i) out.x.row(i) = rows[i].transpose();
  return out;
}

VectorXd balanced_weights(std::span<const int> y) {
  const auto classes = by_class(y);
  VectorXd out(static_cast<Index>(y.size()));
  for (const auto& [code, members] : classes)
    for (const Index i : members)
      out[i] = static_cast<double>(y.size()) / static_cast<double>(classes.size() * members.size());
  return out;
}

}  // namespace rgx::stats
