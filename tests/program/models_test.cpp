// Models per feature, as their users run them; numbers from R 4.2.2 on the tables of models_data.hpp. There, `x` is the
// tested column, and every call is run to convergence.
#include <doctest/doctest.h>

#include <cmath>

#include "tests/program/models_data.hpp"
#include "tests/program/program.hpp"
#include "tests/program/table.hpp"

using namespace rgx::test;

namespace {

std::string study(const std::string& blocks) {
  return "rgx 1\nstudy \"Models\" { design: simulated; seed: 3 }\n"
         "cohort c {\n  table: csv(\"cases.csv\")\n  id: id\n"
         "  outcome egfr: binary(egfr, positive: 1, negative: 0)\n"
         "  outcome grade: ordinal(grade, levels: [\"II\", \"III\", \"IV\"])\n"
         "  outcome type: nominal(type, levels: [\"x\", \"y\", \"z\"])\n"
         "  outcome y: continuous(y)\n  outcome count: continuous(count)\n"
         "  outcome os: survival(time: time, event: event == 1, unit: 1 month)\n"
         "  covariate age: continuous(age, unit: 1 year)\n"
         "  covariate site: category(site, levels: [\"Riga\", \"Turin\", \"Ghent\"])\n}\n"
         "features f {\n  cohort: c\n  source: csv(\"cases.csv\", id: id)\n  kind: radiomic\n"
         "  columns: only(a, b, k, sep, nominal(kind))\n}\n"
         "matrix rna { cohort: c; source: csv(\"genes.csv\"); kind: expression }\n" +
         blocks;
}

// The same rows as lesions of sixteen patients.
std::string lesions(const std::string& blocks) {
  return "rgx 1\nstudy \"Models\" { design: simulated; seed: 3 }\n"
         "cohort c {\n  table: csv(\"cases.csv\")\n  id: patient\n  level lesion: key(lesion, of: subject)\n"
         "  outcome y: continuous(y, at: lesion)\n"
         "  outcome os: survival(time: time, event: event == 1, unit: 1 month, at: lesion)\n"
         "  covariate age: continuous(age, unit: 1 year, at: lesion)\n}\n"
         "features f {\n  cohort: c\n  source: csv(\"cases.csv\", id: patient, lesion: lesion)\n  kind: radiomic\n"
         "  columns: only(a, b)\n}\n" +
         blocks;
}

// `associate NAME { left: …; right: …; … }`
std::string associate(const std::string& name, const std::string& left, const std::string& right,
                      const std::string& rest) {
  return "associate " + name + " { left: " + left + "; right: " + right + "; " + rest + "; correct(method: BH) }\n";
}

struct Run {
  Folder folder;
  Ended said;
  explicit Run(const std::string& text, int expected = 0) {
    folder.write("cases.csv", model_cases);
    folder.write("genes.csv", model_genes);
    folder.write("study.rgx", text);
    said = run_study(folder / "study.rgx", folder / "run", folder / "store", {"-j", "2"}, expected);
  }
  Rows table(const std::string& name) const { return read_rows(folder / "run/tables/" + name + ".csv"); }
};

void check(const Rows& t, std::size_t row, const std::vector<std::pair<std::string, double>>& numbers) {
  CAPTURE(t.cells.at(row).front());
  for (const auto& [name, expected] : numbers) {
    CAPTURE(name);
    CHECK(std::abs(t.number(row, name) / expected - 1) < 1e-6);
  }
}

}  // namespace

TEST_CASE("models: hazard ratios, with strata, ties, joint columns, modifiers and the test of proportionality") {
  const Run run(study(associate("plain", "f[[\"a\", \"b\", \"k\"]]", "os", "cox()") +
                      associate("strata", "f[[\"a\", \"b\", \"kind\"]]", "os",
                                "adjust: age; strata: site; cox(ties: breslow, test: likelihood_ratio, "
                                "proportionality: true)") +
                      associate("scores", "f[[\"a\", \"b\"]]", "os", "adjust: [age, site]; cox(test: score)") +
                      associate("joined", "joint(f[[\"a\", \"b\"]])", "os", "adjust: age; cox()") +
                      associate("changing", "f[\"a\"]", "os", "interact: age; cox()")));
  // coxph(Surv(time, event) ~ x), confint, summary
  const Rows plain = run.table("plain");
  CHECK(plain.at(0, "test") == "cox wald");
  CHECK(plain.at(0, "estimate_kind") == "hazard_ratio");
  check(plain, 0,
        {{"estimate", 2.86828118}, {"ci_low", 1.71648909}, {"ci_high", 4.79294448}, {"p", 5.76030356e-05}, {"n", 40}});
  check(plain, 1, {{"estimate", 1.199179898}, {"p", 0.295424457}, {"n", 38}, {"subjects", 38}});
  CHECK(plain.at(2, "p").empty());
  CHECK(plain.at(2, "note") == "constant");
  // coxph(Surv(time, event) ~ age + x + strata(site), ties = "breslow") against the same without x; cox.zph(terms = F)
  const Rows strata = run.table("strata");
  check(strata, 0,
        {{"estimate", 2.75037641}, {"ci_low", 1.54690084}, {"statistic", 13.3589657}, {"p", 2.57190105e-04}});
  CHECK(strata.at(0, "note") == "proportional hazards p = 0.293");
  CHECK(strata.at(1, "note") == "proportional hazards p = 0.959");
  check(strata, 2, {{"statistic", 1.165127462}, {"df", 2}, {"p", 0.558464776}});
  CHECK(strata.at(2, "estimate").empty());
  CHECK(strata.at(2, "note") == "proportional hazards p = 0.32");
  // coxph(… ~ age + site + x, init = c(coef(without x), 0), iter.max = 0)$score
  const Rows scores = run.table("scores");
  check(scores, 0, {{"estimate", 2.89335648}, {"statistic", 15.6827685}, {"p", 7.49034740e-05}});
  check(scores, 1, {{"estimate", 1.103925751}, {"statistic", 0.310104001}, {"p", 0.577616373}});
  // b' V⁻¹ b of coxph(… ~ age + a + b)
  check(run.table("joined"), 0, {{"statistic", 14.7669563}, {"df", 2}, {"p", 6.21435668e-04}});
  // coxph(… ~ a * age)
  const Rows changing = run.table("changing");
  CHECK(changing.at(1, "term") == "a:age");
  check(changing, 1, {{"estimate", 1.029706098}, {"ci_low", 0.9694070696}, {"p", 0.341708483}});
}

TEST_CASE("models: the screen of a score test and fits one at a time give the same hazard ratios") {
  const Run run(study(associate("many", "f[[\"a\", \"b\"]]", "os", "adjust: age; by_group: egfr; cox(test: score)") +
                      associate("one", "f[\"a\"]", "os", "adjust: age; by_group: egfr; cox(test: score)")));
  const Rows many = run.table("many"), one = run.table("one");
  REQUIRE(one.cells.size() == 3);
  for (std::size_t i = 0; i < 3; ++i)
    for (const char* name : {"statistic", "estimate", "p"}) {
      if (one.at(i, name).empty()) {
        CHECK(many.at(i, name).empty());
        continue;
      }
      CHECK(many.number(i, name) == doctest::Approx(one.number(i, name)).epsilon(1e-9));
    }
}

TEST_CASE("models: rows of one subject have robust errors by `cluster`, and are refused without") {
  const Run run(lesions(associate("robust", "f", "os", "adjust: age; cluster: subject; cox()") +
                        associate("within", "f", "y", "adjust: age; mixed(test: likelihood_ratio)")));
  // coxph(Surv(time, event) ~ age + x, cluster = patient)
  const Rows t = run.table("robust");
  check(t, 0, {{"estimate", 2.867852753}, {"ci_low", 1.980530741}, {"ci_high", 4.152714849}, {"p", 2.433819765e-08}});
  check(t, 1, {{"estimate", 1.1876998721}, {"ci_low", 0.9012093752}, {"p", 0.2219352499}, {"subjects", 16}});
  // anova(lmer(y ~ age + (1 | patient), REML = FALSE), lmer(y ~ age + x + (1 | patient), REML = FALSE)); the second by
  // REML
  const Rows mixed = run.table("within");
  CHECK(std::abs(mixed.number(0, "statistic") - 18.16889) < 1e-5);
  check(mixed, 0, {{"estimate", 0.79085055248}});
  CHECK(std::abs(mixed.number(1, "statistic") - 2.81267) < 1e-5);
  CHECK(mixed.at(1, "n") == "38");
  CHECK(mixed.at(1, "subjects") == "16");
  const Run refused(lesions(associate("plain", "f", "os", "cox()")), 3);
  CHECK(refused.said.says("clustered-rows"));
  CHECK(refused.said.says("write `cluster: subject`"));
}

TEST_CASE("models: moderated tests share one prior, of each feature on all genes") {
  const Run run(study(associate("map", "f[[\"a\", \"b\", \"k\", \"kind\"]]", "rna", "adjust: age; moderated()") +
                      "compare expressed { features: rna; by: [egfr, grade]; adjust: age; moderated(); correct(method: "
                      "BH) }\n"));
  // f <- eBayes(lmFit(genes, model.matrix(~ age + x))); topTable(f, coef = "x", confint = TRUE)
  const Rows map = run.table("map");
  REQUIRE(map.cells.size() == 32);
  CHECK(map.at(0, "test") == "moderated t");
  CHECK(map.at(0, "estimate_kind") == "beta");
  check(map, map.where({{"left", "a"}, {"right", "G1"}}),
        {{"estimate", 0.5489914313}, {"ci_low", 0.4403868127}, {"statistic", 10.212793240}, {"p", 9.175585045e-13}});
  check(map, map.where({{"left", "a"}, {"right", "G2"}}),
        {{"estimate", 0.4975757298}, {"ci_high", 0.6549146708}, {"p", 1.396984902e-07}, {"n", 39}});
  check(map, map.where({{"left", "b"}, {"right", "G3"}}), {{"statistic", 1.320685892}, {"p", 0.192970273987}});
  // topTable(f, coef = c("xmixed", "xsolid"))
  const std::size_t kinds = map.where({{"left", "kind"}, {"right", "G1"}});
  CHECK(map.at(kinds, "test") == "moderated F");
  check(map, kinds, {{"statistic", 0.5454112012}, {"df", 2}, {"p", 0.5831727867}});
  CHECK(map.at(map.where({{"left", "k"}, {"right", "G1"}}), "note") == "constant");
  // model.matrix(~ age + egfr), (~ age + grade)
  const Rows expressed = run.table("expressed");
  const std::size_t g5 = expressed.where({{"feature", "G5"}, {"outcome", "egfr"}});
  CHECK(expressed.at(g5, "estimate_kind") == "log2_fold_change");
  CHECK(expressed.at(g5, "groups") == "0=25; 1=15");
  check(expressed, g5, {{"estimate", 0.976074011575}, {"ci_low", 0.58089647912}, {"p", 9.613651122e-06}});
  check(expressed, expressed.where({{"feature", "G1"}, {"outcome", "grade"}}),
        {{"statistic", 8.573710189}, {"df", 2}, {"p", 0.0007093520243}});
}

TEST_CASE("models: odds ratios, their profile intervals, and Firth's where a feature separates") {
  const Run run(study(associate("ratio", "f", "egfr", "adjust: age; logistic_regression()") +
                      associate("wald", "f", "egfr", "adjust: age; logistic_regression(test: wald)") +
                      associate("score", "f", "egfr", "adjust: age; logistic_regression(test: score)") +
                      associate("firth", "f", "egfr", "adjust: age; logistic_regression(penalty: firth)")));
  // anova(glm(egfr ~ age), glm(egfr ~ age + x), test = "LRT", "Rao"), summary, confint; confint's ends come from a
  // spline, good to 1e-3
  const Rows ratio = run.table("ratio"), wald = run.table("wald"), score = run.table("score");
  const std::size_t a = ratio.where({{"left", "a"}}), kind = ratio.where({{"left", "kind"}}),
                    sep = ratio.where({{"left", "sep"}}), k = ratio.where({{"left", "k"}});
  check(ratio, a, {{"estimate", 2.550563056}, {"statistic", 5.4160476}});
  CHECK(ratio.number(a, "ci_low") == doctest::Approx(1.149012148).epsilon(1e-3));
  CHECK(ratio.number(a, "ci_high") == doctest::Approx(6.744193889).epsilon(1e-3));
  check(ratio, kind, {{"statistic", 5.7350982}, {"df", 2}});
  check(wald, a, {{"estimate", 2.550563056}, {"p", 0.03442580254}});
  check(score, a, {{"statistic", 5.0802454}});
  check(ratio, sep, {{"statistic", 51.462179}});
  CHECK(ratio.at(sep, "estimate") == "Inf");
  CHECK(ratio.at(sep, "note") == "interval: separated; `penalty: firth` gives a finite estimate");
  CHECK(wald.at(sep, "p").empty());
  CHECK(wald.at(sep, "note") == "separated; `penalty: firth` gives a finite estimate");
  CHECK(ratio.at(k, "note") == "constant");
  // exp(coef(glm(egfr ~ age + x, method = "brglmFit", type = "AS_mean", epsilon = 1e-12)))
  const Rows firth = run.table("firth");
  check(firth, a, {{"estimate", 2.277798768}});
  check(firth, sep, {{"estimate", 58.15920406}});
  CHECK(firth.number(sep, "ci_high") > firth.number(sep, "estimate"));
  const Run refused(study(associate("both", "f", "egfr", "logistic_regression(penalty: firth, test: wald)")), 1);
  CHECK(refused.said.says("leave `test` away"));
}

TEST_CASE("models: rate ratios of counts, and what is no count") {
  const Run run(study(associate("poisson", "f", "count", "adjust: age; poisson()") +
                      associate("scores", "f", "count", "adjust: age; poisson(test: score)") +
                      associate("wider", "f", "count", "adjust: age; negative_binomial()") +
                      associate("ratio", "f", "count", "adjust: age; negative_binomial(test: likelihood_ratio)")));
  // glm(count ~ age + x, poisson), confint.default; anova(test = "Rao")
  const Rows poisson = run.table("poisson");
  CHECK(poisson.at(0, "estimate_kind") == "rate_ratio");
  check(poisson, 0,
        {{"estimate", 1.1176580305}, {"ci_low", 0.9324623188}, {"ci_high", 1.3396353375}, {"p", 0.2288063200}});
  check(run.table("scores"), 0, {{"statistic", 1.4508450988}});
  // MASS::glm.nb(count ~ age + x); 2 (logLik with - logLik without)
  check(run.table("wider"), 0, {{"estimate", 1.1083982212}, {"ci_high", 1.5182901764}, {"p", 0.5215046020}});
  check(run.table("ratio"), 0, {{"statistic", 0.4029937807}});
  const Run refused(study(associate("measured", "f", "y", "poisson()")), 1);
  CHECK(refused.said.says("`y` is 3.82 in subject `S01` of `c`, and counts are whole numbers from 0 on"));
  CHECK(refused.said.says("use `linear`"));
}

TEST_CASE("models: odds ratios of ordered classes, and classes without order") {
  const Run run(study(associate("wald", "f", "grade", "adjust: age; ordinal_regression()") +
                      associate("ratio", "f", "grade", "adjust: age; ordinal_regression(test: likelihood_ratio)") +
                      associate("types", "f", "type", "adjust: age; multinomial_regression()") +
                      associate("grades", "f", "grade", "multinomial_regression(test: wald)")));
  // ordinal::clm(grade ~ age + x), confint(type = "Wald"); MASS::polr gives the same to its 1e-5
  const Rows wald = run.table("wald"), ratio = run.table("ratio"), types = run.table("types");
  const std::size_t a = wald.where({{"left", "a"}}), b = wald.where({{"left", "b"}}),
                    kind = wald.where({{"left", "kind"}});
  CHECK(wald.at(a, "estimate_kind") == "odds_ratio");
  check(wald, a,
        {{"estimate", 4.928738790}, {"ci_low", 1.973217792}, {"ci_high", 12.31109215}, {"p", 6.374246504e-04}});
  check(wald, b, {{"estimate", 1.89216040201}, {"p", 0.04137823617}, {"n", 38}});
  check(ratio, a, {{"statistic", 15.98597599}});
  check(ratio, kind, {{"statistic", 5.0052479579}, {"df", 2}});
  // 2 (logLik with - without) of VGAM::vglm(type ~ age + x, multinomial(refLevel = 1))
  check(types, a, {{"statistic", 1.6591662502}, {"df", 2}, {"p", 0.4362311022}});
  check(types, kind, {{"statistic", 2.9774487693}, {"df", 4}, {"p", 0.5616063604}});
  CHECK(types.at(a, "estimate").empty());
  // b' V⁻¹ b of vglm(grade ~ x, multinomial(refLevel = 1))
  check(run.table("grades"), a, {{"statistic", 9.79006525}});
}

TEST_CASE("models: least squares of numbers, and of features between groups") {
  const Run run(study(associate("few", "f[[\"a\", \"b\", \"k\", \"kind\"]]", "y", "adjust: age; linear()") +
                      associate("many", "f[[\"a\", \"b\", \"k\"]]", "y", "adjust: age; linear()") +
                      associate("genes", "f[\"a\"]", "rna", "adjust: age; linear()") +
                      associate("changing", "f[\"a\"]", "y", "interact: age; linear()") +
                      "compare groups { features: f[[\"a\", \"b\", \"k\"]]; by: [egfr, grade]; adjust: age; linear(); "
                      "correct(method: BH) }\n"));
  // summary(lm(y ~ age + x)), confint
  for (const char* name : {"few", "many"}) {  // one model at a time, and all features at once
    const Rows t = run.table(name);
    CHECK(t.at(0, "test") == "linear t");
    CHECK(t.at(0, "estimate_kind") == "beta");
    check(t, 0, {{"estimate", 0.83714917318}, {"ci_low", 0.4791375452}, {"ci_high", 1.1951608012}, {"df", 37}});
    check(t, 0, {{"statistic", 4.7379057340}, {"p", 3.160895632e-05}});
    check(t, 1, {{"estimate", 0.34902521513}, {"ci_low", -0.021405877028}, {"p", 0.06398455035}, {"n", 38}});
    CHECK(t.at(2, "note") == "constant");
  }
  // anova(lm(y ~ age), lm(y ~ age + kind))
  const Rows few = run.table("few");
  CHECK(few.at(3, "test") == "linear F");
  check(few, 3, {{"statistic", 0.0274241347809}, {"df", 2}, {"p", 0.972968798355}});
  CHECK(run.table("genes").number(1, "n") == 39);
  // summary(lm(y ~ a * age))
  check(run.table("changing"), 1, {{"estimate", 0.01071692039}, {"p", 0.596292858487}});
  // summary(lm(a ~ age + egfr)), anova(lm(a ~ age), lm(a ~ age + grade))
  const Rows groups = run.table("groups");
  const std::size_t egfr = groups.where({{"feature", "a"}, {"outcome", "egfr"}}),
                    grade = groups.where({{"feature", "a"}, {"outcome", "grade"}});
  check(groups, egfr, {{"estimate", 0.68871297342}, {"ci_low", 0.09811245152}, {"p", 0.02350597687}});
  CHECK(groups.at(egfr, "groups") == "0=25; 1=15");
  CHECK(groups.at(grade, "test") == "linear F");
  CHECK(groups.number(grade, "statistic") == doctest::Approx(8.96107).epsilon(1e-5));
  CHECK(groups.at(groups.where({{"feature", "k"}, {"outcome", "egfr"}}), "note") == "constant");
}

TEST_CASE("models: what a response is not, is said before or at the run") {
  const Run matrix(study(associate("genes", "f", "rna", "logistic_regression()")), 1);
  CHECK(matrix.said.says("`G1` is continuous, and this test explains binary outcomes"));
  const Run texture(study(associate("units", "rna[\"G1\"]", "f", "moderated()")), 3);
  CHECK(texture.said.says("wrong-test"));
  CHECK(texture.said.says("or use `linear`"));
}
