#pragma once
// Checked study → plan. Knows blocks, axes and ports; what an operation computes is the registry's business.
//
// Node operations that stand behind blocks (kernels in stdlib), with ports → output:
//   read_cohort        files: table                              → cohort
//   read_case          files: scans, then regions                → case            (one a subject)
//   STEP of preprocess case                                      → case            (one a subject)
//   extract            case                                      → table of 1 row  (one a subject)
//   collect_features   row…, cohort                              → table
//   import_features    files: table; cohort                      → table
//   read_matrix        files: table; cohort                      → matrix
//   TEST of compare, associate: frame ports                      → table           (one an outcome)
//   correct            result…                                   → bundle, a table a block
//   SPLIT (kfold …)    cohort…                                   → table repeat, fold, cohort, subject (the test cases)
//   fit_fold           frame ports, split                        → bundle          (one a fold)
//   fit_all            frame ports                               → bundle          (the refit on every case)
//   assess             fold…, refit, split                       → bundle metrics, predictions, coefficients, tuning
//   published_values   result… (params.blocks names them)        → table
//
// Frame ports: `cohort` (one for each of params.cohorts), `table` (for each cohort, each of params.tables), `matrix`
// (for each cohort, each of params.matrices), `labels` (for each cohort, each of params.labels: subject, cluster),
// `score` (for each of params.scores: the bundle of a model's `assess`). Columns are named by selections:
// {"from": "table"|"matrix"|"labels"|"score"|"class"|"variable"|"cohort"|"subject", "block",
// "index" (into params.tables, matrices, labels, scores), "name" (variable), "picks" (array or null: everything)}.
#include "engine/operation.hpp"
#include "engine/plan.hpp"
#include "lang/probe.hpp"
#include "lang/study.hpp"

namespace rgx::engine {

struct LowerOptions {
  lang::Probe* probe = nullptr;              // resolves paths and looks whether images are there
  const lang::SourceMap* sources = nullptr;  // for line numbers and conditions as written
};

// Throws Failure "not-built" for what no rule lowers, "no-such-file" for an image that is not there and not optional.
Plan lower(const lang::Study& study, const Registry& registry, const LowerOptions& options);

// Parameters of one step, and of the `extract` nodes of a `features` block that is extracted.
Json step_parameters(const lang::Use& step);
Json extraction_parameters(const lang::Study& study, const lang::Block& features);

// The study as report, lock and explain print it (title, seed, blocks with every parameter, families, audit).
Json describe_study(const lang::Study& study, const lang::SourceMap* sources);

}  // namespace rgx::engine
