// New variables of a cohort from those it has (language.md §3).
#include <algorithm>

#include "lang/nearest.hpp"
#include "lang/resolve.hpp"

namespace rgx::lang {

namespace {

bool is_number(const Variable& v) { return v.type == Variable::Type::continuous || v.type == Variable::Type::ordinal; }

bool has_levels(const Variable& v) {
  return v.type != Variable::Type::continuous && v.type != Variable::Type::survival;
}

std::vector<std::string> levels_of(const Variable& v) {
  if (v.type != Variable::Type::binary) return v.levels;
  return {v.negative.empty() ? "not " + v.positive : v.negative, v.positive};
}

}  // namespace

void Checker::resolve_derive(const Entries& entries, Scope& scope) {
  Block& here = *scope.block;
  if (!resolve_cohorts_of(entries, scope, "cohort", "cohorts")) return;
  here.on = scope.cohorts;
  std::map<std::string, Span> names;
  for (const auto* setting : entries.labelled) {
    const std::string& name = setting->label->text;
    if (const auto [at, fresh] = names.emplace(name, setting->label->span); !fresh) {
      error("doubled-name", setting->label->span, "`" + name + "` is derived twice in `" + here.name + "`")
          .related.push_back({at->second, "here first"});
      continue;
    }
    // One variable of every cohort of the block: the same rule, in each from that cohort's own variables.
    for (const auto& c : here.on) {
      Block* cohort = block(c);
      if (cohort == nullptr || !cohort->cohort) continue;
      if (const Variable* known = study_.variable(c, name)) {
        error("doubled-name", setting->label->span, "`" + c + "` has a variable `" + name + "` already")
            .related.push_back({known->span, "declared here"});
        break;
      }
      Scope own = scope;
      own.cohorts = {c};
      Variable v;
      v.name = name;
      v.span = setting->label->span;
      v.level = "subject";
      v.outcome = setting->name.text == "outcome";
      if (!derive_variable(*setting, v.outcome, own, v)) {
        refused_variables_.insert(name);
        break;
      }
      cohort->cohort->variables.push_back(std::move(v));
    }
  }
}

// One derived variable, from variables of the scope's only cohort; false after an error.
bool Checker::derive_variable(const ast::Setting& setting, bool outcome, Scope& scope, Variable& into) {
  const std::string cohort = scope.cohorts.front();
  const ast::Value& value = inner(setting.value);
  const auto* call = value.as<ast::Call>();
  if (call == nullptr) {
    error("wrong-type", value.span, "`" + into.name + "` does not say how it is derived").help =
        "write `" + setting.name.text + " " + into.name + ": log2(x, plus: 1)`, or `binary(a == 1 and b > 2)`";
    return false;
  }
  bool known = false;
  const auto* signature = operation(call->name.text, call->name.span, 0, "derive", {Role::variable}, known);
  if (signature == nullptr) return false;
  Derivation how;
  how.how = signature->name;
  std::vector<const Variable*> from;
  std::map<std::string, const ast::Arg*> named;
  if (how.how == "binary") {
    if (call->args.size() != 1 || call->args.front().name) {
      error("wrong-type", value.span, "a derived `binary` is a condition").help =
          "write `binary(stage == \"IV\" or n > 3)`";
      return false;
    }
    const ColumnScope columns{cohort, false, false, false, scope.flat};
    into.condition = condition(call->args.front().value, columns);
    if (!into.condition) return false;
    into.type = Variable::Type::binary;
    into.positive = "true";
    into.negative = "false";
    how.how = "condition";
    const CohortSpec& spec = *block(cohort)->cohort;
    std::set<std::string> read;
    gather_names(call->args.front().value, read);
    for (const auto& v : spec.variables)
      if (read.count(v.name) != 0) from.push_back(&v);
  }
  for (const auto& arg : call->args) {
    if (how.how == "condition") break;
    if (arg.name) {
      named[arg.name->text] = &arg;
      continue;
    }
    const auto* word = bare_word(arg.value);
    const Variable* v = word != nullptr ? study_.variable(cohort, *word) : nullptr;
    if (v == nullptr) {
      if (const auto* path = inner(arg.value).as<ast::Path>(); path != nullptr && path->parts.size() > 1) {
        not_built(arg.value.span, "deriving from " + quoted(arg.value.span));
        return false;
      }
      std::vector<std::string> names;
      for (const auto& w : block(cohort)->cohort->variables) names.push_back(w.name);
      auto& d =
          error("unknown-name", arg.value.span, "the cohort `" + cohort + "` declares no " + quoted(arg.value.span));
      const auto near = word != nullptr ? nearest(*word, names) : std::string();
      d.help = near.empty() ? "a column is declared in the cohort first" : "did you mean `" + near + "`";
      return false;
    }
    from.push_back(v);
  }
  const std::string owner = "`" + how.how + "`";
  const bool one = how.how == "log2" || how.how == "rank" || how.how == "cut" || how.how == "combine";
  const bool two = how.how == "ratio" || how.how == "difference";
  if ((one && from.size() != 1) || (two && from.size() != 2) || (how.how == "sum" && from.size() < 2)) {
    error("wrong-type", value.span,
          owner + " takes " +
              (one   ? "one variable"
               : two ? "two variables"
                     : "two variables or more") +
              ", not " + std::to_string(from.size()));
    return false;
  }
  std::size_t deepest = 0;
  for (const auto* v : from) {
    how.from.push_back(v->name);
    const auto& levels = block(cohort)->cohort->levels;
    for (std::size_t l = 0; l < levels.size(); ++l)
      if (levels[l].name == v->level && l + 1 > deepest) {
        deepest = l + 1;
        into.level = v->level;
      }
    if (how.how == "condition" || how.how == "combine" ? how.how == "combine" && !has_levels(*v) : !is_number(*v)) {
      error("wrong-type", value.span,
            owner + " takes " + (how.how == "combine" ? "classes" : "numbers") + ", and `" + v->name + "` is " +
                type_name(v->type))
          .related.push_back({v->span, "declared here"});
      return false;
    }
  }
  const auto take = [&](const char* name) -> const ast::Arg* {
    const auto at = named.find(name);
    if (at == named.end()) return nullptr;
    const auto* arg = at->second;
    named.erase(at);
    return arg;
  };
  if (how.how == "log2") {
    into.type = Variable::Type::continuous;
    Param p;
    if (const auto* arg = take("plus"))
      if (const auto made = literal(arg->value, p, "`plus` of `log2`")) how.plus = *made->as<double>();
  } else if (how.how == "cut") {
    into.type = Variable::Type::ordinal;
    const auto *at = take("at"), *labels = take("labels");
    if (!cut_parts(value.span, {from.front()->name, from.front()->dimension, from.front()->factor}, at, labels, how,
                   into.levels))
      return false;
    into.levels_written = true;
  } else if (how.how == "combine") {
    into.type = outcome ? Variable::Type::nominal : Variable::Type::category;
    std::vector<std::string> old = levels_of(*from.front()), taken;
    for (const auto& arg : call->args) {
      if (!arg.name) continue;
      named.erase(arg.name->text);
      Param p;
      p.type = ParamType::texts;
      const auto made = literal(arg.value, p, "`" + arg.name->text + "` of `combine`");
      if (!made) return false;
      std::vector<std::string> of;
      for (const auto& l : *made->as<Literal::List>()) {
        const auto at = std::find_if(old.begin(), old.end(), [&](const auto& o) { return same_value(o, text(l)); });
        if (!old.empty() && at == old.end()) {
          error("unknown-level", arg.value.span, "`" + from.front()->name + "` has no level `" + text(l) + "`").help =
              "its levels are " + choices_text(old, "and");
          return false;
        }
        of.push_back(at == old.end() ? text(l) : *at);
        if (contains(taken, of.back())) {
          error("doubled-name", arg.value.span, "`" + of.back() + "` stands in two groups of `" + into.name + "`");
          return false;
        }
        taken.push_back(of.back());
      }
      how.groups.emplace_back(arg.name->text, of);
      into.levels.push_back(arg.name->text);
    }
    std::vector<std::string> without;
    for (const auto& o : old)
      if (!contains(taken, o)) without.push_back(o);
    if (how.groups.size() < 2 || !without.empty()) {
      error("wrong-type", value.span,
            how.groups.size() < 2
                ? "`combine` makes two groups or more"
                : "`combine` leaves out " + choices_text(without, "and") + " of `" + from.front()->name + "`")
          .help = "write `combine(stage, early: [\"I\", \"II\"], late: [\"III\", \"IV\"])`";
      return false;
    }
    into.levels_written = true;
  } else if (how.how != "condition") {
    into.type = Variable::Type::continuous;
  }
  if (!named.empty()) {
    error("unknown-name", named.begin()->second->name->span, owner + " has no argument `" + named.begin()->first + "`");
    return false;
  }
  into.derived = std::move(how);
  return true;
}

}  // namespace rgx::lang
