#include "lang/scan.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace rgx::lang {

namespace {

bool name_start(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool digit(char c) { return c >= '0' && c <= '9'; }
bool name_char(char c) { return name_start(c) || digit(c); }

// Length of the UTF-8 sequence that begins at `i`; 0 when it is none.
std::size_t sequence_length(std::string_view s, std::size_t i) {
  const auto byte = [&](std::size_t k) { return static_cast<unsigned char>(s[k]); };
  const unsigned lead = byte(i);
  if (lead < 0x80) return 1;
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || i + length > s.size()) return 0;
  for (std::size_t k = 1; k < length; ++k)
    if ((byte(i + k) & 0xC0) != 0x80) return 0;
  const unsigned second = byte(i + 1);
  if ((lead == 0xE0 && second < 0xA0) || (lead == 0xED && second > 0x9F) || (lead == 0xF0 && second < 0x90) ||
      (lead == 0xF4 && second > 0x8F))
    return 0;
  return length;
}

// Characters that other languages and word processors would put here, and what .rgx writes.
struct Foreign {
  std::string_view found, message, help;
};
constexpr std::array foreign{
    Foreign{"≥", "`≥` is written `>=`", {}},
    Foreign{"≤", "`≤` is written `<=`", {}},
    Foreign{"≠", "`≠` is written `!=`", {}},
    Foreign{"“", "texts stand in straight quotes, `\"`", "word processors turn them; type them again"},
    Foreign{"”", "texts stand in straight quotes, `\"`", "word processors turn them; type them again"},
    Foreign{"„", "texts stand in straight quotes, `\"`", "word processors turn them; type them again"},
    Foreign{"’", "texts stand in double quotes, `\"`", {}},
    Foreign{"‘", "texts stand in double quotes, `\"`", {}},
    Foreign{"'", "texts stand in double quotes, `\"`", {}},
    Foreign{"`", "texts stand in double quotes, `\"`", {}},
    Foreign{"−", "`−` is not the minus sign of the keyboard: write `-`", {}},
    Foreign{"–", "`–` is not the minus sign of the keyboard: write `-`", "a range is written `-1000 HU .. 400 HU`"},
    Foreign{"…", "`…` is written `..`", {}},
    Foreign{"²", "`²` is written `2`, as in `mm2`", {}},
    Foreign{"³", "`³` is written `3`, as in `mm3`", {}},
    Foreign{"&&", "`&&` is written `and`", {}},
    Foreign{"||", "`||` is written `or`", {}},
    Foreign{"!", "`!` is written `not`", {}},
    Foreign{"//", "a comment begins with `#`, not `//`", {}},
    Foreign{"/*", "a comment begins with `#`, not `/*`", {}},
};

}  // namespace

Scan::Scan(std::uint32_t file, std::string_view text, Diagnostics& out)
    : file_(file), text_(text), flags_(text.size() + 1, 0) {
  if (!check_encoding(out)) {
    unreadable_ = true;
    return;
  }
  line_starts_.push_back(0);
  for (std::size_t i = 0; i < text.size(); ++i)
    if (text[i] == '\n') line_starts_.push_back(static_cast<std::uint32_t>(i + 1));
  read_tokens(out);
  match_brackets(out);
  if (!unreadable_) mark_boundaries();
}

void Scan::report(Diagnostics& out, std::uint32_t begin, std::uint32_t end, std::string message, std::string help) {
  if (out.all.size() >= max_mistakes) return;
  Diagnostic d;
  d.code = "syntax";
  d.message = std::move(message);
  d.primary.span = {file_, begin, end};
  d.help = std::move(help);
  out.add(std::move(d));
}

bool Scan::check_encoding(Diagnostics& out) {
  if (text_.starts_with("\xFF\xFE") || text_.starts_with("\xFE\xFF")) {
    report(out, 0, 2, "this file is written in UTF-16; a study is UTF-8 text", "save it again as UTF-8");
    return false;
  }
  for (std::size_t i = 0; i < text_.size();) {
    const std::size_t length = sequence_length(text_, i);
    const auto at = static_cast<std::uint32_t>(i);
    if (length == 0) {
      char byte[8];
      std::snprintf(byte, sizeof byte, "0x%02X", static_cast<unsigned>(static_cast<unsigned char>(text_[i])));
      report(out, at, at + 1, "the byte " + std::string(byte) + " is not UTF-8; a study is UTF-8 text",
             "save the file again as UTF-8");
      return false;
    }
    if (text_[i] == '\0') {
      report(out, at, at + 1, "a zero byte stands here; a study is UTF-8 text", {});
      return false;
    }
    i += length;
  }
  return true;
}

void Scan::read_tokens(Diagnostics& out) {
  const auto size = static_cast<std::uint32_t>(text_.size());
  std::uint32_t i = 0;
  bool line_first = true, empty_line = false;
  const auto set_blank = [&](std::uint32_t from, std::uint32_t to) {
    for (std::uint32_t k = from; k < to; ++k) flags_[k] |= blank;
  };
  if (text_.starts_with("\xEF\xBB\xBF")) {
    set_blank(0, 3);
    i = 3;
  }
  while (i < size) {
    const char c = text_[i];
    if (c == '\n') {
      set_blank(i, i + 1);
      empty_line = line_first;
      line_first = true;
      ++i;
      continue;
    }
    if (c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v') {
      set_blank(i, i + 1);
      ++i;
      continue;
    }
    if (c == '#') {
      std::uint32_t end = line_end(i);
      set_blank(i, end);
      std::uint32_t last = end;
      while (last > i && (text_[last - 1] == ' ' || text_[last - 1] == '\t' || text_[last - 1] == '\r')) --last;
      comments_.push_back({std::string(text_.substr(i, last - i)), {file_, i, last}, empty_line && line_first});
      empty_line = false;
      line_first = false;  // the line is not empty
      i = end;
      continue;
    }
    const std::uint32_t begin = i;
    Token token;
    token.begin = begin;
    token.line_first = line_first;
    token.joined = begin > 0 && !(flags_[begin - 1] & blank) && !tokens_.empty() && tokens_.back().end == begin;
    if (name_start(c)) {
      token.kind = Token::Kind::name;
      while (i < size && name_char(text_[i])) ++i;
    } else if (digit(c)) {
      token.kind = Token::Kind::number;
      while (i < size && digit(text_[i])) ++i;
      if (i + 1 < size && text_[i] == '.' && digit(text_[i + 1]))
        for (++i; i < size && digit(text_[i]);) ++i;
    } else if (c == '"') {
      token.kind = Token::Kind::text;
      i = read_text(begin, out);
    } else if (std::string_view("()[]{}:;,.@%=<>+-*/").find(c) != std::string_view::npos &&
               text_.substr(i, 2) != "//" && text_.substr(i, 2) != "/*") {
      const std::string_view two = text_.substr(i, 2);
      i += two == "==" || two == "<=" || two == ">=" || two == ".." ? 2 : 1;
    } else if (text_.substr(i, 2) == "!=") {
      i += 2;
    } else {
      i = read_unknown(begin, out);
      set_blank(begin, i);
      line_first = empty_line = false;
      continue;
    }
    token.end = i;
    tokens_.push_back(token);
    if (line_first) flags_[begin] |= first;
    line_first = empty_line = false;
  }
  flags_[size] |= first;
}

std::uint32_t Scan::read_text(std::uint32_t begin, Diagnostics& out) {
  const std::uint32_t end = line_end(begin);
  for (std::uint32_t i = begin + 1; i < end; ++i) {
    if (text_[i] == '\\' && i + 1 < end)
      ++i;
    else if (text_[i] == '"')
      return i + 1;
  }
  // Which quote is missing? `["NA, "n/a"]` reads as the text `NA, `, stray letters and a text without an end: a closing
  // quote that a letter follows was meant to open.
  std::uint32_t culprit = begin;
  const std::uint32_t start = line_start(begin);
  for (auto t = tokens_.rbegin(); t != tokens_.rend() && t->begin >= start; ++t)
    if (t->kind == Token::Kind::text && t->end < end && name_char(text_[t->end])) culprit = t->begin;
  // Brackets at the end of the line that close nothing in the text belong to what stands around it.
  std::uint32_t last = end;
  const auto surplus = [&](char open, char close) {
    const std::string_view inside = text_.substr(begin, last - begin);
    return std::count(inside.begin(), inside.end(), close) > std::count(inside.begin(), inside.end(), open);
  };
  while (last > begin + 1) {
    const char c = text_[last - 1];
    const bool around = c == ')'   ? surplus('(', ')')
                        : c == ']' ? surplus('[', ']')
                        : c == '}' ? surplus('{', '}')
                                   : std::string_view(" \t\r{,;").find(c) != std::string_view::npos;
    if (!around) break;
    --last;
  }
  // What was told of this line before came of reading the text as code.
  while (!out.all.empty() && out.all.back().primary.span.begin >= start) out.all.pop_back();
  report(out, culprit, culprit == begin ? last : culprit + 1, "this text has no closing quote");
  spoilt_.push_back(start);
  open_texts_.push_back({begin, last});
  return last;
}

std::uint32_t Scan::read_unknown(std::uint32_t begin, Diagnostics& out) {
  const auto size = static_cast<std::uint32_t>(text_.size());
  const std::uint32_t start = line_start(begin);
  const std::string_view rest = text_.substr(begin);
  std::uint32_t end = begin;
  if (rest.starts_with("\xC2\xA0")) return begin + 2;  // a no-break space, invisible: as harmless as any blank

  const bool told = !spoilt_.empty() && spoilt_.back() == start;
  spoilt_.push_back(start);
  for (const Foreign& f : foreign) {
    if (!rest.starts_with(f.found)) continue;
    end = begin + static_cast<std::uint32_t>(f.found.size());
    if (!told) report(out, begin, end, std::string(f.message), std::string(f.help));
    // A comment or a text in a foreign dress goes as a whole.
    if (f.found == "//") return line_end(begin);
    if (f.found == "'") {
      const std::size_t close = text_.substr(0, line_end(begin)).find('\'', end);
      if (close != std::string_view::npos) return static_cast<std::uint32_t>(close + 1);
    }
    return end;
  }
  const bool letters = static_cast<unsigned char>(text_[begin]) >= 0x80;
  if (!letters) {
    if (!told) report(out, begin, begin + 1, "`" + std::string(1, text_[begin]) + "` has no meaning in a study");
    return begin + 1;
  }
  // A name with letters beyond ASCII, from its first character to its last.
  std::uint32_t from = begin;
  while (from > start && name_char(text_[from - 1])) --from;
  end = begin;
  while (end < size && (name_char(text_[end]) || static_cast<unsigned char>(text_[end]) >= 0x80)) ++end;
  const std::string word(text_.substr(from, end - from));
  if (!told)
    report(out, from, end, "`" + word + "` is no name: names are made of the letters a to z, digits and `_`",
           "a column of any name is written `column(\"" + word + "\")`");
  return end;
}

bool Scan::block_closes_here(std::uint32_t offset, std::uint32_t open) const {
  const auto block = std::lower_bound(open_blocks_.begin(), open_blocks_.end(), open,
                                      [](const OpenText& b, std::uint32_t o) { return b.begin < o; });
  return block != open_blocks_.end() && block->begin == open && block->end == offset;
}

void Scan::spoil(std::uint32_t offset) {
  const std::uint32_t start = line_start(offset);
  const auto place = std::lower_bound(spoilt_.begin(), spoilt_.end(), start);
  if (place == spoilt_.end() || *place != start) spoilt_.insert(place, start);
}

bool Scan::line_spoilt(std::uint32_t offset) const {
  return std::binary_search(spoilt_.begin(), spoilt_.end(), line_start(offset));
}

std::uint32_t Scan::text_end(std::uint32_t offset, bool& closed) const {
  const auto open = std::lower_bound(open_texts_.begin(), open_texts_.end(), offset,
                                     [](const OpenText& t, std::uint32_t o) { return t.begin < o; });
  closed = open == open_texts_.end() || open->begin != offset;
  if (!closed) return open->end;
  const std::size_t token = token_at(offset);
  return token < tokens_.size() ? tokens_[token].end : offset;
}

std::uint32_t Scan::skip_blanks(std::uint32_t offset) const {
  while (offset < text_.size() && is_blank(offset)) ++offset;
  return offset;
}

std::size_t Scan::token_at(std::uint32_t offset) const {
  auto t = std::lower_bound(tokens_.begin(), tokens_.end(), offset,
                            [](const Token& token, std::uint32_t o) { return token.begin < o; });
  while (t != tokens_.end() && t->skipped) ++t;
  return static_cast<std::size_t>(t - tokens_.begin());
}

bool Scan::is_mark(std::size_t token, char c) const {
  return token < tokens_.size() && tokens_[token].kind == Token::Kind::mark &&
         tokens_[token].end == tokens_[token].begin + 1 && text_[tokens_[token].begin] == c;
}

bool Scan::heads_entry(std::size_t token) const {
  if (token >= tokens_.size() || tokens_[token].kind != Token::Kind::name) return false;
  const std::size_t next = token + 1;
  if (is_mark(next, ':') || is_mark(next, '{')) return true;
  if (next >= tokens_.size() || tokens_[next].line_first) return false;
  if (tokens_[next].kind == Token::Kind::name) return is_mark(next + 1, ':') || is_mark(next + 1, '{');
  return tokens_[next].kind == Token::Kind::text && is_mark(next + 1, '{');
}

bool Scan::heads_step(std::size_t token) const {
  return token < tokens_.size() && tokens_[token].kind == Token::Kind::name && is_mark(token + 1, '(') &&
         tokens_[token + 1].joined;
}

std::uint32_t Scan::stray_before_entry(std::uint32_t offset) const {
  auto t = std::lower_bound(tokens_.begin(), tokens_.end(), offset,
                            [](const Token& token, std::uint32_t o) { return token.begin < o; });
  for (auto k = static_cast<std::size_t>(t - tokens_.begin()); k < tokens_.size(); ++k) {
    if (tokens_[k].skipped) {
      if (text_[tokens_[k].begin] != '}') return tokens_[k].begin;
      continue;
    }
    const bool step = heads_step(k) && k > 0 && !is_mark(k - 1, ',') && !is_mark(k - 1, ':');
    if (is_mark(k, '}') || is_mark(k, '{') || is_mark(k, ';') || (tokens_[k].line_first && (heads_entry(k) || step)))
      break;
  }
  return offset;
}

std::uint32_t Scan::next_entry(std::uint32_t offset) const {
  std::uint32_t i = offset;
  while (i < text_.size() && !(flags_[i] & boundary)) ++i;
  return i;
}

std::uint32_t Scan::next_item(std::uint32_t begin, std::uint32_t offset) const {
  const std::size_t own = token_at(begin);
  const std::int32_t parent = own < tokens_.size() ? tokens_[own].parent : -1;
  for (std::size_t k = token_at(offset); k < tokens_.size(); ++k) {
    if (tokens_[k].skipped) continue;
    if (closes_here(tokens_[k].begin)) return tokens_[k].begin;
    if (tokens_[k].parent == parent && is_mark(k, ',')) return tokens_[k].begin;
    if (parent >= 0 && tokens_[static_cast<std::size_t>(parent)].partner == static_cast<std::int32_t>(k))
      return tokens_[k].begin;
  }
  return static_cast<std::uint32_t>(text_.size());
}

std::uint32_t Scan::indentation(std::uint32_t offset) const {
  const std::uint32_t start = line_start(offset);
  std::uint32_t i = start;
  while (i < text_.size() && (text_[i] == ' ' || text_[i] == '\t')) ++i;
  return i - start;
}

std::uint32_t Scan::line_start(std::uint32_t offset) const {
  return *(std::upper_bound(line_starts_.begin(), line_starts_.end(), offset) - 1);
}

std::uint32_t Scan::line_end(std::uint32_t offset) const {
  const std::size_t end = text_.find('\n', offset);
  return static_cast<std::uint32_t>(end == std::string_view::npos ? text_.size() : end);
}

}  // namespace rgx::lang
