#include "engine/reproduce.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "engine/compare_models.hpp"
#include "engine/digest.hpp"
#include "engine/pack_subjects.hpp"
#include "engine/run.hpp"
#include "engine/stand_in.hpp"
#include "engine/store.hpp"

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

// Locks of a pack without subject-level data are compared step by step, others node by node.
struct Naming {
  bool hidden = false;
  Subjects subjects{std::set<std::string>{}};
  Lock lock(const Lock& l) const { return hidden ? without_subjects(l, subjects) : l; }
  std::string node(const std::string& path) const { return hidden ? step_of(path, subjects) : path; }
};

Subjects subjects_of(const Plan& plan) {
  std::set<std::string> ids;
  for (const auto& n : plan.nodes)
    if (n.axis == "subject") ids.insert(n.subject);
  return Subjects(std::move(ids));
}

// A fitted model; `left_out`: the pack knows its digest alone, which cannot tell last digits from another model.
NumbersVerdict judge_model(const std::string& name, const ExpectedTable* left_out, const Files& files,
                           const std::string& was, const std::string& is, double tolerance) {
  NumbersVerdict v;
  v.file = name;
  if (left_out != nullptr) {
    v.checked = "digest";
    v.verdict = sha256(files.read(is)) == left_out->sha256 ? "identical" : "not rerun";
    if (v.verdict != "identical") v.detail = "its digest is another; the file is not in the pack, to say by how much";
    return v;
  }
  if (!files.exists(was)) {
    v.verdict = "different";
    v.detail = "is new";
    return v;
  }
  const ModelVerdict found = compare_models(name, files.read(was), files.read(is), tolerance);
  v.verdict = found.verdict;
  v.numbers = found.numbers;
  (v.verdict == "equivalent" ? v.equivalent : v.different) = v.verdict == "identical" ? 0 : found.numbers;
  v.largest_relative_difference = found.largest_relative_difference;
  v.detail = found.detail;
  return v;
}

// Every table and model of either run, sorted.
std::vector<NumbersVerdict> judge_tables(const Files& files, const ReproduceOptions& options, const std::string& fresh,
                                         const std::set<std::string>& not_rerun, bool images_absent) {
  const std::string was = join(options.run_dir, "tables"), is = join(fresh, "tables");
  std::map<std::string, const ExpectedTable*> hidden;
  std::set<std::string> names;
  if (options.pack)
    for (const auto& t : options.pack->tables) {
      names.insert(t.file);
      if (!t.packed) hidden[t.file] = &t;
    }
  for (const auto* folder : {&was, &is})
    for (const auto& name : files.list_all(*folder))
      if (name.ends_with(".csv")) names.insert(name);
  for (const auto* run : {&options.run_dir, &fresh})
    for (const auto& name : files.list_all(join(*run, "models")))
      if (name.ends_with(".model")) names.insert("models/" + name);
  std::vector<NumbersVerdict> out;
  for (const auto& name : names) {
    NumbersVerdict v;
    v.file = name;
    const std::string a = output_path(options.run_dir, name), b = output_path(fresh, name);
    const auto digest = hidden.find(name);
    if (not_rerun.contains(name)) {
      v.verdict = "not rerun";
      v.detail = "it needs the images";
    } else if (!files.exists(b)) {
      v.verdict = images_absent ? "not rerun" : "different";
      v.detail = images_absent ? "it needs the images" : "is not there";
    } else if (is_model_file(name)) {
      v = judge_model(name, digest == hidden.end() ? nullptr : digest->second, files, a, b, options.tolerance);
    } else if (digest != hidden.end()) {
      v = judge(*digest->second, files.read(b), options.tolerance);
    } else if (!files.exists(a)) {
      v.verdict = "different";
      v.detail = "is new";
    } else {
      v = judge(name, files.read(a), files.read(b), options.tolerance);
    }
    // Who left at a step on images, and what was missing there, is not known without them.
    if (images_absent && v.verdict == "different" && (name == "participants.csv" || name == "missing.csv")) {
      v.verdict = "not rerun";
      v.detail = "who left and what was missing at the steps on images is not known without them";
    }
    out.push_back(std::move(v));
  }
  return out;
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
  std::string base = options.base;
  if (base.empty()) base = parent_of(old.run.value("study", std::string()));
  if (base.empty()) base = ".";
  InputPlaces places = find_inputs(files, old.lock, base, options.data_dir, options.dataset);
  places.study = join(options.run_dir, "study.rgx");
  places.images_absent = places.images_absent || options.without_images;
  out.remarks = places.by_content;
  const Plan plan = options.make_plan(places);

  StandIns stands;
  const bool standing = places.images_absent;
  if (standing) {
    std::unique_ptr<Store> store;
    if (const std::string at = old.run.value("store", std::string()); !at.empty() && files.is_folder(at))
      store = std::make_unique<Store>(files, at);
    stands = stand_in(plan, registry, old, places,
                      [&](const std::string& digest) { return store ? store->object(digest) : std::nullopt; });
    out.not_rerun = stands.not_rerun;
    if (stands.given.empty() && stands.plan.outputs.empty())
      throw Failure("no-images", "the images of this run are not there, and nothing it holds can stand in for them",
                    "say with --data where they lie");
  }
  const Plan& rerun = standing ? stands.plan : plan;

  FileDigests digests(files);
  digests.warm(rerun);
  Naming naming;
  naming.hidden = options.pack && options.pack->subject_data != "included";
  naming.subjects = subjects_of(plan);
  Lock before = lock_before(rerun, digests, options.platform, options.rgx_version);
  if (standing) complete_from(before, old.lock, stands, places);
  before = naming.lock(before);
  out.differences = input_differences(old.lock, before);
  if (!out.differences.empty()) {
    out.divergence = find_reader(plan, old.lock, before);
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
  how.study_path = places.study;
  how.study_text = old.study;
  how.rgx_version = options.rgx_version;
  how.platform = options.platform;
  how.threads = options.threads;
  how.memory = options.memory;
  how.progress = options.progress;
  how.interrupted = options.interrupted;
  const RunResult result = run(rerun, standing ? stands.registry : registry, files, clock, how);
  if (result.status == "interrupted") return give("interrupted", 4);
  out.failures = result.failures;
  if (!result.failures.empty()) {
    out.divergence.step = result.failures.front().path;
    out.divergence.because = "it failed: " + result.failures.front().message;
    return give("different", 1);
  }

  const RunDirectory fresh = open_run(files, how.out_dir);
  if (naming.hidden) naming.subjects = Subjects(fresh);
  Lock now = fresh.lock;
  if (standing) complete_from(now, old.lock, stands, places);
  now = naming.lock(now);
  out.differences = differences(old.lock, now);
  out.tables = judge_tables(files, options, how.out_dir, stands.tables_not_rerun, standing);
  const auto declared = declared_of_tables(plan, registry);
  bool identical = true, equivalent = true;
  for (auto& t : out.tables) {
    if (const auto at = declared.find(t.file); at != declared.end()) t.declared = at->second;
    if (t.verdict == "not rerun") continue;
    identical = identical && t.verdict == "identical";
    equivalent = equivalent && t.verdict != "different";
    out.largest_relative_difference = std::max(out.largest_relative_difference, t.largest_relative_difference);
  }
  if (!identical)
    out.divergence =
        find_divergence(plan, registry, old.lock, now, [&](const std::string& path) { return naming.node(path); });
  return identical ? give("identical", 0) : equivalent ? give("equivalent", 0) : give("different", 1);
}

std::string to_text(const Reproduction& r) {
  std::string out;
  for (const auto& line : r.remarks) out += line + "\n";
  for (const auto& t : r.tables) out += to_text(t);
  constexpr std::size_t shown = 20;
  for (std::size_t i = 0; i < std::min(shown, r.differences.size()); ++i) out += r.differences[i] + "\n";
  if (r.differences.size() > shown) out += fmt::format("… and {} more differences\n", r.differences.size() - shown);
  if (!r.divergence.step.empty()) {
    out += fmt::format("first divergent step: `{}`: {}\n", r.divergence.step, r.divergence.because);
    for (const auto& d : r.divergence.details)
      if (d != r.divergence.because) out += "  " + d + "\n";
    if (!r.divergence.declared.empty()) out += fmt::format("  declared {}\n", r.divergence.declared);
  }
  if (!r.not_rerun.empty()) {
    out += "the images are not there; not rerun, their results taken from the run:";
    for (const auto& step : r.not_rerun) out += fmt::format(" `{}`", step);
    out += "\n";
  }
  out += "verdict: " + r.verdict;
  if (r.verdict == "equivalent")
    out += fmt::format(" (largest relative difference {:.3g}, within 1e-09)", r.largest_relative_difference);
  if (!r.not_rerun.empty() && r.verdict != "interrupted") out += ", from the feature tables on";
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
          {"first_divergent", r.divergence.step.empty() ? Json() : Json(r.divergence.step)},
          {"divergent_because", r.divergence.because},
          {"divergent_details", r.divergence.details},
          {"divergent_declared", r.divergence.declared},
          {"tables", tables},
          {"differences", r.differences},
          {"not_rerun", r.not_rerun},
          {"remarks", r.remarks},
          {"failures", failures}};
}

}  // namespace rgx::engine
