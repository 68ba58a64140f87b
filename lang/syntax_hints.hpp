#pragma once
// What to say when the grammar wanted one thing and found another: a table keyed by the place in the grammar and by
// what stands there. The sentences of language.md §9 are rows of it.
#include <string>
#include <string_view>

#include "lang/span.hpp"

namespace rgx::lang {

enum class Found {
  anything,  // in the table only: every row below it is a last resort
  end_of_file,
  end_of_line,
  name,
  operator_word,
  reserved_word,
  number,
  text,
  comma,
  colon,
  semicolon,
  dots,
  dot,
  at,
  equals,
  relation,
  arithmetic,
  percent,
  opening,
  closing,
  open_brace,
  close_brace,
};

struct Situation {
  std::string place;  // name of the grammar's rule
  Found found = Found::anything;
  std::string token;     // what was found, as written
  std::string head;      // name or names that the entry began with: `outcome idh`
  std::string op;        // the operator that waits for its right side
  std::string argument;  // name of the argument that is being read
  std::string before;    // the token before
};

struct Hint {
  enum class At { found, head, op, before };
  At at = At::found;  // what the message points to
  std::string message, help;
};

Hint syntax_hint(const Situation& situation);

// Which kind of token begins `rest`; `line_first`: nothing but blanks stands before it on its line.
Found classify(std::string_view rest, bool line_first);

bool is_name(std::string_view word);
bool is_reserved(std::string_view word);       // and or not in is true false missing
bool is_operator_word(std::string_view word);  // and or in is
std::string unit_list();                       // "mm cm …", for messages

}  // namespace rgx::lang
