#include "engine/crate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <regex>
#include <set>

#include "engine/digest.hpp"

namespace rgx::engine {
namespace {

constexpr const char* metadata_name = "ro-crate-metadata.json";
constexpr const char* crate_rules = "https://w3id.org/ro/crate/1.1";
constexpr const char* workflow_crate = "https://w3id.org/workflowhub/workflow-ro-crate/1.0";
constexpr const char* process_run = "https://w3id.org/ro/wfrun/process/0.5";
constexpr const char* workflow_run = "https://w3id.org/ro/wfrun/workflow/0.5";

Json reference(const std::string& id) { return {{"@id", id}}; }

std::string encoding_of(const std::string& name) {
  static const std::vector<std::pair<const char*, const char*>> known{{".vl.json", "application/vnd.vegalite.v5+json"},
                                                                      {".json", "application/json"},
                                                                      {".lock", "application/json"},
                                                                      {".csv", "text/csv"},
                                                                      {".tsv", "text/tab-separated-values"},
                                                                      {".html", "text/html"},
                                                                      {".md", "text/markdown"},
                                                                      {".svg", "image/svg+xml"},
                                                                      {".gz", "application/gzip"},
                                                                      {".zip", "application/zip"},
                                                                      {".rgx", "text/plain"},
                                                                      {".txt", "text/plain"}};
  for (const auto& [end, type] : known)
    if (name.ends_with(end)) return type;
  return "application/octet-stream";
}

// An id is a relative URI: what may not stand in one is escaped.
std::string uri_of(const std::string& name) {
  std::string out;
  for (const char c : name) {
    const auto u = static_cast<unsigned char>(c);
    const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                       std::string_view("-._~/@=+,;!()").find(c) != std::string_view::npos;
    out += plain ? std::string(1, c) : fmt::format("%{:02X}", u);
  }
  return out;
}

std::vector<std::string> texts(const Json& study, const char* name) {
  std::vector<std::string> out;
  if (!study.is_object() || !study.contains("blocks")) return out;
  for (const auto& block : study.at("blocks")) {
    if (block.value("kind", "") != "study" || !block.contains("settings")) continue;
    for (const auto& s : block.at("settings")) {
      if (s.value("name", "") != name || !s.contains("value")) continue;
      if (s.at("value").is_string()) out.push_back(s.at("value").get<std::string>());
      if (s.at("value").is_array())
        for (const auto& v : s.at("value"))
          if (v.is_string()) out.push_back(v.get<std::string>());
    }
  }
  return out;
}

std::string trimmed(std::string text) {
  const auto blank = [](char c) { return c == ' ' || c == ',' || c == ';'; };
  while (!text.empty() && blank(text.back())) text.pop_back();
  while (!text.empty() && blank(text.front())) text.erase(0, 1);
  return text;
}

// `Ada Lovelace (0000-0002-1825-0097): analysis`: who before the colon or bracket; an ORCID anywhere is the id.
Json person_of(const std::string& text, std::size_t number) {
  static const std::regex orcid(R"((\d{4}-){3}\d{3}[\dX])");
  std::smatch found;
  const bool has = std::regex_search(text, found, orcid);
  std::string name = trimmed(text.substr(0, text.find_first_of(":(<")));
  Json out{{"@id", has ? "https://orcid.org/" + found.str() : fmt::format("#person-{}", number)},
           {"@type", "Person"},
           {"name", name.empty() ? text : name}};
  if (name != text) out["description"] = text;
  return out;
}

// The DOI or address in a text; nothing: none.
std::optional<std::string> address_in(const std::string& text) {
  static const std::regex url(R"(https?://[^\s,;)\]]+)"), doi(R"((?:doi:\s*)?(10\.\d{4,9}/[^\s,;)\]]+))");
  std::smatch found;
  if (std::regex_search(text, found, url)) return found.str();
  if (std::regex_search(text, found, doi)) return "https://doi.org/" + found.str(1);
  return std::nullopt;
}

class Graph {
 public:
  // Adds an entity, once an id, and gives a reference to it.
  Json add(Json entity) {
    const std::string id = entity.at("@id").get<std::string>();
    if (ids_.insert(id).second) entities_.push_back(std::move(entity));
    return reference(id);
  }
  Json take() { return std::move(entities_); }

 private:
  std::set<std::string> ids_;
  Json entities_ = Json::array();
};

Json profile(Graph& graph, const char* id, const char* name, const char* version) {
  return graph.add({{"@id", id}, {"@type", "CreativeWork"}, {"name", name}, {"version", version}});
}

Json software(Graph& graph, const Lock& lock) {
  Json parts = Json::array();
  for (const auto& [name, version] : lock.platform.libraries)
    parts.push_back(graph.add({{"@id", fmt::format("#software-{}-{}", uri_of(name), uri_of(version))},
                               {"@type", "SoftwareApplication"},
                               {"name", name},
                               {"softwareVersion", version}}));
  Json rgx{{"@id", "#rgx-" + uri_of(lock.rgx)},
           {"@type", "SoftwareApplication"},
           {"name", "rgx"},
           {"description", "statistical radiogenomics from a study file to a report that reruns exactly"},
           {"softwareVersion", lock.rgx},
           {"processorRequirements", lock.platform.isa}};
  if (!parts.empty()) rgx["softwareRequirements"] = parts;
  return graph.add(std::move(rgx));
}

// Datasets behind `@name/` paths, with their licences.
Json datasets(Graph& graph, const Json& study) {
  Json out = Json::array();
  if (!study.is_object()) return out;
  for (const auto& d : study.value("datasets", Json::array())) {
    const std::string name = d.value("name", "");
    Json one{{"@id", "#dataset-" + uri_of(name)},
             {"@type", "Dataset"},
             {"name", d.value("title", name)},
             {"identifier", name}};
    if (const std::string licence = d.value("licence", ""); !licence.empty())
      one["license"] = graph.add({{"@id", fmt::format("#licence-of-{}", uri_of(name))},
                                  {"@type", "CreativeWork"},
                                  {"name", licence},
                                  {"description", fmt::format("licence of the dataset `{}`", name)}});
    if (const std::string cited = d.value("citation", ""); !cited.empty()) one["creditText"] = cited;
    if (const std::string doi = d.value("doi", ""); !doi.empty()) one["url"] = "https://doi.org/" + doi;
    out.push_back(graph.add(std::move(one)));
  }
  return out;
}

Json inputs_of(Graph& graph, const Crate& crate) {
  std::map<std::string, std::string> packed;  // digest → file
  for (const auto& f : crate.files)
    if (f.name.starts_with("data/")) packed.emplace(f.sha256, f.name);
  Json out = Json::array();
  for (const auto& i : crate.lock.inputs) {
    if (const auto at = packed.find(i.sha256); at != packed.end()) {
      out.push_back(reference(uri_of(at->second)));
      continue;
    }
    out.push_back(graph.add({{"@id", "#input-" + uri_of(i.path)},
                             {"@type", "CreativeWork"},
                             {"name", i.path},
                             {"description", "an input of the run, which is not in this crate"},
                             {"contentSize", std::to_string(i.bytes)},
                             {"sha256", i.sha256}}));
  }
  return out;
}

bool is_result(const std::string& name) {
  return name.starts_with("tables/") || name.starts_with("figures/") || name.starts_with("report");
}

}  // namespace

std::string crate_metadata(const Crate& crate) {
  Graph graph;
  const Json& study = crate.lock.study;
  const auto word = [](const Json& from, const char* name) {
    return from.is_object() && from.contains(name) && from.at(name).is_string() ? from.at(name).get<std::string>()
                                                                                : std::string();
  };
  std::string title = word(study, "title");
  if (title.empty()) title = "A study without a title";
  const std::string finished = word(crate.run, "finished");

  Json people = Json::array(), funders = Json::array();
  for (const auto& text : texts(study, "people")) people.push_back(graph.add(person_of(text, people.size() + 1)));
  for (const auto& text : texts(study, "funding"))
    funders.push_back(graph.add({{"@id", address_in(text).value_or(fmt::format("#funder-{}", funders.size() + 1))},
                                 {"@type", "Organization"},
                                 {"name", text}}));
  const Json language = graph.add({{"@id", "#rgx-language"},
                                   {"@type", "ComputerLanguage"},
                                   {"name", "rgx"},
                                   {"description", "the study language of rgx"},
                                   {"version", "1"}});
  const Json program = software(graph, crate.lock);
  const Json sets = datasets(graph, study);
  const Json inputs = inputs_of(graph, crate);

  Json parts = Json::array(), results = Json::array();
  for (const auto& f : crate.files) {
    Json file{{"@id", uri_of(f.name)},
              {"@type", "File"},
              {"name", f.name},
              {"encodingFormat", encoding_of(f.name)},
              {"contentSize", std::to_string(f.bytes)},
              {"sha256", f.sha256}};
    if (!f.about.empty()) file["description"] = f.about;
    if (f.name == "study.rgx") {
      file["@type"] = {"File", "SoftwareSourceCode", "ComputationalWorkflow"};
      file["name"] = title;
      file["programmingLanguage"] = language;
      file["softwareRequirements"] = program;
      if (!people.empty()) file["author"] = people;
    }
    parts.push_back(graph.add(std::move(file)));
    if (is_result(f.name)) results.push_back(reference(uri_of(f.name)));
  }

  Json action{{"@id", "#run"},
              {"@type", "CreateAction"},
              {"name", "Run of " + title},
              {"instrument", reference("study.rgx")},
              {"object", inputs},
              {"result", results},
              {"startTime", word(crate.run, "started")},
              {"endTime", finished},
              {"actionStatus", "http://schema.org/CompletedActionStatus"}};
  if (!people.empty()) action["agent"] = people;
  const std::string status = word(crate.run, "status");
  if (status == "missed") action["description"] = "the run finished; a published number was missed";
  const Json run = graph.add(std::move(action));

  std::string question = word(study, "question");
  Json root{{"@id", "./"},
            {"@type", "Dataset"},
            {"name", title},
            {"description", (question.empty() ? title : question) + " " + crate.subject_data},
            {"datePublished", finished},
            {"license", graph.add({{"@id", "#licence"},
                                   {"@type", "CreativeWork"},
                                   {"name", "No licence is declared for this crate as a whole"},
                                   {"description",
                                    "Its authors decide; the licences of the datasets behind it stand "
                                    "with each of them."}})},
            {"mainEntity", reference("study.rgx")},
            {"mentions", run},
            {"hasPart", parts},
            {"conformsTo",
             {profile(graph, process_run, "Process Run Crate", "0.5"),
              profile(graph, workflow_run, "Workflow Run Crate", "0.5"),
              profile(graph, workflow_crate, "Workflow RO-Crate", "1.0")}}};
  if (!people.empty()) root["author"] = people;
  if (!funders.empty()) root["funder"] = funders;
  Json based = sets;
  for (const auto& text : texts(study, "registered"))
    based.push_back(graph.add({{"@id", address_in(text).value_or("#registered-plan")},
                               {"@type", "CreativeWork"},
                               {"name", "Registered plan"},
                               {"description", text}}));
  if (!based.empty()) root["isBasedOn"] = based;
  graph.add(std::move(root));
  graph.add({{"@id", metadata_name},
             {"@type", "CreativeWork"},
             {"about", reference("./")},
             {"conformsTo", {reference(crate_rules), reference(workflow_crate)}}});
  graph.add({{"@id", crate_rules}, {"@type", "CreativeWork"}, {"name", "RO-Crate"}, {"version", "1.1"}});

  Json entities = graph.take();
  std::sort(entities.begin(), entities.end(), [](const Json& a, const Json& b) {
    const auto rank = [](const Json& e) {
      const std::string id = e.at("@id").get<std::string>();
      return std::pair(id == metadata_name ? 0 : id == "./" ? 1 : id == "study.rgx" ? 2 : id == "#run" ? 3 : 4, id);
    };
    return rank(a) < rank(b);
  });
  const Json context{std::string(crate_rules) + "/context", "https://w3id.org/ro/terms/workflow-run/context",
                     Json{{"sha256", "https://schema.org/sha256"}}};
  return readable({{"@context", context}, {"@graph", entities}});
}

std::map<std::string, CrateFile> crate_files(const std::string& metadata, const std::string& place) {
  const auto no = [&](const std::string& why) {
    return Failure("no-pack", fmt::format("`{}` is no pack: {}", place, why), "`rgx pack RUN_DIR -o FILE` makes one");
  };
  const Json j = Json::parse(metadata, nullptr, false);
  if (!j.is_object() || !j.contains("@graph") || !j.at("@graph").is_array())
    throw no("its ro-crate-metadata.json cannot be read");
  std::map<std::string, const Json*> entities;
  for (const auto& e : j.at("@graph"))
    if (e.is_object() && e.contains("@id") && e.at("@id").is_string()) entities[e.at("@id").get<std::string>()] = &e;
  const auto root = entities.find("./");
  if (root == entities.end() || !root->second->contains("hasPart") || !root->second->at("hasPart").is_array())
    throw no("its metadata have no root dataset with parts");
  std::map<std::string, CrateFile> out;
  for (const auto& part : root->second->at("hasPart")) {
    const auto at = entities.find(part.is_object() ? part.value("@id", "") : "");
    if (at == entities.end()) throw no("its metadata do not describe every part");
    const Json& e = *at->second;
    CrateFile f;
    f.name = at->first;
    // The id is a URI: undo its escapes.
    std::string name;
    for (std::size_t i = 0; i < f.name.size(); ++i) {
      if (f.name[i] == '%' && i + 2 < f.name.size()) {
        const std::string hex = f.name.substr(i + 1, 2);
        if (hex.find_first_not_of("0123456789ABCDEFabcdef") != std::string::npos)
          throw no(fmt::format("`{}` is no file name", f.name));
        name += static_cast<char>(std::stoi(hex, nullptr, 16));
        i += 2;
      } else {
        name += f.name[i];
      }
    }
    f.name = name;
    const std::string size = e.contains("contentSize") && e.at("contentSize").is_string()
                                 ? e.at("contentSize").get<std::string>()
                                 : std::string();
    f.sha256 = e.contains("sha256") && e.at("sha256").is_string() ? e.at("sha256").get<std::string>() : std::string();
    if (size.empty() || size.size() > 15 || size.find_first_not_of("0123456789") != std::string::npos ||
        !is_digest(f.sha256))
      throw no(fmt::format("its metadata do not state size and SHA-256 of `{}`", f.name));
    f.bytes = std::stoull(size);
    out[f.name] = std::move(f);
  }
  return out;
}

}  // namespace rgx::engine
