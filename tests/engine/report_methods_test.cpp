#include <doctest/doctest.h>

#include "engine/assets.hpp"
#include "engine/methods.hpp"
#include "tests/engine/report_run.hpp"

using namespace rgx::test;

namespace {

References shipped() {
  const auto file = asset("references.bib");
  REQUIRE(file);
  return References::parse(real_files()->read(file->string()));
}

std::string methods_of(const RunDirectory& run) {
  References references = shipped();
  std::string out;
  for (const auto& part : methods_section(ReportView(run), references).parts)
    out += std::get<ReportText>(part).markdown + "\n\n";
  return out;
}

Json use(const char* text) { return Json::parse(text); }

}  // namespace

TEST_CASE("methods: full sentences in CLEAR's order, with values, daggers and numbered references") {
  CHECK(methods_of(made_run()) == R"(### Study design

The study was retrospective. It asked: Does texture differ by genotype? It is reported after CLEAR \[1\], METRICS \[2\] and TRIPOD+AI \[3\].

### Participants

Subjects of cohort `demo` were read from `clinical.csv` by `subject`. Empty cells were missing, and so were `n/a`. Included were subjects with `age >= 18 years`. Excluded were subjects with `prior_surgery`.

### Outcomes and covariates

Outcomes: `genotype`, binary (column `genotype`; `mutant` against `wildtype`); `ki67`, continuous (column `ki67`; in %). Covariates: `age`, continuous (column `age`; in years); `site`, category (column `site`; levels `A` and `B`, the first the reference).

### Imaging and segmentation

Of each subject the scans `T1ce` (MR) and `T2` (MR; absent for some) were read; the regions `brain` and `lesion` (drawn on `T1ce`) were given as masks. The geometry of every mask was checked against its scan.

### Image preprocessing

`standardised`, in this order: Images were resampled to 2 × 2 × 3 mm (linear interpolation) and masks likewise (linear†, threshold 0.5†), with grids aligned by their centres \[4\]. Intensities were z-scored with the mean and standard deviation within brain. This was done for T1ce only.

### Feature extraction

`radiomics`: features of the families shape and glcm (aggregate 3D average†, distance 1†) were extracted from `standardised` within `lesion` on `T1ce`, from the images without a filter \[4\]. This gives 24 features. Intensities were discretised (fixed bin number: 16) \[4\].

### Molecular data

`rna`: a matrix of expression by subject was read from `expression.csv`.

### Missing data

A subject without an outcome left the analyses of that outcome only. A missing image that was not declared optional would have stopped the run. Each test used the cases complete for its own columns, and every row gives its n. `signature` had no missing predictor: one would have stopped the run.

### Data partition

`folds`: Models were validated by nested cross-validation (2 outer folds, 5† inner folds, 2 repeats); subjects were dealt out, never rows \[5\]. Parts were stratified by `genotype`.

### Model building and validation

`signature` predicts `genotype` from `radiomics["lesion.shape.*"]` and `age` among cases with `age < 70 years`. In each training part alone, in this order: Predictors were standardised with the mean and standard deviation of the training cases. An elastic net was fitted (mixture alpha 0.1, 0.5 or 0.9, chosen in inner folds; penalty chosen in inner folds along a path of 50 values) \[6, 7\]. Settings were chosen by AUC in the inner folds. It was validated on the held-out parts of `folds`. Classes were told apart at a predicted probability of 0.5†. Performance was measured by AUC, Brier score \[8\] and calibration slope \[9\]. 95 % intervals are by corrected resampled t \[10\] and t.

### Statistical analysis

`by_genotype` compares `radiomics` by `genotype`. Distributions were compared with Wilcoxon's rank sum test; the effect size is the AUC† with DeLong's 95 % interval \[11, 12\].

`map` associates `radiomics` with `rna`, adjusted for `age`. Monotone association was measured by Spearman's rank correlation \[13, 14\]. The analysis is exploratory.

All tests of `by_genotype` are one family: p values were corrected by Benjamini–Hochberg at level 5 % \[15\].

All tests of `map` are one family: p values were corrected by Holm at level 5 %† \[16\].

### Software and reproducibility

The study was run by rgx 0.1.0 from one study file, images by ITK 5.2.1 \[17\], built with eigen 3.4.0. Random numbers come from counter-based streams \[18\] of seed 7, so results do not depend on the number of threads. Figures were drawn with Vega-Lite \[19\].

† A default of rgx, not written in the study; `study.lock` holds them all.

)");
}

TEST_CASE("methods: templates are filled, clauses without a value go") {
  const Json bins = use(
      R"({"parameters": [{"name": "bins", "value": 32, "written": true}, {"name": "width", "value": null, "written": false}]})");
  CHECK(fill_template("Discretised (fixed bin number: {bins}; fixed bin width: {width}).", bins) ==
        "Discretised (fixed bin number: 32).");
  CHECK(fill_template("Discretised (width {width}) so.", bins) == "Discretised so.");
  CHECK(fill_template("Discretised (width {width}, bins {bins}) so.", bins) == "Discretised (bins 32) so.");
  CHECK(fill_template("Left out[, outside {width}][, in {bins} bins].", bins) == "Left out, in 32 bins.");
  CHECK(fill_template("Width {width}, no such {thing}.", bins) == "Width not set, no such not set.");
  CHECK(fill_template("", bins).empty());
  const Json many = use(R"({"parameters": [{"name": "range", "value": [-1000, 400], "written": true},
    {"name": "level", "value": 0.05, "written": false}, {"name": "yates", "value": true, "written": false},
    {"name": "within", "value": "brain_mask", "written": true}, {"name": "effect", "value": "rank_biserial", "written": true},
    {"name": "top", "value": {"tune": [2, 3]}, "written": true}]})");
  CHECK(fill_template("{range}; {level}; {yates}; {within}; {effect}; {top}", many) ==
        "-1000 to 400; 5 %†; yes†; brain\\_mask; rank-biserial correlation; 2 or 3, chosen in inner folds");
  CHECK(fill_template("{tests}",
                      use(R"({"parameters": [{"name": "tests", "value": "likelihood_ratio", "written": true}]})")) ==
        "likelihood ratio");
}

TEST_CASE("references: our own file is strict, numbers follow the first citation") {
  References r = References::parse(
      "% a comment\n@article{b2, author = {Smith, Jo Ann and Øye, Ö. and Lee-Wu, K.}, title = {On {DNA} and\n  other "
      "*things*}, "
      "journal = {J}, year = {2001}, volume = {2}, number = {1}, pages = {3–4}, doi = {10.1/x_y},}\n"
      "@book{a1,author={Doe, J. and Roe, R. and others},title={Book},publisher={P},edition={2nd},year={1999}}");
  CHECK(r.keys() == std::vector<std::string>{"a1", "b2"});
  CHECK(r.cite({"b2"}) == "\\[1\\]");
  CHECK(r.cite({"a1", "b2", "a1"}) == "\\[1, 2\\]");
  CHECK(r.cite({}).empty());
  CHECK(r.list() ==
        "1. Smith JA, Øye Ö, Lee-Wu K. On DNA and other \\*things\\*. *J* 2001;2(1):3–4. doi:10.1/x\\_y\n"
        "2. Doe J, Roe R, et al. Book. 2nd edition. *P* 1999.\n");
  CHECK_THROWS_WITH(r.cite({"nobody"}), "`nobody` is cited and not in references.bib");
  const auto refused = [](const char* text) {
    try {
      References::parse(text);
    } catch (const Failure& f) {
      return std::string(f.what());
    }
    return std::string();
  };
  CHECK(refused(
            "@article{x, author = {A}, title = {T}, year = {1}}\n@article{x, author = {A}, title = {T}, year = {1}}") ==
        "references.bib, line 2: `x` stands twice");
  CHECK(refused("@article{x, author = {A}, title = {T}}") ==
        "references.bib, line 1: `x` needs author, title and year");
  CHECK(refused("@article{x,\n author = {A") == "references.bib, line 2: a value is never closed");
  CHECK(refused("article{x}") == "references.bib, line 1: expected `@`");
  CHECK(refused("@article{x, author {A}}") == "references.bib, line 1: expected `=`");
}

TEST_CASE("references: everything shipped can be printed in full") {
  References r = shipped();
  CHECK(r.keys().size() >= 30);
  for (const auto& key : r.keys()) {
    CAPTURE(key);
    const Reference& one = *r.find(key);
    const bool placed =
        one.fields.contains("journal") || one.fields.contains("booktitle") || one.fields.contains("publisher");
    CHECK(placed);
    // The key ends in the year; where it does not, one of the two is wrong.
    CHECK(key.ends_with(one.fields.at("year")));
    if (one.type == "article") CHECK(one.fields.contains("volume"));
  }
}

TEST_CASE("methods: what ran in an older version is said") {
  RunDirectory run = made_run();
  CHECK(methods_of(run).find("older version") == std::string::npos);
  for (auto& block : run.lock.study["blocks"])
    for (auto& step : block["steps"])
      if (step["op"] == "wilcoxon") step.update({{"version", 1}, {"newest", 2}});
  CHECK(methods_of(run).find("Run in an older version: `wilcoxon` in version 1 (the newest is 2).") !=
        std::string::npos);
}
