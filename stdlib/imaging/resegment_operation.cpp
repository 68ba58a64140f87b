#include "stdlib/imaging/operations.hpp"
#include "stdlib/imaging/resegment.hpp"
#include "stdlib/imaging/step.hpp"

namespace rgx::stdlib {

using engine::Context;
using engine::Json;

engine::Operation resegment_operation() {
  lang::Param range;
  range.name = "range";
  range.type = lang::ParamType::numbers;
  range.dimension = "intensity";
  range.text = "intensities kept, both ends included, as `-1000 HU .. 400 HU`";
  lang::Param sigma;
  sigma.name = "sigma";
  sigma.type = lang::ParamType::number;
  sigma.low = 0.1;
  sigma.high = 100;
  sigma.text = "keeps the mean plus and minus this many standard deviations of the region";
  return engine::Declare<Json>("resegment", 1)
      .role(lang::Role::preprocess)
      .in("preprocess")
      .param(range)
      .param(sigma)
      .summary("leaves voxels outside a range of intensities out of the intensity mask; the morphological mask stays")
      .methods(
          "Voxels were left out of the intensity mask[, outside the range {range}][, beyond {sigma} standard "
          "deviations "
          "from the region's mean].")
      .cites({"ibsi2020"})
      .run([](const Json&, const Context& c) {
        return change_case(c, [&](engine::Case& subject, auto&) {
          Resegmentation how;
          const Json limits = c.params.value("range", Json());
          if (limits.is_array() && limits.size() == 2) how.range = {limits[0].get<double>(), limits[1].get<double>()};
          const Json outliers = c.params.value("sigma", Json());
          if (outliers.is_number()) how.outliers = outliers.get<double>();
          if (!how.range && !how.outliers)
            throw engine::Failure("missing-setting", "`resegment` needs `range` or `sigma`");
          for (const auto& scan : scans_of(c.params, subject)) resegment(subject, scan, how);
        });
      });
}

}  // namespace rgx::stdlib
