#pragma once
// The actions of the grammar: builds the syntax tree bottom-up on stacks, so that the grammar has no attributes and a
// mistake in the middle of an entry unwinds to a mark. The grammar calls these in the order of the text; ranges are
// bytes of the file.
#include <optional>
#include <string>
#include <vector>

#include "lang/ast.hpp"
#include "lang/diagnostic.hpp"
#include "lang/scan.hpp"

namespace rgx::lang {

class TreeBuilder {
 public:
  using It = const char*;
  TreeBuilder(const Scan& scan, Diagnostics& out);

  const Scan& scan() const { return scan_; }
  std::uint32_t offset(It at) const { return static_cast<std::uint32_t>(at - scan_.text().data()); }
  It at(std::uint32_t offset) const { return scan_.text().data() + offset; }
  Span span(It begin, It end) const { return {scan_.file(), offset(begin), offset(end)}; }

  Span scan_span(It at) const;          // of the token that `at` stands in
  std::string quoted(Span span) const;  // its text in backticks

  // Mistakes. Unless a mistake is already told on that line.
  void report(Span where, std::string message, std::string help = {});
  // Takes back the message about the byte `at`: another one tells of the same mistake.
  void withdraw(std::uint32_t at);
  // What the grammar wanted (`place`, the name of a rule) is not what stands at `where`: looks up the sentence.
  void unexpected(const std::string& place, It where);

  // Recovery: a rule that catches mistakes sets a mark first; everything built since is dropped when it is undone.
  void set_mark();
  void release_mark();
  void undo_to_mark();

  // Values
  void number(It begin, It end);
  void unit(It begin, It end);
  void range_end();
  void text(It begin, It end);
  void name(It begin, It end);  // a path of one name
  void path_name(It begin, It end);
  void index_begin(It begin, It end);
  void index_list();
  void index_text(It begin, It end);
  void index_end(It begin, It end);
  void version(It begin, It end);
  void constant(It begin, It end);  // true, false, missing
  void call_begin();
  void call_end(It begin, It end);  // begin == end: the bracket is missing
  void list_begin(It begin, It end);
  void list_end(It begin, It end);
  void group_begin(It begin, It end);
  void group_end(It begin, It end);
  void arg_begin();
  void arg_name(It begin, It end);
  void arg_end();
  void item_end();
  void not_begin();
  void not_word(It begin, It end);
  void not_end();
  void op(It begin, It end);            // `not in` included
  void op_end();                        // its right side stands on the stack
  void missing_test(It begin, It end);  // `is missing`, `is not missing`
  void chained(It begin, It end);       // a second comparison behind a first: refused
  void chained_end();

  // Entries
  void file_version(It begin, It end);
  void version_word(It begin, It end);
  void entry_begin();
  void entry_end() { release_mark(); }
  void head_name(It begin, It end);
  void head_text(It begin, It end);
  void head_version(It begin, It end);
  void setting_end();
  void step_begin();
  void step_end();
  void block_begin(It begin, It end);  // `{`
  void block_end(It begin, It end);    // `}`; begin == end: it is missing
  void define_begin(It begin, It end);
  void param_name(It begin, It end);
  void param_value();
  void use_begin(It begin, It end);
  void use_end();
  void broken(Span span);

  // Of the entry that is being read: the name(s) it began with, as `outcome idh`.
  std::string head() const;
  unsigned version_read() const { return version_; }                      // 0: none
  std::uint32_t open_brace() const { return frames_.back().open.begin; }  // of the innermost block
  bool too_many() const { return told_ >= max_mistakes; }
  bool inside_brackets(It at) const;  // round or square ones
  bool in_call() const;               // the innermost open bracket is that of a call, not of a list
  bool last_arg_is_bare_name() const;

  ast::File finish();

 private:
  struct Mark {
    std::size_t values, arg_names, ops, nots, frames;
  };
  struct Operator {
    ast::BinaryOp op;
    Span span;
  };
  struct Head {
    std::vector<ast::Name> names;
    std::optional<ast::Name> title;
    std::optional<unsigned> version;
    std::optional<Span> first;  // of the words `define` and `use`
    std::vector<ast::Define::Param> params;
  };
  struct Frame {  // one file, block or define that is being read
    std::vector<ast::Entry> entries;
    Head head;  // of the entry that is being read
    Span open;  // its `{`
  };

  ast::Value pop();
  void push(ast::Value value) { values_.push_back(std::move(value)); }
  Frame& frame() { return frames_.back(); }
  const Frame& frame() const { return frames_.back(); }
  template <class Node>
  void add(Node node, std::uint32_t begin, std::uint32_t end);
  std::uint32_t head_start() const;
  void check_label();
  unsigned whole_number(It begin, It end);

  const Scan& scan_;
  Diagnostics& out_;
  std::vector<ast::Value> values_;
  std::vector<std::optional<ast::Name>> arg_names_;
  std::vector<Operator> ops_;
  std::vector<std::optional<Span>> nots_;  // nothing: where a run of `not` begins
  std::vector<Frame> frames_;
  std::vector<Mark> marks_;
  unsigned version_ = 0;
  Span version_span_;
  std::size_t operators_ = 0;  // in the entry so far
  std::size_t told_ = 0;
};

}  // namespace rgx::lang
