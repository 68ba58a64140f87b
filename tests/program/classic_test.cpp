// The classic tests, the audit of confounders and the second stage, as their users run them.
#include <doctest/doctest.h>

#include "tests/program/program.hpp"
#include "tests/program/table.hpp"

using namespace rgx::test;

namespace {

// 36 patients; 15 patients of two regions each, of whom L03 has a third and L15 only one.
constexpr const char* kPatients =
    "patient,grade,idh,site,age,volume,texture,entropy,flat,edge,shape,ki67\n"
    "P01,II,mutant,Riga,46,10.5,1.239,-0.76,1,no,oval,2.21\n"
    "P02,II,wildtype,Turin,40,7.1,2.801,0.23,1,no,round,8.27\n"
    "P03,II,mutant,Riga,50,10.1,0.794,1.12,1,no,round,1.32\n"
    "P04,II,wildtype,Riga,40,6.2,0.862,0.16,1,no,odd,-0.25\nP05,II,mutant,Turin,41,9.9,-0.242,,1,no,odd,0.9\n"
    "P06,II,wildtype,Riga,59,9.3,1.385,0.45,1,no,round,3.62\n"
    "P07,II,mutant,Riga,42,14.9,2.537,-1.07,1,no,round,8.02\n"
    "P08,II,wildtype,Turin,46,18.1,0.932,0.4,1,no,round,0.1\nP09,II,mutant,Riga,58,,2.37,-0.06,1,no,odd,5.33\n"
    "P10,II,wildtype,Riga,42,22.3,1.671,0.32,1,no,odd,2.8\n"
    "P11,II,mutant,Turin,44,17.8,-0.397,-0.61,1,yes,odd,-0.41\n"
    "P12,II,wildtype,Riga,49,5.3,2.045,-0.91,1,no,odd,4.77\n"
    "P13,III,mutant,Riga,58,15.6,3.304,2.26,1,yes,oval,11.02\n"
    "P14,III,wildtype,Turin,57,21.7,3.105,-0.6,1,yes,round,8.33\n"
    "P15,III,mutant,Riga,55,15.1,3.345,-1.3,1,yes,odd,11.09\n"
    "P16,III,wildtype,Riga,51,17,2.42,0.51,1,yes,oval,4.44\n"
    "P17,III,mutant,Turin,50,13.5,1.656,-0.85,1,yes,oval,2.49\n"
    "P18,III,wildtype,Riga,47,11.2,2.86,-1.51,1,yes,oval,8.21\n"
    "P19,III,mutant,Riga,43,9.4,2.429,1.2,1,no,odd,5.87\n"
    "P20,III,wildtype,Turin,50,13.9,3.038,-1.03,1,yes,oval,9.75\n"
    "P21,III,mutant,Riga,44,13.3,2.308,0.94,1,yes,round,5.66\n"
    "P22,III,wildtype,Riga,54,21.3,3.304,-0.54,1,no,round,11.86\n"
    "P23,III,mutant,Turin,47,8.3,3.703,0.51,1,yes,round,14.02\n"
    "P24,III,wildtype,Riga,47,16.9,2.705,-0.35,1,yes,round,6.23\n"
    "P25,IV,mutant,Riga,41,7.7,2.236,1.33,1,no,oval,6.06\n"
    "P26,IV,wildtype,Turin,50,20,6.04,-1.14,1,yes,round,35.49\n"
    "P27,IV,mutant,Riga,48,8.5,3.004,1.41,1,yes,odd,10.17\n"
    "P28,IV,wildtype,Riga,40,16.6,1.58,-0.6,1,no,oval,3.38\n"
    "P29,IV,mutant,Turin,43,20,4.239,-0.44,1,no,round,19.13\n"
    "P30,IV,wildtype,Riga,48,8.7,4.829,0.24,1,yes,round,23.22\n"
    "P31,IV,mutant,Riga,50,6.1,2.214,0.6,1,yes,oval,4.81\n"
    "P32,IV,wildtype,Turin,47,15,2.375,-0.12,1,no,round,6.31\n"
    "P33,IV,mutant,Riga,48,8.8,2.532,-2.07,1,yes,round,5.69\n"
    "P34,IV,wildtype,Riga,44,17.4,4.324,0.59,1,yes,odd,20.97\n"
    "P35,IV,mutant,Turin,56,18.7,4.088,0.49,1,no,oval,16.45\n"
    "P36,IV,wildtype,Riga,53,13.5,3.252,-1.01,1,yes,round,10.19\n";
constexpr const char* kLesions =
    "patient,visit,lesion,region,mean,size,margin,score,grade\nL01,base,1,core,1.275,2.7,sharp,0.19,low\n"
    "L01,late,2,rim,-0.779,9.3,soft,-0.75,low\nL02,base,3,core,0.526,8.3,sharp,0.1,low\n"
    "L02,late,4,rim,-0.143,5.4,sharp,0.29,low\nL03,base,5,core,0.948,5.2,soft,-1.75,low\n"
    "L03,late,6,rim,0.163,3.7,soft,-0.03,low\nL03,base,29,core,1,2,soft,0,low\n"
    "L04,base,7,core,0.305,0.2,soft,-1.07,low\nL04,late,8,rim,,2,sharp,-1.47,low\n"
    "L05,base,9,core,-0.535,6.1,sharp,0.36,low\nL05,late,10,rim,-0.132,1.3,soft,-1.76,low\n"
    "L06,base,11,core,1.81,0.3,soft,1.13,low\nL06,late,12,rim,0.449,4,sharp,-0.09,low\n"
    "L07,base,13,core,0.425,4.4,soft,1.44,low\nL07,late,14,rim,0.786,8.7,sharp,-0.27,low\n"
    "L08,base,15,core,0.775,4.5,soft,0.06,high\nL08,late,16,rim,0.029,8.8,soft,2.67,high\n"
    "L09,base,17,core,3.841,9.2,soft,2.76,high\nL09,late,18,rim,2.264,6.4,soft,0.33,high\n"
    "L10,base,19,core,2.236,1.5,sharp,0.96,high\nL10,late,20,rim,1.782,4.1,sharp,-0.15,high\n"
    "L11,base,21,core,-0.451,7.9,sharp,-1.64,high\nL11,late,22,rim,-1.051,2.9,soft,0.38,high\n"
    "L12,base,23,core,0.564,8.3,soft,-0.32,high\nL12,late,24,rim,-0.275,0.4,soft,-0.53,high\n"
    "L13,base,25,core,1.571,7.4,soft,-0.24,high\nL13,late,26,rim,0.996,7.3,sharp,0.33,high\n"
    "L14,base,27,core,1.539,9.6,sharp,0.8,high\nL14,late,28,rim,-0.161,4.8,sharp,-0.08,high\n"
    "L15,base,30,core,1,2,soft,0,high\n";

std::string of_patients(const std::string& blocks) {
  return "rgx 1\nstudy \"Patients\" { design: retrospective; seed: 3 }\n"
         "cohort c {\n  table: csv(\"patients.csv\")\n  id: patient\n"
         "  outcome idh: binary(idh, positive: \"mutant\", negative: \"wildtype\")\n"
         "  outcome grade: ordinal(grade, levels: [\"II\", \"III\", \"IV\"])\n"
         "  covariate age: continuous(age, unit: 1 year)\n  covariate volume: continuous(volume)\n"
         "  covariate site: category(site)\n}\n"
         "features f {\n  cohort: c\n  source: csv(\"patients.csv\", id: patient)\n  kind: radiomic\n"
         "  columns: only(texture, entropy, flat, ki67, nominal(edge), nominal(shape))\n}\n" +
         blocks;
}

std::string of_lesions(const std::string& blocks) {
  return "rgx 1\nstudy \"Lesions\" { design: retrospective; seed: 3 }\n"
         "cohort c {\n  table: csv(\"lesions.csv\")\n  id: patient\n  level lesion: key(lesion, of: subject)\n"
         "  outcome region: binary(region, positive: \"rim\", negative: \"core\", at: lesion)\n"
         "  outcome grade: binary(grade, positive: \"high\", negative: \"low\")\n}\n"
         "features f {\n  cohort: c\n  source: csv(\"lesions.csv\", id: patient, lesion: lesion)\n  kind: radiomic\n"
         "  columns: only(mean, size, score, nominal(margin))\n}\n" +
         blocks;
}

struct Run {
  Folder folder;
  explicit Run(const std::string& text, int expected = 0) {
    folder.write("patients.csv", kPatients);
    folder.write("lesions.csv", kLesions);
    folder.write("study.rgx", text);
    said = run_study(folder / "study.rgx", folder / "run", folder / "store", {"-j", "2"}, expected);
  }
  Rows table(const std::string& name) const { return read_rows(folder / "run/tables/" + name + ".csv"); }
  Ended said;
};

doctest::Approx near(double value) { return doctest::Approx(value).epsilon(1e-8); }

}  // namespace

// Expected numbers: R 4.2.2. d, L: the tables above; m: d$idh == "mutant".

TEST_CASE("two groups: student, brunner_munzel and Cliff's delta, and what an audit leaves of their effects") {
  const Run run(of_patients(
      "compare s { features: f[[\"texture\", \"entropy\", \"flat\"]]; by: idh; audit: [site, volume]; "
      "chosen: \"before the data\"; student(); correct(method: BH) }\n"
      "compare w { features: f[[\"entropy\", \"texture\"]]; by: idh; audit: [site, volume, f[\"texture\"]]; "
      "chosen: \"before the data\"; wilcoxon(effect: cliffs_delta); correct(method: BH) }\n"
      "compare v { features: f[\"entropy\"]; by: idh; audit: [site, volume]; "
      "chosen: \"before the data\"; wilcoxon(effect: cliffs_delta) }\n"
      "compare b { features: f[[\"texture\", \"flat\"]]; by: idh; chosen: \"before the data\"; "
      "brunner_munzel(); correct(method: BH) }\n"));
  const Rows s = run.table("s");
  REQUIRE(s.cells.size() == 3);
  CHECK(s.number(0, "p") == near(0.311168435569));  // t.test(texture ~ m, var.equal = TRUE)
  // residuals(lm(texture ~ site + volume)) where volume is known, then Hedges g of them by m, pooled
  CHECK(s.number(0, "adjusted_estimate") == near(-0.22338861857));
  CHECK(s.at(0, "note") == "audit: 35 cases");
  CHECK(s.at(2, "adjusted_estimate").empty());
  CHECK(s.at(2, "note") == "constant");
  const Rows v = run.table("v");
  CHECK(v.at(0, "estimate_kind") == "cliffs_delta");
  CHECK(v.number(0, "estimate") == near(0.271241830065));
  // r = signif(residuals(lm(rank(entropy) ~ site + rank(volume))), 10); 2 W / (n1 n0) - 1 of r by m
  CHECK(v.number(0, "adjusted_estimate") == near(0.298611111111));
  // What is audited away leaves nothing of itself.
  CHECK(run.table("w").at(0, "note") == "audit: collinear");
  CHECK(run.table("b").at(0, "test") == "brunner_munzel");
  CHECK(run.table("b").at(1, "p").empty());
}

TEST_CASE("second stage: pairs of groups stand behind their feature and cost the family nothing") {
  const Run run(of_patients(
      "compare k { features: f[[\"texture\", \"entropy\", \"flat\"]]; by: grade; chosen: \"before the data\"; "
      "kruskal_wallis(post_hoc: dunn, bootstrap: 0); correct(method: bonferroni) }\n"
      "compare a { features: f[[\"texture\", \"entropy\"]]; by: grade; family: means; audit: [site, volume]; "
      "chosen: \"before the data\"; anova(variances: unequal, post_hoc: welch); correct(method: BH) }\n"
      "compare o { features: f[\"ki67\"]; by: grade; by_group: site; family: means; chosen: \"before the data\"; "
      "anova(post_hoc: welch); correct(method: BH) }\n"
      "published \"R\" { value(k[\"texture\"].p, 0.000482, digits: 6); "
      "value(k[\"texture\"][\"IV vs II\"].p, 0.000391, digits: 6) }\n"));
  const Rows k = run.table("k");
  REQUIRE(k.cells.size() == 12);
  CHECK(k.number(0, "p") == near(0.000481612626428));     // kruskal.test(texture ~ grade)
  CHECK(k.number(0, "q") == near(2 * k.number(0, "p")));  // two features have a p
  CHECK(k.at(1, "term") == "III vs II");
  CHECK(k.at(1, "groups") == "II=12; III=12");
  CHECK(k.at(1, "note") == "second stage");
  CHECK(k.number(1, "p") == near(0.001388573203));  // FSA::dunnTest(texture ~ grade, method = "holm")
  CHECK(k.number(1, "q") == near(0.002777146405));
  CHECK(k.number(2, "q") == near(0.001174353435));
  CHECK(k.at(3, "rejected") == "false");
  // entropy is not rejected: its pairs have p and no q; flat has neither.
  CHECK(k.at(4, "rejected") == "false");
  CHECK_FALSE(k.at(5, "p").empty());
  CHECK(k.at(5, "q").empty());
  CHECK(k.at(5, "rejected").empty());
  CHECK(k.at(9, "note") == "second stage; constant");
  const Rows a = run.table("a");
  CHECK(a.number(0, "p") == near(0.000376471951374));  // oneway.test(texture ~ grade)
  CHECK(a.at(0, "note") == "interval: not-asked; denominator df 19.5158; audit: 35 cases");
  CHECK(a.number(0, "adjusted_estimate") == near(0.43464399497));  // summary(lm(r ~ grade))$r.squared
  CHECK(a.number(1, "p") == near(0.000312929005411));              // t.test(texture of III, of II)
  CHECK(a.number(1, "q") == near(0.000938787016233));              // p.adjust(…, "holm")
  // Two blocks are one family of five tests: texture and entropy, ki67 at two sites and their difference.
  const Rows o = run.table("o");
  REQUIRE(o.cells.size() == 9);
  CHECK(o.at(4, "group") == "Turin");
  CHECK(o.at(5, "group") == "Turin");
  CHECK(o.at(5, "note") == "second stage");
  CHECK(o.at(8, "term") == "heterogeneity");
  CHECK(a.number(4, "q") == near(a.number(4, "p")));  // the weakest of all
  const Rows published = run.table("published");
  CHECK(published.at(0, "verdict") == "met");
  CHECK(published.at(1, "verdict") == "met");
  const std::string report = read_file(run.folder / "run/report.md");
  CHECK(report.find("| k | k | bonferroni | 5 % | 3 | 2 | 2 | 1 |") != std::string::npos);
}

TEST_CASE("second stage: permuted corrections leave the pairs aside") {
  const Run run(
      of_patients("compare a { features: f[[\"texture\", \"entropy\"]]; by: grade; chosen: \"before the data\"; "
                  "anova(post_hoc: welch); correct(method: maxT, permutations: 999) }\n"));
  const Rows a = run.table("a");
  REQUIRE(a.cells.size() == 8);
  CHECK(a.at(0, "rejected") == "true");
  CHECK(a.number(1, "q") == near(0.000938787016233));
  CHECK(a.at(4, "rejected") == "false");
  CHECK(a.at(5, "q").empty());
}

TEST_CASE("ordered groups and strata: jonckheere, cochran_armitage, mantel_haenszel") {
  const Run run(
      of_patients("compare j { features: f[\"entropy\"]; by: grade; chosen: \"before the data\"; jonckheere() }\n"
                  "compare c1 { features: f[\"edge\"]; by: grade; chosen: \"before the data\"; cochran_armitage() }\n"
                  "compare h { features: f[[\"edge\", \"shape\"]]; by: idh; strata: site; chosen: \"before the data\"; "
                  "mantel_haenszel(); correct(method: BH) }\n"));
  // cor.test(entropy, as.integer(grade), method = "kendall", exact = FALSE)
  CHECK(run.table("j").number(0, "p") == near(0.727794766098));
  const Rows c = run.table("c1");
  CHECK(c.number(0, "statistic") == near(6));  // prop.trend.test(table(grade, edge)[, "yes"], …)
  CHECK(c.number(0, "p") == near(0.0143058784354));
  CHECK(c.at(0, "term") == "yes");
  const Rows h = run.table("h");
  CHECK(h.number(0, "estimate") == near(1));  // mantelhaen.test(table(edge, idh, site))
  CHECK(h.number(1, "p") == near(0.413076490907));
  const Run three(
      of_patients(
          "compare c1 { features: f[\"shape\"]; by: grade; chosen: \"before the data\"; cochran_armitage() }\n"),
      1);
  CHECK(three.said.says("`shape` has 3 categories; the trend of a share takes two"));
}

TEST_CASE("within subjects: pairs are subjects with one row of each class, and the others are counted") {
  const Run run(of_lesions(
      "compare t { features: f[[\"mean\", \"size\"]]; by: region; chosen: \"before the data\"; paired_t(); "
      "correct(method: BH) }\n"
      "compare s { features: f[\"mean\"]; by: region; chosen: \"before the data\"; signed_rank() }\n"
      "compare m { features: f[\"margin\"]; by: region; chosen: \"before the data\"; mcnemar() }\n"
      "compare e { features: f[\"margin\"]; by: region; chosen: \"before the data\"; mcnemar(exact: true) }\n"
      "compare p { features: f[\"mean\"]; by: region; audit: f[\"score\"]; chosen: \"before the data\"; "
      "permutation(statistic: mean_difference) }\n"
      "associate r { left: f[\"mean\"]; right: f[\"score\"]; chosen: \"before the data\"; "
      "permutation(statistic: spearman, draws: 99) }\n"));
  const Rows t = run.table("t");
  // t.test(rim, core, paired = TRUE) without L03 and L15; L04 has no value at the rim
  CHECK(t.number(0, "statistic") == near(-3.73518320592));
  CHECK(t.number(0, "p") == near(0.00329364348696));
  CHECK(t.at(0, "n") == "24");
  CHECK(t.at(0, "subjects") == "12");
  CHECK(t.at(0, "note") == "2 subjects without one row of each class left out; 1 pair incomplete");
  CHECK(t.at(1, "groups") == "core=13; rim=13");
  CHECK(run.table("s").number(0, "p") == near(0.00244140625));  // wilcox.test(rim, core, paired = TRUE)
  const Rows m = run.table("m");
  CHECK(m.number(0, "p") == near(1));  // mcnemar.test(table(core, rim)): 3 changed to soft, 4 back
  CHECK(m.number(0, "estimate") == near(0.75));
  CHECK(run.table("e").at(0, "test") == "mcnemar exact");
  const Rows p = run.table("p");
  CHECK(p.at(0, "test") == "permutation mean_difference complete");
  // All 3 · 2^12 arrangements within subjects, listed: 17 are as extreme
  CHECK(p.number(0, "p") == near(17.0 / 12288));
  CHECK(p.number(0, "statistic") == near(-0.749658653846));
  CHECK(p.at(0, "ci_low").empty());
  CHECK(p.at(0, "n") == "29");
  CHECK(p.at(0, "subjects") == "15");
  CHECK_FALSE(p.at(0, "adjusted_estimate").empty());
  CHECK(run.table("r").at(0, "note").starts_with("exchanged within subjects"));
  const Run coarse(of_lesions("compare t { features: f[\"mean\"]; by: grade; paired_t() }\n"), 3);
  CHECK(coarse.said.says("`grade` is the same in all rows of a subject"));
}

TEST_CASE("correlations: semi-partial, point-biserial, Kendall and distance, audited") {
  const Run run(of_patients(
      "associate sp { left: f[\"texture\"]; right: f[\"ki67\"]; adjust: age; audit: [volume, site]; "
      "chosen: \"before the data\"; pearson(part: true) }\n"
      "associate rho { left: f[\"texture\"]; right: f[\"ki67\"]; adjust: age; audit: [volume, site]; "
      "chosen: \"before the data\"; spearman() }\n"
      "associate pb { left: f[\"texture\"]; right: idh; chosen: \"before the data\"; pearson() }\n"
      "associate tau { left: f[\"texture\"]; right: age; audit: volume; chosen: \"before the data\"; kendall() }\n"
      "associate dc { left: f[\"entropy\"]; right: f[\"ki67\"]; chosen: \"before the data\"; distance_correlation() }\n"
      "associate perm { left: f[[\"texture\", \"flat\"]]; right: f[\"ki67\"]; strata: site; chosen: \"before the "
      "data\"; "
      "permutation(statistic: distance, draws: 199); correct(method: BH) }\n"));
  const Rows sp = run.table("sp");
  CHECK(sp.at(0, "estimate_kind") == "semipartial_r");
  CHECK(sp.number(0, "estimate") == near(0.889879019438));           // cor(texture, resid(lm(ki67 ~ age)))
  CHECK(sp.number(0, "adjusted_estimate") == near(0.869474643611));  // … ~ age + volume + site
  const Rows rho = run.table("rho");
  CHECK(rho.number(0, "estimate") == near(0.980222885553));           // cor(resid(lm(rank(texture) ~ rank(age))), …)
  CHECK(rho.number(0, "adjusted_estimate") == near(0.982462981764));  // … + rank(volume) + site
  CHECK(rho.at(0, "note") == "audit: 35 cases");
  const Rows pb = run.table("pb");
  CHECK(pb.at(0, "test") == "point_biserial");
  CHECK(pb.number(0, "estimate") == near(-0.173636918151));  // cor(texture, m)
  const Rows tau = run.table("tau");
  CHECK(tau.number(0, "p") == near(0.0473872262466));  // cor.test(texture, age, method = "kendall")
  // cor of signif(resid(lm(rank(.) ~ rank(volume))), 10) of both sides, method = "kendall"
  CHECK(tau.number(0, "adjusted_estimate") == near(0.216806722689));
  CHECK(run.table("dc").number(0, "estimate") == near(0.230585014787));  // energy::dcor(entropy, ki67)
  const Rows perm = run.table("perm");
  CHECK(perm.number(0, "p") == near(1.0 / 200));
  CHECK(perm.at(1, "note") == "constant");
  const Run bare(of_patients("associate sp { left: f[\"texture\"]; right: f[\"ki67\"]; pearson(part: true) }\n"), 1);
  CHECK(bare.said.says("`part: true` asks which covariates"));
  const Run two(of_patients("compare p { features: f[\"texture\"]; by: grade; permutation(statistic: welch) }\n"), 1);
  CHECK(two.said.says("compares two groups, and there are 3"));
}
