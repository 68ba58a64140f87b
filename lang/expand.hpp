#pragma once
// What a file says once its shorthands are written out: `use` read, calls of definitions replaced by their entries,
// `like` blocks filled. Spans keep pointing to where the text stands.
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lang/ast.hpp"
#include "lang/diagnostic.hpp"
#include "lang/signature.hpp"

namespace rgx::lang {

// `use pyradiomics` reads this folder's `pyradiomics.rgx`; whoever reads knows where it lies.
inline constexpr std::string_view kShippedDefinitions = "rgx://definitions/";

// Reads files named by `use`; empty optional: cannot be read.
using ReadText = std::function<std::optional<std::string>(const std::string& path)>;

// Entries whose text stands in a definition, and the step that called it.
struct UsedFrom {
  std::string name;
  Span body;  // from brace to brace
  Span use;
};

struct FlatBlock {
  std::string kind;  // canonical spelling
  Span kind_span;
  std::optional<ast::Name> name;
  bool titled = false;
  std::vector<ast::Entry> entries;  // settings, steps and nested blocks only
  std::vector<UsedFrom> used;
  std::uint32_t file = 0;

  Span span() const { return name ? name->span : kind_span; }
  std::string label() const { return name && !titled ? name->text : kind; }
};

struct Expansion {
  std::vector<FlatBlock> blocks;     // in order of writing
  std::vector<Span> bodies;          // of all definitions: names in them that are no parameters are out of reach
  std::vector<std::string> defined;  // names of the definitions
};

Expansion expand(const ast::File& file, SourceMap& sources, const Catalogue& catalogue, const ReadText& read,
                 Diagnostics& out);

}  // namespace rgx::lang
