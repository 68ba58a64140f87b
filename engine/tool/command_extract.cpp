// extract: features of one image and mask without a study, as CSV of two lines.
#include <cstdio>
#include <filesystem>

#include "engine/files.hpp"
#include "engine/table.hpp"
#include "engine/tool/commands.hpp"
#include "engine/tool/session.hpp"
#include "stdlib/features/extract.hpp"
#include "stdlib/imaging/geometry.hpp"
#include "stdlib/imaging/itk_bridge.hpp"

namespace rgx::tool {

namespace {

// Every built family on the image as it is, 32 bins: what the command gives without a protocol.
features::Request default_request() {
  features::Request out;
  out.regions = {{"roi", ""}};
  out.scans = {"image"};
  out.discretise = features::Discretisation::of_bins(32);
  for (int f = 0; f < features::kFamilies; ++f) {
    const auto family = static_cast<features::Family>(f);
    if (features::built(family) && family != features::Family::ivh) out.families.push_back({family, {}, 1, 0, {}});
  }
  return out;
}

}  // namespace

int extract_command(const ExtractArgs& args) {
  if (!args.protocol.empty()) return not_built_command("extract --protocol");
  try {
    engine::Case subject;
    subject.subject = std::filesystem::path(args.image).filename().string();
    subject.scans["image"] = {stdlib::read_image(args.image), ""};
    subject.regions["roi"].mask = stdlib::read_mask(args.mask, args.label);
    stdlib::require_same_grid(subject.scans["image"].image.geometry, subject.regions["roi"].mask.geometry, "image",
                              "mask", args.mask);
    const auto found = features::extract(subject, default_request());
    engine::Table row;
    row.columns.push_back(engine::Column::of_texts("subject", {subject.subject}));
    for (std::size_t i = 0; i < found.columns.size(); ++i) {
      row.columns.push_back(engine::Column::of_numbers(found.columns[i].name, {found.values[i].value}));
      if (!found.values[i].present())
        std::fprintf(stderr, "note: %s is missing: %s\n", found.columns[i].name.c_str(),
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
  }
  return kDone;
}

}  // namespace rgx::tool
