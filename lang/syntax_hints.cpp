#include "lang/syntax_hints.hpp"

#include <algorithm>
#include <array>

#include "lang/unit.hpp"

namespace rgx::lang {

namespace {

using At = Hint::At;

// First match wins. {token} {head} {op} {argument} {before} stand for the author's words.
struct Row {
  std::string_view place;  // empty: every place
  Found found;
  At at;
  std::string_view message, help;
};

constexpr std::string_view no_arithmetic = "there is no arithmetic in a study: `{token}` has no meaning here";
constexpr std::string_view derive = "a `derive` block makes new columns, as `ratio(a, b)` or `log2(x, plus: 1)`";

constexpr std::array table{
    // the first line
    Row{"version", Found::end_of_file, At::found, "this file is empty: a study begins with `rgx 1`", {}},
    Row{"version", Found::anything, At::found, "a study begins with `rgx 1`, the version of the language",
        "write `rgx 1` on a line before `{token}`"},
    Row{"version number", Found::anything, At::before, "`{before}` has no version behind it", "write a whole number"},

    // an entry: name [name] and then `:`, `(` or `{`
    Row{"entry", Found::closing, At::found, "`{token}` closes nothing here", {}},
    Row{"entry", Found::number, At::found, "`{token}` cannot begin an entry: names begin with a letter", {}},
    Row{"entry", Found::text, At::found, "a text cannot begin an entry",
        "an entry is `name: value`, `name(…)` or `name {`"},
    Row{"entry", Found::colon, At::found, "no name stands before this `:`", "a setting is written `name: value`"},
    Row{"entry", Found::equals, At::found, "no name stands before this `=`", "a setting is written `name: value`"},
    Row{"entry", Found::open_brace, At::found, "no name stands before this `{`",
        "a block is written `cohort glioma {`"},
    Row{"entry", Found::opening, At::found, "no name stands before this `{token}`", "a step is written `name(…)`"},
    Row{"entry", Found::anything, At::found, "`{token}` cannot begin an entry",
        "an entry is `name: value`, `name(…)` or `name {`"},
    Row{"head", Found::equals, At::found, "settings are written `{head}: value`, with a colon, not `=`", {}},
    Row{"head", Found::arithmetic, At::found, no_arithmetic, derive},
    Row{"head", Found::dot, At::found, "a name that is declared here has no `.` in it", {}},
    Row{"head", Found::comma, At::found, "`{head}` needs a colon: `{head}: value`", {}},
    Row{"head", Found::anything, At::head, "`{head}` needs a colon: `{head}: value`", {}},
    Row{"value of a setting", Found::end_of_file, At::head, "`{head}` has no value", {}},
    Row{"value of a setting", Found::end_of_line, At::head, "`{head}` has no value",
        "the value begins on the line of its `:`"},
    Row{"value of a setting", Found::semicolon, At::head, "`{head}` has no value", {}},
    Row{"value of a setting", Found::close_brace, At::head, "`{head}` has no value", {}},
    Row{"value of a setting", Found::comma, At::head, "`{head}` has no value before this `,`", {}},
    Row{"value of a setting", Found::colon, At::found, "one `:` is enough", {}},
    Row{"value of a setting", Found::open_brace, At::found, "a value cannot be a block",
        "a block has no colon: `{head} {`; a list stands in square brackets: `[a, b]`"},
    Row{"end of an entry", Found::comma, At::found, "several values stand in square brackets: `{head}: [a, b]`", {}},
    Row{"end of an entry", Found::arithmetic, At::found, no_arithmetic, derive},
    Row{"end of an entry", Found::colon, At::before, "`;` or a new line is missing before `{before}`", {}},
    Row{"end of an entry", Found::relation, At::found, "a comparison does not chain",
        "write both of them: `1 < x and x < 3`"},
    Row{"end of an entry", Found::dots, At::found, "a range is of two numbers: `-1000 HU .. 400 HU`", {}},
    Row{"end of an entry", Found::dot, At::found, "`.` stands directly between two names", {}},
    Row{"end of an entry", Found::open_brace, At::found, "a block cannot stand behind a value", {}},
    Row{"end of an entry", Found::at, At::found, "`@` stands directly behind its name: `glcm@2`", {}},
    Row{"end of an entry", Found::opening, At::found, "`{token}` cannot stand behind a value", {}},
    Row{"end of an entry", Found::anything, At::found, "`;` or a new line is missing before `{token}`", {}},

    // a value that is asked for
    Row{"operand", Found::arithmetic, At::found, no_arithmetic, derive},
    Row{"operand", Found::operator_word, At::found, "nothing stands between `{op}` and `{token}`", {}},
    Row{"operand", Found::relation, At::found, "nothing stands between `{op}` and `{token}`", {}},
    Row{"operand", Found::equals, At::found, "nothing stands between `{op}` and `{token}`", {}},
    Row{"operand", Found::anything, At::op, "nothing follows `{op}`", {}},
    Row{"list behind `in`", Found::text, At::found, "`in` asks for a list: `in [{token}]`", {}},
    Row{"list behind `in`", Found::number, At::found, "`in` asks for a list: `in [{token}]`", {}},
    Row{"list behind `in`",
        Found::name,
        At::found,
        "`in` asks for a list that is written out: `in [\"a\", \"b\"]`",
        {}},
    Row{"list behind `in`", Found::opening, At::found, "a list stands in square brackets: `in [\"a\", \"b\"]`", {}},
    Row{"list behind `in`", Found::anything, At::op, "nothing follows `{op}`",
        "`in` asks for a list: `in [\"a\", \"b\"]`"},
    Row{"`missing` behind `is`", Found::anything, At::before, "only `missing` or `not missing` follows `is`",
        "values are compared with `==`"},
    Row{"end of a range", Found::anything, At::before, "no number follows `..`", "a range is `-1000 HU .. 400 HU`"},
    Row{"value of an argument", Found::closing, At::before, "`{argument}` has no value", {}},
    Row{"value of an argument", Found::comma, At::before, "`{argument}` has no value", {}},
    Row{"value of an argument", Found::close_brace, At::before, "`{argument}` has no value", {}},
    Row{"value of an argument", Found::end_of_file, At::before, "`{argument}` has no value", {}},
    Row{"value of an argument", Found::colon, At::found, "one `:` is enough", {}},

    // between brackets
    Row{"end of an argument", Found::arithmetic, At::found, no_arithmetic, derive},
    Row{"end of an item", Found::arithmetic, At::found, no_arithmetic, derive},
    Row{"end of a group", Found::arithmetic, At::found, no_arithmetic, derive},
    Row{"end of an argument", Found::relation, At::found, "a comparison does not chain",
        "write both of them: `1 < x and x < 3`"},
    Row{"end of an argument", Found::dots, At::found, "a range is of two numbers: `-1000 HU .. 400 HU`", {}},
    Row{"end of an argument", Found::colon, At::found, "only a name can stand before `:`", {}},
    Row{"end of an item", Found::colon, At::found, "the items of a list have no names",
        "named values stand in round brackets: `name(a: 1)`"},
    Row{"end of a group", Found::comma, At::found, "a list stands in square brackets: `[a, b]`", {}},
    Row{"index", Found::number, At::found, "a column is named by its text: `[\"a\"]`, not by its number", {}},
    Row{"index", Found::name, At::found, "a column is named by its text: `[\"{token}\"]`", {}},
    Row{"index",
        Found::anything,
        At::before,
        "a text or a list of texts follows `[`: `[\"a\"]` or `[[\"a\", \"b\"]]`",
        {}},
    Row{"end of an index", Found::comma, At::found, "several columns are a list in the index: `[[\"a\", \"b\"]]`", {}},
    Row{"name behind a dot", Found::anything, At::before, "a name follows directly behind `.`", {}},

    // definitions
    Row{"name of a definition", Found::anything, At::before, "`define` needs a name: `define texture(region) {`", {}},
    Row{"parameters", Found::anything, At::before,
        "the parameters of `{before}` stand directly behind its name in round brackets",
        "without parameters: `{before}()`"},
    Row{"parameter", Found::reserved_word, At::found, "`{token}` is a word of the language and cannot be a name", {}},
    Row{"parameter", Found::operator_word, At::found, "`{token}` is a word of the language and cannot be a name", {}},
    Row{"parameter", Found::anything, At::found, "a parameter is a name, or `name: value` with its default", {}},
    Row{"value of a parameter", Found::anything, At::before, "this parameter has no default behind its `:`",
        "a parameter without a default is its name alone"},
    Row{"body of a definition",
        Found::anything,
        At::before,
        "the entries of a definition stand in braces: `{ … }`",
        {}},
    Row{"target of `use`", Found::colon, At::before, "`use` is a word of the language where an entry begins",
        "definitions are brought in with `use \"file.rgx\"`"},
    Row{"target of `use`", Found::anything, At::before, "`use` needs a file or a name: `use \"file.rgx\"`", {}},

    // last resorts
    Row{"", Found::arithmetic, At::found, no_arithmetic, derive},
    Row{"", Found::operator_word, At::found, "nothing stands before `{token}`", {}},
    Row{"", Found::reserved_word, At::found, "`{token}` is a word of the language and cannot be a name", {}},
    Row{"", Found::relation, At::found, "nothing stands before `{token}`", {}},
    Row{"", Found::equals, At::found, "`{token}` cannot stand here", "values are compared with `==`"},
    Row{"", Found::end_of_file, At::before, "the file ends behind `{before}`, where a value is needed", {}},
    Row{"", Found::anything, At::found, "`{token}` cannot stand here", {}},
};

std::string fill(std::string_view pattern, const Situation& s) {
  const std::array<std::pair<std::string_view, const std::string*>, 5> words{{{"{token}", &s.token},
                                                                              {"{head}", &s.head},
                                                                              {"{op}", &s.op},
                                                                              {"{argument}", &s.argument},
                                                                              {"{before}", &s.before}}};
  std::string out;
  while (!pattern.empty()) {
    bool replaced = false;
    for (const auto& [key, word] : words)
      if (pattern.starts_with(key)) {
        out += *word;
        pattern.remove_prefix(key.size());
        replaced = true;
        break;
      }
    if (replaced) continue;
    out += pattern.front();
    pattern.remove_prefix(1);
  }
  return out;
}

constexpr std::array<std::string_view, 8> reserved{"and", "or", "not", "in", "is", "true", "false", "missing"};

}  // namespace

Hint syntax_hint(const Situation& s) {
  for (const Row& row : table)
    if ((row.place.empty() || row.place == s.place) && (row.found == Found::anything || row.found == s.found))
      return {row.at, fill(row.message, s), fill(row.help, s)};
  return {};  // not reached: the last row takes everything
}

Found classify(std::string_view rest, bool line_first) {
  if (rest.empty()) return Found::end_of_file;
  if (line_first) return Found::end_of_line;
  const char c = rest.front();
  if (c >= '0' && c <= '9') return Found::number;
  if ((c == '-' || c == '+') && rest.size() > 1 && rest[1] >= '0' && rest[1] <= '9') return Found::number;
  if (c == '"') return Found::text;
  if (is_name(rest.substr(0, 1))) {
    std::size_t length = 1;
    while (length < rest.size() && is_name(rest.substr(0, length + 1))) ++length;
    const std::string_view word = rest.substr(0, length);
    return is_operator_word(word) ? Found::operator_word : is_reserved(word) ? Found::reserved_word : Found::name;
  }
  if (rest.starts_with("==") || rest.starts_with("!=") || c == '<' || c == '>') return Found::relation;
  if (rest.starts_with("..")) return Found::dots;
  switch (c) {
    case ',':
      return Found::comma;
    case ':':
      return Found::colon;
    case ';':
      return Found::semicolon;
    case '.':
      return Found::dot;
    case '@':
      return Found::at;
    case '=':
      return Found::equals;
    case '%':
      return Found::percent;
    case '(':
    case '[':
      return Found::opening;
    case ')':
    case ']':
      return Found::closing;
    case '{':
      return Found::open_brace;
    case '}':
      return Found::close_brace;
    default:
      return Found::arithmetic;
  }
}

bool is_name(std::string_view word) {
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  return !word.empty() && letter(word.front()) &&
         std::all_of(word.begin(), word.end(), [&](char c) { return letter(c) || (c >= '0' && c <= '9'); });
}

bool is_reserved(std::string_view word) { return std::find(reserved.begin(), reserved.end(), word) != reserved.end(); }

bool is_operator_word(std::string_view word) { return word == "and" || word == "or" || word == "in" || word == "is"; }

std::string unit_list() {
  std::string list;
  for (const Unit& unit : units()) list += (list.empty() ? "" : " ") + std::string(unit.name);
  return list;
}

}  // namespace rgx::lang
