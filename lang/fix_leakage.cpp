#include "lang/fix_leakage.hpp"

#include <algorithm>

#include "lang/named.hpp"

namespace rgx::lang {

namespace {

bool predicted(const Block& model, const Ref& r) {
  const auto& outcomes = named(model, "predict");
  return std::any_of(outcomes.begin(), outcomes.end(),
                     [&](const Ref& p) { return p.kind == r.kind && p.member == r.member; });
}

// The step as it is written in folds: arguments that it has there, without outcomes that the model predicts.
std::string written_in_folds(const Checker& checker, SourceMap& sources, const Block& model, const Use& use,
                             const std::string& of, std::vector<std::string>& left_out) {
  const Signature* step = step_in_folds(checker.catalogue(), use);
  std::string out;
  const auto add = [&](const std::string& name, const std::string& value) {
    out += (out.empty() ? "" : ", ") + name + ": " + value;
  };
  for (const auto& a : use.arguments) {
    if (!a.written || step->param(a.name) == nullptr) continue;
    std::string names;
    bool changed = false;
    for (const auto& r : a.refs) {
      if (predicted(model, r)) {
        left_out.push_back(r.member);
        changed = true;
      } else {
        names += (names.empty() ? "" : ", ") + ref_text(r);
      }
    }
    if (changed && names.empty()) continue;
    add(a.name, changed ? "[" + names + "]" : std::string(sources.text(a.span)));
  }
  if (!of.empty() && step->param("of") == nullptr) add("of", of);
  return use.signature->name + "(" + out + ")";
}

// Where a step goes that is to be the first in the folds, and what stands before and behind it there.
std::optional<Fix::Edit> place_in_folds(Checker& checker, const Block& model, const std::vector<std::string>& steps) {
  const FlatBlock* flat = checker.as_written(model.name);
  if (flat == nullptr) return std::nullopt;
  std::string lines;
  for (const auto& s : steps) lines += "\n    " + s;
  for (const auto& e : flat->entries) {
    const auto* nested = e.as<ast::Block>();
    if (nested == nullptr || nested->kind.text != "within_folds") continue;
    const std::uint32_t at = nested->open.end;
    const std::string& text = checker.sources().text(nested->open.file);
    // On one line with the step behind it, unless a line begins there anyway.
    const auto next = text.find_first_not_of(" \t", at);
    const bool broken = next != std::string::npos && (text[next] == '\n' || text[next] == '\r' || text[next] == '#');
    return Fix::Edit{{nested->open.file, at, at}, broken ? lines : lines + "\n   "};
  }
  const Use* learner = model.step(Role::learner);
  if (learner == nullptr) return std::nullopt;
  const Span at{learner->span.file, learner->span.begin, learner->span.begin};
  return Fix::Edit{at, "within_folds {" + lines + "\n  }\n  "};
}

}  // namespace

const Signature* step_in_folds(const Catalogue& catalogue, const Use& use) {
  if (contains(use.signature->blocks, "within_folds")) return use.signature;
  const Signature* step = catalogue.find(use.signature->name, "within_folds");
  return step != nullptr && step->built &&
                 (use.signature->role == Role::decomposition || use.signature->role == Role::fold_step)
             ? step
             : nullptr;
}

std::optional<Fix> move_into_folds(Checker& checker, const Block& model, const Ref& used) {
  std::vector<const Use*> moved;  // the last of them first
  Ref start = used;
  for (const Block* b = checker.block(used.block); b != nullptr && contains({"harmonise", "decompose"}, b->kind);) {
    const auto& from = named(*b, "from");
    if (start.picked || from.size() != 1 ||
        (from.front().kind != Ref::Kind::features && from.front().kind != Ref::Kind::matrix))
      return std::nullopt;
    for (auto step = b->steps.rbegin(); step != b->steps.rend(); ++step) {
      if (step_in_folds(checker.catalogue(), *step) == nullptr) return std::nullopt;
      moved.push_back(&*step);
    }
    start = from.front();
    b = checker.block(start.block);
  }
  if (moved.empty() || checker.outside(used.span)) return std::nullopt;
  std::size_t tables = 0;
  for (const auto& r : named(model, "using")) {
    if (r.block == start.block) return std::nullopt;  // it stands there already
    tables += r.kind == Ref::Kind::features || r.kind == Ref::Kind::matrix;
  }
  std::vector<std::string> steps, left_out;
  std::reverse(moved.begin(), moved.end());
  std::string names;
  for (const Use* u : moved) {
    if (checker.outside(u->span)) return std::nullopt;
    steps.push_back(
        written_in_folds(checker, checker.sources(), model, *u, tables > 1 ? start.block : std::string(), left_out));
    names += (names.empty() ? "`" : ", `") + u->signature->name + "`";
  }
  auto place = place_in_folds(checker, model, steps);
  if (!place) return std::nullopt;
  if (checker.outside(start.span)) return std::nullopt;
  const std::string source(checker.sources().text(start.span));
  Fix fix{"moved " + names + " into `within_folds` of `" + model.name + "`, which now takes `" + source + "`",
          {{used.span, source}, *place}};
  for (const auto& name : left_out) fix.title += "; left `" + name + "` out, which the model predicts";
  return fix;
}

}  // namespace rgx::lang
