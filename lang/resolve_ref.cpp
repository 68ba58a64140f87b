// Names → what they stand for.
#include <algorithm>

#include "lang/nearest.hpp"
#include "lang/resolve.hpp"

namespace rgx::lang {

namespace {

// What a setting asks for, in words.
std::string wanted_text(const std::vector<std::string>& wants) {
  std::vector<std::string> words;
  const auto add = [&](const std::string& word) {
    if (!contains(words, word)) words.push_back(word);
  };
  for (const auto& w : wants) {
    if (w == "features")
      add("a features table");
    else if (w == "matrix")
      add("a matrix");
    else if (w == "row")
      add("a row of a matrix");
    else if (w == "score" || w == "class")
      add("a model's predictions");
    else if (w == "outcome" || w == "associate")
      add("an " + w);
    else if (w == "images")
      add("images");
    else if (w == "clusters")
      add("a `cluster` block");
    else if (w == "robust")
      add("a `robust` block");
    else if (w == "any")
      add("a result");
    else
      add("a " + w);
  }
  std::string out;
  for (std::size_t i = 0; i < words.size(); ++i)
    out += (i == 0 ? "" : i + 1 == words.size() ? " or " : ", ") + words[i];
  return out;
}

std::string article(const std::string& kind) {
  if (kind == "features") return "a features table";
  if (kind == "images") return "a set of images";
  if (kind == "compare") return "a comparison";
  if (kind == "associate") return "an association";
  if (contains(
          {"preprocess", "derive", "aggregate", "robust", "harmonise", "decompose", "cluster", "enrich", "evaluate"},
          kind))
    return "a `" + kind + "` block";
  return (kind == "outcome" ? "an " : "a ") + kind;
}

Ref::Kind kind_of(const std::string& block_kind) {
  if (block_kind == "cohort") return Ref::Kind::cohort;
  if (block_kind == "images") return Ref::Kind::images;
  if (block_kind == "matrix") return Ref::Kind::matrix;
  if (block_kind == "preprocess") return Ref::Kind::preprocess;
  if (block_kind == "split") return Ref::Kind::split;
  if (block_kind == "compare") return Ref::Kind::compare;
  if (block_kind == "associate") return Ref::Kind::associate;
  if (block_kind == "model") return Ref::Kind::model;
  if (block_kind == "published") return Ref::Kind::published;
  if (block_kind == "robust") return Ref::Kind::robust;
  if (block_kind == "cluster" || block_kind == kScoreGroups) return Ref::Kind::clusters;
  return Ref::Kind::features;  // `features` and the blocks that make a table of one
}

// The category that `wants` lists for a block of this kind.
std::string category(const std::string& block_kind) {
  if (contains({"harmonise", "decompose", "aggregate", "derive"}, block_kind)) return "features";
  return block_kind == "cluster" || block_kind == kScoreGroups ? "clusters" : block_kind;
}

bool take_picks(const ast::PathPart& part, Ref& ref) {
  if (!part.index) return false;
  ref.picked = true;
  ref.picks.insert(ref.picks.end(), part.texts.begin(), part.texts.end());
  return true;
}

}  // namespace

bool Checker::outside(Span span) const {
  return std::any_of(flat_.bodies.begin(), flat_.bodies.end(),
                     [&](Span b) { return b.file == span.file && b.begin <= span.begin && span.end <= b.end; });
}

std::vector<Ref> Checker::refs(const ast::Value& value, const std::vector<std::string>& wants, Scope& scope,
                               const std::string& owner) {
  std::vector<Ref> out;
  for (const auto* item : items(value)) {
    const std::size_t before = out.size();
    ref(*item, wants, scope, owner, out);
    for (std::size_t i = before; i < out.size(); ++i)
      for (std::size_t j = 0; j < before; ++j)
        if (out[i] == out[j]) {
          error("doubled-name", item->span, quoted(item->span) + " stands twice in " + owner)
              .related.push_back({out[j].span, "here first"});
          out.erase(out.begin() + static_cast<std::ptrdiff_t>(i), out.end());
          break;
        }
  }
  return out;
}

void Checker::ref(const ast::Value& outer, const std::vector<std::string>& wants, Scope& scope,
                  const std::string& owner, std::vector<Ref>& into) {
  const ast::Value& value = inner(outer);
  const auto* path = value.as<ast::Path>();
  if (path == nullptr) {
    if (const auto* call = value.as<ast::Call>()) {
      if (call->name.text == "joint" && owner == "`left`") {
        joint_ref(*call, wants, scope, into);
        return;
      }
      if (const auto* known = catalogue_.find(canonical(call->name.text)); known != nullptr && !known->built) {
        not_built(call->name.span, "`" + call->name.text + "`");
        return;
      }
    }
    auto& d =
        error("wrong-type", value.span, owner + " asks for " + wanted_text(wants) + ", not " + quoted(value.span));
    if (const auto* text = value.as<ast::Text>()) d.help = "names are written without quotes: `" + text->text + "`";
    return;
  }
  const std::string& name = path->parts.front().name;
  const Span span = value.span;
  if (outside(span)) {
    error("unknown-name", span, "`" + name + "` is no parameter of the definition it stands in").help =
        "a definition sees its parameters only; hand the name in as one";
    return;
  }
  if (scope.images != nullptr && (contains(wants, "scan") || contains(wants, "region"))) {
    std::vector<std::string> names;
    for (const auto& s : scope.images->scans) {
      if (contains(wants, "scan")) names.push_back(s.name);
      if (s.name != name) continue;
      if (contains(wants, "scan"))
        into.push_back({Ref::Kind::scan, "", name, false, {}, span});
      else
        error("wrong-type", span, "`" + name + "` is an image, and " + owner + " asks for a region")
            .related.push_back({s.span, "declared here"});
      return;
    }
    for (const auto& r : scope.images->regions) {
      if (contains(wants, "region")) names.push_back(r.name);
      if (r.name != name) continue;
      if (contains(wants, "region"))
        into.push_back({Ref::Kind::region, "", name, false, {}, span});
      else
        error("wrong-type", span, "`" + name + "` is a region, and " + owner + " asks for an image")
            .related.push_back({r.span, "declared here"});
      return;
    }
    if (scope.quiet) return;
    auto& d = error("unknown-name", span,
                    "there is no " + std::string(contains(wants, "scan") ? "image" : "region") + " `" + name + "`");
    const auto near = nearest(name, names);
    d.help = near.empty() ? "known here are " + choices_text(names, "and") : "did you mean `" + near + "`";
    if (names.empty()) d.help.clear();
    return;
  }
  if (variable_ref(*path, span, wants, scope, owner, into)) return;
  if (const auto at = symbols_.find(name); at != symbols_.end()) {
    block_ref(*path, at->second, span, wants, scope, owner, into);
    return;
  }
  if (refused_variables_.count(name) != 0 || scope.quiet) return;
  std::vector<std::string> names;
  for (const auto& [known, symbol] : symbols_)
    if (contains(wants, category(symbol.kind)) || contains(wants, "any") ||
        (symbol.kind == "model" && (contains(wants, "score") || contains(wants, "class"))) ||
        (symbol.kind == "matrix" && contains(wants, "row")))
      names.push_back(known);
  if (contains(wants, "outcome") || contains(wants, "covariate"))
    for (const auto& c : scope.cohorts)
      if (const Block* b = block(c); b && b->cohort)
        for (const auto& v : b->cohort->variables) names.push_back(v.name);
  auto& d = error("unknown-name", span,
                  "there is no " + std::string(wants.size() == 1 && wants.front() != "any" ? wants.front() + " " : "") +
                      "`" + name + "`");
  const auto near = nearest(name, names);
  if (!near.empty())
    d.help = "did you mean `" + near + "`";
  else
    d.help = owner + " asks for " + wanted_text(wants);
}

// `joint(traits[["a", "b"]])`: columns of one table that are one hypothesis.
void Checker::joint_ref(const ast::Call& call, const std::vector<std::string>& wants, Scope& scope,
                        std::vector<Ref>& into) {
  if (call.args.size() != 1 || call.args.front().name) {
    error("wrong-type", call.name.span, "`joint` takes the columns of one table").help =
        "write `joint(radiomics[[\"a\", \"b\"]])`";
    return;
  }
  const std::size_t before = into.size();
  ref(call.args.front().value, wants, scope, "`joint`", into);
  for (std::size_t i = before; i < into.size(); ++i) into[i].joint = true;
}

bool Checker::variable_ref(const ast::Path& path, Span span, const std::vector<std::string>& wants, Scope& scope,
                           const std::string& owner, std::vector<Ref>& into) {
  const std::string& name = path.parts.front().name;
  const bool wanted = contains(wants, "outcome") || contains(wants, "covariate");
  if (name == "cohort" && wanted && path.bare()) {
    into.push_back({Ref::Kind::cohort_name, "", "cohort", false, {}, span});
    return true;
  }
  if (name == "subject" && contains(wants, "subject") && path.bare()) {
    into.push_back({Ref::Kind::subject_name, "", "subject", false, {}, span});
    return true;
  }
  // The first cohort of the study that declares it names the variable, wherever it is used.
  const Variable* first = nullptr;
  std::string declared_in;
  for (const auto& c : cohorts_)
    if (const Variable* v = study_.variable(c, name)) {
      first = v;
      declared_in = c;
      break;
    }
  if (first == nullptr) return false;
  const std::string kind = first->outcome ? "outcome" : "covariate";
  if (!wanted) {
    if (symbols_.count(name) != 0) return false;
    error("wrong-type", span,
          "`" + name + "` is " + article(kind) + ", and " + owner + " asks for " + wanted_text(wants))
        .related.push_back({first->span, "declared here"});
    return true;
  }
  for (const auto& c : scope.cohorts)
    if (study_.variable(c, name) == nullptr && !scope.quiet) {
      const Block* cohort = block(c);
      if (cohort == nullptr || broken_.count(c) != 0) return true;
      error("unknown-name", span, "the cohort `" + c + "` declares no `" + name + "`").related = {
          {cohort->span, "`" + c + "`"}, {first->span, "declared in `" + declared_in + "`"}};
      return true;
    }
  if (!contains(wants, kind)) {
    error("wrong-type", span,
          "`" + name + "` is " + article(kind) + ", and " + owner + " asks for " + wanted_text(wants))
        .related.push_back({first->span, "declared here"});
    return true;
  }
  if (!path.bare()) {
    error("unknown-name", span, "`" + name + "` is " + article(kind) + " and has no parts");
    return true;
  }
  into.push_back({first->outcome ? Ref::Kind::outcome : Ref::Kind::covariate, declared_in, name, false, {}, span});
  return true;
}

bool Checker::block_ref(const ast::Path& path, const Symbol& symbol, Span span, const std::vector<std::string>& wants,
                        Scope& scope, const std::string& owner, std::vector<Ref>& into) {
  if (symbol.refused) return true;
  const std::string& name = path.parts.front().name;
  Ref r;
  r.kind = kind_of(symbol.kind);
  r.block = name;
  r.span = span;
  std::string member;
  for (std::size_t i = 1; i < path.parts.size(); ++i) {
    const auto& part = path.parts[i];
    if (part.index) {
      const bool rows = symbol.kind == "matrix" || category(symbol.kind) == "features" || symbol.kind == "model";
      if (!rows) {
        error("wrong-type", part.span, "`" + name + "` is " + article(symbol.kind) + " and has no rows or columns");
        return true;
      }
      take_picks(part, r);
    } else if (symbol.kind == "model" && member.empty() && (part.name == "score" || part.name == "class")) {
      member = part.name;
      r.kind = part.name == "score" ? Ref::Kind::score : Ref::Kind::model_class;
    } else {
      auto& d = error("unknown-name", part.span, "`" + name + "` has no `" + part.name + "`");
      if (symbol.kind == "model")
        d.help = "a model gives `" + name + ".score` and `" + name + ".class`";
      else if (category(symbol.kind) == "features")
        d.help = "columns are picked as `" + name + "[\"" + part.name + "\"]`";
      return true;
    }
  }
  const std::string found = member.empty() ? category(symbol.kind) : member;
  bool good = contains(wants, found) || (contains(wants, "any") && member.empty()) ||
              (symbol.kind == "matrix" && contains(wants, "row"));
  if (!good) {
    auto& d = error("wrong-type", span,
                    quoted(span) + " is " + (member.empty() ? article(symbol.kind) : "a model's " + member) + ", and " +
                        owner + " asks for " + wanted_text(wants));
    if (symbol.kind == "model" && member.empty() && contains(wants, "score"))
      d.help = "its predictions are `" + name + ".score`";
    d.related.push_back({symbol.span, "declared here"});
    return true;
  }
  // A table holds the subjects of its own cohorts only.
  if (const Block* declared = block(name); declared != nullptr && !scope.cohorts.empty()) {
    const std::vector<std::string>* of = nullptr;
    if (declared->features) of = &declared->features->cohorts;
    if (declared->matrix) of = &declared->matrix->cohorts;
    if (of != nullptr && !of->empty())
      for (const auto& c : scope.cohorts)
        if (!contains(*of, c)) {
          error("wrong-cohort", span, "`" + name + "` holds " + choices_text(*of, "and") + ", not `" + c + "`")
              .related.push_back({declared->span, "declared here"});
          return true;
        }
  }
  check_picks(r, span);
  into.push_back(std::move(r));
  return true;
}

// Picked columns and rows must be there, where it is known what is there.
void Checker::check_picks(const Ref& r, Span span) {
  const Block* declared = block(r.block);
  if (declared == nullptr || !r.picked) return;
  std::vector<std::string> known;
  if (declared->features)
    for (const auto& [column, type] : declared->features->known_columns) known.push_back(column);
  if (declared->matrix) known = declared->matrix->known_rows;
  if (known.empty()) return;
  for (const auto& pick : r.picks) {
    if (std::any_of(known.begin(), known.end(), [&](const std::string& k) { return matches(pick, k); })) continue;
    const bool pattern = pick.find('*') != std::string::npos;
    const std::string what = declared->matrix ? "row" : "column";
    auto& d = error("unknown-column", span,
                    pattern ? "no " + what + " of `" + r.block + "` matches `" + pick + "`"
                            : "`" + r.block + "` has no " + what + " `" + pick + "`");
    const auto near = pattern ? std::string() : nearest(pick, known);
    d.help = near.empty() ? "its " + what + "s are " + choices_text(known, "and") : "did you mean `" + near + "`";
  }
}

}  // namespace rgx::lang
