// The study as report, lock and explain print it: plain JSON, so that `rgx report` needs no parser.
#include "engine/condition_json.hpp"
#include "engine/lower.hpp"
#include "engine/lower_builder.hpp"

namespace rgx::engine {

namespace {

Json describe(const lang::Ref& ref) {
  Json out{{"block", ref.block}};
  if (!ref.member.empty()) out["member"] = ref.member;
  if (ref.picked) out["picks"] = ref.picks;
  if (ref.kind == lang::Ref::Kind::score) out["member"] = "score";
  if (ref.kind == lang::Ref::Kind::model_class) out["member"] = "class";
  return out;
}

Json describe(const lang::Use& use) {
  Json out{{"op", use.signature->name},         {"version", use.signature->version},
           {"methods", use.signature->methods}, {"summary", use.signature->summary},
           {"cites", use.signature->cites},     {"learns", use.signature->learns},
           {"parameters", Json::array()}};
  for (const auto& p : printed_parameters(use)) {
    Json row{{"name", p.name}, {"value", p.value}, {"written", p.written}};
    // Values stand in base units; intensities have none but the scan's.
    if (const auto* param = use.signature->param(p.name); param != nullptr && param->dimension == "length")
      row["unit"] = "mm";
    out["parameters"].push_back(std::move(row));
  }
  return out;
}

Json describe_all(const std::vector<lang::Use>& uses) {
  Json out = Json::array();
  for (const auto& use : uses) out.push_back(describe(use));
  return out;
}

Json describe(const lang::Variable& v) {
  static constexpr const char* types[] = {"binary", "nominal", "ordinal", "continuous", "survival", "category"};
  Json out{{"name", v.name},         {"type", types[static_cast<int>(v.type)]},
           {"outcome", v.outcome},   {"column", v.column},
           {"levels", v.levels},     {"positive", v.positive},
           {"negative", v.negative}, {"unit", v.unit}};
  if (v.derived)
    out["derived"] = {{"how", v.derived->how},   {"from", v.derived->from}, {"plus", v.derived->plus},
                      {"groups", Json::array()}, {"at", v.derived->at},     {"cuts", v.derived->cuts}};
  if (v.derived)
    for (const auto& [level, old] : v.derived->groups)
      out["derived"]["groups"].push_back({{"level", level}, {"of", old}});
  return out;
}

Json describe(const lang::TableSource& s) {
  return {{"format", s.format}, {"path", s.written}, {"missing", s.missing}, {"id", s.id}};
}

Json describe_cohort(const lang::CohortSpec& c, const lang::SourceMap* sources) {
  Json out{{"table", describe(c.table)},    {"id", c.id},
           {"missing", c.missing},          {"missing_image", c.missing_image},
           {"subjects", c.subjects.size()}, {"variables", Json::array()}};
  const auto text = [&](const lang::Condition& condition) {
    return sources != nullptr ? Json(std::string(sources->text(condition.span))) : to_json(condition);
  };
  if (c.include) out["include"] = text(*c.include);
  if (c.exclude) out["exclude"] = text(*c.exclude);
  for (const auto& v : c.variables) out["variables"].push_back(describe(v));
  return out;
}

Json describe_images(const lang::ImagesSpec& images) {
  Json out{{"cohorts", images.cohorts}, {"scans", Json::array()}, {"regions", Json::array()}};
  for (const auto& s : images.scans)
    out["scans"].push_back(
        {{"name", s.name}, {"modality", s.modality}, {"pattern", s.pattern}, {"optional", s.optional}});
  for (const auto& r : images.regions)
    out["regions"].push_back({{"name", r.name}, {"pattern", r.pattern}, {"for", r.for_scan}, {"optional", r.optional}});
  return out;
}

Json describe_features(const lang::FeaturesSpec& f) {
  Json out{{"cohorts", f.cohorts}, {"kind", f.kind}, {"scans", f.scans}, {"regions", f.regions}};
  if (f.source)
    out["source"] = describe(*f.source);
  else
    out["from"] = f.from.block;
  out["families"] = describe_all(f.families);
  out["filters"] = describe_all(f.filters);
  out["conventions"] = f.conventions;
  out["by_slice"] = f.by_slice;
  if (f.discretise) out["discretise"] = describe(*f.discretise);
  out["columns"] = f.known_columns.size();
  return out;
}

Json describe_block(const lang::Block& block, const lang::SourceMap* sources) {
  Json out{{"kind", block.kind},
           {"name", block.name},
           {"on", block.on},
           {"family", block.family},
           {"settings", Json::array()},
           {"refs", Json::object()},
           {"steps", describe_all(block.steps)},
           {"within_folds", describe_all(block.within_folds)},
           {"not_valid", block.not_valid},
           {"accepted", Json::array()}};
  if (sources != nullptr) out["line"] = sources->position(block.span.file, block.span.begin).line;
  for (const auto& s : block.settings)
    out["settings"].push_back({{"name", s.name}, {"value", to_json(s.value)}, {"written", s.written}});
  for (const auto& [name, refs] : block.refs)
    for (const auto& ref : refs) out["refs"][name].push_back(describe(ref));
  if (block.where) {
    if (sources != nullptr)
      out["where"] = std::string(sources->text(block.where->span));
    else
      out["where"] = to_json(*block.where);
  }
  for (const auto& a : block.accepted) out["accepted"].push_back({{"code", a.code}, {"because", a.because}});
  if (block.cohort) out["cohort"] = describe_cohort(*block.cohort, sources);
  if (block.images) out["images"] = describe_images(*block.images);
  if (block.features) out["features"] = describe_features(*block.features);
  if (block.matrix)
    out["matrix"] = {
        {"source", describe(block.matrix->source)}, {"kind", block.matrix->kind}, {"cohorts", block.matrix->cohorts}};
  if (block.aggregate) out["aggregate"] = {{"from", describe(block.aggregate->from)}, {"to", block.aggregate->to}};
  if (block.clusters && block.clusters->cut)
    out["cut"] = {
        {"at", block.clusters->cut->at}, {"cuts", block.clusters->cut->cuts}, {"levels", block.clusters->levels}};
  for (const auto& sink : block.sinks) out["sinks"].push_back({{"format", sink.format}, {"file", sink.file}});
  return out;
}

}  // namespace

Json describe_study(const lang::Study& study, const lang::SourceMap* sources) {
  Json out{{"title", study.title},           {"design", study.design},   {"question", study.question},
           {"guidelines", study.guidelines}, {"seed", study.seed},       {"blocks", Json::array()},
           {"audit", Json::array()},         {"families", Json::array()}};
  for (const auto& block : study.blocks) out["blocks"].push_back(describe_block(block, sources));
  for (const auto& row : study.audit)
    out["audit"].push_back({{"model", row.model},
                            {"what", row.what},
                            {"learned_from", row.learned_from},
                            {"outcome", row.outcome},
                            {"tested_on", row.tested_on},
                            {"verdict", row.verdict}});
  for (const auto& f : study.families) {
    Json row{{"family", f.family}, {"method", f.method},           {"level", f.level},
             {"blocks", f.blocks}, {"exploratory", f.exploratory}, {"because", f.because}};
    if (f.tests) row["tests"] = *f.tests;
    out["families"].push_back(row);
  }
  return out;
}

}  // namespace rgx::engine
