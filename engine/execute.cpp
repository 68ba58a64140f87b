#include "engine/execute.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <new>
#include <optional>
#include <set>

#include "engine/digest.hpp"
#include "engine/resident.hpp"
#include "engine/schedule.hpp"

namespace rgx::engine {
namespace {

using NodeState = NodeResult::State;

struct Fault {
  std::string code, message, help, subject, file;
};

// Whatever a kernel throws, once.
Fault fault_of(std::exception_ptr error) {
  try {
    std::rethrow_exception(error);
  } catch (const Failure& f) {
    return {f.code, f.what(), f.help, f.subject, f.file};
  } catch (const std::bad_alloc&) {
    return {"out-of-memory", "there was not enough memory for this step",
            "give fewer threads with -j, or a smaller --memory so that fewer steps run at once", "", ""};
  } catch (const std::exception& e) {
    return {"operation-failed", e.what(), "", "", ""};
  } catch (...) {
    return {"operation-failed", "the operation failed without saying why", "", "", ""};
  }
}

// What the store could not keep: every further step would fail in the same way.
bool of_the_disk(const std::string& code) { return code == "disk-full" || code == "cannot-write"; }

// About the data, so that it would come again whenever the same recipe runs: only such a failure makes a subject leave.
bool of_the_data(const Fault& f) {
  return f.code != "out-of-memory" && f.code != "cannot-read" && !of_the_disk(f.code) && f.code != "not-deterministic";
}

}  // namespace

struct Execution::State {
  const Plan& plan;
  const Registry& registry;
  Store& store;
  const Files& disk;
  ExecuteOptions options;
  FileDigests own_digests;
  FileDigests& digests;
  std::vector<const Operation*> operations;
  std::vector<std::vector<std::size_t>> consumers;
  std::vector<NodeResult> nodes;
  std::vector<std::optional<Fault>> faults;
  std::vector<std::mutex> loading;  // one a node: nobody loads or computes a value twice
  Residents residents;
  std::mutex mutex;                  // of everything below, and of state, digest and faults of nodes
  std::vector<std::size_t> pending;  // inputs that are not settled
  std::vector<std::size_t> unread;   // consumers that may still read the value
  std::size_t settled = 0;
  bool failed = false;
  bool disk_failed = false;
  bool interrupted = false;
  std::mutex progress_mutex;
  std::unique_ptr<Schedule> schedule;

  State(const Plan& p, const Registry& r, Store& s, const Files& f, ExecuteOptions o)
      : plan(p),
        registry(r),
        store(s),
        disk(f),
        options(std::move(o)),
        own_digests(f),
        digests(options.digests != nullptr ? *options.digests : own_digests),
        consumers(p.nodes.size()),
        nodes(p.nodes.size()),
        faults(p.nodes.size()),
        loading(p.nodes.size()),
        pending(p.nodes.size()),
        unread(p.nodes.size()) {
    if (options.threads == 0) options.threads = machine_threads();
    if (options.memory == 0) options.memory = machine_memory() / 4 * 3;
    residents.set_limit(options.memory / 4);
    std::set<std::string> paths;
    for (std::size_t i = 0; i < plan.nodes.size(); ++i) {
      const Node& n = plan.nodes[i];
      if (!paths.insert(n.path).second) throw Failure("bad-plan", fmt::format("two steps are named `{}`", n.path));
      const Operation* op = n.block_kind.empty() ? registry.find(n.operation, n.version)
                                                 : registry.find_in(n.block_kind, n.operation, n.version);
      if (op == nullptr || !op->kernel)
        throw Failure("unknown-operation",
                      fmt::format("this build cannot run `{}@{}`, which `{}` needs", n.operation, n.version, n.path));
      operations.push_back(op);
      for (const auto& [port, from] : n.inputs) {
        if (from >= i) throw Failure("bad-plan", fmt::format("`{}` stands before its input `{}`", n.path, port));
        consumers[from].push_back(i);
      }
      pending[i] = n.inputs.size();
    }
    for (std::size_t i = 0; i < plan.nodes.size(); ++i) unread[i] = consumers[i].size();
  }

  bool stopping() const { return options.interrupted != nullptr && options.interrupted->load(); }

  void tell(std::size_t node) {
    if (!options.progress) return;
    Progress p;
    p.total = plan.nodes.size();
    p.current = plan.nodes[node].path;
    const std::lock_guard one_at_a_time(progress_mutex);
    {
      const std::lock_guard lock(mutex);
      p.done = settled;
    }
    options.progress(p);
  }

  // Nothing more will come of this node: whoever waited for it may look.
  void settle(std::size_t node) {
    std::vector<std::size_t> ready;
    std::vector<std::size_t> spent;
    {
      const std::lock_guard lock(mutex);
      ++settled;
      for (const std::size_t c : consumers[node])
        if (--pending[c] == 0) ready.push_back(c);
      for (const auto& [port, from] : plan.nodes[node].inputs)
        if (--unread[from] == 0) spent.push_back(from);
    }
    for (const std::size_t s : spent) residents.release(s);
    tell(node);
    for (auto it = ready.rbegin(); it != ready.rend(); ++it) submit_look(*it);
  }

  void submit_look(std::size_t node) {
    schedule->submit(0, [this, node] { look(node); });
  }

  // Is it known already? Runs without a claim on memory.
  void look(std::size_t node) {
    bool run = false;
    try {
      run = !find(node);
    } catch (const Interrupted&) {
      const std::lock_guard lock(mutex);
      interrupted = true;
    } catch (...) {
      fail(node, fault_of(std::current_exception()));
    }
    if (run)
      schedule->submit(plan.nodes[node].memory_bytes, [this, node] { compute_and_settle(node); });
    else
      settle(node);
  }

  // True when there is nothing to compute.
  bool find(std::size_t node) {
    const Node& n = plan.nodes[node];
    NodeResult& result = nodes[node];
    {
      const std::lock_guard lock(mutex);
      bool behind = false, left = false;
      for (const auto& [port, from] : n.inputs) {
        behind = behind || nodes[from].state == NodeState::failed || nodes[from].state == NodeState::waiting;
        left = left || nodes[from].state == NodeState::absent;
      }
      if (behind || given_up(n)) return true;
      if (left && n.axis == "subject") {
        result.state = NodeState::absent;
        return true;
      }
      if (stopping()) interrupted = true;
      if (interrupted) return true;
    }
    result.ingredients = gather(
        plan, node, *operations[node], [&](std::size_t i) { return nodes[i].digest; }, digests, options.platform);
    if (result.ingredients.inputs.size() < n.inputs.size()) no_port_is_empty(n, result.ingredients);
    result.key = result.ingredients.key();
    auto recipe = store.recipe(result.key);
    if (!recipe || (recipe->kind == "absent" && !n.may_fail)) return false;
    const std::lock_guard lock(mutex);
    result.notes = std::move(recipe->notes);
    result.kind = recipe->kind;
    result.digest = recipe->content;
    result.state = recipe->kind == "absent" ? NodeState::absent : NodeState::cached;
    return true;
  }

  // Subjects that left are left out of what a cohort step reads; it cannot read nobody.
  void no_port_is_empty(const Node& n, const Ingredients& g) {
    for (const auto& [port, from] : n.inputs)
      if (std::none_of(g.inputs.begin(), g.inputs.end(), [&](const auto& i) { return i.port == port; }))
        throw Failure("no-subjects", fmt::format("every subject left before `{}`", n.path),
                      "`participants` of the report says who left where and why");
  }

  void fail(std::size_t node, Fault fault) {
    const Node& n = plan.nodes[node];
    NodeResult& result = nodes[node];
    if (fault.subject.empty()) fault.subject = n.subject;
    if (n.may_fail && of_the_data(fault)) try {
        std::vector<Note> notes{{"left", fault.subject, fault.code, fault.message}};
        // A missing file may come back: then the key is another one.
        if (!result.key.empty()) store.put_recipe(result.key, {"", "absent", notes, 0, 0});
        const std::lock_guard lock(mutex);
        result.notes = std::move(notes);
        result.kind = "absent";
        result.state = NodeState::absent;
        return;
      } catch (...) {
        fault = fault_of(std::current_exception());  // the reason cannot be kept: the disk is full
      }
    const std::lock_guard lock(mutex);
    result.state = NodeState::failed;
    disk_failed = disk_failed || of_the_disk(fault.code);
    faults[node] = std::move(fault);
    failed = true;
  }

  void compute_and_settle(std::size_t node) {
    {
      const std::lock_guard lock(mutex);
      if (stopping()) interrupted = true;
    }
    if (!interrupted_now() && !given_up_now(node)) {
      tell(node);
      try {
        const std::lock_guard only_here(loading[node]);
        compute(node);
      } catch (const Interrupted&) {
        const std::lock_guard lock(mutex);
        interrupted = true;
      } catch (...) {
        fail(node, fault_of(std::current_exception()));
      }
    }
    settle(node);
  }

  bool interrupted_now() {
    const std::lock_guard lock(mutex);
    return interrupted;
  }
  // After a failure the other subjects still go on, so that all that is wrong with the data is told at once; where
  // nothing can be kept, nobody does. The caller holds the mutex.
  bool given_up(const Node& n) const { return disk_failed || (failed && n.axis != "subject"); }
  bool given_up_now(std::size_t node) {
    const std::lock_guard lock(mutex);
    return given_up(plan.nodes[node]);
  }

  // Runs the kernel and keeps what it gave. The caller holds loading[node].
  Artifact compute(std::size_t node) {
    const Node& n = plan.nodes[node];
    NodeResult& result = nodes[node];
    std::vector<std::pair<std::string, Artifact>> inputs;
    for (const auto& [port, from] : n.inputs)
      if (!nodes[from].digest.empty()) inputs.emplace_back(port, load(from));
    std::vector<std::string> paths;
    for (const auto& f : n.files) {
      if (!disk.exists(f.path)) {
        Failure missing("no-such-file", fmt::format("`{}` is not there", f.written.empty() ? f.path : f.written));
        missing.file = f.path;
        throw missing;
      }
      paths.push_back(f.path);
    }
    const Context context{n.params, inputs, paths, n.subject, result.ingredients.stream, schedule->parallel()};
    const auto start = std::chrono::steady_clock::now();
    Output output = operations[node]->kernel(context);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    inputs.clear();

    Payload value = normalised(std::move(output.value));
    const std::string bytes = serialise(value);
    const std::string digest = sha256(bytes);
    if (!result.digest.empty() && result.digest != digest)
      throw Failure("not-deterministic",
                    fmt::format("`{}` gave another result than the one kept for the same recipe", n.path),
                    "this is a defect of the operation: please report it; `rgx store --prune` forgets the old result");
    store.put_object(digest, bytes);
    store.put_recipe(result.key, {digest, std::string(kind_of(value)), output.notes, took.count(), bytes.size()});
    Artifact artifact(std::move(value), digest);
    {
      const std::lock_guard lock(mutex);
      result.kind = kind_of(artifact.payload());
      if (result.digest.empty()) {
        result.digest = digest;
        result.notes = std::move(output.notes);
        result.state = NodeState::computed;
      }
      result.seconds += took.count();
    }
    keep(node, artifact);
    return artifact;
  }

  void keep(std::size_t node, const Artifact& artifact) {
    {
      const std::lock_guard lock(mutex);
      if (unread[node] == 0) return;
    }
    residents.hold(node, artifact);
  }

  Artifact load(std::size_t node) {
    const std::lock_guard only_here(loading[node]);
    if (auto held = residents.find(node)) return *held;
    if (const auto bytes = store.object(nodes[node].digest)) {
      Artifact out(deserialise(*bytes), nodes[node].digest);
      keep(node, out);
      return out;
    }
    return compute(node);  // damaged or pruned meanwhile
  }
};

Execution::Execution(const Plan& plan, const Registry& registry, Store& store, const Files& files,
                     ExecuteOptions options)
    : state_(std::make_unique<State>(plan, registry, store, files, std::move(options))) {
  auto& s = *state_;
  s.schedule = std::make_unique<Schedule>(s.options.threads, s.options.memory / 4 * 3, s.options.interrupted);
}

Execution::~Execution() = default;

void Execution::run() {
  auto& s = *state_;
  for (std::size_t i = s.plan.nodes.size(); i-- > 0;)
    if (s.plan.nodes[i].inputs.empty()) s.submit_look(i);
  s.schedule->wait();
}

const std::vector<NodeResult>& Execution::nodes() const { return state_->nodes; }
bool Execution::interrupted() const { return state_->interrupted; }
std::map<std::string, FileDigest> Execution::files() const { return state_->digests.all(); }
Artifact Execution::artifact(std::size_t node) { return state_->load(node); }

bool Execution::complete() const {
  return std::all_of(state_->nodes.begin(), state_->nodes.end(),
                     [](const NodeResult& r) { return r.state != NodeState::waiting && r.state != NodeState::failed; });
}

std::vector<LocatedFailure> Execution::failures() const {
  std::vector<LocatedFailure> out;
  for (std::size_t i = 0; i < state_->nodes.size(); ++i) {
    if (!state_->faults[i]) continue;
    const Fault& f = *state_->faults[i];
    const Node& n = state_->plan.nodes[i];
    const auto same = std::find_if(out.begin(), out.end(), [&](const LocatedFailure& o) {
      return o.code == f.code &&
             (of_the_disk(f.code) || (o.operation == n.operation && o.block == n.block && o.origin == n.origin));
    });
    if (same != out.end()) {
      ++same->count;
      if (!f.subject.empty() && !of_the_disk(f.code)) same->subjects.push_back(f.subject);
      continue;
    }
    LocatedFailure located{f.code, f.message, f.help, f.file, n.path, n.operation, n.block, n.origin, {}, 1};
    if (!f.subject.empty()) located.subjects.push_back(f.subject);
    out.push_back(std::move(located));
  }
  return out;
}

std::string subjects_of(const LocatedFailure& failure) {
  if (failure.subjects.empty()) return {};
  std::string out = "subject " + failure.subjects.front();
  const std::size_t more = failure.subjects.size() - 1;
  if (more == 0) return out;
  constexpr std::size_t shown = 4;
  out += fmt::format(" and {} more: ", more);
  for (std::size_t i = 1; i <= std::min(more, shown); ++i) out += (i > 1 ? ", " : "") + failure.subjects[i];
  if (more > shown) out += ", …";
  return out;
}

}  // namespace rgx::engine
