#pragma once
// Small parsers that both units of the grammar use. Included by grammar_value.cpp and grammar_study.cpp alone: Spirit
// is costly to compile, so no other header names it.
//
// The grammar reads bytes and has no attributes; its actions call TreeBuilder. The skipper passes blanks, line breaks
// and comments alike; where a line break matters, a test asks the scan.
#include <boost/spirit/home/x3.hpp>
#include <string_view>
#include <type_traits>
#include <utility>

#include "lang/tree_builder.hpp"

namespace rgx::lang::grammar {

namespace x3 = boost::spirit::x3;
using It = const char*;
struct builder_tag;

template <class Context>
TreeBuilder& tree(const Context& context) {
  return x3::get<builder_tag>(context);
}

struct Skipper : x3::parser<Skipper> {
  using attribute_type = x3::unused_type;
  static bool const has_attribute = false;
  const Scan* scan = nullptr;

  template <class Context, class Rule, class Attribute>
  bool parse(It& first, const It& last, const Context&, Rule&, Attribute&) const {
    const It begin = first;
    while (first != last && scan->is_blank(static_cast<std::uint32_t>(first - scan->text().data()))) ++first;
    return first != begin;
  }
};

// Reads what `f(builder, begin, end of file)` says: it answers where the token ends, or null. It may report.
template <class F>
struct Token_ : x3::parser<Token_<F>> {
  using attribute_type = x3::unused_type;
  static bool const has_attribute = false;
  F f;
  constexpr explicit Token_(F g) : f(g) {}

  template <class Context, class Rule, class Attribute>
  bool parse(It& first, const It& last, const Context& context, Rule&, Attribute&) const {
    It at = first;
    x3::skip_over(at, last, context);
    const It end = f(tree(context), at, last);
    if (end == nullptr) return false;
    first = end;
    return true;
  }
};
// Gives a parser the name of its place, by which syntax_hints knows it when it fails behind a `>`. A rule would do the
// same, but rules defined on the spot grow the context type: the compiler then needs ten gigabytes for a page of
// grammar.
template <class Subject>
struct Place_ : x3::unary_parser<Subject, Place_<Subject>> {
  using attribute_type = x3::unused_type;
  static bool const has_attribute = false;
  static bool const has_action = false;
  const char* name;
  constexpr Place_(const char* n, const Subject& s) : x3::unary_parser<Subject, Place_<Subject>>(s), name(n) {}

  template <class Context, class Rule, class Attribute>
  bool parse(It& first, const It& last, const Context& context, Rule&, Attribute&) const {
    return this->subject.parse(first, last, context, x3::unused, x3::unused);
  }
};
template <class Parser>
constexpr auto place(const char* name, const Parser& parser) {
  using Subject = std::decay_t<decltype(x3::as_parser(parser))>;
  return Place_<Subject>(name, x3::as_parser(parser));
}

template <class F>
constexpr auto token(F f) {
  return Token_<F>(f);
}

// Looks ahead without reading: `f(builder, next token, end of file)`.
template <class F>
constexpr auto when(F f) {
  return x3::eps >> &token([f](TreeBuilder& b, It at, It last) { return f(b, at, last) ? at : nullptr; });
}

// act<&TreeBuilder::x>: calls the builder, with the bytes of a `raw[]` where x asks for them.
template <auto Member>
struct Act {
  template <class Context>
  void operator()(const Context& context) const {
    TreeBuilder& b = tree(context);
    if constexpr (std::is_invocable_v<decltype(Member), TreeBuilder&, It, It>) {
      const auto& range = x3::_attr(context);
      (b.*Member)(range.begin(), range.end());
    } else if constexpr (std::is_invocable_v<decltype(Member), TreeBuilder&, It>) {
      (b.*Member)(x3::_attr(context).end());
    } else {
      (b.*Member)();
    }
  }
};
template <auto Member>
constexpr Act<Member> act{};
template <auto Member>
constexpr auto doing = x3::eps[Act<Member>{}];

inline auto const name_char = x3::char_("a-zA-Z0-9_");
inline auto const identifier = x3::raw[x3::lexeme[x3::char_("a-zA-Z_") >> *name_char]];

// A word of the language; an argument or setting may still bear its name (`missing: exclude`).
inline auto word(const char* text) { return x3::lexeme[x3::lit(text) >> !name_char] >> !x3::lit(':'); }

inline auto const whole_number = x3::raw[x3::lexeme[+x3::char_("0-9")]];

inline bool starts(It at, It last, char c) { return at != last && *at == c; }

// A closing bracket, or the place where a missing one was taken to stand.
inline auto closer(char c) {
  return token([c](TreeBuilder& b, It at, It last) -> It {
    if (starts(at, last, c)) return at + 1;
    return b.scan().closes_here(b.offset(at)) ? at : nullptr;
  });
}

// `(` or `[` behind a name with a blank between: reported, and read all the same.
inline auto spaced(char c) {
  return token([c](TreeBuilder& b, It at, It last) -> It {
    if (!starts(at, last, c) || b.scan().is_line_first(b.offset(at))) return nullptr;
    // Between brackets a comma or colon is missing more likely: `levels ["a", "b"]`.
    if (c == '[' && b.inside_brackets(at)) return nullptr;
    const std::string mark(1, c);
    b.report(b.span(at, at + 1), "`" + mark + "` stands directly after its name", "take out the blank before it");
    return at + 1;
  });
}

}  // namespace rgx::lang::grammar

namespace boost::spirit::x3 {
template <class Subject>
struct get_info<rgx::lang::grammar::Place_<Subject>> {
  using result_type = std::string;
  std::string operator()(const rgx::lang::grammar::Place_<Subject>& place) const { return place.name; }
};
}  // namespace boost::spirit::x3
