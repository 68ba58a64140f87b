#pragma once
// The checker's view of data that moved since a run: files lie where `find_inputs` found them, and images that are
// nowhere are taken on trust, as the lock names them.
#include "engine/find_inputs.hpp"
#include "engine/tool/model_probe.hpp"

namespace rgx::tool {

class PlacedProbe : public ModelReadingProbe {
 public:
  // `places` must outlive it.
  PlacedProbe(lang::SourceMap& sources, std::string data, const engine::InputPlaces& places)
      : ModelReadingProbe(sources, std::move(data)), places_(places) {}

  std::string resolve(const std::string& written, std::uint32_t study_file, std::string& reason) override;
  bool exists(const std::string& path) override;
  std::optional<lang::ImageHeader> image(const std::string& path, std::string& reason) override;

 private:
  const engine::InputPlaces& places_;
};

}  // namespace rgx::tool
