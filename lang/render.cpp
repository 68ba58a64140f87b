#include "lang/render.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <string_view>
#include <vector>

namespace rgx::lang {

namespace {

constexpr std::string_view red = "\033[1;31m", yellow = "\033[1;33m", blue = "\033[1;34m", bold = "\033[1m",
                           plain = "\033[0m";
constexpr std::size_t tab_width = 4;

std::string_view severity_word(Severity severity) {
  return severity == Severity::error ? "error" : severity == Severity::warning ? "warning" : "note";
}

struct Decoded {
  std::uint32_t point;
  std::size_t bytes;
};

// Data files are shown as well, so the bytes need not be UTF-8: a stray byte counts as one character.
Decoded decode(std::string_view s, std::size_t i) {
  const auto byte = [&](std::size_t k) { return static_cast<std::uint32_t>(static_cast<unsigned char>(s[k])); };
  const std::uint32_t lead = byte(i);
  const std::size_t bytes = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC2 ? 2 : 1;
  if (lead < 0x80 || bytes == 1 || i + bytes > s.size()) return {lead < 0x80 ? lead : 0xFFFD, 1};
  std::uint32_t point = lead & (0xFFu >> (bytes + 1));
  for (std::size_t k = 1; k < bytes; ++k) {
    if ((byte(i + k) & 0xC0) != 0x80) return {0xFFFD, 1};
    point = (point << 6) | (byte(i + k) & 0x3F);
  }
  return {point, bytes};
}

// Columns that a character takes on a terminal: none for combining marks, two for East Asian wide characters.
std::size_t width(std::uint32_t c) {
  if ((c >= 0x300 && c <= 0x36F) || c == 0x200B || c == 0x200D || (c >= 0xFE00 && c <= 0xFE0F) || c == 0xFEFF) return 0;
  const bool wide = (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF) || (c >= 0xAC00 && c <= 0xD7A3) ||
                    (c >= 0xF900 && c <= 0xFAFF) || (c >= 0xFE30 && c <= 0xFE6F) || (c >= 0xFF00 && c <= 0xFF60) ||
                    (c >= 0xFFE0 && c <= 0xFFE6) || (c >= 0x1F300 && c <= 0x1FAFF) || (c >= 0x20000 && c <= 0x3FFFD);
  return wide ? 2 : 1;
}

// The line as it is shown (tabs as blanks, control characters replaced) and where a range of its bytes stands in it.
struct Shown {
  std::string text;
  std::size_t begin = 0, end = 0;  // columns, from 0
};

Shown shown(std::string_view line, std::size_t from, std::size_t to) {
  Shown s;
  std::size_t column = 0;
  bool begun = false;
  for (std::size_t i = 0; i < line.size();) {
    const Decoded c = decode(line, i);
    if (!begun && i + c.bytes > from) {
      s.begin = column;
      begun = true;
    }
    if (c.point == '\t') {
      const std::size_t blanks = tab_width - column % tab_width;
      s.text.append(blanks, ' ');
      column += blanks;
    } else if (c.point < 0x20 || c.point == 0x7F || c.point == 0xFFFD) {
      s.text += "\xEF\xBF\xBD";
      column += 1;
    } else {
      s.text += line.substr(i, c.bytes);
      column += width(c.point);
    }
    i += c.bytes;
    if (i <= to) s.end = column;
  }
  if (!begun) s.begin = column;
  s.end = std::max(s.end, s.begin + 1);
  return s;
}

// Lines longer than this (a table's row, mostly) are shown around the label only.
constexpr std::size_t longest_line = 160;

struct Window {
  std::string_view line;
  std::size_t from, to;
  bool cut_front = false, cut_back = false;
};

Window window(std::string_view line, std::size_t from, std::size_t to) {
  Window w{line, from, to};
  if (line.size() <= longest_line) return w;
  const auto boundary = [&](std::size_t i) {
    while (i > 0 && i < line.size() && (static_cast<unsigned char>(line[i]) & 0xC0) == 0x80) --i;
    return i;
  };
  const std::size_t start = boundary(from > 40 ? from - 40 : 0);
  const std::size_t stop = boundary(std::min(line.size(), start + longest_line));
  w.line = line.substr(start, stop - start);
  w.from = from - start;
  w.to = std::min(to, stop) - start;
  w.cut_front = start > 0;
  w.cut_back = stop < line.size();
  return w;
}

class Renderer {
 public:
  Renderer(const SourceMap& sources, RenderOptions options) : sources_(sources), colour_(options.colour) {}

  std::string render(const Diagnostic& d) {
    const std::string_view tone = d.severity == Severity::error ? red : d.severity == Severity::warning ? yellow : blue;
    put(tone, std::string(severity_word(d.severity)) + "[" + d.code + "]");
    put(bold, ": " + d.message);
    out_ += '\n';
    if (d.primary.span.file < sources_.size()) snippets(d, tone);
    for (const std::string& note : d.notes) remark("note", note);
    if (!d.help.empty()) remark("help", d.help);
    return std::move(out_);
  }

 private:
  void put(std::string_view tone, std::string_view text) {
    if (colour_) out_ += tone;
    out_ += text;
    if (colour_) out_ += plain;
  }

  void remark(std::string_view word, std::string_view text) {
    put(bold, word);
    out_ += ": ";
    for (const char c : text) {
      out_ += c;
      if (c == '\n') out_.append(word.size() + 2, ' ');
    }
    out_ += '\n';
  }

  void gutter(std::string_view number, bool bar = true) {
    std::string text(gutter_ - std::min(gutter_, number.size()), ' ');
    put(blue, text.append(number) + (bar ? " |" : ""));
  }

  void place(Span span) {
    const Position p = sources_.position(span.file, span.begin);
    out_.append(gutter_, ' ');
    put(blue, "-->");
    out_ += " " + sources_.path(span.file) + ":" + std::to_string(p.line) + ":" + std::to_string(p.column) + "\n";
    gutter("");
    out_ += '\n';
  }

  void label(const Label& label, char mark, std::string_view tone) {
    const Position p = sources_.position(label.span.file, label.span.begin);
    const std::string_view line = sources_.line(label.span.file, p.line);
    const std::string_view whole = sources_.text(label.span.file);
    const std::size_t start = static_cast<std::size_t>(line.data() - whole.data());
    const std::size_t from = std::clamp<std::size_t>(label.span.begin, start, start + line.size()) - start;
    const std::size_t to = std::clamp<std::size_t>(label.span.end, start + from, start + line.size()) - start;
    const Window w = window(line, from, to);
    const Shown s = shown(w.line, w.from, w.to);
    const std::size_t shift = w.cut_front ? 1 : 0;
    gutter(std::to_string(p.line));
    out_ += " " + std::string(w.cut_front ? "…" : "") + s.text + (w.cut_back ? "…" : "") + "\n";
    gutter("");
    out_.append(1 + shift + s.begin, ' ');
    put(tone, std::string(s.end - s.begin, mark) + (label.text.empty() ? "" : " " + label.text));
    out_ += '\n';
  }

  void snippets(const Diagnostic& d, std::string_view tone) {
    std::uint32_t largest = sources_.position(d.primary.span.file, d.primary.span.begin).line;
    for (const Label& r : d.related)
      if (r.span.file < sources_.size()) largest = std::max(largest, sources_.position(r.span.file, r.span.begin).line);
    gutter_ = std::to_string(largest).size();
    place(d.primary.span);
    label(d.primary, '^', tone);
    std::uint32_t file = d.primary.span.file;
    for (const Label& r : d.related) {
      if (r.span.file >= sources_.size()) continue;
      gutter("");
      out_ += '\n';
      if (r.span.file != file) place(r.span);
      file = r.span.file;
      label(r, '-', blue);
    }
    gutter("");
    out_ += '\n';
  }

  const SourceMap& sources_;
  bool colour_;
  std::size_t gutter_ = 1;
  std::string out_;
};

// --- JSON

std::string json_text(std::string_view s) {
  std::string out = "\"";
  for (std::size_t i = 0; i < s.size();) {
    const Decoded c = decode(s, i);
    if (c.point == '"' || c.point == '\\') {
      (out += '\\') += static_cast<char>(c.point);
    } else if (c.point == '\n') {
      out += "\\n";
    } else if (c.point == '\t') {
      out += "\\t";
    } else if (c.point < 0x20 || c.point == 0x7F) {
      char escaped[8];
      std::snprintf(escaped, sizeof escaped, "\\u%04x", static_cast<unsigned>(c.point));
      out += escaped;
    } else if (c.point == 0xFFFD) {
      out += "\xEF\xBF\xBD";
    } else {
      out += s.substr(i, c.bytes);
    }
    i += c.bytes;
  }
  return out + "\"";
}

std::string json_place(Span span, const SourceMap& sources, bool with_end) {
  if (span.file >= sources.size())
    return R"("file": null, "line": null, "column": null)" +
           std::string(with_end ? R"(, "end_line": null, "end_column": null)" : "");
  const Position begin = sources.position(span.file, span.begin);
  std::string out = "\"file\": " + json_text(sources.path(span.file)) + ", \"line\": " + std::to_string(begin.line) +
                    ", \"column\": " + std::to_string(begin.column);
  if (!with_end) return out;
  const Position end = sources.position(span.file, std::max(span.begin, span.end));
  return out + ", \"end_line\": " + std::to_string(end.line) + ", \"end_column\": " + std::to_string(end.column);
}

// null, or the first fix: {title, edits: [{file, line, column, end_line, end_column, replacement}]}.
std::string json_fix(const std::vector<Fix>& fixes, const SourceMap& sources) {
  if (fixes.empty()) return "null";
  std::string edits;
  for (const Fix::Edit& edit : fixes.front().edits)
    edits += (edits.empty() ? "{" : ", {") + json_place(edit.span, sources, true) +
             ", \"replacement\": " + json_text(edit.replacement) + "}";
  return "{\"title\": " + json_text(fixes.front().title) + ", \"edits\": [" + edits + "]}";
}

}  // namespace

std::string render(const Diagnostic& d, const SourceMap& sources, RenderOptions options) {
  return Renderer(sources, options).render(d);
}

std::string render_json(const Diagnostics& all, const SourceMap& sources) {
  std::string out = "[";
  for (const Diagnostic& d : all.all) {
    std::string related;
    for (const Label& r : d.related)
      related += (related.empty() ? "{" : ", {") + json_place(r.span, sources, false) +
                 ", \"text\": " + json_text(r.text) + "}";
    out += (out.size() == 1 ? "\n  {" : ",\n  {");
    out += "\"code\": " + json_text(d.code) + ", \"severity\": " + json_text(severity_word(d.severity)) +
           ", \"message\": " + json_text(d.message) + ", " + json_place(d.primary.span, sources, true) +
           ", \"related\": [" + related + "], \"help\": " + (d.help.empty() ? "null" : json_text(d.help)) +
           ", \"fix\": " + json_fix(d.fixes, sources) + "}";
  }
  return out + (out.size() == 1 ? "]\n" : "\n]\n");
}

}  // namespace rgx::lang
