#include "engine/tool/session.hpp"

#include <unistd.h>

#include <Eigen/Core>
#include <boost/version.hpp>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "engine/assets.hpp"
#include "engine/data.hpp"
#include "engine/files.hpp"
#include "engine/lower.hpp"
#include "engine/tool/model_probe.hpp"
#include "lang/expand.hpp"
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

}  // namespace

std::unique_ptr<LoadedStudy> load_study_from(const std::string& path, const std::string& base, const std::string& data,
                                             bool with_data) {
  auto out = std::make_unique<LoadedStudy>();
  out->path = path;
  const std::string place = base.empty() ? path : (fs::path(base) / fs::path(path).filename()).string();
  const std::uint32_t file = out->sources.add(place, engine::real_files()->read(path));
  lang::CheckOptions options;
  options.read = read_used;
  out->probe = std::make_unique<ModelReadingProbe>(out->sources, data);
  if (with_data) options.probe = out->probe.get();
  out->study = lang::check(out->sources, file, catalogue(), options, out->diagnostics);
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
