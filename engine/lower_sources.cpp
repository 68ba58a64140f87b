// Lowering of cohorts, features and matrices.
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

// One file a cohort where a block serves several: a table's key is the subject, and subjects are a cohort's own.
std::string table_file(const std::string& block, const std::string& cohort, std::size_t cohorts) {
  return cohorts > 1 ? block + "." + cohort + ".csv" : block + ".csv";
}

// A table with a row a repeat becomes one with a row a subject, which is what analyses see; both are kept.
std::size_t taken(Builder& b, const Block& block, const std::string& cohort, std::size_t repeated, const Json& how) {
  b.repeated[block.name][cohort] = repeated;
  b.plan.outputs.push_back({table_file(block.name + ".repeats", cohort, block.features->cohorts.size()), repeated, ""});
  Node n;
  n.path = block.name + "/take" + (block.features->cohorts.size() > 1 ? "/" + cohort : "");
  n.operation = "take_repeats";
  n.axis = "cohort";
  n.block = block.name;
  n.origin = block.span;
  n.params = {{"take", how}};
  n.inputs = {{"table", repeated}};
  return b.add(std::move(n));
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
    std::vector<std::string> repeats;
    for (const auto& [level, column] : spec.source->keys) {
      const auto& levels = b.block(cohort).cohort->levels;
      const bool own = std::any_of(levels.begin(), levels.end(), [&](const auto& l) { return l.name == level; });
      n.params[own ? "keys" : "repeats"].push_back({{"level", level}, {"column", column}});
      if (!own) repeats.push_back(level);
    }
    n.params["columns"] = Json::array();
    static constexpr const char* types[] = {"numeric", "nominal", "ordinal", "ignore"};
    for (const auto& rule : spec.columns)
      n.params["columns"].push_back(
          {{"column", rule.column}, {"type", types[static_cast<int>(rule.type)]}, {"levels", rule.levels}});
    for (const auto& s : block.settings) n.parameters.push_back({s.name, to_json(s.value), s.written});
    const auto* take = block.setting("take");
    const std::size_t made = b.add(std::move(n));
    b.tables[block.name][cohort] =
        repeats.empty() ? made : taken(b, block, cohort, made, take != nullptr ? to_json(take->value) : Json("first"));
    b.plan.outputs.push_back({table_file(block.name, cohort, spec.cohorts.size()), b.tables[block.name][cohort], ""});
    lower_keep(b, block, cohort);
  }
}

const Block* images_of(const lang::Study& study, const lang::FeaturesSpec& spec) {
  const Block* images = study.find(spec.from.block);
  while (images != nullptr && !images->images) images = study.find(images->refs.at("from").front().block);
  if (images == nullptr) throw Failure("unknown-name", "no block `" + spec.from.block + "` in the checked study");
  return images;
}

// `mask(…, for: PET)`: which region goes with which scan, whether or not a subject has it.
Json ties(const lang::Study& study, const lang::FeaturesSpec& spec) {
  const Block* images = images_of(study, spec);
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
  if (spec.from.kind == lang::Ref::Kind::features) {
    for (const auto& cohort : spec.cohorts) {
      b.tables[block.name][cohort] = b.tables.at(spec.from.block).at(cohort);
      lower_keep(b, block, cohort);
    }
    return;
  }
  const Block* images = images_of(b.study, spec);
  const std::vector<lang::Repeat>& repeats = images->images->repeats;
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
    for (const auto& r : repeats) all.params["levels"].push_back(r.level);
    all.inputs = {{"cohort", b.cohorts.at(cohort)}};
    for (const auto& one : cases) {
      bool any = false;
      for (const auto& scan : spec.scans)
        any = any || std::find(one.scans.begin(), one.scans.end(), scan) != one.scans.end();
      if (!any) continue;
      Node n;
      n.path = block.name + "/extract" + suffix + "[" + one.place() + "]";
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
      if (!repeats.empty()) all.params["keys"].push_back(one.keys);
    }
    const std::size_t made = b.add(std::move(all));
    b.tables[block.name][cohort] = repeats.empty() ? made : taken(b, block, cohort, made, images->images->take);
    b.plan.outputs.push_back({table_file(block.name, cohort, by_cohort.size()), b.tables[block.name][cohort], ""});
    lower_keep(b, block, cohort);
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
