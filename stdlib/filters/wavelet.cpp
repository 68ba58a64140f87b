// Separable wavelets (IBSI 2, section 3.5, tags 25BO, SZLD, PRGC): undecimated decomposition with the algorithm à
// trous. Each level below the last applies the low-pass along every axis, then leaves holes of one more voxel between
// samples (Shensa 1992); the last applies low- or high-pass by the letters of the band, the first letter along x.
#include <algorithm>
#include <stdexcept>

#include "stdlib/filters/operations.hpp"
#include "stdlib/filters/parameters.hpp"
#include "stdlib/filters/wavelet_basis.hpp"

namespace rgx::stdlib {

using engine::Json;
using namespace filters;

namespace {

std::vector<std::string> bands_of(const Json& params, bool by_slice) {
  const std::size_t axes = by_slice ? 2 : 3;
  std::vector<std::string> out;
  if (const auto at = params.find("bands"); at != params.end() && !at->is_null() && !at->empty()) {
    for (const Json& band : *at) out.push_back(band.get<std::string>());
    for (auto band = out.begin(); band != out.end(); ++band) {
      const bool letters = std::all_of(band->begin(), band->end(), [](char c) { return c == 'L' || c == 'H'; });
      if (band->size() != axes || !letters)
        throw std::invalid_argument("a band of `wavelet` has one letter an axis, L or H, " + std::to_string(axes) +
                                    (by_slice ? " within slices: `" : " in the volume: `") + *band + "`");
      if (std::find(out.begin(), band, *band) != band)
        throw std::invalid_argument("`bands` of `wavelet` names `" + *band + "` twice");
    }
    return out;
  }
  for (std::size_t code = 0; code < std::size_t{1} << axes; ++code) {
    std::string band;
    for (std::size_t a = 0; a < axes; ++a) band += (code >> (axes - 1 - a) & 1) != 0 ? 'H' : 'L';
    out.push_back(band);
  }
  return out;
}

std::vector<std::string> names(const Json& params, bool by_slice) {
  const auto basis = params.at("basis").get<std::string>();
  wavelet_basis(basis);
  std::string start = "wavelet_" + basis;
  if (const auto level = params.at("level").get<std::int64_t>(); level > 1) start += "_" + std::to_string(level);
  std::string end = boundary_suffix(params);
  if (params.at("rotation_invariant").get<bool>()) {
    const auto pool = params.at("pool").get<std::string>();
    pool_named(pool);
    end = "_" + pool + end;
  }
  std::vector<std::string> out;
  for (const std::string& band : bands_of(params, by_slice)) out.push_back(start + "_" + band + end);
  return out;
}

// A filter of even length has its centre at half its length, the later of the two in the middle (IBSI 2, section 3.5).
Taps taps_of(const std::vector<double>& samples, std::int64_t level) {
  return convolution(samples, static_cast<std::int64_t>(samples.size() / 2), std::int64_t{1} << (level - 1));
}

struct Decomposition {
  std::vector<double> low, high;
  std::string band;
  std::int64_t level = 1;
  bool by_slice = false;

  Separable low_pass(std::int64_t at_level) const {
    const Taps taps = taps_of(low, at_level);
    return {taps, taps, by_slice ? Taps{} : taps};
  }
  Separable last() const {
    Separable out;
    for (std::size_t a = 0; a < band.size(); ++a) out[a] = taps_of(band[a] == 'L' ? low : high, level);
    return out;
  }
};

Separable flipped(const Separable& kernel, const std::array<bool, 3>& flips) {
  return rotated(kernel, {{0, 1, 2}, flips});
}

// The image after every level but the last, for the voxels that `kernels` of the last level read.
Field before_last(const Decomposition& d, const std::array<bool, 3>& flips, const Source& image, const Box& read,
                  const engine::ParallelFor& parallel) {
  std::vector<Box> boxes(static_cast<std::size_t>(d.level - 1));
  boxes.back() = read;
  for (std::size_t l = boxes.size() - 1; l > 0; --l)
    boxes[l - 1] =
        reach({{flipped(d.low_pass(static_cast<std::int64_t>(l) + 1), flips)}}, boxes[l], image.size, image.boundary);
  Field so_far;
  for (std::size_t l = 0; l < boxes.size(); ++l) {
    const Source source = l == 0 ? image : source_of(so_far, image.size, image.boundary);
    Field next =
        response_field(source, {flipped(d.low_pass(static_cast<std::int64_t>(l) + 1), flips)}, boxes[l], parallel);
    so_far = std::move(next);
  }
  return so_far;
}

engine::Image apply(const Ask& ask) {
  const WaveletBasis& basis = wavelet_basis(ask.params.at("basis").get<std::string>());
  Decomposition d{decomposition_low_pass(basis), decomposition_high_pass(basis),
                  bands_of(ask.params, ask.by_slice).at(ask.response), ask.params.at("level").get<std::int64_t>(),
                  ask.by_slice};
  const engine::Geometry& grid = ask.image.geometry;
  const Source image = source_of(ask.image, boundary_of(ask.params));
  const Separable last = d.last();
  if (!ask.params.at("rotation_invariant").get<bool>()) {
    if (d.level == 1) return response_image(image, {last}, ask.wanted, canvas(ask), ask.parallel);
    const Box read = reach({{last}}, ask.wanted, grid.size, image.boundary);
    const Field low = before_last(d, {false, false, false}, image, read, ask.parallel);
    return response_image(source_of(low, grid.size, image.boundary), {last}, ask.wanted, canvas(ask), ask.parallel);
  }
  // Low-pass filters turn with the band's: they are the same along every axis, so that only which axes are reversed
  // matters, and rotations that reverse the same axes share the levels before the last.
  Pooled pooled(pool_named(ask.params.at("pool").get<std::string>()), ask.wanted);
  const std::vector<Rotation> all = right_angle_rotations(ask.by_slice);
  for (int code = 0; code < (ask.by_slice ? 4 : 8); ++code) {
    const std::array<bool, 3> flips{(code & 1) != 0, (code & 2) != 0, (code & 4) != 0};
    std::vector<Component> turned;
    for (const Rotation& rotation : all) {
      if (rotation.flipped != flips) continue;
      Component component{rotated(last, rotation)};
      if (std::find(turned.begin(), turned.end(), component) == turned.end()) turned.push_back(std::move(component));
    }
    Field low;
    Source source = image;
    if (d.level > 1) {
      const Box read = reach(turned, ask.wanted, grid.size, image.boundary);
      low = before_last(d, flips, image, read, ask.parallel);
      source = source_of(low, grid.size, image.boundary);
    }
    convolve(source, turned, ask.wanted, ask.parallel, [&](std::int64_t j, std::int64_t k, const double* const* rows) {
      for (std::size_t c = 0; c < turned.size(); ++c) pooled.take(j, k, rows[c]);
    });
  }
  return pooled.image(canvas(ask));
}

}  // namespace

engine::Operation wavelet_filter() {
  std::vector<std::string> bases;
  for (const WaveletBasis& basis : wavelet_bases()) bases.emplace_back(basis.name);
  lang::Param basis = choice_param("basis", "", bases, "the wavelet: Haar, Daubechies (db), coiflet (coif)");
  basis.fallback = {};
  basis.required = true;
  basis.positional = true;
  lang::Param bands;
  bands.name = "bands";
  bands.type = lang::ParamType::texts;
  bands.list = true;
  bands.text = "which bands: low- (L) or high-pass (H) along x, y, z, as \"LLH\"; all of them when left out";
  return engine::Declare<Json>("wavelet", 1)
      .role(lang::Role::filter)
      .in("features")
      .param(basis)
      .param(whole_param("level", 1, 1, 8, "level of the decomposition"))
      .param(bands)
      .param(rotation_invariant_param())
      .param(pool_param("mean"))
      .param(boundary_param())
      .summary("undecimated separable wavelet decomposition: eight bands, within slices four")
      .methods(
          "Images were decomposed with undecimated {basis} wavelets (level {level}, rotation invariance: "
          "{rotation_invariant}, pooling: {pool}, boundary: {boundary}).")
      .cites({"ibsi2_2024", "daubechies1992", "shensa1992"})
      .part(Filter{names, apply});
}

}  // namespace rgx::stdlib
