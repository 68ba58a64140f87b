// Lowering of images and their preprocessing: a node a subject, and one a repeat where there are several.
#include <algorithm>
#include <optional>

#include "engine/lower_builder.hpp"
#include "lang/repeats.hpp"

namespace rgx::engine {

using lang::Block;

namespace {

std::string fill(std::string pattern, const std::string& cohort, const std::string& subject) {
  for (const auto& [key, value] : {std::pair<std::string, std::string>{"{cohort}", cohort}, {"{id}", subject}})
    for (auto at = pattern.find(key); at != std::string::npos; at = pattern.find(key, at + value.size()))
      pattern.replace(at, key.size(), value);
  return pattern;
}

// One subject's files; nothing when the subject has no scan of the block at all.
std::optional<Node> case_node(Builder& b, const Block& block, const std::string& cohort, CaseNode& made) {
  const auto& spec = *block.images;
  const std::string& subject = made.subject;
  std::vector<std::string>& present = made.scans;
  const bool exclude = b.block(cohort).cohort->missing_image == "exclude";
  Node n;
  n.path = block.name + (spec.cohorts.size() > 1 ? "/" + cohort : "") + "[" + made.place() + "]";
  n.operation = "read_case";
  n.axis = "subject";
  n.subject = subject;
  n.block = block.name;
  n.origin = block.span;
  n.params = {{"subject", subject}, {"scans", Json::array()}, {"regions", Json::array()}};
  std::uint64_t voxels = 0;

  const auto lookup = [&](const std::string& name, const std::string& pattern, bool optional, const lang::Span& span) {
    const std::string written = fill(lang::with_keys(pattern, spec.repeats, made.keys), cohort, subject);
    std::string reason;
    const std::string path = b.options.probe ? b.options.probe->resolve(written, span.file, reason) : written;
    if (!path.empty() && (b.options.probe == nullptr || b.options.probe->exists(path))) {
      n.files.push_back({path, written});
      if (b.options.probe != nullptr)
        if (const auto header = b.options.probe->image(path, reason))
          voxels += static_cast<std::uint64_t>(header->size[0] * header->size[1] * header->size[2]);
      return true;
    }
    if (!optional && !exclude)
      throw Failure("no-such-file", "no file `" + written + "` for subject `" + subject + "`",
                    "write `optional: true` or `missing_image: exclude` if it may be absent");
    std::string of;  // one repeat of several does not send the subject away
    for (const auto& key : made.keys) of += (of.empty() ? " of " : "/") + key;
    b.plan.flow.push_back({subject, cohort, optional || !of.empty() ? "incomplete" : "left", block.name + "." + name,
                           (optional ? "no image" : "image missing") + of});
    return false;
  };

  bool whole = true;
  for (const auto& scan : spec.scans) {
    if (!lookup(scan.name, scan.pattern, scan.optional, scan.span)) {
      whole = whole && scan.optional;
      continue;
    }
    present.push_back(scan.name);
    n.params["scans"].push_back({{"name", scan.name}, {"format", scan.format}, {"modality", scan.modality}});
  }
  if (present.empty() || !whole) return std::nullopt;
  for (const auto& region : spec.regions) {
    // A mask tied to a scan that is not there is not looked for.
    if (!region.for_scan.empty() && std::find(present.begin(), present.end(), region.for_scan) == present.end())
      continue;
    if (!lookup(region.name, region.pattern, region.optional, region.span)) {
      if (!region.optional) return std::nullopt;
      continue;
    }
    Json r{{"name", region.name}, {"format", region.format}, {"for", region.for_scan}};
    if (region.label) r["label"] = *region.label;
    n.params["regions"].push_back(r);
  }
  n.memory_bytes = voxels * 8;
  return n;
}

}  // namespace

void lower_images(Builder& b, const Block& block) {
  for (const auto& cohort : block.images->cohorts)
    for (const auto& subject : b.block(cohort).cohort->subjects) {
      bool any = false;
      for (const auto& keys : lang::combinations(block.images->repeats)) {
        CaseNode one{subject, 0, {}, keys};
        auto node = case_node(b, block, cohort, one);
        if (!node) continue;
        any = true;
        one.node = b.add(std::move(*node));
        b.cases[block.name][cohort].push_back(std::move(one));
      }
      if (!any && !block.images->repeats.empty())
        b.plan.flow.push_back({subject, cohort, "left", block.name, "no repeat has its images"});
    }
}

void lower_preprocess(Builder& b, const Block& block) {
  const auto& from = block.refs.at("from").front();
  const bool many = b.cases[from.block].size() > 1;
  for (const auto& [cohort, cases] : b.cases[from.block])
    for (CaseNode current : cases) {
      std::map<std::string, int> seen;
      for (const auto& step : block.steps) {
        Node n;
        const std::string name = step.signature->name;
        const int again = ++seen[name];
        n.path = block.name + "/" + name + (again > 1 ? std::to_string(again) : "") + (many ? "/" + cohort : "") + "[" +
                 current.place() + "]";
        n.operation = name;
        n.version = step.signature->version;
        n.block_kind = "preprocess";
        n.axis = "subject";
        n.subject = current.subject;
        n.block = block.name;
        n.origin = step.span;
        n.params = parameters_of(step);
        n.parameters = printed_parameters(step);
        n.inputs = {{"case", current.node}};
        n.memory_bytes = b.plan.nodes[current.node].memory_bytes * 3;
        current.node = b.add(std::move(n));
      }
      b.cases[block.name][cohort].push_back(current);
    }
}

}  // namespace rgx::engine
