// Conditions → columns, declared variables and comparable values.
#include <algorithm>

#include "lang/nearest.hpp"
#include "lang/resolve.hpp"
#include "lang/unit.hpp"

namespace rgx::lang {

namespace {

Condition::Compare flipped(Condition::Compare c) {
  switch (c) {
    case Condition::Compare::lt:
      return Condition::Compare::gt;
    case Condition::Compare::le:
      return Condition::Compare::ge;
    case Condition::Compare::gt:
      return Condition::Compare::lt;
    case Condition::Compare::ge:
      return Condition::Compare::le;
    default:
      return c;
  }
}

Condition::Compare compare_of(ast::BinaryOp op) {
  switch (op) {
    case ast::BinaryOp::ne:
      return Condition::Compare::ne;
    case ast::BinaryOp::lt:
      return Condition::Compare::lt;
    case ast::BinaryOp::le:
      return Condition::Compare::le;
    case ast::BinaryOp::gt:
      return Condition::Compare::gt;
    case ast::BinaryOp::ge:
      return Condition::Compare::ge;
    default:
      return Condition::Compare::eq;
  }
}

bool is_order(Condition::Compare c) { return c != Condition::Compare::eq && c != Condition::Compare::ne; }

bool is_column(const ast::Value& value) {
  if (value.as<ast::Path>()) return true;
  const auto* call = value.as<ast::Call>();
  return call != nullptr && call->name.text == "column";
}

std::vector<std::string> levels_of(const Variable& v) {
  if (v.type != Variable::Type::binary) return v.levels;
  std::vector<std::string> out;
  if (!v.positive.empty()) out.push_back(v.positive);
  if (!v.negative.empty()) out.push_back(v.negative);
  return out;
}

}  // namespace

// The column or declared variable on the left of a comparison. A column by the name of a declared variable is found
// through the declaration, so that its unit is known.
bool Checker::condition_column(const ast::Value& outer, const ColumnScope& scope, Condition& into,
                               const Variable*& variable) {
  const ast::Value& value = inner(outer);
  variable = nullptr;
  into.span = value.span;
  if (const auto* call = value.as<ast::Call>(); call != nullptr && call->name.text == "column" && scope.columns) {
    const auto name = column_name(value, "`column`");
    if (!name) return false;
    into.column = *name;
  } else if (const auto* path = value.as<ast::Path>()) {
    const std::string& name = path->parts.front().name;
    if (scope.measures) {
      into.column = path->parts.back().name;
      return true;
    }
    if (!path->bare()) {
      if (symbols_.count(name) != 0)
        not_built(value.span, "a condition on a column of a table");
      else
        error("unknown-name", value.span, quoted(value.span) + " is no column and no declared name");
      return false;
    }
    if (outside(value.span)) {
      error("unknown-name", value.span, "`" + name + "` is no parameter of the definition it stands in").help =
          "a definition sees its parameters only; hand the name in as one";
      return false;
    }
    if (!scope.only_columns) variable = study_.variable(scope.cohort, name);
    if (variable == nullptr && !scope.columns) {
      if (name == "cohort") {
        into.column = name;
        into.variable = true;
        return true;
      }
      if (refused_variables_.count(name) != 0 || broken_.count(scope.cohort) != 0) return false;
      std::vector<std::string> names;
      if (const Block* b = block(scope.cohort); b != nullptr && b->cohort)
        for (const auto& v : b->cohort->variables) names.push_back(v.name);
      auto& d = error("unknown-name", value.span, "`" + scope.cohort + "` declares no `" + name + "`");
      const auto near = nearest(name, names);
      d.help = near.empty() ? "outside the cohort only declared outcomes and covariates are seen"
                            : "did you mean `" + near + "`";
      return false;
    }
    into.column = name;
    into.variable = variable != nullptr;
  } else {
    error("wrong-type", value.span, quoted(value.span) + " is no column");
    return false;
  }
  if (variable != nullptr) {
    if (variable->type == Variable::Type::survival) {
      error("wrong-type", value.span,
            "`" + variable->name + "` is a survival outcome and cannot be compared with a value")
          .related.push_back({variable->span, "declared here"});
      return false;
    }
    into.column_factor = variable->factor;
    return true;
  }
  if (const CohortRows* data = rows(scope.cohort); data != nullptr && data->table) {
    if (!contains(data->table->columns, into.column)) {
      auto names = data->table->columns;
      if (const Block* b = block(scope.cohort); b != nullptr && b->cohort)
        for (const auto& v : b->cohort->variables) names.push_back(v.name);
      auto& d = error("unknown-column", value.span,
                      "the table of `" + scope.cohort + "` has no column `" + into.column + "`");
      const auto near = nearest(into.column, names);
      d.help =
          near.empty() ? "its columns are " + choices_text(data->table->columns, "and") : "did you mean `" + near + "`";
      return false;
    }
  }
  return true;
}

bool Checker::condition_value(const ast::Value& outer, const Variable* variable, Condition& into) {
  const ast::Value& value = inner(outer);
  if (const auto* text = value.as<ast::Text>()) {
    into.values.push_back(text->text);
    into.numbers.emplace_back();
  } else if (const auto* number = value.as<ast::Number>()) {
    const Unit* unit = number->unit.empty() ? nullptr : find_unit(number->unit);
    const bool percent = unit != nullptr && unit->dimension == Dimension::fraction;
    const std::string dimension = variable ? variable->dimension : "";
    if (unit != nullptr && !percent && std::string(dimension_name(unit->dimension)) != dimension) {
      error("wrong-unit", value.span,
            variable == nullptr ? "`" + into.column + "` is a column without a declared unit"
            : dimension.empty() ? "`" + into.column + "` is declared without a unit"
                                : "`" + into.column + "` is a " + dimension + ", and " + quoted(value.span) + " is a " +
                                      std::string(dimension_name(unit->dimension)))
          .help = variable == nullptr ? "declare it, as `covariate " + into.column + ": continuous(" + into.column +
                                            ", unit: 1 " + number->unit + ")`"
                                      : "";
      return false;
    }
    if (unit == nullptr && !dimension.empty()) {
      error("missing-unit", value.span, "`" + into.column + "` is a " + dimension + " and needs a unit").help =
          "did you mean `" + number->text + " " + variable->unit + "`";
      return false;
    }
    into.values.push_back(number->text);
    into.numbers.emplace_back(unit ? to_base(number->value, *unit) : number->value);
  } else if (const auto* b = value.as<ast::Bool>()) {
    into.values.emplace_back(b->value ? "true" : "false");
    into.numbers.emplace_back();
  } else if (const auto* call = value.as<ast::Call>(); call != nullptr && call->name.text == "date") {
    not_built(value.span, "`date(…)`");
    return false;
  } else {
    auto& d = error("wrong-type", value.span, quoted(value.span) + " is no value that a column can be compared with");
    if (const auto* word = bare_word(value)) d.help = "did you mean `\"" + *word + "\"`";
    return false;
  }
  if (variable != nullptr && variable->type != Variable::Type::continuous) {
    const auto levels = levels_of(*variable);
    const std::string& written = into.values.back();
    const bool listed = levels.empty() || std::any_of(levels.begin(), levels.end(),
                                                      [&](const std::string& l) { return same_value(l, written); });
    if (!listed && (variable->levels_written || variable->type == Variable::Type::binary)) {
      auto& d = error("unknown-level", value.span, "`" + variable->name + "` has no level " + quoted(value.span));
      d.help = "its levels are " + choices_text(levels, "and");
      d.related.push_back({variable->span, "declared here"});
      return false;
    }
  }
  return true;
}

std::optional<Condition> Checker::comparison(const ast::Value& left_, ast::BinaryOp op, const ast::Value& right_,
                                             Span span, const ColumnScope& scope) {
  const ast::Value* left = &inner(left_);
  const ast::Value* right = &inner(right_);
  Condition c;
  c.op = Condition::Op::compare;
  c.compare = compare_of(op);
  const bool in_list = op == ast::BinaryOp::in || op == ast::BinaryOp::not_in;
  if (!in_list && !is_column(*left) && is_column(*right)) {  // `18 years <= age`
    std::swap(left, right);
    c.compare = flipped(c.compare);
  }
  const Variable* variable = nullptr;
  if (!condition_column(*left, scope, c, variable)) return std::nullopt;
  c.span = span;
  if (in_list) {
    c.op = Condition::Op::in;
    c.negated = op == ast::BinaryOp::not_in;
    bool good = true;
    for (const auto* item : items(*right)) good = condition_value(*item, variable, c) && good;
    if (!good) return std::nullopt;
    return c;
  }
  if (const auto* b = right->as<ast::Bool>(); b != nullptr && !is_order(c.compare)) {
    Condition truth = c;
    truth.op = Condition::Op::truth;
    if (b->value == (c.compare == Condition::Compare::eq)) return truth;
    Condition negation;
    negation.op = Condition::Op::not_;
    negation.span = span;
    negation.children.push_back(std::move(truth));
    return negation;
  }
  if (!condition_value(*right, variable, c)) return std::nullopt;
  if (is_order(c.compare) && variable != nullptr && variable->type == Variable::Type::ordinal) {
    // An order of levels: the levels on the right side of the named one.
    const auto& levels = variable->levels;
    const auto at = std::find_if(levels.begin(), levels.end(),
                                 [&](const std::string& l) { return same_value(l, c.values.front()); });
    const auto i = static_cast<std::size_t>(at - levels.begin());
    Condition list = c;
    list.op = Condition::Op::in;
    list.values.clear();
    list.numbers.clear();
    for (std::size_t j = 0; j < levels.size(); ++j) {
      const bool holds = c.compare == Condition::Compare::lt   ? j < i
                         : c.compare == Condition::Compare::le ? j <= i
                         : c.compare == Condition::Compare::gt ? j > i
                                                               : j >= i;
      if (!holds) continue;
      list.values.push_back(levels[j]);
      list.numbers.emplace_back();
    }
    return list;
  }
  if (is_order(c.compare) && !c.numbers.front()) {
    error("wrong-type", right->span, quoted(right->span) + " has no place in an order; `<` and `>` ask for a number");
    return std::nullopt;
  }
  if (is_order(c.compare) && variable != nullptr && variable->type != Variable::Type::continuous) {
    error("wrong-type", left->span, "the levels of `" + variable->name + "` have no order")
        .related.push_back({variable->span, "declared " + type_name(variable->type) + " here"});
    return std::nullopt;
  }
  return c;
}

std::optional<Condition> Checker::condition(const ast::Value& outer, const ColumnScope& scope) {
  const ast::Value& value = inner(outer);
  Condition c;
  c.span = value.span;
  if (const auto* binary = value.as<ast::Binary>()) {
    if (binary->op != ast::BinaryOp::and_ && binary->op != ast::BinaryOp::or_)
      return comparison(*binary->left, binary->op, *binary->right, value.span, scope);
    c.op = binary->op == ast::BinaryOp::and_ ? Condition::Op::and_ : Condition::Op::or_;
    auto left = condition(*binary->left, scope);
    auto right = condition(*binary->right, scope);
    if (!left || !right) return std::nullopt;
    c.children = {std::move(*left), std::move(*right)};
    return c;
  }
  if (const auto* negation = value.as<ast::Not>()) {
    auto child = condition(*negation->operand, scope);
    if (!child) return std::nullopt;
    c.op = Condition::Op::not_;
    c.children = {std::move(*child)};
    return c;
  }
  const Variable* variable = nullptr;
  if (const auto* missing = value.as<ast::IsMissing>()) {
    if (!condition_column(*missing->operand, scope, c, variable)) return std::nullopt;
    c.op = Condition::Op::is_missing;
    c.negated = missing->negated;
    c.span = value.span;
    return c;
  }
  if (const auto* b = value.as<ast::Bool>()) {
    if (b->value) return c;  // always
    Condition always = c;
    c.op = Condition::Op::not_;
    c.children = {always};
    return c;
  }
  if (!is_column(value)) {
    error("wrong-type", value.span, quoted(value.span) + " is no condition").help =
        "write it as `column == \"value\"`, `column >= 18`, or the name of a yes/no column";
    return std::nullopt;
  }
  if (!condition_column(value, scope, c, variable)) return std::nullopt;
  c.op = Condition::Op::truth;
  if (variable != nullptr && variable->type != Variable::Type::binary) {
    error("wrong-type", value.span, "`" + variable->name + "` is not a matter of yes or no; compare it with a value")
        .related.push_back({variable->span, "declared " + type_name(variable->type) + " here"});
    return std::nullopt;
  }
  return c;
}

}  // namespace rgx::lang
