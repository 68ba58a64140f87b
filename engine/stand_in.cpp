#include "engine/stand_in.hpp"

#include <algorithm>
#include <map>
#include <memory>

#include "engine/csv.hpp"

namespace rgx::engine {
namespace {

constexpr const char* hand_in = "result_of_the_run";

std::string stem(const std::string& file) { return file.ends_with(".csv") ? file.substr(0, file.size() - 4) : file; }

std::vector<std::string> texts_of(const Table& table, const char* column) {
  std::vector<std::string> out;
  if (const Column* c = table.find(column))
    for (std::size_t r = 0; r < table.rows(); ++r) out.push_back(c->cell(r));
  return out;
}

// What `to_csv` and the files beside it kept of a table: its columns, why cells are missing, the dictionary.
Table read_back(const RunDirectory& run, const Lock::Output& output) {
  Table out = run.tables.at(output.file);
  out.meta = output.meta;
  if (const auto at = run.tables.find("missing.csv"); at != run.tables.end()) {
    const auto tables = texts_of(at->second, "table"), subjects = texts_of(at->second, "subject"),
               columns = texts_of(at->second, "column"), reasons = texts_of(at->second, "reason");
    for (std::size_t i = 0; i < tables.size(); ++i)
      if (tables[i] == stem(output.file) && !columns[i].empty())
        out.missing.push_back({subjects[i], columns[i], reasons[i]});
  }
  if (const auto at = run.tables.find(stem(output.file) + ".dictionary.csv"); at != run.tables.end()) {
    Json dictionary = Json::array();
    for (std::size_t r = 0; r < at->second.rows(); ++r) {
      Json entry = Json::object();
      for (const auto& c : at->second.columns) entry[c.name] = c.cell(r);
      dictionary.push_back(std::move(entry));
    }
    out.meta["dictionary"] = std::move(dictionary);
  }
  return out;
}

std::optional<Payload> result_of(const RunDirectory& run, const std::string& path, const std::string& digest,
                                 const std::function<std::optional<std::string>(const std::string&)>& object) {
  if (object)
    if (const auto bytes = object(digest)) return deserialise(*bytes);
  for (const auto& o : run.lock.outputs) {
    if (o.node != path || !o.part.empty() || !run.tables.contains(o.file)) continue;
    Payload value = normalised(read_back(run, o));
    if (Artifact(value).digest() == digest) return value;
  }
  return std::nullopt;
}

// `standardised/zscore[demo-001]` → `standardised/zscore`.
std::string step_name(const Node& n) { return n.path.substr(0, n.path.find('[')); }

}  // namespace

StandIns stand_in(const Plan& plan, const Registry& registry, const RunDirectory& run, const InputPlaces& places,
                  const std::function<std::optional<std::string>(const std::string& digest)>& object) {
  StandIns out;
  out.registry = registry;
  const auto results = std::make_shared<std::map<std::string, Payload>>();
  out.registry.add(Declare<Json>(hand_in, 1).run([results](const Json&, const Context& c) {
    return Output{results->at(c.params.at("of").get<std::string>()), {}};
  }));
  out.plan.flow = plan.flow;
  out.plan.study = plan.study;
  constexpr std::size_t gone = static_cast<std::size_t>(-1);
  std::vector<std::size_t> place(plan.nodes.size(), gone);
  for (std::size_t i = 0; i < plan.nodes.size(); ++i) {
    Node n = plan.nodes[i];
    const bool blocked =
        std::any_of(n.files.begin(), n.files.end(),
                    [&](const InputFile& f) {
                      return places.absent.contains(f.written) ||
                             (places.images_absent && is_image_input(run.lock, f.written));
                    }) ||
        std::any_of(n.inputs.begin(), n.inputs.end(), [&](const auto& in) { return place[in.second] == gone; });
    if (blocked) {
      const std::string step = step_name(n);
      const auto* line = run.lock.find(n.path);
      std::optional<Payload> value;
      if (n.axis != "subject" && line != nullptr && line->operation == n.operation && line->version == n.version)
        value = result_of(run, n.path, line->output_sha256, object);
      if (std::find(out.not_rerun.begin(), out.not_rerun.end(), step) == out.not_rerun.end())
        out.not_rerun.push_back(step);
      if (!value) continue;
      out.given.push_back(n.path);
      results->emplace(n.path, std::move(*value));
      n.operation = hand_in;
      n.version = 1;
      n.block_kind.clear();
      n.params = {{"of", n.path}};
      n.inputs.clear();
      n.files.clear();
      n.purpose.clear();
    }
    for (auto& in : n.inputs) in.second = place[in.second];
    place[i] = out.plan.nodes.size();
    out.plan.nodes.push_back(std::move(n));
  }
  for (OutputTable o : plan.outputs) {
    if (place[o.node] == gone) {
      out.tables_not_rerun.insert(o.file);
      continue;
    }
    o.node = place[o.node];
    out.plan.outputs.push_back(std::move(o));
  }
  return out;
}

void complete_from(Lock& fresh, const Lock& was, const StandIns& used, const InputPlaces& places) {
  std::map<std::string, Lock::Line> lines;
  for (auto& n : fresh.nodes) lines[n.path] = std::move(n);
  for (const auto& n : was.nodes)
    if (!lines.contains(n.path) || std::find(used.given.begin(), used.given.end(), n.path) != used.given.end())
      lines[n.path] = n;
  fresh.nodes.clear();
  for (auto& [path, line] : lines) fresh.nodes.push_back(std::move(line));
  std::map<std::string, Lock::Input> inputs;
  for (auto& i : fresh.inputs) inputs[i.path] = std::move(i);
  for (const auto& i : was.inputs)
    if (places.absent.contains(i.path) || (places.images_absent && is_image_input(was, i.path))) inputs[i.path] = i;
  fresh.inputs.clear();
  for (auto& [path, input] : inputs) fresh.inputs.push_back(std::move(input));
}

}  // namespace rgx::engine
