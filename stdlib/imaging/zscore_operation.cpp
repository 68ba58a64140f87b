#include "stdlib/imaging/operations.hpp"
#include "stdlib/imaging/step.hpp"
#include "stdlib/imaging/zscore.hpp"

namespace rgx::stdlib {

using engine::Context;

namespace {

struct Zscore {
  std::string within;
};

}  // namespace

engine::Operation zscore_operation() {
  return engine::Declare<Zscore>("zscore", 1)
      .role(lang::Role::preprocess)
      .in("preprocess")
      .param(&Zscore::within, "within", std::string(), "the region whose mean and standard deviation are used")
      .refers_to({"region"})
      .required()
      .summary("intensities as standard deviations from the mean within a region (population standard deviation)")
      .methods("Intensities were z-scored with the mean and standard deviation within {within}.")
      .run([](const Zscore& p, const Context& c) {
        return change_case(c, [&](engine::Case& subject, auto&) {
          const auto region = subject.regions.find(p.within);
          if (region == subject.regions.end())
            throw engine::Failure("no-data", "subject has no region `" + p.within + "`");
          for (const auto& scan : scans_of(c.params, subject))
            zscore(subject.scans.at(scan).image, region->second.mask, Deviation::population, p.within);
        });
      });
}

}  // namespace rgx::stdlib
