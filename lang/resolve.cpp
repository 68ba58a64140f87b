// Blocks: the names they declare and what stands in them.
#include "lang/resolve.hpp"

#include <algorithm>

#include "lang/nearest.hpp"

namespace rgx::lang {

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
    if (!p.later_choices.empty()) {
      for (const auto* item : items(written->value)) {
        const auto* word = bare_word(*item);
        const auto* text = inner(*item).as<ast::Text>();
        if ((word != nullptr && contains(p.later_choices, *word)) ||
            (text != nullptr && contains(p.later_choices, text->text))) {
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
    } else if (const auto* call = inner(written->value).as<ast::Call>();
               call != nullptr && p.name == "threshold" && call->name.text == "sensitivity" && call->args.size() == 1) {
      // sensitivity(90 %): the highest cut of the training part that reaches it.
      if (auto made = one_literal(call->args.front().value, p, "`sensitivity` of `threshold`"))
        here.settings.push_back({p.name, Literal::Map{{"sensitivity", *made}}, true, written->value.span});
    } else {
      // What could not be read was written all the same: nothing is missing.
      auto made = literal(written->value, p, owner);
      here.settings.push_back({p.name, made ? std::move(*made) : Literal(), true, written->value.span});
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
  } else if (flat.kind == "derive") {
    resolve_derive(entries, scope);
  } else if (flat.kind == kScoreGroups) {
    resolve_score_groups(entries, scope);
  } else if (flat.kind == "aggregate") {
    plain_refs("from");
    resolve_aggregate(entries, scope);
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
  } else if (flat.kind == "robust") {
    resolve_robust(entries, scope);
  } else if (flat.kind == "harmonise") {
    resolve_harmonise(entries, scope);
  } else if (flat.kind == "decompose") {
    resolve_decompose(entries, scope);
  } else if (flat.kind == "cluster") {
    resolve_cluster(entries, scope);
  } else if (flat.kind == "evaluate") {
    resolve_evaluate(entries, scope);
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
