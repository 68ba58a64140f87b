#include "stdlib/features/literature/values.hpp"

#include <optional>
#include <stdexcept>

#include "stdlib/features/literature/collage.hpp"
#include "stdlib/features/literature/compartments.hpp"
#include "stdlib/features/literature/fractal.hpp"
#include "stdlib/features/literature/lesions.hpp"
#include "stdlib/features/literature/margin.hpp"
#include "stdlib/features/literature/suv.hpp"
#include "stdlib/features/literature/table.hpp"
#include "stdlib/features/literature/texrad.hpp"

namespace rgx::features {

namespace {

std::optional<double> number(const engine::Json& arguments, const char* name) {
  const auto found = arguments.find(name);
  if (found == arguments.end() || found->is_null()) return std::nullopt;
  return found->get<double>();
}

// The built features come first in the table; the others have no value.
template <std::size_t N>
std::vector<Value> fill(Family family, const std::array<Value, N>& values) {
  std::vector<Value> out(values.begin(), values.end());
  out.resize(literature_features_of(family).size());
  return out;
}

UptakeThreshold threshold(const engine::Json& arguments) {
  const auto value = number(arguments, "threshold"), fraction = number(arguments, "fraction");
  if (value && fraction) throw std::invalid_argument("`suv` takes `threshold` or `fraction`, not both");
  if (value) return UptakeThreshold::of_value(*value);
  if (fraction) return UptakeThreshold::of_fraction(*fraction);
  return {};
}

}  // namespace

std::vector<Value> literature_values(Family family, const engine::Json& arguments, const Roi& region, const Roi* other,
                                     const stats::ParallelFor& parallel) {
  switch (family) {
    case Family::margin:
      return fill(family, margin(region, number(arguments, "smoothing")));
    case Family::fractal:
      return fill(family, fractal(region, parallel));
    case Family::compartments:
      if (other == nullptr) {
        std::array<Value, 3> out;
        out.fill(Value::missing(Reason::absent_region));
        return fill(family, out);
      }
      return fill(family, compartments(region, *other));
    case Family::lesions:
      return fill(family, lesions(region));
    default:
      throw std::invalid_argument("not a family of the region alone");
  }
}

std::vector<Value> literature_values(Family family, const engine::Json& arguments, const engine::Image& image,
                                     const Roi& region, std::span<const float> intensity,
                                     const stats::ParallelFor& parallel) {
  switch (family) {
    case Family::suv:
      return fill(family, uptake(image, region, intensity, threshold(arguments)));
    case Family::texrad:
      return fill(family, filtration_histogram(intensity));
    case Family::collage: {
      CollageSettings settings;
      settings.radius = static_cast<int>(number(arguments, "radius").value_or(settings.radius));
      settings.levels = static_cast<int>(number(arguments, "levels").value_or(settings.levels));
      return fill(family, collage(image, region, intensity, settings, parallel));
    }
    default:
      throw std::invalid_argument("not a family of the literature that reads intensities");
  }
}

}  // namespace rgx::features
