#include "stdlib/features/conformance.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <set>
#include <sstream>
#include <stdexcept>

namespace rgx::features {

namespace {

// The phantom of IBSI chapter 1 as printed in the reference manual and in
// `reference/ibsi1/ibsi_1_digital_phantom/nifti` (theibsi/data_sets, CC BY 4.0); x runs fastest, then y, then z.
constexpr std::array<int, 80> kPhantom{1, 4, 4, 1, 1, 1, 4, 6, 1, 1, 4, 1, 6, 4, 1, 4, 4, 6, 4, 1,  //
                                       1, 4, 4, 1, 1, 1, 1, 6, 1, 1, 1, 1, 3, 1, 1, 4, 4, 6, 1, 1,  //
                                       1, 4, 4, 1, 1, 1, 1, 1, 1, 1, 1, 1, 9, 1, 1, 1, 1, 6, 1, 1,  //
                                       1, 4, 4, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 6, 1, 1};
constexpr std::array<int, 6> kOutside{30, 43, 44, 52, 63, 64};  // voxels that the mask leaves out

std::vector<std::string> fields(const std::string& line) {
  std::vector<std::string> out(1);
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (c == '"') {
      if (quoted && i + 1 < line.size() && line[i + 1] == '"') {
        out.back() += line[++i];
      } else {
        quoted = !quoted;
      }
    } else if (c == ',' && !quoted) {
      out.emplace_back();
    } else if (c != '\r') {
      out.back() += c;
    }
  }
  return out;
}

struct Row {
  std::string feature, tag, data_set, aggregation, value, tolerance;
};

std::vector<Row> reference(const std::filesystem::path& data) {
  const auto file = data / "reference" / "ibsi1" / "ibsi_manual_reference_values.csv";
  std::ifstream in(file);
  if (!in) throw std::runtime_error("no reference values at " + file.string());
  std::vector<Row> out;
  std::string line;
  std::getline(in, line);
  while (std::getline(in, line)) {
    const auto f = fields(line);
    if (f.size() < 6) throw std::runtime_error("a row of " + file.string() + " has too few cells: " + line);
    out.push_back({f[0], f[1], f[2], f[3], f[4], f[5]});
  }
  return out;
}

// Which feature a row speaks of. Tags alone mislead: the histogram's percentiles stand one tag off, GLSZM small zone
// emphasis has the family's tag, and the two IVH features of a pair share one (10 % stands first).
const Feature& feature_of(const Row& row, bool second_of_pair) {
  std::string tag = row.tag;
  if (row.feature.find("discretised intensity percentile") != std::string::npos) {
    tag = row.feature.rfind("10", 0) == 0 ? "GPMT" : "OZ0C";
  } else if (tag == "9SAK") {
    tag = "5QRC";
  }
  const Feature* found = nullptr;
  for (const Feature& f : all_features()) {
    if (f.tag != tag) continue;
    found = &f;
    if (!second_of_pair) break;
  }
  if (found == nullptr)
    throw std::runtime_error("the reference names a feature the table does not have: " + row.feature + " (" + row.tag +
                             ")");
  return *found;
}

Aggregation aggregation_of(const Row& row) {
  struct Words {
    std::string_view words;
    Aggregation aggregation;
  };
  constexpr std::array<Words, 10> kWords{{{"", Aggregation::none},
                                          {"2D, averaged", Aggregation::average_2d},
                                          {"2D, slice-merged", Aggregation::slice_merge_2d},
                                          {"2.5D, direction-merged", Aggregation::direction_merge_25d},
                                          {"2.5D, merged", Aggregation::volume_merge_25d},
                                          {"3D, averaged", Aggregation::average_3d},
                                          {"3D, merged", Aggregation::volume_merge_3d},
                                          {"2D", Aggregation::slices_2d},
                                          {"2.5D", Aggregation::slices_25d},
                                          {"3D", Aggregation::volume_3d}}};
  for (const Words& w : kWords) {
    if (w.words == row.aggregation) return w.aggregation;
  }
  throw std::runtime_error("the reference has an aggregation the table does not have: " + row.aggregation);
}

double round_to(double x, int significant) {
  if (x == 0) return 0;
  const double scale = std::pow(10.0, significant - 1 - std::floor(std::log10(std::fabs(x))));
  return std::round(x * scale) / scale;
}

}  // namespace

std::size_t Conformance::within() const {
  return static_cast<std::size_t>(
      std::count_if(rows.begin(), rows.end(), [](const ConformanceRow& r) { return r.within; }));
}

bool meets(double found, double expected, double tolerance, int significant) {
  // Both sides are decimals held in binary: an excess of their last bits is none.
  const double slack = 1e-9 * std::max(std::fabs(expected), 1e-6);
  return std::fabs(round_to(found, significant) - expected) <= tolerance + slack;
}

engine::Case digital_phantom() {
  engine::Geometry grid;
  grid.size = {5, 4, 4};
  grid.spacing = {2, 2, 2};
  engine::Case out;
  out.subject = "phantom";
  engine::Scan& scan = out.scans["phantom"];
  scan.image.geometry = grid;
  scan.image.voxels.assign(kPhantom.begin(), kPhantom.end());
  engine::Region& region = out.regions["roi"];
  region.mask.geometry = grid;
  region.mask.voxels.assign(kPhantom.size(), 1);
  for (const int voxel : kOutside) region.mask.voxels[static_cast<std::size_t>(voxel)] = 0;
  return out;
}

Conformance compare_with_reference(const std::filesystem::path& data, const std::string& data_set,
                                   const Extraction& found) {
  Conformance out;
  std::set<std::pair<const Feature*, Aggregation>> seen;
  for (const Row& row : reference(data)) {
    if (row.data_set != data_set || row.value.empty()) continue;
    const Aggregation aggregation = aggregation_of(row);
    const Feature* feature = &feature_of(row, false);
    if (seen.count({feature, aggregation}) != 0) feature = &feature_of(row, true);
    if (!seen.insert({feature, aggregation}).second) {
      throw std::runtime_error("the reference has two values of " + row.feature + " (" + row.tag + ")");
    }
    for (std::size_t c = 0; c < found.columns.size(); ++c) {
      if (found.columns[c].feature != feature || found.columns[c].aggregation != aggregation) continue;
      ConformanceRow result;
      result.item = data_set + " " + std::string(name(feature->family)) + "." + std::string(feature->name);
      if (aggregation != Aggregation::none) result.item += " " + std::string(name(aggregation));
      result.expected = std::stod(row.value);
      result.tolerance = row.tolerance.empty() ? 0 : std::stod(row.tolerance);
      result.found = found.values[c];
      result.within = result.found.present() && meets(result.found.value, result.expected, result.tolerance);
      out.rows.push_back(result);
      break;
    }
  }
  std::set<const Feature*> known;
  for (const Row& row : reference(data)) known.insert({&feature_of(row, false), &feature_of(row, true)});
  for (const Feature& f : all_features()) {
    if (known.count(&f) == 0)
      out.no_reference.push_back(std::string(name(f.family)) + "." + std::string(f.name) + " (" + std::string(f.tag) +
                                 ")");
  }
  return out;
}

Conformance conform_digital_phantom(const std::filesystem::path& data) {
  Request request;
  request.regions = {{"roi", ""}};
  request.scans = {"phantom"};
  for (int f = 0; f < kFamilies; ++f) {
    const auto family = static_cast<Family>(f);
    const auto choices = aggregations_of(family);
    if (built(family))
      request.families.push_back({family, {choices.begin(), choices.end()}, 1, 0, std::nullopt, {}, Weighting::none});
  }
  return compare_with_reference(data, "dig. phantom", extract(digital_phantom(), request));
}

}  // namespace rgx::features
