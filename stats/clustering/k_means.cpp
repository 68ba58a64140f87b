#include "stats/clustering/k_means.hpp"

#include <stdexcept>

namespace rgx::stats {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

// One start; cases stand in columns, so that a case lies in one piece.
class Start {
 public:
  Start(const MatrixXd& cases, int k) : x_(cases), centre_(cases.rows(), k), size_(k), cluster_(cases.cols(), -1) {}

  // k-means++: each next centre a case, with probability by its squared distance to the nearest so far. False: no case
  // is apart from the centres.
  bool seed(Stream& stream) {
    centre_.col(0) = x_.col(static_cast<Index>(stream.below(static_cast<std::uint64_t>(x_.cols()))));
    VectorXd near = (x_.colwise() - centre_.col(0)).colwise().squaredNorm();
    for (Index c = 1; c < centre_.cols(); ++c) {
      const double total = near.sum();
      if (!(total > 0)) return false;
      const double draw = stream.uniform() * total;
      double passed = 0;
      Index chosen = -1;
      for (Index i = 0; i < near.size() && (chosen < 0 || passed <= draw); ++i) {
        passed += near[i];
        if (near[i] > 0) chosen = i;  // rounding may leave the draw beyond the last: the last apart is taken
      }
      centre_.col(c) = x_.col(chosen);
      near = near.cwiseMin((x_.colwise() - centre_.col(c)).colwise().squaredNorm().transpose());
    }
    return true;
  }

  bool run(int max_iterations) {
    int pass = 0;
    while (pass < max_iterations && assign()) ++pass;
    for (; pass < max_iterations; ++pass)
      if (!exchange()) return true;
    return false;
  }

  KMeans result(bool converged) {
    move_centres();
    KMeans out;
    out.cluster = cluster_;
    out.centre = centre_.transpose();
    out.within = VectorXd::Zero(centre_.cols());
    for (Index i = 0; i < x_.cols(); ++i) out.within[cluster_[i]] += apart(i, cluster_[i]);
    out.total_within = out.within.sum();
    out.converged = converged;
    return out;
  }

 private:
  [[nodiscard]] double apart(Index i, Index c) const { return (x_.col(i) - centre_.col(c)).squaredNorm(); }

  // Every case to its nearest centre, the centres to their means; whether a case changed.
  bool assign() {
    bool changed = false;
    for (Index i = 0; i < x_.cols(); ++i) {
      Index best = 0;
      const VectorXd d = (centre_.colwise() - x_.col(i)).colwise().squaredNorm();
      d.minCoeff(&best);
      if (cluster_[i] >= 0 && d[cluster_[i]] <= d[best]) continue;  // it stays where another is no nearer
      cluster_[i] = static_cast<int>(best);
      changed = true;
    }
    count();
    fill_empty();
    move_centres();
    return changed;
  }

  // An empty cluster takes the case farthest from its centre, of those that are not alone.
  void fill_empty() {
    for (Index c = 0; c < size_.size(); ++c) {
      if (size_[c] > 0) continue;
      Index farthest = -1;
      for (Index i = 0; i < x_.cols(); ++i)
        if (size_[cluster_[i]] > 1 && (farthest < 0 || apart(i, cluster_[i]) > apart(farthest, cluster_[farthest])))
          farthest = i;
      size_[cluster_[farthest]] -= 1;
      size_[c] = 1;
      cluster_[farthest] = static_cast<int>(c);
    }
  }

  // Hartigan's move: leaving a cluster of n saves n/(n-1) d², joining one of m costs m/(m+1) d².
  bool exchange() {
    bool changed = false;
    for (Index i = 0; i < x_.cols(); ++i) {
      const Index from = cluster_[i];
      if (size_[from] < 2) continue;
      const double saved = size_[from] / (size_[from] - 1) * apart(i, from);
      Index to = from;
      double least = saved * (1 - 1e-12);  // beyond rounding, so that no two moves undo each other for ever
      for (Index c = 0; c < size_.size(); ++c) {
        if (c == from) continue;
        const double cost = size_[c] / (size_[c] + 1) * apart(i, c);
        if (cost < least) least = cost, to = c;
      }
      if (to == from) continue;
      changed = true;
      centre_.col(from) += (centre_.col(from) - x_.col(i)) / (size_[from] - 1);
      centre_.col(to) += (x_.col(i) - centre_.col(to)) / (size_[to] + 1);
      size_[from] -= 1;
      size_[to] += 1;
      cluster_[i] = static_cast<int>(to);
    }
    if (changed) move_centres();  // without the rounding of the moves
    return changed;
  }

  void count() {
    size_.setZero();
    for (const int c : cluster_) size_[c] += 1;
  }

  void move_centres() {
    centre_.setZero();
    for (Index i = 0; i < x_.cols(); ++i) centre_.col(cluster_[i]) += x_.col(i);
    for (Index c = 0; c < centre_.cols(); ++c) centre_.col(c) /= size_[c];
  }

  const MatrixXd& x_;
  MatrixXd centre_;
  VectorXd size_;
  std::vector<int> cluster_;
};

}  // namespace

KMeans k_means(ConstMatrix x, int k, const Stream& stream, const KMeansOptions& options, const ParallelFor& parallel) {
  if (k < 1 || options.starts < 1) throw std::invalid_argument("k means of no cluster or start");
  if (!x.allFinite()) throw std::invalid_argument("k means of values that are not finite");
  KMeans none;
  none.reason = "fewer distinct cases than clusters";
  if (x.rows() < k) return none;
  // Centred: sums of squares keep their digits far from the origin.
  const Eigen::RowVectorXd middle = x.colwise().mean();
  const MatrixXd cases = (x.rowwise() - middle).transpose();
  std::vector<KMeans> starts(static_cast<std::size_t>(options.starts), none);
  parallel(starts.size(), [&](std::size_t s) {
    Stream own = stream.at(static_cast<std::uint32_t>(s), static_cast<std::uint32_t>(k));
    Start start(cases, k);
    if (start.seed(own)) starts[s] = start.result(start.run(options.max_iterations));
  });
  const KMeans* best = nullptr;
  for (const KMeans& s : starts)
    if (s.reason.empty() && (best == nullptr || s.total_within < best->total_within)) best = &s;
  if (best == nullptr) return none;
  KMeans out = *best;
  for (const KMeans& s : starts)
    if (s.reason.empty() && s.total_within <= best->total_within * (1 + 1e-9)) ++out.starts_at_best;
  out.between = cases.squaredNorm() - out.total_within;
  out.centre.rowwise() += middle;
  return out;
}

Clusterer k_means_clusterer(const KMeansOptions& options) {
  return [options](const MatrixXd& x, std::span<const int> ks, Stream stream) {
    std::vector<std::vector<int>> out;
    const Stream starts(stream.bits());  // replicates are the starts, whatever the caller's stream counts with them
    for (const int k : ks) out.push_back(k_means(x, k, starts, options).cluster);
    return out;
  };
}

}  // namespace rgx::stats
