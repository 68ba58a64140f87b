// Fuzz target over images, masks and requests: `extract` gives for each column a finite number or a reason, and the
// same on two threads; it throws nothing for a request that its declaration allows.
#include <cfloat>
#include <cmath>
#include <exception>
#include <limits>

#include "engine/schedule.hpp"
#include "stdlib/features/extract.hpp"
#include "tests/fuzz/bytes.hpp"

namespace rgx::fuzz {

namespace {

using features::Discretisation;
using features::Family;

constexpr std::size_t kLongest = 12;  // voxels along an axis

constexpr float kInf = std::numeric_limits<float>::infinity();
constexpr std::array kSpecial{0.0F,     -0.0F, 1.0F,  -1.0F,  2.0F,       1e-30F, -1e-30F,  FLT_MIN, FLT_MAX, -FLT_MAX,
                              1.4e-45F, 1e30F, 1e19F, -1e19F, 16777217.F, 0.1F,   -1024.0F, 3071.0F, 65536.F, 1e9F};
constexpr std::array kSpoiled{std::numeric_limits<float>::quiet_NaN(), kInf, -kInf};

engine::Geometry geometry(Bytes& bytes) {
  constexpr std::array spacing{1.0, 0.5, 3.27, 0.9765625, 1e-3, 1e3, 10.0, 0.0625};
  engine::Geometry out;
  for (auto& size : out.size) {
    size = bytes.flip() ? 1 + static_cast<std::int64_t>(bytes.below(3))
                        : 1 + static_cast<std::int64_t>(bytes.below(kLongest));
  }
  for (auto& s : out.spacing) s = bytes.one_of(spacing);
  switch (bytes.below(4)) {
    case 1:  // axes turned about
      out.direction = {0, 1, 0, 0, 0, -1, -1, 0, 0};
      break;
    case 2:  // oblique: 30 degrees about the third axis
      out.direction = {std::sqrt(0.75), -0.5, 0, 0.5, std::sqrt(0.75), 0, 0, 0, 1};
      break;
    case 3:  // left-handed
      out.direction = {-1, 0, 0, 0, 1, 0, 0, 0, 1};
      break;
    default:
      break;
  }
  out.origin = {bytes.flip() ? -300.5 : 0.0, 0.0, bytes.flip() ? 1e5 : 0.0};
  return out;
}

engine::Image image(Bytes& bytes, const engine::Geometry& grid) {
  engine::Image out{grid, std::vector<float>(grid.voxels())};
  const std::size_t kind = bytes.below(8);
  const float scale = bytes.one_of(kSpecial), shift = bytes.one_of(kSpecial);
  for (std::size_t v = 0; v < out.voxels.size(); ++v) {
    switch (kind) {
      case 0:  // grey levels as they are
        out.voxels[v] = static_cast<float>(1 + bytes.below(6));
        break;
      case 1:
        out.voxels[v] = static_cast<float>(bytes.byte());
        break;
      case 2:
        out.voxels[v] = bytes.one_of(kSpecial);
        break;
      case 3:
        out.voxels[v] = bytes.any_float();
        break;
      case 4:  // flat
        out.voxels[v] = shift;
        break;
      case 5:  // flat but for a few
        out.voxels[v] = bytes.byte() < 8 ? scale : shift;
        break;
      case 6:  // a ramp
        out.voxels[v] = static_cast<float>(v) * scale + shift;
        break;
      default:
        out.voxels[v] = static_cast<float>(bytes.byte()) * scale + shift;
        break;
    }
  }
  // Not finite by chance of the arithmetic or on purpose; mostly not, since one such voxel hides the rest.
  const bool keep = bytes.below(4) == 0;
  for (float& v : out.voxels) {
    if (!keep && !std::isfinite(v)) v = FLT_MAX;
  }
  if (bytes.below(8) == 0) out.voxels[bytes.below(out.voxels.size())] = bytes.one_of(kSpoiled);
  return out;
}

engine::Mask mask(Bytes& bytes, const engine::Geometry& grid) {
  engine::Mask out{grid, std::vector<std::uint8_t>(grid.voxels(), 0)};
  const auto& n = grid.size;
  const std::size_t kind = bytes.below(9), density = bytes.byte();
  const auto at = static_cast<std::int64_t>(bytes.below(kLongest)), axis = static_cast<std::int64_t>(bytes.below(3));
  const std::size_t single = bytes.below(out.voxels.size());
  std::size_t v = 0;
  for (std::int64_t k = 0; k < n[2]; ++k) {
    for (std::int64_t j = 0; j < n[1]; ++j) {
      for (std::int64_t i = 0; i < n[0]; ++i, ++v) {
        const std::array<std::int64_t, 3> place{i, j, k};
        const auto along = static_cast<std::size_t>(axis);
        const std::int64_t middle = at % n[along];
        bool inside = false;
        switch (kind) {
          case 0:  // everything
            inside = true;
            break;
          case 1:
            inside = v == single;
            break;
          case 2:  // one plane
            inside = place[along] == middle;
            break;
          case 3:  // one line
            inside = place[(along + 1) % 3] == 0 && place[(along + 2) % 3] == n[(along + 2) % 3] - 1;
            break;
          case 4:  // a chessboard: neighbours across edges and corners only
            inside = (i + j + k) % 2 == 0;
            break;
          case 5:  // the border of the image
            inside = i == 0 || j == 0 || k == 0 || i == n[0] - 1 || j == n[1] - 1 || k == n[2] - 1;
            break;
          case 6:  // every third voxel: no neighbours at all
            inside = i % 3 == 0 && j % 3 == 0 && k % 3 == 0;
            break;
          case 7:  // two planes apart
            inside = place[along] == 0 || place[along] == n[along] - 1;
            break;
          default:
            inside = bytes.byte() <= density;
            break;
        }
        out.voxels[v] = inside ? 1 : 0;
      }
    }
  }
  return out;
}

// Part of a mask, as resegmentation leaves it: maybe nothing.
engine::Mask part_of(Bytes& bytes, engine::Mask whole) {
  const std::uint8_t density = bytes.byte();
  for (std::uint8_t& v : whole.voxels) {
    if (bytes.byte() > density) v = 0;
  }
  return whole;
}

Discretisation discretisation(Bytes& bytes) {
  constexpr std::array widths{1e-6, 0.5, 1.0, 25.0, 1e9};
  constexpr std::array bins{2, 3, 8, 32, 100};
  switch (bytes.below(4)) {
    case 0:
      return Discretisation::as_is();
    case 1:
      return Discretisation::of_width(bytes.one_of(widths));
    default:
      // The most levels that a matrix holds take a second under the sanitizers: seldom.
      return Discretisation::of_bins(bytes.byte() == 255 ? features::kMaxLevels : bytes.one_of(bins));
  }
}

// A filter of our own: the image with its sign turned, and something else where nothing is wanted.
const filters::Filter& turned() {
  static const filters::Filter filter{
      [](const engine::Json&, bool) { return std::vector<std::string>{"turned"}; },
      [](const filters::Ask& ask) {
        engine::Image out{ask.image.geometry, std::vector<float>(ask.image.voxels.size(), 1e30F)};
        for (std::int64_t k = ask.wanted.low[2]; k < ask.wanted.high[2]; ++k)
          for (std::int64_t j = ask.wanted.low[1]; j < ask.wanted.high[1]; ++j)
            for (std::int64_t i = ask.wanted.low[0]; i < ask.wanted.high[0]; ++i) {
              const std::size_t v = ask.image.geometry.index(i, j, k);
              out.voxels[v] = -ask.image.voxels[v];
            }
        return out;
      }};
  return filter;
}

features::FamilyRequest family_request(Bytes& bytes, Family family) {
  features::FamilyRequest out;
  out.family = family;
  const auto known = features::aggregations_of(family);
  if (known.size() > 1) {
    const std::size_t some = bytes.byte();
    for (std::size_t a = 0; a < known.size(); ++a) {
      if ((some >> a & 1) != 0) out.aggregations.push_back(known[a]);
    }
  }
  if (family == Family::glcm || family == Family::ngtdm || family == Family::ngldm) {
    out.distance = 1 + static_cast<int>(bytes.below(8) == 0 ? bytes.below(16) : bytes.below(2));
  }
  if (family == Family::ngldm) out.coarseness = static_cast<int>(bytes.below(3));
  if (family == Family::ivh && bytes.flip()) out.discretise = discretisation(bytes);
  if (family == Family::suv && bytes.flip()) out.params = {{"threshold", 2.5}};
  if (family == Family::suv && bytes.flip()) out.params = {{"fraction", 0.41}};
  if (family == Family::margin && bytes.flip()) out.params = {{"smoothing", 0.1}};
  if (family == Family::collage) {
    out.params = {{"radius", 1 + bytes.below(bytes.flip() ? 3 : 32)}, {"levels", 2 + bytes.below(63)}};
  }
  if (family == Family::compartments) out.params = {{"of", bytes.flip() ? "roi" : "rim"}};
  return out;
}

features::Request request(Bytes& bytes) {
  features::Request out;
  out.regions = {{"roi", bytes.below(4) == 0 ? "PET" : ""}};
  if (bytes.below(4) == 0) out.regions.push_back({"rim", ""});
  if (bytes.below(16) == 0) out.regions.push_back({"absent", ""});
  out.scans = {"PET"};
  if (bytes.below(16) == 0) out.scans.emplace_back("absent");
  if (bytes.below(4) == 0) out.filters.push_back({"turned", &turned(), engine::Json::object(), 0});
  out.discretise = discretisation(bytes);
  out.pyradiomics = bytes.below(4) == 0;
  const auto first = static_cast<std::size_t>(out.pyradiomics ? Family::py_shape : Family::shape);
  const auto last = static_cast<std::size_t>(out.pyradiomics ? Family::py_ngtdm : Family::lesions);
  const std::size_t low = bytes.byte(), middle = bytes.byte(), high = bytes.byte();
  const std::size_t asked = low | middle << 8 | high << 16;
  for (std::size_t f = first; f <= last; ++f) {
    const auto family = static_cast<Family>(f);
    const bool theirs = family >= Family::py_shape && family <= Family::py_ngtdm;
    if (theirs != out.pyradiomics || !features::built(family) || (asked >> (f - first) % 24 & 1) == 0) continue;
    out.families.push_back(family_request(bytes, family));
  }
  return out;
}

void check(const features::Extraction& found) {
  require(found.columns.size() == found.values.size(), "as many values as columns");
  for (std::size_t i = 0; i < found.values.size(); ++i) {
    const auto& value = found.values[i];
    if (value.present()) {
      require(std::isfinite(value.value), "`" + found.columns[i].name + "` is not finite and has no reason");
    } else {
      require(!features::code(value.reason).empty(), "`" + found.columns[i].name + "` is missing without a reason");
      require(std::isnan(value.value), "`" + found.columns[i].name + "` has a reason and a number");
    }
  }
  for (const auto& warning : found.warnings) {
    require(!warning.text.empty() && std::isfinite(warning.suggested_width), "a warning that says nothing");
  }
}

// The first column that differs; empty: none.
std::string difference(const features::Extraction& a, const features::Extraction& b) {
  if (a.values.size() != b.values.size()) return "another number of columns";
  for (std::size_t i = 0; i < a.values.size(); ++i) {
    const auto &one = a.values[i], &other = b.values[i];
    if (one.reason != other.reason || (one.present() && std::memcmp(&one.value, &other.value, sizeof(double)) != 0))
      return a.columns[i].name + " " + std::to_string(one.value) + " and " + std::to_string(other.value);
  }
  return {};
}

}  // namespace

void extract_once(Bytes bytes) {
  const features::Request wanted = request(bytes);
  engine::Case subject;
  const engine::Geometry grid = geometry(bytes);
  const bool resegmented = bytes.below(4) == 0, ranged = bytes.below(4) == 0;
  if (ranged) {
    const double low = bytes.one_of(kSpecial), width = std::fabs(bytes.one_of(kSpecial));
    subject.ranges["PET"] = {bytes.below(4) == 0 ? -HUGE_VAL : low, bytes.below(4) == 0 ? HUGE_VAL : low + width};
  }
  engine::Region roi;
  roi.mask = mask(bytes, grid);
  roi.for_scan = wanted.regions.front().for_scan;
  if (resegmented) roi.intensity["PET"] = part_of(bytes, roi.mask);
  subject.regions["roi"] = std::move(roi);
  for (const auto& region : wanted.regions) {
    if (region.name == "rim") subject.regions["rim"].mask = mask(bytes, grid);
  }
  subject.scans["PET"] = {image(bytes, grid), "PET"};
  static const engine::Schedule two(2, std::uint64_t{1} << 30, nullptr);
  try {
    const auto found = features::extract(subject, wanted);
    check(found);
    const std::string differs = difference(found, features::extract(subject, wanted, two.parallel()));
    require(differs.empty(), "two threads and one differ: " + differs);
  } catch (const std::exception& e) {
    require(false, std::string("extract threw: ") + e.what());
  }
}

}  // namespace rgx::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  rgx::fuzz::extract_once({data, size});
  return 0;
}
