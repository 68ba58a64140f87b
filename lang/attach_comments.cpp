#include "lang/attach_comments.hpp"

#include <utility>

namespace rgx::lang {

namespace {

class Attacher {
 public:
  Attacher(std::vector<ast::Comment> comments, std::string_view text) : comments_(std::move(comments)), text_(text) {}

  void file(ast::File& file) {
    const bool has_version = file.version_span.end > 0;
    if (has_version) {
      take_until(file.version_span.begin, file.header);
      last_end_ = file.version_span.end;
      take_behind(file.version_span.end, file.version_comment);
    }
    entries(file.entries);
    take_until(static_cast<std::uint32_t>(text_.size()), file.footer);
  }

 private:
  bool comment_before(std::uint32_t offset) const {
    return next_ < comments_.size() && comments_[next_].span.begin < offset;
  }
  bool same_line(std::uint32_t from, std::uint32_t to) const {
    return text_.substr(from, to - from).find('\n') == std::string_view::npos;
  }
  void take_until(std::uint32_t offset, std::vector<ast::Comment>& into) {
    while (comment_before(offset)) into.push_back(std::move(comments_[next_++]));
  }
  // A comment on the line where `end` stands, nothing but blanks and `;` between.
  template <class Slot>
  bool take_behind(std::uint32_t end, Slot& slot) {
    if (next_ >= comments_.size() || comments_[next_].span.begin < end) return false;
    const std::string_view between = text_.substr(end, comments_[next_].span.begin - end);
    if (between.find_first_not_of(" \t\r;") != std::string_view::npos) return false;
    slot = std::move(comments_[next_++]);
    return true;
  }
  bool empty_line_between(std::uint32_t from, std::uint32_t to) const {
    int breaks = 0;
    for (std::uint32_t i = from; i < to && i < text_.size(); ++i) {
      if (text_[i] == '\n' && ++breaks > 1) return true;
      if (text_[i] != '\n' && text_[i] != ' ' && text_[i] != '\t' && text_[i] != '\r') breaks = 0;
    }
    return false;
  }

  void entries(std::vector<ast::Entry>& list) {
    for (ast::Entry& entry : list) {
      take_until(entry.span.begin, entry.leading);
      const std::uint32_t start = entry.leading.empty() ? entry.span.begin : entry.leading.front().span.begin;
      entry.blank_before = empty_line_between(last_end_, start);
      if (!entry.leading.empty())
        entry.blank_after_leading = empty_line_between(entry.leading.back().span.end, entry.span.begin);
      if (auto* block = std::get_if<ast::Block>(&entry.node))
        body(*block);
      else if (auto* define = std::get_if<ast::Define>(&entry.node))
        body(*define);
      else
        take_until(entry.span.end, entry.inside);
      last_end_ = entry.span.end;
      take_behind(entry.span.end, entry.trailing);
    }
  }

  template <class Body>
  void body(Body& block) {
    std::vector<ast::Comment> in_head;
    take_until(block.open.begin, in_head);
    if (!in_head.empty()) {
      block.open_comment = std::move(in_head.front());
      // Further comments between a block's name and its `{` move behind the brace.
      for (std::size_t k = 1; k < in_head.size(); ++k) block.open_comment->text += " " + in_head[k].text;
    } else {
      take_behind(block.open.end, block.open_comment);
    }
    last_end_ = block.open.end;
    entries(block.entries);
    take_until(block.close.begin, block.closing_comments);
  }

  std::vector<ast::Comment> comments_;
  std::string_view text_;
  std::size_t next_ = 0;
  std::uint32_t last_end_ = 0;
};

}  // namespace

void attach_comments(ast::File& file, std::vector<ast::Comment> comments, std::string_view text) {
  Attacher(std::move(comments), text).file(file);
}

}  // namespace rgx::lang
