// `wavelet(basis: …, level: …)` under `conventions: pyradiomics`.
#include "stdlib/filters/fourier_params.hpp"
#include "stdlib/filters/operations_fourier.hpp"
#include "stdlib/filters/parameters.hpp"
#include "stdlib/filters/pyradiomics_wavelet.hpp"

namespace rgx::filters {

namespace {

struct Band {
  int level = 1;
  std::string letters;
};

// PyRadiomics' order: the bands with an H of each level, then the approximation of the last.
std::vector<Band> bands(const engine::Json& params, bool by_slice) {
  const int levels = static_cast<int>(number_of(params, "level", 1));
  const int axes = by_slice ? 2 : 3;
  std::vector<Band> out;
  for (int level = 1; level <= levels; ++level) {
    for (int code = 1; code < 1 << axes; ++code) {
      Band band{level, ""};
      for (int a = axes; a-- > 0;) band.letters += (code >> a) & 1 ? 'H' : 'L';
      out.push_back(band);
    }
  }
  out.push_back({levels, std::string(static_cast<std::size_t>(axes), 'L')});
  return out;
}

}  // namespace

engine::Operation pyradiomics_wavelet_operation() {
  lang::Param basis;
  basis.name = "basis";
  basis.type = lang::ParamType::choice;
  basis.choices = pyradiomics_bases();
  basis.fallback = std::string("coif1");
  basis.text = "wavelet, by its name in PyWavelets";
  Filter filter;
  filter.names = [](const engine::Json& params, bool by_slice) {
    std::vector<std::string> names;
    for (const auto& band : bands(params, by_slice))
      names.push_back("wavelet" + (band.level > 1 ? std::to_string(band.level) : "") + "-" + band.letters);
    return names;
  };
  filter.apply = [](const Ask& ask) {
    const Band band = bands(ask.params, ask.by_slice).at(ask.response);
    return stationary_wavelet(ask.image, text_of(ask.params, "basis", "coif1"), band.level, band.letters, ask.wanted,
                              ask.parallel);
  };
  return engine::Declare<engine::Json>("wavelet", 1)
      .role(lang::Role::filter)
      .in("pyradiomics")
      .param(basis)
      .param(whole_param("level", 1, 1, 8, "levels of the decomposition; each gives its bands with an H"))
      .summary("stationary wavelet transform as PyRadiomics takes it: periodic, letters in the order x, y, z")
      .details(
          "PyWavelets' stationary transform: `y[n] = sum_j f[j] x[n + F/2 - j]` with periodic continuation, along x, "
          "then y, then z; an odd "
          "axis is made even by repeating its first voxel. The second level runs over the approximation of the first. "
          "Responses: `wavelet-LLH`, "
          "letters in the order of the axes.")
      .methods(
          "Stationary wavelet responses ({basis}, {level} level(s), periodic boundary) were computed as in PyRadiomics "
          "3.")
      .cites({"vangriethuysen2017", "daubechies1992"})
      .part(filter);
}

}  // namespace rgx::filters
