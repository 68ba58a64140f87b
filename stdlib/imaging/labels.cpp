// Masks from label images.
#include <fmt/format.h>

#include <algorithm>

#include "stdlib/imaging/itk_bridge.hpp"

namespace rgx::stdlib {

std::map<std::int32_t, std::size_t> label_counts(const LabelImage& labels) {
  std::map<std::int32_t, std::size_t> counts;
  for (const std::int32_t label : labels.voxels)
    if (label != 0) ++counts[label];
  return counts;
}

engine::Mask mask_of(const LabelImage& labels, std::optional<std::int32_t> label, const std::string& file) {
  const auto counts = label_counts(labels);
  if (counts.empty())
    throw ImageError("mask-empty", file, fmt::format("the mask is empty: all {} voxels are 0", labels.voxels.size()));
  if (label && *label != 0 && !counts.contains(*label)) {
    // A probability map read as labels would list thousands.
    constexpr std::size_t kShown = 12;
    std::string there;
    std::size_t shown = 0;
    for (const auto& [value, voxels] : counts) {
      if (shown++ == kShown) break;
      there += fmt::format("{}{} ({} voxels)", there.empty() ? "" : ", ", value, voxels);
    }
    if (counts.size() > kShown) there += fmt::format(" and {} more", counts.size() - kShown);
    throw ImageError("mask-label", file, fmt::format("label {} is not in the mask; there is {}", *label, there));
  }
  if (label && *label == 0) throw ImageError("mask-label", file, "label 0 is the background, it cannot be a region");
  engine::Mask mask{labels.geometry, std::vector<std::uint8_t>(labels.voxels.size())};
  std::transform(labels.voxels.begin(), labels.voxels.end(), mask.voxels.begin(),
                 [&](std::int32_t v) { return static_cast<std::uint8_t>(label ? v == *label : v != 0); });
  return mask;
}

engine::Mask read_mask(const std::filesystem::path& file, std::optional<std::int32_t> label) {
  return mask_of(read_labels(file), label, file.string());
}

}  // namespace rgx::stdlib
