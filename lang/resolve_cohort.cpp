// Participants: the subject table, levels, outcomes and covariates.
#include <algorithm>

#include "lang/nearest.hpp"
#include "lang/repeats.hpp"
#include "lang/resolve.hpp"
#include "lang/unit.hpp"

namespace rgx::lang {

namespace {

const ast::Arg* find_arg(const ast::Call& call, std::string_view name) {
  for (const auto& arg : call.args)
    if (arg.name && arg.name->text == name) return &arg;
  return nullptr;
}

const ast::Arg* first_unnamed(const ast::Call& call) {
  for (const auto& arg : call.args)
    if (!arg.name) return &arg;
  return nullptr;
}

std::optional<Variable::Type> variable_type(const std::string& name) {
  if (name == "binary") return Variable::Type::binary;
  if (name == "nominal") return Variable::Type::nominal;
  if (name == "ordinal") return Variable::Type::ordinal;
  if (name == "continuous") return Variable::Type::continuous;
  if (name == "survival") return Variable::Type::survival;
  if (name == "category") return Variable::Type::category;
  return std::nullopt;
}

bool is_condition(const ast::Value& value) {
  const ast::Value& v = inner(value);
  return v.as<ast::Binary>() || v.as<ast::Not>() || v.as<ast::IsMissing>();
}

}  // namespace

// A bare name, `column("…")`, or nothing after an error.
std::optional<std::string> Checker::column_name(const ast::Value& outer, const std::string& owner) {
  const ast::Value& value = inner(outer);
  if (const auto* word = bare_word(value)) {
    if (outside(value.span)) {
      error("unknown-name", value.span, "`" + *word + "` is no parameter of the definition it stands in").help =
          "a definition sees its parameters only; hand the name in as one";
      return std::nullopt;
    }
    return *word;
  }
  if (const auto* call = value.as<ast::Call>(); call != nullptr && call->name.text == "column") {
    if (call->args.size() == 1 && !call->args.front().name)
      if (const auto* text = call->args.front().value.as<ast::Text>()) return text->text;
    error("wrong-type", value.span, "`column` takes the name of a column in quotes").help =
        "write `column(\"Overall Survival (Months)\")`";
    return std::nullopt;
  }
  auto& d = error("wrong-type", value.span, owner + " asks for a column, not " + quoted(value.span));
  if (const auto* text = value.as<ast::Text>())
    d.help = "a column is written bare, or as `column(\"" + text->text + "\")`";
  return std::nullopt;
}

// csv("…", id: x, missing: […], trim: "…", ids: case_insensitive, reader: y). `keys` takes the columns of levels.
std::optional<TableSource> Checker::table_source(const ast::Value& outer, Scope& scope,
                                                 std::vector<std::pair<std::string, std::string>>* keys) {
  const ast::Value& value = inner(outer);
  const auto* call = value.as<ast::Call>();
  if (call == nullptr) {
    auto& d = error("wrong-type", value.span, "a table is named by its format, not by " + quoted(value.span));
    if (const auto* text = value.as<ast::Text>()) d.help = "did you mean `csv(\"" + text->text + "\")`";
    return std::nullopt;
  }
  bool known = false;
  const auto* signature = operation(call->name.text, call->name.span, 0, scope.flat->kind, {Role::table_source}, known);
  if (signature == nullptr) return std::nullopt;
  TableSource out;
  out.format = signature->name;
  out.span = value.span;
  // The id column may be named where the file has several that could be it.
  std::set<std::string> extra;
  if (contains({"csv", "tsv", "maf"}, signature->name)) extra.insert("id");
  if (keys != nullptr) extra.insert(repeat_levels().begin(), repeat_levels().end());
  if (keys != nullptr)
    for (const auto& c : scope.cohorts)
      if (const Block* b = block(c); b != nullptr && b->cohort)
        for (const auto& level : b->cohort->levels) extra.insert(level.name);
  for (const auto& arg : call->args) {
    if (!arg.name || extra.count(arg.name->text) == 0) continue;
    const auto name = column_name(arg.value, "`" + arg.name->text + "` of `" + signature->name + "`");
    if (!name) return std::nullopt;
    if (arg.name->text == "id")
      out.id = *name;
    else
      keys->emplace_back(arg.name->text, *name);
  }
  const auto made = use(*signature, call->args, call->name.span, scope, extra);
  if (!made) return std::nullopt;
  const auto text_arg = [&](const char* name) -> std::string {
    const auto* a = made->argument(name);
    const auto* s = a != nullptr ? a->value.as<std::string>() : nullptr;
    return s != nullptr ? *s : std::string();
  };
  out.written = text_arg("path");
  out.trim = text_arg("trim");
  out.ids_case_insensitive = text_arg("ids") == "case_insensitive";
  if (const auto* a = made->argument("missing"))
    if (const auto* list = a->value.as<Literal::List>())
      for (const auto& item : *list)
        if (const auto* s = item.as<std::string>()) out.missing.push_back(*s);
  for (const auto& a : made->arguments)
    if (!a.value.none() && !contains({"path", "missing", "trim", "ids"}, a.name)) out.options.push_back(a);
  for (const auto& arg : call->args)
    if (!arg.name || arg.name->text == "path") out.span = arg.value.span;
  return out;
}

void Checker::resolve_level(const ast::Setting& setting, Scope& scope) {
  CohortSpec& cohort = *scope.block->cohort;
  const auto* call = inner(setting.value).as<ast::Call>();
  if (call == nullptr || call->name.text != "key" || first_unnamed(*call) == nullptr) {
    error("wrong-type", setting.value.span, "a level is declared by its key").help =
        "write `level " + setting.label->text + ": key(column, of: subject)`";
    return;
  }
  Level level;
  level.name = setting.label->text;
  level.span = setting.label->span;
  level.of = "subject";
  const auto column = column_name(first_unnamed(*call)->value, "`key`");
  if (!column) return;
  level.column = *column;
  for (const auto& arg : call->args) {
    if (!arg.name) continue;
    if (arg.name->text != "of") {
      error("unknown-name", arg.name->span, "`key` has no argument `" + arg.name->text + "`").help =
          "write `key(column, of: subject)`";
      return;
    }
    const auto* word = bare_word(arg.value);
    const bool known =
        word != nullptr && (*word == "subject" || std::any_of(cohort.levels.begin(), cohort.levels.end(),
                                                              [&](const Level& l) { return l.name == *word; }));
    if (!known) {
      error("unknown-name", arg.value.span,
            "there is no level " + quoted(arg.value.span) + " above `" + level.name + "`")
          .help = "levels are declared from the top: `subject` first";
      return;
    }
    level.of = *word;
  }
  cohort.levels.push_back(std::move(level));
}

void Checker::resolve_variable(const ast::Setting& setting, bool outcome, Scope& scope) {
  CohortSpec& cohort = *scope.block->cohort;
  Variable v;
  v.name = setting.label->text;
  v.outcome = outcome;
  v.span = setting.label->span;
  v.level = "subject";
  const ast::Value& value = inner(setting.value);
  const auto* call = value.as<ast::Call>();
  const std::string what = outcome ? "outcome" : "covariate";
  if (call == nullptr) {
    auto& d = error("wrong-type", value.span, "the " + what + " `" + v.name + "` has no type");
    if (const auto* word = bare_word(value))
      d.help = "did you mean `" + std::string(outcome ? "binary" : "continuous") + "(" + *word + ")`";
    refused_variables_.insert(v.name);
    return;
  }
  bool known = false;
  const auto* signature = operation(call->name.text, call->name.span, 0, "cohort", {Role::variable}, known);
  const auto type = signature ? variable_type(signature->name) : std::nullopt;
  if (!type) {
    refused_variables_.insert(v.name);
    return;
  }
  v.type = *type;
  const std::string owner = "`" + signature->name + "`";
  const auto made = use(*signature, call->args, call->name.span, scope);
  if (!made) {
    refused_variables_.insert(v.name);
    return;
  }
  const ColumnScope columns{scope.block->name, true, true, false, scope.flat};
  bool good = true;
  if (v.type == Variable::Type::survival) {
    if (const auto* time = find_arg(*call, "time")) {
      const auto name = column_name(time->value, "`time` of `survival`");
      good = name.has_value();
      if (name) v.column = *name;
    }
    if (const auto* event = find_arg(*call, "event")) {
      v.condition = condition(event->value, columns);
      good = good && v.condition;
    }
    if (const auto* entry = find_arg(*call, "entry")) {
      const auto name = column_name(entry->value, "`entry` of `survival`");
      good = good && name;
      if (name) v.entry_column = *name;
    }
    if (const auto* competing = find_arg(*call, "competing")) {
      v.competing = condition(competing->value, columns);
      good = good && v.competing;
    }
  } else if (const auto* source = first_unnamed(*call) ? first_unnamed(*call) : find_arg(*call, "column")) {
    if (is_condition(source->value)) {
      if (v.type != Variable::Type::binary) {
        error("wrong-type", source->value.span, owner + " takes a column; a condition makes a `binary`");
        good = false;
      } else {
        v.condition = condition(source->value, columns);
        good = v.condition.has_value();
        v.positive = "true";
        v.negative = "false";
      }
    } else if (const auto name = column_name(source->value, owner)) {
      v.column = *name;
    } else {
      good = false;
    }
  }
  const auto value_text = [&](const char* name) -> std::string {
    const auto* arg = find_arg(*call, name);
    if (arg == nullptr) return {};
    const ast::Value& given = inner(arg->value);
    if (const auto* text = given.as<ast::Text>()) return text->text;
    if (const auto* number = given.as<ast::Number>()) return number->text;
    if (const auto* b = given.as<ast::Bool>()) return b->value ? "true" : "false";
    error("wrong-type", given.span,
          "`" + std::string(name) + "` of " + owner + " is a value of the column, not " + quoted(given.span))
        .help = bare_word(given) ? "did you mean `\"" + *bare_word(given) + "\"`" : "";
    good = false;
    return {};
  };
  if (v.type == Variable::Type::binary && !v.condition) {
    v.positive = value_text("positive");
    v.negative = value_text("negative");
    if (good && v.positive.empty()) {
      error("missing-setting", call->name.span, "`binary` does not know which value of `" + v.column + "` is positive")
          .help = "write `binary(" + v.column + ", positive: \"…\", negative: \"…\")`";
      good = false;
    }
    if (good && !v.negative.empty() && same_value(v.positive, v.negative)) {
      error("wrong-type", call->name.span, "`" + v.name + "` calls the same value positive and negative");
      good = false;
    }
  }
  if (const auto* levels = made->argument("levels"); levels != nullptr && levels->written)
    if (const auto* list = levels->value.as<Literal::List>()) {
      v.levels_written = true;
      for (const auto& item : *list) {
        const std::string written = text(item);
        if (std::any_of(v.levels.begin(), v.levels.end(), [&](const auto& l) { return same_value(l, written); })) {
          error("doubled-name", levels->span, "the level `" + written + "` of `" + v.name + "` stands twice");
          good = false;
        }
        v.levels.push_back(written);
      }
    }
  if (const auto* unit = find_arg(*call, "unit")) {
    const auto* number = inner(unit->value).as<ast::Number>();
    const Unit* u = number ? find_unit(number->unit) : nullptr;
    if (u == nullptr) {
      error("missing-unit", unit->value.span, "`unit` of " + owner + " is a number with a unit").help =
          "write `unit: 1 month`";
      good = false;
    } else {
      v.unit = number->value == 1 ? std::string(u->name) : number->text + " " + std::string(u->name);
      v.dimension = std::string(dimension_name(u->dimension));
      v.factor = to_base(number->value, *u);
      if (v.type == Variable::Type::survival && u->dimension != Dimension::time) {
        error("wrong-unit", unit->value.span,
              "survival is a time, and " + quoted(unit->value.span) + " is a " + v.dimension);
        good = false;
      }
    }
  }
  if (const auto* at = find_arg(*call, "at")) {
    const auto* word = bare_word(at->value);
    const bool found =
        word != nullptr && (*word == "subject" || std::any_of(cohort.levels.begin(), cohort.levels.end(),
                                                              [&](const Level& l) { return l.name == *word; }));
    if (found) {
      v.level = *word;
    } else {
      std::vector<std::string> names{"subject"};
      for (const auto& l : cohort.levels) names.push_back(l.name);
      error("unknown-name", at->value.span, "there is no level " + quoted(at->value.span)).help =
          "the levels of `" + scope.block->name + "` are " + choices_text(names, "and");
      good = false;
    }
  }
  if (!good) {
    refused_variables_.insert(v.name);
    return;
  }
  cohort.variables.push_back(std::move(v));
}

void Checker::resolve_cohort(const Entries& entries, Scope& scope) {
  scope.block->cohort.emplace();
  CohortSpec& cohort = *scope.block->cohort;
  scope.cohorts = {scope.block->name};
  if (const auto* table = entries.find("table")) {
    if (auto source = table_source(table->value, scope, nullptr)) cohort.table = std::move(*source);
  }
  if (const auto* id = entries.find("id"))
    if (const auto name = column_name(id->value, "`id`")) cohort.id = *name;
  if (!cohort.table.id.empty() && cohort.id.empty()) cohort.id = cohort.table.id;
  for (const char* which : {"missing", "missing_image"})
    if (const auto* s = scope.block->setting(which))
      if (const auto* text = s->value.as<std::string>())
        (std::string_view(which) == "missing" ? cohort.missing : cohort.missing_image) = *text;
  // The table is read before conditions are, so that an unknown column is found where it stands.
  if (has_data() && !cohort.table.written.empty()) {
    CohortRows data;
    data.table = read(cohort.table);
    if (data.table) cohort_rows_[scope.block->name] = std::move(data);
  }
  for (const auto* setting : entries.labelled)
    if (setting->name.text == "level") resolve_level(*setting, scope);
  std::map<std::string, Span> names;
  for (const auto* setting : entries.labelled) {
    if (const auto [at, fresh] = names.emplace(setting->label->text, setting->label->span); !fresh) {
      error("doubled-name", setting->label->span,
            "`" + at->first + "` is declared twice in `" + scope.block->name + "`")
          .related.push_back({at->second, "here first"});
      continue;
    }
    if (setting->name.text == "outcome" || setting->name.text == "covariate")
      resolve_variable(*setting, setting->name.text == "outcome", scope);
  }
  const ColumnScope columns{scope.block->name, true, false, false, scope.flat};
  if (const auto* s = entries.find("include")) cohort.include = condition(s->value, columns);
  if (const auto* s = entries.find("exclude")) cohort.exclude = condition(s->value, columns);
  agree_across_cohorts(*scope.block);
  if (has_data()) check_cohort_data(*scope.block);
}

// The same name in several cohorts is one variable.
void Checker::agree_across_cohorts(const Block& here) {
  for (const auto& other : study_.blocks) {
    if (!other.cohort || other.name == here.name) continue;
    for (const auto& v : here.cohort->variables) {
      const Variable* w = nullptr;
      for (const auto& candidate : other.cohort->variables)
        if (candidate.name == v.name) w = &candidate;
      if (w == nullptr) continue;
      const std::string in = "`" + v.name + "` of `" + here.name + "` ";
      std::string how;
      std::string code = "wrong-type";
      if (w->type != v.type)
        how = "is " + type_name(v.type) + ", in `" + other.name + "` it is " + type_name(w->type);
      else if (w->dimension != v.dimension) {
        code = "unit-mismatch";
        how = (v.dimension.empty() ? "has no unit" : "is a " + v.dimension) + ", in `" + other.name + "` it " +
              (w->dimension.empty() ? "has none" : "is a " + w->dimension);
      } else if (w->levels_written && v.levels_written && w->levels != v.levels)
        how = "has other levels than in `" + other.name + "`";
      if (how.empty()) continue;
      error(code, v.span, in + how).related.push_back({w->span, "declared in `" + other.name + "`"});
    }
  }
}

}  // namespace rgx::lang
