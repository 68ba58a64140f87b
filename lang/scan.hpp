#pragma once
// What the grammar has to know before it begins: where lines start, which bytes are blanks and comments, and which
// brackets and texts were never closed. A missing bracket shows only at the end of its block; found here, beforehand,
// it is one message at the bracket, and the grammar closes it where the author most likely meant to.
#include <cstdint>
#include <string_view>
#include <vector>

#include "lang/ast.hpp"
#include "lang/diagnostic.hpp"

namespace rgx::lang {

// Deeper brackets are refused: parser, checker and formatter descend into them on the stack.
inline constexpr int max_nesting = 64;
// Of a file of another kind (a table, a program) only the first mistakes are looked for.
inline constexpr std::size_t max_mistakes = 200;

struct Token {
  enum class Kind : std::uint8_t { name, number, text, mark };  // mark: one or two punctuation characters
  Kind kind = Kind::mark;
  bool line_first = false;  // nothing but blanks before it on its line
  bool skipped = false;     // a bracket that closes nothing: the grammar does not see it
  bool joined = false;      // stands directly behind the token before it
  std::uint32_t begin = 0, end = 0;
  std::int32_t partner = -1;  // index of the bracket that closes or opens this one
  std::int32_t parent = -1;   // index of the innermost open bracket it stands in
};

class Scan {
 public:
  Scan(std::uint32_t file, std::string_view text, Diagnostics& out);

  std::uint32_t file() const { return file_; }
  std::string_view text() const { return text_; }
  // Not fit for the grammar: not UTF-8 text, or brackets too deep. The message is given.
  bool unreadable() const { return unreadable_; }

  const std::vector<Token>& tokens() const { return tokens_; }
  const std::vector<ast::Comment>& comments() const { return comments_; }

  bool is_blank(std::uint32_t offset) const { return flags_[offset] & blank; }
  bool is_line_first(std::uint32_t offset) const { return flags_[offset] & first; }
  // A bracket that was never closed ends before the token that begins here (or at the end of the file).
  bool closes_here(std::uint32_t offset) const { return flags_[offset] & virtual_close; }
  // The `{` of a block is missing before the token that begins here.
  bool block_opens_here(std::uint32_t offset) const { return flags_[offset] & virtual_open; }
  bool block_closes_here(std::uint32_t offset) const { return flags_[offset] & virtual_block_close; }
  // The same, for the block whose `{` is at `open`.
  bool block_closes_here(std::uint32_t offset, std::uint32_t open) const;
  // A mistake was reported on this line already; what else the grammar finds there follows from it.
  bool line_spoilt(std::uint32_t offset) const;
  // Where a text that begins here ends, its quotes included; `closed` tells whether the closing quote is there.
  std::uint32_t text_end(std::uint32_t offset, bool& closed) const;

  std::uint32_t skip_blanks(std::uint32_t offset) const;
  // Index of the first token (skipped ones left out) that begins at or after the offset; tokens().size() at the end.
  std::size_t token_at(std::uint32_t offset) const;
  std::string_view text_of(const Token& token) const { return text_.substr(token.begin, token.end - token.begin); }
  // An entry may begin with this token: `name:`, `name name:`, `name {`, `name name {`, `name "text" {`.
  bool heads_entry(std::size_t token) const;
  bool heads_step(std::size_t token) const;  // `name(`
  // Where reading goes on after a mistake at `offset`: the next entry or brace outside round and square brackets …
  std::uint32_t next_entry(std::uint32_t offset) const;
  // … or at the bracket that closes nothing, where one follows before the next entry (its opening one is missing), else
  // at `offset` itself …
  std::uint32_t stray_before_entry(std::uint32_t offset) const;
  // … or, inside them, the next comma or closing bracket of the list that the token at `begin` stands in.
  std::uint32_t next_item(std::uint32_t begin, std::uint32_t offset) const;

 private:
  enum Flag : std::uint8_t {
    blank = 1,
    first = 2,
    virtual_close = 4,
    virtual_block_close = 8,
    boundary = 16,
    virtual_open = 32
  };
  struct OpenText {
    std::uint32_t begin, end;
  };
  struct Unclosed {
    std::size_t token;
    std::uint32_t at;  // where it is taken as closed
    bool wrong_kind;   // a closing bracket of the other kind stands there
  };
  struct Matching {
    std::vector<Unclosed> unclosed;
    std::vector<std::size_t> stray;
    std::vector<std::int32_t> partner;
  };

  void read_tokens(Diagnostics& out);
  std::uint32_t read_text(std::uint32_t begin, Diagnostics& out);
  std::uint32_t read_unknown(std::uint32_t begin, Diagnostics& out);
  bool check_encoding(Diagnostics& out);
  Matching match(bool by_indentation) const;
  std::uint32_t likely_end(std::size_t open, std::size_t found) const;
  std::size_t imbalance(std::size_t k, std::vector<std::size_t> open, std::size_t line_depth) const;
  void match_brackets(Diagnostics& out);
  void mark_boundaries();
  void report(Diagnostics& out, std::uint32_t begin, std::uint32_t end, std::string message, std::string help = {});
  std::uint32_t indentation(std::uint32_t offset) const;
  std::uint32_t line_start(std::uint32_t offset) const;
  void spoil(std::uint32_t offset);
  bool find_missing_brace(std::size_t close, Diagnostics& out);
  std::uint32_t line_end(std::uint32_t offset) const;
  bool is_mark(std::size_t token, char c) const;

  std::uint32_t file_;
  std::string_view text_;
  std::vector<std::uint8_t> flags_;  // one a byte, and one for the end of the file
  std::vector<Token> tokens_;
  std::vector<ast::Comment> comments_;
  std::vector<OpenText> open_texts_;
  std::vector<OpenText> open_blocks_;  // `{` without `}`: where it stands and where it is taken to end
  std::vector<std::uint32_t> line_starts_;
  std::vector<std::uint32_t> spoilt_;  // beginnings of lines on which a mistake was reported, ascending
  bool unreadable_ = false;
};

}  // namespace rgx::lang
