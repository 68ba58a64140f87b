#include "stats/clustering/hierarchical.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <stdexcept>

#include "stats/base/reduce.hpp"

namespace rgx::stats {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;

// Distance of cluster k to the union of i and j, by their distances and sizes.
double joined(Linkage linkage, double ik, double jk, double ij, double ni, double nj, double nk) {
  switch (linkage) {
    case Linkage::single:
      return std::min(ik, jk);
    case Linkage::complete:
      return std::max(ik, jk);
    case Linkage::average:
      return (ni * ik + nj * jk) / (ni + nj);
    case Linkage::ward_d:
    case Linkage::ward_d2:
      return ((ni + nk) * ik + (nj + nk) * jk - nk * ij) / (ni + nj + nk);
    case Linkage::mcquitty:
      return (ik + jk) / 2;
    case Linkage::centroid:
      return (ni * ik + nj * jk - ni * nj * ij / (ni + nj)) / (ni + nj);
    case Linkage::median:
      return ((ik + jk) - ij / 2) / 2;
  }
  throw std::invalid_argument("no such linkage");
}

class Agglomeration {
 public:
  Agglomeration(ConstMatrix distance, Linkage linkage)
      : linkage_(linkage), d_(distance), size_(d_.rows(), 1.0), open_(d_.rows(), true), near_(d_.rows()) {
    if (linkage == Linkage::ward_d2) d_ = d_.cwiseProduct(d_);
    for (Index i = 0; i + 1 < d_.rows(); ++i) near_[i] = nearest(i);
  }

  // Joins the two nearest clusters: the earlier one stands for both. Their places, and the height.
  struct Step {
    Index kept, gone;
    double height;
  };
  Step join() {
    Index at = 0;
    double least = infinity;
    for (Index i = 0; i + 1 < d_.rows(); ++i)
      if (open_[i] && near_[i].distance < least) least = near_[i].distance, at = i;
    const Index i = std::min(at, near_[at].at), j = std::max(at, near_[at].at);
    open_[j] = false;
    update(i, j);
    return {i, j, linkage_ == Linkage::ward_d2 ? std::sqrt(least) : least};
  }

 private:
  static constexpr double infinity = std::numeric_limits<double>::infinity();
  // The nearest of the clusters after one.
  struct Near {
    Index at = 0;
    double distance = infinity;
  };

  [[nodiscard]] Near nearest(Index i) const {
    Near out;
    for (Index j = i + 1; j < d_.rows(); ++j)
      if (open_[j] && d_(j, i) < out.distance) out = {j, d_(j, i)};
    return out;
  }

  void update(Index i, Index j) {
    const double ij = d_(j, i);
    Near mine;
    for (Index k = 0; k < d_.rows(); ++k) {
      if (!open_[k] || k == i) continue;
      const double d = joined(linkage_, d_(k, i), d_(k, j), ij, size_[i], size_[j], size_[k]);
      d_(k, i) = d_(i, k) = d;
      if (i < k) {
        if (d < mine.distance) mine = {k, d};
      } else if (d < near_[k].distance) {
        near_[k] = {i, d};  // a union may come nearer than its parts were: centroid, median
      }
    }
    size_[i] += size_[j];
    near_[i] = mine;
    for (Index k = 0; k + 1 < d_.rows(); ++k)
      if (open_[k] && (near_[k].at == i || near_[k].at == j)) near_[k] = nearest(k);
  }

  Linkage linkage_;
  MatrixXd d_;
  std::vector<double> size_;
  std::vector<char> open_;
  std::vector<Near> near_;
};

std::vector<std::size_t> leaves(const std::vector<std::array<int, 2>>& merge) {
  std::vector<std::size_t> out;
  std::vector<int> todo{static_cast<int>(merge.size())};
  while (!todo.empty()) {
    const int node = todo.back();
    todo.pop_back();
    if (node < 0) {
      out.push_back(static_cast<std::size_t>(-node - 1));
      continue;
    }
    const auto& [left, right] = merge[static_cast<std::size_t>(node - 1)];
    todo.push_back(right);
    todo.push_back(left);
  }
  return out;
}

// The cases under each merge, up to merge `count`; those of a merge are handed to the one above it.
template <class Take>
void members(const Tree& tree, std::size_t count, const Take& take) {
  std::vector<std::vector<std::size_t>> under(tree.merge.size());
  const auto of = [&](int node) {
    if (node < 0) return std::vector<std::size_t>{static_cast<std::size_t>(-node - 1)};
    return std::move(under[static_cast<std::size_t>(node - 1)]);
  };
  for (std::size_t m = 0; m < count; ++m) {
    auto left = of(tree.merge[m][0]);
    const auto right = of(tree.merge[m][1]);
    take(m, left, right);
    left.insert(left.end(), right.begin(), right.end());
    under[m] = std::move(left);
  }
}

}  // namespace

Tree hierarchical(ConstMatrix distance, Linkage linkage) {
  const Index n = distance.rows();
  if (n != distance.cols()) throw std::invalid_argument("distances are no square");
  Tree tree;
  if (n < 2) {
    tree.reason = "too few";
    if (n == 1) tree.order = {0};
    return tree;
  }
  if (!distance.allFinite()) {
    tree.reason = "not finite";
    return tree;
  }
  Agglomeration clusters(distance, linkage);
  std::vector<int> name(n);  // as `merge` has it
  for (Index i = 0; i < n; ++i) name[i] = -static_cast<int>(i) - 1;
  for (Index m = 0; m + 1 < n; ++m) {
    const auto step = clusters.join();
    int left = name[step.kept], right = name[step.gone];
    // Singles from the earlier to the later one, else the smaller number first: a single is negative.
    if (left < 0 && right < 0 ? left < right : left > right) std::swap(left, right);
    tree.merge.push_back({left, right});
    tree.height.push_back(step.height);
    name[step.kept] = static_cast<int>(m) + 1;
  }
  tree.order = leaves(tree.merge);
  return tree;
}

std::vector<int> cut_tree(const Tree& tree, int k) {
  const auto n = static_cast<int>(tree.order.size());
  if (k < 1 || k > n) throw std::invalid_argument("clusters beyond 1 … the number of cases");
  std::vector<std::size_t> root(tree.order.size());  // of each case: the first case of its cluster
  std::iota(root.begin(), root.end(), std::size_t{0});
  members(tree, static_cast<std::size_t>(n - k), [&](std::size_t, const auto& left, const auto& right) {
    const std::size_t first = std::min(root[left[0]], root[right[0]]);
    for (const auto* side : {&left, &right})
      for (const std::size_t i : *side) root[i] = first;
  });
  std::vector<int> code(root.size(), -1), out(root.size());
  int next = 0;
  for (std::size_t i = 0; i < root.size(); ++i) {
    if (code[root[i]] < 0) code[root[i]] = next++;
    out[i] = code[root[i]];
  }
  return out;
}

MatrixXd cophenetic(const Tree& tree) {
  const auto n = static_cast<Index>(tree.order.size());
  MatrixXd out = MatrixXd::Zero(n, n);
  members(tree, tree.merge.size(), [&](std::size_t m, const auto& left, const auto& right) {
    for (const std::size_t i : left)
      for (const std::size_t j : right) {
        const auto a = static_cast<Index>(i), b = static_cast<Index>(j);
        out(a, b) = out(b, a) = tree.height[m];
      }
  });
  return out;
}

double cophenetic_correlation(const Tree& tree, ConstMatrix distance) {
  const MatrixXd heights = cophenetic(tree);
  if (heights.rows() != distance.rows() || distance.rows() != distance.cols())
    throw std::invalid_argument("a tree of other distances");
  std::vector<double> a, b;
  for (Index j = 0; j < heights.cols(); ++j)
    for (Index i = j + 1; i < heights.rows(); ++i) {
      a.push_back(heights(i, j));
      b.push_back(distance(i, j));
    }
  if (a.size() < 2) return std::numeric_limits<double>::quiet_NaN();
  const double at = mean(a), bt = mean(b), aa = squares_about(a, at), bb = squares_about(b, bt);
  if (!(aa > 0 && bb > 0)) return std::numeric_limits<double>::quiet_NaN();
  return products_about(a, at, b, bt) / std::sqrt(aa) / std::sqrt(bb);
}

}  // namespace rgx::stats
