#include "lang/expand_copy.hpp"

namespace rgx::lang {

namespace {

std::unique_ptr<ast::Value> boxed(const std::unique_ptr<ast::Value>& value, const Replacements& replace) {
  return value ? std::make_unique<ast::Value>(copy(*value, replace)) : nullptr;
}

ast::Value copy_path(const ast::Path& path, Span span, const Replacements& replace) {
  const auto found = path.parts.empty() ? replace.end() : replace.find(path.parts.front().name);
  if (found == replace.end()) return {path, span};
  if (path.bare()) return copy(*found->second, {});
  // `region.x` where `region` stands for a path: the parts behind go on.
  if (const auto* given = found->second->as<ast::Path>()) {
    ast::Path out = *given;
    out.parts.insert(out.parts.end(), path.parts.begin() + 1, path.parts.end());
    return {std::move(out), span};
  }
  return {path, span};
}

}  // namespace

ast::Value copy(const ast::Value& value, const Replacements& replace) {
  struct Visitor {
    Span span;
    const Replacements& replace;
    ast::Value operator()(const ast::Path& v) const { return copy_path(v, span, replace); }
    ast::Value operator()(const ast::Call& v) const {
      ast::Call out{v.name, {}};
      for (const auto& arg : v.args) out.args.push_back(copy(arg, replace));
      return {std::move(out), span};
    }
    ast::Value operator()(const ast::List& v) const {
      ast::List out;
      for (const auto& item : v.items) out.items.push_back(copy(item, replace));
      return {std::move(out), span};
    }
    ast::Value operator()(const ast::Binary& v) const {
      return {ast::Binary{v.op, v.op_span, boxed(v.left, replace), boxed(v.right, replace)}, span};
    }
    ast::Value operator()(const ast::Not& v) const { return {ast::Not{boxed(v.operand, replace)}, span}; }
    ast::Value operator()(const ast::IsMissing& v) const {
      return {ast::IsMissing{boxed(v.operand, replace), v.negated}, span};
    }
    ast::Value operator()(const ast::Group& v) const { return {ast::Group{boxed(v.inner, replace)}, span}; }
    ast::Value operator()(const ast::Number& v) const { return {v, span}; }
    ast::Value operator()(const ast::Range& v) const { return {v, span}; }
    ast::Value operator()(const ast::Text& v) const { return {v, span}; }
    ast::Value operator()(const ast::Bool& v) const { return {v, span}; }
    ast::Value operator()(const ast::Missing& v) const { return {v, span}; }
    ast::Value operator()(const ast::Versioned& v) const { return {v, span}; }
  };
  return std::visit(Visitor{value.span, replace}, value.node);
}

ast::Arg copy(const ast::Arg& arg, const Replacements& replace) {
  return {arg.name, copy(arg.value, replace), arg.span};
}

ast::Entry copy(const ast::Entry& entry, const Replacements& replace) {
  ast::Entry out;
  out.span = entry.span;
  if (const auto* setting = entry.as<ast::Setting>()) {
    out.node = ast::Setting{setting->name, setting->label, copy(setting->value, replace)};
  } else if (const auto* step = entry.as<ast::Step>()) {
    ast::Step made{step->name, step->version, {}};
    for (const auto& arg : step->args) made.args.push_back(copy(arg, replace));
    out.node = std::move(made);
  } else if (const auto* block = entry.as<ast::Block>()) {
    ast::Block made{block->kind, block->name, block->titled, {}, block->open, block->close, {}, {}};
    for (const auto& inner : block->entries) made.entries.push_back(copy(inner, replace));
    out.node = std::move(made);
  } else {
    out.node = ast::Broken{};
  }
  return out;
}

}  // namespace rgx::lang
