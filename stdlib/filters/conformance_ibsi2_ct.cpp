// Phase 2: statistics of responses within the region of the CT phantom. Settings as
// `reference/ibsi2/CONFIGURATIONS.md` lists them: A within slices on the grid as it is, B in the volume at 1 mm.
#include <algorithm>
#include <array>
#include <fstream>
#include <map>
#include <optional>
#include <stdexcept>

#include "stdlib/features/feature_table.hpp"
#include "stdlib/features/intensity.hpp"
#include "stdlib/features/roi.hpp"
#include "stdlib/filters/conformance_ibsi2.hpp"
#include "stdlib/imaging/itk_bridge.hpp"
#include "stdlib/imaging/resample.hpp"
#include "stdlib/imaging/resegment.hpp"

namespace rgx::filters {

namespace {

const std::string kScan = "CT", kRegion = "gtv";

// The reference's short names, in the order of the feature table.
constexpr std::array<std::string_view, 18> kTags{"stat_mean",  "stat_var",    "stat_skew", "stat_kurt",  "stat_median",
                                                 "stat_min",   "stat_p10",    "stat_p90",  "stat_max",   "stat_iqr",
                                                 "stat_range", "stat_mad",    "stat_rmad", "stat_medad", "stat_cov",
                                                 "stat_qcod",  "stat_energy", "stat_rms"};

struct Configuration {
  const char* name;    // as in the reference: `4.B`
  const char* filter;  // empty: the image itself
  const char* settings;
};

constexpr Configuration kConfigurations[] = {
    {"1.A", "", "{}"},
    {"1.B", "", "{}"},
    {"2.A", "mean", R"({"support": 5})"},
    {"2.B", "mean", R"({"support": 5})"},
    {"3.A", "log", R"({"sigma": 1.5})"},
    {"3.B", "log", R"({"sigma": 1.5})"},
    {"4.A", "laws", R"({"kernels": "L5E5", "energy": 7, "rotation_invariant": true, "pool": "max"})"},
    {"4.B", "laws", R"({"kernels": "L5E5E5", "energy": 7, "rotation_invariant": true, "pool": "max"})"},
    {"5.A", "gabor", R"({"sigma": 5, "wavelength": 2, "gamma": 1.5, "step": 22.5, "rotation_invariant": true})"},
    {"5.B", "gabor",
     R"({"sigma": 5, "wavelength": 2, "gamma": 1.5, "step": 22.5, "rotation_invariant": true, "planes": "orthogonal"})"},
    {"6.A", "wavelet", R"({"basis": "db3", "bands": ["LH"], "rotation_invariant": true})"},
    {"6.B", "wavelet", R"({"basis": "db3", "bands": ["LLH"], "rotation_invariant": true})"},
    {"7.A", "wavelet", R"({"basis": "db3", "level": 2, "bands": ["HH"], "rotation_invariant": true})"},
    {"7.B", "wavelet", R"({"basis": "db3", "level": 2, "bands": ["HHH"], "rotation_invariant": true})"},
    {"8.A", "simoncelli", R"({"level": 1})"},
    {"8.B", "simoncelli", R"({"level": 1})"},
    {"9.A", "simoncelli", R"({"level": 2})"},
    {"9.B", "simoncelli", R"({"level": 2})"},
};

struct Reference {
  double value = 0, tolerance = 0;
};

std::map<std::string, std::optional<Reference>> reference_values(const std::filesystem::path& data) {
  const auto file = data / "reference" / "ibsi2" / "reference_feature_values" / "reference_values.csv";
  std::ifstream in(file);
  if (!in) throw std::runtime_error("no reference values at " + file.string());
  std::map<std::string, std::optional<Reference>> out;
  std::string line;
  std::getline(in, line);
  while (std::getline(in, line)) {
    std::vector<std::string> cells(1);
    for (const char c : line) {
      if (c == ';') {
        cells.emplace_back();
      } else if (c != '\r') {
        cells.back() += c;
      }
    }
    if (cells.size() != 5) throw std::runtime_error("a row of " + file.string() + " has not five cells: " + line);
    // One value has no consensus: its cells are empty.
    auto& value = out[cells[0] + " " + cells[2]];
    if (!cells[3].empty()) value = Reference{std::stod(cells[3]), std::stod(cells[4])};
  }
  return out;
}

engine::Case phantom(const std::filesystem::path& data, bool by_slice) {
  const auto folder = data / "reference" / "ibsi1" / "ibsi_1_ct_radiomics_phantom" / "nifti";
  engine::Case subject;
  subject.subject = "PAT1";
  subject.scans[kScan] = {stdlib::read_image(folder / "image" / "phantom.nii.gz"), "CT"};
  subject.regions[kRegion].mask = stdlib::read_mask(folder / "mask" / "mask.nii.gz");
  if (!by_slice) {
    stdlib::CaseResampling how;
    how.spacing = {1, 1, 1};
    how.image = stdlib::ImageInterpolation::bspline;
    subject = stdlib::resample(subject, how);
  }
  stdlib::Resegmentation range;
  range.range = {{-1000, 400}};
  stdlib::resegment(subject, kScan, range);
  return subject;
}

Box bounds(const features::Roi& roi, const engine::Geometry& grid) {
  Box out;
  for (std::size_t a = 0; a < 3; ++a) {
    out.low[a] = std::max<std::int64_t>(roi.corner[a] + roi.margin, 0);
    out.high[a] = std::min<std::int64_t>(roi.corner[a] + roi.size[a] - roi.margin, grid.size[a]);
  }
  return out;
}

}  // namespace

features::Conformance conform_ct_statistics(const std::filesystem::path& data,
                                            std::span<const engine::Operation> filters,
                                            const engine::ParallelFor& parallel) {
  const std::map<std::string, std::optional<Reference>> expected = reference_values(data);
  const auto table = features::features_of(features::Family::intensity);
  features::Conformance out;
  for (const bool by_slice : {true, false}) {
    const engine::Case subject = phantom(data, by_slice);
    const engine::Image& image = subject.scans.at(kScan).image;
    const engine::Mask& mask = subject.regions.at(kRegion).intensity.at(kScan);
    const features::Roi roi = features::crop(mask);
    for (const Configuration& c : kConfigurations) {
      const std::string name = c.name, filter = c.filter;
      if ((name.back() == 'A') != by_slice) continue;
      const auto at =
          std::find_if(filters.begin(), filters.end(), [&](const auto& f) { return f.signature.name == filter; });
      if (!filter.empty() && at == filters.end()) continue;
      const engine::Image response = filter.empty() ? image
                                                    : respond(*at, image, engine::Json::parse(c.settings), by_slice,
                                                              bounds(roi, image.geometry), parallel);
      const std::array<features::Value, 18> found =
          features::intensity_statistics(features::intensities(response, mask, roi));
      for (std::size_t f = 0; f < found.size(); ++f) {
        const auto value = expected.find(name + " " + std::string(kTags[f]));
        if (value == expected.end())
          throw std::runtime_error("the reference has no " + std::string(kTags[f]) + " of configuration " + name);
        features::ConformanceRow row;
        row.item = "config. " + name + " " + (filter.empty() ? "original" : filter) + " intensity." +
                   std::string(table[f].name);
        if (!value->second) {
          out.no_reference.push_back(row.item);
          continue;
        }
        row.expected = value->second->value;
        row.tolerance = value->second->tolerance;
        row.found = found[f];
        row.within = row.found.present() && features::meets(row.found.value, row.expected, row.tolerance);
        out.rows.push_back(row);
      }
    }
  }
  return out;
}

}  // namespace rgx::filters
