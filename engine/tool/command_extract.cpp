// extract: features of one image and mask without a study, as CSV of two lines.
#include <cstdio>
#include <filesystem>

#include "engine/files.hpp"
#include "engine/schedule.hpp"
#include "engine/table.hpp"
#include "engine/tool/commands.hpp"
#include "engine/tool/protocol.hpp"
#include "engine/tool/session.hpp"
#include "stdlib/features/request.hpp"
#include "stdlib/imaging/geometry.hpp"
#include "stdlib/imaging/itk_bridge.hpp"
#include "stdlib/register.hpp"

namespace rgx::tool {

namespace {

engine::Case read_pair(const ExtractArgs& args) {
  engine::Case subject;
  subject.subject = std::filesystem::path(args.image).filename().string();
  subject.scans["image"] = {stdlib::read_image(args.image), args.modality};
  subject.regions["roi"].mask = stdlib::read_mask(args.mask, args.label);
  stdlib::require_same_grid(subject.scans["image"].image.geometry, subject.regions["roi"].mask.geometry, "image",
                            "mask", args.mask);
  return subject;
}

engine::Case prepared(engine::Case subject, const Protocol& protocol, const engine::ParallelFor& parallel) {
  for (const auto& step : protocol.preprocess) {
    const std::vector<std::pair<std::string, engine::Artifact>> inputs{
        {"case", engine::Artifact(std::move(subject), "one case")}};
    const std::vector<std::string> files;
    auto made = step.operation->kernel({step.params, inputs, files, "", 0, parallel});
    for (const auto& note : made.notes)
      std::fprintf(stderr, "%s[%s]: %s\n", note.kind.c_str(), note.code.c_str(), note.message.c_str());
    subject = std::get<engine::Case>(std::move(made.value));
  }
  return subject;
}

// PyRadiomics' own names: `original_glcm_JointEntropy`, `original_shape_MeshVolume`.
std::string pyradiomics_name(const features::Column& column) {
  return (column.filter.empty() ? std::string("original") : column.filter) + "_" +
         std::string(features::name(column.feature->family)) + "_" + std::string(column.feature->name);
}

}  // namespace

int extract_command(const ExtractArgs& args) {
  try {
    const Protocol protocol = read_protocol(args.protocol, args.modality);
    const engine::Schedule schedule(engine::machine_threads(), engine::machine_memory(), nullptr);
    const auto& parallel = schedule.parallel();
    const engine::Case subject = prepared(read_pair(args), protocol, parallel);
    const auto request = features::request_of(protocol.extraction, stdlib::registry());
    const auto found = features::extract(subject, request, parallel);
    engine::Table row;
    row.columns.push_back(engine::Column::of_texts("subject", {subject.subject}));
    for (std::size_t i = 0; i < found.columns.size(); ++i) {
      const std::string name =
          protocol.conventions == "pyradiomics" ? pyradiomics_name(found.columns[i]) : found.columns[i].name;
      row.columns.push_back(engine::Column::of_numbers(name, {found.values[i].value}));
      if (!found.values[i].present())
        std::fprintf(stderr, "note: %s is missing: %s\n", name.c_str(),
                     std::string(features::describe(found.values[i].reason)).c_str());
    }
    for (const auto& w : found.warnings) std::fprintf(stderr, "warning[%s]: %s\n", w.code.c_str(), w.text.c_str());
    const std::string csv = engine::to_csv(row);
    if (args.out.empty())
      std::fputs(csv.c_str(), stdout);
    else
      engine::real_files()->write_atomic(args.out, csv);
  } catch (const stdlib::ImageError& e) {
    throw engine::Failure(e.code(), e.message());
  } catch (const std::invalid_argument& e) {
    throw engine::Failure("extraction", e.what());
  }
  return kDone;
}

}  // namespace rgx::tool
