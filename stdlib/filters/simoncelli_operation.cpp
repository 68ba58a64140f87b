// `simoncelli(level: …)`.
#include "stdlib/filters/fourier_params.hpp"
#include "stdlib/filters/operations_fourier.hpp"
#include "stdlib/filters/parameters.hpp"
#include "stdlib/filters/simoncelli.hpp"

namespace rgx::filters {

engine::Operation simoncelli_operation() {
  Filter filter;
  filter.names = [](const engine::Json& params, bool) {
    const std::string boundary = text_of(params, "boundary", "periodic");
    return std::vector<std::string>{"simoncelli_" + spelled(number_of(params, "level", 1)) +
                                    (boundary == "periodic" ? "" : "_" + boundary)};
  };
  filter.apply = [](const Ask& ask) {
    return simoncelli(ask.image, static_cast<int>(number_of(ask.params, "level", 1)),
                      boundary_of(ask.params, Boundary::periodic), ask.by_slice, ask.wanted, ask.parallel);
  };
  return engine::Declare<engine::Json>("simoncelli", 1)
      .role(lang::Role::filter)
      .in("features")
      .param(whole_param("level", 1, 1, 16, "1: the highest frequencies; each level is an octave lower"))
      .param(boundary_param("periodic"))
      .platform_sensitive()
      .summary("non-separable wavelet of Simoncelli and Freeman: one octave band, the same in every direction")
      .details(
          "IBSI tag PRT7. `H(r) = cos(pi / 2 log2(2 r))` for 1/4 <= r <= 1, else 0, at level 1; `H(2^(j-1) r)` at "
          "level j; r is the length of "
          "the frequency vector, 1 at half a cycle per voxel. The consensus maps fix the frequency of k cycles in n "
          "voxels as "
          "(2k + 1) / (n - 1) for an even n.")
      .methods("Simoncelli wavelet responses (level {level}, {boundary} boundary) were computed in the Fourier domain.")
      .cites({"simoncelli1995", "ibsi2filters2020"})
      .part(filter);
}

}  // namespace rgx::filters
