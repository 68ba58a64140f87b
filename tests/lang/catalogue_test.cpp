// The declarations are compiled in here, so that the language is tested with what studies are checked against and
// without the libraries of stdlib.
#include "tests/lang/support/catalogue.hpp"

#include <doctest/doctest.h>

#include <stdexcept>

#include "lang/block_schema.hpp"
#include "stdlib/models/declare_evaluate.cpp"  // NOLINT(bugprone-suspicious-include)
#include "stdlib/not_built.cpp"                // NOLINT(bugprone-suspicious-include)
#include "stdlib/sources/declarations.cpp"     // NOLINT(bugprone-suspicious-include)
#include "stdlib/sources/declare_derive.cpp"   // NOLINT(bugprone-suspicious-include)
#include "tests/lang/support/signatures.hpp"

namespace rgx::test {

lang::Catalogue catalogue() {
  lang::Catalogue all;
  Param spacing = make("spacing", ParamType::number);
  spacing.dimension = "length";
  spacing.required = spacing.list = true;
  spacing.choices = {"keep"};
  spacing.low = 0.01;
  spacing.high = 100;
  all.add(make("resample", Role::preprocess, {"preprocess"},
               {spacing, choices("image", {"nearest", "linear", "bspline"}, "linear"),
                choices("mask", {"linear", "nearest"}, "linear")}));
  Param range = make("range", ParamType::numbers);
  range.dimension = "intensity";
  all.add(make("resegment", Role::preprocess, {"preprocess"}, {range, make("sigma", ParamType::number)}));
  all.add(make("zscore", Role::preprocess, {"preprocess"}, {region("within")}));
  Param shrink = make("shrink", ParamType::integer, 4);
  shrink.low = 1;
  shrink.high = 16;
  all.add(make(
      "n4", Role::preprocess, {"preprocess"},
      {region("mask"), shrink, make("levels", ParamType::integer, 4), make("iterations", ParamType::integer, 50)}));
  Param bins = make("bins", ParamType::integer);
  bins.low = 2;
  Param width = make("width", ParamType::number);
  width.dimension = "intensity";
  all.add(make("discretise", Role::discretise, {"features"}, {bins, width}));
  auto shape = make("shape", Role::family, {"features"}, {});
  shape.region_outputs = {"volume_mesh", "surface_area", "sphericity"};
  all.add(shape);
  auto intensity = make("intensity", Role::family, {"features"}, {});
  intensity.outputs = {"mean", "variance", "maximum"};
  all.add(intensity);
  auto histogram = make("histogram", Role::family, {"features"}, {});
  histogram.outputs = {"mean", "mode"};
  histogram.on_levels = true;
  all.add(histogram);
  Param aggregate = choices("aggregate", {"2d_average", "3d_average", "3d_volume_merge"}, "3d_average");
  aggregate.list = true;
  auto glcm = make("glcm", Role::family, {"features"}, {aggregate, make("distance", ParamType::integer, 1)});
  glcm.outputs = {"joint_entropy", "contrast"};
  glcm.on_levels = true;
  all.add(glcm);
  for (const char* name : {"local_intensity", "ivh", "glrlm", "glszm", "gldzm", "ngtdm", "ngldm"}) {
    auto family = make(name, Role::family, {"features"}, {});
    family.outputs = {"first_of_it", "second_of_it"};
    family.on_levels = family.name[0] != 'l' && family.name != "ivh";
    all.add(family);
  }
  all.add(make("original", Role::filter, {"features"}, {}));
  Param sigma = make("sigma", ParamType::number);
  sigma.dimension = "length";
  sigma.required = true;
  auto log = make("log", Role::filter, {"features"}, {sigma});
  log.responses = [](const lang::NamedLiterals& arguments, bool) {
    return std::vector<std::string>{"log_" + lang::text(arguments.front().second) + "mm"};
  };
  all.add(log);
  auto gabor = make("gabor", Role::filter, {"features"}, {sigma});
  gabor.responses = log.responses;
  all.add(gabor);
  auto wavelet = make("wavelet", Role::filter, {"features"},
                      {make("level", ParamType::integer, 1), make("basis", ParamType::text)});
  wavelet.responses = [](const lang::NamedLiterals& arguments, bool by_slice) {
    if (*arguments.front().second.as<double>() > 2) throw std::invalid_argument("the image is too small for level 3");
    return by_slice ? std::vector<std::string>{"wavelet_L", "wavelet_H"}
                    : std::vector<std::string>{"wavelet_LL", "wavelet_HH"};
  };
  all.add(wavelet);
  auto theirs = make("glcm", Role::family, {"pyradiomics"}, {});
  theirs.outputs = {"JointEntropy"};
  theirs.on_levels = true;
  all.add(theirs);
  all.add(make("original", Role::filter, {"pyradiomics"}, {}));
  all.add(test("welch", "compare", {{"binary"}, 2, 2, {"numeric", "ordinal"}, "kruskal_wallis", false, false}));
  lang::TestRule two_groups{{"binary"}, 2, 2, {"numeric", "ordinal"}, "kruskal_wallis", false, false};
  two_groups.audits = true;
  all.add(test("wilcoxon", "compare", two_groups, {choices("effect", {"auc", "rank_biserial"}, "auc")}));
  all.add(test("kruskal_wallis", "compare",
               {{"binary", "nominal", "ordinal"}, 2, 0, {"numeric", "ordinal"}, "fisher", false, false}));
  all.add(test("chi_square", "compare",
               {{"binary", "nominal", "ordinal"}, 2, 0, {"nominal", "ordinal"}, "wilcoxon", false, false},
               {make("yates", ParamType::boolean, true)}));
  all.add(test("fisher", "compare",
               {{"binary", "nominal", "ordinal"}, 2, 0, {"nominal", "ordinal"}, "wilcoxon", false, false}));
  const lang::TestRule correlation{{"continuous", "ordinal", "binary"}, 0, 0, {"numeric", "ordinal"}, "", false, true};
  all.add(test("pearson", "associate", correlation));
  for (const char* block : {"compare", "associate"}) {
    const bool compare = std::string(block) == "compare";
    lang::TestRule model{compare ? std::vector<std::string>{"binary", "nominal", "ordinal"}
                                 : std::vector<std::string>{"continuous", "ordinal"},
                         compare ? 2U : 0U,
                         0,
                         {"numeric", "ordinal"},
                         compare ? "" : "compare"};
    model.rows_may_cluster = model.adjusts = true;
    model.joins = model.interacts = !compare;
    all.add(test("mixed", block, model,
                 {choices("random", {"subject"}, "subject"),
                  choices("test", {"satterthwaite", "likelihood_ratio"}, "satterthwaite")}));
  }
  for (const char* block : {"compare", "associate"}) {
    const bool compare = std::string(block) == "compare";
    const std::vector<std::string> groups{"binary", "nominal", "ordinal"}, any{"numeric", "ordinal", "nominal"},
        rows{lang::kMatrixRows};
    lang::TestRule moderated{compare ? groups : rows, compare ? 2U : 0U, 0, compare ? rows : any, ""};
    moderated.adjusts = true;
    moderated.joins = moderated.interacts = !compare;
    all.add(test("moderated", block, moderated));
    lang::TestRule linear{compare ? groups : std::vector<std::string>{"continuous", "ordinal"}, compare ? 2U : 0U, 0,
                          compare ? std::vector<std::string>{"numeric", "ordinal"} : any, ""};
    linear.adjusts = true;
    linear.joins = linear.interacts = !compare;
    all.add(test("linear", block, linear));
    if (compare) continue;
    lang::TestRule cox{{"survival"}, 0, 0, any, ""};
    cox.adjusts = cox.joins = cox.interacts = cox.stratifies = cox.clusters = true;
    cox.takes_competing = cox.takes_entry = true;
    Param residuals = make("residuals", ParamType::boolean);
    residuals.fallback = false;
    all.add(test("cox", block, cox, {choices("ties", {"efron", "breslow"}, "efron"), residuals}));
    lang::TestRule incident{{"survival"}, 0, 0, any, "cox"};
    incident.adjusts = incident.joins = incident.interacts = incident.takes_competing = true;
    all.add(test("fine_gray", block, incident));
    Param tau = make("tau", ParamType::number), at = make("at", ParamType::number);
    tau.dimension = at.dimension = "time";
    at.required = true;
    lang::TestRule order{{"survival"}, 0, 0, {"numeric", "ordinal"}, "cox"};
    all.add(test("time_auc", block, order, {at}));
    order.stratifies = order.clusters = true;
    all.add(test("c_index", block, order, {choices("weights", {"harrell", "uno"}, "harrell"), tau}));
    lang::TestRule logistic{{"binary"}, 0, 0, any, ""};
    logistic.adjusts = logistic.joins = logistic.interacts = true;
    all.add(test("logistic_regression", block, logistic, {choices("penalty", {"none", "firth"}, "none")}));
  }
  Param landmarks = make("landmarks", ParamType::numbers), tau = make("tau", ParamType::number);
  landmarks.dimension = tau.dimension = "time";
  landmarks.list = true;
  lang::TestRule survival{{"binary", "nominal", "ordinal"}, 2, 0, {}, "log_rank"};
  survival.compares_survival = true;
  all.add(test("rmst", "compare", survival, {tau, landmarks}));
  survival.stratifies = true;
  all.add(test("log_rank", "compare", survival,
               {choices("interval", {"log", "log_log", "plain"}, "log"), landmarks,
                make("trend", ParamType::boolean, false), make("pairwise", ParamType::boolean, false)}));
  lang::TestRule compete{{"binary", "nominal", "ordinal"}, 2, 0, {}, "log_rank"};
  compete.compares_survival = compete.takes_competing = compete.stratifies = true;
  all.add(test("gray", "compare", compete));
  lang::TestRule searched{{"continuous", "ordinal"}, 0, 0, {"numeric", "ordinal"}, "log_rank"};
  searched.compares_survival = searched.cuts_numbers = true;
  all.add(test("max_logrank", "compare", searched, {landmarks}));
  all.add(test("spearman", "associate", correlation, {make("exact", ParamType::boolean, false)}));
  all.add(test("jonckheere", "compare", {{"ordinal"}, 2, 0, {"numeric", "ordinal"}, "kruskal_wallis"}));
  lang::TestRule pairs{{"binary", "nominal", "ordinal"}, 2, 2, {"numeric", "ordinal"}, "welch"};
  pairs.rows_may_cluster = pairs.within_subjects = pairs.below_subjects = true;
  all.add(test("paired_t", "compare", pairs));
  lang::TestRule stratified{{"binary", "nominal", "ordinal"}, 2, 0, {"nominal", "ordinal"}, "fisher"};
  stratified.stratifies = stratified.needs_strata = true;
  all.add(test("mantel_haenszel", "compare", stratified));
  for (const char* block : {"compare", "associate"}) {
    const bool compare = std::string(block) == "compare";
    lang::TestRule exchange{compare ? std::vector<std::string>{"binary", "nominal", "ordinal"}
                                    : std::vector<std::string>{"continuous", "ordinal", "binary"},
                            compare ? 2U : 0U,
                            0,
                            {"numeric", "ordinal"},
                            compare ? "" : "compare"};
    exchange.rows_may_cluster = exchange.within_subjects = exchange.stratifies = exchange.audits = true;
    all.add(test("permutation", block, exchange));
  }
  all.add(fold_step("standardise", {}));
  Param above = make("above", ParamType::fraction, 0.9);
  above.tunable = true;
  all.add(fold_step("drop_correlated", {above}));
  all.add(fold_step("impute", {choices("by", {"median"}, "median")}));
  Param by = choices("by", {"test"}, "test");
  by.later_choices = {"mrmr", "mutual_information", "relief"};
  Param selecting = choices("test", {"wilcoxon", "welch", "pearson", "spearman"}, {});
  selecting.later_choices = {"cox"};
  Param top = make("top", ParamType::integer);
  top.low = 1;
  top.tunable = true;
  Param below = make("below", ParamType::fraction);
  below.tunable = true;
  all.add(fold_step("select", {by, selecting, top, below}, true));
  Param alpha = make("alpha", ParamType::number, 1);
  alpha.low = 0;
  alpha.high = 1;
  alpha.tunable = true;
  Param lambda = make("lambda", ParamType::any, Literal::Map{{"path", 100.0}});
  lambda.tunable = true;
  all.add(learner("elastic_net", {"binary", "continuous", "nominal", "survival"}, {alpha, lambda}));
  all.add(learner("logistic", {"binary"}, {}));
  all.add(learner("cox", {"survival"}, {choices("ties", {"efron", "breslow"}, "efron")}));
  all.add(learner("prevalence", {"binary", "nominal", "ordinal", "continuous", "survival"}, {}));
  all.add(learner("knn", {"binary", "nominal", "continuous"}, {make("k", ParamType::integer, 5)}));
  for (const char* name : {"lda", "qda", "naive_bayes"}) all.add(learner(name, {"binary", "nominal"}, {}));
  Param cost = make("cost", ParamType::number, 1), hidden = make("hidden", ParamType::integer, Literal::List{5.0});
  cost.tunable = hidden.tunable = hidden.list = true;
  all.add(learner("svm", {"binary", "nominal", "continuous"}, {choices("kernel", {"rbf", "linear"}, "rbf"), cost}));
  all.add(learner("mlp", {"binary", "nominal", "continuous"}, {hidden}));
  all.add(learner("ordinal", {"ordinal"}, {}));
  all.add(learner("linear", {"continuous"}, {}));
  all.add(learner("multinomial", {"nominal"}, {}));
  const Param trees = make("trees", ParamType::integer, 500);
  Param mtry = make("mtry", ParamType::integer);
  mtry.tunable = true;
  all.add(learner("random_forest", {"binary", "nominal", "continuous"}, {trees, mtry}));
  all.add(learner("survival_forest", {"survival"}, {trees, mtry}));
  Param terms = make("coefficients", ParamType::any);
  terms.required = true;
  Param link = choices("link", {"logit", "identity", "cox"}, "logit");
  link.fallback = {};
  auto formula =
      learner("formula", {"binary", "continuous", "survival"}, {make("intercept", ParamType::number, 0), terms, link});
  formula.learns = formula.reads_outcome = false;
  all.add(formula);
  Param file = make("file", ParamType::text);
  file.required = file.positional = true;
  auto fitted = learner("fitted", {"binary", "nominal", "ordinal", "continuous", "survival"}, {file});
  fitted.learns = fitted.reads_outcome = false;
  all.add(fitted);
  Param stable = make("above", ParamType::fraction);
  const auto agreement = [](std::string name, std::vector<Param> params) {
    auto s = make(std::move(name), Role::agreement, {"robust"}, std::move(params));
    s.learns = true;
    return s;
  };
  all.add(agreement(
      "icc", {choices("form", {"2,1", "1,1", "3,1"}, "2,1"), stable, choices("by", {"lower", "estimate"}, "lower")}));
  all.add(agreement("ccc", {stable}));
  all.add(agreement("kappa", {choices("weights", {"none", "linear", "quadratic"}, "none"), stable}));
  all.add(agreement("bland_altman", {}));
  // perturbations, and what is of masks
  const auto change = [](std::string name, std::vector<Param> params) {
    return make(std::move(name), Role::perturbation, {"robust"}, std::move(params));
  };
  const auto each = [](std::string name, ParamType type, double low, double high) {
    Param p = make(std::move(name), type);
    p.list = p.required = p.positional = true;
    p.low = low;
    p.high = high;
    return p;
  };
  Param repetitions = make("repetitions", ParamType::integer);
  repetitions.positional = true;
  repetitions.fallback = 1.0;
  repetitions.low = 1;
  Param permute = make("permute", ParamType::boolean);
  permute.fallback = false;
  Param noise_sd = make("sigma", ParamType::number);
  noise_sd.dimension = "intensity";
  const Param image = choices("image", {"nearest", "linear", "bspline"}, "bspline");
  all.add(change("rotate", {each("angles", ParamType::number, -180, 180), image}));
  all.add(change("translate", {each("fractions", ParamType::fraction, 0, 1), permute, image}));
  all.add(change("noise", {repetitions, noise_sd}));
  all.add(change("grow", {each("by", ParamType::fraction, 0, 1)}));
  all.add(change("shrink", {each("by", ParamType::fraction, 0, 1)}));
  all.add(change("contour", {repetitions}));
  Param tolerance = make("tolerance", ParamType::number);
  tolerance.dimension = "length";
  tolerance.fallback = 1.0;
  all.add(make("dice", Role::agreement, {"robust"}, {}));
  all.add(make("surface_distance", Role::agreement, {"robust"}, {tolerance}));
  Param judge = make("robust", ParamType::reference);
  judge.required = judge.positional = true;
  judge.refers_to = {"robust"};
  all.add(fold_step("keep_stable", {judge}));
  // cluster
  Param k = make("k", ParamType::integer);
  k.list = k.required = true;
  k.low = 2;
  for (const char* name : {"kmeans", "hierarchical", "consensus"}) {
    Signature s;
    s.name = name;
    s.role = Role::clustering;
    s.blocks = {"cluster"};
    s.learns = true;
    s.params = {k};
    if (s.name == "consensus") s.params.push_back(choices("inner", {"hierarchical", "kmeans"}, "hierarchical"));
    if (s.name != "kmeans") {
      s.params.push_back(
          choices("linkage", {"ward", "average", "centroid"}, s.name == "consensus" ? "average" : "ward"));
      s.params.push_back(choices("distance", {"euclidean", "correlation"}, "euclidean"));
    }
    all.add(s);
  }
  // decompose, and tests of whole blocks
  const auto decomposition = [&](const char* name, const char* count, const char* text,
                                 std::vector<std::string> outputs, std::vector<Param> more) {
    Param first = make(count, ParamType::integer);
    first.required = first.positional = true;
    first.low = 1;
    first.text = text;
    more.insert(more.begin(), first);
    for (const char* evidence : {"permutations", "resamples"}) more.push_back(make(evidence, ParamType::integer, 99));
    auto s = make(name, Role::decomposition, {"decompose"}, std::move(more));
    s.learns = true;
    s.outputs = std::move(outputs);
    all.add(s);
  };
  const std::vector<Param> penalties{make("penalty_left", ParamType::number), make("penalty_right", ParamType::number)};
  const std::vector<std::string> pairs_of_two{"cc*_left", "cc*_right"};
  decomposition("pca", "components", "how many principal components", {"pc*"}, {});
  decomposition("factor_scores", "factors", "how many factors", {"factor*"}, {});
  decomposition("nmf", "rank", "how many parts (metagenes)", {"nmf*"}, {});
  decomposition("cca", "components", "how many pairs of components", pairs_of_two, penalties);
  decomposition("sparse_cca", "components", "how many pairs of components", pairs_of_two, penalties);
  decomposition("pls", "components", "how many pairs of components", {"pls*_left", "pls*_right"},
                {choices("mode", {"canonical", "regression"}, "canonical")});
  Param components = make("components", ParamType::integer);
  components.required = components.tunable = true;
  all.add(fold_step("pca", {components}));
  lang::TestRule whole{{"continuous", "ordinal", "binary"}, 0, 0, {"numeric", "ordinal"}, "compare"};
  whole.takes_blocks = whole.stratifies = true;
  const Param whole_draws = make("draws", ParamType::integer, 9999);
  for (const char* name : {"rv", "distance_covariance", "hsic"}) all.add(test(name, "associate", whole, {whole_draws}));
  all.add(
      test("mantel", "associate", whole, {choices("correlation", {"pearson", "spearman"}, "pearson"), whole_draws}));
  all.add(test("cca", "associate", whole, penalties));
  lang::TestRule at_once{{"binary", "nominal", "ordinal"}, 2, 0, {"numeric", "ordinal"}, "kruskal_wallis"};
  at_once.takes_blocks = at_once.adjusts = true;
  all.add(test("manova", "compare", at_once));
  // batches
  Param batch = make("batch", ParamType::reference);
  batch.required = true;
  batch.refers_to = {"covariate"};
  Param preserve = make("preserve", ParamType::reference);
  preserve.list = true;
  preserve.refers_to = {"covariate", "outcome"};
  const Param reference = make("reference", ParamType::text);
  auto combat = fold_step("combat", {batch, preserve, reference});
  combat.blocks = {"harmonise"};
  all.add(combat);
  combat.blocks = {"within_folds"};
  combat.params.push_back(choices("unseen", {"error", "unchanged", "reference", "location_only"}, "error"));
  all.add(combat);
  auto smote = fold_step("smote", {make("neighbours", ParamType::integer, 5)});
  smote.reads_outcome = smote.changes_rows = true;
  smote.test = lang::TestRule{};
  smote.test->outcomes = {"binary", "nominal"};
  all.add(smote);
  for (auto& s : stdlib::declared_signatures()) all.add(std::move(s));
  for (auto& s : stdlib::derived_signatures()) all.add(std::move(s));
  for (auto& s : stdlib::evaluate_signatures()) all.add(std::move(s));
  for (auto& s : stdlib::aggregate_signatures()) all.add(std::move(s));
  for (auto& s : stdlib::not_built_signatures()) all.add(std::move(s));
  return all;
}

TEST_CASE("every operation stands in a block of the schema") {
  const auto all = catalogue();
  for (const auto& s : all.all())
    for (const auto& block : s.blocks) {
      INFO(s.name << " in " << block);
      CHECK(lang::find_block(block == lang::kPyradiomics ? "features" : block) != nullptr);
    }
}

TEST_CASE("what is not built is found, and what is built is preferred to it") {
  const auto all = catalogue();
  REQUIRE(all.find("stacking", "model") != nullptr);
  CHECK_FALSE(all.find("stacking", "model")->built);
  CHECK(all.find("combat", "harmonise")->built);
  CHECK(all.find("glcm", "features", 2) == nullptr);
  CHECK(all.find("glcm", "compare") == nullptr);
}

}  // namespace rgx::test
