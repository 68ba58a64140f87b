#pragma once
// PyRadiomics' own values (reference/pyradiomics/values.csv) and its first-order statistics, for tests of its filters.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include "stdlib/imaging/itk_bridge.hpp"
#include "tests/stdlib/filters/filter_images.hpp"
#include "tests/support/data.hpp"

namespace rgx::test {

struct PyRadiomicsCase {
  std::string name;
  double bin_width = 0;
  engine::Image image;
  engine::Mask mask;
};

inline const std::vector<PyRadiomicsCase>& pyradiomics_cases(const std::filesystem::path& data) {
  static const std::vector<PyRadiomicsCase> cases = [&] {
    std::vector<PyRadiomicsCase> out;
    for (const std::string name : {"STS_002_PET", "STS_020_PET", "STS_040_PET", "STS_002_CT"}) {
      const std::string scan = name.substr(8);
      const auto folder = data / "cohorts/sts/nifti" / name.substr(0, 7);
      out.push_back({name, scan == "CT" ? 25.0 : 0.5, stdlib::read_image(folder / (scan + "_image.nii.gz")),
                     stdlib::read_mask(folder / (scan + "_mask.nii.gz"), 1)});
    }
    return out;
  }();
  return cases;
}

// case/feature -> value
inline const std::map<std::string, double>& pyradiomics_values(const std::filesystem::path& data) {
  static const std::map<std::string, double> values = [&] {
    std::map<std::string, double> out;
    std::ifstream in(data / "reference/pyradiomics/values.csv");
    std::string line;
    std::getline(in, line);
    while (std::getline(in, line)) {
      const auto a = line.find(','), b = line.find(',', a + 1), c = line.find(',', b + 1);
      out[line.substr(0, a) + "/" + line.substr(b + 1, c - b - 1)] = std::stod(line.substr(c + 1));
    }
    return out;
  }();
  return values;
}

// Percentile of sorted values, between neighbours by proportion.
inline double percentile(const std::vector<double>& sorted, double percent) {
  const double place = percent / 100 * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (place - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

// Under PyRadiomics' names; Entropy and Uniformity with bins whose edges are multiples of the width.
inline std::map<std::string, double> first_order(const engine::Image& image, const PyRadiomicsCase& c) {
  std::vector<double> x;
  for (std::size_t i = 0; i < c.mask.voxels.size(); ++i) {
    if (c.mask.voxels[i]) x.push_back(image.voxels[i]);
  }
  std::sort(x.begin(), x.end());
  const auto n = static_cast<double>(x.size());
  double sum = 0, square = 0, m2 = 0, m3 = 0, m4 = 0;
  std::map<double, double> bins;
  for (const double v : x) {
    sum += v;
    square += v * v;
    bins[std::floor(v / c.bin_width)] += 1;
  }
  const double mean = sum / n;
  for (const double v : x) {
    const double d = v - mean;
    m2 += d * d;
    m3 += d * d * d;
    m4 += d * d * d * d;
  }
  double entropy = 0, uniformity = 0;
  for (const auto& [bin, count] : bins) {
    entropy -= count / n * std::log2(count / n);
    uniformity += count / n * (count / n);
  }
  return {{"Mean", mean},
          {"Variance", m2 / n},
          {"Skewness", m3 / n / std::pow(m2 / n, 1.5)},
          {"Kurtosis", m4 / n / (m2 / n * (m2 / n))},
          {"Energy", square},
          {"RootMeanSquared", std::sqrt(square / n)},
          {"Minimum", x.front()},
          {"Maximum", x.back()},
          {"Median", percentile(x, 50)},
          {"10Percentile", percentile(x, 10)},
          {"90Percentile", percentile(x, 90)},
          {"InterquartileRange", percentile(x, 75) - percentile(x, 25)},
          {"Entropy", entropy},
          {"Uniformity", uniformity}};
}

// Number of values compared; every one has to agree to 1e-6 relative. Only a mean that is almost nothing beside the
// spread (HHH) may be off by what rounding the response to float32 does to it, 2e-9 of the standard deviation.
inline int compare_first_order(const engine::Image& response, const PyRadiomicsCase& c, const std::string& image_name,
                               const std::map<std::string, double>& expected) {
  int compared = 0;
  double worst = 0;
  const auto found = first_order(response, c);
  for (const auto& [feature, value] : found) {
    const auto at = expected.find(c.name + "/" + image_name + "_firstorder_" + feature);
    if (at == expected.end()) continue;
    ++compared;
    const double off = std::abs(value - at->second) / std::max(std::abs(at->second), 1e-300);
    worst = std::max(worst, off);
    const double slack = feature == "Mean" ? 2e-9 * std::sqrt(found.at("Variance")) : 0;
    CAPTURE(at->first);
    CHECK(std::abs(value - at->second) <= 1e-6 * std::abs(at->second) + slack);
  }
  MESSAGE(c.name << " " << image_name << ": " << compared << " values, worst relative difference " << worst);
  return compared;
}

}  // namespace rgx::test
