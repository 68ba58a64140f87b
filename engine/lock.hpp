#pragma once
// `study.lock`: what a run was made of, sorted and readable, the same bytes for the same run. `run.json` holds what
// differs between two runs of one study: times, machine, threads.
#include <cstdint>
#include <string>
#include <vector>

#include "engine/execute.hpp"
#include "engine/key.hpp"
#include "engine/plan.hpp"

namespace rgx::engine {

struct Lock {
  struct Input {
    std::string path, sha256;  // path as the study writes it
    std::uint64_t bytes = 0;
    bool operator==(const Input&) const = default;
  };
  struct Line {
    std::string path, operation;
    unsigned version = 1;
    std::vector<Parameter> parameters;
    std::string key, output_sha256;  // empty: the subject left; not known before the run
  };
  struct Output {
    std::string file, node, part, sha256;  // file: in tables/
    Json meta = Json::object();            // of the table, without dictionary and kinds
  };
  struct Warning {
    std::string code, message, subject, path;
  };

  unsigned scheme = 1;
  std::string rgx;  // version of the program
  Platform platform;
  Json study = Json::object();    // Plan::study
  std::vector<Input> inputs;      // sorted by path
  std::vector<Line> nodes;        // sorted by path
  std::vector<Output> outputs;    // sorted by file
  std::vector<Warning> warnings;  // in node order

  std::string text() const;
  static Lock parse(const std::string& text);  // throws Failure "bad-lock"

  const Line* find(const std::string& path) const;
};

// What is known before anything ran: everything but keys, outputs and warnings. Digests the inputs.
Lock lock_before(const Plan& plan, FileDigests& files, const Platform& platform, const std::string& rgx);
// After the run: keys, output digests and the warnings kernels gave.
void complete_lock(Lock& lock, const Plan& plan, const std::vector<NodeResult>& nodes);

// A line for each thing that differs, inputs first. What one side does not know yet (an empty key) is not compared.
std::vector<std::string> differences(const Lock& expected, const Lock& found);

}  // namespace rgx::engine
