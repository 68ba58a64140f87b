#pragma once
// A syntax tree as text without spans and comments, to compare what two files mean.
#include <string>

#include "lang/ast.hpp"
#include "lang/spelling.hpp"

namespace rgx::test {

namespace ast = lang::ast;

inline std::string tree(const ast::Value& value);

inline std::string tree(const ast::Arg& arg) {
  return (arg.name ? std::string(lang::british(arg.name->text)) + "=" : "") + tree(arg.value);
}

struct ValueTree {
  static std::string number(const ast::Number& n) { return std::to_string(n.value) + "/" + n.text + "/" + n.unit; }
  std::string operator()(const ast::Number& n) const { return number(n); }
  std::string operator()(const ast::Range& r) const { return number(r.low) + ".." + number(r.high); }
  std::string operator()(const ast::Text& t) const { return "text<" + t.text + ">"; }
  std::string operator()(const ast::Bool& b) const { return b.value ? "true" : "false"; }
  std::string operator()(const ast::Missing&) const { return "missing"; }
  std::string operator()(const ast::Path& p) const {
    std::string out = "path";
    for (const auto& part : p.parts) {
      out += part.index ? part.list ? "[[" : "[" : "." + part.name;
      for (const auto& text : part.texts) out += "<" + text + ">";
    }
    return out;
  }
  std::string operator()(const ast::Versioned& v) const {
    return std::string(lang::british(v.name)) + "@" + std::to_string(v.version);
  }
  std::string operator()(const ast::Call& c) const {
    std::string out = std::string(lang::british(c.name.text)) + "(";
    for (const auto& arg : c.args) out += tree(arg) + ",";
    return out + ")";
  }
  std::string operator()(const ast::List& l) const {
    std::string out = "[";
    for (const auto& item : l.items) out += tree(item) + ",";
    return out + "]";
  }
  std::string operator()(const ast::Binary& b) const {
    return "{" + tree(*b.left) + " op" + std::to_string(static_cast<int>(b.op)) + " " + tree(*b.right) + "}";
  }
  std::string operator()(const ast::Not& n) const { return "not{" + tree(*n.operand) + "}"; }
  std::string operator()(const ast::IsMissing& m) const {
    return std::string(m.negated ? "present" : "absent") + "{" + tree(*m.operand) + "}";
  }
  std::string operator()(const ast::Group& g) const { return "group{" + tree(*g.inner) + "}"; }
};

inline std::string tree(const ast::Value& value) { return std::visit(ValueTree{}, value.node); }

inline std::string tree(const std::vector<ast::Entry>& entries);

struct EntryTree {
  std::string operator()(const ast::Setting& s) const {
    return std::string(lang::british(s.name.text)) + " " + (s.label ? s.label->text : "") + ": " + tree(s.value);
  }
  std::string operator()(const ast::Step& s) const {
    std::string out = std::string(lang::british(s.name.text)) + "@" + std::to_string(s.version.value_or(0)) + "(";
    for (const auto& arg : s.args) out += tree(arg) + ",";
    return out + ")";
  }
  std::string operator()(const ast::Block& b) const {
    return std::string(lang::british(b.kind.text)) + " " + (b.name ? b.name->text : "") + (b.titled ? "!" : "") +
           " {\n" + tree(b.entries) + "}";
  }
  std::string operator()(const ast::Define& d) const {
    std::string out = "define " + d.name.text;
    for (const auto& p : d.params) out += " " + p.name.text + (p.value ? "=" + tree(*p.value) : "");
    return out + " {\n" + tree(d.entries) + "}";
  }
  std::string operator()(const ast::Use& u) const { return "use " + tree(u.target); }
  std::string operator()(const ast::Broken&) const { return "broken"; }
};

inline std::string tree(const std::vector<ast::Entry>& entries) {
  std::string out;
  for (const auto& entry : entries) out += std::visit(EntryTree{}, entry.node) + "\n";
  return out;
}

inline std::string tree(const ast::File& file) { return std::to_string(file.version) + "\n" + tree(file.entries); }

// Every comment of the file, in the order in which the tree holds them.
inline void comments(const std::vector<ast::Entry>& entries, std::string& out) {
  const auto add = [&](const std::vector<ast::Comment>& list) {
    for (const auto& comment : list) out += comment.text + "\n";
  };
  for (const auto& entry : entries) {
    add(entry.leading);
    add(entry.inside);
    const auto body = [&](const auto& block) {
      if (block.open_comment) out += block.open_comment->text + "\n";
      comments(block.entries, out);
      add(block.closing_comments);
    };
    if (const auto* block = entry.as<ast::Block>()) body(*block);
    if (const auto* define = entry.as<ast::Define>()) body(*define);
    if (entry.trailing) out += entry.trailing->text + "\n";
  }
}
inline std::string comments(const ast::File& file) {
  std::string out;
  for (const auto& comment : file.header) out += comment.text + "\n";
  if (file.version_comment) out += file.version_comment->text + "\n";
  comments(file.entries, out);
  for (const auto& comment : file.footer) out += comment.text + "\n";
  return out;
}

}  // namespace rgx::test
