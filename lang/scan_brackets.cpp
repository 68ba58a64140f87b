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
    const bool step = tokens_[k].kind == Token::Kind::name && is_mark(k + 1, '(') && tokens_[k + 1].joined;
    if (more_expected || !(heads_entry(k) || step)) continue;
    if (depth <= 0 || (step && depth <= 1)) return tokens_[k].begin;
  }
  return found < tokens_.size() ? tokens_[found].begin : static_cast<std::uint32_t>(text_.size());
}

// `by_indentation`: a brace is taken to end where a line stands no deeper than the line of its `{`. This finds the
// culprit among nested braces, and is asked only where braces do not match at all.
Scan::Matching Scan::match(bool by_indentation) const {
  Matching m;
  m.partner.assign(tokens_.size(), -1);
  std::vector<std::size_t> open;
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
      if (open.empty())
        m.stray.push_back(k);
      else
        join(k);
    } else if (c == ')' || c == ']') {
      auto o = open.rbegin();
      while (o != open.rend() && bracket(*o) != '{' && closing(bracket(*o)) != c) ++o;
      if (open.empty() || bracket(open.back()) == '{') {
        m.stray.push_back(k);
      } else if (o == open.rend() || bracket(*o) == '{') {
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
  std::vector<std::uint32_t> wrong;
  for (const Unclosed& u : m.unclosed) {
    if (u.wrong_kind) wrong.push_back(u.at);
    const Token& token = tokens_[u.token];
    flags_[u.at] |= brace(u.token) ? virtual_block_close : virtual_close;
    if (line_spoilt(token.begin)) continue;
    if (!u.wrong_kind) {
      report(out, token.begin, token.end, "this " + quoted(u.token) + " is never closed");
      continue;
    }
    report(out, token.begin, token.end,
           "this " + quoted(u.token) + " is closed by `" + std::string(text_.substr(u.at, 1)) + "`");
    out.all.back().related.push_back({{file_, u.at, u.at + 1}, "found here"});
  }
  std::sort(wrong.begin(), wrong.end());
  for (const std::size_t k : m.stray) {
    tokens_[k].skipped = true;
    const bool told = std::binary_search(wrong.begin(), wrong.end(), tokens_[k].begin);
    if (!told && !line_spoilt(tokens_[k].begin))
      report(out, tokens_[k].begin, tokens_[k].end, "this " + quoted(k) + " closes nothing");
  }
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
    if (outside && (token.line_first || c == ';' || c == '{' || c == '}')) flags_[token.begin] |= boundary;
    if (c != '(' && c != '[' && c != '{') continue;
    open.push_back(k);
  }
  flags_[text_.size()] |= boundary;
}

}  // namespace rgx::lang
