// Analyses: compare, associate, split, model, and the learning blocks that later issues build.
#include <algorithm>

#include "lang/named.hpp"
#include "lang/nearest.hpp"
#include "lang/survival_rule.hpp"

namespace rgx::lang {

namespace {

std::size_t group_count(const Variable& v) { return v.type == Variable::Type::binary ? 2 : v.levels.size(); }

// The test that the refused one offers, if it is built; else the first built one of the same features that fits.
const Signature* fitting_test(const Catalogue& catalogue, const TestRule& rule, const std::string& type,
                              std::size_t groups) {
  const auto fits = [&](const Signature& s) {
    return s.built && s.test && contains(s.blocks, "compare") && contains(s.test->outcomes, type) &&
           s.test->features == rule.features && (s.test->max_groups == 0 || groups <= s.test->max_groups) &&
           (s.test->rows_may_cluster || !rule.below_subjects) && s.test->compares_survival == rule.compares_survival;
  };
  if (const auto* offered = catalogue.find(rule.otherwise, "compare"); offered != nullptr && fits(*offered))
    return offered;
  for (const auto& s : catalogue.all())
    if (fits(s)) return &s;
  return nullptr;
}

// The columns that may stand as outcomes of these types. Two classes may be rows of a matrix of 0 and 1.
std::vector<std::string> columns_for(const std::vector<std::string>& outcomes) {
  std::vector<std::string> out;
  for (const auto& type : outcomes)
    out.push_back(type == "continuous" ? "numeric" : type == "binary" ? kMatrixRows : type);
  return out;
}

// What the model of `m.class` predicts; null: it is something else.
const Variable* predicted_by(Checker& checker, const Ref& r) {
  const Block* model = r.kind == Ref::Kind::model_class ? checker.block(r.block) : nullptr;
  if (model == nullptr || named(*model, "predict").empty()) return nullptr;
  return variable_of(checker.study(), named(*model, "predict").front());
}

}  // namespace

void Checker::resolve_analysis(const Entries& entries, Scope& scope) {
  Block& here = *scope.block;
  const BlockRule& rule = *find_block(here.kind);
  if (here.kind == "split") {
    if (const auto at = here.refs.find("of"); at != here.refs.end())
      for (const auto& r : at->second) scope.cohorts.push_back(r.block);
    here.on = scope.cohorts;
    if (const auto* s = entries.find("stratify"))
      here.refs["stratify"] = refs(s->value, rule.setting("stratify")->param.refers_to, scope, "`stratify`");
    resolve_steps(entries.steps, rule, scope, here.steps);
    return;
  }
  // The settings that name things need the cohort, so it comes first.
  for (const auto& s : rule.settings) {
    if (s.param.type != ParamType::reference || s.param.name == "on" || !s.built) continue;
    const auto* written = entries.find(s.param.name);
    if (written == nullptr) continue;
    auto wanted = s.param.refers_to;
    if (s.param.name == "by" && entries.find("of") != nullptr)  // a cut of them may be searched
      wanted.insert(wanted.end(), {"features", "matrix", "score"});
    auto found = refs(written->value, wanted, scope, "`" + s.param.name + "`");
    if (!s.param.list && found.size() > 1) {
      error("wrong-type", written->value.span, "`" + s.param.name + "` takes one name, not a list");
      found.resize(1);
    }
    for (const auto& r : found)
      if (here.kind == "model" && r.kind == Ref::Kind::model_class)
        not_built(r.span, "a model's `.class` as a predictor");
      else if (const Variable* v = predicted_by(*this, r);
               v != nullptr && (v->type == Variable::Type::continuous || v->type == Variable::Type::survival)) {
        auto& d = error("wrong-type", r.span, "`" + r.block + "` predicts `" + v->name + "`, which has no classes");
        d.help = "`" + r.block + ".score` is what it predicts";
      }
    // A list fans out; so do several rows of a matrix.
    const bool rows = std::any_of(found.begin(), found.end(), [](const Ref& r) {
      return r.kind == Ref::Kind::matrix &&
             (!r.picked || r.picks.size() > 1 || r.picks.front().find('*') != std::string::npos);
    });
    here.fans_out[s.param.name] = s.fans_out && (inner(written->value).as<ast::List>() != nullptr || rows);
    here.refs[s.param.name] = std::move(found);
  }
  if (const auto* where = entries.find("where"); where != nullptr && !scope.cohorts.empty()) {
    ColumnScope names{scope.cohorts.front(), false, false, false, scope.flat};
    here.where = condition(where->value, names);
  }
  resolve_correction(entries.find("family"), scope);
  resolve_steps(entries.steps, rule, scope, here.steps);
  for (const auto* nested : entries.nested)
    if (nested->kind.text == "within_folds") {
      std::vector<const ast::Step*> steps;
      for (const auto& e : nested->entries) {
        if (const auto* step = e.as<ast::Step>())
          steps.push_back(step);
        else if (const auto* setting = e.as<ast::Setting>())
          error("misplaced", setting->name.span, "`within_folds` holds steps, not settings");
      }
      resolve_steps(steps, *find_block("within_folds"), scope, here.within_folds);
    }
  if (here.kind == "compare" || here.kind == "associate") check_test(here, scope);
  if (here.kind == "model") check_model(here);
}

void Checker::resolve_correction(const ast::Setting* family, Scope& scope) {
  Block& here = *scope.block;
  here.family = here.name;
  if (family == nullptr) return;
  if (const auto* word = bare_word(family->value))
    here.family = *word;
  else if (const auto* text = inner(family->value).as<ast::Text>())
    here.family = text->text;
  else
    error("wrong-type", family->value.span, "`family` is a name, not " + quoted(family->value.span));
}

// Whether the columns of the tables suit the test, as far as they are known. explained: they are what the other side
// explains.
void Checker::check_column_types(const Block& here, const std::vector<Ref>& tables,
                                 const std::vector<std::string>& accepted, const Use& test, bool explained) {
  if (accepted.empty()) return;
  for (const auto& r : tables) {
    std::vector<std::string> wrong;
    std::string type;
    const auto meet = [&](const std::string& name, const std::string& found) {
      if (contains(accepted, found)) return;
      if (wrong.empty()) type = found;
      if (found == type) wrong.push_back(name);
    };
    if (const Variable* v = variable_of(study_, r)) {
      meet(v->name, v->type == Variable::Type::continuous ? "numeric"
                    : v->type == Variable::Type::ordinal  ? "ordinal"
                                                          : "nominal");
    } else if (r.kind == Ref::Kind::matrix && contains(accepted, kMatrixRows)) {
      continue;
    } else if (r.kind == Ref::Kind::score || r.kind == Ref::Kind::matrix) {
      // Mutated or not: numbers, and two classes as well.
      const Block* matrix = block(r.block);
      const bool classes = matrix != nullptr && matrix->matrix && matrix->matrix->kind == "mutation";
      if (!classes || !contains(accepted, "nominal")) meet(ref_text(r), "numeric");
    } else if (r.kind == Ref::Kind::model_class) {
      meet(ref_text(r), "nominal");
    } else if (const Block* table = block(r.block); table != nullptr && table->features) {
      std::vector<std::pair<std::string, std::string>> columns = table->features->known_columns;
      if (columns.empty())  // without data: what was declared of columns that were picked
        for (const auto& rule : table->features->columns)
          if (rule.type != ColumnRule::Type::ignore)
            columns.emplace_back(rule.column, rule.type == ColumnRule::Type::nominal   ? "nominal"
                                              : rule.type == ColumnRule::Type::ordinal ? "ordinal"
                                                                                       : "numeric");
      for (const auto& [name, found] : columns) {
        const bool meant = !r.picked || std::any_of(r.picks.begin(), r.picks.end(),
                                                    [&](const std::string& p) { return matches(p, name); });
        if (meant) meet(name, found);
      }
    }
    if (wrong.empty()) continue;
    auto& d = error("wrong-test", test.span,
                    "`" + test.signature->name + "` does not take " + type + " columns, and " + first_few(wrong, 3) +
                        (wrong.size() == 1 ? " is one" : " are such"));
    d.related.push_back({r.span, "in `" + here.name + "` here"});
    // The test that is offered, if it takes such columns; else the first built one that does, for the same outcomes.
    const TestRule& rule = *test.signature->test;
    const auto takes = [&](const Signature& s) {
      if (!s.built || !s.test || !contains(s.blocks, here.kind) || s.name == test.signature->name ||
          s.test->compares_survival != rule.compares_survival)
        return false;
      if (explained) return contains(columns_for(s.test->outcomes), type);
      return contains(s.test->features, type) &&
             std::any_of(s.test->outcomes.begin(), s.test->outcomes.end(),
                         [&](const std::string& outcome) { return contains(rule.outcomes, outcome); });
    };
    const Signature* offered = nullptr;
    for (const auto& s : catalogue_.all())
      if (takes(s) && (offered == nullptr || s.name == rule.otherwise)) offered = &s;
    if (offered != nullptr) d.help = "`" + offered->name + "` takes them";
  }
}

void Checker::check_compare_outcome(Block& here, const TestRule& rule, const Use& test) {
  for (const auto& r : named(here, "by")) {
    const Variable* v = variable_of(study_, r);
    Variable found;  // clusters are a category that was not declared
    if (const Block* labels = r.kind == Ref::Kind::clusters ? block(r.block) : nullptr;
        labels != nullptr && labels->clusters) {
      found.name = r.block;
      found.type = Variable::Type::nominal;
      found.levels = labels->clusters->levels;
      v = &found;
    }
    if (const Variable* predicted = predicted_by(*this, r); predicted != nullptr) {
      found.name = r.block + ".class";
      found.type = Variable::Type::nominal;
      found.levels = predicted->type == Variable::Type::binary
                         ? std::vector<std::string>{predicted->negative.empty() ? "not " + predicted->positive
                                                                                : predicted->negative,
                                                    predicted->positive}
                         : predicted->levels;
      v = &found;
    }
    if (v == nullptr) continue;
    const std::string type = rule_type(*v);
    // Tested against itself: said once, by its design.
    const auto& of = named(here, "of");
    if (std::any_of(of.begin(), of.end(), [&](const Ref& time) { return variable_of(study_, time) == v; })) continue;
    const std::size_t groups = group_count(*v);
    const bool fits = rule.outcomes.empty() || contains(rule.outcomes, type) ||
                      (type == "ordinal" && contains(rule.outcomes, "nominal"));
    std::string why;
    // A category of two levels is two groups to a test that asks for them.
    if (!fits && !(contains(rule.outcomes, "binary") && groups == 2 && type != "continuous" && type != "survival")) {
      if (type == "continuous" || type == "survival" || groups == 0 || !contains(rule.outcomes, "binary"))
        why = "`" + v->name + "` is " + type;
      else
        why = "`" + v->name + "` has " + std::to_string(groups) + " groups";
    } else if (groups != 0 && rule.max_groups != 0 && groups > rule.max_groups) {
      why = "`" + v->name + "` has " + std::to_string(groups) + " groups";
    } else if (groups != 0 && groups < rule.min_groups) {
      why = "`" + v->name + "` has " + std::to_string(groups) + " groups";
    }
    if (why.empty()) continue;
    std::string takes;
    if (rule.max_groups == 2)
      takes = "`" + test.signature->name + "` compares two groups";
    else if (rule.min_groups > 2)
      takes = "`" + test.signature->name + "` compares " + std::to_string(rule.min_groups) + " groups or more";
    else
      takes = "`" + test.signature->name + "` takes " + choices_text(rule.outcomes) + " groups";
    auto& d = error("wrong-test", test.span, takes + ", and " + why);
    if (!v->levels.empty()) d.notes.push_back("its levels are " + choices_text(v->levels, "and"));
    d.related.push_back({r.span, "the groups"});
    if (type != "continuous" && type != "survival")
      if (const auto* other = fitting_test(catalogue_, rule, type, groups))
        d.help = "did you mean `" + other->name + "`";
    if (type == "continuous")
      d.help = rule.compares_survival ? "`max_logrank()` searches the cut of a number; `cut(" + v->name +
                                            ", at: median)` in `derive` makes groups of it"
                                      : "a number is related to features by `associate`";
  }
}

void Checker::check_test(Block& here, Scope& scope) {
  const Use* test = here.step(Role::test);
  const bool compare = here.kind == "compare";
  // What `of:` asks for, and who asks for it, is check_survival's.
  const bool survival = test != nullptr && test->signature->test && test->signature->test->compares_survival;
  if (compare && here.refs.count("features") == 0 && here.refs.count("of") == 0 && !survival)
    error("missing-setting", scope.flat->span(), "`" + here.name + "` does not say what is compared").help =
        "write `features: …`";
  if (test == nullptr || !test->signature->test) return;
  const TestRule& rule = *test->signature->test;
  check_survival(here, rule, *test);
  if (compare) {
    check_compare_outcome(here, rule, *test);
    if (check_one_unit(named(here, "features"), rule.features, *test))
      check_column_types(here, named(here, "features"), rule.features, *test);
  } else {
    check_column_types(here, named(here, "left"), rule.features, *test);
    check_right_side(here, rule, *test);
  }
  check_shape_of_test(here, rule, *test);
  check_level_of_rows(here);
}

void Checker::check_right_side(const Block& here, const TestRule& rule, const Use& test) {
  const auto& right = named(here, "right");
  if (!check_one_unit(right, rule.outcomes, test)) return;
  std::vector<Ref> tables;
  for (const auto& r : right) {
    const Variable* v = variable_of(study_, r);
    if (v == nullptr) {
      tables.push_back(r);
      continue;
    }
    const std::string type = rule_type(*v);
    if (const auto refused = contains(rule.outcomes, type) ? survival_refused(*v, *test.signature) : std::nullopt) {
      auto& d = error("wrong-test", test.span, refused->message);
      d.related.push_back({v->span, "declared here"});
      d.help = refused->help;
    }
    if (rule.outcomes.empty() || contains(rule.outcomes, type)) continue;
    auto& d = error("wrong-test", test.span,
                    "`" + test.signature->name + "` takes " + choices_text(rule.outcomes) + " outcomes, and `" +
                        v->name + "` is " + type);
    d.related.push_back({r.span, "the right side"});
    if (contains({"binary", "nominal", "ordinal"}, type)) {
      d.help = "groups are compared by `compare`";
      continue;
    }
    for (const auto& s : catalogue_.all())
      if (s.built && s.test && contains(s.blocks, "associate") && contains(s.test->outcomes, type)) {
        d.help = "`" + s.name + "` takes " + type + " outcomes";
        break;
      }
  }
  check_column_types(here, tables, columns_for(rule.outcomes), test, true);
}

// A prior that all responses share means something where their variances are in one unit. False: refused.
bool Checker::check_one_unit(const std::vector<Ref>& responses, const std::vector<std::string>& accepted,
                             const Use& test) {
  if (!contains(accepted, kMatrixRows) || contains(accepted, "binary")) return true;
  for (const auto& r : responses) {
    if (r.kind == Ref::Kind::matrix) continue;
    auto& d = error("wrong-test", test.span,
                    "`" + test.signature->name + "` draws the variances of all responses to one prior, and `" +
                        ref_text(r) + "` is no `matrix`");
    d.related.push_back({r.span, "the responses"});
    d.notes.push_back("units of features differ by orders of magnitude, so that a common prior means nothing");
    d.help = "standardise them first and read them as a `matrix`, or use `linear`";
    return false;
  }
  return true;
}

// What a test can take beside its two sides.
void Checker::check_shape_of_test(Block& here, const TestRule& rule, const Use& test) {
  const auto offer = [&](bool TestRule::*able) {
    std::vector<std::string> names;
    for (const auto& s : catalogue_.all())
      if (s.built && s.test && (*s.test).*able && contains(s.blocks, here.kind) &&
          s.test->compares_survival == rule.compares_survival)
        names.push_back(s.name);
    if (names.empty() && rule.compares_survival && able == &TestRule::adjusts)
      return std::string("`associate` with `cox` does");
    return names.empty() ? std::string() : choices_text(names) + (names.size() == 1 ? " does" : " do");
  };
  const auto refuse = [&](const Span& asked, const std::string& what, bool TestRule::*able) {
    auto& d = error("wrong-test", test.span, "`" + test.signature->name + "` takes " + what);
    d.related.push_back({asked, "asked here"});
    d.help = offer(able);
  };
  if (const auto& adjust = named(here, "adjust"); !adjust.empty() && !rule.adjusts)
    refuse(adjust.front().span, "no covariates", &TestRule::adjusts);
  if (const auto& modifiers = named(here, "interact"); !modifiers.empty() && !rule.interacts)
    refuse(modifiers.front().span, "no effect modifiers", &TestRule::interacts);
  if (const auto& strata = named(here, "strata"); !strata.empty() && !rule.stratifies)
    refuse(strata.front().span, "no strata", &TestRule::stratifies);
  if (const auto& cluster = named(here, "cluster"); !cluster.empty() && !rule.clusters)
    refuse(cluster.front().span, "no clusters", &TestRule::clusters);
  if (rule.needs_strata && named(here, "strata").empty())
    error("missing-setting", test.span,
          "`" + test.signature->name + "` compares within strata, and `" + here.name + "` names none")
        .help = "write `strata: …`, the categories that are held apart";
  // What every case has a value of its own of holds no two cases together.
  for (const auto& r : named(here, "strata"))
    if (const Variable* v = variable_of(study_, r);
        v != nullptr && (v->type == Variable::Type::continuous || v->type == Variable::Type::survival)) {
      auto& d =
          error("wrong-type", r.span, "`" + v->name + "` is " + type_name(v->type) + ", and strata are categories");
      if (v->type == Variable::Type::continuous)
        d.help = "cut it first: `derive groups { covariate part: cut(" + v->name + ", at: median) }`";
    }
  check_audit(here, rule, test);
  check_by_group(here);
  for (const auto& r : named(here, "left"))
    if (r.joint && !rule.joins) {
      refuse(r.span, "one column at a time", &TestRule::joins);
      break;
    }
}

void Checker::check_by_group(Block& here) {
  for (const auto& r : named(here, "by_group"))
    if (const Variable* v = variable_of(study_, r);
        v != nullptr && (v->type == Variable::Type::continuous || v->type == Variable::Type::survival)) {
      auto& d =
          error("wrong-type", r.span, "`by_group` asks for a category, and `" + v->name + "` is " + type_name(v->type));
      d.related.push_back({v->span, "declared here"});
      d.help = "a number makes groups by `derive`: `cut(" + v->name + ", at: median)`";
    }
}

}  // namespace rgx::lang
