#include "stdlib/features/value.hpp"

#include <array>

namespace rgx::features {

namespace {
struct Row {
  std::string_view code, words;
};
constexpr std::array<Row, 15> kReasons{{
    {"", ""},
    {"empty-region", "no voxel in the mask"},
    {"single-voxel", "one voxel, the definition needs two"},
    {"planar-region", "the voxels lie in one plane or line, an axis has length zero"},
    {"flat-region", "one intensity or grey level, the definition divides by a spread"},
    {"zero-denominator", "a mean or sum that the definition divides by is zero"},
    {"no-pairs", "no two voxels lie at the asked distance"},
    {"too-many-levels", "more grey levels than a matrix holds"},
    {"not-discretised", "intensities are not whole numbers from 1, and no discretisation is declared"},
    {"not-finite", "an intensity in the region is not a finite number"},
    {"absent-scan", "the subject has no such scan"},
    {"absent-region", "the subject has no such region"},
    {"not-declared", "the study does not declare a setting that the definition needs"},
    {"too-small", "the region is too small for the scales of the definition"},
    {"anisotropic", "the voxels do not have equal sides, resample first"},
}};
}  // namespace

std::string_view code(Reason reason) { return kReasons[static_cast<std::size_t>(reason)].code; }
std::string_view describe(Reason reason) { return kReasons[static_cast<std::size_t>(reason)].words; }

}  // namespace rgx::features
