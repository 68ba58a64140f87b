#include "engine/run.hpp"

#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/utsname.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "engine/analysis_plan.hpp"
#include "engine/digest.hpp"
#include "engine/flow.hpp"
#include "engine/model_file.hpp"
#include "engine/recall.hpp"
#include "engine/schedule.hpp"

namespace rgx::engine {
namespace {

constexpr const char* partial = ".partial";

struct Written {
  std::string file;  // in tables/
  Table table;
  const OutputTable* output = nullptr;  // null: participants, missing, a dictionary
};

std::string without_extension(const std::string& file) {
  return file.ends_with(".csv") ? file.substr(0, file.size() - 4) : file;
}

bool lacks(const Artifact& artifact, const OutputTable& o) {
  return o.may_lack && !artifact.as<Bundle>().tables.contains(o.part);
}

const Table& table_of(const Artifact& artifact, const OutputTable& o) {
  if (o.part.empty()) return artifact.as<Table>();
  const Bundle& bundle = artifact.as<Bundle>();
  const auto at = bundle.tables.find(o.part);
  if (at == bundle.tables.end())
    throw Failure("missing-part",
                  fmt::format("`{}` was to be written from part `{}`, which its step did not give", o.file, o.part));
  return at->second;
}

bool is_model(const OutputTable& o) { return is_model_file(o.file); }

// Fitted models, each with what only the run knows of it.
void write_models(const Plan& plan, Execution& execution, const RunOptions& options, const std::string& staging,
                  Files& files, Lock& lock) {
  for (const auto& o : plan.outputs) {
    if (!is_model(o) || execution.nodes()[o.node].digest.empty()) continue;
    const Artifact artifact = execution.artifact(o.node);
    if (lacks(artifact, o)) continue;
    const std::string name = o.file.substr(o.file.find('/') + 1, o.file.rfind('.') - o.file.find('/') - 1);
    const std::string bytes = pack_model(
        table_of(artifact, o), {{"name", name}, {"rgx", options.rgx_version}, {"study", sha256(options.study_text)}});
    files.write_atomic(join(staging, o.file), bytes);
    lock.outputs.push_back({o.file, plan.nodes[o.node].path, o.part, sha256(bytes), Json::object()});
  }
}

std::vector<Written> tables_of(const Plan& plan, Execution& execution) {
  std::vector<Written> out;
  for (const auto& o : plan.outputs) {
    if (is_model(o)) continue;
    if (execution.nodes()[o.node].digest.empty()) continue;  // a subject's own table, and the subject left
    const Artifact artifact = execution.artifact(o.node);
    if (lacks(artifact, o)) continue;
    out.push_back({o.file, table_of(artifact, o), &o});
    if (out.back().table.meta.contains("dictionary"))
      out.push_back({without_extension(o.file) + ".dictionary.csv", dictionary(out.back().table), nullptr});
  }
  std::vector<NamedTable> named;
  for (const auto& w : out) named.push_back({without_extension(w.file), &w.table});
  Table missing = missing_cells(named, plan, execution.nodes());
  out.push_back({"missing.csv", std::move(missing), nullptr});
  out.push_back({"participants.csv", participants(plan, execution), nullptr});
  if (plan.study.is_object() && plan.study.contains("registered"))
    if (Table left = deviations_table(plan.study["registered"]); left.rows() > 0)
      out.push_back({"deviations.csv", std::move(left), nullptr});
  return out;
}

bool missed(const std::vector<Written>& tables) {
  for (const auto& w : tables)
    if (const Column* verdict = w.table.find("verdict"); verdict != nullptr && verdict->kind == Column::Kind::text)
      if (std::find(verdict->texts.begin(), verdict->texts.end(), "missed") != verdict->texts.end()) return true;
  return false;
}

std::string machine() {
  utsname name{};
  if (uname(&name) != 0) return {};
  return fmt::format("{} {} {}, {} processors, {} MiB", name.sysname, name.release, name.machine, machine_threads(),
                     machine_memory() >> 20);
}

// Takes what the last run wrote and this one did not. Only what run.json names: a user's own files stay.
void remove_stale(Files& files, const std::string& out, const Json& old, const std::set<std::string>& fresh) {
  const auto listed = old.find("files");
  if (listed == old.end() || !listed->is_array()) return;
  for (const auto& name : *listed)
    if (name.is_string() && !fresh.count(name.get<std::string>()) &&
        name.get<std::string>().find("..") == std::string::npos)
      files.remove(join(out, name.get<std::string>()));
}

void publish(Files& files, const std::string& staging, const std::string& out) {
  Json old = Json::object();
  const std::string old_run = join(out, "run.json");
  if (files.exists(old_run)) old = Json::parse(files.read(old_run), nullptr, false);
  std::vector<std::string> names = files.list_all(staging);
  const std::set<std::string> fresh(names.begin(), names.end());
  const auto last = [](const std::string& name) { return name == "run.json" ? 2 : name == "study.lock" ? 1 : 0; };
  std::stable_sort(names.begin(), names.end(), [&](const auto& a, const auto& b) { return last(a) < last(b); });
  for (const auto& name : names) {
    // The older run.json knows what is stale, so it stays until that is gone: killed before, the next run knows too.
    if (name == "run.json" && old.is_object()) remove_stale(files, out, old, fresh);
    const std::string to = join(out, name);
    files.mkdirs(parent_of(to));
    files.rename(join(staging, name), to);
  }
  files.remove(staging);
}

// Says at once, not after hours, that the place cannot be written.
void prepare(Files& files, const std::string& staging, const std::string& store) {
  files.remove(staging);
  for (const auto& folder : {staging, store}) {
    files.mkdirs(folder);
    files.write_atomic(join(folder, "probe"), "can this folder be written?\n");
    files.remove(join(folder, "probe"));
  }
}

Table read_table(const Files& files, const std::string& path) {
  try {
    return from_csv(files.read(path));
  } catch (const Failure& f) {
    if (f.code != "bad-table") throw;
    throw Failure(f.code, fmt::format("`{}`: {}", path, f.what()), f.help);
  }
}

LocatedFailure outside(const Failure& f) { return {f.code, f.what(), f.help, f.file, {}, {}, {}, {}, {}, 1}; }

}  // namespace

std::uint64_t peak_memory() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
}

RunResult run(const Plan& plan, const Registry& registry, Files& files, const Clock& clock, const RunOptions& options) {
  RunResult result;
  result.total = plan.nodes.size();
  const double began = clock.monotonic();
  const std::int64_t started = clock.now();
  const std::string staging = join(options.out_dir, partial);
  const auto finish = [&](const char* status, int exit) {
    result.status = status;
    result.exit = exit;
    result.seconds = clock.monotonic() - began;
    result.peak_bytes = peak_memory();
    return result;
  };
  try {
    prepare(files, staging, options.store_dir);
    Store store(files, options.store_dir);
    FileDigests digests(files);
    if (options.locked) {
      digests.warm(plan);
      result.differences =
          differences(*options.locked, lock_before(plan, digests, options.platform, options.rgx_version));
      if (!result.differences.empty()) {
        files.remove(staging);
        return finish("differs", 3);
      }
    }
    ExecuteOptions how;
    how.threads = options.threads;
    how.memory = options.memory;
    how.platform = options.platform;
    how.progress = options.progress;
    how.interrupted = options.interrupted;
    how.digests = &digests;
    Execution execution(plan, registry, store, files, how);
    execution.run();
    for (const auto& n : execution.nodes()) {
      result.computed += n.state == NodeResult::State::computed;
      result.cached += n.state == NodeResult::State::cached;
      result.absent += n.state == NodeResult::State::absent;
    }
    result.failures = execution.failures();
    result.remarks = store.remarks();
    try {
      remember(store, options.study_path, plan, execution.nodes());
    } catch (const Failure&) {
      if (result.failures.empty()) throw;  // else the disk that is full has said so
    }
    if (!result.failures.empty() || execution.interrupted()) {
      files.remove(staging);
      return result.failures.empty() ? finish("interrupted", 4) : finish("failed", 1);
    }

    Lock lock = lock_before(plan, digests, options.platform, options.rgx_version);
    lock.warnings = options.warnings;
    complete_lock(lock, plan, execution.nodes());
    result.warnings = lock.warnings;
    if (options.locked) {
      result.differences = differences(*options.locked, lock);
      if (!result.differences.empty()) {
        files.remove(staging);
        return finish("differs", 3);
      }
    }
    const std::vector<Written> tables = tables_of(plan, execution);
    for (const auto& w : tables) {
      const std::string csv = to_csv(w.table);
      files.write_atomic(join(join(staging, "tables"), w.file), csv);
      if (w.output == nullptr) continue;
      Json meta = w.table.meta;
      meta.erase("dictionary");
      meta.erase("kinds");
      lock.outputs.push_back({w.file, plan.nodes[w.output->node].path, w.output->part, sha256(csv), meta});
    }
    write_models(plan, execution, options, staging, files, lock);
    std::sort(lock.outputs.begin(), lock.outputs.end(), [](const auto& a, const auto& b) { return a.file < b.file; });
    files.write_atomic(join(staging, "study.rgx"), options.study_text);
    files.write_atomic(join(staging, "study.lock"), lock.text());
    const bool is_missed = missed(tables);
    finish(is_missed ? "missed" : "done", is_missed ? 1 : 0);

    Json run_json = {{"status", result.status},
                     {"exit", result.exit},
                     {"started", utc(started)},
                     {"finished", utc(clock.now())},
                     {"machine", machine()},
                     {"threads", options.threads == 0 ? machine_threads() : options.threads},
                     {"peak_bytes", result.peak_bytes},
                     {"study", std::filesystem::absolute(options.study_path).lexically_normal().string()},
                     {"store", options.store_dir},
                     {"nodes", Json::array()}};
    for (std::size_t i = 0; i < plan.nodes.size(); ++i)
      run_json["nodes"].push_back({{"path", plan.nodes[i].path},
                                   {"seconds", execution.nodes()[i].seconds},
                                   {"cached", execution.nodes()[i].state == NodeResult::State::cached}});
    files.write_atomic(join(staging, "run.json"), readable(run_json));
    if (options.report) options.report(open_run(files, staging));
    run_json["finished"] = utc(clock.now());
    run_json["files"] = files.list_all(staging);
    files.write_atomic(join(staging, "run.json"), readable(run_json));
    publish(files, staging, options.out_dir);
    remember_run(store, options.out_dir);
    result.seconds = clock.monotonic() - began;
    result.remarks = store.remarks();
    return result;
  } catch (const std::exception& e) {
    const auto* told = dynamic_cast<const Failure*>(&e);
    result.failures.push_back(outside(told != nullptr ? *told : Failure("internal", e.what())));
    try {
      files.remove(staging);
    } catch (const Failure&) {  // told already: the place cannot be written
    }
    return finish("failed", 1);
  }
}

RunDirectory open_run(const Files& files, const std::string& path) {
  for (const char* needed : {"study.lock", "run.json"})
    if (!files.exists(join(path, needed)))
      throw Failure("no-run-directory", fmt::format("`{}` is no run directory: it has no {}", path, needed),
                    "`rgx run STUDY -o DIR` makes one");
  RunDirectory out;
  out.path = path;
  if (files.exists(join(path, "study.rgx"))) out.study = files.read(join(path, "study.rgx"));
  out.lock = Lock::parse(files.read(join(path, "study.lock")));
  out.run = Json::parse(files.read(join(path, "run.json")), nullptr, false);
  if (!out.run.is_object()) throw Failure("bad-lock", fmt::format("`{}` cannot be read", join(path, "run.json")));
  for (const auto& name : files.list(join(path, "tables")))
    if (name.ends_with(".csv")) out.tables[name] = read_table(files, join(join(path, "tables"), name));
  return out;
}

bool is_model_file(const std::string& output) { return output.starts_with("models/"); }

std::string output_path(const std::string& run_dir, const std::string& output) {
  return is_model_file(output) ? join(run_dir, output) : join(join(run_dir, "tables"), output);
}

}  // namespace rgx::engine
