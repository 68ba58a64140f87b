#include "engine/reproduce.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <set>

namespace rgx::engine {
namespace {

// Removes the folder of the new run, whatever happens.
class WorkFolder {
 public:
  WorkFolder(Files& files, std::string path) : files_(files), path_(std::move(path)) { files_.mkdirs(path_); }
  ~WorkFolder() {
    try {
      files_.remove(path_);
    } catch (const Failure&) {  // it lies in the temporary folder; the verdict stands
    }
  }
  WorkFolder(const WorkFolder&) = delete;
  WorkFolder& operator=(const WorkFolder&) = delete;
  const std::string& path() const { return path_; }

 private:
  Files& files_;
  std::string path_;
};

std::vector<std::string> input_differences(const Lock& was, const Lock& is) {
  std::vector<std::string> out;
  for (auto& line : differences(was, is))
    if (line.starts_with("input ")) out.push_back(std::move(line));
  return out;
}

// Nothing ran: the step in plan order that would be the first to read another content.
void find_reader(const Plan& plan, const Lock& was, const Lock& is, Reproduction& out) {
  std::set<std::string> same;
  for (const auto& input : is.inputs)
    if (std::find(was.inputs.begin(), was.inputs.end(), input) != was.inputs.end()) same.insert(input.path);
  for (const auto& n : plan.nodes)
    for (const auto& file : n.files)
      if (!same.contains(file.written)) {
        out.first_divergent = n.path;
        out.divergent_because = fmt::format("it reads `{}`", file.written);
        return;
      }
}

void find_divergence(const Plan& plan, const Lock& was, const Lock& is, Reproduction& out) {
  const auto same_output = [&](std::size_t i) {
    const auto* a = was.find(plan.nodes[i].path);
    const auto* b = is.find(plan.nodes[i].path);
    return a != nullptr && b != nullptr && a->output_sha256 == b->output_sha256;
  };
  for (std::size_t i = 0; i < plan.nodes.size(); ++i) {
    const Node& n = plan.nodes[i];
    if (same_output(i) ||
        !std::all_of(n.inputs.begin(), n.inputs.end(), [&](const auto& in) { return same_output(in.second); }))
      continue;
    out.first_divergent = n.path;
    const auto* a = was.find(n.path);
    const auto* b = is.find(n.path);
    if (a == nullptr)
      out.divergent_because = "it was not in the locked run";
    else if (b != nullptr && (a->operation != b->operation || a->version != b->version))
      out.divergent_because =
          fmt::format("it ran {}@{}, now {}@{}", a->operation, a->version, b->operation, b->version);
    else if (b != nullptr && a->key != b->key)
      out.divergent_because = "its recipe differs: a parameter, a file, the seed, or the library build";
    else
      out.divergent_because = "the same recipe gave another result";
    return;
  }
}

}  // namespace

Reproduction reproduce(const Registry& registry, Files& files, const Clock& clock, const ReproduceOptions& options) {
  Reproduction out;
  const auto give = [&](const char* verdict, int exit) {
    out.verdict = verdict;
    out.exit = exit;
    return out;
  };
  const RunDirectory old = open_run(files, options.run_dir);
  std::string base = options.data_dir;
  if (base.empty()) base = parent_of(old.run.value("study", std::string()));
  if (base.empty()) base = ".";
  const Plan plan = options.make_plan(join(options.run_dir, "study.rgx"), base);

  FileDigests digests(files);
  digests.warm(plan);
  const Lock before = lock_before(plan, digests, options.platform, options.rgx_version);
  out.differences = input_differences(old.lock, before);
  if (!out.differences.empty()) {
    find_reader(plan, old.lock, before, out);
    return give("different", 1);
  }

  const std::string place =
      !options.work_dir.empty()
          ? options.work_dir
          : (std::filesystem::temp_directory_path() / fmt::format("rgx-reproduce-{}", ::getpid())).string();
  const WorkFolder work(files, place);
  RunOptions how;
  how.out_dir = join(work.path(), "run");
  how.store_dir = join(work.path(), "store");
  how.study_path = join(options.run_dir, "study.rgx");
  how.study_text = old.study;
  how.rgx_version = options.rgx_version;
  how.platform = options.platform;
  how.threads = options.threads;
  how.memory = options.memory;
  how.progress = options.progress;
  how.interrupted = options.interrupted;
  const RunResult result = run(plan, registry, files, clock, how);
  if (result.status == "interrupted") return give("interrupted", 4);
  out.failures = result.failures;
  if (!result.failures.empty()) {
    out.first_divergent = result.failures.front().path;
    out.divergent_because = "it failed: " + result.failures.front().message;
    return give("different", 1);
  }

  const RunDirectory fresh = open_run(files, how.out_dir);
  out.differences = differences(old.lock, fresh.lock);
  out.tables = compare_run_tables(files, options.run_dir, how.out_dir, options.tolerance);
  bool identical = true, equivalent = true;
  for (const auto& t : out.tables) {
    identical = identical && t.verdict == "identical";
    equivalent = equivalent && t.verdict != "different";
    out.largest_relative_difference = std::max(out.largest_relative_difference, t.largest_relative_difference);
  }
  if (!identical) find_divergence(plan, old.lock, fresh.lock, out);
  return identical ? give("identical", 0) : equivalent ? give("equivalent", 0) : give("different", 1);
}

std::string to_text(const Reproduction& r) {
  std::string out;
  for (const auto& t : r.tables) out += to_text(t);
  constexpr std::size_t shown = 20;
  for (std::size_t i = 0; i < std::min(shown, r.differences.size()); ++i) out += r.differences[i] + "\n";
  if (r.differences.size() > shown) out += fmt::format("… and {} more differences\n", r.differences.size() - shown);
  if (!r.first_divergent.empty())
    out += fmt::format("first divergent step: `{}`: {}\n", r.first_divergent, r.divergent_because);
  out += "verdict: " + r.verdict;
  if (r.verdict == "equivalent")
    out += fmt::format(" (largest relative difference {:.3g})", r.largest_relative_difference);
  return out + "\n";
}

Json to_json(const Reproduction& r) {
  Json tables = Json::array();
  for (const auto& t : r.tables) tables.push_back(to_json(t));
  Json failures = Json::array();
  for (const auto& f : r.failures)
    failures.push_back({{"code", f.code}, {"message", f.message}, {"path", f.path}, {"subjects", f.subjects}});
  return {{"verdict", r.verdict},
          {"largest_relative_difference", r.largest_relative_difference},
          {"first_divergent", r.first_divergent.empty() ? Json() : Json(r.first_divergent)},
          {"divergent_because", r.divergent_because},
          {"tables", tables},
          {"differences", r.differences},
          {"failures", failures}};
}

}  // namespace rgx::engine
