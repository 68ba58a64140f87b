#pragma once
// The syntax tree of a .rgx file: what was written, with spans and comments, before any name has a meaning.
// Grammar: docs/language.md §2. Nothing here depends on the parser.
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "lang/span.hpp"

namespace rgx::lang::ast {

struct Value;
using Values = std::vector<Value>;

struct Name {
  std::string text;
  Span span;
};

struct Number {
  double value = 0;
  std::string text;  // as written, sign and exponent included
  std::string unit;  // empty: none
};

struct Range {  // `-1000 HU .. 400 HU`
  Number low, high;
};

struct Text {
  std::string text;  // unescaped
};

struct Bool {
  bool value = false;
};

struct Missing {};  // the reserved word `missing` standing as a value

// `radiomics`, `genes["EGFR"].auc`, `rad[["a", "b"]]`
struct PathPart {
  bool index = false;              // false: `.name` (the first part: the name itself)
  std::string name;                // when !index
  std::vector<std::string> texts;  // when index: one text or a list of texts
  bool list = false;               // when index: written as [[…]]
  Span span;
};
struct Path {
  std::vector<PathPart> parts;
  bool bare() const { return parts.size() == 1; }
};

struct Versioned {  // `glcm@2`
  std::string name;
  unsigned version = 0;
};

struct Arg;
struct Call {  // `binary(IDH, positive: "mutant")`
  Name name;
  std::vector<Arg> args;
};

struct List {
  Values items;
};

enum class BinaryOp { or_, and_, eq, ne, lt, le, gt, ge, in, not_in };

struct Binary {
  BinaryOp op = BinaryOp::and_;
  Span op_span;
  std::unique_ptr<Value> left, right;
};
struct Not {
  std::unique_ptr<Value> operand;
};
struct IsMissing {  // `x is missing`, `x is not missing`
  std::unique_ptr<Value> operand;
  bool negated = false;
};
struct Group {  // ( … ), kept so that the formatter gives back what was meant
  std::unique_ptr<Value> inner;
};

struct Value {
  std::variant<Number, Range, Text, Bool, Missing, Path, Versioned, Call, List, Binary, Not, IsMissing, Group> node;
  Span span;

  template <class T>
  const T* as() const {
    return std::get_if<T>(&node);
  }
};

struct Arg {
  std::optional<Name> name;
  Value value;
  Span span;
};

struct Comment {
  std::string text;  // with its `#`, without trailing blanks
  Span span;
  bool blank_before = false;  // an empty line stood before it
};

struct Entry;

struct Setting {  // `design: retrospective`, `outcome idh: binary(…)`
  Name name;
  std::optional<Name> label;  // the second name: `idh`
  Value value;
};
struct Step {  // `n4(mask: brain)`, `glcm@2(…)`
  Name name;
  std::optional<unsigned> version;
  std::vector<Arg> args;
};
struct Block {
  Name kind;
  std::optional<Name> name;  // a name, or the text of `study "…"`, `published "…"` (then `titled`)
  bool titled = false;
  std::vector<Entry> entries;
  Span open, close;                       // the braces; `close` is empty where `}` is missing
  std::optional<Comment> open_comment;    // behind `{` on its line
  std::vector<Comment> closing_comments;  // before `}`
};
struct Define {
  Name name;
  struct Param {
    Name name;
    std::optional<Value> value;
  };
  std::vector<Param> params;
  std::vector<Entry> entries;
  Span open, close;
  std::optional<Comment> open_comment;
  std::vector<Comment> closing_comments;
};
struct Use {
  Value target;  // Text or Path
};
struct Broken {};  // what could not be read; kept so that the rest of the file still has its place

struct Entry {
  std::variant<Setting, Step, Block, Define, Use, Broken> node;
  Span span;
  std::vector<Comment> leading;      // on lines of their own before it
  std::optional<Comment> trailing;   // behind it on its last line
  std::vector<Comment> inside;       // between the brackets of a setting's value or a step's arguments, in order
  bool blank_before = false;         // an empty line stood before it (before its leading comments)
  bool blank_after_leading = false;  // an empty line stood between its leading comments and it
  bool same_line = false;            // stood on the line of the entry before it (after `;`)

  template <class T>
  const T* as() const {
    return std::get_if<T>(&node);
  }
};

struct File {
  std::uint32_t file = 0;
  unsigned version = 0;  // the number behind `rgx`; 0 when absent
  Span version_span;
  std::vector<Comment> header;             // before `rgx 1`
  std::optional<Comment> version_comment;  // behind `rgx 1` on its line
  std::vector<Entry> entries;
  std::vector<Comment> footer;  // behind the last entry
};

}  // namespace rgx::lang::ast
