#include "engine/references.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "engine/failure.hpp"
#include "engine/report_view.hpp"

namespace rgx::engine {

namespace {

class Reader {
 public:
  explicit Reader(const std::string& text) : text_(text) {}

  void blanks() {
    while (at_ < text_.size()) {
      if (text_[at_] == '%')
        while (at_ < text_.size() && text_[at_] != '\n') ++at_;
      else if (std::isspace(static_cast<unsigned char>(text_[at_])))
        ++at_;
      else
        return;
    }
  }
  bool done() const { return at_ >= text_.size(); }
  bool takes(char c) {
    blanks();
    if (done() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  void expect(char c) {
    if (!takes(c)) fail(fmt::format("expected `{}`", c));
  }
  std::string name() {
    blanks();
    const std::size_t from = at_;
    while (!done() && (std::isalnum(static_cast<unsigned char>(text_[at_])) || text_[at_] == '_' || text_[at_] == '-'))
      ++at_;
    if (at_ == from) fail("expected a name");
    return text_.substr(from, at_ - from);
  }
  std::string braced() {
    expect('{');
    std::string out;
    int depth = 1;
    for (; !done(); ++at_) {
      const char c = text_[at_];
      if (c == '{') ++depth;
      if (c == '}' && --depth == 0) {
        ++at_;
        return out;
      }
      if (c == '{' || c == '}') continue;
      const bool blank = std::isspace(static_cast<unsigned char>(c)) != 0;
      if (!blank)
        out += c;
      else if (!out.empty() && out.back() != ' ')
        out += ' ';
    }
    fail("a value is never closed");
  }
  [[noreturn]] void fail(const std::string& what) const {
    const auto line = 1 + std::count(text_.begin(), text_.begin() + static_cast<std::ptrdiff_t>(at_), '\n');
    throw Failure("bad-references", fmt::format("references.bib, line {}: {}", line, what));
  }

 private:
  const std::string& text_;
  std::size_t at_ = 0;
};

std::string field(const Reference& r, const char* name) {
  const auto at = r.fields.find(name);
  return at == r.fields.end() ? std::string() : at->second;
}

// "Welch, B. L. and Hedges, Larry V." → "Welch BL, Hedges LV"; more than six are cut to three and "et al.".
std::string authors(const std::string& written) {
  std::vector<std::string> names;
  for (std::size_t from = 0; from < written.size();) {
    const auto end = std::min(written.find(" and ", from), written.size());
    names.push_back(written.substr(from, end - from));
    from = end + 5;
  }
  const bool others = !names.empty() && names.back() == "others";
  if (others) names.pop_back();
  const bool many = others || names.size() > 6;
  std::string out;
  for (std::size_t i = 0; i < names.size() && !(many && i == 3); ++i) {
    const auto comma = names[i].find(", ");
    out += (i ? ", " : "") + names[i].substr(0, comma);
    if (comma == std::string::npos) continue;
    std::string initials;
    bool starts = true;
    const std::string given = names[i].substr(comma + 2);
    for (std::size_t c = 0; c < given.size(); ++c) {
      const bool letter = given[c] != ' ' && given[c] != '.' && given[c] != '-';
      if (letter && starts) {
        initials += given[c];
        while (c + 1 < given.size() && (given[c + 1] & 0xC0) == 0x80) initials += given[++c];  // rest of one letter
      }
      starts = !letter;
    }
    out += " " + initials;
  }
  return out + (many ? ", et al." : ".");
}

}  // namespace

References References::parse(const std::string& bib) {
  References out;
  Reader in(bib);
  for (in.blanks(); !in.done(); in.blanks()) {
    in.expect('@');
    Reference r;
    r.type = in.name();
    in.expect('{');
    r.key = in.name();
    bool closed = false;
    while (!closed && in.takes(',')) {
      closed = in.takes('}');
      if (closed) break;
      const std::string name = in.name();
      in.expect('=');
      if (!r.fields.emplace(name, in.braced()).second) in.fail("`" + name + "` stands twice in `" + r.key + "`");
    }
    if (!closed) in.expect('}');  // the last field may end in a comma or not
    if (!r.fields.contains("author") || !r.fields.contains("title") || !r.fields.contains("year"))
      in.fail("`" + r.key + "` needs author, title and year");
    const std::string key = r.key;
    if (!out.all_.emplace(key, std::move(r)).second) in.fail("`" + key + "` stands twice");
  }
  return out;
}

const Reference* References::find(const std::string& key) const {
  const auto at = all_.find(key);
  return at == all_.end() ? nullptr : &at->second;
}

std::vector<std::string> References::keys() const {
  std::vector<std::string> out;
  for (const auto& [key, reference] : all_) out.push_back(key);
  return out;
}

std::string References::cite(const std::vector<std::string>& keys) {
  std::vector<std::size_t> numbers;
  for (const auto& key : keys) {
    if (!all_.contains(key)) throw Failure("unknown-reference", "`" + key + "` is cited and not in references.bib");
    auto at = std::find(cited_.begin(), cited_.end(), key);
    if (at == cited_.end()) at = cited_.insert(cited_.end(), key);
    numbers.push_back(static_cast<std::size_t>(at - cited_.begin()) + 1);
  }
  std::sort(numbers.begin(), numbers.end());
  numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
  return numbers.empty() ? std::string() : fmt::format("\\[{}\\]", fmt::join(numbers, ", "));
}

std::string References::list() const {
  std::string out;
  for (std::size_t i = 0; i < cited_.size(); ++i) out += fmt::format("{}. {}\n", i + 1, printed(all_.at(cited_[i])));
  return out;
}

std::string printed(const Reference& r) {
  std::string out = plain(authors(field(r, "author"))) + " " + plain(field(r, "title")) + ".";
  if (const std::string edition = field(r, "edition"); !edition.empty()) out += " " + plain(edition) + " edition.";
  std::string where = field(r, "journal");
  if (where.empty()) where = field(r, "booktitle");
  if (where.empty()) where = field(r, "publisher");
  if (!where.empty()) out += " *" + plain(where) + "*";
  out += " " + field(r, "year");
  if (const std::string volume = field(r, "volume"); !volume.empty()) {
    out += ";" + volume;
    if (const std::string number = field(r, "number"); !number.empty()) out += "(" + number + ")";
    if (const std::string pages = field(r, "pages"); !pages.empty()) out += ":" + plain(pages);
  } else if (const std::string pages = field(r, "pages"); !pages.empty()) {
    out += ":" + plain(pages);
  }
  out += ".";
  if (const std::string doi = field(r, "doi"); !doi.empty()) out += " doi:" + plain(doi);
  return out;
}

}  // namespace rgx::engine
