#include "tests/bench/cases.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <optional>
#include <stdexcept>

#include "stats/base/random.hpp"
#include "stdlib/imaging/itk_bridge.hpp"
#include "stdlib/imaging/voxels.hpp"

namespace rgx::bench {

namespace fs = std::filesystem;

namespace {

constexpr std::array<std::int64_t, 3> kSize{256, 256, 128};

// Convolution with a Gaussian of `sigma` voxels cut at four sigma along one axis, mirrored at the border.
void smooth(std::vector<float>& field, int axis, double sigma) {
  const int radius = static_cast<int>(4 * sigma + 0.5);
  std::vector<double> weight;
  double sum = 0;
  for (int k = -radius; k <= radius; ++k) sum += weight.emplace_back(std::exp(-0.5 * k * k / (sigma * sigma)));
  const std::int64_t n = kSize[static_cast<std::size_t>(axis)];
  const std::int64_t step = axis == 0 ? 1 : axis == 1 ? kSize[0] : kSize[0] * kSize[1];
  std::vector<double> line(static_cast<std::size_t>(n + 2 * radius));
  for (std::int64_t start = 0; start < static_cast<std::int64_t>(field.size()); ++start) {
    if (start / step % n != 0) continue;
    for (std::int64_t i = -radius; i < n + radius; ++i) {
      const std::int64_t at = i < 0 ? -i - 1 : i >= n ? 2 * n - i - 1 : i;
      line[static_cast<std::size_t>(i + radius)] = field[static_cast<std::size_t>(start + at * step)];
    }
    for (std::int64_t i = 0; i < n; ++i) {
      double value = 0;
      for (std::size_t k = 0; k < weight.size(); ++k) value += weight[k] * line[static_cast<std::size_t>(i) + k];
      field[static_cast<std::size_t>(start + i * step)] = static_cast<float>(value / sum);
    }
  }
}

// Standard normal noise smoothed by `sigma` voxels and brought back to a standard deviation of 1.
std::vector<float> noise(std::uint64_t key, double sigma) {
  stats::Stream draws(key);
  std::vector<float> field(static_cast<std::size_t>(kSize[0] * kSize[1] * kSize[2]));
  for (float& v : field) v = static_cast<float>(draws.normal());
  if (sigma <= 0) return field;
  for (int axis = 0; axis < 3; ++axis) smooth(field, axis, sigma);
  double sum = 0, squares = 0;
  for (const float v : field) sum += v, squares += static_cast<double>(v) * v;
  const double mean = sum / static_cast<double>(field.size());
  const double sd = std::sqrt(squares / static_cast<double>(field.size()) - mean * mean);
  for (float& v : field) v = static_cast<float>(v / sd);
  return field;
}

std::optional<fs::path> folder(const char* variable) {
  const char* set = std::getenv(variable);
  if (set == nullptr || *set == 0) return std::nullopt;
  if (!fs::is_directory(set)) throw std::runtime_error(std::string(variable) + " names no folder: " + set);
  return fs::path(set);
}

engine::Case read(const fs::path& image, const fs::path& mask) {
  engine::Case out;
  out.subject = image.filename().string();
  out.scans["image"] = {stdlib::read_image(image), ""};
  out.regions["roi"].mask = stdlib::read_mask(mask);
  return out;
}

struct Pair {
  std::string name;
  fs::path image, mask;
};

// NAME_image.* with NAME_mask.* in one folder, in the order of the names.
std::vector<Pair> pairs(const fs::path& where) {
  std::vector<Pair> out;
  for (const auto& entry : fs::directory_iterator(where)) {
    const std::string file = entry.path().filename().string();
    const auto at = file.find("_image.");
    if (at == std::string::npos) continue;
    const fs::path mask = where / (file.substr(0, at) + "_mask" + file.substr(at + 6));
    if (fs::exists(mask)) out.push_back({file.substr(0, at), entry.path(), mask});
  }
  std::sort(out.begin(), out.end(), [](const Pair& a, const Pair& b) { return a.name < b.name; });
  return out;
}

Input input(const Pair& pair, double width) {
  return {pair.name, width, [pair] { return read(pair.image, pair.mask); }};
}

std::optional<engine::Case>& held() {
  static std::optional<engine::Case> one;
  return one;
}
std::string& held_name() {
  static std::string name;
  return name;
}

}  // namespace

engine::Case synthetic_case() {
  engine::Case out;
  out.subject = "large";
  engine::Image image;
  image.geometry.size = kSize;
  image.geometry.spacing = {0.8, 0.8, 1.5};
  engine::Mask mask;
  mask.geometry = image.geometry;
  image.voxels.assign(image.geometry.voxels(), 100.0F);
  const auto add = [&](std::uint64_t key, double sigma, float weight) {
    const std::vector<float> field = noise(key, sigma);
    for (std::size_t i = 0; i < field.size(); ++i) image.voxels[i] += weight * field[i];
  };
  add(1, 3, 80);
  add(2, 1, 40);
  add(3, 0, 15);
  const std::vector<float> border = noise(4, 4);
  mask.voxels.assign(image.voxels.size(), 0);
  std::size_t v = 0;
  for (std::int64_t k = 0; k < kSize[2]; ++k) {
    for (std::int64_t j = 0; j < kSize[1]; ++j) {
      for (std::int64_t i = 0; i < kSize[0]; ++i, ++v) {
        const double x = static_cast<double>(i - 128) / 85, y = static_cast<double>(j - 128) / 85,
                     z = static_cast<double>(k - 64) / 50;
        const double radius = std::sqrt(x * x + y * y + z * z) + 0.03 * static_cast<double>(border[v]);
        mask.voxels[v] = radius < 1 ? 1 : 0;
      }
    }
  }
  out.scans["image"] = {std::move(image), ""};
  out.regions["roi"].mask = std::move(mask);
  return out;
}

Input large_input() {
  if (const auto own = folder("RGX_BENCH_DATA")) {
    for (const Pair& pair : pairs(*own)) {
      if (pair.name == "large") return input(pair, 25);
    }
  }
  return {"large", 25, synthetic_case};
}

std::vector<Input> own_inputs() {
  std::vector<Input> out;
  if (const auto own = folder("RGX_BENCH_DATA")) {
    for (const Pair& pair : pairs(*own)) {
      if (pair.name != "large") out.push_back(input(pair, 25));
    }
  }
  return out;
}

std::vector<Input> sarcoma_inputs(const std::string& modality) {
  const auto data = folder("RGX_DATA_DIR");
  const fs::path where = data ? *data / "cohorts/sts/nifti" : fs::path();
  if (!data || !fs::is_directory(where)) return {};
  std::vector<std::string> subjects;
  for (const auto& entry : fs::directory_iterator(where)) subjects.push_back(entry.path().filename().string());
  std::sort(subjects.begin(), subjects.end());
  std::vector<Input> out;
  for (const std::string& subject : subjects) {
    const fs::path image = where / subject / (modality + "_image.nii.gz"),
                   mask = where / subject / (modality + "_mask.nii.gz");
    if (fs::exists(image) && fs::exists(mask)) {
      out.push_back(input({subject + "_" + modality, image, mask}, modality == "PET" ? 0.5 : 25));
    }
  }
  return out;
}

std::vector<Input> phantom_inputs() {
  const auto data = folder("RGX_DATA_DIR");
  const fs::path where = data ? *data / "reference/ibsi1/ibsi_1_ct_radiomics_phantom/nifti" : fs::path();
  if (!data || !fs::exists(where / "image/phantom.nii.gz")) return {};
  return {input({"ct_phantom", where / "image/phantom.nii.gz", where / "mask/mask.nii.gz"}, 25)};
}

const engine::Case& hold(const Input& wanted) {
  if (!held() || held_name() != wanted.name) {
    drop();
    held() = wanted.load();
    held_name() = wanted.name;
  }
  return *held();
}

void drop() {
  held().reset();
  held_name().clear();
}

std::size_t region_voxels(const engine::Case& subject) { return stdlib::count(subject.regions.at("roi").mask); }

double least_bytes(const engine::Case& subject) {
  const auto size = stdlib::extent(subject.regions.at("roi").mask).size();
  return static_cast<double>(size[0] * size[1] * size[2]) * (sizeof(float) + sizeof(std::uint8_t));
}

}  // namespace rgx::bench
