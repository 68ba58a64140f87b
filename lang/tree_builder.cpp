#include "lang/tree_builder.hpp"

#include <charconv>
#include <cmath>
#include <limits>

#include "lang/syntax_hints.hpp"

namespace rgx::lang {

namespace {

// Longer chains and deeper negations are refused: they would be walked on the stack.
constexpr std::size_t max_operators = 1000;
constexpr std::size_t max_negations = 16;

std::unique_ptr<ast::Value> boxed(ast::Value value) { return std::make_unique<ast::Value>(std::move(value)); }

}  // namespace

TreeBuilder::TreeBuilder(const Scan& scan, Diagnostics& out) : scan_(scan), out_(out) { frames_.emplace_back(); }

Span TreeBuilder::scan_span(It at) const {
  const auto& tokens = scan_.tokens();
  std::size_t k = scan_.token_at(offset(at));
  if (k > 0 && tokens[k - 1].end > offset(at)) return {scan_.file(), offset(at), tokens[k - 1].end};
  if (k == tokens.size()) return {scan_.file(), offset(at), offset(at)};
  Span span{scan_.file(), tokens[k].begin, tokens[k].end};
  // A sign goes with its number, `e5` with its digits.
  for (; k + 1 < tokens.size() && tokens[k + 1].joined; ++k) {
    const bool sign =
        tokens[k].begin == span.begin && (*at == '-' || *at == '+') && tokens[k + 1].kind == Token::Kind::number;
    const bool exponent = tokens[k].kind == Token::Kind::number && tokens[k + 1].kind == Token::Kind::name;
    if (!sign && !exponent) break;
    span.end = tokens[k + 1].end;
  }
  return span;
}

std::string TreeBuilder::quoted(Span where) const {
  std::string text(scan_.text().substr(where.begin, where.end - where.begin));
  if (text.size() > 60) text = text.substr(0, 57) + "…";
  return "`" + text + "`";
}

void TreeBuilder::report(Span where, std::string message, std::string help) {
  if (scan_.line_spoilt(where.begin) || ++told_ > max_mistakes) return;
  Diagnostic d;
  d.code = "syntax";
  d.message = std::move(message);
  d.primary.span = where;
  d.help = std::move(help);
  out_.add(std::move(d));
}

void TreeBuilder::withdraw(std::uint32_t at) {
  std::erase_if(out_.all, [at](const Diagnostic& d) { return d.primary.span.begin == at; });
}

void TreeBuilder::unexpected(const std::string& place, It where) {
  const std::uint32_t found = scan_.skip_blanks(offset(where));
  const Span token = scan_span(at(found));
  const std::size_t index = scan_.token_at(found);
  const Span before =
      index > 0 ? Span{scan_.file(), scan_.tokens()[index - 1].begin, scan_.tokens()[index - 1].end} : token;
  const auto text = [&](Span span) { return std::string(scan_.text().substr(span.begin, span.end - span.begin)); };
  // Inside brackets a line break has no meaning; where an entry might end, it has.
  const bool lines_count = place == "value of a setting" || place == "head";

  Situation s;
  s.place = place;
  s.found = classify(scan_.text().substr(found), lines_count && scan_.is_line_first(found));
  s.token = text(token);
  s.before = text(before);
  const Head& own = frame().head;
  Span head = own.first.value_or(token);
  if (!own.names.empty()) head = {scan_.file(), own.names.front().span.begin, own.names.back().span.end};
  s.head = this->head();
  if (place == "head") {
    // What stands behind the names decides whether the second name was meant as the value.
    const std::uint32_t next = scan_.skip_blanks(own.names.back().span.end);
    s.found = classify(scan_.text().substr(next), scan_.is_line_first(next));
    const bool nothing = s.found == Found::end_of_line || s.found == Found::end_of_file ||
                         s.found == Found::semicolon || s.found == Found::close_brace;
    if (own.names.size() > 1 && nothing) {
      s.head = own.names.front().text;
      head = own.names.front().span;
    }
    s.token = text(scan_span(at(next)));
  }
  Span op = before;
  if (!ops_.empty()) op = ops_.back().span;
  if (place == "operand" && !nots_.empty() && nots_.back() && (ops_.empty() || nots_.back()->begin > op.begin))
    op = *nots_.back();
  s.op = text(op);
  if (!arg_names_.empty() && arg_names_.back()) s.argument = arg_names_.back()->text;

  Hint hint = syntax_hint(s);
  const Span where_to = hint.at == Hint::At::head     ? head
                        : hint.at == Hint::At::op     ? op
                        : hint.at == Hint::At::before ? before
                                                      : token;
  report(where_to, std::move(hint.message), std::move(hint.help));
}

void TreeBuilder::set_mark() {
  marks_.push_back({values_.size(), arg_names_.size(), ops_.size(), nots_.size(), frames_.size()});
}

void TreeBuilder::release_mark() { marks_.pop_back(); }

void TreeBuilder::undo_to_mark() {
  const Mark mark = marks_.back();
  marks_.pop_back();
  values_.erase(values_.begin() + static_cast<std::ptrdiff_t>(mark.values), values_.end());
  arg_names_.resize(mark.arg_names);
  ops_.resize(mark.ops);
  nots_.resize(mark.nots);
  frames_.erase(frames_.begin() + static_cast<std::ptrdiff_t>(mark.frames), frames_.end());
}

ast::Value TreeBuilder::pop() {
  ast::Value value = std::move(values_.back());
  values_.pop_back();
  return value;
}

// --- numbers, texts, names

void TreeBuilder::number(It begin, It end) {
  ast::Number number;
  number.text.assign(begin, end);
  const char* first = *begin == '+' ? begin + 1 : begin;
  const auto [stop, error] = std::from_chars(first, end, number.value);
  if (error == std::errc::result_out_of_range || stop != end || !std::isfinite(number.value))
    report(span(begin, end), "`" + number.text + "` is beyond the range of numbers",
           "numbers lie between 1e-307 and 1e308 in size");
  push({std::move(number), span(begin, end)});
}

void TreeBuilder::unit(It begin, It end) {
  std::get<ast::Number>(values_.back().node).unit.assign(begin, end);
  values_.back().span.end = offset(end);
}

void TreeBuilder::range_end() {
  ast::Value high = pop();
  ast::Value& low = values_.back();
  ast::Range range{std::get<ast::Number>(std::move(low.node)), std::get<ast::Number>(std::move(high.node))};
  low.node = std::move(range);
  low.span.end = high.span.end;
}

void TreeBuilder::text(It begin, It end) {
  bool closed = true;
  scan_.text_end(offset(begin), closed);
  ast::Text text;
  const It stop = closed ? end - 1 : end;
  for (It i = begin + 1; i < stop; ++i) {
    if (*i == '\\') {
      if (i + 1 < stop && (i[1] == '"' || i[1] == '\\')) {
        ++i;
      } else {
        const std::string found(i, std::min(stop, i + 2));
        report(span(i, std::min(stop, i + 2)), "`" + found + "` has no meaning in a text",
               "a backslash is written `\\\\`, a quote `\\\"`; paths are written with `/`");
      }
    }
    text.text += *i;
  }
  push({std::move(text), span(begin, end)});
}

void TreeBuilder::name(It begin, It end) {
  ast::Path path;
  path.parts.push_back({false, std::string(begin, end), {}, false, span(begin, end)});
  push({std::move(path), span(begin, end)});
}

void TreeBuilder::path_name(It begin, It end) {
  std::get<ast::Path>(values_.back().node)
      .parts.push_back({false, std::string(begin, end), {}, false, span(begin, end)});
  values_.back().span.end = offset(end);
}

void TreeBuilder::index_begin(It begin, It end) {
  std::get<ast::Path>(values_.back().node).parts.push_back({true, {}, {}, false, span(begin, end)});
}

void TreeBuilder::index_list() { std::get<ast::Path>(values_.back().node).parts.back().list = true; }

void TreeBuilder::index_text(It begin, It end) {
  text(begin, end);
  ast::Value read = pop();
  std::get<ast::Path>(values_.back().node).parts.back().texts.push_back(std::get<ast::Text>(std::move(read.node)).text);
}

void TreeBuilder::index_end(It, It end) {
  std::get<ast::Path>(values_.back().node).parts.back().span.end = offset(end);
  values_.back().span.end = offset(end);
}

unsigned TreeBuilder::whole_number(It begin, It end) {
  unsigned number = 0;
  const auto [stop, error] = std::from_chars(begin, end, number);
  if (error != std::errc{} || stop != end) report(span(begin, end), quoted(span(begin, end)) + " is no version");
  return number;
}

void TreeBuilder::version(It begin, It end) {
  ast::Value& value = values_.back();
  ast::Versioned versioned{std::get<ast::Path>(value.node).parts.front().name, whole_number(begin, end)};
  value.node = std::move(versioned);
  value.span.end = offset(end);
}

void TreeBuilder::constant(It begin, It end) {
  const std::string_view word(begin, static_cast<std::size_t>(end - begin));
  if (word == "missing")
    push({ast::Missing{}, span(begin, end)});
  else
    push({ast::Bool{word == "true"}, span(begin, end)});
}

// --- brackets

namespace {

// A bracket that was closed for the author ends where the token before it ends.
std::uint32_t end_of(const Scan& scan, std::uint32_t begin, std::uint32_t end) {
  if (begin != end) return end;
  std::size_t k = scan.token_at(begin);
  return k > 0 ? scan.tokens()[k - 1].end : end;
}

}  // namespace

void TreeBuilder::call_begin() {
  ast::Value& value = values_.back();
  ast::Call call;
  call.name = {std::get<ast::Path>(value.node).parts.front().name, value.span};
  value.node = std::move(call);
}

void TreeBuilder::call_end(It begin, It end) { values_.back().span.end = end_of(scan_, offset(begin), offset(end)); }

void TreeBuilder::list_begin(It begin, It end) { push({ast::List{}, span(begin, end)}); }

void TreeBuilder::list_end(It begin, It end) { call_end(begin, end); }

void TreeBuilder::group_begin(It begin, It end) { push({ast::Group{}, span(begin, end)}); }

void TreeBuilder::group_end(It begin, It end) {
  ast::Value inner = pop();
  std::get<ast::Group>(values_.back().node).inner = boxed(std::move(inner));
  call_end(begin, end);
}

void TreeBuilder::arg_begin() { arg_names_.emplace_back(); }

void TreeBuilder::arg_name(It begin, It end) {
  arg_names_.back() = ast::Name{std::string(begin, end), span(begin, end)};
}

void TreeBuilder::arg_end() {
  ast::Arg arg;
  arg.name = std::move(arg_names_.back());
  arg_names_.pop_back();
  arg.value = pop();
  arg.span = arg.value.span;
  if (arg.name) arg.span.begin = arg.name->span.begin;
  std::get<ast::Call>(values_.back().node).args.push_back(std::move(arg));
  release_mark();
}

void TreeBuilder::item_end() {
  ast::Value item = pop();
  std::get<ast::List>(values_.back().node).items.push_back(std::move(item));
  release_mark();
}

bool TreeBuilder::inside_brackets(It at) const {
  const auto& tokens = scan_.tokens();
  const std::size_t k = scan_.token_at(offset(at));
  return k < tokens.size() && tokens[k].parent >= 0 &&
         scan_.text()[tokens[static_cast<std::size_t>(tokens[k].parent)].begin] != '{';
}

bool TreeBuilder::in_call() const { return !values_.empty() && values_.back().as<ast::Call>(); }

bool TreeBuilder::last_arg_is_bare_name() const {
  const auto* call = values_.empty() ? nullptr : values_.back().as<ast::Call>();
  if (!call || call->args.empty() || call->args.back().name) return false;
  const auto* path = call->args.back().value.as<ast::Path>();
  return path && path->bare();
}

// --- operators

void TreeBuilder::not_begin() { nots_.emplace_back(); }

void TreeBuilder::not_word(It begin, It end) { nots_.emplace_back(span(begin, end)); }

void TreeBuilder::not_end() {
  std::size_t count = 0;
  for (; nots_.back(); nots_.pop_back()) {
    if (++count > max_negations) continue;
    const Span word = *nots_.back();
    if (count == max_negations)
      report(word, "`not` stands " + std::to_string(max_negations) + " times and more in a row");
    ast::Value operand = pop();
    const Span whole{scan_.file(), word.begin, operand.span.end};
    push({ast::Not{boxed(std::move(operand))}, whole});
  }
  nots_.pop_back();
}

void TreeBuilder::op(It begin, It end) {
  const std::string_view word(begin, static_cast<std::size_t>(end - begin));
  using Op = ast::BinaryOp;
  const Op op = word == "or"              ? Op::or_
                : word == "and"           ? Op::and_
                : word == "!="            ? Op::ne
                : word == "<"             ? Op::lt
                : word == "<="            ? Op::le
                : word == ">"             ? Op::gt
                : word == ">="            ? Op::ge
                : word == "in"            ? Op::in
                : word.starts_with("not") ? Op::not_in
                                          : Op::eq;
  ops_.push_back({op, span(begin, end)});
}

void TreeBuilder::op_end() {
  const Operator op = ops_.back();
  ops_.pop_back();
  ast::Value right = pop();
  if (++operators_ > max_operators) {
    if (operators_ == max_operators + 1)
      report(op.span, "this entry has more than " + std::to_string(max_operators) + " operators");
    return;
  }
  ast::Value left = pop();
  const Span whole{scan_.file(), left.span.begin, right.span.end};
  push({ast::Binary{op.op, op.span, boxed(std::move(left)), boxed(std::move(right))}, whole});
}

void TreeBuilder::missing_test(It begin, It end) {
  const std::string_view words(begin, static_cast<std::size_t>(end - begin));
  ast::Value operand = pop();
  const Span whole{scan_.file(), operand.span.begin, offset(end)};
  push({ast::IsMissing{boxed(std::move(operand)), words.find("not") != std::string_view::npos}, whole});
}

void TreeBuilder::chained(It begin, It end) { op(begin, end); }

void TreeBuilder::chained_end() {
  const Operator op = ops_.back();
  ops_.pop_back();
  const ast::Value right = pop();
  const auto* first = values_.back().as<ast::Binary>();
  const auto text = [&](Span s) { return std::string(scan_.text().substr(s.begin, s.end - s.begin)); };
  std::string help;
  if (first)
    help = "write `" + text(values_.back().span) + " and " + text(first->right->span) + " " + text(op.span) + " " +
           text(right.span) + "`";
  report(op.span, "a comparison does not chain", std::move(help));
}

}  // namespace rgx::lang
