#pragma once
// What is to be computed: plain nodes in topological order. Made by `lower` from a checked study; run by `execute`.
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "engine/table.hpp"
#include "engine/value.hpp"
#include "lang/study.hpp"

namespace rgx::engine {

struct InputFile {
  std::string path;     // where it lies
  std::string written;  // as the study names it, with {id} filled: what the lock prints
};

struct Parameter {
  std::string name;
  Json value;
  bool written = false;
};

struct Node {
  // `standardised/resample[TCGA-06-0190]`, `codeletion/fold[3.2]`, `by_metastasis`, `by_metastasis/correct`
  std::string path;
  std::string operation;
  std::string block_kind;  // of the registry's find_in; empty: `find`
  unsigned version = 1;
  Json params = Json::object();                             // canonical: what the key hashes and the kernel sees
  std::vector<Parameter> parameters;                        // the same for people: lock, explain, Methods
  std::vector<std::pair<std::string, std::size_t>> inputs;  // port → node
  std::vector<InputFile> files;
  std::string axis;     // cohort, subject, fold
  std::string subject;  // when axis is subject
  std::string block;    // the study block it stands for
  lang::Span origin;
  std::string purpose;             // of its random stream; empty: draws none
  std::uint64_t memory_bytes = 0;  // expected peak of the kernel, for the scheduler and `rgx plan`
  // A subject node may fail without ending the run where the cohort says so (missing_image: exclude).
  bool may_fail = false;
};

// A table of the run directory: `tables/FILE.csv` is member `part` of the node's output.
struct OutputTable {
  std::string file;  // without folder, with extension: `graded.csv`, `codeletion.metrics.csv`
  std::size_t node = 0;
  std::string part;       // empty: the output is a table; else the name in a bundle
  bool may_lack = false;  // no file where the bundle has no such part
};

// Someone who left, or who lacks something, known before the run (images that are not there).
struct FlowEvent {
  std::string subject, cohort, status, step, reason;
};

struct Plan {
  std::vector<Node> nodes;
  std::vector<OutputTable> outputs;
  std::vector<FlowEvent> flow;
  Json study;  // what report and lock print of the study: title, question, guidelines, seed, families, audit, blocks
};

}  // namespace rgx::engine
