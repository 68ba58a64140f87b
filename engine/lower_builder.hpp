#pragma once
// What lowering keeps while it walks the blocks: which node stands for which block and cohort. Internal to
// engine/lower*.
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "engine/lower.hpp"

namespace rgx::engine {

struct CaseNode {
  std::string subject;
  std::size_t node = 0;
  std::vector<std::string> scans;  // those the subject has
  std::vector<std::string> keys;   // of the repeats, in order of their levels; empty: made once

  // "TCGA-06-0190", "P1/2/A": what stands in a node's path.
  [[nodiscard]] std::string place() const {
    std::string out = subject;
    for (const auto& key : keys) out += "/" + key;
    return out;
  }
};

struct Builder {
  const lang::Study& study;
  const Registry& registry;
  const LowerOptions& options;
  Plan plan{};

  Builder(const lang::Study& s, const Registry& r, const LowerOptions& o) : study(s), registry(r), options(o) {}

  std::map<std::string, std::size_t> cohorts;                                 // cohort → read_cohort
  std::map<std::string, std::map<std::string, std::vector<CaseNode>>> cases;  // images/preprocess → cohort → cases
  std::map<std::string, std::map<std::string, std::size_t>> tables;           // features → cohort → table node
  std::map<std::string, std::map<std::string, std::size_t>> matrices;         // matrix → cohort → matrix node
  std::map<std::string, std::map<std::string, std::size_t>> labels;           // cluster → cohort → table node
  std::map<std::string, std::size_t> robust;                                  // robust → bundle
  std::map<std::string, std::map<std::string, std::size_t>> repeated;         // features → cohort → a row a repeat
  std::map<std::string, std::size_t> splits;                                  // split → table
  std::map<std::string, std::size_t> assessed;                                // model or model[outcome] → assess
  std::map<std::string, std::size_t> refitted;                                // … → fit_all
  std::map<std::string, std::map<std::string, std::size_t>> applied;     // model → other cohort → its scores there
  std::map<std::string, std::vector<std::size_t>> tested;                // compare/associate → uncorrected tables
  std::set<std::string> maps;                                            // associate blocks too large to list
  std::map<std::string, std::pair<std::size_t, std::string>> corrected;  // compare/associate → bundle, part

  std::size_t add(Node node);
  const lang::Block& block(const std::string& name) const;
};

// Parameters of a use as JSON, tune(…) as {"tune": [...]}; and the same for people.
Json parameters_of(const lang::Use& use);
std::vector<Parameter> printed_parameters(const lang::Use& use);
// {"op": name, "version": v, "params": {…}} for a family, filter, fold step or learner.
Json part_of(const lang::Use& use);

// The frame ports of an analysis: collects sources of selections, then wires the node (see lower.hpp).
class FrameWiring {
 public:
  FrameWiring(Builder& builder, std::vector<std::string> cohorts) : builder_(builder), cohorts_(std::move(cohorts)) {}
  // Selections of one reference; a matrix reference that fans out gives one per row.
  Json select(const lang::Ref& ref);
  std::vector<Json> fan_out(const lang::Ref& ref);
  void wire(Node& node) const;  // fills params.cohorts, tables, matrices, scores and the inputs

 private:
  std::size_t place(std::vector<std::string>& list, const std::string& name);
  Builder& builder_;
  std::vector<std::string> cohorts_;
  std::vector<std::string> tables_, matrices_, scores_, labels_;
};

// Columns that steps name beside the tables they work on: the batch, covariates that a correction preserves.
Json beside_of(const std::vector<lang::Use>& steps, FrameWiring& frame);

// The node of a block that learns from its tables (harmonise, decompose, cluster): args, block, from and where; its
// frame is still to be wired.
Node learning_node(const lang::Block& block, const lang::Use& how, FrameWiring& frame);

// Name of one fanned-out result: the outcome's name or the matrix row's.
std::string label_of(const Json& selection);

void lower_cohort(Builder& b, const lang::Block& block);
void lower_images(Builder& b, const lang::Block& block);
void lower_preprocess(Builder& b, const lang::Block& block);
void lower_features(Builder& b, const lang::Block& block);
void lower_matrix(Builder& b, const lang::Block& block);
void lower_aggregate(Builder& b, const lang::Block& block);
void lower_robust(Builder& b, const lang::Block& block);
// Behind `tables[block]`, where `keep:` is written: only the columns that are stable.
void lower_keep(Builder& b, const lang::Block& block, const std::string& cohort);
// The step `keep_stable` of a model: the repeats it judges by, as ports of the node.
void lower_keep_stable(Builder& b, const lang::Block& model, Node& node);
void lower_harmonise(Builder& b, const lang::Block& block);
void lower_decompose(Builder& b, const lang::Block& block);
void lower_cluster(Builder& b, const lang::Block& block);
void lower_score_groups(Builder& b, const lang::Block& block);
void lower_test(Builder& b, const lang::Block& block);  // compare, associate
void lower_families(Builder& b);                        // `correct`, one node a family
void lower_split(Builder& b, const lang::Block& block);
void lower_model(Builder& b, const lang::Block& block);
// The node whose table `predictions` holds a model's scores of a cohort: out of fold on its own, else of the refit.
std::size_t score_node(Builder& b, const std::string& model, const std::string& cohort);
void lower_evaluate(Builder& b, const lang::Block& block);
void lower_published(Builder& b);

}  // namespace rgx::engine
