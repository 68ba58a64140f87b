#pragma once
// The checked study: every name resolved, every default filled, units converted, spans kept. The checker (check.hpp)
// makes it from syntax; the engine lowers it to a plan and knows nothing of syntax.
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "lang/condition.hpp"
#include "lang/literal.hpp"
#include "lang/signature.hpp"
#include "lang/span.hpp"

namespace rgx::lang {

// A name in a study, resolved.
struct Ref {
  enum class Kind {
    cohort,
    images,
    preprocess,
    features,
    matrix,
    outcome,
    covariate,
    split,
    compare,
    associate,
    model,
    published,
    robust,
    clusters,     // labels of a `cluster` block: a category
    score,        // model.score
    model_class,  // model.class
    scan,
    region,       // of an images block
    cohort_name,  // the category `cohort` that every row has
    subject_name  // the subject that every row belongs to
  };
  Kind kind = Kind::features;
  std::string block;               // the block that declares it (outcome, covariate: the first cohort that declares it)
  std::string member;              // outcome, covariate, scan or region name; empty otherwise
  bool picked = false;             // columns or rows were picked: `traits[["a", "b"]]`, `mutation["EGFR"]`
  std::vector<std::string> picks;  // as written, with `*` patterns
  Span span;
  bool joint = false;  // `joint(…)`: its columns are tested together, as one hypothesis
  bool operator==(const Ref& o) const {
    return kind == o.kind && block == o.block && member == o.member && picked == o.picked && picks == o.picks &&
           joint == o.joint;
  }
};

// One resolved parameter of a step or call.
struct Argument {
  std::string name;
  Literal value;  // base units; default where not written
  bool written = false;
  std::vector<Literal> tune;  // candidates when written as tune(…) ; `value` is then none
  std::vector<Ref> refs;      // when it names things
  Span span;                  // of the value; of the step when not written
};

// A step or call with its operation.
struct Use {
  const Signature* signature = nullptr;
  std::vector<Argument> arguments;  // all of the signature's parameters, in declared order
  std::vector<Ref> of;              // `of: [T1ce]`, `of: [radiomics]`; empty: everything
  Span span;

  const Argument* argument(std::string_view name) const {
    for (const auto& a : arguments)
      if (a.name == name) return &a;
    return nullptr;
  }
};

// A file of a source, and how the study names it.
struct SourceFile {
  std::string path, written;
};

struct TableSource {
  std::string format;   // csv, tsv, gct, maf, geo, cbioportal
  std::string written;  // path as written; the data file of a folder once that was found
  std::string path;     // where it lies; empty under --without-data when it was not found
  std::vector<std::string> missing;
  std::string id;    // id column; empty: the cohort's own id column
  std::string trim;  // regular expression removed from ids
  bool ids_case_insensitive = false;
  std::vector<std::pair<std::string, std::string>> keys;  // level of the cohort → key column: `csv(…, biopsy: no)`
  std::vector<Argument> options;                          // what its format asks beside these: `doubled: mean`
  std::vector<SourceFile> further;                        // files that are read with it: who was sequenced
  Span span;
};

// How a variable of a `derive` block comes from others of its cohort.
struct Derivation {
  std::string how;                // log2, ratio, sum, difference, rank, combine, cut
  std::vector<std::string> from;  // variables of the cohort, declared or derived before
  double plus = 0;                // log2(x, plus: 1)
  std::vector<std::pair<std::string, std::vector<std::string>>> groups;  // combine: new level → old ones
  std::string at;            // cut: median, tertiles, quartiles; empty: at `cuts`
  std::vector<double> cuts;  // ascending; a value at a cut lies above it
};

struct Variable {
  enum class Type { binary, nominal, ordinal, continuous, survival, category };
  std::string name;
  Type type = Type::continuous;
  bool outcome = false;                // else covariate
  std::string column;                  // the column it is read from; survival: the time column; empty when a condition
  std::optional<Condition> condition;  // binary(condition), or survival's event
  std::string positive, negative;      // binary: cell values (negative empty: everything else that is not missing)
  std::vector<std::string>
      levels;  // ordinal, nominal, category in order (category: reference first; may be found in data)
  bool levels_written = false;
  double factor = 1;            // to base units (continuous, survival time)
  std::string unit, dimension;  // as written
  std::string level;            // subject or a declared level
  Span span;
  std::string entry_column;            // survival: when a case came under observation; empty: at 0
  std::optional<Condition> competing;  // survival: another event that ended the wait for this one
  std::optional<Derivation> derived;   // else read from the table
};

struct Level {
  std::string name, column, of;
  Span span;
};

struct CohortSpec {
  TableSource table;
  std::string id;  // column
  std::optional<Condition> include, exclude;
  std::string missing = "error";        // error | exclude
  std::string missing_image = "error";  // error | exclude
  std::vector<Variable> variables;      // in order of declaration
  std::vector<Level> levels;
  std::vector<std::string> subjects;  // filled when data was read: those who stay
};

struct ScanSpec {
  std::string name, format, pattern, modality;  // pattern as written, with {id} {cohort}
  bool optional = false;
  Span span;
};
struct RegionSpec {
  std::string name, format, pattern;
  std::optional<std::int64_t> label;
  std::string for_scan;
  bool optional = false;
  Span span;
};
// `repeat: scan("1", "2")`: each case was imaged or outlined more than once; `{scan}` stands in the patterns.
struct Repeat {
  std::string level;  // scan, reader
  std::vector<std::string> keys;
  Span span;
};
struct ImagesSpec {
  std::vector<std::string> cohorts;
  std::vector<Repeat> repeats;
  std::string take = "first";  // of the repeats, where a block does not read them: first | mean
  std::vector<ScanSpec> scans;
  std::vector<RegionSpec> regions;
};

struct ColumnRule {
  enum class Type { numeric, nominal, ordinal, ignore };
  Type type = Type::numeric;
  std::string column;               // one rule a column; patterns are expanded when data was read
  std::vector<std::string> levels;  // ordinal
  Span span;
};
struct FeaturesSpec {
  // import
  std::optional<TableSource> source;
  std::vector<std::string> cohorts;
  std::string kind;                 // semantic, radiomic, text, volumetric
  std::vector<ColumnRule> columns;  // for columns that were named
  bool only = false;                // `columns: only(…)`
  // extraction
  Ref from;  // images, preprocess or features
  std::vector<std::string> scans, regions;
  std::vector<Use> families, filters;
  std::vector<std::vector<std::string>> responses;  // of each filter: the third part of its columns' names
  std::optional<Use> discretise;
  std::string conventions = "ibsi";  // whose definitions: ibsi | pyradiomics
  bool by_slice = false;
  std::vector<Ref> keep;  // `robust` blocks: what is not stable in each of them is left out
  // what is known of the columns before the run: name → "numeric", "ordinal", "nominal"; empty when unknown
  std::vector<std::pair<std::string, std::string>> known_columns;
};
struct MatrixSpec {
  TableSource source;
  std::vector<std::string> cohorts;
  std::string kind;
  std::vector<std::string> known_rows;  // genes, when data was read
};

// One row a coarser unit from several finer ones; how is the block's only step.
struct AggregateSpec {
  Ref from;
  std::string level;            // of the rows it starts from
  std::string to = "subject";   // of the rows it gives
  std::vector<std::string> by;  // largest(by: volume): the column that decides
};

// Groups that were found: `cluster` blocks.
// Of a block whose cases are put into groups. A `derive` that cuts a model's score is one as well, under its own name.
inline constexpr const char* kScoreGroups = "cut of a score";

struct ClusterSpec {
  std::vector<std::string> levels;  // "1" … "k"; empty: k is chosen in the run
  std::optional<Derivation> cut;    // of kScoreGroups: where
};

struct PublishedValue {
  std::vector<std::string>
      path;          // result, then row indices, then column: {"map", "EGFR", "core.shape.volume_mesh", "p"}
  std::string text;  // as written, for the table
  std::string call;  // "", "count", "share": with `condition`
  std::optional<Condition> condition;
  std::string of;  // share(…, of: right)
  double expected = 0;
  std::optional<int> digits;
  std::optional<double> tolerance;  // absolute
  std::optional<double> tolerance_relative;
  std::string where;
  Span span;
};

struct ReportSink {
  std::string format;  // html, markdown
  std::string file;
};

// A setting's value with whether it was written, for `explain`, Methods and the lock.
struct Resolved {
  std::string name;
  Literal value;
  bool written = false;
  Span span;
};

struct Accepted {
  std::string code, because;
  Span span;
};

struct Block {
  std::string kind;  // study cohort images matrix preprocess features compare associate split model published report
  std::string name;  // or the title
  Span span;         // of the name (of the kind where it has none)
  std::uint32_t file = 0;

  std::vector<Resolved> settings;                // plain ones (choices, numbers, texts), defaults included
  std::map<std::string, std::vector<Ref>> refs;  // settings that name things: features, by, of, left, right, adjust,
                                                 // predict, using, validate, from, on, show, stratify, strata …
  std::map<std::string, bool> fans_out;          // setting was a list (or matrix rows) that fans out
  std::vector<Use> steps;                        // in order: preprocess steps, test, correct, split, learner …
  std::vector<Use> within_folds;
  std::optional<Condition> where;
  std::vector<std::string> on;    // cohorts it works on, resolved (never empty for analysis blocks)
  std::string level = "subject";  // what one row of it is: subject, or a level of its cohorts
  std::string family;             // multiplicity family: its own name unless `family:`
  std::vector<Accepted> accepted;
  std::vector<std::string> not_valid;  // codes accepted here or upstream

  std::optional<CohortSpec> cohort;
  std::optional<ImagesSpec> images;
  std::optional<FeaturesSpec> features;
  std::optional<MatrixSpec> matrix;
  std::optional<AggregateSpec> aggregate;  // its columns stand in `features`; so do the components of a `decompose`
  std::optional<ClusterSpec> clusters;
  std::vector<PublishedValue> published;
  std::vector<ReportSink> sinks;

  const Resolved* setting(std::string_view wanted) const {
    for (const auto& s : settings)
      if (s.name == wanted) return &s;
    return nullptr;
  }
  const Use* step(Role role) const {
    for (const auto& u : steps)
      if (u.signature && u.signature->role == role) return &u;
    return nullptr;
  }
};

// One line of the leakage audit: what a model (or step in it) learned from which cases. Filled by check_design.
struct AuditRow {
  std::string model, what, learned_from, outcome, tested_on, verdict;
  Span span;
};

// One family of the multiplicity ledger, as far as it is known before the run.
struct FamilyRow {
  std::string family, method;
  double level = 0.05;
  std::vector<std::string> blocks;
  bool exploratory = false;
  std::string because;          // correct(method: none, because: …)
  std::optional<double> tests;  // correct(tests: m)
};

struct Study {
  std::string title;
  std::string design, question;
  std::vector<std::string> guidelines;
  std::uint64_t seed = 1;
  std::vector<Block> blocks;  // in an order in which each stands behind what it uses; ties in order of writing
  std::vector<AuditRow> audit;
  std::vector<FamilyRow> families;

  const Block* find(std::string_view name) const {
    for (const auto& b : blocks)
      if (b.name == name && b.kind != "study") return &b;
    return nullptr;
  }
  const Variable* variable(std::string_view cohort, std::string_view name) const {
    const Block* b = find(cohort);
    if (b == nullptr || !b->cohort) return nullptr;
    for (const auto& v : b->cohort->variables)
      if (v.name == name) return &v;
    return nullptr;
  }
};

}  // namespace rgx::lang
