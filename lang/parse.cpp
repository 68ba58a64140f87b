#include "lang/parse.hpp"

#include <algorithm>

#include "lang/attach_comments.hpp"
#include "lang/grammar_study.hpp"
#include "lang/scan.hpp"
#include "lang/tree_builder.hpp"

namespace rgx::lang {

namespace {

// A file of another kind (a table, a binary) would give thousands of messages; nobody reads past the first few.
constexpr std::size_t max_messages = 50;

void deliver(Diagnostics found, std::uint32_t file, Diagnostics& out) {
  std::stable_sort(found.all.begin(), found.all.end(), [](const Diagnostic& a, const Diagnostic& b) {
    return a.primary.span.begin < b.primary.span.begin;
  });
  const std::size_t count = found.all.size();
  for (std::size_t k = 0; k < std::min(count, max_messages); ++k) out.add(std::move(found.all[k]));
  if (count <= max_messages) return;
  Diagnostic more;
  more.code = "syntax";
  more.message = "further mistakes are not listed";
  const Span from = found.all[max_messages].primary.span;
  more.primary = {{file, from.begin, from.end}, "the first of them"};
  out.add(std::move(more));
}

}  // namespace

ast::File parse(const SourceMap& sources, std::uint32_t id, Diagnostics& out) {
  const std::string& text = sources.text(id);
  Diagnostics found;
  const Scan scan(id, text, found);
  ast::File file;
  if (scan.unreadable()) {
    file.file = id;
    ast::Entry whole;
    whole.node = ast::Broken{};
    whole.span = {id, 0, static_cast<std::uint32_t>(text.size())};
    file.entries.push_back(std::move(whole));
  } else {
    TreeBuilder builder(scan, found);
    const char* first = text.data();
    const char* const last = first + text.size();
    grammar::parse_version(first, last, builder);
    // Another version has another grammar: what follows would be misread.
    if (builder.version_read() <= 1) grammar::parse_entries(first, last, builder);
    file = builder.finish();
    attach_comments(file, scan.comments(), text);
  }
  deliver(std::move(found), id, out);
  return file;
}

}  // namespace rgx::lang
