#include "lang/facts.hpp"

#include <map>
#include <set>

#include "lang/wording.hpp"

namespace rgx::lang {

namespace {

constexpr const char* variable_types[] = {"binary", "nominal", "ordinal", "continuous", "survival", "category"};
constexpr const char* column_types[] = {"numeric", "nominal", "ordinal", "ignored"};

std::string joined(const std::vector<Ref>& refs) {
  std::string out;
  for (const auto& r : refs) out += (out.empty() ? "" : ", ") + (r.joint ? "joint(" + name_of(r) + ")" : name_of(r));
  return out;
}

std::string value_of(const Argument& a) {
  if (!a.tune.empty()) {
    std::string all = text(Literal(a.tune));  // `[0.1, 0.5]`
    return "tune(" + all.substr(1, all.size() - 2) + ")";
  }
  if (!a.refs.empty()) return joined(a.refs);
  return a.value.none() ? std::string() : text(a.value);
}

std::string derivation_words(const Derivation& d) {
  std::string out = "derived by " + d.how + "(" + listed(d.from) + ")";
  if (d.plus != 0) out += " plus " + number_text(d.plus);
  for (const auto& [level, old] : d.groups) out += ", " + level + " of " + listed(old);
  if (!d.at.empty()) out += " at " + d.at;
  for (const double cut : d.cuts) out += " at " + number_text(cut);
  return out;
}

// `age >= 18`, and what 18 is in base units where the author wrote another one: 18 months are not 18 years.
void base_numbers(const Condition& c, std::string& out) {
  for (std::size_t i = 0; i < c.numbers.size() && i < c.values.size(); ++i)
    if (c.numbers[i] && number_text(*c.numbers[i]) != c.values[i])
      out += (out.empty() ? "" : ", ") + number_text(*c.numbers[i]);
  for (const auto& child : c.children) base_numbers(child, out);
}

std::string condition_words(const Condition& c) {
  std::string numbers;
  base_numbers(c, numbers);
  return words(c) + (numbers.empty() ? "" : " (" + numbers + " in base units)");
}

std::string variable_words(const Variable& v) {
  std::string out = variable_types[static_cast<int>(v.type)];
  if (v.derived) out += ", " + derivation_words(*v.derived);
  if (!v.column.empty()) out += ", column " + v.column;
  if (v.condition)
    out += std::string(v.type == Variable::Type::survival ? ", event " : ", ") + condition_words(*v.condition);
  if (v.competing) out += ", competing " + condition_words(*v.competing);
  if (!v.entry_column.empty()) out += ", entry " + v.entry_column;
  if (!v.positive.empty()) out += ", positive " + v.positive;
  if (!v.negative.empty()) out += ", negative " + v.negative;
  if (v.levels_written && !v.levels.empty()) out += ", levels " + listed(v.levels);
  if (!v.unit.empty()) out += ", in " + v.unit;
  if (v.level != "subject") out += ", at " + v.level;
  return out;
}

class Teller {
 public:
  explicit Teller(const Block& block) : block_(block) {}

  std::vector<Fact> tell() {
    say("", block_.kind);
    if (block_.kind == "study") say("title", block_.name);
    if (block_.cohort) cohort(*block_.cohort);
    if (block_.images) images(*block_.images);
    if (block_.features) features(*block_.features);
    if (block_.matrix) {
      source(block_.matrix->source);
      say("cohorts", listed(block_.matrix->cohorts));
    }
    if (block_.aggregate) {
      say("from", joined({block_.aggregate->from}));
      say("to", block_.aggregate->to);
      say("by", listed(block_.aggregate->by));
    }
    say("on", listed(block_.on));
    for (const auto& [name, refs] : block_.refs) {
      const auto fans = block_.fans_out.find(name);
      if (!refs.empty())
        say(name, joined(refs) + (fans != block_.fans_out.end() && fans->second ? ", one result each" : ""), true,
            refs.front().span);
    }
    if (block_.where) say("where", condition_words(*block_.where), true, block_.where->span);
    settings();
    if (block_.kind == "compare" || block_.kind == "associate")
      say("family", block_.family, block_.family != block_.name);
    order("steps", block_.steps);
    for (const auto& u : block_.steps) use("", u);
    order("within_folds", block_.within_folds);
    for (const auto& u : block_.within_folds) use("within_folds ", u);
    for (const auto& a : block_.accepted) say("accepted " + a.code, a.because, true, a.span);
    return std::move(out_);
  }

 private:
  void say(std::string what, std::string value, bool written = true, Span span = {}) {
    // Some settings stand in the block and in what it was resolved to; the first telling is enough.
    if (value.empty() || !told_.insert(what).second) return;
    if (span.end == 0) span = block_.span;
    out_.push_back({block_.kind == "study" ? "study" : block_.name, block_.kind, std::move(what), std::move(value),
                    written, span});
  }

  void settings() {
    for (const auto& s : block_.settings) {
      // Levels that were found, not written, are data; how a study is presented and registered is not the analysis.
      if (s.value.none() || (!s.written && s.name.ends_with(" levels"))) continue;
      if (block_.kind == "study" && s.name != "seed" && s.name != "design" && s.name != "question") continue;
      say(s.name, text(s.value), s.written, s.span);
    }
  }

  void source(const TableSource& s) {
    say("id column", s.id);
    say("missing codes", listed(s.missing));
    say("trim", s.trim);
    if (s.ids_case_insensitive) say("ids", "case_insensitive");
    for (const auto& [level, column] : s.keys) say("key of " + level, column);
    for (const auto& o : s.options) say("source." + o.name, value_of(o), o.written, o.span);
  }

  void cohort(const CohortSpec& c) {
    source(c.table);
    say("id", c.id);
    if (c.include) say("include", condition_words(*c.include), true, c.include->span);
    if (c.exclude) say("exclude", condition_words(*c.exclude), true, c.exclude->span);
    for (const auto& l : c.levels) say("level " + l.name, l.column + " of " + l.of, true, l.span);
    for (const auto& v : c.variables)
      say((v.outcome ? "outcome " : "covariate ") + v.name, variable_words(v), true, v.span);
  }

  void images(const ImagesSpec& i) {
    say("cohorts", listed(i.cohorts));
    for (const auto& r : i.repeats) say("repeat " + r.level, listed(r.keys), true, r.span);
    for (const auto& s : i.scans)
      say("image " + s.name, (s.modality.empty() ? "image" : s.modality) + (s.optional ? ", may be absent" : ""), true,
          s.span);
    for (const auto& r : i.regions)
      say("region " + r.name,
          (r.label ? "label " + std::to_string(*r.label) : "every voxel above 0") +
              (r.for_scan.empty() ? "" : ", for " + r.for_scan) + (r.optional ? ", may be absent" : ""),
          true, r.span);
  }

  void features(const FeaturesSpec& f) {
    if (f.source) {
      source(*f.source);
      for (const auto& c : f.columns)
        say("column " + c.column,
            column_types[static_cast<int>(c.type)] + (c.levels.empty() ? "" : ", levels " + listed(c.levels)), true,
            c.span);
      if (f.only) say("columns", "no others");
    }
    say("cohorts", listed(f.cohorts));
    say("scans", listed(f.scans));
    say("regions", listed(f.regions));
    for (const auto& u : f.families) use("family ", u);
    for (const auto& u : f.filters) use("filter ", u);
    if (f.discretise && block_.step(Role::discretise) == nullptr) use("", *f.discretise);
  }

  void order(const std::string& what, const std::vector<Use>& uses) {
    std::vector<std::string> names;
    for (const auto& u : uses) names.push_back(u.signature->name);
    if (names.size() > 1) say("order of " + what, listed(names), true, uses.front().span);
  }

  // A step that is written again is told apart by its number.
  void use(const std::string& before, const Use& u) {
    std::string name = before + u.signature->name;
    if (const unsigned n = ++seen_[name]; n > 1) name += " (" + std::to_string(n) + ")";
    say(name, "version " + std::to_string(u.signature->version), true, u.span);
    if (!u.of.empty()) say(name + ".of", joined(u.of), true, u.span);
    for (const auto& a : u.arguments) say(name + "." + a.name, value_of(a), a.written, a.written ? a.span : u.span);
  }

  const Block& block_;
  std::vector<Fact> out_;
  std::map<std::string, unsigned> seen_;
  std::set<std::string> told_;
};

}  // namespace

std::vector<Fact> facts_of(const Study& study) {
  std::vector<Fact> out;
  for (const auto& block : study.blocks) {
    if (block.kind == "report" || block.kind == "published") continue;
    for (auto& fact : Teller(block).tell()) out.push_back(std::move(fact));
  }
  return out;
}

}  // namespace rgx::lang
