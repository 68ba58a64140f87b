#include "lang/check.hpp"

#include <algorithm>

#include "lang/diagnostic_codes.hpp"
#include "lang/nearest.hpp"
#include "lang/parse.hpp"
#include "lang/resolve.hpp"

namespace rgx::lang {

namespace {

bool is_catalogue_date(const std::string& text) {
  if (text.size() != 7 || text[4] != '-') return false;
  for (const std::size_t i : {0U, 1U, 2U, 3U, 5U, 6U})
    if (text[i] < '0' || text[i] > '9') return false;
  const int month = (text[5] - '0') * 10 + (text[6] - '0');
  return month >= 1 && month <= 12;
}

// Where a report says what it shows, a result that neither it nor another block names was probably forgotten.
void tell_unused(const Study& study, Diagnostics& out) {
  bool shows = false;
  std::vector<std::string> used;
  for (const auto& b : study.blocks) {
    for (const auto& [name, refs] : b.refs) {
      shows = shows || (b.kind == "report" && name == "show" && !refs.empty());
      for (const auto& r : refs)
        if (r.block != b.name) used.push_back(r.block);
    }
    for (const auto* steps : {&b.steps, &b.within_folds})
      for (const auto& u : *steps)
        for (const auto& a : u.arguments)
          for (const auto& r : a.refs) used.push_back(r.block);
    for (const auto& v : b.published)
      if (!v.path.empty()) used.push_back(v.path.front());
  }
  if (!shows) return;
  for (const auto& b : study.blocks) {
    if (contains({"study", "cohort", "derive", "published", "report"}, b.kind) || contains(used, b.name)) continue;
    Diagnostic d;
    d.code = "unused-block";
    d.severity = Severity::warning;
    d.message = "nothing uses `" + b.name + "`, and no report shows it";
    d.primary = {b.span, ""};
    d.help = contains({"compare", "associate", "model"}, b.kind) ? "name it in `show`, or take it out" : "take it out";
    out.add(std::move(d));
  }
}

}  // namespace

Study Checker::run(std::uint32_t id) {
  const ast::File file = parse(sources_, id, out_);
  if (out_.has_errors()) return {};
  flat_ = expand(file, sources_, catalogue_, options_.read, out_);
  if (out_.has_errors()) return {};
  part_score_groups();
  declare_names();
  study_.blocks.reserve(flat_.blocks.size());  // blocks keep their places while others are added
  const auto in_order = order();
  // The study's own settings come first: `operations` pins versions.
  for (const auto i : in_order)
    if (flat_.blocks[i].kind == "study") resolve_block(i);
  const Block* study = nullptr;
  for (const auto& b : study_.blocks)
    if (b.kind == "study" && study == nullptr) study = &b;
  const auto setting = [&](const char* name) { return study ? study->setting(name) : nullptr; };
  const auto text_setting = [&](const char* name) {
    const auto* s = setting(name);
    const auto* t = s != nullptr ? s->value.as<std::string>() : nullptr;
    return t != nullptr ? *t : std::string();
  };
  study_.design = text_setting("design");
  study_.question = text_setting("question");
  pinned_ = text_setting("operations");
  if (!pinned_.empty() && !is_catalogue_date(pinned_)) {
    error("wrong-type", setting("operations")->span,
          "`operations` is a catalogue date, not " + quoted(setting("operations")->span))
        .help = "write `operations: \"2026-06\"`";
    pinned_.clear();
  }
  std::string earliest;
  for (const auto& s : catalogue_.all())
    if (s.built && (earliest.empty() || s.since < earliest)) earliest = s.since;
  if (!pinned_.empty() && pinned_ < earliest) {
    error("unknown-version", setting("operations")->span,
          "the catalogue begins with `" + earliest + "`, after the date `" + pinned_ + "`")
        .help = "write `operations: \"" + earliest + "\"` or a later date";
    pinned_.clear();
  }
  if (const auto* s = setting("guidelines"))
    if (const auto* list = s->value.as<Literal::List>())
      for (const auto& g : *list) study_.guidelines.push_back(text(g));
  if (const auto* s = setting("seed"))
    if (const auto* number = s->value.as<double>()) study_.seed = static_cast<std::uint64_t>(*number);
  if (setting("seed") == nullptr || !setting("seed")->written)
    warning("seed-not-set", study ? study->span : file.version_span, "no `seed` is written, so it is 1").help =
        "write `seed: 1`, or a number of your own, in `study`";
  for (const auto i : in_order)
    if (flat_.blocks[i].kind != "study") resolve_block(i);
  for (const auto& b : study_.blocks)
    for (const auto& a : b.accepted)
      if (const CodeInfo* known = find_code(a.code); known == nullptr || !known->acceptable) {
        std::vector<std::string> codes;
        for (const auto& c : diagnostic_codes())
          if (c.acceptable) codes.emplace_back(c.code);
        error("unknown-code", a.span,
              known == nullptr ? "there is no code `" + a.code + "`"
                               : "`" + a.code + "` is no error that can be accepted")
            .help = "those that can are " + choices_text(codes, "and");
      }
  check_design();
  check_optimised_cuts();
  check_multiplicity();
  check_sizes();
  check_components();
  check_missing();
  return std::move(study_);
}

Study check(SourceMap& sources, std::uint32_t id, const Catalogue& catalogue, const CheckOptions& options,
            Diagnostics& out) {
  Diagnostics found;
  Study study = Checker(sources, catalogue, options, found).run(id);
  if (!found.has_errors()) tell_unused(study, found);
  // As the file is read, whatever the order of checking.
  std::stable_sort(found.all.begin(), found.all.end(), [](const Diagnostic& a, const Diagnostic& b) {
    return std::pair(a.primary.span.file, a.primary.span.begin) < std::pair(b.primary.span.file, b.primary.span.begin);
  });
  for (auto& d : found.all) out.add(std::move(d));
  return study;
}

}  // namespace rgx::lang
