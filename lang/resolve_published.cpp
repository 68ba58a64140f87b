// Numbers to meet, and what the report shows.
#include <algorithm>

#include "lang/nearest.hpp"
#include "lang/resolve.hpp"
#include "lang/unit.hpp"

namespace rgx::lang {

namespace {

// Number columns of result tables (interface.md).
const std::vector<std::string>& result_columns() {
  static const std::vector<std::string> all{"p",       "q", "statistic", "df",      "estimate",          "ci_low",
                                            "ci_high", "n", "subjects",  "log10_p", "adjusted_estimate", "icc"};
  return all;
}

}  // namespace

void Checker::resolve_value_step(const ast::Step& step, Scope& scope) {
  if (step.name.text != "value") {
    auto& d = error("unknown-name", step.name.span, "`published` holds `value(…)`, not `" + step.name.text + "`");
    d.help = "write `value(model.auc, 0.86, digits: 2, where: \"Table 2\")`";
    return;
  }
  PublishedValue out;
  out.span = step.name.span;
  const ast::Value* what = nullptr;
  const ast::Value* expected = nullptr;
  bool good = true;
  for (const auto& arg : step.args) {
    const ast::Value& value = inner(arg.value);
    if (!arg.name) {
      if (what == nullptr)
        what = &value;
      else if (expected == nullptr)
        expected = &value;
      else
        error("unknown-name", arg.span, "`value` takes a result and a number, not a third value");
      continue;
    }
    const std::string& name = arg.name->text;
    const auto* number = value.as<ast::Number>();
    if (name == "where") {
      if (const auto text = text_of(value, "`where` of `value`")) out.where = *text;
    } else if (name == "digits") {
      Param p;
      p.type = ParamType::integer;
      p.low = 0;
      p.high = 15;
      if (const auto made = literal(value, p, "`digits` of `value`"))
        out.digits = static_cast<int>(*made->as<double>());
      else
        good = false;
    } else if (name == "tolerance" && number != nullptr && number->value >= 0) {
      if (number->unit == "%")
        out.tolerance_relative = number->value / 100;
      else
        out.tolerance = number->value;
    } else if (name == "tolerance") {
      error("wrong-type", value.span, "`tolerance` of `value` is a number or a percentage, not " + quoted(value.span));
      good = false;
    } else {
      error("unknown-name", arg.name->span, "`value` has no argument `" + name + "`").help =
          "it takes `digits`, `tolerance` and `where`";
      good = false;
    }
  }
  if (what == nullptr || expected == nullptr) {
    error("missing-setting", step.name.span, "`value` needs a result and the number it has to meet").help =
        "write `value(model.auc, 0.86, digits: 2, where: \"Table 2\")`";
    return;
  }
  out.text = std::string(sources_.text(what->span));
  if (const auto* number = expected->as<ast::Number>()) {
    const Unit* unit = find_unit(number->unit);
    out.expected = unit != nullptr ? to_base(number->value, *unit) : number->value;
    if (!out.digits && !out.tolerance && !out.tolerance_relative) {
      // As printed: the decimals that were written.
      const auto point = number->text.find('.');
      out.digits = point == std::string::npos ? 0 : static_cast<int>(number->text.size() - point - 1);
    }
  } else {
    error("wrong-type", expected->span, "a published value is a number, not " + quoted(expected->span));
    good = false;
  }
  const ast::Path* path = what->as<ast::Path>();
  if (const auto* call = what->as<ast::Call>()) {
    out.call = call->name.text;
    if (!contains({"count", "share"}, out.call) || call->args.empty()) {
      error("unknown-name", what->span, "a table is summarised by `count` or `share`, not by `" + out.call + "`").help =
          "write `count(map.q < 5 %)`";
      return;
    }
    for (const auto& arg : call->args) {
      if (!arg.name) continue;
      if (arg.name->text == "of" && bare_word(arg.value) != nullptr)
        out.of = *bare_word(arg.value);
      else
        error("unknown-name", arg.name->span, "`" + out.call + "` has no argument `" + arg.name->text + "`");
    }
    const ast::Value& asked = inner(call->args.front().value);
    const ast::Value* left = &asked;
    if (const auto* binary = asked.as<ast::Binary>()) left = &inner(*binary->left);
    path = left->as<ast::Path>();
    if (path != nullptr) {
      const auto at = symbols_.find(path->parts.front().name);
      // A cohort is counted by what it declares: `count(sts.metastasis == 1)`.
      if (at != symbols_.end() && at->second.kind == "cohort") {
        out.path = {at->first};
        if (path->parts.size() == 2 && !path->parts[1].index) {
          const std::string& name = path->parts[1].name;
          const Variable* v = study_.variable(at->first, name);
          if (v == nullptr) {
            if (refused_variables_.count(name) == 0)
              error("unknown-name", left->span, "the cohort `" + at->first + "` declares no `" + name + "`");
            return;
          }
          if (v->type == Variable::Type::survival) {
            not_built(left->span, "counting events of a survival outcome");
            return;
          }
          Condition c;
          c.op = Condition::Op::compare;
          c.column = name;
          c.variable = true;
          c.column_factor = v->factor;
          c.span = asked.span;
          if (const auto* binary = asked.as<ast::Binary>()) {
            static const std::vector<std::pair<ast::BinaryOp, Condition::Compare>> ops{
                {ast::BinaryOp::eq, Condition::Compare::eq}, {ast::BinaryOp::ne, Condition::Compare::ne},
                {ast::BinaryOp::lt, Condition::Compare::lt}, {ast::BinaryOp::le, Condition::Compare::le},
                {ast::BinaryOp::gt, Condition::Compare::gt}, {ast::BinaryOp::ge, Condition::Compare::ge}};
            for (const auto& [op, how] : ops)
              if (op == binary->op) c.compare = how;
            if (!condition_value(*binary->right, v, c)) return;
          } else {
            c.op = Condition::Op::is_missing;
            c.negated = true;
          }
          out.condition = c;
        }
        if (good) scope.block->published.push_back(std::move(out));
        return;
      }
    }
    ColumnScope measures;
    measures.measures = true;
    if (!asked.as<ast::Path>()) {
      out.condition = condition(asked, measures);
      if (!out.condition) return;
    }
  }
  if (path == nullptr) {
    error("wrong-type", what->span, quoted(what->span) + " is no result").help =
        "a result is `model.auc` or `compare_block[\"feature\"].p`";
    return;
  }
  const std::string& name = path->parts.front().name;
  const auto at = symbols_.find(name);
  if (at == symbols_.end()) {
    std::vector<std::string> names;
    for (const auto& [known, symbol] : symbols_)
      if (contains({"compare", "associate", "model"}, symbol.kind)) names.push_back(known);
    auto& d = error("unknown-name", path->parts.front().span, "there is no result `" + name + "`");
    const auto near = nearest(name, names);
    if (!near.empty()) d.help = "did you mean `" + near + "`";
    return;
  }
  if (at->second.refused) return;
  const Block* result = block(name);
  if (result == nullptr || !contains({"compare", "associate", "model", "cohort"}, result->kind)) {
    error("wrong-type", what->span, "`" + name + "` is a `" + at->second.kind + "` block and has no numbers to meet")
        .related.push_back({at->second.span, "declared here"});
    return;
  }
  for (const auto& part : path->parts) {
    if (part.index)
      out.path.insert(out.path.end(), part.texts.begin(), part.texts.end());
    else
      out.path.push_back(part.name);
  }
  const bool whole_table = path->parts.back().index || path->bare();
  if (!out.call.empty()) {
    if (!whole_table) out.path.pop_back();  // the column is in the condition
    if (whole_table && out.condition) {
      error("wrong-type", what->span, quoted(what->span) + " compares a table with a value").help =
          "name a column: `" + out.call + "(" + name + ".q < 5 %)`";
      return;
    }
    if (result->kind == "model") {
      error("wrong-type", what->span, "`" + name + "` is a model and has no rows to count");
      return;
    }
    if (whole_table) {
      if (good) scope.block->published.push_back(std::move(out));
      return;
    }
  }
  const auto& last = path->parts.back();
  if (last.index || path->bare()) {
    auto& d = error("wrong-type", what->span, quoted(what->span) + " is a table, and one number is asked");
    d.help = result->kind == "model" ? "write `" + name + ".auc`" : "write `" + out.text + ".p`";
    return;
  }
  if (result->kind == "model") {
    std::vector<std::string> known;
    if (const auto* metrics = result->setting("metrics"))
      if (const auto* list = metrics->value.as<Literal::List>())
        for (const auto& m : *list) known.push_back(text(m));
    const bool asked_later = contains(find_block("model")->setting("metrics")->param.later_choices, last.name);
    if (!contains(known, last.name) && !asked_later) {
      auto& d = error("unknown-name", last.span, "`" + name + "` has no metric `" + last.name + "`");
      const auto near = nearest(last.name, known);
      if (!near.empty())
        d.help = "did you mean `" + near + "`";
      else
        d.help = known.empty() ? "it names no `metrics`" : "its metrics are " + choices_text(known, "and");
    }
  } else if (!contains(result_columns(), last.name)) {
    auto& d = error("unknown-name", last.span, "`" + name + "` has no column `" + last.name + "`");
    const auto near = nearest(last.name, result_columns());
    d.help = near.empty() ? "its numbers are " + choices_text(result_columns(), "and") : "did you mean `" + near + "`";
  }
  if (good) scope.block->published.push_back(std::move(out));
}

void Checker::resolve_published(const Entries& entries, Scope& scope) {
  resolve_steps(entries.steps, *find_block("published"), scope, scope.block->steps);
}

void Checker::resolve_report(const Entries& entries, Scope& scope) {
  const auto* write = entries.find("write");
  if (write == nullptr) return;
  for (const auto* item : items(write->value)) {
    const ast::Value& value = inner(*item);
    if (!value.as<ast::Call>()) {
      error("wrong-type", value.span, "`write` asks for a file by its format, not for " + quoted(value.span)).help =
          "write `html(\"report.html\")` or `markdown(\"report.md\")`";
      continue;
    }
    const auto made = use_value(value, Role::report_sink, "report", scope);
    if (!made) continue;
    const auto* path = made->argument("path");
    const auto* file = path != nullptr ? path->value.as<std::string>() : nullptr;
    if (file != nullptr) scope.block->sinks.push_back({made->signature->name, *file});
  }
}

}  // namespace rgx::lang
