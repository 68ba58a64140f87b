#include "stdlib/imaging/n4.hpp"
#include "stdlib/imaging/operations.hpp"
#include "stdlib/imaging/step.hpp"

namespace rgx::stdlib {

using engine::Context;

namespace {

struct N4 {
  std::string mask;
  int shrink = 4, levels = 4, iterations = 50;
};

}  // namespace

engine::Operation n4_operation() {
  return engine::Declare<N4>("n4", 1)
      .role(lang::Role::preprocess)
      .in("preprocess")
      .param(&N4::mask, "mask", std::string(), "the region in which the field is fitted")
      .refers_to({"region"})
      .required()
      .param(&N4::shrink, "shrink", 4, "factor an axis of the image the field is fitted on")
      .range(1, 16)
      .param(&N4::levels, "levels", 4, "fitting levels")
      .range(1, 10)
      .param(&N4::iterations, "iterations", 50, "iterations at most, a level")
      .range(1, 1000)
      .platform_sensitive()
      .summary("N4 bias field correction")
      .methods(
          "MR intensities were corrected for bias fields with N4 (shrink factor {shrink}, {levels} levels, at most "
          "{iterations} iterations each).")
      .cites({"tustison2010"})
      .run([](const N4& p, const Context& c) {
        return change_case(c, [&](engine::Case& subject, auto& notes) {
          const auto region = subject.regions.find(p.mask);
          if (region == subject.regions.end())
            throw engine::Failure("no-data", "subject has no region `" + p.mask + "`");
          N4Settings settings;
          settings.shrink = p.shrink;
          settings.levels = p.levels;
          settings.iterations = p.iterations;
          for (const auto& name : scans_of(c.params, subject)) {
            auto& scan = subject.scans.at(name);
            if (scan.modality == "CT" || scan.modality == "PET") {
              notes.push_back({"warning", subject.subject, "does-not-fit-modality",
                               "n4 corrects MR; `" + name + "` is " + scan.modality});
            }
            scan.image = n4(scan.image, region->second.mask, settings).corrected;
          }
        });
      });
}

}  // namespace rgx::stdlib
