#include "engine/recall.hpp"

#include <filesystem>

#include "engine/digest.hpp"

namespace rgx::engine {
namespace {

std::string record_path(const Store& store, const std::string& study_path) {
  const std::string stem = std::filesystem::path(study_path).stem().string();
  return join(join(store.root(), "last"), (stem.empty() ? "study" : stem) + ".json");
}

std::map<std::string, Ingredients> read_record(const Files& files, const std::string& path) {
  std::map<std::string, Ingredients> out;
  if (!files.exists(path)) return out;
  try {
    const Json record = Json::parse(files.read(path));
    for (const auto& [node, ingredients] : record.at("nodes").items()) out[node] = Ingredients::parse(ingredients);
  } catch (const Json::exception&) {
    return {};  // of another version, or damaged: there is nothing to compare with, and nothing depends on it
  }
  return out;
}

}  // namespace

void remember(Store& store, const std::string& study_path, const Plan& plan, const std::vector<NodeResult>& nodes) {
  // A node that was not reached keeps what was known of it.
  const std::string path = record_path(store, study_path);
  const auto before = read_record(store.files(), path);
  Json lines = Json::object();
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const std::string& name = plan.nodes[i].path;
    const bool reached = nodes[i].state != NodeResult::State::waiting && nodes[i].state != NodeResult::State::failed;
    if (reached && !nodes[i].key.empty())
      lines[name] = nodes[i].ingredients.json();
    else if (const auto at = before.find(name); at != before.end())
      lines[name] = at->second.json();
  }
  store.files().write_atomic(path, readable({{"nodes", lines}}));
}

std::map<std::string, Ingredients> recall(Store& store, const std::string& study_path) {
  return read_record(store.files(), record_path(store, study_path));
}

void remember_run(Store& store, const std::string& run_dir) {
  const std::string whole = std::filesystem::absolute(run_dir).lexically_normal().string();
  store.files().write_atomic(join(join(store.root(), "runs"), sha256(whole).substr(0, 16) + ".json"),
                             readable({{"path", whole}, {"written", run_dir}}));
}

}  // namespace rgx::engine
