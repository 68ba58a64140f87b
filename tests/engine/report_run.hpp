#pragma once
// A run directory made by hand: every kind of block the report knows, two outcomes, an associate map, a validated
// model, missing values, odd characters. Numbers follow from arithmetic, so that they are the same everywhere.
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "engine/run.hpp"

namespace rgx::test {

using namespace rgx::engine;

constexpr double none = std::numeric_limits<double>::quiet_NaN();

inline Table table_of(std::vector<Column> columns) {
  Table t;
  t.columns = std::move(columns);
  return t;
}
inline Column texts(std::string name, std::vector<std::string> v) {
  return Column::of_texts(std::move(name), std::move(v));
}
inline Column numbers(std::string name, std::vector<double> v) {
  return Column::of_numbers(std::move(name), std::move(v));
}

// The study as engine/describe_study.cpp tells it.
inline Json made_study() {
  return Json::parse(R"json({
  "title": "Texture, <genotype> & expression | a \"hand-made\" run",
  "design": "retrospective", "question": "Does texture differ by genotype?",
  "guidelines": ["CLEAR", "METRICS", "TRIPOD_AI"], "seed": 7,
  "blocks": [
    {"kind": "study", "name": "", "line": 3, "settings": [
      {"name": "design", "value": "retrospective", "written": true}, {"name": "seed", "value": 7, "written": true}], "refs": {}, "steps": [], "within_folds": [], "accepted": []},
    {"kind": "cohort", "name": "demo", "line": 10, "on": [], "settings": [
      {"name": "missing", "value": "exclude", "written": true}, {"name": "missing_image", "value": "error", "written": false}], "refs": {}, "steps": [], "within_folds": [], "accepted": [],
     "cohort": {"table": {"format": "csv", "path": "clinical.csv", "missing": ["n/a"], "id": ""}, "id": "subject",
       "missing": "exclude", "missing_image": "error", "subjects": 38, "include": "age >= 18 years", "exclude": "prior_surgery",
       "variables": [
         {"name": "genotype", "type": "binary", "outcome": true, "column": "genotype", "levels": [], "positive": "mutant", "negative": "wildtype", "unit": ""},
         {"name": "ki67", "type": "continuous", "outcome": true, "column": "ki67", "levels": [], "positive": "", "negative": "", "unit": "%"},
         {"name": "age", "type": "continuous", "outcome": false, "column": "age", "levels": [], "positive": "", "negative": "", "unit": "year"},
         {"name": "site", "type": "category", "outcome": false, "column": "site", "levels": ["A", "B"], "positive": "", "negative": "", "unit": ""}]}},
    {"kind": "images", "name": "mri", "line": 24, "settings": [], "refs": {}, "steps": [], "within_folds": [], "accepted": [],
     "images": {"cohorts": ["demo"], "scans": [
       {"name": "T1ce", "modality": "MR", "pattern": "images/{id}_t1ce.nii.gz", "optional": false},
       {"name": "T2", "modality": "MR", "pattern": "images/{id}_t2.nii.gz", "optional": true}],
       "regions": [{"name": "brain", "pattern": "b", "for": "", "optional": false}, {"name": "lesion", "pattern": "l", "for": "T1ce", "optional": false}]}},
    {"kind": "matrix", "name": "rna", "line": 32, "settings": [], "refs": {}, "steps": [], "within_folds": [], "accepted": [],
     "matrix": {"source": {"format": "csv", "path": "expression.csv", "missing": [], "id": "subject"}, "kind": "expression", "cohorts": ["demo"]}},
    {"kind": "preprocess", "name": "standardised", "line": 38, "settings": [], "refs": {"from": [{"block": "mri"}]}, "within_folds": [], "accepted": [],
     "steps": [
       {"op": "resample", "version": 1, "summary": "", "learns": false, "cites": ["ibsi2020"],
        "methods": "Images were resampled to {spacing} mm ({image} interpolation) and masks likewise ({mask}, threshold {threshold}), with grids aligned by their centres.",
        "parameters": [{"name": "spacing", "value": [2, 2, 3], "written": true}, {"name": "image", "value": "linear", "written": true}, {"name": "mask", "value": "linear", "written": false}, {"name": "threshold", "value": 0.5, "written": false}]},
       {"op": "zscore", "version": 1, "summary": "", "learns": false, "cites": [],
        "methods": "Intensities were z-scored with the mean and standard deviation within {within}.",
        "parameters": [{"name": "within", "value": "brain", "written": true}, {"name": "of", "value": "T1ce", "written": true}]}]},
    {"kind": "features", "name": "radiomics", "line": 44, "settings": [], "refs": {}, "steps": [], "within_folds": [], "accepted": [],
     "features": {"cohorts": ["demo"], "kind": "", "scans": ["T1ce"], "regions": ["lesion"], "from": "standardised", "columns": 24,
       "families": [{"op": "shape", "cites": ["ibsi2020"], "parameters": []},
                    {"op": "glcm", "cites": ["ibsi2020"], "parameters": [{"name": "aggregate", "value": ["3d_average"], "written": false}, {"name": "distance", "value": 1, "written": false}]}],
       "filters": [{"op": "original", "cites": [], "parameters": []}],
       "discretise": {"op": "discretise", "cites": ["ibsi2020"], "methods": "Intensities were discretised (fixed bin number: {bins}; fixed bin width: {width}).",
         "parameters": [{"name": "bins", "value": 16, "written": true}, {"name": "width", "value": null, "written": false}]}}},
    {"kind": "compare", "name": "by_genotype", "line": 53, "on": ["demo"], "family": "genotype", "settings": [{"name": "exploratory", "value": false, "written": false}],
     "refs": {"features": [{"block": "radiomics"}], "by": [{"block": "demo", "member": "genotype"}]}, "within_folds": [], "accepted": [],
     "steps": [
       {"op": "wilcoxon", "cites": ["wilcoxon1945", "delong1988"], "methods": "Distributions were compared with Wilcoxon's rank sum test; the effect size is the {effect} with DeLong's 95 % interval.",
        "parameters": [{"name": "effect", "value": "auc", "written": false}]},
       {"op": "correct", "cites": ["benjamini1995", "benjamini2001", "holm1979"], "methods": "p values were corrected by {method} at level {level}.",
        "parameters": [{"name": "method", "value": "BH", "written": true}, {"name": "level", "value": 0.05, "written": true}, {"name": "per", "value": null, "written": false}]}]},
    {"kind": "associate", "name": "map", "line": 60, "on": ["demo"], "family": "map", "settings": [{"name": "exploratory", "value": true, "written": true}],
     "refs": {"left": [{"block": "radiomics"}], "right": [{"block": "rna"}], "adjust": [{"block": "demo", "member": "age"}]}, "within_folds": [], "accepted": [],
     "steps": [
       {"op": "spearman", "cites": ["spearman1904", "bonett2000"], "methods": "Monotone association was measured by Spearman's rank correlation.", "parameters": [{"name": "exact", "value": false, "written": false}]},
       {"op": "correct", "cites": ["holm1979"], "methods": "p values were corrected by {method} at level {level}.",
        "parameters": [{"name": "method", "value": "holm", "written": true}, {"name": "level", "value": 0.05, "written": false}]}]},
    {"kind": "split", "name": "folds", "line": 67, "on": ["demo"], "settings": [], "within_folds": [], "accepted": [],
     "refs": {"of": [{"block": "demo"}], "stratify": [{"block": "demo", "member": "genotype"}]},
     "steps": [{"op": "nested_cv", "cites": [], "methods": "Models were validated by nested cross-validation ({outer} outer folds, {inner} inner folds, {repeats} repeats); subjects were dealt out, never rows.",
       "parameters": [{"name": "outer", "value": 2, "written": true}, {"name": "inner", "value": 5, "written": false}, {"name": "repeats", "value": 2, "written": true}]}]},
    {"kind": "model", "name": "signature", "line": 73, "on": ["demo"], "where": "age < 70 years",
     "settings": [{"name": "tune_by", "value": "auc", "written": true}, {"name": "metrics", "value": ["auc", "brier", "calibration_slope"], "written": true}, {"name": "threshold", "value": 0.5, "written": false}, {"name": "missing", "value": "error", "written": false}],
     "refs": {"predict": [{"block": "demo", "member": "genotype"}], "using": [{"block": "radiomics", "picks": ["lesion.shape.*"]}, {"block": "demo", "member": "age"}], "validate": [{"block": "folds"}]},
     "within_folds": [{"op": "standardise", "cites": [], "methods": "Predictors were standardised with the mean and standard deviation of the training cases.", "parameters": []}],
     "steps": [{"op": "elastic_net", "cites": ["friedman2010", "zou2005"], "methods": "An elastic net was fitted (mixture alpha {alpha}; penalty {lambda}).",
       "parameters": [{"name": "alpha", "value": {"tune": [0.1, 0.5, 0.9]}, "written": true}, {"name": "lambda", "value": {"path": 50}, "written": true}]}],
     "accepted": [{"code": "few-events", "because": "a demonstration"}], "not_valid": []},
    {"kind": "report", "name": "manuscript", "line": 90, "settings": [{"name": "sections", "value": ["participants", "methods", "results", "checklist", "provenance"], "written": true}],
     "refs": {"show": [{"block": "by_genotype"}, {"block": "map"}, {"block": "signature"}]}, "steps": [], "within_folds": [], "accepted": [],
     "sinks": [{"format": "html", "file": "report.html"}, {"format": "markdown", "file": "report.md"}]}
  ],
  "audit": [
    {"model": "signature", "what": "predictor `radiomics`", "learned_from": "nothing", "outcome": "", "tested_on": "held-out parts of `folds`", "verdict": "clean"},
    {"model": "signature", "what": "step `standardise`", "learned_from": "training part of each fold of `folds`", "outcome": "", "tested_on": "held-out parts of `folds`", "verdict": "clean"}],
  "families": [
    {"family": "genotype", "method": "BH", "level": 0.05, "blocks": ["by_genotype"], "exploratory": false, "because": ""},
    {"family": "map", "method": "holm", "level": 0.05, "blocks": ["map"], "exploratory": true, "because": ""}]
})json");
}

inline Table tests_table(const std::vector<std::string>& first, const std::vector<std::string>& second, bool map) {
  std::vector<std::string> a, b, cohort, test, groups, kind, rejected, family, note, blank;
  std::vector<double> n, statistic, df, estimate, low, high, p, log10_p, q, empty;
  std::size_t at = 0;
  for (const auto& l : first)
    for (const auto& r : second) {
      const double x = std::sin(1.7 * static_cast<double>(at) + 0.3),
                   e = map ? 0.9 * x * x * x : 0.5 + 0.45 * x * x * x;
      const double l10 = map ? -9 * x * x * x * x : -7 * x * x * x * x;
      const bool constant = !map && at == 5;
      a.push_back(l);
      b.push_back(r);
      cohort.emplace_back("demo");
      test.emplace_back(map ? "spearman" : "wilcoxon exact");
      groups.emplace_back(map ? "" : "wildtype=20; mutant=18");
      n.push_back(38);
      statistic.push_back(constant ? none : 100 + x);
      df.push_back(map ? 36 : none);
      estimate.push_back(constant ? none : e);
      low.push_back(constant ? none : e - 0.1);
      high.push_back(constant ? none : e + 0.1);
      kind.emplace_back(map ? "partial_rho" : "auc");
      // The first is below what a double holds: p is 0, its logarithm is not.
      const bool tiny = map && at == 0;
      log10_p.push_back(constant ? none : tiny ? -400.25 : l10);
      p.push_back(constant ? none : tiny ? 0.0 : std::pow(10.0, l10));
      q.push_back(constant ? none : std::min(1.0, 5 * p.back()));
      rejected.emplace_back(constant ? "" : q.back() <= 0.05 ? "true" : "false");
      family.emplace_back(map ? "map" : "genotype");
      note.emplace_back(constant ? "constant" : "");
      blank.emplace_back("");
      empty.push_back(none);
      ++at;
    }
  return table_of({texts(map ? "left" : "feature", a),
                   texts(map ? "right" : "outcome", b),
                   texts("cohort", cohort),
                   texts("group", blank),
                   texts("term", blank),
                   texts("test", test),
                   numbers("n", n),
                   numbers("subjects", n),
                   texts("groups", groups),
                   numbers("statistic", statistic),
                   numbers("df", df),
                   numbers("estimate", estimate),
                   texts("estimate_kind", kind),
                   numbers("ci_low", low),
                   numbers("ci_high", high),
                   numbers("p", p),
                   numbers("log10_p", log10_p),
                   numbers("q", q),
                   texts("rejected", rejected),
                   numbers("adjusted_estimate", empty),
                   numbers("icc", empty),
                   texts("family", family),
                   texts("note", note)});
}

inline std::vector<std::string> made_features() {
  std::vector<std::string> out;
  for (const char* name :
       {"volume_mesh", "surface_mesh", "sphericity", "maximum_3d_diameter", "flatness", "elongation"})
    out.push_back(std::string("lesion.shape.") + name);
  for (const char* name : {"joint_maximum", "joint_average", "joint_variance", "joint_entropy", "contrast", "energy",
                           "correlation", "cluster_shade", "cluster_prominence", "dissimilarity"})
    out.push_back(std::string("lesion.T1ce.original.glcm.") + name);
  out.emplace_back("odd </script><!-- & \"name\" | `ä`");
  return out;
}

inline RunDirectory made_run(const std::string& path = "run") {
  RunDirectory run;
  run.path = path;
  run.study = "rgx 1\n";
  run.lock.rgx = "0.1.0";
  run.lock.platform = {{{"eigen", "3.4.0"}, {"itk", "5.2.1"}}, "x86-64-v3"};
  run.lock.study = made_study();
  run.lock.inputs = {{"clinical.csv", std::string(64, 'a'), 4096},
                     {"images/s01_t1ce.nii.gz", std::string(64, 'b'), 70000}};
  run.lock.nodes = {{"by_genotype/wilcoxon", "wilcoxon", 1, {}, "k1", "o1"},
                    {"demo", "read_cohort", 1, {}, "k2", "o2"},
                    {"standardised/resample[s01]", "resample", 1, {}, "k3", "o3"},
                    {"standardised/resample[s02]", "resample", 1, {}, "k4", "o4"}};
  run.lock.outputs = {{"by_genotype.csv", "genotype/correct", "by_genotype", std::string(64, 'c'), Json::object()}};
  for (const char* subject : {"s01", "s02", "s03"})
    run.lock.warnings.push_back({"few-voxels", "the region has 12 voxels", subject, "radiomics/extract[x]"});
  run.lock.warnings.push_back({"few-events", "18 events for 7 candidate predictors", "", "signature"});
  run.run = {{"status", "done"}, {"started", "2026-01-31T09:05:07Z"}, {"machine", "a machine"}};

  std::vector<std::string> subject, cohort, status, step, reason;
  const auto person = [&](const std::string& who, const char* how, const char* where, const char* why) {
    subject.push_back(who);
    cohort.emplace_back("demo");
    status.emplace_back(how);
    step.emplace_back(where);
    reason.emplace_back(why);
  };
  for (int i = 1; i <= 41; ++i) {
    const std::string who = "s" + std::string(i < 10 ? "0" : "") + std::to_string(i);
    if (i == 40)
      person(who, "left", "exclude", "meets exclude");
    else if (i > 38)
      person(who, "left", "include", "does not meet include");
    else if (i == 7)
      person(who, "incomplete", "outcome", "no ki67");
    else
      person(who, "included", "", "");
  }
  person("s03", "incomplete", "mri.T2", "no image");
  person("s09", "incomplete", "mri.T2", "no image");
  person("s11", "left", "radiomics", "the region `lesion` is empty");
  run.tables["participants.csv"] = table_of({texts("subject", subject), texts("cohort", cohort),
                                             texts("status", status), texts("step", step), texts("reason", reason)});
  run.tables["missing.csv"] = table_of({texts("table", {"radiomics", "radiomics"}), texts("subject", {"s04", "s05"}),
                                        texts("column", {"lesion.shape.flatness", "lesion.shape.flatness"}),
                                        texts("reason", {"too few voxels", "too few voxels"})});
  const auto features = made_features();
  std::vector<std::string> genes;
  for (int i = 1; i <= 12; ++i) genes.push_back("GENE" + std::string(i < 10 ? "0" : "") + std::to_string(i));
  run.tables["by_genotype.csv"] = tests_table(features, {"genotype"}, false);
  run.tables["map.csv"] = tests_table(features, genes, true);
  run.tables["signature.metrics.csv"] =
      table_of({texts("metric", {"auc", "brier", "calibration_slope"}), numbers("estimate", {0.8125, 0.17, 0.9}),
                numbers("ci_low", {0.7, 0.1, none}), numbers("ci_high", {0.91, 0.24, none}), numbers("n", {36, 36, 36}),
                texts("method", {"corrected resampled t", "t", ""}), texts("note", {"", "", "too few repeats"})});
  std::vector<std::string> who, in;
  std::vector<double> repeat, fold, observed, predicted, cut;
  for (int r = 1; r <= 2; ++r)
    for (int i = 0; i < 36; ++i) {
      who.push_back("s" + std::to_string(i));
      in.emplace_back("demo");
      repeat.push_back(r);
      fold.push_back(1 + (i + r) % 2);
      observed.push_back(i % 2);
      predicted.push_back(0.3 + 0.4 * (i % 2) + 0.2 * std::sin(i + r));
      cut.push_back(0.5);
    }
  run.tables["signature.predictions.csv"] =
      table_of({texts("subject", who), numbers("repeat", repeat), numbers("fold", fold), numbers("observed", observed),
                numbers("predicted", predicted), numbers("threshold", cut), texts("cohort", in)});
  std::vector<double> rate, mean, low, high;
  for (int i = 0; i <= 50; ++i) {
    const double x = i / 50.0, y = std::pow(x, 0.35);
    rate.push_back(x);
    mean.push_back(y);
    low.push_back(std::max(0.0, y - 0.08 * (1 - x)));
    high.push_back(std::min(1.0, y + 0.06));
  }
  run.tables["signature.roc.csv"] = table_of(
      {numbers("false_positive_rate", rate), numbers("sensitivity", mean), numbers("low", low), numbers("high", high)});
  run.tables["signature.calibration.csv"] =
      table_of({numbers("predicted", {0.12, 0.3, 0.52, 0.71, 0.9}), numbers("observed", {0.1, 0.25, 0.6, 0.7, 0.95}),
                numbers("n", {8, 7, 7, 7, 7}), numbers("ci_low", {0.01, 0.05, 0.25, 0.35, 0.6}),
                numbers("ci_high", {0.4, 0.6, 0.85, 0.92, 1})});
  run.tables["signature.coefficients.csv"] = table_of(
      {texts("term", {"(intercept)", features[0], features[2], features[9], "age", features[4]}),
       numbers("coefficient", {-0.2, 0.8, -0.45, 0.3, 0, 0}), numbers("se", {none, none, none, none, none, none}),
       numbers("ci_low", {none, none, none, none, none, none}),
       numbers("ci_high", {none, none, none, none, none, none}), numbers("p", {none, none, none, none, none, none}),
       numbers("selected_share", {1, 1, 0.75, 0.5, 0.25, 0}), numbers("fold_mean", {-0.1, 0.7, -0.4, 0.2, 0.01, none}),
       numbers("fold_sd", {0.1, 0.1, 0.2, 0.1, none, none})});
  std::vector<double> tuned_repeat, tuned_fold, lambda, value;
  std::vector<std::string> parameters, criterion, chosen;
  for (int part = 0; part < 5; ++part)
    for (int candidate = 0; candidate < 3; ++candidate) {
      tuned_repeat.push_back(part == 0 ? 0 : 1 + (part - 1) / 2);
      tuned_fold.push_back(part == 0 ? 0 : 1 + (part - 1) % 2);
      parameters.push_back(candidate == 0 ? "alpha=0.1" : candidate == 1 ? "alpha=0.5" : "alpha=0.9");
      lambda.push_back(0.1);
      criterion.emplace_back("auc");
      value.push_back(0.7 + 0.01 * candidate);
      chosen.emplace_back(candidate == (part == 3 ? 1 : 2) ? "true" : "false");
    }
  run.tables["signature.tuning.csv"] = table_of(
      {numbers("repeat", tuned_repeat), numbers("fold", tuned_fold), texts("parameters", parameters),
       numbers("lambda", lambda), texts("criterion", criterion), numbers("value", value), texts("chosen", chosen)});
  run.tables["published.csv"] =
      table_of({texts("value", {"signature.auc", "count(demo.genotype == 1)"}), numbers("expected", {0.81, 18}),
                numbers("found", {0.8125, 19}), texts("tolerance", {"digits 2", "digits 0"}),
                texts("verdict", {"met", "missed"}), texts("source", {"doi:10.0000/x, Table 2", "doi:10.0000/x"})});
  return run;
}

}  // namespace rgx::test
