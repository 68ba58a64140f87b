#pragma once
// How values are written: on one line, or with their outermost bracket spread over several.
#include <string>
#include <string_view>
#include <vector>

#include "lang/ast.hpp"

namespace rgx::lang {

inline constexpr std::size_t max_columns = 140;

struct Line {
  std::string code;     // with its indentation
  std::string comment;  // behind the code, or empty
};

std::string quoted_text(std::string_view text);     // "…", escaped
std::string inline_value(const ast::Value& value);  // on one line, comments left out
std::string inline_args(const std::vector<ast::Arg>& args);
std::size_t columns(std::string_view text);  // code points

// Lays out one value or step that does not go on one line. Comments stay behind the item that they followed.
class Spread {
 public:
  // `comments`: those inside the entry, in order. `source`: the text of the file.
  Spread(std::string_view source, const std::vector<ast::Comment>& comments, std::vector<Line>& out)
      : source_(source), comments_(comments), out_(out) {}

  // The author broke the line right behind the opening bracket: kept.
  static bool was_spread(const ast::Value& value, std::string_view source);
  static bool was_spread(std::uint32_t after_bracket, std::string_view source);

  // `prefix`: what stands before the value on its first line, indentation included. The last line is left in `out`
  // without anything behind it.
  void value(std::string prefix, const ast::Value& value, std::size_t indent, std::string suffix = {});
  // `prefix` ends in `(`.
  void args(std::string prefix, const std::vector<ast::Arg>& args, std::uint32_t open, std::size_t indent,
            std::string suffix);

 private:
  struct Item {
    std::string text;     // on one line, or empty when it has to be spread
    const ast::Arg* arg;  // one of these two
    const ast::Value* value;
    Span span;
  };
  void items(std::string opening, const std::vector<Item>& items, std::uint32_t open, std::size_t indent,
             std::string closing, bool trailing_comma);
  bool fits(const Item& item, std::size_t indent) const;
  bool has_comments(Span span) const;
  bool same_line(std::uint32_t from, std::uint32_t to) const;
  void comments_before(std::uint32_t offset, std::size_t indent, std::string& current);

  std::string_view source_;
  const std::vector<ast::Comment>& comments_;
  std::vector<Line>& out_;
  std::size_t next_comment_ = 0;
};

}  // namespace rgx::lang
