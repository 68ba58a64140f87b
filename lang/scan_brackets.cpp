// Which brackets were never closed, and where they were most likely meant to end.
#include <algorithm>
#include <string>

#include "lang/scan.hpp"

namespace rgx::lang {

namespace {

char closing(char open) { return open == '(' ? ')' : open == '[' ? ']' : '}'; }

}  // namespace

// An unclosed `(` ends where a line begins like an entry though nothing before it asked for more.
std::uint32_t Scan::likely_end(std::size_t open, std::size_t found) const {
  int depth = 0;
  for (std::size_t k = open + 1; k < found && k < tokens_.size(); ++k) {
    const char c = tokens_[k].kind == Token::Kind::mark ? text_[tokens_[k].begin] : ' ';
    if (c == ';') return tokens_[k].begin;
    if (c == '(' || c == '[') ++depth;
    if (c == ')' || c == ']') --depth;
    if (!tokens_[k].line_first) continue;
    const std::string_view before = text_of(tokens_[k - 1]);
    const bool more_expected =
        tokens_[k - 1].kind == Token::Kind::mark && before != ")" && before != "]" && before != "%";
    const bool step = heads_step(k);
    if (more_expected || !(heads_entry(k) || step)) continue;
    if (depth <= 0 || (step && depth <= 1)) return tokens_[k].begin;
  }
  return found < tokens_.size() ? tokens_[found].begin : static_cast<std::uint32_t>(text_.size());
}

// How badly the rest of the line behind token k fits the open brackets: closing ones that do not match, and the change
// of depth since the line began.
std::size_t Scan::imbalance(std::size_t k, std::vector<std::size_t> open, std::size_t line_depth) const {
  std::size_t wrong = 0;
  for (++k; k < tokens_.size() && !tokens_[k].line_first; ++k) {
    const char c = tokens_[k].kind == Token::Kind::mark ? text_[tokens_[k].begin] : ' ';
    if (c == '(' || c == '[') open.push_back(k);
    if (c == '{' || c == '}' || c == ';') break;
    if (c != ')' && c != ']') continue;
    if (!open.empty() && closing(text_[tokens_[open.back()].begin]) == c)
      open.pop_back();
    else
      ++wrong;
  }
  return wrong + (open.size() > line_depth ? open.size() - line_depth : line_depth - open.size());
}

// `by_indentation`: a brace is taken to end where a line stands no deeper than the line of its `{`. This finds the
// culprit among nested braces, and is asked only where braces do not match at all.
Scan::Matching Scan::match(bool by_indentation) const {
  Matching m;
  m.partner.assign(tokens_.size(), -1);
  std::vector<std::size_t> open;
  std::size_t line_depth = 0;  // brackets open where the line begins
  const auto bracket = [&](std::size_t k) { return text_[tokens_[k].begin]; };
  const auto give_up_brackets = [&](std::size_t found) {
    while (!open.empty() && bracket(open.back()) != '{') {
      m.unclosed.push_back({open.back(), likely_end(open.back(), found), false});
      open.pop_back();
    }
  };
  const auto join = [&](std::size_t k) {
    m.partner[open.back()] = static_cast<std::int32_t>(k);
    m.partner[k] = static_cast<std::int32_t>(open.back());
    open.pop_back();
  };

  for (std::size_t k = 0; k < tokens_.size(); ++k) {
    const Token& token = tokens_[k];
    const char c = token.kind == Token::Kind::mark ? text_[token.begin] : ' ';
    if (token.line_first) line_depth = open.size();
    if (by_indentation && token.line_first && !open.empty() && (c == '}' || heads_entry(k))) {
      const std::uint32_t column = indentation(token.begin);
      const auto deeper = [&](std::size_t o) {
        const std::uint32_t own = indentation(tokens_[o].begin);
        return bracket(o) == '{' && (c == '}' ? own > column : own >= column);
      };
      const bool fits = c != '}' || std::any_of(open.begin(), open.end(), [&](std::size_t o) {
                          return bracket(o) == '{' && indentation(tokens_[o].begin) <= column;
                        });
      while (fits && !open.empty()) {
        const auto brace = std::find_if(open.rbegin(), open.rend(), [&](std::size_t o) { return bracket(o) == '{'; });
        if (brace == open.rend() || !deeper(*brace)) break;
        give_up_brackets(k);
        m.unclosed.push_back({open.back(), token.begin, false});
        open.pop_back();
      }
    }
    if (c == '(' || c == '[') {
      open.push_back(k);
    } else if (c == '{') {
      give_up_brackets(k);
      open.push_back(k);
    } else if (c == ';') {
      give_up_brackets(k);
    } else if (c == '}') {
      give_up_brackets(k);
      const bool too_deep = by_indentation && token.line_first && !open.empty() &&
                            indentation(tokens_[open.back()].begin) < indentation(token.begin);
      if (open.empty() || too_deep)
        m.stray.push_back(k);
      else
        join(k);
    } else if (c == ')' || c == ']') {
      auto o = open.rbegin();
      while (o != open.rend() && bracket(*o) != '{' && closing(bracket(*o)) != c) ++o;
      const bool none_open = open.empty() || bracket(open.back()) == '{';
      const bool none_fits = o == open.rend() || bracket(*o) == '{';
      const auto kept = static_cast<std::ptrdiff_t>(open.size()) - (none_fits ? 1 : o - open.rbegin() + 1);
      if (none_open) {
        m.stray.push_back(k);
      } else if (closing(bracket(open.back())) == c) {
        join(k);
      } else if (!token.line_first && imbalance(k, {open.begin(), open.end()}, line_depth) <
                                          imbalance(k, {open.begin(), open.begin() + kept}, line_depth)) {
        m.stray.push_back(k);  // without it the line is whole: its opening bracket is missing
      } else if (none_fits) {
        m.unclosed.push_back({open.back(), token.begin, true});
        m.stray.push_back(k);
        open.pop_back();
      } else {
        while (closing(bracket(open.back())) != c) {
          m.unclosed.push_back({open.back(), likely_end(open.back(), k), false});
          open.pop_back();
        }
        join(k);
      }
    }
  }
  while (!open.empty()) {
    if (bracket(open.back()) == '{') {
      m.unclosed.push_back({open.back(), static_cast<std::uint32_t>(text_.size()), false});
      open.pop_back();
    } else {
      give_up_brackets(tokens_.size());
    }
  }
  return m;
}

void Scan::match_brackets(Diagnostics& out) {
  std::size_t depth = 0;
  for (const Token& token : tokens_) {
    const char c = token.kind == Token::Kind::mark ? text_[token.begin] : ' ';
    if (c == '(' || c == '[' || c == '{') ++depth;
    if ((c == ')' || c == ']' || c == '}') && depth > 0) --depth;
    if (depth <= static_cast<std::size_t>(max_nesting)) continue;
    report(out, token.begin, token.end, "brackets stand more than " + std::to_string(max_nesting) + " deep here");
    unreadable_ = true;
    return;
  }
  Matching m = match(false);
  const auto brace = [&](std::size_t k) { return text_[tokens_[k].begin] == '{' || text_[tokens_[k].begin] == '}'; };
  if (std::any_of(m.unclosed.begin(), m.unclosed.end(), [&](const Unclosed& u) { return brace(u.token); }) ||
      std::any_of(m.stray.begin(), m.stray.end(), brace)) {
    Matching other = match(true);
    if (other.unclosed.size() + other.stray.size() <= m.unclosed.size() + m.stray.size()) m = std::move(other);
  }
  for (std::size_t k = 0; k < tokens_.size(); ++k) tokens_[k].partner = m.partner[k];

  const auto quoted = [&](std::size_t k) { return "`" + std::string(text_of(tokens_[k])) + "`"; };
  std::sort(m.unclosed.begin(), m.unclosed.end(),
            [](const Unclosed& a, const Unclosed& b) { return a.token < b.token; });
  std::vector<std::uint32_t> wrong, told;
  for (const Unclosed& u : m.unclosed) {
    if (u.wrong_kind) wrong.push_back(u.at);
    const Token& token = tokens_[u.token];
    if (brace(u.token)) open_blocks_.push_back({token.begin, u.at});
    if (!u.wrong_kind) flags_[u.at] |= brace(u.token) ? virtual_block_close : virtual_close;
    if (line_spoilt(token.begin)) continue;
    if (!brace(u.token)) told.push_back(token.begin);
    if (!u.wrong_kind) {
      report(out, token.begin, token.end, "this " + quoted(u.token) + " is never closed");
      continue;
    }
    report(out, token.begin, token.end,
           "this " + quoted(u.token) + " is closed by `" + std::string(text_.substr(u.at, 1)) + "`");
    if (out.all.size() < max_mistakes) out.all.back().related.push_back({{file_, u.at, u.at + 1}, "found here"});
  }
  // The rest of such a line reads wrongly.
  for (const std::uint32_t at : told) spoil(at);
  std::sort(wrong.begin(), wrong.end());
  for (const std::size_t k : m.stray) {
    tokens_[k].skipped = true;
    const bool known = std::binary_search(wrong.begin(), wrong.end(), tokens_[k].begin);
    if (!known && !line_spoilt(tokens_[k].begin) && !find_missing_brace(k, out))
      report(out, tokens_[k].begin, tokens_[k].end, "this " + quoted(k) + " closes nothing");
    // Where an opening bracket is missing, the rest of the line reads wrongly.
    spoil(tokens_[k].begin);
  }
  // A bracket of the wrong kind is passed over; the one it was meant for ends behind it.
  for (const std::uint32_t at : wrong) {
    const std::size_t next = token_at(at);
    flags_[next < tokens_.size() ? tokens_[next].begin : text_.size()] |= virtual_close;
  }
}

// A `}` without `{`: a line before it that reads like the head of a block, stands as deep as the `}`, and is followed
// by deeper lines, lacks its brace.
bool Scan::find_missing_brace(std::size_t close, Diagnostics& out) {
  if (text_[tokens_[close].begin] != '}' || !tokens_[close].line_first) return false;
  const std::uint32_t column = indentation(tokens_[close].begin);
  for (std::size_t k = close; k-- > 0;) {
    if (!tokens_[k].line_first || indentation(tokens_[k].begin) > column) continue;
    std::size_t last = k;
    while (last + 1 < close && !tokens_[last + 1].line_first) ++last;
    const bool names = tokens_[k].kind == Token::Kind::name && last <= k + 1 && tokens_[last].kind != Token::Kind::mark;
    const bool define = text_of(tokens_[k]) == "define" && is_mark(last, ')');
    const bool head = (names || define) && last + 1 < close && indentation(tokens_[last + 1].begin) > column;
    if (!head) return false;
    report(out, tokens_[k].begin, tokens_[last].end,
           "`" + std::string(text_.substr(tokens_[k].begin, tokens_[last].end - tokens_[k].begin)) +
               "` needs a `{` behind it");
    tokens_[close].skipped = false;
    flags_[tokens_[last + 1].begin] |= virtual_open;
    return true;
  }
  return false;
}

// Gives every token the bracket it stands in, and marks where entries may begin: first tokens of lines and `;` outside
// round and square brackets, and braces.
void Scan::mark_boundaries() {
  std::vector<std::size_t> open;
  const auto bracket = [&](std::size_t k) { return text_[tokens_[k].begin]; };
  for (std::size_t k = 0; k < tokens_.size(); ++k) {
    Token& token = tokens_[k];
    if (closes_here(token.begin))
      while (!open.empty() && bracket(open.back()) != '{' && tokens_[open.back()].partner < 0) open.pop_back();
    if (block_closes_here(token.begin))
      while (!open.empty() && tokens_[open.back()].partner < 0) open.pop_back();
    const char c = token.kind == Token::Kind::mark ? text_[token.begin] : ' ';
    if (token.skipped) {
      flags_[token.begin] |= blank;
      continue;
    }
    if (token.partner >= 0 && token.partner < static_cast<std::int32_t>(k)) {
      while (!open.empty() && open.back() != static_cast<std::size_t>(token.partner)) open.pop_back();
      if (!open.empty()) open.pop_back();
    }
    token.parent = open.empty() ? -1 : static_cast<std::int32_t>(open.back());
    const bool outside = open.empty() || bracket(open.back()) == '{';
    if (outside && c != ')' && c != ']' && (token.line_first || c == ';' || c == '{' || c == '}'))
      flags_[token.begin] |= boundary;
    if (c != '(' && c != '[' && c != '{') continue;
    open.push_back(k);
  }
  flags_[text_.size()] |= boundary;
}

}  // namespace rgx::lang
