// Blocks: what stands in them, the names they declare, the order in which they stand on each other.
#include "lang/resolve.hpp"

#include <algorithm>

#include "lang/nearest.hpp"

namespace rgx::lang {

const ast::Value& inner(const ast::Value& value) {
  const ast::Value* v = &value;
  while (const auto* group = v->as<ast::Group>()) v = group->inner.get();
  return *v;
}

const std::string* bare_word(const ast::Value& value) {
  const auto* path = inner(value).as<ast::Path>();
  return path != nullptr && path->bare() && !path->parts.front().index ? &path->parts.front().name : nullptr;
}

std::vector<const ast::Value*> items(const ast::Value& value) {
  const ast::Value& v = inner(value);
  std::vector<const ast::Value*> out;
  if (const auto* list = v.as<ast::List>())
    for (const auto& item : list->items) out.push_back(&item);
  else
    out.push_back(&v);
  return out;
}

bool contains(const std::vector<std::string>& list, std::string_view wanted) {
  return std::find(list.begin(), list.end(), wanted) != list.end();
}

std::string ref_text(const Ref& ref) {
  std::string out = ref.member.empty() ? ref.block : ref.member;
  if (ref.kind == Ref::Kind::score) out += ".score";
  if (ref.kind == Ref::Kind::model_class) out += ".class";
  if (ref.picked && ref.picks.size() == 1) out += "[\"" + ref.picks.front() + "\"]";
  return out;
}

std::string type_name(Variable::Type type) {
  switch (type) {
    case Variable::Type::binary:
      return "binary";
    case Variable::Type::nominal:
      return "nominal";
    case Variable::Type::ordinal:
      return "ordinal";
    case Variable::Type::continuous:
      return "continuous";
    case Variable::Type::survival:
      return "survival";
    case Variable::Type::category:
      return "category";
  }
  return {};
}

std::string count_of(std::size_t n, std::string_view noun) {
  return std::to_string(n) + " " + std::string(noun) + (n == 1 ? "" : "s");
}

std::string first_few(const std::vector<std::string>& names, std::size_t shown) {
  std::string out;
  for (std::size_t i = 0; i < std::min(names.size(), shown); ++i) out += (i == 0 ? "`" : ", `") + names[i] + "`";
  if (names.size() > shown) out += " … (" + std::to_string(names.size()) + " in all)";
  return out;
}

bool matches(const std::string& pattern, const std::string& name) {
  std::size_t p = 0, n = 0, star = std::string::npos, mark = 0;
  while (n < name.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      mark = n;
    } else if (p < pattern.size() && pattern[p] == name[n]) {
      ++p;
      ++n;
    } else if (star != std::string::npos) {
      p = star + 1;
      n = ++mark;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

Diagnostic& Checker::say(Severity severity, std::string code, Span span, std::string message, std::string label) {
  Diagnostic d;
  d.code = std::move(code);
  d.severity = severity;
  d.message = std::move(message);
  d.primary = {span, std::move(label)};
  out_.add(std::move(d));
  return out_.all.back();
}

Diagnostic& Checker::acceptable(Block& here, std::string code, Span span, std::string message, std::string label) {
  const auto at =
      std::find_if(here.accepted.begin(), here.accepted.end(), [&](const Accepted& a) { return a.code == code; });
  if (at == here.accepted.end()) return error(std::move(code), span, std::move(message), std::move(label));
  if (!contains(here.not_valid, code)) here.not_valid.push_back(code);
  auto& d = warning(std::move(code), span, std::move(message), std::move(label));
  d.notes.push_back("accepted, because: " + at->because);
  d.notes.push_back("every number that depends on it is marked `not valid`");
  return d;
}

void Checker::not_built(Span span, const std::string& what) {
  error("not-built", span, what + " is part of the language but not built yet");
}

std::string Checker::quoted(Span span) const {
  std::string out = "`";
  bool blank = false;
  for (const char c : sources_.text(span)) {
    if (c == '\n' || c == ' ' || c == '\t') {
      blank = true;
      continue;
    }
    if (blank && out.size() > 1) out += ' ';
    blank = false;
    out += c;
  }
  if (out.size() > 61) {
    std::size_t cut = 58;
    while ((static_cast<unsigned char>(out[cut]) & 0xC0U) == 0x80U) --cut;  // not in the middle of a letter
    out = out.substr(0, cut) + "…";
  }
  return out + "`";
}

Block* Checker::block(std::string_view name) {
  for (auto& b : study_.blocks)
    if (b.name == name && b.kind != "study" && b.kind != "published") return &b;
  return nullptr;
}

const CohortRows* Checker::rows(const std::string& cohort) const {
  const auto at = cohort_rows_.find(cohort);
  return at == cohort_rows_.end() ? nullptr : &at->second;
}

void Checker::refuse(const FlatBlock& flat) {
  not_built(flat.kind_span, "`" + flat.kind + "`");
  for (const auto& e : flat.entries)
    if (const auto* s = e.as<ast::Setting>(); s != nullptr && s->label) refused_variables_.insert(s->label->text);
}

void Checker::declare_names() {
  std::optional<Span> study;
  for (std::size_t i = 0; i < flat_.blocks.size(); ++i) {
    const FlatBlock& flat = flat_.blocks[i];
    const BlockRule* rule = find_block(flat.kind);
    if (rule == nullptr || rule->naming == BlockRule::Naming::none) {
      std::vector<std::string> kinds;
      for (const auto& r : block_schema())
        if (r.naming != BlockRule::Naming::none) kinds.push_back(r.kind);
      if (rule != nullptr) {
        error("misplaced", flat.kind_span, "`" + flat.kind + "` stands inside a `model`");
        continue;
      }
      auto& d = error("unknown-name", flat.kind_span, "there is no block `" + flat.kind + "`");
      const auto near = nearest(flat.kind, kinds);
      d.help = near.empty() ? "the blocks are " + choices_text(kinds, "and") : "did you mean `" + near + "`";
      if (flat.name && !flat.titled) symbols_.emplace(flat.name->text, Symbol{flat.kind, i, flat.span(), true});
      continue;
    }
    const bool built = block_is_built(*rule, catalogue_);
    if (!built) refuse(flat);
    if (flat.kind == "study") {
      if (study)
        error("doubled-setting", flat.kind_span, "a file has one `study` block")
            .related.push_back({*study, "the first one"});
      if (!study) study = flat.kind_span;
    }
    if (rule->naming == BlockRule::Naming::title) continue;
    if (!flat.name) {
      error("missing-setting", flat.kind_span, "this `" + flat.kind + "` has no name").help =
          "write `" + flat.kind + " name { … }`";
      continue;
    }
    if (flat.titled) {
      error("wrong-type", flat.name->span, "a `" + flat.kind + "` is named by a word, not by text").help =
          "write `" + flat.kind + " name { … }`";
      continue;
    }
    const auto [at, fresh] = symbols_.emplace(flat.name->text, Symbol{flat.kind, i, flat.name->span, !built});
    if (!fresh)
      error("doubled-name", flat.name->span, "two blocks are named `" + flat.name->text + "`")
          .related.push_back({at->second.span, "the first one"});
    else if (flat.kind == "cohort")
      cohorts_.push_back(flat.name->text);
  }
}

void Checker::gather_names(const ast::Value& outer, std::set<std::string>& names) const {
  const ast::Value& value = inner(outer);
  if (const auto* path = value.as<ast::Path>())
    names.insert(path->parts.front().name);
  else if (const auto* list = value.as<ast::List>())
    for (const auto& item : list->items) gather_names(item, names);
  else if (const auto* call = value.as<ast::Call>())
    for (const auto& arg : call->args) gather_names(arg.value, names);
  else if (const auto* binary = value.as<ast::Binary>()) {
    gather_names(*binary->left, names);
    gather_names(*binary->right, names);
  }
}

// Names of other blocks that a block stands on: in settings that name things, and in arguments that do. Columns, scans
// and regions are names of another kind.
std::set<std::string> Checker::names_used(const FlatBlock& flat) const {
  std::set<std::string> names;
  const BlockRule* rule = find_block(flat.kind);
  if (rule == nullptr || flat.kind == "cohort" || flat.kind == "study") return names;
  names.insert(cohorts_.begin(), cohorts_.end());
  const auto of_step = [&](const ast::Step& step, const std::string& block) {
    const Signature* signature = catalogue_.find(canonical(step.name.text), block);
    if (signature == nullptr || contains({"preprocess", "features"}, block)) return;
    for (const auto& arg : step.args) {
      const Param* p = arg.name ? signature->param(arg.name->text) : nullptr;
      const bool names_things =
          (p != nullptr && p->type == ParamType::reference) || (arg.name && arg.name->text == "of");
      if (names_things || (signature->role == Role::published_value && !arg.name)) gather_names(arg.value, names);
    }
  };
  for (const auto& e : flat.entries) {
    if (const auto* s = e.as<ast::Setting>()) {
      const SettingRule* setting = rule->setting(s->name.text);
      if (setting == nullptr || contains({"scans", "regions"}, s->name.text)) continue;
      const ParamType type = setting->param.type;
      if (type == ParamType::reference || type == ParamType::condition) gather_names(s->value, names);
    } else if (const auto* step = e.as<ast::Step>()) {
      of_step(*step, flat.kind);
    } else if (const auto* nested = e.as<ast::Block>()) {
      for (const auto& n : nested->entries)
        if (const auto* inside = n.as<ast::Step>()) of_step(*inside, nested->kind.text);
    }
  }
  return names;
}

std::vector<std::size_t> Checker::order() {
  const std::size_t n = flat_.blocks.size();
  std::vector<std::set<std::size_t>> needs(n);
  for (std::size_t i = 0; i < n; ++i) {
    for (const auto& name : names_used(flat_.blocks[i])) {
      const auto at = symbols_.find(name);
      if (at == symbols_.end()) continue;
      // Within itself a name may be its own (`family: this`), which is no dependency but for `from` and kin.
      if (at->second.flat == i) continue;
      needs[i].insert(at->second.flat);
    }
  }
  std::vector<bool> done(n, false);
  std::vector<std::size_t> out;
  while (out.size() < n) {
    std::size_t next = n;
    for (std::size_t i = 0; i < n && next == n; ++i)
      if (!done[i] && std::all_of(needs[i].begin(), needs[i].end(), [&](std::size_t d) { return done[d]; })) next = i;
    if (next == n) {
      // Follow what is still needed until a block comes again: that is the cycle.
      std::vector<std::size_t> walk;
      std::size_t i = 0;
      while (done[i]) ++i;
      while (std::find(walk.begin(), walk.end(), i) == walk.end()) {
        walk.push_back(i);
        for (const auto d : needs[i])
          if (!done[d]) {
            i = d;
            break;
          }
      }
      walk.erase(walk.begin(), std::find(walk.begin(), walk.end(), i));
      std::string chain;
      for (const auto w : walk) chain += "`" + flat_.blocks[w].label() + "` needs ";
      chain += "`" + flat_.blocks[walk.front()].label() + "`";
      auto& d = error("cycle", flat_.blocks[walk.front()].span(), chain);
      for (std::size_t k = 1; k < walk.size(); ++k) d.related.push_back({flat_.blocks[walk[k]].span(), ""});
      for (const auto w : walk) {
        done[w] = true;  // left out of the study; what stands on them says nothing
        if (const auto at = symbols_.find(flat_.blocks[w].label()); at != symbols_.end()) at->second.refused = true;
        out.push_back(n + w);
      }
      continue;
    }
    done[next] = true;
    out.push_back(next);
  }
  out.erase(std::remove_if(out.begin(), out.end(), [&](std::size_t i) { return i >= n; }), out.end());
  return out;
}

Entries Checker::sort_entries(const FlatBlock& flat, const BlockRule& rule) {
  Entries out;
  std::vector<std::string> known;
  for (const auto& s : rule.settings) known.push_back(s.param.name);
  std::map<std::string, Span> seen;
  for (const auto& e : flat.entries) {
    if (const auto* s = e.as<ast::Setting>()) {
      const std::string& name = s->name.text;
      const SettingRule* setting = rule.setting(name);
      const std::string key = name + (s->label ? " " + s->label->text : "");
      if (setting == nullptr && !(rule.open && !s->label)) {
        auto& d = error("unknown-name", s->name.span, "`" + flat.kind + "` has no setting `" + name + "`");
        const auto near = nearest(name, known);
        const auto* operation = catalogue_.find(canonical(name), flat.kind);
        if (operation != nullptr)
          d.help = "`" + name + "` is a step: write `" + name + "(…)`";
        else if (!near.empty())
          d.help = "did you mean `" + near + "`";
        else
          d.help = known.empty() ? "it takes no settings" : "its settings are " + choices_text(known, "and");
        continue;
      }
      if (setting != nullptr && setting->labelled != s->label.has_value()) {
        if (s->label)
          error("unknown-name", s->label->span, "`" + name + "` takes no second name").help = "write `" + name + ": …`";
        else
          error("missing-setting", s->name.span, "this `" + name + "` has no name").help =
              "write `" + name + " name: …`";
        continue;
      }
      if (setting != nullptr && !setting->built) {
        not_built(s->name.span, "`" + name + "` of `" + flat.kind + "`");
        continue;
      }
      if (setting != nullptr && setting->labelled) {
        out.labelled.push_back(s);  // doubled names are told where they are declared
        continue;
      }
      if (const auto [at, fresh] = seen.emplace(key, s->name.span); !fresh) {
        error("doubled-setting", s->name.span, "`" + name + "` stands twice in `" + flat.label() + "`")
            .related.push_back({at->second, "here first"});
        continue;
      }
      if (setting == nullptr)
        out.open.push_back(s);
      else
        out.settings.emplace(name, s);
    } else if (const auto* step = e.as<ast::Step>()) {
      out.steps.push_back(step);
    } else if (const auto* nested = e.as<ast::Block>()) {
      if (!contains(rule.nested, nested->kind.text)) {
        const auto* other = find_block(nested->kind.text);
        auto& d = error("misplaced", nested->kind.span,
                        other ? "`" + nested->kind.text + "` does not stand inside `" + flat.kind + "`"
                              : "there is no block `" + nested->kind.text + "`");
        if (nested->kind.text == "within_folds") d.help = "it stands inside a `model`";
        continue;
      }
      for (const auto* before : out.nested)
        if (before->kind.text == nested->kind.text)
          error("doubled-setting", nested->kind.span,
                "`" + nested->kind.text + "` stands twice in `" + flat.label() + "`")
              .related.push_back({before->kind.span, "here first"});
      out.nested.push_back(nested);
    }
  }
  for (const auto& s : rule.settings)
    if (s.param.required && out.find(s.param.name) == nullptr && !s.labelled) {
      if (seen.count(s.param.name) != 0) continue;
      error("missing-setting", flat.span(), "`" + flat.label() + "` has no `" + s.param.name + "`").help =
          "`" + s.param.name + "` is " + s.param.text;
    }
  return out;
}

void Checker::resolve_settings(const Entries& entries, const BlockRule& rule, Scope& scope) {
  Block& here = *scope.block;
  for (const auto& s : rule.settings) {
    const Param& p = s.param;
    if (!s.built || s.labelled || p.type == ParamType::any || p.type == ParamType::condition ||
        p.type == ParamType::reference)
      continue;
    const auto* written = entries.find(p.name);
    if (written == nullptr) {
      if (!p.fallback.none()) here.settings.push_back({p.name, p.fallback, false, here.span});
      continue;
    }
    // What comes later is refused one by one; the rest of a list stays.
    const std::string owner = "`" + p.name + "`";
    bool refused = false;
    Literal::List kept;
    if (!p.later_choices.empty() || p.name == "threshold") {
      for (const auto* item : items(written->value)) {
        const auto* word = bare_word(*item);
        const auto* text = inner(*item).as<ast::Text>();
        const auto* call = inner(*item).as<ast::Call>();
        if ((word != nullptr && contains(p.later_choices, *word)) ||
            (text != nullptr && contains(p.later_choices, text->text)) || (call != nullptr && p.name == "threshold")) {
          not_built(item->span, quoted(item->span));
          refused = true;
        } else if (p.list) {
          if (auto one = one_literal(*item, p, owner)) kept.push_back(std::move(*one));
        }
      }
    }
    if (p.list && !p.later_choices.empty()) {
      here.settings.push_back({p.name, Literal(std::move(kept)), true, written->value.span});
    } else if (refused) {
      here.settings.push_back({p.name, {}, true, written->value.span});  // refused, but not absent
    } else {
      if (auto made = literal(written->value, p, owner))
        here.settings.push_back({p.name, std::move(*made), true, written->value.span});
    }
  }
}

// The cohorts a block works on: written, or the study's only one.
bool Checker::resolve_cohorts_of(const Entries& entries, Scope& scope, const std::string& single,
                                 const std::string& several) {
  const auto* one = entries.find(single);
  const auto* many = several.empty() ? nullptr : entries.find(several);
  if (one != nullptr && many != nullptr) {
    error("doubled-setting", many->name.span, "`" + several + "` stands beside `" + single + "`")
        .related.push_back({one->name.span, "one of the two"});
    return false;
  }
  const auto* written = one != nullptr ? one : many;
  if (written != nullptr) {
    Scope nothing;
    nothing.flat = scope.flat;
    for (const auto& r : refs(written->value, {"cohort"}, nothing, "`" + written->name.text + "`"))
      scope.cohorts.push_back(r.block);
    if (scope.cohorts.empty()) scope.quiet = true;
    return !scope.cohorts.empty();
  }
  if (cohorts_.size() == 1) {
    scope.cohorts = cohorts_;
    if (symbols_.at(cohorts_.front()).refused) scope.quiet = true;
    return true;
  }
  scope.quiet = true;
  if (cohorts_.empty()) {
    const bool any =
        std::any_of(flat_.blocks.begin(), flat_.blocks.end(), [](const FlatBlock& b) { return b.kind == "cohort"; });
    if (!any)
      error("missing-setting", scope.flat->span(), "`" + scope.flat->label() + "` has no cohort to work on").help =
          "write a `cohort` block";
    return false;
  }
  error("missing-setting", scope.flat->span(),
        "the study has " + count_of(cohorts_.size(), "cohort") + ", and `" + scope.flat->label() +
            "` does not say which it works on")
      .help = "write `" + single + ": " + cohorts_.front() + "`; the cohorts are " + choices_text(cohorts_, "and");
  return false;
}

void Checker::label_definitions(const FlatBlock& flat, std::size_t from) {
  for (std::size_t i = from; i < out_.all.size(); ++i) {
    auto& d = out_.all[i];
    for (const auto& u : flat.used)
      if (u.body.file == d.primary.span.file && u.body.begin <= d.primary.span.begin &&
          d.primary.span.end <= u.body.end)
        d.related.push_back({u.use, "used from here"});
  }
}

void Checker::resolve_block(std::size_t index) {
  const FlatBlock& flat = flat_.blocks[index];
  const BlockRule* rule = find_block(flat.kind);
  if (rule == nullptr || !block_is_built(*rule, catalogue_)) return;
  if (rule->naming == BlockRule::Naming::name && (!flat.name || flat.titled)) return;
  if (rule->naming == BlockRule::Naming::none) return;
  if (flat.name && rule->naming == BlockRule::Naming::name && symbols_.at(flat.name->text).flat != index) return;
  const std::size_t before = out_.all.size();
  study_.blocks.emplace_back();
  Block& here = study_.blocks.back();
  here.kind = flat.kind;
  here.name = flat.name ? flat.name->text : "";
  here.span = flat.span();
  here.file = flat.file;
  Scope scope;
  scope.flat = &flat;
  scope.block = &here;
  const Entries entries = sort_entries(flat, *rule);
  resolve_settings(entries, *rule, scope);
  const auto plain_refs = [&](const char* name) {
    if (const auto* s = entries.find(name))
      here.refs[name] = refs(s->value, rule->setting(name)->param.refers_to, scope, "`" + std::string(name) + "`");
  };
  if (flat.kind == "study") {
    study_.title = here.name;
    resolve_steps(entries.steps, *rule, scope, here.steps);
  } else if (flat.kind == "cohort") {
    resolve_cohort(entries, scope);
    resolve_steps(entries.steps, *rule, scope, here.steps);
  } else if (flat.kind == "images") {
    resolve_images(entries, scope);
    resolve_steps(entries.steps, *rule, scope, here.steps);
  } else if (flat.kind == "preprocess") {
    plain_refs("from");
    resolve_preprocess(entries, scope);
  } else if (flat.kind == "features") {
    plain_refs("from");
    resolve_features(entries, scope);
  } else if (flat.kind == "matrix") {
    resolve_matrix(entries, scope);
    resolve_steps(entries.steps, *rule, scope, here.steps);
  } else if (flat.kind == "split") {
    plain_refs("of");
    resolve_analysis(entries, scope);
  } else if (flat.kind == "published") {
    resolve_published(entries, scope);
  } else if (flat.kind == "report") {
    plain_refs("show");
    resolve_report(entries, scope);
    resolve_steps(entries.steps, *rule, scope, here.steps);
  } else {
    resolve_cohorts_of(entries, scope, "on", "");
    here.on = scope.cohorts;
    resolve_analysis(entries, scope);
  }
  const bool failed = std::any_of(out_.all.begin() + static_cast<std::ptrdiff_t>(before), out_.all.end(),
                                  [](const Diagnostic& d) { return d.severity == Severity::error; });
  if (failed) broken_.insert(here.name);
  label_definitions(flat, before);
}

}  // namespace rgx::lang
