#pragma once
// The rules of RO-Crate 1.1 and of the Workflow Run Crate profile, as far as a metadata file can be held to them
// without the network. One sentence for each that is broken.
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

namespace rgx::test {

// `files`: everything in the archive. Returns what is wrong.
inline std::vector<std::string> broken_rules(const nlohmann::json& crate, const std::set<std::string>& files) {
  using Json = nlohmann::json;
  std::vector<std::string> out;
  const auto rule = [&](bool kept, const std::string& what) {
    if (!kept) out.push_back(what);
  };
  rule(crate.contains("@context") && crate.contains("@graph"), "@context and @graph");
  if (!out.empty()) return out;
  const Json context = crate.at("@context");
  bool own = context == "https://w3id.org/ro/crate/1.1/context";
  if (context.is_array())
    for (const auto& c : context) own = own || c == "https://w3id.org/ro/crate/1.1/context";
  rule(own, "the context is that of RO-Crate 1.1");

  std::map<std::string, Json> entities;
  for (const auto& e : crate.at("@graph")) {
    rule(e.contains("@id") && e.contains("@type"), "every entity has @id and @type: " + e.dump().substr(0, 80));
    rule(entities.emplace(e.value("@id", ""), e).second, "ids are unique: " + e.value("@id", ""));
    // Flattened JSON-LD: an entity refers to others, it does not hold them.
    for (const auto& [name, value] : e.items())
      for (const auto& v : value.is_array() ? value : Json::array({value}))
        rule(!v.is_object() || (v.size() == 1 && v.contains("@id")), "no nested entity: " + name);
  }
  const auto type = [](const Json& e, const std::string& wanted) {
    const Json t = e.value("@type", Json());
    return t == wanted || (t.is_array() && std::find(t.begin(), t.end(), Json(wanted)) != t.end());
  };
  const auto refers = [](const Json& e, const char* name) {
    std::vector<std::string> ids;
    if (!e.contains(name)) return ids;
    for (const auto& v : e.at(name).is_array() ? e.at(name) : Json::array({e.at(name)}))
      if (v.is_object()) ids.push_back(v.value("@id", ""));
    return ids;
  };
  const auto has = [&](const Json& e, const char* name, const std::string& id) {
    const auto ids = refers(e, name);
    return std::find(ids.begin(), ids.end(), id) != ids.end();
  };
  for (const auto& [id, e] : entities)
    for (const auto& [name, value] : e.items())
      for (const auto& to : refers(e, name.c_str())) rule(entities.contains(to), id + " refers to nothing: " + to);

  rule(entities.contains("ro-crate-metadata.json"), "the metadata descriptor is there");
  rule(entities.contains("./"), "the root is ./");
  if (!entities.contains("ro-crate-metadata.json") || !entities.contains("./")) return out;
  const Json &descriptor = entities["ro-crate-metadata.json"], &root = entities["./"];
  rule(type(descriptor, "CreativeWork"), "the descriptor is a CreativeWork");
  rule(has(descriptor, "about", "./"), "the descriptor is about the root");
  rule(has(descriptor, "conformsTo", "https://w3id.org/ro/crate/1.1"), "the descriptor conforms to RO-Crate 1.1");
  rule(type(root, "Dataset"), "the root is a Dataset");
  for (const char* needed : {"name", "description", "datePublished", "license", "hasPart"})
    rule(root.contains(needed), std::string("the root has ") + needed);
  for (const char* profile : {"https://w3id.org/ro/wfrun/process/0.5", "https://w3id.org/ro/wfrun/workflow/0.5",
                              "https://w3id.org/workflowhub/workflow-ro-crate/1.0"})
    rule(has(root, "conformsTo", profile), std::string("the root conforms to ") + profile);

  for (const auto& name : files) {
    if (name == "ro-crate-metadata.json") continue;
    const bool described = entities.contains(name);
    rule(described && type(entities[name], "File"), "every file is described: " + name);
    if (!described) continue;
    rule(has(root, "hasPart", name), "every file is a part: " + name);
    for (const char* needed : {"encodingFormat", "contentSize", "sha256"})
      rule(entities[name].contains(needed), name + " has " + needed);
  }
  for (const auto& id : refers(root, "hasPart")) rule(files.contains(id), "every part is there: " + id);

  const auto main = refers(root, "mainEntity");
  rule(main.size() == 1, "there is one main entity");
  if (main.size() != 1) return out;
  const Json& workflow = entities[main.front()];
  for (const char* kind : {"File", "SoftwareSourceCode", "ComputationalWorkflow"})
    rule(type(workflow, kind), std::string("the workflow is a ") + kind);
  rule(refers(workflow, "programmingLanguage").size() == 1, "the workflow has a language");
  std::size_t actions = 0;
  for (const auto& [id, e] : entities) {
    if (type(e, "SoftwareApplication")) rule(e.contains("softwareVersion"), id + " has a version");
    if (type(e, "Person") || type(e, "Organization")) rule(e.contains("name"), id + " has a name");
    if (!type(e, "CreateAction")) continue;
    ++actions;
    rule(has(e, "instrument", main.front()), "the action's instrument is the workflow");
    rule(has(root, "mentions", id), "the root mentions the action");
    for (const char* needed : {"object", "result", "startTime", "endTime"})
      rule(e.contains(needed), std::string("the action has ") + needed);
  }
  rule(actions == 1, "there is one action");
  return out;
}

}  // namespace rgx::test
