// Agreement of two masks: stdlib/perturb/overlap.hpp.
#include "stdlib/perturb/overlap.hpp"

#include "stdlib/conformance/case_fields.hpp"
#include "stdlib/conformance/stats_checks.hpp"

namespace rgx::conformance {

namespace {

engine::Mask mask_of(const Fields& f, const std::string& name) {
  engine::Mask mask;
  for (std::size_t a = 0; a < 3; ++a) {
    mask.geometry.size[a] = static_cast<std::int64_t>(f.at("size").at(a));
    mask.geometry.spacing[a] = f.at("spacing").at(a);
  }
  for (const double v : f.at(name)) mask.voxels.push_back(v > 0 ? 1 : 0);
  return mask;
}

perturb::Overlap found(const Fields& f) {
  return perturb::overlap(mask_of(f, "a"), mask_of(f, "b"), f.at("tolerance")[0]);
}

void volumes(const Fields& f, Numbers& n) {
  const auto o = found(f);
  n.add(static_cast<double>(o.both), f.at("counts").at(2));
  n.add(o.dice, f.at("dice")[0]);
  n.add(o.jaccard, f.at("jaccard")[0]);
}

void surfaces(const Fields& f, Numbers& n) {
  const auto o = found(f);
  n.add(o.hausdorff, f.at("hausdorff")[0]);
  n.add(o.hausdorff_95, f.at("hausdorff_95")[0]);
  n.add(o.mean_distance, f.at("mean_distance")[0]);
  n.add(o.surface_dice, f.at("surface_dice")[0]);
}

}  // namespace

std::vector<StatsCheck> overlap_checks() {
  return {
      by_case("dice", "overlap", "R", "2 * sum(a * b) / (sum(a) + sum(b))", kFormula, volumes),
      by_case("surface_distance", "overlap", "R", "every surface voxel against every other", kFormula, surfaces),
  };
}

}  // namespace rgx::conformance
