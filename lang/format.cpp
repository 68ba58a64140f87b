#include "lang/format.hpp"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "lang/format_value.hpp"
#include "lang/spelling.hpp"

namespace rgx::lang {

namespace {

using Entries = std::vector<ast::Entry>;

// Widths of the names in a run of settings, for aligned values.
struct Alignment {
  std::size_t name = 0;             // `name:`
  std::size_t kind = 0, label = 0;  // `outcome idh:`
};

class Formatter {
 public:
  Formatter(const ast::File& file, std::string_view source) : file_(file), source_(source) {}

  std::string run() {
    comments(file_.header, 0, true);
    if (file_.version > 0) {
      lines_.push_back({"rgx " + std::to_string(file_.version), text(file_.version_comment)});
      if (!file_.entries.empty()) lines_.push_back({});
    }
    entries(file_.entries, 0);
    if (!file_.footer.empty() && !lines_.empty() && !file_.footer.front().blank_before && file_.entries.empty())
      lines_.push_back({});
    comments(file_.footer, 0, false);
    return join();
  }

 private:
  static std::string text(const std::optional<ast::Comment>& comment) {
    return comment ? comment->text : std::string();
  }

  void comments(const std::vector<ast::Comment>& list, std::size_t indent, bool at_start) {
    for (const ast::Comment& comment : list) {
      if (comment.blank_before && !at_start) blank();
      lines_.push_back({std::string(indent, ' ') + comment.text, ""});
      at_start = false;
    }
  }
  void blank() {
    if (!lines_.empty() && !lines_.back().code.empty()) lines_.push_back({});
  }

  // --- one line

  static std::string label(const ast::Setting& s) {
    return std::string(british(s.name.text)) + (s.label ? " " + s.label->text : "") + ":";
  }
  static std::string head(const ast::Block& b) {
    std::string out(british(b.kind.text));
    if (b.name) out += " " + (b.titled ? quoted_text(b.name->text) : b.name->text);
    return out + " {";
  }
  static std::string head(const ast::Define& d) {
    std::string params;
    for (const auto& param : d.params)
      params += (params.empty() ? "" : ", ") + param.name.text + (param.value ? ": " + inline_value(*param.value) : "");
    return "define " + d.name.text + "(" + params + ") {";
  }
  static std::string step_name(const ast::Step& s) {
    return std::string(british(s.name.text)) + (s.version ? "@" + std::to_string(*s.version) : "") + "(";
  }
  std::string source_of(const ast::Entry& entry) const {
    return std::string(source_.substr(entry.span.begin, entry.span.end - entry.span.begin));
  }

  // The entry on one line; nothing when it has to take several.
  std::optional<std::string> one_line(const ast::Entry& entry) const {
    if (!entry.inside.empty()) return std::nullopt;
    if (const auto* s = entry.as<ast::Setting>()) {
      if (Spread::was_spread(s->value, source_)) return std::nullopt;
      return label(*s) + " " + inline_value(s->value);
    }
    if (const auto* s = entry.as<ast::Step>()) {
      if (step_was_spread(*s)) return std::nullopt;
      return step_name(*s) + inline_args(s->args) + ")";
    }
    if (const auto* u = entry.as<ast::Use>()) return "use " + inline_value(u->target);
    if (const auto* b = entry.as<ast::Block>()) return body_line(*b);
    if (const auto* d = entry.as<ast::Define>()) return body_line(*d);
    return source_of(entry);
  }
  bool step_was_spread(const ast::Step& s) const {
    if (s.args.empty()) return false;
    const std::size_t open = source_.find('(', s.name.span.end);
    if (open != std::string_view::npos && Spread::was_spread(static_cast<std::uint32_t>(open + 1), source_))
      return true;
    return std::any_of(s.args.begin(), s.args.end(),
                       [&](const ast::Arg& arg) { return Spread::was_spread(arg.value, source_); });
  }
  // `cohort rider { table: csv("data/rider.csv"); id: patient }`: a block that its author wrote on one line.
  template <class Body>
  std::optional<std::string> body_line(const Body& body) const {
    if (body.open_comment || !body.closing_comments.empty()) return std::nullopt;
    if (body.entries.empty()) return head(body) + " }";
    const std::string_view between = source_.substr(body.open.begin, body.close.end - body.open.begin);
    if (between.find('\n') != std::string_view::npos) return std::nullopt;
    std::string out = head(body);
    for (std::size_t k = 0; k < body.entries.size(); ++k) {
      const auto line = one_line(body.entries[k]);
      if (!line) return std::nullopt;
      out += (k > 0 ? "; " : " ") + *line;
    }
    return out + " }";
  }

  // --- rows: entries that share a line

  struct Row {
    std::vector<const ast::Entry*> entries;
  };

  std::string aligned(const ast::Entry& entry, const Alignment& a) const {
    const auto* s = entry.as<ast::Setting>();
    if (!s) return {};
    std::string out(british(s->name.text));
    if (s->label) {
      out.append(a.kind > out.size() ? a.kind - out.size() : 0, ' ');
      const std::string label = s->label->text + ":";
      return out + " " + label + std::string(a.label > label.size() ? a.label - label.size() : 0, ' ') + " ";
    }
    out += ":";
    return out + std::string(a.name > out.size() ? a.name - out.size() : 0, ' ') + " ";
  }

  std::string row_line(const Row& row, const Alignment& a) const {
    std::string out;
    for (std::size_t k = 0; k < row.entries.size(); ++k) {
      const auto line = one_line(*row.entries[k]);
      if (!line) return {};
      const auto* s = row.entries[k]->as<ast::Setting>();
      out += k > 0 ? "; " + *line : s ? aligned(*row.entries[k], a) + inline_value(s->value) : *line;
    }
    return out;
  }

  static bool breaks_run(const Row& row) {
    const ast::Entry& first = *row.entries.front();
    return first.as<ast::Block>() || first.as<ast::Define>() || first.as<ast::Broken>();
  }

  std::vector<Alignment> align(const std::vector<Row>& rows) const {
    std::vector<Alignment> result(rows.size());
    for (std::size_t begin = 0; begin < rows.size();) {
      std::size_t end = begin;
      Alignment a;
      while (end < rows.size() && !(end > begin && rows[end].entries.front()->blank_before)) {
        if (breaks_run(rows[end])) {
          ++end;
          break;
        }
        if (const auto* s = rows[end].entries.front()->as<ast::Setting>()) {
          const std::size_t name = british(s->name.text).size();
          if (s->label) {
            a.kind = std::max(a.kind, name);
            a.label = std::max(a.label, s->label->text.size() + 1);
          } else {
            a.name = std::max(a.name, name + 1);
          }
        }
        ++end;
      }
      for (std::size_t k = begin; k < end; ++k) result[k] = a;
      begin = end;
    }
    return result;
  }

  // Entries that their author joined with `;` stay joined where they fit. Padding may push a row over the edge, and a
  // row that is split changes the padding, so this repeats until nothing is split.
  std::vector<Row> rows(const Entries& list, std::size_t indent, bool joined) const {
    std::vector<Row> result;
    for (const ast::Entry& entry : list) {
      const bool alone = !one_line(entry) || !entry.leading.empty();
      const bool join = joined && entry.same_line && !result.empty() && !alone &&
                        one_line(*result.back().entries.back()) && !result.back().entries.back()->trailing;
      if (!join) result.emplace_back();
      result.back().entries.push_back(&entry);
    }
    for (bool split = true; split;) {
      split = false;
      const std::vector<Alignment> alignment = align(result);
      std::vector<Row> next;
      for (std::size_t k = 0; k < result.size(); ++k) {
        Row row;
        std::size_t width = indent;
        for (const ast::Entry* entry : result[k].entries) {
          const std::size_t own = columns(row_line({{entry}}, row.entries.empty() ? alignment[k] : Alignment{}));
          if (!row.entries.empty() && width + 2 + own > max_columns) {
            next.push_back(std::exchange(row, {}));
            width = indent;
            split = true;
          }
          width += own + (row.entries.empty() ? 0 : 2);
          row.entries.push_back(entry);
        }
        next.push_back(std::move(row));
      }
      result = std::move(next);
    }
    return result;
  }

  // --- several lines

  void entries(const Entries& list, std::size_t indent, bool joined = true) {
    const std::vector<Row> all = rows(list, indent, joined);
    const std::vector<Alignment> alignment = align(all);
    const std::string margin(indent, ' ');
    for (std::size_t k = 0; k < all.size(); ++k) {
      const ast::Entry& first = *all[k].entries.front();
      if (k > 0 && first.blank_before) blank();
      comments(first.leading, indent, true);
      if (first.blank_after_leading) blank();
      const std::string line = row_line(all[k], alignment[k]);
      if (!line.empty() && indent + columns(line) <= max_columns) {
        lines_.push_back({margin + line, ""});
      } else {
        spread(first, alignment[k], indent);
      }
      const auto& trailing = all[k].entries.back()->trailing;
      if (!trailing) continue;
      if (lines_.back().comment.empty())
        lines_.back().comment = trailing->text;
      else
        lines_.push_back({margin + trailing->text, ""});
    }
  }

  void spread(const ast::Entry& entry, const Alignment& a, std::size_t indent) {
    const std::string margin(indent, ' ');
    Spread spread(source_, entry.inside, lines_);
    if (const auto* s = entry.as<ast::Setting>()) {
      spread.value(margin + aligned(entry, a), s->value, indent);
    } else if (const auto* step = entry.as<ast::Step>()) {
      const std::size_t open = source_.find('(', step->name.span.end);
      const std::string prefix = margin + step_name(*step);
      if (step->args.empty() && entry.inside.empty())
        lines_.push_back({prefix + ")", ""});
      else
        spread.args(prefix, step->args, static_cast<std::uint32_t>(open + 1), indent, "");
    } else if (const auto* b = entry.as<ast::Block>()) {
      body(*b, indent);
    } else if (const auto* d = entry.as<ast::Define>()) {
      body(*d, indent);
    } else {
      lines_.push_back({margin + one_line(entry).value_or(source_of(entry)), ""});
    }
  }

  template <class Body>
  void body(const Body& block, std::size_t indent) {
    lines_.push_back({std::string(indent, ' ') + head(block), text(block.open_comment)});
    // A block that no longer goes on its one line has an entry a line.
    const std::string_view between = source_.substr(block.open.begin, block.close.end - block.open.begin);
    entries(block.entries, indent + 2, between.find('\n') != std::string_view::npos);
    comments(block.closing_comments, indent + 2, block.entries.empty());
    lines_.push_back({std::string(indent, ' ') + "}", ""});
  }

  // Comments behind code stand two blanks off, and below each other on lines that follow each other.
  std::string join() {
    constexpr std::size_t farthest = 40;  // a comment is not moved further than this to meet its neighbours
    std::string out;
    for (std::size_t begin = 0; begin < lines_.size();) {
      std::size_t end = begin, width = columns(lines_[begin].code), least = width;
      while (end < lines_.size() && !lines_[end].comment.empty()) {
        const std::size_t own = columns(lines_[end].code);
        if (std::max(width, own) - std::min(least, own) > farthest) break;
        width = std::max(width, own);
        least = std::min(least, own);
        ++end;
      }
      if (end == begin) {
        out += lines_[begin].code;
        if (!lines_[begin].comment.empty()) out += "  " + lines_[begin].comment;
        out += '\n';
        ++begin;
        continue;
      }
      for (; begin < end; ++begin) {
        const std::string& code = lines_[begin].code;
        out += code + std::string(width - columns(code) + 2, ' ') + lines_[begin].comment + '\n';
      }
    }
    return out;
  }

  const ast::File& file_;
  std::string_view source_;
  std::vector<Line> lines_;
};

}  // namespace

std::string format(const ast::File& file, const SourceMap& sources) {
  return Formatter(file, sources.text(file.file)).run();
}

}  // namespace rgx::lang
