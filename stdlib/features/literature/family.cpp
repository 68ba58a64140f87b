#include "stdlib/features/literature/family.hpp"

#include <stdexcept>

#include "stdlib/features/literature/collage.hpp"
#include "stdlib/features/literature/compartments.hpp"
#include "stdlib/features/literature/fractal.hpp"
#include "stdlib/features/literature/lesions.hpp"
#include "stdlib/features/literature/margin.hpp"
#include "stdlib/features/literature/suv.hpp"
#include "stdlib/features/literature/texrad.hpp"

namespace rgx::features {

namespace {

// In the table's order; features that are not built stand behind and stay missing without a reason.
template <std::size_t N>
Values widen(Family family, const std::array<Value, N>& values) {
  Values out(values.begin(), values.end());
  out.resize(features_of(family).size());
  return out;
}

std::optional<double> number(const FamilyRequest& request, const char* name) {
  const auto at = request.params.find(name);
  if (at == request.params.end() || !at->is_number()) return std::nullopt;
  return at->get<double>();
}

UptakeThreshold threshold(const FamilyRequest& request) {
  const auto value = number(request, "threshold"), share = number(request, "fraction");
  if (value && share) throw std::invalid_argument("`suv` takes `threshold` or `fraction`, not both");
  if (value) return UptakeThreshold::of_value(*value);
  return share ? UptakeThreshold::of_fraction(*share) : UptakeThreshold{};
}

}  // namespace

Values literature_region_values(const FamilyRequest& request, const RegionMeasured& m) {
  switch (request.family) {
    case Family::margin:
      return widen(request.family, margin(m.shape, number(request, "smoothing")));
    case Family::fractal:
      return widen(request.family, fractal(m.shape, m.parallel));
    case Family::lesions:
      return widen(request.family, lesions(m.shape));
    default: {
      const auto other = m.subject.regions.find(request.params.at("of").get<std::string>());
      if (other == m.subject.regions.end())
        return Values(features_of(request.family).size(), Value::missing(Reason::absent_region));
      return widen(request.family, compartments(m.shape, crop(other->second.mask)));
    }
  }
}

Values literature_scan_values(const FamilyRequest& request, const Measured& m) {
  if (request.family == Family::suv)
    return widen(request.family, uptake(m.image, m.roi, m.intensity, threshold(request)));
  if (request.family == Family::texrad) return widen(request.family, filtration_histogram(m.intensity));
  CollageSettings settings;
  settings.radius = static_cast<int>(number(request, "radius").value_or(settings.radius));
  settings.levels = static_cast<int>(number(request, "levels").value_or(settings.levels));
  return widen(request.family, collage(m.image, m.roi, m.intensity, settings, m.parallel));
}

}  // namespace rgx::features
