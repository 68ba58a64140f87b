#pragma once
// A protocol (stdlib/definitions/NAME.rgx, or a file of one's own) outside of any study: its definition NAME stands for
// the entries of a `features` block, NAME_preprocess, where there is one, for those of a `preprocess` block.
#include <string>
#include <vector>

#include "engine/operation.hpp"

namespace rgx::tool {

struct Protocol {
  struct Step {
    const engine::Operation* operation = nullptr;
    engine::Json params;
  };
  std::vector<Step> preprocess;
  engine::Json extraction;  // parameters of an `extract` node for the scan `image` and the region `roi`
  std::string conventions;
};

// Names of the protocols that come with the program.
std::vector<std::string> shipped_protocols();

// `name`: a shipped protocol, a path that ends in `.rgx`, or empty for every family of IBSI with 32 bins. `modality` as
// in `nifti(…, modality: CT)`, may be empty. Throws Failure; messages about a definition are printed first.
Protocol read_protocol(const std::string& name, const std::string& modality);

}  // namespace rgx::tool
