// run and report.
#include <unistd.h>

#include <atomic>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <filesystem>

#include "engine/analysis_plan.hpp"
#include "engine/files.hpp"
#include "engine/report.hpp"
#include "engine/run.hpp"
#include "engine/store_lease.hpp"
#include "engine/tool/commands.hpp"
#include "engine/tool/session.hpp"
#include "lang/render.hpp"
#include "stdlib/register.hpp"

namespace rgx::tool {

namespace fs = std::filesystem;

namespace {

std::atomic<bool> interrupted{false};

void on_signal(int) { interrupted.store(true); }

// 8G, 512M, 1000000; throws Failure "usage".
std::uint64_t bytes_of(const std::string& text) {
  if (text.empty()) return 0;
  std::size_t used = 0;
  double value = -1;
  try {
    value = std::stod(text, &used);
  } catch (const std::exception&) {
    used = 0;
  }
  const std::string unit = text.substr(used);
  const double factor = unit.empty() || unit == "B"    ? 1
                        : unit == "K" || unit == "KiB" ? 1024.0
                        : unit == "M" || unit == "MiB" ? 1048576.0
                        : unit == "G" || unit == "GiB" ? 1073741824.0
                                                       : 0;
  if (used == 0 || factor == 0 || value <= 0 || !std::isfinite(value))
    throw engine::Failure("usage", "`" + text + "` is no amount of memory; write it as 8G or 512M");
  return static_cast<std::uint64_t>(value * factor);
}

void show_progress(const engine::Progress& p) {
  std::fprintf(stderr, "\r\033[K%zu of %zu  %.60s", p.done, p.total, p.current.c_str());
  std::fflush(stderr);
}

// The failure as the language prints its messages: the step's place in the study, subjects in a note.
void print_failure(const engine::LocatedFailure& f, const LoadedStudy& loaded) {
  lang::Diagnostic d;
  d.code = f.code;
  d.message = f.message;
  d.help = f.help;
  d.primary.span = f.origin;
  const std::string who = engine::subjects_of(f);
  if (!who.empty()) d.notes.push_back(who);
  if (!f.file.empty() && f.message.find(f.file) == std::string::npos)
    d.notes.push_back("file `" + f.file + "`" + (f.subjects.size() > 1 ? " (the first)" : ""));
  if (!f.path.empty()) d.notes.push_back("while computing `" + f.path + "`");
  if (f.origin.end > f.origin.begin) {
    std::fprintf(stderr, "%s\n", lang::render(d, loaded.sources, {colour_wanted(STDERR_FILENO)}).c_str());
    return;
  }
  std::fprintf(stderr, "error[%s]: %s\n", f.code.c_str(), f.message.c_str());
  for (const auto& note : d.notes) std::fprintf(stderr, "note: %s\n", note.c_str());
  if (!f.help.empty()) std::fprintf(stderr, "help: %s\n", f.help.c_str());
}

std::vector<engine::Lock::Warning> check_warnings(const LoadedStudy& loaded) {
  std::vector<engine::Lock::Warning> out;
  for (const auto& d : loaded.diagnostics.all)
    if (d.severity == lang::Severity::warning) out.push_back({d.code, d.message, "", ""});
  return out;
}

void print_outcome(const engine::RunResult& result, const std::string& out_dir) {
  for (const auto& w : result.warnings)
    if (!w.path.empty())
      std::fprintf(stderr, "warning[%s]: %s%s\n", w.code.c_str(), w.message.c_str(),
                   w.subject.empty() ? (" (" + w.path + ")").c_str() : (" (" + w.subject + ")").c_str());
  for (const auto& r : result.remarks) std::fprintf(stderr, "note: %s\n", r.c_str());
  for (const auto& d : result.differences) std::fprintf(stderr, "differs from the lock: %s\n", d.c_str());
  std::fprintf(stderr, "%zu of %zu nodes computed, %zu from the store, %.1f s, peak %.0f MB\n", result.computed,
               result.total, result.cached, result.seconds, static_cast<double>(result.peak_bytes) / 1e6);
  if (result.status == "done" || result.status == "missed")
    std::printf("%s\n", (fs::path(out_dir) / "report.html").string().c_str());
  if (result.status == "missed") std::fprintf(stderr, "a published number was missed: see tables/published.csv\n");
  if (result.status == "interrupted") std::fprintf(stderr, "interrupted; what was finished is kept\n");
}

}  // namespace

int run_command(const RunArgs& args) {
  const auto loaded = load_study(args.study);
  print_diagnostics(*loaded);
  if (!loaded->ok()) return kStudyErrors;
  const auto files = engine::real_files();
  const auto clock = engine::real_clock();
  const auto plan = plan_of(*loaded);

  engine::RunOptions options;
  options.out_dir = args.out.empty() ? (fs::path(args.study).parent_path() / "run").string() : args.out;
  options.store_dir = store_of(args.study, args.store);
  options.study_path = args.study;
  options.study_text = files->read(args.study);
  options.rgx_version = RGX_VERSION;
  options.platform = platform();
  options.threads = args.threads;
  options.memory = bytes_of(args.memory);
  options.warnings = check_warnings(*loaded);
  if (isatty(STDERR_FILENO) == 1) options.progress = show_progress;
  std::signal(SIGINT, on_signal);
  std::signal(SIGTERM, on_signal);
  options.interrupted = &interrupted;
  if (args.locked)
    options.locked = engine::Lock::parse(files->read((fs::path(options.out_dir) / "study.lock").string()));
  engine::ReportRemarks remarks;
  options.report = [&](const engine::RunDirectory& run) {
    // The plan goes with the run, so that it is compared again wherever the run is taken.
    if (loaded->plan_text) files->write_atomic((fs::path(run.path) / "study.plan").string(), *loaded->plan_text);
    remarks = engine::write_report(*files, run);
  };

  // While it lasts nobody prunes the store. Where the folder cannot be made the run itself says so, with the rest.
  std::optional<engine::StoreLease> lease;
  try {
    lease.emplace(options.store_dir, engine::StoreLease::Kind::shared);
  } catch (const engine::Failure& f) {
    if (f.code != "cannot-write") throw;
  }
  auto result = engine::run(plan, stdlib::registry(), *files, *clock, options);
  if (options.progress) std::fprintf(stderr, "\r\033[K");
  for (const auto& f : result.failures) print_failure(f, *loaded);
  for (const auto& r : remarks) std::fprintf(stderr, "note: %s\n", r.c_str());
  print_outcome(result, options.out_dir);
  if (plan.study.contains("registered") && (result.status == "done" || result.status == "missed"))
    std::fprintf(stderr, "%s\n", engine::plan_followed(plan.study["registered"]).c_str());
  return result.exit;
}

int report_command(const std::string& run) {
  const auto files = engine::real_files();
  for (const auto& r : engine::write_report(*files, engine::open_run(*files, run)))
    std::fprintf(stderr, "note: %s\n", r.c_str());
  std::printf("%s\n", (fs::path(run) / "report.html").string().c_str());
  return kDone;
}

}  // namespace rgx::tool
