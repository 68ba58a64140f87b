#include "engine/divergence.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace rgx::engine {
namespace {

bool sensitive(const Registry& registry, const Node& n) {
  const Operation* op = n.block_kind.empty() ? registry.find(n.operation, n.version)
                                             : registry.find_in(n.block_kind, n.operation, n.version);
  return op != nullptr && op->signature.platform_sensitive;
}

std::vector<std::string> platform_differences(const Lock& was, const Lock& is) {
  std::vector<std::string> out;
  if (was.platform.isa != is.platform.isa)
    out.push_back(fmt::format("instruction set {}, was {}", is.platform.isa, was.platform.isa));
  for (const auto& [name, version] : was.platform.libraries) {
    const auto at = is.platform.libraries.find(name);
    const std::string now = at == is.platform.libraries.end() ? "none" : at->second;
    if (now != version) out.push_back(fmt::format("library {} {}, was {}", name, now, version));
  }
  if (was.rgx != is.rgx) out.push_back(fmt::format("rgx {}, was {}", is.rgx, was.rgx));
  return out;
}

std::vector<std::string> parameter_differences(const Lock::Line& was, const Lock::Line& is) {
  std::vector<std::string> out;
  const auto find = [](const Lock::Line& line, const std::string& name) {
    return std::find_if(line.parameters.begin(), line.parameters.end(), [&](const auto& p) { return p.name == name; });
  };
  for (const auto& p : is.parameters) {
    const auto at = find(was, p.name);
    if (at == was.parameters.end())
      out.push_back(fmt::format("parameter `{}` is {}, was not there", p.name, canonical(p.value)));
    else if (canonical(at->value) != canonical(p.value))
      out.push_back(fmt::format("parameter `{}` is {}, was {}", p.name, canonical(p.value), canonical(at->value)));
  }
  for (const auto& p : was.parameters)
    if (find(is, p.name) == is.parameters.end()) out.push_back(fmt::format("parameter `{}` is gone", p.name));
  return out;
}

void explain(Divergence& out, const Node& n, const Lock& was, const Lock& is, const Lock::Line* a,
             const Lock::Line* b) {
  const auto platform = platform_differences(was, is);
  if (a == nullptr) {
    out.because = "it was not in the locked run";
  } else if (b == nullptr) {
    out.because = "it did not run";
  } else if (a->operation != b->operation || a->version != b->version) {
    out.because = fmt::format("it ran {}@{}, now {}@{}", a->operation, a->version, b->operation, b->version);
  } else if (auto parameters = parameter_differences(*a, *b); !parameters.empty()) {
    out.because = parameters.front();
    out.details = std::move(parameters);
  } else if (a->key != b->key) {
    const Json seed_was = was.study.is_object() ? was.study.value("seed", Json()) : Json(),
               seed_is = is.study.is_object() ? is.study.value("seed", Json()) : Json();
    if (!n.purpose.empty() && seed_was != seed_is) {
      out.because = fmt::format("the seed of its random numbers is {}, was {}", seed_is.dump(), seed_was.dump());
    } else if (out.declared == "platform-sensitive" && !platform.empty()) {
      out.because = platform.front();
      out.details = platform;
    } else {
      out.because = "its recipe differs: a condition, a setting of its block, or a file it reads";
    }
  } else {
    out.because = "the same recipe gave another result";
    out.details = platform;
    if (!platform.empty()) out.because += "; " + platform.front();
  }
}

}  // namespace

Divergence find_divergence(const Plan& plan, const Registry& registry, const Lock& was, const Lock& is,
                           const std::function<std::string(const std::string& path)>& name) {
  const auto same_output = [&](const std::string& path) {
    const auto *a = was.find(path), *b = is.find(path);
    return a != nullptr && b != nullptr && a->output_sha256 == b->output_sha256;
  };
  for (const auto& n : plan.nodes) {
    const std::string path = name(n.path);
    if (same_output(path) || !std::all_of(n.inputs.begin(), n.inputs.end(), [&](const auto& in) {
          return same_output(name(plan.nodes[in.second].path));
        }))
      continue;
    Divergence out;
    out.step = path;
    out.declared = sensitive(registry, n) ? "platform-sensitive" : "exact";
    explain(out, n, was, is, was.find(path), is.find(path));
    return out;
  }
  return {};
}

Divergence find_reader(const Plan& plan, const Lock& was, const Lock& is) {
  std::set<std::string> same;
  for (const auto& input : is.inputs)
    if (std::find(was.inputs.begin(), was.inputs.end(), input) != was.inputs.end()) same.insert(input.path);
  for (const auto& n : plan.nodes)
    for (const auto& file : n.files)
      if (!same.contains(file.written)) {
        Divergence out;
        out.step = n.path;
        out.because = fmt::format("it reads `{}`", file.written);
        return out;
      }
  return {};
}

std::map<std::string, std::string> declared_of_tables(const Plan& plan, const Registry& registry) {
  std::vector<bool> last_bits(plan.nodes.size());
  for (std::size_t i = 0; i < plan.nodes.size(); ++i)
    last_bits[i] =
        sensitive(registry, plan.nodes[i]) || std::any_of(plan.nodes[i].inputs.begin(), plan.nodes[i].inputs.end(),
                                                          [&](const auto& in) { return last_bits[in.second]; });
  std::map<std::string, std::string> out;
  for (const auto& o : plan.outputs) out[o.file] = last_bits[o.node] ? "platform-sensitive" : "exact";
  return out;
}

}  // namespace rgx::engine
