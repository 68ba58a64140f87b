#pragma once
// Which members of the fits of stats/ a kept model holds: those that applying it reads, and those that its
// coefficients print.
#include "stats/base/transform.hpp"
#include "stats/classify/discriminant.hpp"
#include "stats/classify/naive_bayes.hpp"
#include "stats/classify/network.hpp"
#include "stats/classify/platt.hpp"
#include "stats/harmonise/combat.hpp"
#include "stats/multivariate/block.hpp"
#include "stats/prepare/impute_chained.hpp"
#include "stats/prepare/impute_knn.hpp"
#include "stats/prepare/power_transform.hpp"
#include "stats/prepare/winsorise.hpp"
#include "stdlib/models/kept.hpp"

namespace rgx::stdlib {

template <>
struct Fields<stats::Scaling> {
  template <class Visit, class Self>
  static void of(Visit& visit, Self& self) {
    visit("mean", self.mean);
    visit("sd", self.sd);
    visit("reason", self.reason);
  }
};

template <>
struct Fields<stats::PowerTransform> {
  template <class Visit, class Self>
  static void of(Visit& visit, Self& self) {
    visit("kind", self.kind);
    visit("lambda", self.lambda);
    visit("reason", self.reason);
  }
};

template <>
struct Fields<stats::Winsorising> {
  template <class Visit, class Self>
  static void of(Visit& visit, Self& self) {
    visit("low", self.low);
    visit("high", self.high);
  }
};

template <>
struct Fields<stats::Imputation> {
  template <class Visit, class Self>
  static void of(Visit& visit, Self& self) {
    visit("value", self.value);
  }
};

template <>
struct Fields<stats::KnnImputation> {
  template <class Visit, class Self>
  static void of(Visit& visit, Self& self) {
    visit("donors", self.donors);
    visit("type", self.type);
    visit("range", self.range);
    visit("otherwise", self.otherwise);
    visit("k", self.k);
  }
};

template <>
struct Fields<stats::ChainedModel::Term> {
  template <class Visit, class Self>
  static void of(Visit& visit, Self& self) {
    visit("column", self.column);
    visit("level", self.level);
    visit("centre", self.centre);
    visit("scale", self.scale);
  }
};

template <>
struct Fields<stats::ChainedModel> {
  template <class Visit, class Self>
  static void of(Visit& visit, Self& self) {
    visit("terms", self.terms);
    visit("coefficient", self.coefficient);
    visit("levels", self.levels);
    visit("low", self.low);
    visit("high", self.high);
  }
};

template <>
struct Fields<stats::ChainedImputation> {
  template <class Visit, class Self>
  static void of(Visit& visit, Self& self) {
    visit("cycles", self.options.cycles);
    visit("settled", self.options.settled);
    visit("type", self.type);
    visit("start", self.start);
    visit("order", self.order);
    visit("model", self.model);
    visit("spread", self.spread);
  }
};

template <>
struct Fields<stats::LinearScores> {
  template <class Visit, class Self>
  static void of(Visit& visit, Self& self) {
    visit("scaling", self.scaling);
    visit("weights", self.weights);
  }
};

template <>
struct Fields<stats::Combat> {
  template <class Visit, class Self>
  static void of(Visit& visit, Self& self) {
    visit("cases", self.cases);
    visit("mean", self.mean);
    visit("sd", self.sd);
    visit("covariate", self.covariate);
    visit("gamma", self.gamma);
    visit("delta", self.delta);
    visit("reference", self.reference);
    visit("mean_only", self.mean_only);
    visit("left_alone", self.left_alone);
  }
};

template <>
struct Fields<stats::Discriminant> {
  template <class Visit, class Self>
  static void of(Visit& visit, Self& self) {
    visit("prior", self.prior);
    visit("mean", self.mean);
    visit("scale", self.scale);
    visit("share", self.share);
    visit("coefficient", self.coefficient);
    visit("constant", self.constant);
    visit("covariance", self.covariance);
  }
};

template <>
struct Fields<stats::NaiveBayes> {
  template <class Visit, class Self>
  static void of(Visit& visit, Self& self) {
    visit("prior", self.prior);
    visit("mean", self.mean);
    visit("sd", self.sd);
  }
};

template <>
struct Fields<stats::Network> {
  template <class Visit, class Self>
  static void of(Visit& visit, Self& self) {
    visit("inputs", self.shape.inputs);
    visit("hidden", self.shape.hidden);
    visit("outputs", self.shape.outputs);
    visit("activation", self.shape.activation);
    visit("output", self.shape.output);
    visit("weight", self.weight);
  }
};

template <>
struct Fields<stats::PlattScaling> {
  template <class Visit, class Self>
  static void of(Visit& visit, Self& self) {
    visit("slope", self.slope);
    visit("offset", self.offset);
    visit("flat", self.flat);
  }
};

}  // namespace rgx::stdlib
