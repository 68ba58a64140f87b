#include "lang/diagnostic_codes.hpp"

#include <algorithm>
#include <array>

namespace rgx::lang {

namespace {

constexpr auto error = Severity::error;
constexpr auto warning = Severity::warning;

// A row a code, in alphabetical order; true: may be accepted.
constexpr std::array table{
    CodeInfo{
        "circular", error, true,
        "What is tested was learned from what it is tested against: the label of a `cluster` block or a component of "
        "`decompose`, and the table it was made of, or another value learned from that table or the same images. "
        "What was made to fit will fit, in noise as well: the p value means nothing. Test it against what it was "
        "not made of."},
    CodeInfo{"clustered-rows", error, true,
             "The test takes rows as independent, but several rows belong to one subject (biopsies, lesions, "
             "visits). The p value would be too small. Use `mixed(random: subject)`, `cluster: subject` or a "
             "permutation within subjects, or bring the rows up to one a subject with `aggregate`."},
    CodeInfo{"constant-feature", warning, false,
             "A column has the same value in every case that the analysis uses. It cannot differ between groups nor "
             "predict anything; it is left out and counted."},
    CodeInfo{"cycle", error, false,
             "Blocks or definitions use each other in a circle, so that none of them can be computed first. The "
             "message names the whole circle. Take out one of the references."},
    CodeInfo{
        "delong-out-of-fold", error, true,
        "DeLong's test compares the AUC of two fixed models on independent cases. Predictions from the folds of a "
        "cross-validation come from a different model in each fold, and training parts overlap, so that its standard "
        "error is too small. Models on the same folds are compared by `corrected_resampled_t()`; `delong()` serves "
        "hold-out and external cases."},
    CodeInfo{"doubled-key", error, false,
             "Two rows of a table have the same identifier (and the same levels, where there are some), so a value "
             "cannot be attributed. Name the level that tells them apart, as `level biopsy: key(biopsy_no, of: "
             "subject)`, or clean the table."},
    CodeInfo{"doubled-name", error, false,
             "Two blocks, outcomes or covariates bear the same name, so a reference to it could mean either. Rename "
             "one of them. The second label shows where the name was used first. The same outcome in several "
             "cohorts is one variable and no clash."},
    CodeInfo{"doubled-setting", error, false,
             "A setting stands once in a block; here it stands twice, and rgx does not guess which was meant. "
             "Several values of one setting are a list: `scans: [T1ce, FLAIR]`. Steps, in contrast, may repeat."},
    CodeInfo{"empty-group", error, false,
             "A group, level or class that the analysis compares has no case left after `include`, `exclude` and "
             "missing values. The message gives the counts and the step at which the last cases left."},
    CodeInfo{"family-disagrees", error, false,
             "Blocks that name one `family:` are corrected together, so their `correct` must say the same method, "
             "level, number of tests and division. The second label shows the other one. Write the same step in "
             "every block of the family."},
    CodeInfo{"few-events", warning, false,
             "There are few events (or few cases of the smaller class) for the number of candidate predictors. "
             "Estimates will be unstable and performance optimistic in small test parts. The message gives events "
             "per candidate; fewer candidates, stronger penalties or more cases help."},
    CodeInfo{"geometry-mismatch", error, false,
             "An image and a mask that are used together do not lie on the same grid. The message says which of "
             "origin, spacing, direction or size differs and by how much. `resample` puts both on one grid; nothing "
             "is moved silently."},
    CodeInfo{"hand-picked", warning, false,
             "Columns were picked by name beside a `compare` of the same cohort. If they were picked because of its "
             "result, the p values and the performance that follow are optimistic, and no program can see that. If "
             "the choice was made beforehand, write `chosen: \"before the data\"`."},
    CodeInfo{"leakage", error, true,
             "A value was learned from the very cases on which a model is tested: scaling, imputing, ComBat, "
             "selection, a cut at a median and the like count as learning. Performance would be too good, often by "
             "far: on pure noise with 200 subjects and 1000 features, selection before splitting gives impressive "
             "scores. Move the step into `within_folds`, where it is refitted on each training part."},
    CodeInfo{"learned-without-validation", error, true,
             "The model tunes a parameter or selects predictors, but has no `validate`. Its apparent performance "
             "would be measured on the cases that chose it. Declare a `split` and name it in `validate:`."},
    CodeInfo{"metric-of-split", error, false,
             "The split cannot give this metric. Test parts of one case hold no two cases to compare, so they have no "
             "AUC and no C; put together over all models the scores have no common order, and on noise such an AUC "
             "lies near 0. `leave_pair_out` leaves out a case of each class and gives the AUC, and nothing else: every "
             "case stands in many pairs."},
    CodeInfo{"misplaced", error, false,
             "A block, setting or step stands where it has no meaning, such as a step outside of any block, or a "
             "step that learns from cases outside of `within_folds`. The message says where it belongs."},
    CodeInfo{"missing-image", error, false,
             "An image or mask is absent for some subjects. Where that is allowed, `optional: true` counts it and "
             "only analyses that need the image drop the subject; `missing_image: exclude` in the cohort drops the "
             "subject. The message then is a warning with the count."},
    CodeInfo{"missing-setting", error, false,
             "A setting that this block or operation needs is not written and has no default. The message names it "
             "and the values that it takes."},
    CodeInfo{"missing-unit", error, false,
             "A number that measures something (a length, a time, a dose) stands without its unit, and `2` could be "
             "millimetres or centimetres. The message offers the likely unit."},
    CodeInfo{"missing-value", error, false,
             "A value is missing where none may be: an outcome under `missing: error`, a predictor of a model "
             "without `impute` in `within_folds` or `missing: complete_cases`, an identifier. The message gives the "
             "column, the count and the first subjects."},
    CodeInfo{"nameless-rows", warning, false,
             "Rows of a matrix have an empty name, or one that is a code for missing. Nobody can ask for them, so they "
             "are left out of every analysis, and counted. Name them in the file if they are genes."},
    CodeInfo{"no-join", error, false,
             "No id of a table is a subject of the cohort: the table belongs to other subjects, or ids are spelt "
             "another way. The notes list ids of both sides; `trim:` cuts a suffix, `ids: case_insensitive` folds "
             "case."},
    CodeInfo{"no-repeats", error, false,
             "Agreement is judged on cases that were measured more than once: two scans, two readers. Here there is "
             "one measurement a case, one key, or more repeats than the measure compares. Images are repeated by "
             "`repeat: scan(\"1\", \"2\")` with `{scan}` in their patterns, imported tables by a column of keys: "
             "`csv(\"…\", id: patient, reader: observer)`."},
    CodeInfo{"no-such-dataset", error, false,
             "A path begins with `@name/`, but no dataset of this name is at hand, neither under `RGX_DATA_DIR` nor "
             "where `rgx data get` puts them. The message names the command that fetches it."},
    CodeInfo{"no-such-file", error, false,
             "A file, or every file of a pattern, is not where the study says. Paths are relative to the study "
             "file; the message shows the full path that was tried and the nearest name in that folder."},
    CodeInfo{"not-built", error, false,
             "The language knows this block, setting or operation, but this program cannot run it yet. It is "
             "refused rather than misread; the study is otherwise right. `rgx doc` lists what can be run."},
    CodeInfo{"not-numeric", error, false,
             "A cell of a numeric column is not a number. The label points to the cell. Codes for missing values "
             "are named in `csv(…, missing: [\"NA\"])`; columns of words are declared `nominal` or `ordinal`."},
    CodeInfo{"nothing-tuned", warning, false,
             "The model names `tune_by`, but nothing in it is searched: no `tune(…)` and no path. The setting has "
             "no effect."},
    CodeInfo{"optimised-cut", error, true,
             "Groups are made by a cut that was chosen because an outcome differs most there, and are then tested "
             "with that outcome on the same cases. p would be far too small: of numbers that have nothing to do with "
             "survival a third or more reach 5 %. `max_logrank` searches the cut and corrects p for the search; a "
             "cut known from elsewhere is tested on other cases."},
    CodeInfo{"out-of-range", error, false,
             "A number lies outside the range that the operation accepts. The message gives the range and the unit."},
    CodeInfo{"outcome-as-feature", error, false,
             "An imported column is an outcome of the cohort, or bears its name, and would enter the predictors. "
             "Leave it out with `ignore(column)` or `columns: only(…)`."},
    CodeInfo{"outcome-at-apply", error, true,
             "A step would have to know the outcome of the very cases it is applied to, as `combat(preserve: "
             "[idh])` inside a model of `idh`. For a new patient the outcome is not known; that is what the model "
             "predicts. Leave the outcome out of the step."},
    CodeInfo{
        "plan-deviation", warning, false,
        "The study names a registered plan (`registered: \"study.plan\"`) and is not the analysis that was planned: "
        "a block or step was added or left out, or a version, outcome, split, seed or parameter differs. Each "
        "deviation is a warning of its own, and all stand in `tables/deviations.csv` and in the report. Go back to "
        "the plan, or say in the paper why it was left."},
    CodeInfo{"preserved-outcome-tested", warning, false,
             "Batch effects were removed while this outcome was preserved, and the outcome is then tested on the "
             "result. Preserving a variable can strengthen its association, the more the less balanced the batches "
             "are. `adjust: [site]` in the test does the same work without that risk."},
    CodeInfo{"registered-plan", error, false,
             "The plan that `registered:` names is not there, is no plan of `rgx plan --freeze`, is of a newer scheme, "
             "or was changed by hand since it was frozen, so that its digest does not fit."},
    CodeInfo{"seed-not-set", warning, false,
             "The study draws random numbers (folds, permutations, forests) but sets no `seed`; 1 is taken. Write "
             "`seed:` in `study`, so that readers see it was not chosen by its result."},
    CodeInfo{"small-sample", warning, false,
             "There are few cases for what is asked: a test part with only a few cases of the smaller class, a site "
             "too small for ComBat, a region with few voxels or grey levels, a correlation of a handful of "
             "subjects. The message gives the numbers; intervals will be wide."},
    CodeInfo{"split-cohort", error, false,
             "The split of `validate:` deals out the subjects of one cohort, and the model works on another. Write "
             "a split of the cohort of the model."},
    CodeInfo{"step-does-not-fit", warning, false,
             "A step is applied to what it was not made for, such as bias-field correction of a CT, or calibration is "
             "asked of a model whose training cases were resampled. It runs as written. `of: [T1ce]` narrows a "
             "preprocessing step to the scans that need it."},
    CodeInfo{"syntax", error, false,
             "The text is not a study as the grammar knows it: a colon, comma, bracket or quote is missing or "
             "stands too much. An entry is a setting `name: value`, a step `name(…)` or a block `name { … }`; "
             "entries are separated by new lines or `;`. Every mistake has a message of its own, and the rest of "
             "the file is read all the same."},
    CodeInfo{"tests-below-count", error, false,
             "`correct(tests: m)` says how many tests the whole family has, those that are not run here included. "
             "It can never be fewer than the hypotheses that the blocks of the family hold."},
    CodeInfo{"uncorrected", error, false,
             "The block tests several hypotheses and has no `correct`. At a level of 5 % every twentieth feature is "
             "found on noise. Write `correct(method: BH, level: 5 %)` or another method; `correct(method: none, "
             "because: \"…\")` is accepted and printed with its reason."},
    CodeInfo{"undecided-include", warning, false,
             "Whether some cases belong to the cohort cannot be told, because a value in `include` or `exclude` is "
             "missing. They leave with the reason \"include undecided\" and are counted in the participant flow."},
    CodeInfo{"unit-mismatch", error, false,
             "The same variable is given in units that do not measure the same thing in two cohorts, such as a time "
             "in one and a plain number in the other. Units of one dimension are converted; these cannot be."},
    CodeInfo{"unknown-code", error, false,
             "`accept` names a diagnostic code that does not exist, or one that cannot be accepted. `rgx explain "
             "CODE` describes every code."},
    CodeInfo{"unknown-column", error, false,
             "The table has no column of this name. The message offers the nearest; a name with blanks or brackets "
             "is written `column(\"Overall Survival (Months)\")`. Outside a cohort only the names that it declares "
             "are seen."},
    CodeInfo{"unknown-level", error, false,
             "A column holds a value that is not among the declared levels, or a condition compares with a level "
             "that was never declared. The label points to the cells. List the level, name it among the missing "
             "codes, or correct the table."},
    CodeInfo{"unknown-name", error, false,
             "Nothing of this name is declared: no block, outcome, covariate, image, region, setting, operation or "
             "choice that could stand here. The message offers the nearest name and where it was declared."},
    CodeInfo{"unknown-version", error, false,
             "This version of an operation is not in this build, or the catalogue date of `operations:` is older "
             "than the operation. The message lists the versions there are."},
    CodeInfo{"unmatched-rows", warning, false,
             "Joining two tables by subject loses more than 5 % of the rows of one side. Often the identifiers "
             "differ in spelling: see `trim:`, `ids: case_insensitive`. The notes list identifiers of both sides."},
    CodeInfo{"unordered-codes", warning, false,
             "An imported column holds a few whole numbers, which may be codes of categories rather than "
             "measurements. Declare it `nominal(…)` or `ordinal(…)`, or `continuous(…)` if it is a measurement."},
    CodeInfo{"unreadable-file", error, false,
             "A file is there but cannot be read: cut short, of another format than its name says, or without "
             "permission. The message says what was found and where in the file."},
    CodeInfo{"unused-block", warning, false,
             "Nothing uses the result of this block and the report does not show it. It is computed all the same. "
             "Name it in `show:` or take it out."},
    CodeInfo{"unvalidated", warning, false,
             "The model has no `validate`; its metrics are apparent, measured on the cases it was fitted on, and "
             "are marked so. Declare a `split` for an honest estimate."},
    CodeInfo{"wrong-cohort", error, false,
             "A table is used for a cohort whose subjects it does not hold. `cohort:` or `cohorts:` of the table "
             "says whom it holds, `on:` of the analysis whom it is about."},
    CodeInfo{"wrong-level", error, false,
             "Two sides of an analysis live on different levels, such as lesions and subjects, and the finer one "
             "has to be brought up. `aggregate` says how: mean, largest, first …; rgx does not choose."},
    CodeInfo{"wrong-test", error, false,
             "The test does not fit what is compared: two-group tests take two groups, rank tests numbers, tests of "
             "frequency categories. The message says what the outcome and the features are, and which tests fit."},
    CodeInfo{"wrong-type", error, false,
             "A value of one kind stands where another is needed: a cohort where a split belongs, a text for a "
             "number, an image for a table. The message says what was found, where it was declared, and what would "
             "be right."},
    CodeInfo{"wrong-unit", error, false,
             "The unit does not measure what the setting asks for, or none is possible here. The message says which "
             "units serve; they are converted as needed."},
    CodeInfo{
        "zero-time", warning, false,
        "Cases have a time of 0 to their event or the end of observation: known on the first day and never after. They "
        "count as at risk at the start, as in R's survival package. Often 0 stands for a date that is not known: "
        "then it is a missing value."},
};

}  // namespace

std::span<const CodeInfo> diagnostic_codes() { return table; }

const CodeInfo* find_code(std::string_view code) {
  const auto row = std::lower_bound(table.begin(), table.end(), code,
                                    [](const CodeInfo& a, std::string_view c) { return a.code < c; });
  return row != table.end() && row->code == code ? &*row : nullptr;
}

}  // namespace rgx::lang
