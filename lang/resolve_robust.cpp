// `robust` blocks: which columns agree over repeats or readers.
#include <algorithm>

#include "lang/nearest.hpp"
#include "lang/resolve.hpp"

namespace rgx::lang {

namespace {

bool perturbs(const Block& here) {
  return std::any_of(here.steps.begin(), here.steps.end(),
                     [](const Use& u) { return u.signature->role == Role::perturbation; });
}

const std::string* choice_of(const Use& use, const char* name) {
  const Argument* a = use.argument(name);
  return a == nullptr ? nullptr : a->value.as<std::string>();
}

}  // namespace

// How many repeats a measure takes; 0: not known before the run.
void Checker::check_agreement(const Block& here, const Use& use, std::size_t repeats) {
  if (use.signature->role != Role::agreement || repeats == 0) return;
  const std::string& name = use.signature->name;
  const auto* weights = choice_of(use, "weights");
  const bool weighted = weights != nullptr && *weights != "none";
  if (repeats == 2 || (name != "ccc" && name != "bland_altman" && !weighted)) return;
  auto& d = error("no-repeats", use.span,
                  "`" + name + "` compares two repeats, and `" + here.name + "` has " + std::to_string(repeats));
  d.help = "choose two with `over: reader(\"A\", \"B\")`, or use `icc`, or `kappa` without weights";
}

// `over: reader`, `over: reader("A", "B")`: the level that repeats, and which of its keys.
void Checker::check_repeats(const Entries& entries, Block& here, const Block& table) {
  const auto* over = entries.find("over");
  const std::vector<Repeat> all = repeats_of(table);
  if (all.empty()) {
    if (broken_.count(table.name) != 0) return;
    auto& d = error("no-repeats", here.refs.at("from").front().span,
                    "`" + table.name + "` measures each case once, so nothing is known of how it repeats");
    d.related.push_back({table.span, "declared here"});
    d.help =
        "images are repeated by `repeat: scan(\"1\", \"2\")`, imported tables by `csv(\"…\", id: patient, reader: "
        "observer)`";
    return;
  }
  std::vector<std::string> names;
  for (const auto& r : all) names.push_back(r.level);
  const Repeat* chosen = &all.front();
  std::vector<std::string> keys;
  if (over == nullptr && all.size() > 1) {
    error("missing-setting", here.span, "`" + here.name + "` does not say over what it looks for agreement").help =
        "write `over: " + names.front() + "`; the others are taken at their first key";
    return;
  }
  Span place = here.span;
  if (over != nullptr) {
    const ast::Value& value = inner(over->value);
    place = value.span;
    const auto* word = bare_word(value);
    const auto* call = value.as<ast::Call>();
    const std::string level = word != nullptr ? *word : call != nullptr ? call->name.text : "";
    const auto at = std::find_if(all.begin(), all.end(), [&](const Repeat& r) { return r.level == level; });
    if (at == all.end()) {
      error("unknown-name", value.span, "`" + table.name + "` has no repeat " + quoted(value.span)).help =
          "it has " + choices_text(names, "and");
      return;
    }
    chosen = &*at;
    const std::size_t before = out_.all.size();
    if (call != nullptr)
      for (const auto& arg : call->args) {
        const auto key = text_of(arg.value, "`" + level + "`");
        if (!key) continue;
        if (!chosen->keys.empty() && !contains(chosen->keys, *key))
          error("unknown-name", arg.value.span, "`" + level + "` has no key `" + *key + "`").help =
              "its keys are " + choices_text(chosen->keys, "and");
        else if (contains(keys, *key))
          error("doubled-name", arg.value.span, "the key `" + *key + "` stands twice");
        else
          keys.push_back(*key);
      }
    if (call != nullptr && keys.size() < 2 && out_.all.size() == before)
      error("no-repeats", value.span, "a repeat has two keys at least").help =
          "name two keys at least, or the level alone";
  }
  if (keys.empty()) keys = chosen->keys;
  Literal::List listed;
  for (const auto& key : keys) listed.emplace_back(key);
  here.settings.push_back({"over", chosen->level, over != nullptr, place});
  here.settings.push_back({"keys", std::move(listed), over != nullptr, place});
  for (const auto& use : here.steps) check_agreement(here, use, keys.size());
}

void Checker::resolve_robust(const Entries& entries, Scope& scope) {
  Block& here = *scope.block;
  resolve_cohorts_of(entries, scope, "on", "");
  here.on = scope.cohorts;
  resolve_analysis(entries, scope);
  const auto from = here.refs.find("from");
  if (from == here.refs.end() || from->second.empty()) return;
  const Block* table = block(from->second.front().block);
  // A step that was refused has its own message, and what the block is about is not known without it.
  if (table == nullptr || here.steps.size() < entries.steps.size()) return;
  if (check_overlap(entries, here, *table)) return;
  if (perturbs(here)) {
    if (const auto* over = entries.find("over"))
      error("misplaced", over->name.span, "`" + here.name + "` changes the images, and `over` is of repeats").help =
          "write a `robust` block for each";
    check_perturbations(here, *table);
    return;
  }
  if (!table->features) {
    error("wrong-type", from->second.front().span,
          "`" + table->name + "` is a set of images, and agreement is that of features")
        .help = "extract them in a `features` block, and write `from:` that";
    return;
  }
  if (table->aggregate || (table->features->from.kind == Ref::Kind::features && !table->features->source)) {
    not_built(from->second.front().span, "`robust` from a table that was made of another one");
    return;
  }
  check_repeats(entries, here, *table);
}

}  // namespace rgx::lang
