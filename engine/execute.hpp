#pragma once
// Runs a plan: what is in the store is taken from there, the rest is computed, kept and handed on. A node's key is
// known when the contents of its inputs are, so a change that gives the same content again stops there (early cut-off).
//
// When a node fails, subject nodes that do not depend on it still run, so that one run names every subject that fails
// and the work is kept; nodes over cohorts and folds no longer start.
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/key.hpp"
#include "engine/plan.hpp"
#include "engine/store.hpp"
#include "lang/span.hpp"

namespace rgx::engine {

struct Progress {
  std::size_t done = 0, total = 0;
  std::string current;  // path of the node that started last
};

struct ExecuteOptions {
  unsigned threads = 0;      // 0: those of this machine
  std::uint64_t memory = 0;  // bytes for kernels and what waits between them; 0: three quarters of the machine's
  Platform platform;
  std::function<void(const Progress&)> progress;   // called one at a time, from any thread
  const std::atomic<bool>* interrupted = nullptr;  // set by a signal handler: nothing more is started
  FileDigests* digests = nullptr;                  // of input files, shared with who asks before; null: its own
};

struct NodeResult {
  // waiting: not reached (interrupted, or behind a failure) · absent: its subject left here or before
  enum class State { waiting, cached, computed, absent, failed };
  State state = State::waiting;
  std::string key;     // empty: not known
  std::string digest;  // of the content; empty unless cached or computed
  std::string kind;    // of the payload
  double seconds = 0;  // of the kernel in this run; 0 when cached
  std::vector<Note> notes;
  Ingredients ingredients;
};

// One failure with its place; the same one of several subjects is told once.
struct LocatedFailure {
  std::string code, message, help, file;
  std::string path;  // of the first node
  std::string operation, block;
  lang::Span origin;
  std::vector<std::string> subjects;  // in node order; empty: not of a subject
  std::size_t count = 1;              // nodes
};

// `volume(…) of case TCGA-06-0190 and 11 more (TCGA-06-0192, …)`: who it is about, for a note under the message; empty
// when it is not of a subject.
std::string subjects_of(const LocatedFailure& failure);

class Execution {
 public:
  // Throws Failure "unknown-operation" or "bad-plan" before anything runs. Everything handed in must outlive it.
  Execution(const Plan& plan, const Registry& registry, Store& store, const Files& files, ExecuteOptions options);
  ~Execution();
  Execution(const Execution&) = delete;
  Execution& operator=(const Execution&) = delete;

  void run();

  const std::vector<NodeResult>& nodes() const;
  std::vector<LocatedFailure> failures() const;
  bool interrupted() const;
  bool complete() const;                            // every node is cached, computed or absent
  std::map<std::string, FileDigest> files() const;  // of every input file, by path

  // The value of a cached or computed node. A damaged object is computed again here.
  Artifact artifact(std::size_t node);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace rgx::engine
