// Values → literals: types, units, ranges, choices.
#include <cmath>

#include "lang/nearest.hpp"
#include "lang/resolve.hpp"
#include "lang/unit.hpp"

namespace rgx::lang {

namespace {

std::string likely_unit(const std::string& dimension) {
  if (dimension == "length") return "mm";
  if (dimension == "area") return "mm2";
  if (dimension == "volume") return "ml";
  if (dimension == "time") return "month";
  if (dimension == "CT number" || dimension == "attenuation") return "HU";
  if (dimension == "standardised uptake value" || dimension == "uptake") return "SUV";
  if (dimension == "b value" || dimension == "b_value") return "s/mm2";
  if (dimension == "dose") return "Gy";
  if (dimension == "activity") return "MBq";
  if (dimension == "mass") return "kg";
  return {};
}

std::string_view unit_dimension(const std::string& unit) {
  const Unit* u = find_unit(unit);
  return u ? dimension_name(u->dimension) : std::string_view("unknown unit");
}

// "a number", "a length", "`a` or `b`": what a parameter asks for.
std::string asked(const Param& p) {
  switch (p.type) {
    case ParamType::number:
    case ParamType::numbers:
      if (p.dimension.empty()) return "a number";
      if (p.dimension == "intensity") return "an intensity";
      return "a " + p.dimension;
    case ParamType::integer:
      return "a whole number";
    case ParamType::fraction:
      return "a fraction, as `5 %` or `0.05`";
    case ParamType::text:
    case ParamType::texts:
      return "text in quotes";
    case ParamType::boolean:
      return "`true` or `false`";
    case ParamType::choice:
      return choices_text(p.choices);
    case ParamType::reference:
      return "a name";
    case ParamType::condition:
      return "a condition";
    case ParamType::any:
      return "a value";
  }
  return "a value";
}

std::string described(const ast::Value& value) {
  if (value.as<ast::Number>()) return "a number";
  if (value.as<ast::Range>()) return "a range";
  if (value.as<ast::Text>()) return "text";
  if (value.as<ast::Bool>()) return "true or false";
  if (value.as<ast::List>()) return "a list";
  if (value.as<ast::Call>()) return "a call";
  if (value.as<ast::Path>()) return "a name";
  return "a condition";
}

bool is_number(ParamType type) {
  return type == ParamType::number || type == ParamType::numbers || type == ParamType::integer ||
         type == ParamType::fraction;
}

}  // namespace

std::optional<Literal> Checker::number_literal(const ast::Number& number, Span span, const Param& p,
                                               const std::string& owner) {
  double value = number.value;
  const Unit* unit = number.unit.empty() ? nullptr : find_unit(number.unit);
  const bool fraction = p.type == ParamType::fraction;
  if (fraction) {
    if (unit && unit->dimension != Dimension::fraction) {
      error("wrong-unit", span, owner + " is a fraction, not a " + std::string(unit_dimension(number.unit))).help =
          "write it as `5 %` or `0.05`";
      return std::nullopt;
    }
  } else if (p.dimension.empty()) {
    if (unit) {
      error("wrong-unit", span, owner + " is a plain number, without a unit").help = "write `" + number.text + "`";
      return std::nullopt;
    }
  } else if (p.dimension == "intensity") {
    if (unit && unit->dimension != Dimension::attenuation && unit->dimension != Dimension::uptake) {
      error("wrong-unit", span,
            owner + " is an intensity, and " + quoted(span) + " is a " + std::string(unit_dimension(number.unit)))
          .help = "intensities are in HU, in SUV, or without a unit";
      return std::nullopt;
    }
  } else if (!unit) {
    const auto likely = likely_unit(p.dimension);
    auto& d = error("missing-unit", span, owner + " is a " + p.dimension + " and needs a unit");
    if (!likely.empty()) d.help = "did you mean `" + number.text + " " + likely + "`";
    return std::nullopt;
  } else if (dimension_name(unit->dimension) != p.dimension &&
             !(p.dimension == "attenuation" && unit->dimension == Dimension::attenuation) &&
             !(p.dimension == "uptake" && unit->dimension == Dimension::uptake)) {
    error(
        "wrong-unit", span,
        owner + " is a " + p.dimension + ", and " + quoted(span) + " is a " + std::string(unit_dimension(number.unit)));
    return std::nullopt;
  }
  if (unit) value = to_base(value, *unit);
  if (p.type == ParamType::integer && value != std::floor(value)) {
    error("wrong-type", span, owner + " is a whole number, not `" + number.text + "`");
    return std::nullopt;
  }
  double low = p.low, high = p.high;
  if (fraction) {
    low = std::max(low, 0.0);
    high = std::min(high, 1.0);
  }
  if (!(value >= low && value <= high)) {
    const std::string base = p.dimension.empty() || p.dimension == "intensity" ? "" : " " + likely_unit(p.dimension);
    std::string range;
    if (std::isfinite(low) && std::isfinite(high))
      range = "between " + number_text(low) + " and " + number_text(high);
    else
      range = std::isfinite(low) ? "at least " + number_text(low) : "at most " + number_text(high);
    const auto* shown = unit ? find_unit(likely_unit(p.dimension)) : nullptr;
    if (shown && shown->numerator == shown->denominator) range += base;
    auto& d = error("out-of-range", span, owner + " is " + quoted(span) + ", but lies " + range);
    if (fraction && number.unit.empty() && value > 1 && value <= 100) d.help = "did you mean `" + number.text + " %`";
    return std::nullopt;
  }
  return Literal(value);
}

std::optional<std::string> Checker::text_of(const ast::Value& value, const std::string& owner) {
  if (const auto* text = inner(value).as<ast::Text>()) return text->text;
  auto& d = error("wrong-type", value.span, owner + " asks for text in quotes, not " + described(value));
  if (bare_word(value)) d.help = "did you mean `\"" + *bare_word(value) + "\"`";
  return std::nullopt;
}

Literal Checker::free_literal(const ast::Value& outer) {
  const ast::Value& value = inner(outer);
  const auto base = [](const ast::Number& n) {
    const Unit* unit = find_unit(n.unit);
    return unit ? to_base(n.value, *unit) : n.value;
  };
  if (const auto* n = value.as<ast::Number>()) return base(*n);
  if (const auto* r = value.as<ast::Range>()) return Literal::List{base(r->low), base(r->high)};
  if (const auto* t = value.as<ast::Text>()) return t->text;
  if (const auto* b = value.as<ast::Bool>()) return b->value;
  if (const auto* l = value.as<ast::List>()) {
    Literal::List out;
    for (const auto& item : l->items) out.push_back(free_literal(item));
    return out;
  }
  if (const auto* c = value.as<ast::Call>()) {
    // `path(100)` is {"path": 100}; several arguments make a list.
    if (c->args.size() == 1) return Literal::Map{{c->name.text, free_literal(c->args.front().value)}};
    Literal::List out;
    for (const auto& arg : c->args) out.push_back(free_literal(arg.value));
    return Literal::Map{{c->name.text, out}};
  }
  return std::string(sources_.text(value.span));
}

std::optional<Literal> Checker::one_literal(const ast::Value& outer, const Param& p, const std::string& owner) {
  const ast::Value& value = inner(outer);
  if (p.type == ParamType::any) {
    const auto* shape = p.fallback.as<Literal::Map>();
    if (shape == nullptr || shape->size() != 1) return free_literal(value);
    // A default such as `path(100)` says what may be called; else it is a number.
    const std::string& name = shape->front().first;
    Param inside;
    inside.low = 0;
    if (const auto* call = value.as<ast::Call>()) {
      if (call->name.text != name || call->args.size() != 1) {
        error("unknown-name", call->name.span, owner + " has no " + quoted(value.span)).help =
            "write a number, `tune(…)` or `" + text(p.fallback) + "`";
        return std::nullopt;
      }
      inside.type = ParamType::integer;
      inside.low = 2;
      inside.high = 10000;
      const auto n = one_literal(call->args.front().value, inside, "`" + name + "` of " + owner);
      if (!n) return std::nullopt;
      return Literal(Literal::Map{{name, *n}});
    }
    return one_literal(value, inside, owner);
  }
  const std::string* word = bare_word(value);
  const auto* text = value.as<ast::Text>();
  if (!p.choices.empty() || p.type == ParamType::choice) {
    std::string chosen = word ? *word : text ? text->text : std::string();
    if (const auto* n = value.as<ast::Number>(); n && p.type == ParamType::choice) chosen = n->text + n->unit;
    if (contains(p.choices, chosen)) return Literal(chosen);
    if (word && contains(p.choices, canonical(*word))) return Literal(canonical(*word));
    if (contains(p.later_choices, chosen)) {
      not_built(value.span, "`" + chosen + "`");
      return std::nullopt;
    }
    if (contains(p.later_choices, chosen)) {
      not_built(value.span, owner + ": the choice `" + chosen + "`");
      return std::nullopt;
    }
    if (p.type == ParamType::choice) {
      if (chosen.empty()) {
        error("wrong-type", value.span, owner + " asks for " + asked(p) + ", not " + described(value));
        return std::nullopt;
      }
      auto& d = error("unknown-name", value.span, owner + " has no choice " + quoted(value.span));
      const auto near = nearest(chosen, p.choices);
      d.help = near.empty() ? "the choices are " + choices_text(p.choices, "and") : "did you mean `" + near + "`";
      if (!near.empty()) d.notes.push_back("the choices are " + choices_text(p.choices, "and"));
      return std::nullopt;
    }
  }
  if (const auto* call = value.as<ast::Call>(); call != nullptr && contains(p.later_choices, call->name.text)) {
    not_built(value.span, "`" + call->name.text + "(…)` for " + owner);
    return std::nullopt;
  }
  if (is_number(p.type)) {
    if (const auto* n = value.as<ast::Number>()) return number_literal(*n, value.span, p, owner);
  } else if (p.type == ParamType::text || p.type == ParamType::texts) {
    if (text) return Literal(text->text);
    // Labels such as the levels of an ordinal column may be numbers: kept as they are written.
    if (const auto* n = value.as<ast::Number>(); n && n->unit.empty() && p.type == ParamType::texts)
      return Literal(n->text);
    if (word) {
      error("wrong-type", value.span, owner + " asks for text in quotes, not a name").help =
          "did you mean `\"" + *word + "\"`";
      return std::nullopt;
    }
  } else if (p.type == ParamType::boolean) {
    if (const auto* b = value.as<ast::Bool>()) return Literal(b->value);
  }
  error("wrong-type", value.span, owner + " asks for " + asked(p) + ", not " + described(value));
  return std::nullopt;
}

std::optional<Literal> Checker::literal(const ast::Value& outer, const Param& p, const std::string& owner) {
  const ast::Value& value = inner(outer);
  const bool several = p.list || p.type == ParamType::texts || p.type == ParamType::numbers;
  if (!several) {
    if (value.as<ast::List>() && p.type != ParamType::any) {
      error("wrong-type", value.span, owner + " takes one value, not a list");
      return std::nullopt;
    }
    return one_literal(value, p, owner);
  }
  Literal::List out;
  if (const auto* range = value.as<ast::Range>(); range && is_number(p.type)) {
    const auto low = number_literal(range->low, value.span, p, owner);
    if (!low) return std::nullopt;
    const auto high = number_literal(range->high, value.span, p, owner);
    if (!high) return std::nullopt;
    if (*low->as<double>() > *high->as<double>()) {
      error("out-of-range", value.span, owner + " is a range whose end lies before its beginning");
      return std::nullopt;
    }
    return Literal::List{*low, *high};
  }
  bool good = true;
  for (const auto* item : items(value)) {
    auto one = one_literal(*item, p, owner);
    if (one)
      out.push_back(std::move(*one));
    else
      good = false;
  }
  if (!good) return std::nullopt;
  return Literal(std::move(out));
}

}  // namespace rgx::lang
