#include "stdlib/sources/declarations.hpp"

#include <algorithm>
#include <utility>

namespace rgx::stdlib {

namespace {

using lang::Literal;
using lang::Param;
using lang::ParamType;
using lang::Role;
using lang::Signature;

Param param(std::string name, ParamType type, std::string text) {
  Param p;
  p.name = std::move(name);
  p.type = type;
  p.text = std::move(text);
  return p;
}

Param required(Param p) {
  p.required = true;
  return p;
}

Param positional(Param p) {
  p.positional = true;
  return p;
}

Param with(Param p, Literal fallback) {
  p.fallback = std::move(fallback);
  return p;
}

Param choice(std::string name, std::vector<std::string> choices, std::string text,
             std::vector<std::string> later = {}) {
  Param p = param(std::move(name), ParamType::choice, std::move(text));
  p.choices = std::move(choices);
  p.later_choices = std::move(later);
  return p;
}

Param whole(std::string name, double fallback, double low, double high, std::string text) {
  Param p = with(param(std::move(name), ParamType::integer, std::move(text)), fallback);
  p.low = low;
  p.high = high;
  return p;
}

Param path(std::string text) { return positional(required(param("path", ParamType::text, std::move(text)))); }

Signature signature(std::string name, Role role, std::vector<std::string> blocks, std::vector<Param> params,
                    std::string summary, std::string methods = {}) {
  Signature s;
  s.name = std::move(name);
  s.role = role;
  s.blocks = std::move(blocks);
  s.params = std::move(params);
  s.summary = std::move(summary);
  s.methods = std::move(methods);
  return s;
}

Signature table(std::string name, std::vector<std::string> blocks, std::string summary) {
  return signature(std::move(name), Role::table_source, std::move(blocks),
                   {path("the file, relative to the study or in a dataset `@name/`"),
                    with(param("missing", ParamType::texts, "further codes for missing"), Literal::List{}),
                    param("trim", ParamType::text, "regular expression that is removed from ids"),
                    choice("ids", {"case_insensitive"}, "how ids are compared")},
                   std::move(summary));
}

// What a matrix asks of its file beside what every table does.
Param doubled() {
  return choice("doubled", {"mean", "max", "first"},
                "how several rows of one name become one, subject by subject; else they are an error");
}

std::vector<Param> mutations() {
  const Literal::List counted{"Frame_Shift_Del",  "Frame_Shift_Ins",   "In_Frame_Del",
                              "In_Frame_Ins",     "Missense_Mutation", "Nonsense_Mutation",
                              "Nonstop_Mutation", "Splice_Site",       "Translation_Start_Site"};
  return {
      with(param("classes", ParamType::texts, "classes of variants that count as a mutation"), counted),
      with(choice("by", {"gene", "class"}, "a row a gene, or a row `GENE:class`"), "gene"),
      param("sequenced", ParamType::text, "list of the ids that were sequenced, beside those in the file"),
      with(choice("absent", {"missing", "wild_type"}, "what a subject is that nothing says was sequenced"), "missing")};
}

Signature matrix(Signature s, std::vector<Param> more) {
  s.blocks = {"matrix"};
  s.params.insert(s.params.end(), more.begin(), more.end());
  return s;
}

std::vector<Signature> matrices() {
  std::vector<Signature> out{
      matrix(table("csv", {}, "a table of comma-separated values"), {doubled()}),
      matrix(table("tsv", {}, "a table of tab-separated values"), {doubled()}),
      matrix(table("gct", {}, "a GCT file, version 1.2 or 1.3"), {doubled()}),
      matrix(table("maf", {}, "mutations from a mutation annotation file, as 0 and 1"), mutations()),
      matrix(table("geo", {}, "the series matrix of a GEO series"),
             {param("id", ParamType::text,
                    "`title`, another field of the samples or a key of their characteristics, as the id; else GSM…"),
              doubled()}),
  };
  const Param profile = required(param("profile", ParamType::text, "data file without its ending, or stable id"));
  auto folder = table("cbioportal", {}, "a profile of a cBioPortal study folder");
  folder.params.push_back(profile);
  auto genes = matrix(folder, {doubled()});
  for (auto& p : mutations()) genes.params.push_back(std::move(p));
  out.push_back(std::move(genes));
  folder.blocks = {"cohort"};
  folder.summary = "a clinical table of a cBioPortal study folder";
  out.push_back(std::move(folder));
  // A mutation file has no cells that could be missing.
  auto& maf = out[3].params;
  maf.erase(std::remove_if(maf.begin(), maf.end(), [](const Param& p) { return p.name == "missing"; }), maf.end());
  return out;
}

Signature image(std::string name, std::string summary) {
  return signature(std::move(name), Role::image_source, {"images"},
                   {path("pattern of the files, with `{id}`"),
                    choice("modality", {"MR", "CT", "PET", "US", "MG", "XR", "other"}, "what made the image"),
                    with(param("optional", ParamType::boolean, "whether it may be absent"), false)},
                   std::move(summary));
}

Param column() { return positional(required(param("column", ParamType::any, "a column of the table"))); }

Param level() { return param("at", ParamType::any, "the level it lies at"); }

Signature variable(std::string name, std::vector<Param> params, std::string summary) {
  return signature(std::move(name), Role::variable, {"cohort"}, std::move(params), std::move(summary));
}

std::vector<Signature> variables() {
  const Param levels = param("levels", ParamType::texts, "the levels, in order");
  return {
      variable("binary",
               {column(), param("positive", ParamType::any, "the value that counts as positive"),
                param("negative", ParamType::any, "the value that counts as negative; else every other"), level()},
               "two classes: a column with a positive value, or a condition"),
      variable("nominal", {column(), levels, level()}, "classes without order"),
      variable("ordinal", {column(), required(levels), level()}, "classes in order"),
      variable("continuous", {column(), param("unit", ParamType::any, "as `1 year`"), level()}, "a number"),
      variable("survival",
               {required(param("time", ParamType::any, "column of times")),
                required(param("event", ParamType::condition, "when the event was seen")),
                required(param("unit", ParamType::any, "of the times, as `1 month`")),
                param("entry", ParamType::any, "column of the times, in the same unit, at which observation began"),
                param("competing", ParamType::condition, "when another event came first and ended the wait"), level()},
               "time to an event, censored where it was not seen"),
      variable("category", {column(), levels, level()}, "classes of a covariate, the reference first"),
  };
}

std::vector<Signature> partitions() {
  Param test = with(param("test", ParamType::fraction, "share of the subjects that is held out"), 0.3);
  test.low = 0.01;
  test.high = 0.99;
  const Param repeats = whole("repeats", 1, 1, 10000, "how often it is dealt anew");
  std::vector<Signature> out{
      signature("holdout", Role::split, {"split"}, {test, repeats}, "one part of the subjects is held out",
                "A random part of the subjects ({test}) was held out for testing."),
      signature("kfold", Role::split, {"split"}, {whole("folds", 5, 2, 1000, "parts"), repeats},
                "k-fold cross-validation by subject",
                "Models were validated by {folds}-fold cross-validation, repeated {repeats} times; subjects were dealt "
                "out, never rows."),
      signature("nested_cv", Role::split, {"split"},
                {whole("outer", 5, 2, 1000, "outer folds"), whole("inner", 5, 2, 1000, "inner folds, for the search"),
                 repeats},
                "nested cross-validation by subject",
                "Models were validated by nested cross-validation ({outer} outer folds, {inner} inner folds, {repeats} "
                "repeats); subjects were dealt out, never rows."),
  };
  Signature boot = signature(
      "bootstrap", Role::split, {"split"}, {whole("times", 200, 10, 10000, "samples of the subjects with replacement")},
      "samples with replacement; subjects that were not drawn are tested",
      "Models were validated by the bootstrap ({times} samples of the subjects with replacement, everything refitted "
      "in "
      "each): .632+ estimates where the metric has them, else estimates corrected for optimism.");
  boot.cites = {"efron1997", "harrell1996"};
  boot.details =
      "The estimate printed is .632+ for `auc`, `c_index`, `uno_c`, `time_auc` and `balanced_accuracy` (no "
      "information: "
      "0.5) and for `brier`, `log_loss` and `accuracy` (no information: the mean over all pairs of an outcome and a "
      "prediction); every other metric is corrected for optimism. Both, and what they are made of, stand in "
      "NAME.bootstrap.csv. Intervals are percentiles of the samples' own estimates, laid about the one printed.";
  out.push_back(std::move(boot));
  out.push_back(signature("leave_one_out", Role::split, {"split"}, {}, "each subject is tested once, alone",
                          "Models were validated by leaving out one subject at a time."));
  Signature pairs =
      signature("leave_pair_out", Role::split, {"split"},
                {with(param("pairs", ParamType::integer, "how many pairs, drawn at random; 0: all of them"), 0.0)},
                "each pair of a positive and a negative subject is tested once: the AUC of small samples",
                "The AUC was estimated by leaving out pairs of a positive and a negative subject.");
  pairs.params.front().low = 0;
  pairs.params.front().high = 1e7;
  pairs.cites = {"airola2011"};
  pairs.details =
      "The classes are those of the model's own outcome. The AUC is the share of pairs in which the positive subject "
      "scores higher. Pairs share their subjects, so there is no interval: `permutation` gives a p.";
  out.push_back(std::move(pairs));
  Param site = positional(required(param("site", ParamType::reference, "whose level is left out as a whole")));
  site.refers_to = {"outcome", "covariate"};
  out.push_back(signature("leave_one_site_out", Role::split, {"split"}, {site},
                          "each level of a covariate is tested once, by a model of all others",
                          "Models were validated by leaving out one level of {site} at a time."));
  Param when =
      positional(required(param("when", ParamType::reference, "the day (2015-01-31) or year of each subject")));
  when.refers_to = {"covariate"};
  out.push_back(signature("by_date", Role::split, {"split"},
                          {when, required(param("from", ParamType::any, "tested from this day or year on"))},
                          "later subjects are tested, earlier ones learned from",
                          "Subjects from {from} on ({when}) were held out for testing."));
  Param column = positional(required(param("column", ParamType::reference, "the covariate that says who is tested")));
  column.refers_to = {"outcome", "covariate"};
  Param value = required(param("test", ParamType::any, "the value, or list of values, of those who are tested"));
  out.push_back(signature("by_column", Role::split, {"split"}, {column, value},
                          "subjects with one value of a covariate are tested",
                          "Subjects with {test} in {column} were held out for testing."));
  for (auto& s : out) s.random = "split";
  return out;
}

Signature correction() {
  Param tests = param("tests", ParamType::integer, "tests of the whole family, where not all were run here");
  tests.low = 1;
  tests.high = 1e9;
  Param fraction = with(param("level", ParamType::fraction, "the level that is held"), 0.05);
  Param weights =
      param("weights", ParamType::any,
            "`weighted_BH`: credit given before the data, as `[weight(\"*.glcm.*\", 2)]`; 1 where no pattern meets");
  weights.list = true;
  Param strata = param("strata", ParamType::reference, "`maxT`, `minP`: cases change places within these only");
  strata.refers_to = {"outcome", "covariate"};
  strata.list = true;
  auto s = signature(
      "correct", Role::correction, {"compare", "associate"},
      {required(choice("method",
                       {"bonferroni", "sidak", "holm", "hochberg", "hommel", "BH", "BY", "storey", "local_fdr",
                        "weighted_BH", "group_BH", "hierarchical", "li_ji", "maxT", "minP", "none"},
                       "how p values are corrected")),
       fraction, choice("per", {"outcome", "left", "right"}, "one family for each"), tests,
       with(choice("pi0", {"bootstrap", "smoother"},
                   "`storey`, `local_fdr`: how the share of true null hypotheses is estimated"),
            "bootstrap"),
       weights,
       with(choice("groups", {"family", "region", "scan", "filter", "outcome", "family_by_outcome"},
                   "`group_BH`, `hierarchical`: which tests belong together"),
            "family"),
       param("sets", ParamType::text,
             "`hierarchical`: a GMT file of gene sets; the groups are then feature family x set of the other side"),
       whole("permutations", 10000, 0, 1e7, "`maxT`, `minP`: random arrangements of the cases; 0: all of them"), strata,
       param("because", ParamType::text, "why nothing is corrected")},
      "correction for multiple testing", "p values were corrected by {method} at level {level}.");
  s.random = "step_down";
  s.details =
      "Family-wise error: `bonferroni`, `sidak`, `holm`, `hochberg`, `hommel`; `li_ji` is Sidak's with the effective "
      "number "
      "of tests (Li & Ji 2005) of the features' correlation; `maxT` and `minP` (Westfall & Young 1993, step-down) "
      "permute "
      "the cases of `welch`, `student`, `anova`, `wilcoxon`, `pearson` and `spearman`, one outcome a family: "
      "within "
      "`strata`, and with `adjust` by Freedman & Lane's residuals, never labels past covariates; p = (1 + b)/(1 + B). "
      "False "
      "discovery rate: `BH`, `BY`, `storey` (q values with the share of true null hypotheses), `weighted_BH` (Genovese "
      "2006; "
      "weights are declared), `group_BH` (Hu, Zhao & Zhou 2010, least-slope estimate), `hierarchical` (Benjamini & "
      "Bogomolov "
      "2014: groups by Simes and BH, then BH inside those selected). `local_fdr` gives the chance that this one test "
      "is a "
      "false discovery. Groups are parts of a feature's name; with `sets` "
      "(a GMT file: name, remark and genes, tab-separated) a group is a feature family with a gene set of the right "
      "side, genes of "
      "no set being one of their own; a gene of several sets is tested in each, and its q is the smallest.";
  s.cites = {"benjamini1995", "benjamini2001", "holm1979"};
  return s;
}

}  // namespace

std::vector<Signature> declared_signatures() {
  const std::vector<std::string> tables{"cohort", "features"};
  std::vector<Signature> out{
      table("csv", tables, "a table of comma-separated values"),
      table("tsv", tables, "a table of tab-separated values"),
      image("nifti", "NIfTI images"),
      image("nrrd", "NRRD images"),
      image("metaimage", "MetaImage images"),
  };
  Param label = param("label", ParamType::integer, "the value of its voxels; else every voxel above 0");
  label.low = 1;
  label.high = 65535;
  label.later_choices = {"each"};
  Param tied = param("for", ParamType::reference, "the scan it was drawn on");
  tied.refers_to = {"scan"};
  out.push_back(signature("mask", Role::region_source, {"images"},
                          {path("pattern of the files, with `{id}`"), label, tied,
                           with(param("optional", ParamType::boolean, "whether it may be absent"), false)},
                          "a region of interest, as voxels of a mask file"));
  out.back().later_params = {"components", "as"};
  for (auto& s : matrices()) out.push_back(std::move(s));
  for (auto& s : variables()) out.push_back(std::move(s));
  for (auto& s : partitions()) out.push_back(std::move(s));
  out.push_back(correction());
  out.push_back(signature("value", Role::published_value, {"published"},
                          {positional(required(param("result", ParamType::any, "the number it is compared with"))),
                           positional(required(param("expected", ParamType::any, "the number as it was printed"))),
                           param("digits", ParamType::integer, "decimals as printed; else those that are written"),
                           param("tolerance", ParamType::any, "absolute, or a percentage"),
                           param("where", ParamType::text, "the place, as `Table 2`")},
                          "a number that a rerun has to meet"));
  out.push_back(signature("html", Role::report_sink, {"report"}, {path("the file")}, "the report as one HTML file"));
  out.push_back(signature("markdown", Role::report_sink, {"report"}, {path("the file")}, "the report as Markdown"));
  return out;
}

}  // namespace rgx::stdlib
