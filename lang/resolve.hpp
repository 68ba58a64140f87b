#pragma once
// What the checker's parts share: the flat blocks, the names they declare, the study under construction, and the ways
// to say that something is wrong. Internal to lang/.
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "lang/block_schema.hpp"
#include "lang/check.hpp"
#include "lang/expand.hpp"
#include "lang/study.hpp"

namespace rgx::lang {

// A block's name. `refused`: the block is not built, or its own entries could not be read; what refers to it says
// nothing about it.
struct Symbol {
  std::string kind;
  std::size_t flat = 0;
  Span span;
  bool refused = false;
};

// The entries of one flat block, sorted by what they are; doubled and unknown ones are already reported and left out.
struct Entries {
  std::map<std::string, const ast::Setting*> settings;
  std::vector<const ast::Setting*> labelled;
  std::vector<const ast::Setting*> open;  // scans and regions
  std::vector<const ast::Step*> steps;
  std::vector<const ast::Block*> nested;

  const ast::Setting* find(const std::string& name) const {
    const auto at = settings.find(name);
    return at == settings.end() ? nullptr : at->second;
  }
};

// Rows of a cohort's table as the checker reads them.
struct CohortRows {
  std::shared_ptr<const TableView> table;
  std::size_t id = 0;                // column
  std::vector<std::size_t> kept;     // rows that stay, in order
  std::vector<std::string> subject;  // of every row of the table (trimmed)
};

// One row of a cohort as conditions see it.
struct RowCells {
  CellOf plain;  // columns of the table
  CellOf named;  // declared variables by their level, `cohort`, then columns
};

// An imported table after it was read.
struct TableRows {
  std::shared_ptr<const TableView> table;
  std::size_t id = 0;
  std::map<std::string, std::vector<std::size_t>> by_subject;  // cohort subject → rows
};

class Checker {
 public:
  Checker(SourceMap& sources, const Catalogue& catalogue, const CheckOptions& options, Diagnostics& out)
      : sources_(sources), catalogue_(catalogue), options_(options), out_(out) {}

  Study run(std::uint32_t id);

  // Where a block's names are looked up.
  struct Scope {
    const FlatBlock* flat = nullptr;
    Block* block = nullptr;
    std::vector<std::string> cohorts;    // of the block; empty: none known
    const ImagesSpec* images = nullptr;  // for scans and regions
    bool quiet = false;                  // something it stands on was refused: unknown names in it are not reported
  };

  // What a column name of a condition may be.
  struct ColumnScope {
    std::string cohort;         // its declared variables
    bool columns = false;       // table columns too
    bool only_columns = false;  // nothing but columns (the argument of a declaration)
    bool measures = false;      // columns of a result table: q, p, …
    const FlatBlock* flat = nullptr;
  };

 private:
  // resolve.cpp: blocks, names, order
  void declare_names();
  std::vector<std::size_t> order();
  void gather_names(const ast::Value& value, std::set<std::string>& names) const;
  std::set<std::string> names_used(const FlatBlock& flat) const;
  Entries sort_entries(const FlatBlock& flat, const BlockRule& rule);
  void resolve_block(std::size_t index);
  void resolve_settings(const Entries& entries, const BlockRule& rule, Scope& scope);
  void resolve_accept(const ast::Step& step, Block& block);
  bool resolve_cohorts_of(const Entries& entries, Scope& scope, const std::string& single, const std::string& several);
  void label_definitions(const FlatBlock& flat, std::size_t from);
  void refuse(const FlatBlock& flat);

  // resolve_value.cpp: literals
  std::optional<Literal> literal(const ast::Value& value, const Param& param, const std::string& owner);
  std::optional<Literal> one_literal(const ast::Value& value, const Param& param, const std::string& owner);
  std::optional<Literal> number_literal(const ast::Number& number, Span span, const Param& param,
                                        const std::string& owner);
  Literal free_literal(const ast::Value& value);
  std::optional<std::string> text_of(const ast::Value& value, const std::string& owner);

  // resolve_call.cpp: operations
  const Signature* operation(const std::string& name, Span span, unsigned version, const std::string& block,
                             const std::vector<Role>& roles, bool& known);
  std::optional<Use> use(const Signature& signature, const std::vector<ast::Arg>& args, Span name_span, Scope& scope,
                         const std::set<std::string>& extra = {});
  std::optional<Use> use_value(const ast::Value& value, Role role, const std::string& block, Scope& scope);
  bool tuned(const ast::Value& value, const Param& param, const std::string& owner, Argument& argument);
  void resolve_steps(const std::vector<const ast::Step*>& steps, const BlockRule& rule, Scope& scope,
                     std::vector<Use>& into);

  // resolve_ref.cpp: names
  std::vector<Ref> refs(const ast::Value& value, const std::vector<std::string>& wants, Scope& scope,
                        const std::string& owner);
  void ref(const ast::Value& value, const std::vector<std::string>& wants, Scope& scope, const std::string& owner,
           std::vector<Ref>& into);
  void joint_ref(const ast::Call& call, const std::vector<std::string>& wants, Scope& scope, std::vector<Ref>& into);
  bool block_ref(const ast::Path& path, const Symbol& symbol, Span span, const std::vector<std::string>& wants,
                 Scope& scope, const std::string& owner, std::vector<Ref>& into);
  bool variable_ref(const ast::Path& path, Span span, const std::vector<std::string>& wants, Scope& scope,
                    const std::string& owner, std::vector<Ref>& into);
  void check_picks(const Ref& ref, Span span);
  // resolve_condition.cpp
  std::optional<Condition> condition(const ast::Value& value, const ColumnScope& scope);
  bool condition_column(const ast::Value& value, const ColumnScope& scope, Condition& into, const Variable*& variable);
  std::optional<Condition> comparison(const ast::Value& left, ast::BinaryOp op, const ast::Value& right, Span span,
                                      const ColumnScope& scope);
  bool condition_value(const ast::Value& value, const Variable* variable, Condition& into);

  // resolve_cohort.cpp
  void resolve_cohort(const Entries& entries, Scope& scope);
  void resolve_variable(const ast::Setting& setting, bool outcome, Scope& scope);
  void resolve_level(const ast::Setting& setting, Scope& scope);
  std::optional<std::string> column_name(const ast::Value& value, const std::string& owner);
  std::optional<TableSource> table_source(const ast::Value& value, Scope& scope,
                                          std::vector<std::pair<std::string, std::string>>* keys);
  void agree_across_cohorts(const Block& block);
  // resolve_images.cpp
  void resolve_images(const Entries& entries, Scope& scope);
  void resolve_preprocess(const Entries& entries, Scope& scope);
  const ImagesSpec* images_of(const Block& block) const;
  // resolve_features.cpp
  void resolve_features(const Entries& entries, Scope& scope);
  void resolve_import(const Entries& entries, Scope& scope);
  void resolve_extraction(const Entries& entries, Scope& scope);
  void resolve_columns(const ast::Value& value, Scope& scope);
  void resolve_matrix(const Entries& entries, Scope& scope);
  void work_in_slices(Use& family);
  void name_responses(FeaturesSpec& features);
  void name_extracted_columns(Block& block);
  // resolve_analysis.cpp: compare, associate, split, model
  void resolve_analysis(const Entries& entries, Scope& scope);
  void resolve_correction(const ast::Setting* family, Scope& scope);
  void check_test(Block& block, Scope& scope);
  void check_compare_outcome(Block& block, const TestRule& rule, const Use& test);
  void check_column_types(const Block& block, const std::vector<Ref>& tables, const std::vector<std::string>& accepted,
                          const Use& test, bool explained = false);
  void check_right_side(const Block& block, const TestRule& rule, const Use& test);
  bool check_one_unit(const std::vector<Ref>& responses, const std::vector<std::string>& accepted, const Use& test);
  void check_model(Block& block);
  void check_learned_outcome(Block& block);
  void check_metrics_of_split(Block& block);
  void check_sources(Block& block);
  void check_by_group(Block& block);
  // check_formula.cpp
  void check_formula(const Block& block);
  void check_coefficient_file(const Argument& coefficients, const std::string& written);
  void check_shape_of_test(Block& block, const TestRule& rule, const Use& test);
  void check_audit(const Block& block, const TestRule& rule, const Use& test);
  // check_levels.cpp
  std::string level_of_table(const Block& table) const;
  std::string level_of_ref(const Ref& ref) const;
  std::size_t depth_of_level(const Block& block, const std::string& level) const;
  void check_level_of_rows(Block& block);
  bool check_within_subjects(const Block& block, const Use& test);  // true: nothing is wrong
  // resolve_aggregate.cpp, resolve_derive.cpp
  void resolve_aggregate(const Entries& entries, Scope& scope);
  void resolve_derive(const Entries& entries, Scope& scope);
  bool derive_variable(const ast::Setting& setting, bool outcome, Scope& scope, Variable& into);

  // resolve_cut.cpp
  struct CutOf {
    std::string name, dimension;
    double factor;  // of what is written to what is cut
  };
  // Where `cut` cuts and what the parts are called; false after an error.
  bool cut_parts(Span whole, const CutOf& of, const ast::Arg* at, const ast::Arg* labels, Derivation& how,
                 std::vector<std::string>& levels);
  // Takes `cut(model.score, …)` out of `derive` blocks, into blocks of kind kScoreGroups.
  void part_score_groups();
  void resolve_score_groups(const Entries& entries, Scope& scope);
  // resolve_robust.cpp, resolve_decompose.cpp, resolve_harmonise.cpp, resolve_cluster.cpp
  void resolve_robust(const Entries& entries, Scope& scope);
  void resolve_repeat(const Entries& entries, Scope& scope);
  void resolve_keep(const Entries& entries, Scope& scope);
  void check_perturbations(Block& block, const Block& table);                   // resolve_perturb.cpp
  bool check_overlap(const Entries& entries, Block& block, const Block& from);  // resolve_overlap.cpp: it is of masks
  void check_repeats(const Entries& entries, Block& block, const Block& table);
  void check_agreement(const Block& block, const Use& use, std::size_t repeats);
  void resolve_filtered(const Entries& entries, Scope& scope, const Block& table);
  std::vector<Repeat> repeats_of(const Block& table) const;  // of images, or of the tables made from them
  void resolve_decompose(const Entries& entries, Scope& scope);
  void resolve_harmonise(const Entries& entries, Scope& scope);
  void check_batch(const Use& use);
  void check_fold_steps(const Block& block);
  void check_resampled_calibration(const Block& block);
  void check_batch_sizes(const Block& block);
  void check_fold_count(const Block& block);
  std::map<std::string, std::size_t> level_counts(const Block& block, const std::string& variable);  // check_sizes.cpp
  void check_unseen_batches(const Block& block, const Use& use);
  void check_components();  // check_components.cpp
  void resolve_cluster(const Entries& entries, Scope& scope);
  // resolve_evaluate.cpp
  void resolve_evaluate(const Entries& entries, Scope& scope);
  void check_judged_outcomes(Block& block);
  void check_judged_elsewhere(Block& block, const Scope& scope);
  void check_judged_on_folds(Block& block);
  void check_metrics_suit(Block& block, const Resolved& metrics, const Variable& outcome, Span predicted);
  // check_survival.cpp: `of` of `compare`, events that compete, late entry
  void check_survival(Block& block, const TestRule& rule, const Use& test);
  void check_optimised_cuts();
  // resolve_published.cpp
  void resolve_published(const Entries& entries, Scope& scope);
  void resolve_value_step(const ast::Step& step, Scope& scope);
  void resolve_report(const Entries& entries, Scope& scope);

  // check_cohort.cpp, check_tables.cpp, check_images.cpp: data
  std::shared_ptr<const TableView> read(TableSource& source);
  std::shared_ptr<const MatrixView> read_matrix(TableSource& source);
  bool locate(TableSource& source, TableRequest& request);
  void check_cohort_data(Block& block);
  void check_variable_cells(Block& block, Variable& variable, CohortRows& rows);
  void check_variable_levels(Block& block, CohortRows& rows);
  void check_import_data(Block& block, const std::vector<std::pair<std::string, std::string>>& keys);
  void check_imported_columns(Block& block, const TableRows& rows);
  void check_matrix_data(Block& block);
  bool check_matrix_names(const TableSource& source, const std::vector<MatrixView::Name>& names,
                          const std::vector<std::string>& texts, const std::string& help);
  void check_join(const TableSource& source, const std::vector<std::string>& cohorts,
                  const std::vector<std::string>& ids, std::vector<std::string>& joined, bool absent_is_known = false);
  void check_images_data(Block& block);

  // check_design.cpp
  void check_design();
  // check_multiplicity.cpp
  void check_multiplicity();
  // check_sizes.cpp
  void check_sizes();
  // check_missing.cpp
  void check_missing();

 public:
  // Ways to speak.
  Diagnostic& say(Severity severity, std::string code, Span span, std::string message, std::string label = "");
  Diagnostic& error(std::string code, Span span, std::string message, std::string label = "") {
    return say(Severity::error, std::move(code), span, std::move(message), std::move(label));
  }
  Diagnostic& warning(std::string code, Span span, std::string message, std::string label = "") {
    return say(Severity::warning, std::move(code), span, std::move(message), std::move(label));
  }
  // As `error`, or a warning that marks the block where it was accepted there.
  Diagnostic& acceptable(Block& block, std::string code, Span span, std::string message, std::string label = "");
  void not_built(Span span, const std::string& what);
  std::string quoted(Span span) const;  // the author's words in backticks, on one line

  SourceMap& sources() { return sources_; }
  const Catalogue& catalogue() const { return catalogue_; }
  Study& study() { return study_; }
  Block* block(std::string_view name);
  // resolve_evaluate.cpp: whether a cohort has what a model needs to be applied there; `from` is where that is asked.
  void check_model_reaches(const Block& model, const std::string& cohort, const Ref& from, bool outcome);
  const FlatBlock* as_written(std::string_view name) const;  // as it stands in the file; null: there is none
  bool outside(Span span) const;  // written in a definition's body: names of the study are out of reach
  const CohortRows* rows(const std::string& cohort) const;
  RowCells cells_of(const std::string& cohort, const CohortRows& data, std::size_t row) const;
  bool has_data() const { return options_.probe != nullptr; }

 private:
  SourceMap& sources_;
  const Catalogue& catalogue_;
  const CheckOptions& options_;
  Diagnostics& out_;
  Expansion flat_;
  Study study_;
  std::map<std::string, Symbol> symbols_;
  std::set<std::string> refused_variables_;  // declared in blocks that are not built
  std::vector<std::string> cohorts_;         // names, in order of writing
  std::map<std::string, CohortRows> cohort_rows_;
  std::map<std::string, TableRows> table_rows_;
  std::map<std::string, std::set<std::string>> subjects_of_table_;  // features and images blocks, when data was read
  std::map<std::string, std::map<std::string, std::set<std::string>>> subjects_with_;  // images block → item → subjects
  std::string pinned_;                                                                 // `operations: "2026-06"`
  std::set<std::string> broken_;  // blocks with errors of their own
};

// Helpers on syntax.
const ast::Value& inner(const ast::Value& value);               // without the brackets around it
const std::string* bare_word(const ast::Value& value);          // a path of one name
std::vector<const ast::Value*> items(const ast::Value& value);  // one value is a list of one
bool contains(const std::vector<std::string>& list, std::string_view wanted);
std::string kind_text(Ref::Kind kind);                       // "outcome", "features table", …
std::string ref_text(const Ref& ref);                        // `radiomics`, `rpv.score`, as a reader knows it
std::string type_name(Variable::Type type);                  // "binary", …
std::string count_of(std::size_t n, std::string_view noun);  // "1 case", "3 cases"
std::string first_few(const std::vector<std::string>& names, std::size_t shown = 5);  // "a, b, c … (12 in all)"
bool matches(const std::string& pattern, const std::string& name);  // `*` stands for any run of characters

}  // namespace rgx::lang
