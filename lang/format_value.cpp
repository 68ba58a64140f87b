#include "lang/format_value.hpp"

#include <utility>

#include "lang/spelling.hpp"

namespace rgx::lang {

namespace {

template <class... F>
struct Overloaded : F... {
  using F::operator()...;
};
template <class... F>
Overloaded(F...) -> Overloaded<F...>;

std::string_view op_text(ast::BinaryOp op) {
  switch (op) {
    case ast::BinaryOp::or_:
      return "or";
    case ast::BinaryOp::and_:
      return "and";
    case ast::BinaryOp::eq:
      return "==";
    case ast::BinaryOp::ne:
      return "!=";
    case ast::BinaryOp::lt:
      return "<";
    case ast::BinaryOp::le:
      return "<=";
    case ast::BinaryOp::gt:
      return ">";
    case ast::BinaryOp::ge:
      return ">=";
    case ast::BinaryOp::in:
      return "in";
    case ast::BinaryOp::not_in:
      return "not in";
  }
  return {};
}

std::string number(const ast::Number& n) { return n.text + (n.unit.empty() ? "" : " " + n.unit); }

std::string inline_part(const ast::PathPart& part, bool first) {
  if (!part.index) return (first ? "" : ".") + part.name;
  std::string texts;
  for (const std::string& text : part.texts) texts += (texts.empty() ? "" : ", ") + quoted_text(text);
  return part.list ? "[[" + texts + "]]" : "[" + texts + "]";
}

std::string inline_arg(const ast::Arg& arg) {
  return (arg.name ? std::string(british(arg.name->text)) + ": " : "") + inline_value(arg.value);
}

bool is_chain(const ast::Binary& b) { return b.op == ast::BinaryOp::and_ || b.op == ast::BinaryOp::or_; }

// `a and b and c` as its operands, left to right.
void flatten(const ast::Value& value, ast::BinaryOp op, std::vector<const ast::Value*>& operands) {
  const auto* binary = value.as<ast::Binary>();
  if (binary && binary->op == op) {
    flatten(*binary->left, op, operands);
    operands.push_back(binary->right.get());
  } else {
    operands.push_back(&value);
  }
}

}  // namespace

std::string quoted_text(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

std::string inline_args(const std::vector<ast::Arg>& args) {
  std::string out;
  for (const ast::Arg& arg : args) out += (out.empty() ? "" : ", ") + inline_arg(arg);
  return out;
}

std::string inline_value(const ast::Value& value) {
  return std::visit(
      Overloaded{
          [](const ast::Number& n) { return number(n); },
          [](const ast::Range& r) { return number(r.low) + " .. " + number(r.high); },
          [](const ast::Text& t) { return quoted_text(t.text); },
          [](const ast::Bool& b) { return std::string(b.value ? "true" : "false"); },
          [](const ast::Missing&) { return std::string("missing"); },
          [](const ast::Path& p) {
            std::string out;
            for (std::size_t k = 0; k < p.parts.size(); ++k) out += inline_part(p.parts[k], k == 0);
            return out;
          },
          [](const ast::Versioned& v) { return std::string(british(v.name)) + "@" + std::to_string(v.version); },
          [](const ast::Call& c) { return std::string(british(c.name.text)) + "(" + inline_args(c.args) + ")"; },
          [](const ast::List& l) {
            std::string out;
            for (const ast::Value& item : l.items) out += (out.empty() ? "" : ", ") + inline_value(item);
            return "[" + out + "]";
          },
          [](const ast::Binary& b) {
            return inline_value(*b.left) + " " + std::string(op_text(b.op)) + " " + inline_value(*b.right);
          },
          [](const ast::Not& n) { return "not " + inline_value(*n.operand); },
          [](const ast::IsMissing& m) {
            return inline_value(*m.operand) + (m.negated ? " is not missing" : " is missing");
          },
          [](const ast::Group& g) { return "(" + inline_value(*g.inner) + ")"; },
      },
      value.node);
}

std::size_t columns(std::string_view text) {
  std::size_t count = 0;
  for (const char c : text) count += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  return count;
}

bool Spread::was_spread(std::uint32_t after_bracket, std::string_view source) {
  for (std::size_t i = after_bracket; i < source.size(); ++i) {
    if (source[i] == '\n' || source[i] == '#') return true;
    if (source[i] != ' ' && source[i] != '\t' && source[i] != '\r') return false;
  }
  return false;
}

bool Spread::was_spread(const ast::Value& value, std::string_view source) {
  if (const auto* list = value.as<ast::List>()) {
    if (list->items.empty()) return false;
    if (was_spread(value.span.begin + 1, source)) return true;
    for (const ast::Value& item : list->items)
      if (was_spread(item, source)) return true;
  }
  if (const auto* call = value.as<ast::Call>()) {
    if (call->args.empty()) return false;
    if (was_spread(call->name.span.end + 1, source)) return true;
    for (const ast::Arg& arg : call->args)
      if (was_spread(arg.value, source)) return true;
  }
  return false;
}

bool Spread::has_comments(Span span) const {
  for (const ast::Comment& comment : comments_)
    if (comment.span.begin >= span.begin && comment.span.end <= span.end) return true;
  return false;
}

bool Spread::same_line(std::uint32_t from, std::uint32_t to) const {
  return source_.substr(from, to - from).find('\n') == std::string_view::npos;
}

bool Spread::fits(const Item& item, std::size_t indent) const {
  const ast::Value& value = item.arg ? item.arg->value : *item.value;
  return indent + columns(item.text) < max_columns && !was_spread(value, source_) && !has_comments(item.span);
}

// Writes the comments before `offset`: behind the line they stood on, or on lines of their own.
void Spread::comments_before(std::uint32_t offset, std::size_t indent, std::string& current) {
  while (next_comment_ < comments_.size() && comments_[next_comment_].span.begin < offset) {
    const ast::Comment& comment = comments_[next_comment_++];
    std::size_t before = comment.span.begin;
    while (before > 0 && (source_[before - 1] == ' ' || source_[before - 1] == '\t')) --before;
    const bool own_line = before == 0 || source_[before - 1] == '\n';
    if (!current.empty()) {
      out_.push_back({std::move(current), own_line ? "" : comment.text});
      current.clear();
    } else if (!own_line && !out_.empty() && out_.back().comment.empty()) {
      out_.back().comment = comment.text;
    } else {
      out_.push_back({std::string(indent, ' ') + comment.text, ""});
      continue;
    }
    if (own_line) out_.push_back({std::string(indent, ' ') + comment.text, ""});
  }
}

void Spread::items(std::string opening, const std::vector<Item>& list, std::uint32_t open, std::size_t indent,
                   std::string closing, bool trailing_comma) {
  out_.push_back({std::move(opening), ""});
  const std::size_t inner = indent + 2;
  const std::string margin(inner, ' ');
  std::string current;
  std::uint32_t end = open;
  for (std::size_t k = 0; k < list.size(); ++k) {
    const Item& item = list[k];
    const std::string comma = k + 1 < list.size() || trailing_comma ? "," : "";
    comments_before(item.span.begin, inner, current);
    const bool broken_here = k > 0 && !same_line(end, item.span.begin);
    end = item.span.end;
    if (!fits(item, inner)) {
      if (!current.empty()) out_.push_back({std::exchange(current, {}), ""});
      const ast::Value& value = item.arg ? item.arg->value : *item.value;
      const std::string name = item.arg && item.arg->name ? std::string(british(item.arg->name->text)) + ": " : "";
      this->value(margin + name, value, inner, comma);
      continue;
    }
    if (!current.empty() && (broken_here || columns(current) + 1 + columns(item.text) + comma.size() > max_columns))
      out_.push_back({std::exchange(current, {}), ""});
    current += (current.empty() ? margin : " ") + item.text + comma;
  }
  // Comments between the last item and the bracket that closes here.
  std::uint32_t stop = end;
  while (stop < source_.size() && source_[stop] != closing.front()) {
    if (source_[stop] == '#')
      while (stop < source_.size() && source_[stop] != '\n') ++stop;
    else
      ++stop;
  }
  comments_before(stop, inner, current);
  if (!current.empty()) out_.push_back({std::move(current), ""});
  out_.push_back({std::string(indent, ' ') + closing, ""});
}

void Spread::args(std::string prefix, const std::vector<ast::Arg>& args, std::uint32_t open, std::size_t indent,
                  std::string suffix) {
  std::vector<Item> list;
  for (const ast::Arg& arg : args) list.push_back({inline_arg(arg), &arg, nullptr, arg.span});
  items(std::move(prefix), list, open, indent, ")" + suffix, false);
}

void Spread::value(std::string prefix, const ast::Value& value, std::size_t indent, std::string suffix) {
  const std::string line = inline_value(value);
  const bool small = columns(prefix) + columns(line) + suffix.size() <= max_columns;
  const bool comments = has_comments(value.span);
  if (small && !comments && !was_spread(value, source_)) {
    out_.push_back({prefix + line + suffix, ""});
  } else if (const auto* list = value.as<ast::List>(); list && !list->items.empty()) {
    std::vector<Item> entries;
    for (const ast::Value& item : list->items) entries.push_back({inline_value(item), nullptr, &item, item.span});
    items(prefix + "[", entries, value.span.begin, indent, "]" + suffix, true);
  } else if (const auto* call = value.as<ast::Call>(); call && !call->args.empty()) {
    args(prefix + std::string(british(call->name.text)) + "(", call->args, call->name.span.end, indent, suffix);
  } else if (const auto* binary = value.as<ast::Binary>(); binary && is_chain(*binary)) {
    std::vector<const ast::Value*> operands;
    flatten(value, binary->op, operands);
    const std::string op(op_text(binary->op));
    for (std::size_t k = 0; k < operands.size(); ++k) {
      const std::string start = k == 0 ? prefix : std::string(indent + 4, ' ') + op + " ";
      std::string ignored;
      comments_before(operands[k]->span.begin, indent + 4, ignored);
      this->value(start, *operands[k], indent + 4, k + 1 < operands.size() ? "" : suffix);
    }
  } else if (const auto* path = value.as<ast::Path>(); path && path->parts.back().list) {
    const ast::PathPart& part = path->parts.back();
    for (std::size_t k = 0; k + 1 < path->parts.size(); ++k) prefix += inline_part(path->parts[k], k == 0);
    out_.push_back({prefix + "[[", ""});
    std::string current;
    for (const std::string& text : part.texts) {
      const std::string item = quoted_text(text) + ",";
      if (!current.empty() && columns(current) + 1 + columns(item) > max_columns)
        out_.push_back({std::exchange(current, {}), ""});
      current += (current.empty() ? std::string(indent + 2, ' ') : " ") + item;
    }
    comments_before(value.span.end, indent + 2, current);
    if (!current.empty()) out_.push_back({std::move(current), ""});
    out_.push_back({std::string(indent, ' ') + "]]" + suffix, ""});
  } else {
    std::string current;
    comments_before(value.span.end, indent, current);
    out_.push_back({prefix + line + suffix, ""});
  }
}

}  // namespace rgx::lang
