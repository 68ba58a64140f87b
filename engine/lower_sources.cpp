// Lowering of cohorts, images, preprocessing, features and matrices.
#include <algorithm>

#include "engine/condition_json.hpp"
#include "engine/lower_builder.hpp"

namespace rgx::engine {

using lang::Block;

namespace {

const char* type_name(lang::Variable::Type type) {
  static constexpr const char* names[] = {"binary", "nominal", "ordinal", "continuous", "survival", "category"};
  return names[static_cast<int>(type)];
}

Json source_parameters(const lang::TableSource& source) {
  Json out{{"format", source.format}, {"id", source.id}, {"missing", source.missing}};
  if (!source.trim.empty()) out["trim"] = source.trim;
  if (source.ids_case_insensitive) out["ids"] = "case_insensitive";
  for (const auto& o : source.options) out["options"][o.name] = to_json(o.value);
  return out;
}

Json derivation(const lang::Derivation& d) {
  Json out{{"how", d.how}, {"from", d.from}};
  if (d.how == "log2") out["plus"] = d.plus;
  if (d.how == "combine") {
    out["groups"] = Json::array();
    for (const auto& [level, of] : d.groups) out["groups"].push_back({{"level", level}, {"of", of}});
  }
  if (d.how == "cut") {
    if (d.at.empty())
      out["cuts"] = d.cuts;
    else
      out["at"] = d.at;
  }
  return out;
}

// The same name in several cohorts is one variable: values are kept in the unit of its first declaration, so that a
// coefficient is per year where the study says years.
Json variable_parameters(const Builder& b, const lang::Variable& v) {
  const lang::Variable* first = &v;
  for (const auto& block : b.study.blocks)
    if (block.cohort)
      if (const auto* found = b.study.variable(block.name, v.name)) {
        first = found;
        break;
      }
  Json out{{"name", v.name},     {"type", type_name(v.type)},          {"outcome", v.outcome},
           {"column", v.column}, {"factor", v.factor / first->factor}, {"unit", first->unit}};
  if (v.condition) out["condition"] = to_json(*v.condition);
  if (!v.entry_column.empty()) out["entry"] = v.entry_column;
  if (v.competing) out["competing"] = to_json(*v.competing);
  if (!v.positive.empty()) out["positive"] = v.positive;
  if (!v.negative.empty()) out["negative"] = v.negative;
  if (v.levels_written) out["levels"] = v.levels;
  if (v.level != "subject") out["level"] = v.level;
  if (v.derived) out["derived"] = derivation(*v.derived);
  return out;
}

std::vector<InputFile> files_of(const lang::TableSource& source) {
  std::vector<InputFile> out{{source.path, source.written}};
  for (const auto& f : source.further) out.push_back({f.path, f.written});
  return out;
}

std::string fill(std::string pattern, const std::string& cohort, const std::string& subject) {
  for (const auto& [key, value] : {std::pair<std::string, std::string>{"{cohort}", cohort}, {"{id}", subject}})
    for (auto at = pattern.find(key); at != std::string::npos; at = pattern.find(key, at + value.size()))
      pattern.replace(at, key.size(), value);
  return pattern;
}

}  // namespace

void lower_cohort(Builder& b, const Block& block) {
  const auto& spec = *block.cohort;
  Node n;
  n.path = n.block = block.name;
  n.operation = "read_cohort";
  n.axis = "cohort";
  n.origin = block.span;
  n.files = files_of(spec.table);
  n.params = source_parameters(spec.table);
  n.params["name"] = block.name;
  n.params["id"] = spec.id;
  n.params["policy"] = spec.missing;
  if (spec.include) n.params["include"] = to_json(*spec.include);
  if (spec.exclude) n.params["exclude"] = to_json(*spec.exclude);
  n.params["variables"] = Json::array();
  for (const auto& v : spec.variables) n.params["variables"].push_back(variable_parameters(b, v));
  for (const auto& level : spec.levels)
    n.params["levels"].push_back({{"name", level.name}, {"column", level.column}, {"of", level.of}});
  for (const auto& s : block.settings) n.parameters.push_back({s.name, to_json(s.value), s.written});
  b.cohorts[block.name] = b.add(std::move(n));
}

namespace {

// One subject's files; nothing when the subject has no scan of the block at all.
std::optional<Node> case_node(Builder& b, const Block& block, const std::string& cohort, const std::string& subject,
                              std::vector<std::string>& present) {
  const auto& spec = *block.images;
  const bool exclude = b.block(cohort).cohort->missing_image == "exclude";
  Node n;
  n.path = block.name + (spec.cohorts.size() > 1 ? "/" + cohort : "") + "[" + subject + "]";
  n.operation = "read_case";
  n.axis = "subject";
  n.subject = subject;
  n.block = block.name;
  n.origin = block.span;
  n.params = {{"subject", subject}, {"scans", Json::array()}, {"regions", Json::array()}};
  std::uint64_t voxels = 0;

  const auto lookup = [&](const std::string& name, const std::string& pattern, bool optional, const lang::Span& span) {
    const std::string written = fill(pattern, cohort, subject);
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
    b.plan.flow.push_back({subject, cohort, optional ? "incomplete" : "left", block.name + "." + name,
                           optional ? "no image" : "image missing"});
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
      std::vector<std::string> present;
      if (auto node = case_node(b, block, cohort, subject, present)) {
        const std::size_t at = b.add(std::move(*node));
        b.cases[block.name][cohort].push_back({subject, at, present});
      }
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
                 current.subject + "]";
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

namespace {

// One file a cohort where a block serves several: a table's key is the subject, and subjects are a cohort's own.
std::string table_file(const std::string& block, const std::string& cohort, std::size_t cohorts) {
  return cohorts > 1 ? block + "." + cohort + ".csv" : block + ".csv";
}

void lower_import(Builder& b, const Block& block) {
  const auto& spec = *block.features;
  for (const auto& cohort : spec.cohorts) {
    Node n;
    n.path = block.name + (spec.cohorts.size() > 1 ? "[" + cohort + "]" : "");
    n.operation = "import_features";
    n.axis = "cohort";
    n.block = block.name;
    n.origin = block.span;
    n.files = files_of(*spec.source);
    n.inputs = {{"cohort", b.cohorts.at(cohort)}};
    n.params = source_parameters(*spec.source);
    n.params["kind"] = spec.kind;
    n.params["only"] = spec.only;
    n.params["block"] = block.name;
    n.params["cohort_id"] = b.block(cohort).cohort->id;
    for (const auto& [level, column] : spec.source->keys)
      n.params["keys"].push_back({{"level", level}, {"column", column}});
    n.params["columns"] = Json::array();
    static constexpr const char* types[] = {"numeric", "nominal", "ordinal", "ignore"};
    for (const auto& rule : spec.columns)
      n.params["columns"].push_back(
          {{"column", rule.column}, {"type", types[static_cast<int>(rule.type)]}, {"levels", rule.levels}});
    for (const auto& s : block.settings) n.parameters.push_back({s.name, to_json(s.value), s.written});
    b.tables[block.name][cohort] = b.add(std::move(n));
    b.plan.outputs.push_back({table_file(block.name, cohort, spec.cohorts.size()), b.tables[block.name][cohort], ""});
  }
}

// `mask(…, for: PET)`: which region goes with which scan, whether or not a subject has it.
Json ties(const lang::Study& study, const lang::FeaturesSpec& spec) {
  const Block* images = study.find(spec.from.block);
  while (images != nullptr && !images->images) images = study.find(images->refs.at("from").front().block);
  if (images == nullptr) throw Failure("unknown-name", "no block `" + spec.from.block + "` in the checked study");
  Json out = Json::object();
  for (const auto& region : images->images->regions)
    if (!region.for_scan.empty() &&
        std::find(spec.regions.begin(), spec.regions.end(), region.name) != spec.regions.end())
      out[region.name] = region.for_scan;
  return out;
}

}  // namespace

Json step_parameters(const lang::Use& step) { return parameters_of(step); }

Json extraction_parameters(const lang::Study& study, const Block& features) {
  const auto& spec = *features.features;
  Json out{{"scans", spec.scans}, {"regions", spec.regions}, {"families", Json::array()}, {"filters", Json::array()}};
  for (const auto& f : spec.families) out["families"].push_back(part_of(f));
  for (std::size_t i = 0; i < spec.filters.size(); ++i) {
    Json filter = part_of(spec.filters[i]);
    filter["responses"] = spec.responses.at(i);
    out["filters"].push_back(std::move(filter));
  }
  out["conventions"] = spec.conventions;
  if (spec.discretise) out["discretise"] = part_of(*spec.discretise);
  if (spec.by_slice) out["by"] = "slice";
  if (const Json tied = ties(study, spec); !tied.empty()) out["ties"] = tied;
  return out;
}

namespace {

std::vector<Parameter> extraction_printed(const lang::FeaturesSpec& spec) {
  std::vector<Parameter> out{{"scans", spec.scans, true},
                             {"regions", spec.regions, true},
                             {"conventions", spec.conventions, spec.conventions != "ibsi"}};
  const auto all = [&](const std::vector<lang::Use>& uses) {
    for (const auto& use : uses)
      for (auto& p : printed_parameters(use)) {
        p.name = use.signature->name + "." + p.name;
        out.push_back(std::move(p));
      }
  };
  all(spec.families);
  all(spec.filters);
  if (spec.discretise) all({*spec.discretise});
  return out;
}

}  // namespace

void lower_features(Builder& b, const Block& block) {
  const auto& spec = *block.features;
  if (spec.source) return lower_import(b, block);
  if (spec.from.kind == lang::Ref::Kind::features)
    throw Failure("not-built", "`from` another features block is not built yet");
  const Json params = extraction_parameters(b.study, block);
  const auto printed = extraction_printed(spec);
  const auto& by_cohort = b.cases[spec.from.block];
  for (const auto& [cohort, cases] : by_cohort) {
    const std::string suffix = by_cohort.size() > 1 ? "/" + cohort : "";
    Node all;
    all.path = block.name + suffix;
    all.operation = "collect_features";
    all.version = 2;
    all.axis = "cohort";
    all.block = block.name;
    all.origin = block.span;
    all.params = {{"block", block.name}, {"scans", spec.scans}};
    all.inputs = {{"cohort", b.cohorts.at(cohort)}};
    for (const auto& one : cases) {
      bool any = false;
      for (const auto& scan : spec.scans)
        any = any || std::find(one.scans.begin(), one.scans.end(), scan) != one.scans.end();
      if (!any) continue;
      Node n;
      n.path = block.name + "/extract" + suffix + "[" + one.subject + "]";
      n.operation = "extract";
      n.version = 2;
      n.axis = "subject";
      n.subject = one.subject;
      n.block = block.name;
      n.origin = block.span;
      n.params = params;
      n.parameters = printed;
      n.inputs = {{"case", one.node}};
      n.memory_bytes = b.plan.nodes[one.node].memory_bytes * 2;
      all.inputs.emplace_back("row", b.add(std::move(n)));
    }
    b.tables[block.name][cohort] = b.add(std::move(all));
    b.plan.outputs.push_back({table_file(block.name, cohort, by_cohort.size()), b.tables[block.name][cohort], ""});
  }
}

void lower_aggregate(Builder& b, const Block& block) {
  const auto& spec = *block.aggregate;
  const lang::Use& how = block.steps.front();
  for (const auto& cohort : block.on) {
    Node n;
    n.path = block.name + (block.on.size() > 1 ? "[" + cohort + "]" : "");
    n.operation = "aggregate";
    n.axis = "cohort";
    n.block = block.name;
    n.origin = block.span;
    n.inputs = {{"cohort", b.cohorts.at(cohort)}, {"table", b.tables.at(spec.from.block).at(cohort)}};
    n.params = {{"block", block.name}, {"how", part_of(how)}, {"to", spec.to}};
    if (spec.from.picked) n.params["picks"] = spec.from.picks;
    n.parameters = printed_parameters(how);
    n.parameters.insert(n.parameters.begin(), {"how", how.signature->name, true});
    b.tables[block.name][cohort] = b.add(std::move(n));
    b.plan.outputs.push_back({table_file(block.name, cohort, block.on.size()), b.tables[block.name][cohort], ""});
  }
}

void lower_matrix(Builder& b, const Block& block) {
  const auto& spec = *block.matrix;
  for (const auto& cohort : spec.cohorts) {
    Node n;
    n.path = block.name + (spec.cohorts.size() > 1 ? "[" + cohort + "]" : "");
    n.operation = "read_matrix";
    n.axis = "cohort";
    n.block = block.name;
    n.origin = block.span;
    n.files = files_of(spec.source);
    n.inputs = {{"cohort", b.cohorts.at(cohort)}};
    n.params = source_parameters(spec.source);
    n.params["kind"] = spec.kind;
    n.params["block"] = block.name;
    for (const auto& s : block.settings) n.parameters.push_back({s.name, to_json(s.value), s.written});
    b.matrices[block.name][cohort] = b.add(std::move(n));
  }
}

}  // namespace rgx::engine
