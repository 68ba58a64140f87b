// Linear models by Freedman & Lane (1983): the residual e of a feature on the covariates Z is permuted and the outcome
// Y fitted to it beside Z. Permuting e against the rows of (Z, Y) is permuting those rows against e, so with
// orthonormal columns Q of Z and U of what Y adds, the partial R² is |U'e|² / (1 − |Q'e|²): one product for all
// features.
#include <Eigen/QR>
#include <cmath>
#include <limits>
#include <numeric>

#include "stats/base/describe.hpp"
#include "stats/permutation/permuted_features.hpp"
#include "stats/permutation/permuted_kinds.hpp"

namespace rgx::stats {
namespace {

constexpr double collinear = 1e-7;        // R's lm
constexpr double nothing_within = 1e-12;  // share of the sum of squares that is rounding
constexpr double explained_away = 1e-10;  // the same of what the permuted covariates leave of a residual

struct Space {
  Eigen::MatrixXd covariates, outcome;  // cases × rank, orthonormal, orthogonal to the intercept and each other
};

class PermutedRegression final : public PermutedStatistics {
 public:
  PermutedRegression(ConstMatrix features, std::span<const Eigen::Index> columns, const PermutationDesign& design)
      : design_(design), cases_(static_cast<std::size_t>(features.rows())) {
    if (design.by_group()) {
      outcome_.categories.push_back(design.group);
      direction_.assign(design.group.begin(), design.group.end());
    } else {
      outcome_.continuous = Eigen::Map<const Eigen::VectorXd>(design.outcome.data(), features.rows());
      direction_ = design.outcome;
    }
    if (design.statistic == PermutedStatistic::spearman) kind_ = Correlation::spearman;
    reason.assign(columns.size(), Reason::none);
    n.assign(columns.size(), 0);
    blocks_ = feature_blocks(features, columns, design.covariates, kind_, reason);
    for (const auto& block : blocks_) {
      const Reason absent = why_not(block.cases);
      for (const Eigen::Index place : block.places) {
        n[static_cast<std::size_t>(place)] = static_cast<int>(block.cases.size());
        auto& why = reason[static_cast<std::size_t>(place)];
        if (absent != Reason::none) why = absent;
      }
    }
    plain_ = design.statistic == PermutedStatistic::pearson && design.covariates.empty();
    if (plain_) gaps_ = filled_features(blocks_, features.rows(), true);
    const auto all = observed();
    if (!all.empty()) whole_ = space(std::vector<std::size_t>(all.begin(), all.end()));
  }

  [[nodiscard]] std::vector<int> observed() const override {
    std::vector<int> rows(cases_);
    std::iota(rows.begin(), rows.end(), 0);
    return rows;
  }

  void compute(const Eigen::Ref<const Eigen::MatrixXi>& labels, Eigen::Ref<Eigen::MatrixXd> out) const override {
    for (const auto& block : blocks_) {
      if (block.cases.size() == cases_) {
        complete(block, labels, out);
      } else if (!plain_) {
        with_gaps(block, labels, out);
      }
    }
    if (plain_ && !gaps_.places.empty() && whole_.outcome.cols() == 1) plain_with_gaps(labels, out);
  }

 private:
  [[nodiscard]] Space space(std::span<const std::size_t> rows) const {
    Space s{covariate_basis(design_.covariates, rows, kind_).columns, {}};
    Eigen::MatrixXd rest = covariate_basis(outcome_, rows, kind_).columns;
    for (int pass = 0; pass < 2; ++pass) rest -= s.covariates * (s.covariates.transpose() * rest).eval();
    Eigen::Index rank = 0;
    if (rest.cols() > 0) {
      const Eigen::ColPivHouseholderQR<Eigen::MatrixXd> qr(rest);
      while (rank < rest.cols() && std::abs(qr.matrixR()(rank, rank)) > collinear) ++rank;
      s.outcome = qr.householderQ() * Eigen::MatrixXd::Identity(rest.rows(), rank);
    } else {
      s.outcome.resize(static_cast<Eigen::Index>(rows.size()), 0);
    }
    if (rank == 1) {
      double along = 0;
      const auto values = ranked(gather(direction_, rows));
      for (std::size_t i = 0; i < rows.size(); ++i) along += values[i] * s.outcome(static_cast<Eigen::Index>(i), 0);
      if (along < 0) s.outcome *= -1;
    }
    return s;
  }

  [[nodiscard]] std::vector<double> ranked(std::vector<double> values) const {
    return kind_ == Correlation::spearman ? mid_ranks(values) : values;
  }

  [[nodiscard]] Reason why_not(const std::vector<std::size_t>& cases) const {
    if (cases.empty()) return Reason::too_few;
    const auto values = gather(direction_, cases);
    if (is_constant(values)) return design_.by_group() ? Reason::one_class : Reason::constant;
    // Every case is dealt every outcome: one that is infinite spoils them all.
    if (kind_ == Correlation::pearson && !all_finite(direction_)) return Reason::not_finite;
    const Space s = space(cases);
    const auto used = s.covariates.cols() + std::max<Eigen::Index>(1, s.outcome.cols());
    if (static_cast<Eigen::Index>(cases.size()) - 1 - used < 1) return Reason::too_few;
    return s.outcome.cols() == 0 ? Reason::collinear : Reason::none;
  }

  // From u = U'e and what Q leaves of e, on n cases.
  template <class Column>
  [[nodiscard]] double statistic(const Column& u, double left, double cases, double covariates) const {
    const double df1 = static_cast<double>(u.size()), df2 = cases - 1 - covariates - df1;
    if (df1 < 1 || df2 < 1 || left <= explained_away) return 0;
    const double share = u.squaredNorm() / left, within = 1 - share;
    if (!design_.by_group()) return std::copysign(std::min(1.0, std::sqrt(share)), u(0));
    const double infinite = std::numeric_limits<double>::infinity();
    const double f = within > nothing_within ? share / df1 / (within / df2) : infinite;
    return design_.statistic == PermutedStatistic::f ? f : std::copysign(std::sqrt(f), u(0));
  }

  void complete(const FeatureBlock& block, const Eigen::Ref<const Eigen::MatrixXi>& labels,
                Eigen::Ref<Eigen::MatrixXd> out) const {
    const Eigen::Index d = whole_.outcome.cols(), k = whole_.covariates.cols(), width = d + k;
    Eigen::MatrixXd dealt(labels.rows(), labels.cols() * width);
    for (Eigen::Index b = 0; b < labels.cols(); ++b) {
      for (Eigen::Index i = 0; i < labels.rows(); ++i) {
        dealt.row(i).segment(b * width, d) = whole_.outcome.row(labels(i, b));
        dealt.row(i).segment(b * width + d, k) = whole_.covariates.row(labels(i, b));
      }
    }
    const Eigen::MatrixXd products = dealt.transpose() * block.values;  // a feature's for one arrangement lie together
    const auto cases = static_cast<double>(cases_), covariates = static_cast<double>(k);
    for (Eigen::Index f = 0; f < products.cols(); ++f) {
      const Eigen::Index place = block.places[static_cast<std::size_t>(f)];
      for (Eigen::Index b = 0; b < labels.cols(); ++b) {
        const auto own = products.col(f).segment(b * width, width);
        out(place, b) = statistic(own.head(d), 1 - own.tail(k).squaredNorm(), cases, covariates);
      }
    }
  }

  // The rows dealt to the cases that have these features span another space each time.
  void with_gaps(const FeatureBlock& block, const Eigen::Ref<const Eigen::MatrixXi>& labels,
                 Eigen::Ref<Eigen::MatrixXd> out) const {
    std::vector<std::size_t> rows(block.cases.size());
    for (Eigen::Index b = 0; b < labels.cols(); ++b) {
      for (std::size_t i = 0; i < rows.size(); ++i) {
        rows[i] = static_cast<std::size_t>(labels(static_cast<Eigen::Index>(block.cases[i]), b));
      }
      const Space s = rows.empty() ? Space{} : space(rows);
      const Eigen::MatrixXd u = s.outcome.transpose() * block.values, q = s.covariates.transpose() * block.values;
      for (std::size_t f = 0; f < block.places.size(); ++f) {
        const auto c = static_cast<Eigen::Index>(f);
        out(block.places[f], b) = statistic(u.col(c), 1 - q.col(c).squaredNorm(), static_cast<double>(rows.size()),
                                            static_cast<double>(s.covariates.cols()));
      }
    }
  }

  // Pearson's r alone needs of each case set only the sums of what is dealt to it and of its square.
  void plain_with_gaps(const Eigen::Ref<const Eigen::MatrixXi>& labels, Eigen::Ref<Eigen::MatrixXd> out) const {
    const Eigen::MatrixXd dealt =
        labels.unaryExpr([this](int row) { return whole_.outcome(row, 0); }).template cast<double>();
    const Eigen::MatrixXd products = gaps_.values.transpose() * dealt, sums = gaps_.known.transpose() * dealt,
                          squares = gaps_.known.transpose() * dealt.cwiseAbs2();
    for (Eigen::Index b = 0; b < labels.cols(); ++b) {
      for (Eigen::Index f = 0; f < products.rows(); ++f) {
        const double about = squares(f, b) - sums(f, b) * sums(f, b) / gaps_.n[static_cast<std::size_t>(f)];
        const Eigen::Vector<double, 1> along(about > explained_away * squares(f, b) ? products(f, b) / std::sqrt(about)
                                                                                    : 0);
        out(gaps_.places[static_cast<std::size_t>(f)], b) =
            statistic(along, 1, gaps_.n[static_cast<std::size_t>(f)], 0);
      }
    }
  }

  const PermutationDesign& design_;
  std::size_t cases_;
  Covariates outcome_;             // the outcome as columns of a model
  std::vector<double> direction_;  // the outcome as numbers, for the sign
  Correlation kind_ = Correlation::pearson;
  std::vector<FeatureBlock> blocks_;
  bool plain_ = false;   // no covariates, no ranks
  FilledFeatures gaps_;  // when plain
  Space whole_;
};

}  // namespace

std::unique_ptr<PermutedStatistics> permuted_regression(ConstMatrix features, std::span<const Eigen::Index> columns,
                                                        const PermutationDesign& design) {
  return std::make_unique<PermutedRegression>(features, columns, design);
}

}  // namespace rgx::stats
