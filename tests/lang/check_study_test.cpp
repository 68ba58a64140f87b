// What the checked study holds, beyond its messages.
#include <doctest/doctest.h>

#include "lang/explain.hpp"
#include "tests/lang/support/golden.hpp"
#include "tests/support/data.hpp"

namespace rgx::test {

namespace {

using lang::Literal;

Checked ok(const std::string& name) {
  auto found = check_golden(source_dir() / "tests/golden/ok" / (name + ".rgx"));
  REQUIRE_FALSE(found.diagnostics.has_errors());
  return found;
}

const lang::Argument& argument(const lang::Use& use, const std::string& name) {
  const auto* a = use.argument(name);
  REQUIRE(a != nullptr);
  return *a;
}

}  // namespace

TEST_CASE("blocks stand behind what they use, in order of writing otherwise") {
  const auto found = ok("whole_study");
  std::vector<std::string> names;
  for (const auto& b : found.study.blocks) names.push_back(b.name);
  CHECK(names == std::vector<std::string>{"IDH and texture", "glioma", "mri", "prepared", "radiomics", "texture", "rna",
                                          "by_idh", "map", "folds", "signature", "doi:10.0000/example", "manuscript"});
  CHECK(found.study.seed == 7);
  CHECK(found.study.title == "IDH and texture");
}

TEST_CASE("parameters are resolved to base units, defaults written out and marked") {
  const auto found = ok("whole_study");
  const auto* prepared = found.study.find("prepared");
  REQUIRE(prepared->steps.size() == 3);
  const auto& n4 = prepared->steps[0];
  CHECK(argument(n4, "mask").value == Literal("brain"));
  CHECK(argument(n4, "mask").refs.front().kind == lang::Ref::Kind::region);
  CHECK(argument(n4, "shrink").value == Literal(4));
  CHECK_FALSE(argument(n4, "shrink").written);
  REQUIRE(n4.of.size() == 1);
  CHECK(n4.of.front().member == "T1");
  const auto& resample = prepared->steps[1];
  CHECK(argument(resample, "spacing").value == Literal(Literal::List{1.0, 1.0, "keep"}));
  CHECK(argument(resample, "image").written);
  CHECK(argument(resample, "mask").value == Literal("linear"));
  const auto* model = found.study.find("signature");
  CHECK(model->setting("missing")->value == Literal("error"));
  CHECK_FALSE(model->setting("missing")->written);
  const auto* correct = found.study.find("by_idh")->step(lang::Role::correction);
  REQUIRE(correct != nullptr);
  CHECK(argument(*correct, "level").value == Literal(0.05));
}

TEST_CASE("searches become their candidates, ends exact") {
  const auto found = ok("whole_study");
  const auto* model = found.study.find("signature");
  const auto* net = model->step(lang::Role::learner);
  REQUIRE(net != nullptr);
  CHECK(argument(*net, "alpha").tune == std::vector<Literal>{0.1, 0.5, 0.9});
  CHECK(argument(*net, "alpha").value.none());
  CHECK(argument(*net, "lambda").value == Literal(Literal::Map{{"path", 100.0}}));
  REQUIRE(model->within_folds.size() == 4);
  CHECK(model->within_folds[2].of.front().block == "radiomics");
  CHECK(argument(model->within_folds[3], "top").tune == std::vector<Literal>{2.0, 4.0, 8.0, 16.0});
}

TEST_CASE("columns of an extraction are known before the run") {
  const auto found = ok("whole_study");
  const auto& columns = found.study.find("radiomics")->features->known_columns;
  const auto has = [&](const std::string& name) {
    for (const auto& [column, type] : columns)
      if (column == name) return true;
    return false;
  };
  CHECK(has("core.shape.volume_mesh"));
  CHECK(has("core.T1.original.glcm.joint_entropy"));
  CHECK(has("core.T1.original.glcm.joint_entropy.3d_volume_merge"));
  CHECK_FALSE(has("core.FLAIR.original.glcm.joint_entropy"));  // the region is tied to T1
  CHECK(columns.size() == 3 + 3 + 4);
}

TEST_CASE("imported columns are typed, subjects and levels filled") {
  const auto found = ok("with_data");
  const auto* cohort = found.study.find("glioma");
  CHECK(cohort->cohort->subjects.size() == 40);
  CHECK(cohort->cohort->subjects.front() == "P01");
  CHECK(found.study.find("texture")->features->known_columns ==
        std::vector<std::pair<std::string, std::string>>{{"contrast", "numeric"}, {"entropy", "numeric"}});
  CHECK(found.study.variable("glioma", "age")->factor == 365.25 * 86400);
  CHECK(found.study.find("by_idh")->on == std::vector<std::string>{"glioma"});
}

TEST_CASE("published values keep result, row and column, and conditions of counts") {
  const auto found = ok("whole_study");
  const auto* published = &found.study.blocks[11];
  REQUIRE(published->published.size() == 4);
  CHECK(published->published[0].path == std::vector<std::string>{"signature", "auc"});
  CHECK(published->published[0].digits == 2);
  CHECK(published->published[1].path == std::vector<std::string>{"by_idh", "core.T1.original.glcm.joint_entropy", "p"});
  CHECK(published->published[1].tolerance == 0.00005);
  CHECK(published->published[2].call == "count");
  CHECK(published->published[2].path == std::vector<std::string>{"map"});
  CHECK(published->published[2].condition->column == "q");
  CHECK(published->published[2].condition->numbers.front() == 0.05);
  CHECK(published->published[3].path == std::vector<std::string>{"glioma"});
  CHECK(published->published[3].condition->variable);
}

TEST_CASE("the audit says of every model what was learned from whom") {
  const auto found = ok("whole_study");
  std::size_t steps = 0, searches = 0;
  for (const auto& row : found.study.audit) {
    CHECK(row.verdict == "clean");
    if (row.model == "signature" && row.what.starts_with("step")) ++steps;
    if (row.model == "signature" && row.what == "search") ++searches;
    if (row.what == "step `select`") CHECK(row.outcome == "idh");
    if (row.what == "step `standardise`") CHECK(row.outcome.empty());
  }
  CHECK(steps == 4);
  CHECK(searches == 1);
}

TEST_CASE("families are counted, and a single test needs no correction") {
  const auto found = ok("whole_study");
  REQUIRE(found.study.families.size() == 2);
  CHECK(found.study.families[0].family == "by_idh");
  CHECK(found.study.families[0].method == "BH");
  CHECK(found.study.families[1].blocks == std::vector<std::string>{"map"});
  const auto alone = ok("several_cohorts");
  REQUIRE(alone.study.families.size() == 1);
  CHECK(alone.study.families[0].because == "a single test");
}

TEST_CASE("what was accepted marks everything downstream") {
  const auto found = ok("accepted_rows");
  CHECK(found.study.find("ages")->not_valid == std::vector<std::string>{"clustered-rows"});
  CHECK(found.study.blocks.back().not_valid == std::vector<std::string>{"clustered-rows"});
}

TEST_CASE("`like` copies, replaces and drops; definitions are filled in") {
  const auto found = ok("several_cohorts");
  const auto* holdout = found.study.find("holdout");
  CHECK(holdout->cohort->table.written == "clinical.csv");
  CHECK(holdout->cohort->include->values == std::vector<std::string>{"Turin"});
  CHECK(holdout->cohort->subjects.size() == 20);
  const auto defined = ok("definitions");
  const auto* wide = defined.study.find("wide");
  REQUIRE(wide->features->discretise.has_value());
  CHECK(argument(*wide->features->discretise, "width").value == Literal(50));
  CHECK(argument(*defined.study.find("radiomics")->features->discretise, "width").value == Literal(25));
  CHECK(defined.study.find("two")->refs.at("using").front().block == "wide");
}

TEST_CASE("`none` drops a setting of the block that is copied") {
  const auto found = check_text(
      "rgx 1\nstudy \"s\" { seed: 1 }\ncohort a { table: csv(\"a.csv\"); id: x; include: y == 1 }\n"
      "cohort b { like: a; include: none }\n");
  CHECK(found.rendered == "");
  CHECK(found.study.find("a")->cohort->include.has_value());
  CHECK_FALSE(found.study.find("b")->cohort->include.has_value());
}

TEST_CASE("lists fan out in the roles of results, and join in the roles of columns") {
  const auto found = check_text(
      "rgx 1\nstudy \"s\" { seed: 1 }\ncohort c { table: csv(\"a.csv\"); id: x\n"
      "  outcome a: binary(a, positive: 1, negative: 0)\n  outcome b: binary(b, positive: 1, negative: 0) }\n"
      "features f { cohort: c; source: csv(\"f.csv\", id: x) }\n"
      "matrix m { cohort: c; source: csv(\"m.csv\"); kind: mutation }\n"
      "compare one { features: [f]; by: [a, b]; wilcoxon(); correct(method: BH) }\n"
      "compare two { features: f; by: m[[\"EGFR\", \"TP53\"]]; wilcoxon(); correct(method: BH) }\n"
      "compare three { features: f; by: a; wilcoxon(); correct(method: BH) }\n");
  CHECK(found.rendered == "");
  CHECK(found.study.find("one")->fans_out.at("by"));
  CHECK_FALSE(found.study.find("one")->fans_out.at("features"));
  CHECK(found.study.find("two")->fans_out.at("by"));
  CHECK_FALSE(found.study.find("three")->fans_out.at("by"));
}

TEST_CASE("a study is explained in words, block by block") {
  const auto found = ok("whole_study");
  const auto words = lang::explain(found.study);
  CHECK(words.find("image: bspline  (written)") != std::string::npos);
  CHECK(words.find("mask: linear  (default)") != std::string::npos);
  CHECK(words.find("alpha: searched over [0.1, 0.5, 0.9]  (written)") != std::string::npos);
  CHECK(words.find("spacing: [1, 1, keep] mm  (written)") != std::string::npos);
  CHECK(words.find("families of hypotheses") != std::string::npos);
  const auto one = lang::explain(found.study, "prepared");
  CHECK(one.starts_with("preprocess prepared: image preprocessing\n"));
  CHECK(one.find("signature") == std::string::npos);
  CHECK(lang::explain(found.study, "nothing") == "");
}

TEST_CASE(
    "scores: out of fold in a comparison of the model's cohort; refitted in a model of it, carried to another cohort") {
  CHECK(ok("several_cohorts").study.find("scores") != nullptr);
  auto text = read_text(source_dir() / "tests/golden/ok/several_cohorts.rgx");
  const auto base = codes(check_text(text));
  CHECK(base.empty());
  const auto fusion = check_text(
      text +
      "model fusion { predict: idh; using: signature.score; on: train; logistic(); validate: folds; metrics: auc }\n");
  CHECK(codes(fusion).empty());
  const auto elsewhere =
      check_text(text + "compare other { features: signature.score; by: idh; on: holdout; wilcoxon() }\n");
  CHECK(codes(elsewhere).empty());
}

TEST_CASE("thresholds are numbers, or learned in the training part") {
  const auto found = ok("whole_study");
  CHECK(found.study.find("signature")->setting("threshold")->value == Literal(Literal::Map{{"sensitivity", 0.9}}));
}

TEST_CASE("an accepted leak is a warning, and everything that uses it is marked") {
  auto text = read_text(source_dir() / "tests/golden/bad/leakage.rgx");
  const auto at = text.find("  metrics:  auc");
  text.insert(at, "  accept(\"leakage\", because: \"to show what it does\")\n");
  text += "published \"here\" { value(signature.auc, 0.9) }\n";
  const auto found = check_text(text);
  CHECK_FALSE(found.diagnostics.has_errors());
  CHECK(codes(found) == std::vector<std::string>{"leakage"});
  CHECK(found.study.blocks.back().not_valid == std::vector<std::string>{"leakage"});
  bool told = false;
  for (const auto& row : found.study.audit) told = told || row.verdict == "leakage, accepted";
  CHECK(told);
}

}  // namespace rgx::test
