#include "engine/pack.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "engine/archive_members.hpp"
#include "engine/crate.hpp"
#include "engine/digest.hpp"
#include "engine/pack_subjects.hpp"
#include "engine/report.hpp"
#include "engine/run.hpp"

namespace rgx::engine {
namespace {

namespace fs = std::filesystem;

constexpr const char* metadata_name = "ro-crate-metadata.json";

std::string about(const std::string& name) {
  if (name == "study.rgx") return {};
  if (name == "study.lock") return "inputs, operations, versions, parameters and digests of the run";
  if (name == "run.json") return "when, where and how long the run took";
  if (name == "expected.json") return "every table of the run with its digest: what a rerun is checked against";
  if (name.starts_with("definitions/")) return "a definition that the study uses";
  if (name.starts_with("data/")) return "an input of the run";
  if (name.starts_with("pseudonymised/")) return "subject-level, identifiers replaced by HMAC-SHA-256 pseudonyms";
  return {};
}

// The report is written anew, into a folder of its own, from what is packed.
class Staging {
 public:
  explicit Staging(Files& files)
      : files_(files), path_((fs::temp_directory_path() / fmt::format("rgx-pack-{}", ::getpid())).string()) {
    files_.remove(path_);
    files_.mkdirs(path_);
  }
  ~Staging() {
    try {
      files_.remove(path_);
    } catch (const Failure&) {  // it lies in the temporary folder
    }
  }
  Staging(const Staging&) = delete;
  Staging& operator=(const Staging&) = delete;
  const std::string& path() const { return path_; }

 private:
  Files& files_;
  std::string path_;
};

struct Contents {
  std::vector<ArchiveMember> members;
  Lock lock;
  Json run;
  Expected expected;
};

void add_report(Contents& out, Files& files, const RunDirectory& run, PackResult& result) {
  const Staging staging(files);
  RunDirectory shown = run;
  shown.path = staging.path();
  for (const auto& remark : write_report(files, shown)) result.remarks.push_back(remark);
  for (const auto& name : files.list_all(staging.path()))
    out.members.push_back({name, files.read(join(staging.path(), name)), {}});
}

// Without subject-level data.
Contents aggregates(Files& files, const RunDirectory& run, PackResult& result) {
  const Subjects subjects(run);
  Contents out;
  out.lock = without_subjects(run.lock, subjects);
  out.run = without_subjects(run.run, subjects);
  out.expected.subject_data = "left out";
  RunDirectory shown{{}, run.study, out.lock, out.run, {}};
  std::set<std::string> private_tables;
  for (const auto& [file, table] : run.tables) {
    const std::string csv = files.read(join(join(run.path, "tables"), file));
    const bool hidden = subject_level(table, subjects);
    out.expected.tables.push_back(expect(file, csv, table, hidden, !hidden));
    if (hidden) {
      result.left_out.push_back(file);
      private_tables.insert(file);
      if (file == "participants.csv") shown.tables[file] = participants_without_subjects(table);
      continue;
    }
    shown.tables[file] = table;
    out.members.push_back({"tables/" + file, csv, {}});
  }
  // A model may hold cases it was fitted on (nearest neighbours, support vectors), and hashes of their identifiers.
  for (const auto& o : run.lock.outputs)
    if (is_model_file(o.file)) {
      ExpectedTable line;
      line.file = o.file;
      line.sha256 = o.sha256;
      line.subject_level = true;
      line.packed = false;
      out.expected.tables.push_back(std::move(line));
      result.left_out.push_back(o.file);
    }
  for (auto& o : out.lock.outputs)
    if (private_tables.contains(o.file)) o.meta = Json::object();
  shown.lock = out.lock;
  add_report(out, files, shown, result);
  out.members.push_back({"study.rgx", run.study, {}});
  if (const std::string plan = join(run.path, "study.plan"); files.exists(plan))  // registered beforehand
    out.members.push_back({"study.plan", files.read(plan), {}});

  // What still names somebody is not handed on.
  std::erase_if(out.members, [&](const ArchiveMember& m) {
    const std::string who = subjects.named_in(m.bytes);
    if (who.empty()) return false;
    if (m.name == "study.rgx") {
      result.remarks.push_back(fmt::format("study.rgx itself names subjects (`{}`): it is packed as it is", who));
      return false;
    }
    result.remarks.push_back(fmt::format("{} is left out: it names a subject", m.name));
    return true;
  });
  for (const auto& [what, text] : {std::pair<const char*, std::string>{"study.lock", out.lock.text()},
                                   {"run.json", readable(out.run)},
                                   {"expected.json", out.expected.text()}})
    if (const std::string who = subjects.named_in(text); !who.empty())
      throw Failure("names-subjects", fmt::format("{} of the pack would name the subject `{}`", what, who),
                    "name files and blocks without identifiers, or pack with --with-data where that is allowed");
  return out;
}

void add_pseudonymised(Contents& out, const RunDirectory& run, const PseudonymKey& key, PackResult& result) {
  out.expected.subject_data = "pseudonymised";
  out.expected.scheme = "HMAC-SHA-256";
  const Subjects subjects(run);
  for (auto& m : pseudonymised(run, key)) {
    if (!subjects.named_in(m.bytes).empty())
      throw Failure("names-subjects", fmt::format("{} would still name a subject", m.name), "pack without features");
    const std::string file = m.name.substr(m.name.rfind('/') + 1);
    std::erase(result.left_out, file);
    out.members.push_back(std::move(m));
  }
}

Contents whole(Files& files, const RunDirectory& run, const PackOptions& options, PackResult& result) {
  Contents out;
  out.lock = run.lock;
  out.run = run.run;
  out.run.erase("store");
  out.run.erase("files");
  out.run["study"] = fs::path(run.run.value("study", std::string("study.rgx"))).filename().string();
  out.expected.subject_data = "included";
  const Subjects subjects(run);
  for (const auto& [file, table] : run.tables)
    out.expected.tables.push_back(
        expect(file, files.read(join(join(run.path, "tables"), file)), table, subject_level(table, subjects), true));
  for (const auto& name : run.run.value("files", std::vector<std::string>{})) {
    if (name == "study.lock" || name == "run.json") continue;
    if (!safe_member(name) || !files.exists(join(run.path, name)))
      throw Failure("no-run-directory", fmt::format("`{}` lacks `{}`, which its run.json names", run.path, name));
    out.members.push_back({name, {}, join(run.path, name)});
  }
  for (const auto& input : run.lock.inputs) {
    const std::string at = options.locate ? options.locate(input) : std::string();
    if (at.empty())
      throw Failure("changed-input", fmt::format("the input `{}` of the run is not found", input.path),
                    "say with --data where the data lies");
    if (const FileDigest now = digest_file(files, at); now.sha256 != input.sha256)
      throw Failure("changed-input", fmt::format("the input `{}` has another content than in the run", input.path));
    const std::string name = packed_name(input);
    if (files.is_folder(at))
      for (const auto& below : files.list_all(at)) out.members.push_back({join(name, below), {}, join(at, below)});
    else
      out.members.push_back({name, {}, at});
  }
  result.remarks.push_back(
      "the pack holds the input files as they are, with the identifiers in them: hand it on only "
      "where the terms of the data allow");
  return out;
}

}  // namespace

std::string packed_name(const Lock::Input& input) {
  std::string name = input.path;
  if (name.starts_with('@')) name.erase(0, 1);
  name = fs::path(name).lexically_normal().string();
  if (!safe_member(name)) name = "elsewhere/" + input.sha256.substr(0, 16) + "-" + fs::path(name).filename().string();
  return "data/" + name;
}

PackResult pack(Files& files, const PackOptions& options) {
  if (!options.out.ends_with(".zip") && !options.out.ends_with(".tar.zst"))
    throw Failure("usage", fmt::format("`{}` ends neither in .zip nor in .tar.zst", options.out));
  PackResult result;
  const RunDirectory run = open_run(files, options.run_dir);
  if (run.study.empty()) throw Failure("no-run-directory", fmt::format("`{}` holds no study.rgx", options.run_dir));
  // A table that was touched since would be handed on as the run's.
  for (const auto& o : run.lock.outputs) {
    const std::string at = output_path(options.run_dir, o.file);
    if (!files.exists(at) || sha256(files.read(at)) != o.sha256)
      throw Failure("changed-table",
                    fmt::format("`{}` is not what the run wrote: its digest differs from study.lock", at),
                    "run the study again");
  }
  Contents c = options.with_data ? whole(files, run, options, result) : aggregates(files, run, result);
  if (options.pseudonyms && !options.with_data) add_pseudonymised(c, run, *options.pseudonyms, result);
  for (const auto& d : options.definitions) {
    c.expected.definitions.push_back({d.used, d.file, {}});
    c.members.push_back({d.file, d.text, {}});
  }
  c.members.push_back({"study.lock", c.lock.text(), {}});
  c.members.push_back({"run.json", readable(c.run), {}});
  c.members.push_back({"expected.json", c.expected.text(), {}});
  std::sort(c.members.begin(), c.members.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  c.members.erase(
      std::unique(c.members.begin(), c.members.end(), [](const auto& a, const auto& b) { return a.name == b.name; }),
      c.members.end());

  Crate crate;
  crate.lock = c.lock;
  crate.run = c.run;
  crate.subject_data = c.expected.subject_data == "included" ? "The input files are in this crate."
                       : c.expected.subject_data == "pseudonymised"
                           ? "Tables with a row a subject bear pseudonyms; the key is not in this crate."
                           : "Tables with a row a subject are left out; their digests are in expected.json.";
  for (const auto& m : c.members) {
    const FileDigest d = m.path.empty() ? FileDigest{sha256(m.bytes), m.bytes.size()} : digest_file(files, m.path);
    crate.files.push_back({m.name, d.bytes, d.sha256, about(m.name)});
  }
  c.members.insert(c.members.begin(), {metadata_name, crate_metadata(crate), {}});
  write_archive(options.out, c.members, files);
  const FileDigest packed = digest_file(files, options.out);
  result.files = c.members.size();
  result.bytes = packed.bytes;
  result.sha256 = packed.sha256;
  result.subject_data = c.expected.subject_data;
  return result;
}

}  // namespace rgx::engine
