#include "lang/explain.hpp"

#include "lang/block_schema.hpp"
#include "lang/unit.hpp"
#include "lang/wording.hpp"

namespace rgx::lang {

namespace {

constexpr const char* kinds[] = {"binary", "nominal", "ordinal", "continuous", "survival", "category"};

std::string mark(bool written) { return written ? "  (written)\n" : "  (default)\n"; }

std::string unit_of(const Signature& signature, const std::string& parameter) {
  const Param* p = signature.param(parameter);
  if (p == nullptr) return {};
  for (const auto& u : units())
    if (dimension_name(u.dimension) == p->dimension && !base_unit(u.dimension).empty())
      return " " + std::string(base_unit(u.dimension));
  return {};
}

std::string use_words(const Use& u, const std::string& indent) {
  std::string out = indent + u.signature->name;
  if (u.signature->version != 1) out += "@" + std::to_string(u.signature->version);
  if (!u.signature->summary.empty()) out += ": " + u.signature->summary;
  out += "\n";
  if (!u.of.empty()) out += indent + "  of: " + listed(u.of) + mark(true);
  for (const auto& a : u.arguments) {
    if (a.value.none() && a.tune.empty()) continue;
    out += indent + "  " + a.name + ": ";
    if (!a.tune.empty()) {
      out += "searched over " + text(Literal(a.tune));
    } else {
      out += text(a.value) + unit_of(*u.signature, a.name);
    }
    out += mark(a.written);
  }
  return out;
}

std::string source_words(const TableSource& s) {
  std::string out = "  table: " + s.format + " " + s.written + mark(true);
  if (!s.id.empty()) out += "  id column: " + s.id + mark(true);
  if (!s.missing.empty()) out += "  further missing codes: " + listed(s.missing) + mark(true);
  if (!s.trim.empty()) out += "  removed from ids: " + s.trim + mark(true);
  if (s.ids_case_insensitive) out += "  ids: case-insensitive" + mark(true);
  for (const auto& o : s.options) out += "  " + o.name + ": " + text(o.value) + mark(o.written);
  for (const auto& f : s.further) out += "  read with it: " + f.written + mark(false);
  for (const auto& [level, column] : s.keys) out += "  key of " + level + ": column " + column + mark(true);
  return out;
}

std::string cohort_words(const CohortSpec& c) {
  std::string out = source_words(c.table) + "  id: column " + c.id + mark(true);
  if (c.include) out += "  include: " + words(*c.include) + mark(true);
  if (c.exclude) out += "  exclude: " + words(*c.exclude) + mark(true);
  for (const auto& l : c.levels) out += "  level " + l.name + ": column " + l.column + " within " + l.of + mark(true);
  for (const auto& v : c.variables) {
    out += "  " + std::string(v.outcome ? "outcome " : "covariate ") + v.name + ": " + kinds[static_cast<int>(v.type)];
    if (!v.column.empty()) out += ", column " + v.column;
    if (v.condition) out += std::string(v.type == Variable::Type::survival ? ", event " : ", ") + words(*v.condition);
    if (v.competing) out += ", competing " + words(*v.competing);
    if (!v.entry_column.empty()) out += ", entry column " + v.entry_column;
    if (!v.positive.empty()) out += ", positive " + v.positive;
    if (!v.negative.empty()) out += ", negative " + v.negative;
    if (!v.levels.empty()) out += ", levels " + listed(v.levels) + (v.levels_written ? "" : " (found)");
    if (!v.unit.empty()) out += ", in " + v.unit;
    if (v.level != "subject") out += ", at " + v.level;
    out += mark(true);
  }
  if (!c.subjects.empty()) out += "  " + std::to_string(c.subjects.size()) + " subjects stay\n";
  return out;
}

std::string images_words(const ImagesSpec& i) {
  std::string out = "  of: " + listed(i.cohorts) + "\n";
  for (const auto& s : i.scans)
    out += "  image " + s.name + ": " + s.format + " " + s.pattern + (s.modality.empty() ? "" : ", " + s.modality) +
           (s.optional ? ", may be absent" : "") + mark(true);
  for (const auto& r : i.regions)
    out += "  region " + r.name + ": " + r.format + " " + r.pattern +
           (r.label ? ", label " + std::to_string(*r.label) : ", every voxel above 0") +
           (r.for_scan.empty() ? "" : ", for " + r.for_scan) + (r.optional ? ", may be absent" : "") + mark(true);
  return out;
}

std::string features_words(const FeaturesSpec& f) {
  std::string out;
  if (f.source) {
    out += source_words(*f.source);
    for (const auto& c : f.columns) {
      constexpr const char* types[] = {"numeric", "nominal", "ordinal", "ignored"};
      out += "  column " + c.column + ": " + types[static_cast<int>(c.type)] +
             (c.levels.empty() ? "" : ", levels " + listed(c.levels)) + mark(true);
    }
    if (f.only) out += "  no other columns" + mark(true);
  }
  for (const auto& u : f.families) out += use_words(u, "  family ");
  for (const auto& u : f.filters) out += use_words(u, "  filter ");
  if (!f.known_columns.empty()) out += "  " + std::to_string(f.known_columns.size()) + " columns\n";
  return out;
}

std::string block_words(const Study& study, const Block& b) {
  const BlockRule* rule = find_block(b.kind);
  std::string out = b.kind + (b.name.empty() ? "" : " " + b.name) + (rule ? ": " + rule->heading : "") + "\n";
  if (b.cohort) out += cohort_words(*b.cohort);
  if (b.images) out += images_words(*b.images);
  if (b.features) out += features_words(*b.features);
  if (b.matrix) out += source_words(b.matrix->source);
  if (!b.on.empty()) out += "  on: " + listed(b.on) + "\n";
  for (const auto& [name, refs] : b.refs) {
    if (refs.empty()) continue;
    const auto fans = b.fans_out.find(name);
    out += "  " + name + ": " + listed(refs) + (fans != b.fans_out.end() && fans->second ? ", one result each" : "") +
           mark(true);
  }
  if (b.where) out += "  where: " + words(*b.where) + mark(true);
  for (const auto& s : b.settings) {
    if (s.value.none()) continue;
    out += "  " + s.name + ": " + text(s.value) + mark(s.written);
  }
  if (b.kind == "compare" || b.kind == "associate") out += "  family: " + b.family + mark(b.family != b.name);
  for (const auto& u : b.steps) out += use_words(u, "  ");
  for (const auto& u : b.within_folds) out += use_words(u, "  within folds ");
  for (const auto& v : b.published) {
    out += "  " + v.text + " has to meet " + number_text(v.expected);
    if (v.digits) out += " to " + std::to_string(*v.digits) + " decimals";
    if (v.tolerance) out += " within " + number_text(*v.tolerance);
    if (v.tolerance_relative) out += " within " + number_text(*v.tolerance_relative * 100) + " %";
    out += (v.where.empty() ? "" : ", " + v.where) + std::string("\n");
  }
  for (const auto& s : b.sinks) out += "  writes " + s.format + " " + s.file + mark(true);
  for (const auto& a : b.accepted) out += "  accepted: " + a.code + ", because " + a.because + "\n";
  if (!b.not_valid.empty()) out += "  its numbers are not valid: " + listed(b.not_valid) + "\n";
  for (const auto& row : study.audit) {
    if (b.kind != "model" || row.model != b.name) continue;
    out += "  " + row.what + " learned from " + row.learned_from +
           (row.outcome.empty() ? "" : ", with " + row.outcome) + "; tested on " + row.tested_on + ": " + row.verdict +
           "\n";
  }
  return out;
}

}  // namespace

std::string explain(const Study& study, std::string_view name) {
  std::string out;
  for (const auto& b : study.blocks) {
    if (!name.empty() && b.name != name) continue;
    out += (out.empty() ? "" : "\n") + block_words(study, b);
  }
  if (!name.empty() || study.families.empty()) return out;
  out += "\nfamilies of hypotheses\n";
  for (const auto& f : study.families)
    out += "  " + f.family + ": " + listed(f.blocks) + "; " + f.method +
           (f.method == "none" ? (f.because.empty() ? "" : ", because " + f.because) : " at " + number_text(f.level)) +
           (f.tests ? ", of " + number_text(*f.tests) + " tests" : "") + (f.exploratory ? ", exploratory" : "") + "\n";
  return out;
}

}  // namespace rgx::lang
