// All scans and regions of one subject from their files, grids checked against each other.
#include "stdlib/imaging/geometry.hpp"
#include "stdlib/imaging/itk_bridge.hpp"
#include "stdlib/imaging/operations.hpp"
#include "stdlib/imaging/step.hpp"

namespace rgx::stdlib {

using engine::Context;
using engine::Json;

namespace {

engine::Case read(const Context& context) {
  engine::Case out;
  out.subject = context.params.at("subject").get<std::string>();
  std::size_t file = 0;
  for (const auto& scan : context.params.at("scans"))
    out.scans[scan.at("name").get<std::string>()] = {read_image(context.files.at(file++)), scan.value("modality", "")};
  for (const auto& region : context.params.at("regions")) {
    const std::string& path = context.files.at(file++);
    std::optional<std::int32_t> label;
    if (region.contains("label")) label = region["label"].get<std::int32_t>();
    engine::Region made;
    made.mask = read_mask(path, label);
    made.for_scan = region.value("for", "");
    const std::string name = region.at("name").get<std::string>();
    // A region without a scan of its own goes with every scan that shares its grid; with none it is a mistake.
    bool fits = false;
    for (const auto& [scan_name, scan] : out.scans) {
      if (!made.for_scan.empty() && made.for_scan != scan_name) continue;
      fits = fits || same_grid(scan.image.geometry, made.mask.geometry);
    }
    if (!fits)
      for (const auto& [scan_name, scan] : out.scans)
        if (made.for_scan.empty() || made.for_scan == scan_name)
          require_same_grid(scan.image.geometry, made.mask.geometry, scan_name, name, path);
    out.regions[name] = std::move(made);
  }
  return out;
}

}  // namespace

engine::Operation read_case_operation() {
  return engine::Declare<Json>("read_case", 1)
      .in("engine")
      .summary("reads the scans and regions of one subject and checks that their grids agree")
      .run([](const Json&, const Context& c) {
        try {
          return engine::Output{read(c), {}};
        } catch (const ImageError& error) {
          rethrow(error);
        }
      });
}

}  // namespace rgx::stdlib
