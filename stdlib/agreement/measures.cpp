// The measures of `robust`: icc, ccc, kappa, bland_altman, repeatability.
#include <cmath>

#include "stats/agreement/bland_altman.hpp"
#include "stats/agreement/concordance.hpp"
#include "stats/agreement/icc.hpp"
#include "stats/agreement/kappa.hpp"
#include "stats/agreement/repeatability.hpp"
#include "stdlib/agreement/judge.hpp"
#include "stdlib/agreement/operations.hpp"
#include "stdlib/analysis/params.hpp"

namespace rgx::stdlib {

using engine::Declare;
using engine::Json;
using engine::Operation;
using stats::Reason;

namespace {

lang::Param limit(std::string name, double high, std::string text) {
  lang::Param out;
  out.name = std::move(name);
  out.type = lang::ParamType::fraction;
  out.low = 0;
  out.high = high;
  out.text = std::move(text);
  return out;
}

lang::Param above_limit() { return limit("above", 1, "features below this limit are not stable"); }
lang::Param by_limit(const char* bound) {
  return choice_of("by", {bound, "estimate"}, "what has to meet the limit: the end of the interval, or the estimate");
}

std::string reason_text(Reason first, Reason second) {
  return std::string(stats::reason_name(first != Reason::none ? first : second));
}

// An estimate of 1 has no interval: all repeats are equal, and nothing could agree better.
AgreementRow limited(const stats::TestResult& r, std::string statistic, const Json& params) {
  AgreementRow row;
  row.statistic = std::move(statistic);
  row.estimate = r.estimate, row.low = r.ci_low, row.high = r.ci_high;
  row.n = r.n;
  row.p = r.p;
  const bool there = !std::isnan(r.estimate);
  row.reason = there ? std::string(stats::reason_name(r.ci_reason)) : reason_text(r.reason, r.ci_reason);
  const Json above = params.value("above", Json());
  if (!above.is_number()) return row;
  row.limit = above.get<double>();
  const double judged = params.value("by", "lower") == "estimate" || r.estimate == 1 ? r.estimate : r.ci_low;
  row.kept = judged >= row.limit;  // what is missing meets nothing
  return row;
}

AgreementRow plain(std::string statistic, const stats::Estimate& e, std::size_t n, Reason reason) {
  AgreementRow row;
  row.statistic = std::move(statistic);
  row.estimate = e.value, row.low = e.ci.low, row.high = e.ci.high;
  row.n = n;
  row.reason = std::string(stats::reason_name(reason));
  return row;
}

std::vector<AgreementRow> icc_rows(const Repeated& all, const Repeated::Feature& f, const Json& params) {
  const auto form = stats::icc_form(params.value("form", "2,1")).value_or(stats::Icc::two_single);
  const auto r = stats::icc(stats::complete_block(f.values, all.layout), form);
  return {limited(r, std::string(r.test), params)};
}

std::vector<AgreementRow> ccc_rows(const Repeated& all, const Repeated::Feature& f, const Json& params) {
  const auto r = stats::concordance_screen(f.values, all.layout).front();
  return {limited(r, "ccc", params)};
}

std::vector<AgreementRow> kappa_rows(const Repeated& all, const Repeated::Feature& f, const Json& params) {
  const Eigen::MatrixXd block = stats::complete_block(f.values, all.layout);
  // Ordinal levels count from 1, the codes of categories from 0.
  Eigen::MatrixXi codes = block.cast<int>();
  if (f.type == "ordinal") codes.array() -= 1;
  const std::string weights = params.value("weights", "none");
  const auto how = weights == "linear"      ? stats::KappaWeights::linear
                   : weights == "quadratic" ? stats::KappaWeights::quadratic
                                            : stats::KappaWeights::none;
  const int categories = std::max(f.categories, 1);
  if (codes.cols() > 2) return {limited(stats::fleiss_kappa(codes, categories).result, "kappa fleiss", params)};
  const auto n = static_cast<std::size_t>(codes.rows());
  const auto r = stats::cohen_kappa(std::span(codes.data(), n), std::span(codes.data() + n, n), categories, how).result;
  return {limited(r, how == stats::KappaWeights::none ? "kappa" : "kappa " + weights, params)};
}

std::vector<AgreementRow> bland_altman_rows(const Repeated& all, const Repeated::Feature& f, const Json& params) {
  const std::string scale = params.value("scale", "difference");
  const auto how = scale == "ratio"     ? stats::DifferenceScale::ratio
                   : scale == "percent" ? stats::DifferenceScale::percent
                                        : stats::DifferenceScale::difference;
  const auto r = stats::bland_altman_screen(f.values, all.layout, how).front();
  std::vector<AgreementRow> out{plain("bias", r.bias, r.n, r.ci_reason), plain("limit_low", r.lower, r.n, r.ci_reason),
                                plain("limit_high", r.upper, r.n, r.ci_reason),
                                plain("difference_sd", {r.sd, {}}, r.n, r.reason),
                                plain("slope", r.slope, r.n, r.slope_reason)};
  out.back().p = r.slope_p;
  return out;
}

std::vector<AgreementRow> repeatability_rows(const Repeated& all, const Repeated::Feature& f, const Json& params) {
  const auto r = stats::repeatability(stats::complete_block(f.values, all.layout));
  std::vector<AgreementRow> out{plain("within_sd", r.within_sd, r.n, r.ci_reason),
                                plain("repeatability_coefficient", r.coefficient, r.n, r.ci_reason),
                                plain("within_cv", r.within_cv, r.n, r.ratio_reason),
                                plain("repeatability_fraction", r.percent_coefficient, r.n, r.ratio_reason),
                                plain("ratio_limit_low", {r.ratio_limits.low, {}}, r.n, r.ratio_reason),
                                plain("ratio_limit_high", {r.ratio_limits.high, {}}, r.n, r.ratio_reason)};
  const Json below = params.value("below", Json());
  if (!below.is_number()) return out;
  AgreementRow& cv = out[2];
  cv.limit = below.get<double>();
  // Repeats without error have no interval, and nothing could lie nearer.
  const bool estimate = params.value("by", "upper") == "estimate" || cv.estimate == 0;
  cv.kept = (estimate ? cv.estimate : cv.high) <= cv.limit;
  return out;
}

}  // namespace

Operation icc_operation() {
  return Declare<Json>("icc", 1)
      .role(lang::Role::agreement)
      .in("robust")
      .learns()
      .param(choice_of("form", {"2,1", "1,1", "3,1", "1,k", "2,k", "3,k"},
                       "model and unit (Shrout & Fleiss): 2,1 counts offsets between repeats as error, 3,1 does not"))
      .param(above_limit())
      .param(by_limit("lower"))
      .summary("intraclass correlation: the share of the variance that lies between subjects")
      .details(
          "By analysis of variance on the subjects that have every repeat, with the intervals of McGraw & Wong, as "
          "`psych::ICC(lmer = FALSE)`. 1,1: repeats of each subject are its own; 2,1: a sample of readers or scans, "
          "absolute agreement; 3,1: these very ones, consistency; k: the mean of all repeats. `above` asks of the "
          "lower "
          "end of the 95 % interval unless `by: estimate`. Repeats that are all equal have 1 and no interval, and are "
          "kept; a constant feature has none and is not.")
      .methods("Repeatability was judged by the intraclass correlation ICC({form}).")
      .cites({"mcgraw1996", "shrout1979"})
      .part(Measure{{"numeric", "ordinal"}, false, icc_rows});
}

Operation ccc_operation() {
  return Declare<Json>("ccc", 1)
      .role(lang::Role::agreement)
      .in("robust")
      .learns()
      .param(above_limit())
      .param(by_limit("lower"))
      .summary("concordance correlation of two repeats: how near they lie to the line of identity")
      .details("Lin's coefficient with moments divided by n and Fisher's z interval, as `epiR::epi.ccc`.")
      .methods("Agreement of two measurements was judged by the concordance correlation coefficient.")
      .cites({"linconcordance1989"})
      .part(Measure{{"numeric", "ordinal"}, true, ccc_rows});
}

Operation kappa_operation() {
  return Declare<Json>("kappa", 1)
      .role(lang::Role::agreement)
      .in("robust")
      .learns()
      .param(choice_of("weights", {"none", "linear", "quadratic"},
                       "credit for a disagreement by the distance of ordered categories"))
      .param(above_limit())
      .param(by_limit("lower"))
      .summary("agreement of readers on categories beyond chance: Cohen's kappa of two, Fleiss' of more")
      .details(
          "Two readers: Cohen's kappa with the standard error of Fleiss, Cohen & Everitt, as `vcd::Kappa`; categories "
          "are those that were declared, in their order, equally spaced. More readers: Fleiss' kappa with the interval "
          "of Gwet; it has no weights. Columns of numbers are passed by: declare them `ordinal` or `nominal`.")
      .methods("Agreement of readers on categories was judged by kappa (weights: {weights}).")
      .cites({"cohen1968", "fleiss1969", "fleiss1971", "gwet2008"})
      .part(Measure{{"ordinal", "nominal"}, false, kappa_rows});
}

Operation bland_altman_operation() {
  return Declare<Json>("bland_altman", 1)
      .role(lang::Role::agreement)
      .in("robust")
      .learns()
      .param(choice_of("scale", {"difference", "percent", "ratio"},
                       "first less second repeat; in percent of their mean; or their ratio, by logarithms"))
      .summary("bias and limits of agreement of two repeats")
      .details(
          "Rows: `bias`, `limit_low` and `limit_high` (bias ± 1.96 sd of the differences) with intervals (Bland & "
          "Altman 1999), `difference_sd`, and `slope` of the differences on the means, which is not 0 where the bias "
          "grows with size. It sets no limit. `NAME.pairs.csv` holds the points of the first features.")
      .methods("Bias and limits of agreement were estimated (scale: {scale}).")
      .cites({"bland1986", "bland1999"})
      .part(Measure{{"numeric", "ordinal"}, true, bland_altman_rows});
}

Operation repeatability_operation() {
  return Declare<Json>("repeatability", 1)
      .role(lang::Role::agreement)
      .in("robust")
      .learns()
      .param(limit("below", 10, "features whose within-subject coefficient of variation lies above are not stable"))
      .param(by_limit("upper"))
      .summary("within-subject standard deviation and the repeatability coefficient")
      .details(
          "Rows: `within_sd`, `repeatability_coefficient` (1.96 √2 within_sd: two repeats of a subject differ by less "
          "in "
          "95 of 100 pairs), and in proportion `within_cv`, `repeatability_fraction`, `ratio_limit_low` and "
          "`ratio_limit_high` (from logarithms). Intervals from the χ² of n(k − 1) degrees of freedom. `below` asks of "
          "the upper end of `within_cv` unless `by: estimate`; a subject's mean of 0 or below has no proportion.")
      .methods(
          "Repeatability was described by the within-subject standard deviation and the repeatability coefficient.")
      .cites({"obuchowski2018", "raunig2015"})
      .part(Measure{{"numeric", "ordinal"}, false, repeatability_rows});
}

}  // namespace rgx::stdlib
