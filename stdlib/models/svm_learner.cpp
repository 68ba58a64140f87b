// The learner svm: one rule a pair of classes, or epsilon-regression; probabilities by Platt scaling of our own.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "engine/failure.hpp"
#include "stats/base/resample.hpp"
#include "stats/base/transform.hpp"
#include "stats/classify/platt.hpp"
#include "stdlib/analysis/params.hpp"
#include "stdlib/models/class_learner.hpp"
#include "stdlib/models/kept_stats.hpp"
#include "stdlib/models/operations.hpp"
#include "stdlib/models/prevalence.hpp"
#include "stdlib/models/svm.hpp"

namespace rgx::stdlib {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using engine::Declare;
using engine::Failure;
using engine::Json;
using engine::Operation;

namespace {

constexpr std::size_t kFolds = 5;
// Tells the learner's own folds from those of the search, which count from 0.
constexpr std::uint32_t kPlattFolds = 0x53564d;

SvmOptions options_of(const LearnerInput& in) {
  SvmOptions out;
  out.kernel = in.params.value("kernel", "rbf") == "linear" ? SvmKernel::linear : SvmKernel::rbf;
  out.cost = in.params.value("cost", 1.0);
  out.epsilon = in.params.value("epsilon", 0.1);
  if (const Json gamma = in.params.value("gamma", Json("auto")); gamma.is_number()) out.gamma = gamma.get<double>();
  return out;
}

// Coefficients for the columns as they came, of a linear rule times `unit` plus `origin`.
std::vector<Coefficient> linear_terms(const SvmRule& rule, const stats::Scaling& scaling,
                                      const std::vector<std::string>& names, double unit, double origin) {
  std::vector<Coefficient> out(1);
  double constant = rule.offset;
  for (std::size_t j = 0; j < names.size(); ++j) {
    const auto at = static_cast<Index>(j);
    const double slope = rule.support(0, at) / (scaling.sd[at] > 0 ? scaling.sd[at] : 1);
    constant -= slope * scaling.mean[at];
    out.push_back(plain_coefficient(names[j], slope * unit));
  }
  out.front() = plain_coefficient("(intercept)", constant * unit + origin);
  return out;
}

struct Pair {
  int low = 0, high = 1;  // codes; decision values above 0 speak for `high`
  SvmRule rule;
  stats::PlattScaling platt;

  template <class Visit, class Self>
  static void fields(Visit& visit, Self& self) {
    visit("low", self.low);
    visit("high", self.high);
    visit("rule", self.rule);
    visit("platt", self.platt);
  }
};

// The cases of a pair of classes among some rows.
struct PairCases {
  PairCases(const MatrixXd& x, const std::vector<int>& code, const std::vector<Index>& among, int low, int high) {
    for (const Index r : among)
      if (const int c = code[static_cast<std::size_t>(r)]; c == low || c == high) {
        rows.push_back(r);
        positive.push_back(c == high);
      }
    cases = x(rows, Eigen::all);
  }
  std::vector<Index> rows;
  std::vector<int> positive;
  MatrixXd cases;
};

class SvmClasses : public ClassLearner {
 public:
  static constexpr const char* kind = "svm_classes";
  SvmClasses() = default;
  explicit SvmClasses(const LearnerInput& in)
      : ClassLearner(in), names_(in.names), classes_(class_count(in)), scaling_(stats::fit_standardise(in.cases.x)) {
    const MatrixXd x = stats::transformed(scaling_, in.cases.x);
    const auto code = class_codes(in);
    read_classes(code);
    const VectorXd weight = class_weights(in.cases.weight, code);
    std::vector<Index> all(code.size());
    std::iota(all.begin(), all.end(), 0);
    const auto folds = own_folds(in, code);
    for (std::size_t i = 0; i < present_.size(); ++i)
      for (std::size_t j = i + 1; j < present_.size(); ++j) {
        SvmOptions options = options_of(in);
        options.negative_weight = weight[present_[i]];
        options.positive_weight = weight[present_[j]];
        pairs_.push_back(fit_pair(x, code, all, folds, present_[i], present_[j], options));
      }
    const auto flat = std::count_if(pairs_.begin(), pairs_.end(), [](const Pair& p) { return p.platt.flat; });
    if (flat > 0)
      note = pairs_.size() == 1 ? "decision values did not rise with the class out of fold: every case gets one "
                                  "probability"
                                : "decision values of " + std::to_string(flat) + " of " +
                                      std::to_string(pairs_.size()) + " pairs of classes did not rise out of fold";
  }
  // Of the decision value.
  std::vector<Coefficient> coefficients(std::size_t) const override {
    if (nominal() || pairs_.front().rule.kernel != SvmKernel::linear) return {};
    return linear_terms(pairs_.front().rule, scaling_, names_, 1, 0);
  }
  Json save(std::size_t) const override { return kept(*this); }
  template <class Visit, class Self>
  static void fields(Visit& visit, Self& self) {
    class_fields(visit, self);
    visit("names", self.names_);
    visit("classes", self.classes_);
    visit("present", self.present_);
    visit("scaling", self.scaling_);
    visit("pairs", self.pairs_);
  }

 private:
  void read_classes(const std::vector<int>& code) {
    for (int c = 0; c < static_cast<int>(classes_); ++c)
      if (const auto cases = static_cast<std::size_t>(std::count(code.begin(), code.end(), c)); cases > 0) {
        present_.push_back(c);
        fewest_ = present_.size() == 1 ? cases : std::min(fewest_, cases);
      }
    if (present_.size() < 2) require_fit("svm", "one class");
    if (fewest_ < 2)
      require_fit("svm", "a class has one case, and probabilities are learned from cases that are left out",
                  "use fewer folds, or join rare classes");
  }

  // libsvm weighs classes, not cases.
  VectorXd class_weights(const VectorXd& weight, const std::vector<int>& code) const {
    VectorXd out = VectorXd::Ones(static_cast<Index>(classes_));
    if (weight.size() == 0) return out;
    std::vector<bool> seen(classes_, false);
    for (std::size_t i = 0; i < code.size(); ++i) {
      const double w = weight[static_cast<Index>(i)];
      const auto c = static_cast<std::size_t>(code[i]);
      if (seen[c] && std::abs(out[code[i]] - w) > 1e-12 * w)
        require_fit("svm", "cases of one class have different weights", "libsvm weighs classes: use `class_weights()`");
      if (!(w > 0)) require_fit("svm", "a class has weight 0");
      seen[c] = true;
      out[code[i]] = w;
    }
    return out;
  }

  // Rows left out of each inner fold, classes in their shares.
  std::vector<std::vector<Index>> own_folds(const LearnerInput& in, const std::vector<int>& code) const {
    stats::Subjects cases;
    cases.count = code.size();
    cases.stratify = {code};
    std::vector<std::size_t> all(code.size());
    std::iota(all.begin(), all.end(), std::size_t{0});
    const auto parts = stats::inner_folds(cases, all, std::min(kFolds, fewest_), in.stream, in.replicate, kPlattFolds);
    require_fit("svm", parts.reason);
    std::vector<std::vector<Index>> out;
    for (const auto& fold : parts.repeats.at(0)) out.emplace_back(fold.test.begin(), fold.test.end());
    return out;
  }

  static Pair fit_pair(const MatrixXd& x, const std::vector<int>& code, const std::vector<Index>& all,
                       const std::vector<std::vector<Index>>& folds, int low, int high, const SvmOptions& options) {
    const PairCases whole(x, code, all, low, high);
    Pair out{low, high, svm_classify(whole.cases, whole.positive, options), {}};
    std::vector<double> value;
    std::vector<int> positive;
    for (const auto& left_out : folds) {
      std::vector<Index> rest;
      std::set_difference(all.begin(), all.end(), left_out.begin(), left_out.end(), std::back_inserter(rest));
      const PairCases train(x, code, rest, low, high), test(x, code, left_out, low, high);
      if (test.rows.empty()) continue;
      const VectorXd f = decision(svm_classify(train.cases, train.positive, options), test.cases);
      value.insert(value.end(), f.begin(), f.end());
      positive.insert(positive.end(), test.positive.begin(), test.positive.end());
    }
    out.platt = stats::fit_platt(Eigen::Map<const VectorXd>(value.data(), static_cast<Index>(value.size())), positive);
    if (out.platt.reason != "not converged") require_fit("svm", out.platt.reason);
    return out;
  }

  MatrixXd of_classes(const MatrixXd& x) const override {
    const MatrixXd scaled = stats::transformed(scaling_, x);
    const auto k = static_cast<Index>(present_.size());
    MatrixXd out = MatrixXd::Zero(x.rows(), static_cast<Index>(classes_));
    std::vector<VectorXd> high;
    for (const auto& pair : pairs_) high.push_back(stats::probability(pair.platt, decision(pair.rule, scaled)));
    for (Index r = 0; r < x.rows(); ++r) {
      MatrixXd share = MatrixXd::Zero(k, k);
      std::size_t pair = 0;
      for (Index i = 0; i < k; ++i)
        for (Index j = i + 1; j < k; ++j, ++pair) {
          share(j, i) = high[pair][r];
          share(i, j) = 1 - high[pair][r];
        }
      if (k == 2) {
        out(r, present_[1]) = share(1, 0);
        out(r, present_[0]) = share(0, 1);
        continue;
      }
      const VectorXd p = stats::couple_pairs(share);
      for (Index i = 0; i < k; ++i) out(r, present_[static_cast<std::size_t>(i)]) = p[i];
    }
    return out;
  }

  std::vector<std::string> names_;
  std::size_t classes_ = 0, fewest_ = 0;
  std::vector<int> present_;  // codes that have cases
  stats::Scaling scaling_;
  std::vector<Pair> pairs_;
};

class SvmNumbers : public FittedLearner {
 public:
  static constexpr const char* kind = "svm_numbers";
  SvmNumbers() = default;
  explicit SvmNumbers(const LearnerInput& in) : names_(in.names), scaling_(stats::fit_standardise(in.cases.x)) {
    if (in.cases.weight.size() != 0 && (in.cases.weight.array() != in.cases.weight[0]).any())
      require_fit("svm", "libsvm's regression takes no weights", "leave out the step that weighs cases");
    unit_ = stats::fit_standardise(in.cases.y);
    if (!(unit_.sd[0] > 0)) require_fit("svm", "constant outcome");
    rule_ = svm_regress(stats::transformed(scaling_, in.cases.x), stats::transformed(unit_, in.cases.y).col(0),
                        options_of(in));
  }
  VectorXd predict(const MatrixXd& x, std::size_t) const override {
    return decision(rule_, stats::transformed(scaling_, x)).array() * unit_.sd[0] + unit_.mean[0];
  }
  std::vector<Coefficient> coefficients(std::size_t) const override {
    if (rule_.kernel != SvmKernel::linear) return {};
    return linear_terms(rule_, scaling_, names_, unit_.sd[0], unit_.mean[0]);
  }
  Json save(std::size_t) const override { return kept(*this); }
  template <class Visit, class Self>
  static void fields(Visit& visit, Self& self) {
    visit("names", self.names_);
    visit("scaling", self.scaling_);
    visit("unit", self.unit_);
    visit("rule", self.rule_);
  }

 private:
  std::vector<std::string> names_;
  stats::Scaling scaling_, unit_;
  SvmRule rule_;
};

std::shared_ptr<const FittedLearner> fit_svm(const LearnerInput& in) {
  if (in.cases.x.cols() == 0) return fit_prevalence(in);
  if (!in.cases.x.allFinite()) require_fit("svm", "missing value");
  if (in.kind == TargetKind::continuous) return std::make_shared<SvmNumbers>(in);
  return std::make_shared<SvmClasses>(in);
}

lang::Param number(std::string name, double fallback, double low, double high, std::string text) {
  lang::Param out;
  out.name = std::move(name);
  out.fallback = fallback;
  out.low = low;
  out.high = high;
  out.tunable = true;
  out.text = std::move(text);
  return out;
}

}  // namespace

Operation svm_operation() {
  auto gamma = number("gamma", 1, 1e-9, 1e9, "of exp(-gamma |x - z|²); auto: 1 / (columns × their variance)");
  gamma.choices = {"auto"};
  gamma.fallback = "auto";
  return Declare<Json>("svm", 1)
      .role(lang::Role::learner)
      .in("model")
      .learns(true)
      .param(choice_of("kernel", {"rbf", "linear"}, "exp(-gamma |x - z|²), or the product x'z"))
      .param(number("cost", 1, 1e-6, 1e9, "of a case on the wrong side"))
      .param(gamma)
      .param(number("epsilon", 0.1, 0, 10, "regression: errors as small cost nothing, in standard deviations"))
      .test({{"binary", "nominal", "continuous"}, 2, 0, {}, "elastic_net", false, false})
      .summary("support vector machine: linear or radial kernel; probabilities from inner folds")
      .details(
          "libsvm's solver, as `e1071::svm`: columns (and a numeric outcome) are scaled by their standard deviation in "
          "the training cases. After that each column's variance is 1, and `gamma: auto` is 1 / columns. Several "
          "classes: one rule a pair. Probabilities are not libsvm's: the decision values of cases that five stratified "
          "inner folds of the training part left out (fewer when a class has fewer cases; drawn from the model's own "
          "stream) are brought to probabilities by Platt scaling (Lin, Lin & Weng 2007), those of pairs are coupled "
          "(Wu, Lin & Weng 2004). A scaling that wants probabilities to fall where decision values rise is not taken: "
          "every case then gets the same probability, and a note says so. Rows that `smote` or repeated measurements "
          "add are dealt out as cases of their own. `class_weights` multiply the cost; weights that differ within a "
          "class are refused. The linear kernel gives coefficients, of the decision value.")
      .methods(
          "A support vector machine was fitted (kernel {kernel}, cost {cost}, gamma {gamma}); probabilities of classes "
          "come from Platt scaling on inner folds.")
      .cites({"chang2011", "lin2007", "platt1999", "wu2004"})
      .part(LearnerPart{fit_svm, or_prevalence(load_one_of<FittedLearner, SvmClasses, SvmNumbers>)});
}

}  // namespace rgx::stdlib
