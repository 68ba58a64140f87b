// Steps and calls → operations with all their parameters.
#include <algorithm>
#include <cmath>

#include "lang/nearest.hpp"
#include "lang/resolve.hpp"

namespace rgx::lang {

namespace {

// Where the call ends whose name or last argument ends at `end`: behind its `)`.
std::uint32_t closed(const std::string& text, std::uint32_t end) {
  for (std::size_t at = end; at < text.size(); ++at) {
    if (text[at] == ')') return static_cast<std::uint32_t>(at + 1);
    if (std::string_view(" \t\r\n,(").find(text[at]) == std::string_view::npos) break;
  }
  return end;
}

}  // namespace

const Signature* Checker::operation(const std::string& written, Span span, unsigned version, const std::string& block,
                                    const std::vector<Role>& roles, bool& known) {
  const std::string name = canonical(written);
  const auto fits = [&](const Signature& s) { return std::find(roles.begin(), roles.end(), s.role) != roles.end(); };
  known = true;
  const Signature* found = catalogue_.find(name, block);
  if (found == nullptr) {
    const Signature* elsewhere = catalogue_.find(name);
    if (elsewhere != nullptr && !elsewhere->built) {
      not_built(span, "`" + name + "`");
      return nullptr;
    }
    known = false;
    if (elsewhere != nullptr) {
      if (block == kPyradiomics && !elsewhere->blocks.empty()) {
        std::vector<std::string> theirs;
        for (const auto& s : catalogue_.all())
          if (contains(s.blocks, block) && fits(s)) theirs.push_back(s.name);
        error("misplaced", span, "`" + name + "` is not among what PyRadiomics has").help =
            "under `conventions: pyradiomics` there are " + choices_text(theirs, "and");
        return nullptr;
      }
      auto& d = error("misplaced", span, "`" + name + "` does not stand in `" + block + "`");
      if (elsewhere->blocks.empty()) return nullptr;
      d.help = contains(elsewhere->blocks, kPyradiomics)
                   ? "it belongs to PyRadiomics: write `conventions: pyradiomics`, which changes the other families too"
                   : "it stands in " + choices_text(elsewhere->blocks);
      if (elsewhere->learns && contains(elsewhere->blocks, "within_folds"))
        d.notes.push_back("it learns from cases, so it is refitted on each training part");
      return nullptr;
    }
    std::vector<std::string> names;
    for (const auto& s : catalogue_.all())
      if (contains(s.blocks, block) && fits(s) && !contains(names, s.name)) names.push_back(s.name);
    for (const auto& d : flat_.defined) names.push_back(d);
    std::string what = roles.size() == 1 ? std::string(role_name(roles.front())) : "operation";
    auto& d = error("unknown-name", span, "there is no " + what + " `" + written + "`");
    const auto near = nearest(written, names);
    if (!near.empty())
      d.help = "did you mean `" + near + "`";
    else if (!names.empty())
      d.help = "known here are " + choices_text(names, "and");
    return nullptr;
  }
  if (!found->built) {
    not_built(span, "`" + name + "`");
    return nullptr;
  }
  if (!fits(*found)) {
    error("misplaced", span, "`" + name + "` is a " + std::string(role_name(found->role)) + " and does not stand here");
    return nullptr;
  }
  std::vector<std::string> versions;
  const Signature* pinned = nullptr;
  for (const auto& s : catalogue_.all()) {
    if (s.name != name || !contains(s.blocks, block) || !s.built) continue;
    versions.push_back(name + "@" + std::to_string(s.version));
    if (pinned_.empty() || s.since <= pinned_)
      if (pinned == nullptr || s.version > pinned->version) pinned = &s;
  }
  if (version != 0) {
    const Signature* exact = catalogue_.find(name, block, version);
    if (exact == nullptr || !exact->built)
      error("unknown-version", span,
            "there is no version " + std::to_string(version) + " of `" + name + "` in this build")
          .help = "it has " + choices_text(versions, "and");
    return exact;
  }
  if (pinned == nullptr)
    error("unknown-version", span, "`" + name + "` did not exist on the catalogue date `" + pinned_ + "`").help =
        "it is in the catalogue since " + found->since;
  return pinned;
}

// tune(0.1, 0.5, 0.9) or tune(from: 0.01, to: 1, log: 20 | steps: 20).
bool Checker::tuned(const ast::Value& value, const Param& p, const std::string& owner, Argument& argument) {
  const auto* call = inner(value).as<ast::Call>();
  if (call == nullptr || call->name.text != "tune") return false;
  if (!p.tunable) {
    error("wrong-type", value.span, owner + " cannot be searched by `tune`");
    return true;
  }
  Param one = p;
  one.list = false;
  if (one.type == ParamType::numbers) one.type = ParamType::number;
  std::map<std::string, double> named;
  for (const auto& arg : call->args) {
    if (!arg.name) {
      const auto candidate = one_literal(arg.value, one, owner);
      if (candidate) argument.tune.push_back(*candidate);
      continue;
    }
    if (!contains({"from", "to", "log", "steps"}, arg.name->text)) {
      error("unknown-name", arg.name->span, "`tune` has no argument `" + arg.name->text + "`").help =
          "write `tune(0.1, 0.5, 0.9)` or `tune(from: 0.01, to: 1, log: 20)`";
      return true;
    }
    Param shape = one;
    if (arg.name->text == "log" || arg.name->text == "steps") {
      shape = {};
      shape.type = ParamType::integer;
      shape.low = 2;
      shape.high = 1000;
    }
    const auto bound = one_literal(arg.value, shape, "`" + arg.name->text + "` of `tune`");
    if (!bound || !bound->as<double>()) return true;
    named[arg.name->text] = *bound->as<double>();
  }
  if (!named.empty()) {
    const bool log = named.count("log") != 0;
    if (named.count("from") == 0 || named.count("to") == 0 || (!log && named.count("steps") == 0) ||
        !argument.tune.empty()) {
      error("missing-setting", value.span, "a range of `tune` needs `from`, `to`, and `log` or `steps`").help =
          "write `tune(from: 0.01, to: 1, log: 20)`";
      return true;
    }
    const double from = named["from"], to = named["to"];
    if (from >= to || (log && from <= 0)) {
      error("out-of-range", value.span,
            log ? "`tune` on a logarithmic scale goes from above 0 to a larger number"
                : "`tune` goes from a smaller number to a larger one");
      return true;
    }
    const auto n = static_cast<int>(log ? named["log"] : named["steps"]);
    for (int i = 0; i < n; ++i) {
      const double t = static_cast<double>(i) / (n - 1);
      // The ends are the numbers that were written, to the last bit.
      double x = log ? from * std::pow(to / from, t) : from + (to - from) * t;
      if (i == 0) x = from;
      if (i == n - 1) x = to;
      if (one.type == ParamType::integer) x = std::round(x);
      if (argument.tune.empty() || argument.tune.back() != Literal(x)) argument.tune.emplace_back(x);
    }
  }
  if (argument.tune.empty() && call->args.empty())
    error("missing-setting", value.span, "`tune` has no candidates").help = "write `tune(0.1, 0.5, 0.9)`";
  return true;
}

std::optional<Use> Checker::use(const Signature& signature, const std::vector<ast::Arg>& args, Span name_span,
                                Scope& scope, const std::set<std::string>& extra) {
  Use out;
  out.signature = &signature;
  out.span = name_span;
  if (!args.empty() && args.back().span.file == name_span.file)
    out.span.end = std::max(name_span.end, args.back().span.end);
  out.span.end = closed(sources_.text(out.span.file), out.span.end);
  std::map<std::string, const ast::Arg*> given;
  std::vector<std::string> names;
  for (const auto& p : signature.params) names.push_back(p.name);
  const bool narrows =
      (signature.role == Role::preprocess || signature.role == Role::fold_step) && signature.param("of") == nullptr;
  if (narrows) names.emplace_back("of");
  std::size_t position = 0;
  bool good = true;
  for (const auto& arg : args) {
    std::string name;
    if (arg.name) {
      name = arg.name->text;
      if (extra.count(name) != 0) continue;
    } else {
      while (position < signature.params.size() && !signature.params[position].positional) ++position;
      if (position < signature.params.size()) name = signature.params[position++].name;
    }
    if (contains(signature.later_params, name)) {
      not_built(arg.name->span, "`" + name + "` of `" + signature.name + "`");
      good = false;
      continue;
    }
    if (!contains(names, name)) {
      if (arg.name) {
        auto& d = error("unknown-name", arg.name->span, "`" + signature.name + "` has no argument `" + name + "`");
        const auto near = nearest(name, names);
        if (!near.empty())
          d.help = "did you mean `" + near + "`";
        else
          d.help = names.empty() ? "it takes no arguments" : "it takes " + choices_text(names, "and");
      } else {
        auto& d = error("unknown-name", arg.span,
                        "`" + signature.name + "` does not take " + quoted(arg.value.span) + " without a name");
        d.help = names.empty() ? "it takes no arguments" : "it takes " + choices_text(names, "and");
      }
      good = false;
    } else if (const auto [at, fresh] = given.emplace(name, &arg); !fresh) {
      error("doubled-setting", arg.span, "`" + name + "` is given twice to `" + signature.name + "`")
          .related.push_back({at->second->span, "here first"});
      good = false;
    }
  }
  for (const auto& p : signature.params) {
    Argument argument;
    argument.name = p.name;
    const auto at = given.find(p.name);
    if (at == given.end()) {
      argument.value = p.fallback;
      if (p.list && !p.fallback.none() && !p.fallback.as<Literal::List>()) argument.value = Literal::List{p.fallback};
      argument.span = name_span;
      if (p.required) {
        error("missing-setting", name_span, "`" + signature.name + "` needs `" + p.name + "`").help = p.text;
        good = false;
      }
    } else {
      const ast::Value& value = at->second->value;
      const std::string owner = "`" + p.name + "` of `" + signature.name + "`";
      argument.written = true;
      argument.span = value.span;
      if (tuned(value, p, owner, argument)) {
        if (argument.tune.empty()) good = false;
      } else if (p.type == ParamType::reference) {
        argument.refs = refs(value, p.refers_to, scope, owner);
        Literal::List list;
        for (const auto& r : argument.refs) list.emplace_back(r.member.empty() ? r.block : r.member);
        if (p.list)
          argument.value = list;
        else if (list.size() == 1)
          argument.value = list.front();
        else if (list.size() > 1)
          error("wrong-type", value.span, owner + " takes one name, not a list");
        if (list.empty()) good = false;
      } else if (p.type == ParamType::condition) {
        argument.value = std::string(sources_.text(value.span));  // resolved by whoever knows the columns
      } else if (const auto resolved = literal(value, p, owner)) {
        argument.value = *resolved;
      } else {
        good = false;
      }
    }
    out.arguments.push_back(std::move(argument));
  }
  if (narrows)
    if (const auto at = given.find("of"); at != given.end()) {
      const std::vector<std::string> wants = signature.role == Role::preprocess
                                                 ? std::vector<std::string>{"scan"}
                                                 : std::vector<std::string>{"features", "matrix", "score"};
      out.of = refs(at->second->value, wants, scope, "`of` of `" + signature.name + "`");
      if (out.of.empty()) good = false;
    }
  if (!good) return std::nullopt;
  return out;
}

// `shape`, `glcm(distance: 1)`, `glcm@2`: an operation standing as a value.
std::optional<Use> Checker::use_value(const ast::Value& outer, Role role, const std::string& block, Scope& scope) {
  const ast::Value& value = inner(outer);
  static const std::vector<ast::Arg> none;
  std::string name;
  unsigned version = 0;
  Span span = value.span;
  const std::vector<ast::Arg>* args = &none;
  if (const auto* word = bare_word(value)) {
    name = *word;
  } else if (const auto* versioned = value.as<ast::Versioned>()) {
    name = versioned->name;
    version = versioned->version;
  } else if (const auto* call = value.as<ast::Call>()) {
    name = call->name.text;
    span = call->name.span;
    args = &call->args;
  } else {
    error("wrong-type", value.span, quoted(value.span) + " is no " + std::string(role_name(role)));
    return std::nullopt;
  }
  bool known = false;
  const Signature* signature = operation(name, span, version, block, {role}, known);
  if (signature == nullptr) return std::nullopt;
  auto out = use(*signature, *args, span, scope);
  if (out) out->span = value.span;
  return out;
}

void Checker::resolve_steps(const std::vector<const ast::Step*>& steps, const BlockRule& rule, Scope& scope,
                            std::vector<Use>& into) {
  std::vector<Role> roles;
  for (const auto& r : rule.steps) roles.push_back(r.role);
  std::map<Role, std::vector<Span>> seen;
  bool unsure = false;  // a step that could not be read may have been the one that is asked
  for (const auto* step : steps) {
    if (step->name.text == "accept") {
      resolve_accept(*step, *scope.block);
      continue;
    }
    if (roles.empty()) {
      error("misplaced", step->name.span,
            "`" + rule.kind + "` takes no steps, and `" + step->name.text + "` is written as one")
          .help = rule.setting(step->name.text) ? "a setting is written `" + step->name.text + ": value`" : "";
      continue;
    }
    if (rule.kind == "published") {
      seen[Role::published_value].push_back(step->name.span);
      resolve_value_step(*step, scope);
      continue;
    }
    bool known = false;
    const auto* signature =
        operation(step->name.text, step->name.span, step->version.value_or(0), rule.kind, roles, known);
    if (signature == nullptr) {
      unsure = true;
      continue;
    }
    seen[signature->role].push_back(step->name.span);
    auto made = use(*signature, step->args, step->name.span, scope);
    if (made) into.push_back(std::move(*made));
  }
  for (const auto& r : rule.steps) {
    const auto& spans = seen[r.role];
    const std::string what(role_name(r.role));
    if (r.most != 0 && spans.size() > r.most) {
      error("doubled-setting", spans[1], "`" + scope.flat->label() + "` has a second " + what)
          .related.push_back({spans[0], "the first one"});
    } else if (spans.size() < r.least && !unsure) {
      std::vector<std::string> names;
      for (const auto& s : catalogue_.all())
        if (s.role == r.role && s.built && contains(s.blocks, rule.kind) && !contains(names, s.name))
          names.push_back(s.name);
      auto& d = error("missing-setting", scope.flat->span(), "`" + scope.flat->label() + "` has no " + what);
      if (!names.empty()) d.help = "one of " + choices_text(names);
    }
  }
}

void Checker::resolve_accept(const ast::Step& step, Block& block) {
  Accepted accepted;
  accepted.span = step.name.span;
  for (const auto& arg : step.args) {
    if (!arg.name) {
      if (const auto* text = arg.value.as<ast::Text>())
        accepted.code = text->text;
      else if (const auto* word = bare_word(arg.value))
        accepted.code = *word;
      accepted.span = arg.value.span;
    } else if (arg.name->text == "because") {
      if (const auto reason = text_of(arg.value, "`because` of `accept`")) accepted.because = *reason;
    } else {
      error("unknown-name", arg.name->span, "`accept` has no argument `" + arg.name->text + "`").help =
          "write `accept(\"clustered-rows\", because: \"…\")`";
    }
  }
  if (accepted.code.empty() || accepted.because.empty()) {
    error("missing-setting", step.name.span,
          accepted.code.empty() ? "`accept` names no code" : "`accept` gives no reason")
        .help = "write `accept(\"clustered-rows\", because: \"…\")`";
    return;
  }
  block.accepted.push_back(std::move(accepted));
}

}  // namespace rgx::lang
