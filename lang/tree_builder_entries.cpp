// The part of TreeBuilder that builds entries.
#include <algorithm>

#include "lang/syntax_hints.hpp"
#include "lang/tree_builder.hpp"

namespace rgx::lang {

template <class Node>
void TreeBuilder::add(Node node, std::uint32_t begin, std::uint32_t end) {
  ast::Entry entry;
  entry.node = std::move(node);
  entry.span = {scan_.file(), begin, end};
  entry.same_line = !frame().entries.empty() && !scan_.is_line_first(begin);
  frame().entries.push_back(std::move(entry));
}

void TreeBuilder::version_word(It begin, It end) { version_span_ = span(begin, end); }

void TreeBuilder::file_version(It begin, It end) {
  version_ = whole_number(begin, end);
  version_span_.end = offset(end);
  if (version_ != 1)
    report(span(begin, end), "this study is written in version " + std::string(begin, end) +
                                 " of the language; this program reads version 1");
}

void TreeBuilder::entry_begin() {
  frame().head = {};
  operators_ = 0;
}

void TreeBuilder::head_name(It begin, It end) {
  Head& head = frame().head;
  const std::string name(begin, end);
  if (head.names.empty() && !head.first && (name == "define" || name == "use"))
    report(span(begin, end), "`" + name + "` is a word of the language and cannot be a name here");
  head.names.push_back({name, span(begin, end)});
}

// Asked once the entry is known to be one: `exploratory true` lacks a colon and names nothing.
void TreeBuilder::check_label() {
  const Head& head = frame().head;
  if (head.names.empty()) return;
  const ast::Name& label = head.names.back();
  if ((head.names.size() > 1 || head.first) && is_reserved(label.text))
    report(label.span, "`" + label.text + "` is a word of the language and cannot be a name");
}

void TreeBuilder::head_text(It begin, It end) {
  text(begin, end);
  ast::Value read = pop();
  frame().head.title = ast::Name{std::get<ast::Text>(std::move(read.node)).text, read.span};
}

void TreeBuilder::head_version(It begin, It end) { frame().head.version = whole_number(begin, end); }

std::uint32_t TreeBuilder::head_start() const {
  const Head& head = frame().head;
  return head.first ? head.first->begin : head.names.front().span.begin;
}

std::string TreeBuilder::head() const {
  std::string words;
  for (const ast::Name& name : frame().head.names) words += (words.empty() ? "" : " ") + name.text;
  return words;
}

void TreeBuilder::setting_end() {
  check_label();
  ast::Setting setting;
  setting.name = frame().head.names[0];
  if (frame().head.names.size() > 1) setting.label = frame().head.names[1];
  setting.value = pop();
  const std::uint32_t end = setting.value.span.end;
  add(std::move(setting), head_start(), end);
}

void TreeBuilder::step_begin() {
  const ast::Name& head_name = frame().head.names[0];
  push({ast::Call{head_name, {}}, head_name.span});
}

void TreeBuilder::step_end() {
  ast::Value value = pop();
  auto& call = std::get<ast::Call>(value.node);
  add(ast::Step{std::move(call.name), frame().head.version, std::move(call.args)}, head_start(), value.span.end);
}

void TreeBuilder::block_begin(It begin, It end) {
  frames_.emplace_back();
  frame().open = span(begin, end);
}

void TreeBuilder::block_end(It begin, It end) {
  Frame body = std::move(frames_.back());
  frames_.pop_back();
  check_label();
  Head& head = frame().head;
  Span close = span(begin, end);
  if (begin == end) {
    const std::size_t next = scan_.token_at(close.begin);
    if (next > 0) close.begin = close.end = scan_.tokens()[next - 1].end;
  }
  if (head.first) {
    ast::Define define;
    define.name = head.names.front();
    define.params = std::move(head.params);
    define.entries = std::move(body.entries);
    define.open = body.open;
    define.close = close;
    add(std::move(define), head_start(), close.end);
    return;
  }
  ast::Block block;
  block.kind = head.names.front();
  if (head.names.size() > 1) block.name = head.names[1];
  if (head.title) block.name = head.title;
  block.titled = head.title.has_value();
  block.entries = std::move(body.entries);
  block.open = body.open;
  block.close = close;
  add(std::move(block), head_start(), close.end);
}

void TreeBuilder::define_begin(It begin, It end) { frame().head.first = span(begin, end); }

void TreeBuilder::param_name(It begin, It end) {
  if (is_reserved({begin, static_cast<std::size_t>(end - begin)}))
    report(span(begin, end), quoted(span(begin, end)) + " is a word of the language and cannot be a name");
  frame().head.params.push_back({{std::string(begin, end), span(begin, end)}, std::nullopt});
}

void TreeBuilder::param_value() { frame().head.params.back().value = pop(); }

void TreeBuilder::use_begin(It begin, It end) { frame().head.first = span(begin, end); }

void TreeBuilder::use_end() {
  ast::Value target = pop();
  if (!target.as<ast::Text>() && !target.as<ast::Path>())
    report(target.span, "`use` needs a file or a name", "definitions are brought in with `use \"file.rgx\"`");
  const std::uint32_t end = target.span.end;
  add(ast::Use{std::move(target)}, head_start(), end);
}

void TreeBuilder::broken(Span where) {
  std::uint32_t end = where.end;
  while (end > where.begin && scan_.is_blank(end - 1)) --end;
  add(ast::Broken{}, where.begin, end);
}

ast::File TreeBuilder::finish() {
  ast::File file;
  file.file = scan_.file();
  file.version = version_;
  file.version_span = version_span_;
  file.entries = std::move(frames_.front().entries);
  return file;
}

}  // namespace rgx::lang
