// Phase 1: response maps. Settings as `reference/ibsi2/CONFIGURATIONS.md` lists them.
#include "stdlib/filters/conformance_ibsi2.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <stdexcept>

#include "stdlib/filters/parameters.hpp"
#include "stdlib/imaging/itk_bridge.hpp"

namespace rgx::filters {

namespace {

constexpr double kShareOfRange = 0.01;

struct Map {
  const char* name;  // as in the file's name: `3_a_1`
  const char* phantom;
  const char* filter;
  bool by_slice;
  const char* settings;  // JSON, lengths in mm
};

constexpr Map kMaps[] = {
    {"1_a_1", "checkerboard", "mean", false, R"({"support": 15, "boundary": "zero"})"},
    {"1_a_2", "checkerboard", "mean", false, R"({"support": 15, "boundary": "nearest"})"},
    {"1_a_3", "checkerboard", "mean", false, R"({"support": 15, "boundary": "periodic"})"},
    {"1_a_4", "checkerboard", "mean", false, R"({"support": 15, "boundary": "mirror"})"},
    {"1_b_1", "impulse", "mean", true, R"({"support": 15, "boundary": "zero"})"},
    {"2_a", "impulse", "log", false, R"({"sigma": 3, "cutoff": 4, "boundary": "zero"})"},
    {"2_b", "checkerboard", "log", false, R"({"sigma": 5, "cutoff": 4, "boundary": "mirror"})"},
    {"2_c", "checkerboard", "log", true, R"({"sigma": 5, "cutoff": 4, "boundary": "mirror"})"},
    {"3_a_1", "impulse", "laws", false, R"({"kernels": "E5L5S5", "boundary": "zero"})"},
    {"3_a_2", "impulse", "laws", false,
     R"({"kernels": "E5L5S5", "rotation_invariant": true, "pool": "max", "boundary": "zero"})"},
    {"3_a_3", "impulse", "laws", false,
     R"({"kernels": "E5L5S5", "rotation_invariant": true, "pool": "max", "energy": 7, "boundary": "zero"})"},
    {"3_b_1", "checkerboard", "laws", false, R"({"kernels": "E3W5R5", "boundary": "mirror"})"},
    {"3_b_2", "checkerboard", "laws", false,
     R"({"kernels": "E3W5R5", "rotation_invariant": true, "pool": "max", "boundary": "mirror"})"},
    {"3_b_3", "checkerboard", "laws", false,
     R"({"kernels": "E3W5R5", "rotation_invariant": true, "pool": "max", "energy": 7, "boundary": "mirror"})"},
    {"3_c_1", "checkerboard", "laws", true, R"({"kernels": "L5S5", "boundary": "mirror"})"},
    {"3_c_2", "checkerboard", "laws", true,
     R"({"kernels": "L5S5", "rotation_invariant": true, "pool": "max", "boundary": "mirror"})"},
    {"3_c_3", "checkerboard", "laws", true,
     R"({"kernels": "L5S5", "rotation_invariant": true, "pool": "max", "energy": 7, "boundary": "mirror"})"},
    {"4_a_1", "impulse", "gabor", true,
     R"({"sigma": 10, "wavelength": 4, "gamma": 0.5, "theta": 60, "boundary": "zero"})"},
    {"4_a_2", "impulse", "gabor", false,
     R"({"sigma": 10, "wavelength": 4, "gamma": 0.5, "rotation_invariant": true, "step": 45, "pool": "mean",
         "planes": "orthogonal", "boundary": "zero"})"},
    {"4_b_1", "sphere", "gabor", true,
     R"({"sigma": 20, "wavelength": 8, "gamma": 2.5, "theta": 225, "boundary": "mirror"})"},
    {"4_b_2", "sphere", "gabor", false,
     R"({"sigma": 20, "wavelength": 8, "gamma": 2.5, "rotation_invariant": true, "step": 22.5, "pool": "mean",
         "planes": "orthogonal", "boundary": "mirror"})"},
    {"5_a_1", "impulse", "wavelet", false, R"({"basis": "db2", "bands": ["LHL"], "boundary": "zero"})"},
    {"5_a_2", "impulse", "wavelet", false,
     R"({"basis": "db2", "bands": ["LHL"], "rotation_invariant": true, "pool": "mean", "boundary": "zero"})"},
    {"6_a_1", "sphere", "wavelet", false, R"({"basis": "coif1", "bands": ["HHL"], "boundary": "periodic"})"},
    {"6_a_2", "sphere", "wavelet", false,
     R"({"basis": "coif1", "bands": ["HHL"], "rotation_invariant": true, "pool": "mean", "boundary": "periodic"})"},
    {"7_a_1", "checkerboard", "wavelet", false,
     R"({"basis": "haar", "level": 2, "bands": ["LLL"], "rotation_invariant": true, "pool": "mean",
         "boundary": "mirror"})"},
    {"7_a_2", "checkerboard", "wavelet", false,
     R"({"basis": "haar", "level": 2, "bands": ["HHH"], "rotation_invariant": true, "pool": "mean",
         "boundary": "mirror"})"},
    {"8_a_1", "checkerboard", "simoncelli", false, R"({"level": 1, "boundary": "periodic"})"},
    {"8_a_2", "checkerboard", "simoncelli", false, R"({"level": 2, "boundary": "periodic"})"},
    {"8_a_3", "checkerboard", "simoncelli", false, R"({"level": 3, "boundary": "periodic"})"},
    {"9_a", "impulse", "riesz", false, R"({"of": "log", "sigma": 3, "order": [1, 0, 0], "boundary": "zero"})"},
    {"9_b_1", "sphere", "riesz", false, R"({"of": "log", "sigma": 3, "order": [0, 2, 0], "boundary": "zero"})"},
    {"10_b_1", "pattern_1", "riesz", false,
     R"({"of": "simoncelli", "level": 1, "order": [0, 2, 0], "boundary": "nearest"})"},
};

const engine::Operation* named(std::span<const engine::Operation> filters, std::string_view name) {
  const auto at = std::find_if(filters.begin(), filters.end(), [&](const auto& f) { return f.signature.name == name; });
  return at == filters.end() ? nullptr : &*at;
}

features::Value largest_share(const engine::Image& found, const engine::Image& reference) {
  float low = reference.voxels[0], high = low;
  double largest = 0;
  for (std::size_t v = 0; v < reference.voxels.size(); ++v) {
    low = std::min(low, reference.voxels[v]);
    high = std::max(high, reference.voxels[v]);
    if (!std::isfinite(found.voxels[v])) return features::Value::missing(features::Reason::not_finite);
    largest =
        std::max(largest, std::fabs(static_cast<double>(found.voxels[v]) - static_cast<double>(reference.voxels[v])));
  }
  if (high == low) throw std::runtime_error("a reference map is constant");
  return features::Value::of(largest / (static_cast<double>(high) - static_cast<double>(low)));
}

}  // namespace

engine::Image respond(const engine::Operation& operation, const engine::Image& image, const engine::Json& settings,
                      bool by_slice, const Box& wanted, const engine::ParallelFor& parallel, std::size_t response) {
  const auto* const filter = std::any_cast<Filter>(&operation.part);
  if (filter == nullptr) throw std::invalid_argument("`" + operation.signature.name + "` is no filter");
  const engine::Json params = with_defaults(operation.signature, settings);
  if (response >= filter->names(params, by_slice).size())
    throw std::invalid_argument("`" + operation.signature.name + "` has no response " + std::to_string(response));
  return filter->apply({image, params, by_slice, response, wanted, parallel, nullptr});
}

features::Conformance conform_response_maps(const std::filesystem::path& data,
                                            std::span<const engine::Operation> filters,
                                            const engine::ParallelFor& parallel) {
  const auto folder = data / "reference" / "ibsi2";
  std::map<std::string, engine::Image> phantoms;
  features::Conformance out;
  for (const Map& map : kMaps) {
    const engine::Operation* const filter = named(filters, map.filter);
    if (filter == nullptr) continue;
    const std::string phantom = map.phantom;
    if (phantoms.count(phantom) == 0)
      phantoms[phantom] =
          stdlib::read_image(folder / "ibsi_2_digital_phantom" / "nifti" / phantom / "image" / (phantom + ".nii.gz"));
    const engine::Image& image = phantoms[phantom];
    const engine::Image reference =
        stdlib::read_image(folder / "reference_response_maps" / (std::string(map.name) + "-ValidCRM.nii.gz"));
    if (reference.geometry.size != image.geometry.size)
      throw std::runtime_error("the response map " + std::string(map.name) + " is of another grid than its phantom");
    features::ConformanceRow row;
    row.item = std::string("map ") + map.name + " " + map.filter + " of " + map.phantom;
    std::replace(row.item.begin(), row.item.end(), '_', '.');
    row.tolerance = kShareOfRange;
    row.found = largest_share(
        respond(*filter, image, engine::Json::parse(map.settings), map.by_slice, whole(image.geometry), parallel),
        reference);
    row.within = row.found.present() && row.found.value <= kShareOfRange;
    out.rows.push_back(row);
  }
  out.no_reference.emplace_back("steered Riesz transform");
  return out;
}

}  // namespace rgx::filters
