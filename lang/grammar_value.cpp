#include "lang/grammar_value.hpp"

#include "lang/grammar_parts.hpp"
#include "lang/syntax_hints.hpp"
#include "lang/unit.hpp"

namespace rgx::lang::grammar {

namespace {

// A mistake inside a list or call costs one item: reading goes on behind the next comma.
struct Recovering {
  template <class Error, class Context>
  x3::error_handler_result on_error(It& first, const It&, const Error& error, const Context& context) {
    TreeBuilder& b = tree(context);
    b.unexpected(error.which(), error.where());
    b.undo_to_mark();
    first = b.at(b.scan().next_item(b.offset(first), b.offset(error.where())));
    return x3::error_handler_result::accept;
  }
};

struct item_class : Recovering {};
struct argument_class : Recovering {};

// The names of rules are the places that syntax_hints knows.
x3::rule<struct value_class> const value = "value";
x3::rule<struct conjunction_class> const conjunction = "value";
x3::rule<struct negation_class> const negation = "value";
x3::rule<struct comparison_class> const comparison = "value";
x3::rule<struct operand_class> const operand = "value";
x3::rule<struct list_class> const list = "value";
x3::rule<item_class> const item = "item";
x3::rule<argument_class> const argument = "argument";
x3::rule<struct arguments_class> const arguments = "arguments";
x3::rule<struct index_class> const index = "index";

bool begins_value(TreeBuilder& b, It at, It last) {
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  if (at == last || b.scan().closes_here(b.offset(at))) return false;
  if ((*at == '-' || *at == '+') && at + 1 != last) return digit(at[1]);
  if (digit(*at) || *at == '"' || *at == '(' || *at == '[') return true;
  const std::string_view name = b.scan().text_of(b.scan().tokens()[b.scan().token_at(b.offset(at))]);
  return is_name(name) && !is_operator_word(name);
}

// --- what stands between the items of a list or the arguments of a call

auto const commas = token([](TreeBuilder& b, It at, It last) -> It {
  if (!starts(at, last, ',')) return nullptr;
  const It comma = at++;
  It end = at;
  for (It next = b.at(b.scan().skip_blanks(b.offset(end))); starts(next, last, ',');
       next = b.at(b.scan().skip_blanks(b.offset(end))))
    end = next + 1;
  if (end != at) b.report(b.span(comma, end), "two commas with nothing between them");
  return end;
});
auto const first_comma = token([](TreeBuilder& b, It at, It last) -> It {
  if (!starts(at, last, ',')) return nullptr;
  b.report(b.span(at, at + 1), "nothing stands before this `,`");
  return at + 1;
});
auto const missing_comma = token([](TreeBuilder& b, It at, It last) -> It {
  if (!begins_value(b, at, last)) return nullptr;
  const bool colon = b.in_call() && b.last_arg_is_bare_name();
  const Span found = b.scan_span(at);
  b.report(found, std::string(colon ? "missing `,` or `:` before " : "missing `,` before ") + b.quoted(found));
  return at;
});
auto const separator = commas | missing_comma;
auto const item_follows = [](char close) {
  return when([close](TreeBuilder& b, It at, It last) {
    return starts(at, last, ',') || starts(at, last, close) || b.scan().closes_here(b.offset(at)) ||
           begins_value(b, at, last);
  });
};
auto const last_comma = token([](TreeBuilder& b, It at, It last) -> It {
  if (!starts(at, last, ')')) return b.scan().closes_here(b.offset(at)) ? at : nullptr;
  const Token& before = b.scan().tokens()[b.scan().token_at(b.offset(at)) - 1];
  b.report({b.scan().file(), before.begin, before.end}, "nothing follows this `,`");
  return at;
});

// --- numbers and texts

auto const digits = +x3::char_("0-9");
auto const number = x3::raw[x3::lexeme[-x3::char_("-+") >> digits >> -('.' >> digits) >>
                                       -(x3::char_("eE") >> -x3::char_("-+") >> digits)]];
// A unit stands on the line of its number and is none if `:` or `(` follows.
auto const unit = token([](TreeBuilder& b, It at, It last) -> It {
  if (b.scan().is_line_first(b.offset(at))) return nullptr;
  const std::string_view found = unit_at({at, static_cast<std::size_t>(last - at)});
  if (found.empty()) return nullptr;
  const It end = at + found.size();
  const It next = b.at(b.scan().skip_blanks(b.offset(end)));
  return starts(next, last, ':') || starts(next, last, '(') ? nullptr : end;
});
auto const wrong_unit = token([](TreeBuilder& b, It at, It last) -> It {
  if (at == last || b.scan().is_line_first(b.offset(at)) || b.scan().closes_here(b.offset(at))) return nullptr;
  const Span found = b.scan_span(at);
  const std::string_view name = b.scan().text().substr(found.begin, found.end - found.begin);
  if (!is_name(name) || is_reserved(name)) return nullptr;
  const It next = b.at(b.scan().skip_blanks(found.end));
  if (starts(next, last, ':') || starts(next, last, '(') || starts(next, last, '=')) return nullptr;
  b.report(found, "`" + std::string(name) + "` is not a unit", "the units are " + unit_list());
  return b.at(found.end);
});
auto const quantity = number[act<&TreeBuilder::number>] >> -(x3::raw[unit][act<&TreeBuilder::unit>] | wrong_unit);
auto const after_dots = place("end of a range", quantity);
auto const numeric = quantity >> -(x3::lit("..") > after_dots > doing<&TreeBuilder::range_end>);

auto const quoted_text = x3::raw[token([](TreeBuilder& b, It at, It last) -> It {
  bool closed = true;
  return starts(at, last, '"') ? b.at(b.scan().text_end(b.offset(at), closed)) : nullptr;
})];

// --- names, paths, calls

auto const reserved =
    x3::lexeme[(x3::lit("and") | "or" | "not" | "in" | "is" | "true" | "false" | "missing") >> !name_char];
auto const constant = x3::raw[x3::lexeme[(x3::lit("true") | "false" | "missing") >> !(name_char | '(')]];
auto const path_name = place("name behind a dot", identifier[act<&TreeBuilder::path_name>]);
auto const version = place("version number", whole_number[act<&TreeBuilder::version>]);
auto const spaced_index = x3::raw[spaced('[')][act<&TreeBuilder::index_begin>];
auto const index_text = place("index", quoted_text[act<&TreeBuilder::index_text>]);
auto const end_of_index = place("end of an index", x3::raw[closer(']')][act<&TreeBuilder::index_end>]);
auto const end_of_index_list = place("end of an item", closer(']'));
auto const inside_index = ((((x3::lit('[') >> doing<&TreeBuilder::index_list>) > index_text) >>
                            *(separator >> (&closer(']') | index_text))) > end_of_index_list) |
                          index_text;
auto const index_def = (x3::no_skip[x3::raw[x3::lit('[')]][act<&TreeBuilder::index_begin>] | spaced_index) >
                       place("index", inside_index) > end_of_index;
auto const named = (!reserved >> identifier[act<&TreeBuilder::name>]) >>
                   ((x3::no_skip[x3::lit('@')] > version) |
                    ((x3::no_skip[x3::lit('(')] | spaced('(')) >> doing<&TreeBuilder::call_begin> >> arguments) |
                    *((x3::no_skip[x3::lit('.') >> !x3::lit('.')] > x3::no_skip[path_name]) | index));

// --- arguments and lists

auto const end_of_argument = place("end of an argument", item_follows(')'));
auto const end_of_item = place("end of an item", item_follows(']'));
auto const equals_for_colon = token([](TreeBuilder& b, It at, It last) -> It {
  if (!starts(at, last, '=') || starts(at + 1, last, '=')) return nullptr;
  const Token& name = b.scan().tokens()[b.scan().token_at(b.offset(at)) - 1];
  b.report(b.span(at, at + 1),
           "arguments are written `" + std::string(b.scan().text_of(name)) + ": value`, with a colon, not `=`");
  return at + 1;
});
auto const argument_name = identifier >> &(x3::lit(':') | (x3::lit('=') >> !x3::lit('=')));
auto const argument_value = place("value of an argument", value);
auto const argument_def = doing<&TreeBuilder::set_mark> >> x3::eps[act<&TreeBuilder::arg_begin>] >
                          place("value", (argument_name[act<&TreeBuilder::arg_name>] >>
                                          (x3::lit(':') | equals_for_colon) > argument_value) |
                                             value) > end_of_argument
                          > doing<&TreeBuilder::arg_end>;
auto const end_of_arguments = place("end of an argument", x3::raw[closer(')')][act<&TreeBuilder::call_end>]);
auto const arguments_def = -first_comma >> ((x3::raw[closer(')')][act<&TreeBuilder::call_end>]) |
                                            ((argument >> *(separator >> (last_comma | argument))) > end_of_arguments));

auto const item_def = doing<&TreeBuilder::set_mark> > value > end_of_item > doing<&TreeBuilder::item_end>;
auto const end_of_list = place("end of an item", x3::raw[closer(']')][act<&TreeBuilder::list_end>]);
auto const list_def = x3::raw[x3::lit('[')][act<&TreeBuilder::list_begin>] >> -first_comma >>
                      ((x3::raw[closer(']')][act<&TreeBuilder::list_end>]) |
                       ((item >> *(separator >> (&closer(']') | item))) > end_of_list));

auto const group = x3::raw[x3::lit('(')][act<&TreeBuilder::group_begin>] > place("value", value) >
                   place("end of a group", x3::raw[closer(')')][act<&TreeBuilder::group_end>]);

auto const operand_def =
    (numeric | quoted_text[act<&TreeBuilder::text>] | list | group | constant[act<&TreeBuilder::constant>] | named);

// --- operators

// An operator at the end of a line asks for more, but not for the entry that begins on the next.
auto const entry_begins = when([](TreeBuilder& b, It at, It last) {
  return at != last && b.scan().is_line_first(b.offset(at)) && b.scan().heads_entry(b.scan().token_at(b.offset(at)));
});
auto const relation = x3::raw[token([](TreeBuilder& b, It at, It last) -> It {
  if (at == last) return nullptr;
  const std::string_view two(at, std::min<std::size_t>(2, static_cast<std::size_t>(last - at)));
  if (two == "==" || two == "!=" || two == "<=" || two == ">=") return at + 2;
  if (*at == '<' || *at == '>') return at + 1;
  if (*at != '=') return nullptr;
  b.report(b.span(at, at + 1), "values are compared with `==`, not `=`");
  return at + 1;
})];
auto const op = act<&TreeBuilder::op>;
auto const compared = place("operand", !entry_begins >> operand);
auto const listed = place("list behind `in`", list);
auto const test_of_missing = place("`missing` behind `is`", word("missing"));
auto const comparison_def = operand >>
                            -(((relation[op] > compared > doing<&TreeBuilder::op_end>) >>
                               *(relation[act<&TreeBuilder::chained>] > compared > doing<&TreeBuilder::chained_end>)) |
                              (x3::raw[-word("not") >> word("in")][op] > listed > doing<&TreeBuilder::op_end>) |
                              x3::raw[(word("is") >> -word("not")) > test_of_missing][act<&TreeBuilder::missing_test>]);

auto const negated = place("operand", !entry_begins >> comparison);
auto const negation_def =
    ((&word("not") >> doing<&TreeBuilder::not_begin> >> +x3::raw[word("not")][act<&TreeBuilder::not_word>]) > negated >
     doing<&TreeBuilder::not_end>) |
    comparison;

auto const conjunct = place("operand", !entry_begins >> negation);
auto const conjunction_def = negation >> *(x3::raw[word("and")][op] > conjunct > doing<&TreeBuilder::op_end>);
auto const disjunct = place("operand", !entry_begins >> conjunction);
auto const value_def = conjunction >> *(x3::raw[word("or")][op] > disjunct > doing<&TreeBuilder::op_end>);

BOOST_SPIRIT_DEFINE(value, conjunction, negation, comparison, operand, list, item, argument, arguments, index)

template <class Rule>
bool run(const Rule& rule, It& first, It last, TreeBuilder& builder) {
  Skipper skipper;
  skipper.scan = &builder.scan();
  return x3::phrase_parse(first, last, x3::with<builder_tag>(builder)[rule], skipper, x3::skip_flag::dont_post_skip);
}

}  // namespace

bool parse_value(const char*& first, const char* last, TreeBuilder& builder) {
  return run(value, first, last, builder);
}

bool parse_arguments(const char*& first, const char* last, TreeBuilder& builder) {
  return run(arguments, first, last, builder);
}

}  // namespace rgx::lang::grammar
