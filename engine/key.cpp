#include "engine/key.hpp"

#include <algorithm>

#include "engine/digest.hpp"
#include "engine/workers.hpp"

namespace rgx::engine {
namespace {

// Changes whenever the meaning of a recipe changes: everything is then computed anew.
constexpr unsigned scheme = 1;

Json hashed(const Ingredients& g) {
  Json inputs = Json::array();
  for (const auto& i : g.inputs) inputs.push_back({i.port, i.digest});
  Json files = Json::array();
  for (const auto& f : g.files) files.push_back(f.sha256);
  return {{"scheme", scheme},         {"block", g.block_kind},
          {"operation", g.operation}, {"version", g.version},
          {"params", g.params},       {"subject", g.subject},
          {"inputs", inputs},         {"files", files},
          {"stream", g.stream},       {"libraries", g.platform.libraries},
          {"isa", g.platform.isa}};
}

}  // namespace

std::string Ingredients::key() const { return sha256(canonical(hashed(*this))); }

Json Ingredients::json() const {
  Json out = hashed(*this);
  out["inputs"] = Json::array();
  for (const auto& i : inputs) out["inputs"].push_back({{"port", i.port}, {"path", i.path}, {"digest", i.digest}});
  out["files"] = Json::array();
  for (const auto& f : files) out["files"].push_back({{"written", f.written}, {"sha256", f.sha256}});
  return out;
}

Ingredients Ingredients::parse(const Json& json) {
  Ingredients g;
  g.block_kind = json.at("block").get<std::string>();
  g.operation = json.at("operation").get<std::string>();
  g.version = json.at("version").get<unsigned>();
  g.params = json.at("params");
  g.subject = json.at("subject").get<std::string>();
  for (const auto& i : json.at("inputs"))
    g.inputs.push_back(
        {i.at("port").get<std::string>(), i.at("path").get<std::string>(), i.at("digest").get<std::string>()});
  for (const auto& f : json.at("files"))
    g.files.push_back({f.at("written").get<std::string>(), f.at("sha256").get<std::string>()});
  g.stream = json.at("stream").get<std::uint64_t>();
  g.platform.libraries = json.at("libraries").get<std::map<std::string, std::string>>();
  g.platform.isa = json.at("isa").get<std::string>();
  return g;
}

std::uint64_t stream_key(std::uint64_t seed, const std::string& path, const std::string& purpose) {
  if (purpose.empty()) return 0;
  const std::uint64_t out = leading_number(sha256(canonical({"stream", seed, path, purpose})));
  return out == 0 ? 1 : out;  // 0 means none
}

std::uint64_t seed_of(const Plan& plan) {
  if (!plan.study.is_object()) return 1;
  const auto at = plan.study.find("seed");
  return at == plan.study.end() || !at->is_number() ? 1 : at->get<std::uint64_t>();
}

FileDigest FileDigests::get(const std::string& path) {
  {
    const std::lock_guard lock(mutex_);
    const auto it = known_.find(path);
    if (it != known_.end()) return it->second;
  }
  FileDigest found{"missing", 0};
  if (files_.exists(path)) found = digest_file(files_, path);
  const std::lock_guard lock(mutex_);
  return known_.emplace(path, found).first->second;
}

void FileDigests::warm(const Plan& plan) {
  std::vector<std::string> paths;
  for (const auto& n : plan.nodes)
    for (const auto& f : n.files) paths.push_back(f.path);
  std::sort(paths.begin(), paths.end());
  paths.erase(std::unique(paths.begin(), paths.end()), paths.end());
  for_each_index(paths.size(), [&](std::size_t i) { get(paths[i]); });
}

std::map<std::string, FileDigest> FileDigests::all() const {
  const std::lock_guard lock(mutex_);
  return known_;
}

Ingredients gather(const Plan& plan, std::size_t node, const Operation& operation,
                   const std::function<std::string(std::size_t)>& digest_of, FileDigests& files,
                   const Platform& platform) {
  const Node& n = plan.nodes[node];
  Ingredients g;
  g.block_kind = n.block_kind;
  g.operation = n.operation;
  g.version = operation.signature.version;
  g.params = n.params;
  g.subject = n.subject;
  for (const auto& [port, from] : n.inputs) {
    const std::string digest = digest_of(from);
    if (!digest.empty()) g.inputs.push_back({port, plan.nodes[from].path, digest});
  }
  for (const auto& f : n.files) g.files.push_back({f.written, files.get(f.path).sha256});
  g.stream = stream_key(seed_of(plan), n.path, n.purpose);
  if (operation.signature.platform_sensitive) g.platform = platform;
  return g;
}

}  // namespace rgx::engine
