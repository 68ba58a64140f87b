#include "engine/tool/session.hpp"

#include <unistd.h>

#include <Eigen/Core>
#include <boost/version.hpp>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "engine/analysis_plan.hpp"
#include "engine/assets.hpp"
#include "engine/data.hpp"
#include "engine/files.hpp"
#include "engine/lower.hpp"
#include "engine/tool/model_probe.hpp"
#include "engine/tool/placed_probe.hpp"
#include "lang/expand.hpp"
#include "lang/registered.hpp"
#include "lang/render.hpp"
#include "stdlib/imaging/itk_version.hpp"
#include "stdlib/register.hpp"

namespace rgx::tool {

namespace fs = std::filesystem;

std::optional<std::string> read_used(const std::string& path) {
  const auto files = engine::real_files();
  if (path.rfind(lang::kShippedDefinitions, 0) == 0) {
    const auto shipped = engine::asset("definitions/" + path.substr(lang::kShippedDefinitions.size()));
    return shipped ? std::optional(files->read(shipped->string())) : std::nullopt;
  }
  if (files->exists(path) && !files->is_folder(path)) return files->read(path);
  return std::nullopt;
}

namespace {

// Studies point into it, so it outlives them all.
const lang::Catalogue& catalogue() {
  static const lang::Catalogue all = stdlib::registry().catalogue();
  return all;
}

std::optional<std::vector<lang::Fact>> read_plan(const std::string& text, std::string& reason) {
  try {
    return engine::read_plan_file(text).facts;
  } catch (const engine::Failure& f) {
    reason = f.what();
    return std::nullopt;
  }
}

}  // namespace

std::unique_ptr<LoadedStudy> load_analysis(const std::string& path) {
  auto out = std::make_unique<LoadedStudy>();
  out->path = path;
  out->facts = lang::facts_without_data(out->sources, out->sources.add(path, engine::real_files()->read(path)),
                                        catalogue(), read_used, out->diagnostics);
  return out;
}

std::unique_ptr<LoadedStudy> load_study_from(const std::string& path, const std::string& base, const std::string& data,
                                             bool with_data) {
  auto out = std::make_unique<LoadedStudy>();
  out->path = path;
  const std::string place = base.empty() ? path : (fs::path(base) / fs::path(path).filename()).string();
  const std::uint32_t file = out->sources.add(place, engine::real_files()->read(path));
  lang::CheckOptions options;
  // A run directory bears a copy of the plan, for where the study has left its folder.
  options.read = [&](const std::string& wanted) {
    auto text = read_used(wanted);
    if (!text && !base.empty() && wanted.ends_with(".plan"))
      text = read_used((fs::path(path).parent_path() / "study.plan").string());
    return text;
  };
  out->probe = std::make_unique<ModelReadingProbe>(out->sources, data);
  if (with_data) options.probe = out->probe.get();
  out->study = lang::check(out->sources, file, catalogue(), options, out->diagnostics);
  if (out->ok())
    lang::check_registered(out->sources, file, catalogue(), options.read, read_plan, out->study, out->diagnostics);
  if (!out->ok()) return out;
  lang::Diagnostics told_above;
  out->facts = lang::facts_without_data(out->sources, file, catalogue(), options.read, told_above);
  lang::Span ignored;
  out->plan_name = lang::registered_plan(out->study, ignored);
  if (!out->plan_name.empty()) out->plan_text = options.read(lang::beside(out->sources, file, out->plan_name));
  return out;
}

std::unique_ptr<LoadedStudy> load_study_at(const engine::InputPlaces& places, const std::string& dataset_folder) {
  auto out = std::make_unique<LoadedStudy>();
  out->path = places.study;
  const std::string place = (fs::path(places.base) / fs::path(places.study).filename()).string();
  const std::uint32_t file = out->sources.add(place, engine::real_files()->read(places.study));
  lang::CheckOptions options;
  options.read = [&](const std::string& path) {
    const bool shipped = path.starts_with(lang::kShippedDefinitions);
    const auto packed = places.replace.find(shipped ? path : fs::path(path).lexically_relative(places.base).string());
    if (packed != places.replace.end()) return std::optional(engine::real_files()->read(packed->second));
    return read_used(path);
  };
  out->probe = std::make_unique<PlacedProbe>(out->sources, dataset_folder, places);
  options.probe = out->probe.get();
  out->study = lang::check(out->sources, file, catalogue(), options, out->diagnostics);
  return out;
}

std::vector<engine::UsedDefinition> definitions_of(const std::string& path, const std::string& base) {
  std::vector<engine::UsedDefinition> out;
  LoadedStudy loaded;
  lang::CheckOptions options;
  options.read = [&](const std::string& used) {
    auto text = read_used(used);
    if (!text) return text;
    const bool shipped = used.starts_with(lang::kShippedDefinitions);
    engine::UsedDefinition d;
    d.used = shipped ? used : fs::path(used).lexically_relative(base).string();
    d.file = shipped ? used.substr(lang::kShippedDefinitions.size()) : d.used;
    if (!shipped && d.file.find("..") != std::string::npos)
      d.file = std::to_string(out.size() + 1) + "-" + fs::path(used).filename().string();
    d.file = std::string(shipped ? "definitions/rgx/" : "definitions/") + d.file;
    d.text = *text;
    out.push_back(std::move(d));
    return text;
  };
  const std::string place = (fs::path(base) / fs::path(path).filename()).string();
  lang::check(loaded.sources, loaded.sources.add(place, engine::real_files()->read(path)), catalogue(), options,
              loaded.diagnostics);
  for (const auto& d : loaded.diagnostics.all)
    if (d.code == "no-such-file" && d.message.ends_with("cannot be read"))
      throw engine::Failure("no-such-file", d.message, "the definitions a study uses are part of its pack");
  return out;
}

std::unique_ptr<LoadedStudy> load_study(const std::string& path, bool with_data) {
  return load_study_from(path, {}, {}, with_data);
}

std::unique_ptr<LoadedStudy> load_text(const std::string& place, const std::string& text) {
  auto out = std::make_unique<LoadedStudy>();
  out->path = place;
  lang::CheckOptions options;
  options.read = read_used;
  out->study = lang::check(out->sources, out->sources.add(place, text), catalogue(), options, out->diagnostics);
  return out;
}

bool colour_wanted(int descriptor) {
  const char* no_colour = std::getenv("NO_COLOR");
  return (no_colour == nullptr || *no_colour == '\0') && isatty(descriptor) == 1;
}

void print_diagnostics(const LoadedStudy& loaded) {
  const lang::RenderOptions options{colour_wanted(STDERR_FILENO)};
  for (const auto& d : loaded.diagnostics.all)
    std::fprintf(stderr, "%s\n", lang::render(d, loaded.sources, options).c_str());
  std::size_t errors = 0, warnings = 0;
  for (const auto& d : loaded.diagnostics.all) {
    errors += d.severity == lang::Severity::error;
    warnings += d.severity == lang::Severity::warning;
  }
  if (errors + warnings > 0)
    std::fprintf(stderr, "%zu error%s, %zu warning%s\n", errors, errors == 1 ? "" : "s", warnings,
                 warnings == 1 ? "" : "s");
}

engine::Plan plan_of(const LoadedStudy& loaded) {
  auto plan = engine::lower(loaded.study, stdlib::registry(), {loaded.probe.get(), &loaded.sources});
  std::vector<std::string> written;
  for (const auto& node : plan.nodes)
    for (const auto& file : node.files) written.push_back(file.written);
  plan.study["analysis"] = engine::facts_json(loaded.facts);
  if (loaded.plan_text)
    plan.study["registered"] = engine::compared_with_plan(loaded.plan_name, *loaded.plan_text, loaded.facts);
  plan.study["datasets"] = engine::dataset_notices(engine::load_datasets(*engine::real_files()), written);
  return plan;
}

engine::Platform platform() {
  engine::Platform out;
  out.isa = RGX_ISA;
  out.libraries["eigen"] = std::to_string(EIGEN_WORLD_VERSION) + "." + std::to_string(EIGEN_MAJOR_VERSION) + "." +
                           std::to_string(EIGEN_MINOR_VERSION);
  out.libraries["boost"] = std::to_string(BOOST_VERSION / 100000) + "." + std::to_string(BOOST_VERSION / 100 % 1000) +
                           "." + std::to_string(BOOST_VERSION % 100);
  out.libraries["itk"] = stdlib::itk_version();
  return out;
}

std::string store_of(const std::string& study_path, const std::string& option) {
  return option.empty() ? (fs::path(study_path).parent_path() / ".rgx").string() : option;
}

}  // namespace rgx::tool
