#pragma once
// The data on disk, fitted models of other studies among it.
#include "engine/tool/data_probe.hpp"
#include "lang/model_view.hpp"

namespace rgx::tool {

class ModelReadingProbe : public DataProbe, public lang::ModelProbe {
 public:
  using DataProbe::DataProbe;
  std::shared_ptr<const lang::ModelView> model(const std::string& path, std::string& reason) override;
};

}  // namespace rgx::tool
