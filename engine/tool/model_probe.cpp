#include "engine/tool/model_probe.hpp"

#include "engine/failure.hpp"
#include "engine/files.hpp"
#include "engine/model_file.hpp"

namespace rgx::tool {

std::shared_ptr<const lang::ModelView> ModelReadingProbe::model(const std::string& path, std::string& reason) {
  try {
    return engine::view_model(engine::read_model(engine::real_files()->read(path), path));
  } catch (const engine::Failure& e) {
    // The checker names the file as the study does.
    const std::string named = "`" + path + "` ", said = e.what();
    reason = said.starts_with(named) ? said.substr(named.size()) : "cannot be read: " + said;
  }
  return nullptr;
}

}  // namespace rgx::tool
