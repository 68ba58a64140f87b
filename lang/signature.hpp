#pragma once
// Operations as data: what the checker, `rgx doc`, completion, Methods text and cache keys know of an operation. lang
// never sees a kernel; stdlib fills the catalogue (stdlib/register.cpp).
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lang/literal.hpp"

namespace rgx::lang {

// What an operation is in the language. The block schema says how many of each role a block takes.
enum class Role {
  preprocess,     // n4(…), resample(…), zscore(…), resegment(…) in `preprocess`
  discretise,     // discretise(bins: 32) in `features`
  family,         // shape, intensity, glcm(…) in `families:`
  filter,         // original, log(…), wavelet(…) in `filters:`
  table_source,   // csv(…), tsv(…), gct(…), maf(…)
  image_source,   // nifti(…), nrrd(…), metaimage(…), dicom(…)
  region_source,  // mask(…), sphere(…), rtstruct(…), segmentation(…)
  variable,       // binary(…), nominal(…), ordinal(…), continuous(…), survival(…), category(…)
  test,           // one a `compare` or `associate` block
  correction,     // correct(…)
  split,          // holdout(…), kfold(…), nested_cv(…)
  agreement,      // icc(…), kappa(…) in `robust`
  perturbation,   // rotate(…), noise(…) in `robust`
  decomposition,  // pca(…), sparse_cca(…) in `decompose`
  clustering,     // kmeans(…), consensus(…) in `cluster`
  fold_step,      // learned steps of `within_folds`
  learner,        // one a `model`
  published_value,
  report_sink,  // html(…), markdown(…)
  other
};

enum class ParamType { number, integer, fraction, text, boolean, choice, reference, texts, numbers, condition, any };

struct Param {
  std::string name;
  ParamType type = ParamType::number;
  std::string dimension;                                  // of unit.hpp: "length", "time", …; empty: a pure number
  bool required = false;                                  // no default
  Literal fallback;                                       // the default, in base units; none: absent
  double low = -std::numeric_limits<double>::infinity();  // legal range, inclusive
  double high = std::numeric_limits<double>::infinity();
  std::vector<std::string> choices;        // when type is choice (a bare word or text)
  std::vector<std::string> later_choices;  // of the contract, but not built: refused with `not-built`
  std::vector<std::string>
      refers_to;            // when type is reference: "region", "covariate", "outcome", "features", "scan", …
  bool list = false;        // takes several (one value is a list of one)
  bool positional = false;  // may be written without its name, in order of declaration
  bool tunable = false;     // tune(…) may stand for it
  std::string text;         // one line for the reader
};

// Among the responses that a test accepts: rows of a `matrix` and nothing else, since all have to be in one unit.
inline constexpr const char* kMatrixRows = "matrix";

// What a test accepts.
struct TestRule {
  std::vector<std::string> outcomes;             // "binary", "nominal", "ordinal", "continuous", "survival", "matrix"
  std::size_t min_groups = 0, max_groups = 0;    // 0: no bound
  std::vector<std::string> features;             // "numeric", "ordinal", "nominal", "matrix"
  std::string otherwise;                         // what to offer when it does not fit, as `kruskal_wallis`
  bool rows_may_cluster = false;                 // valid when several rows belong to a subject
  bool adjusts = false;                          // takes `adjust:` covariates
  std::vector<std::string> later_outcomes = {};  // of the contract, but not built: refused with `not-built`
  bool joins = false;                            // takes `joint(…)`: several columns in one hypothesis
  bool interacts = false;                        // takes `interact:` effect modifiers
  bool stratifies = false;                       // takes `strata:`
  bool clusters = false;                         // takes `cluster:`, so that rows of one subject may be told apart
  bool needs_strata = false;                     // `strata:` has to be written
  bool audits = false;                           // takes `audit:`; whatever adjusts does too
  bool within_subjects = false;                  // of rows below the subject it compares those of one subject
  bool below_subjects = false;                   // … and it takes no others
  bool compares_survival = false;                // of `compare`: takes `of:`, times to an event
  bool cuts_numbers = false;                     // … and makes the groups by cutting a number
  bool takes_competing = false;                  // reads events that compete with the outcome's own
  bool takes_entry = false;                      // reads when a case came under observation
  bool takes_blocks = false;                     // one hypothesis of the whole left side against the whole right
};

// Arguments by name, defaults filled in.
using NamedLiterals = std::vector<std::pair<std::string, Literal>>;

// Where families and filters of `conventions: pyradiomics` stand, in place of "features".
inline constexpr const char* kPyradiomics = "pyradiomics";

struct Signature {
  std::string name;
  unsigned version = 1;
  Role role = Role::other;
  std::vector<std::string> blocks;  // block kinds where it may stand ("preprocess", "model", "within_folds", …)
  std::vector<Param> params;
  bool built = true;                // false: of the contract, refused with code `not-built`
  bool learns = false;              // its result depends on the cases it is fitted on (leakage set L)
  bool reads_outcome = false;       // … and on their outcomes (leakage set Y)
  bool changes_rows = false;        // smote and kin
  std::string random;               // purpose of the random stream; empty: draws no numbers
  bool platform_sensitive = false;  // last bits depend on the library build
  std::optional<TestRule> test;
  std::string summary;             // one line
  std::string details;             // for its page: formulas, conventions, what was chosen and why (Markdown)
  std::string methods;             // the Methods sentence, with {param} placeholders
  std::vector<std::string> cites;  // keys of stdlib/references.bib
  // Learners: tables of a model with it beside those that every model has, and those that such a model has not.
  std::vector<std::string> adds_tables, lacks_tables;
  std::string since = "2026-06";  // catalogue date from which this version may be called (`operations: "…"`)
  // Families: names of the features they give, so that columns are known before the run. Both empty: not known.
  std::vector<std::string> outputs;         // `<region>.<scan>.<filter>.<family>.<feature>`
  std::vector<std::string> later_params;    // arguments of the contract that are not built
  std::vector<std::string> region_outputs;  // `<region>.<family>.<feature>`: no intensities are read
  bool on_levels = false;                   // families: works on grey levels, so that `discretise` is asked
  // Filters: what these arguments give, as it stands in a column's name (`wavelet_coif1_LLH`); none: the filter's own
  // name. Throws std::invalid_argument, in words, for arguments that do not go together.
  std::function<std::vector<std::string>(const NamedLiterals& arguments, bool by_slice)> responses;

  const Param* param(std::string_view wanted) const {
    for (const auto& p : params)
      if (p.name == wanted) return &p;
    return nullptr;
  }
};

class Catalogue {
 public:
  void add(Signature s) { all_.push_back(std::move(s)); }
  const std::vector<Signature>& all() const { return all_; }
  // The newest version when `version` is 0; `block` empty: any block. nullptr: none.
  const Signature* find(std::string_view name, std::string_view block = {}, unsigned version = 0) const;

 private:
  std::vector<Signature> all_;
};

}  // namespace rgx::lang
