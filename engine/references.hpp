#pragma once
// Numbered references from our own references.bib.
#include <map>
#include <string>
#include <vector>

namespace rgx::engine {

struct Reference {
  std::string type, key;                      // article, book, inproceedings
  std::map<std::string, std::string> fields;  // author, title, journal, year, volume, …
};

class References {
 public:
  // A strict subset of BibTeX: `@type{key, name = {value}, …}`, values in braces (inner ones kept in balance and then
  // dropped), no strings, no @comment. Throws Failure "bad-references" with the line.
  static References parse(const std::string& bib);

  const Reference* find(const std::string& key) const;
  std::vector<std::string> keys() const;  // sorted

  // "[3]" or "[3, 7]": numbers in order of first citation. An unknown key throws Failure "unknown-reference".
  std::string cite(const std::vector<std::string>& keys);
  // What was cited, numbered, as Markdown; "" when nothing was.
  std::string list() const;

 private:
  std::map<std::string, Reference> all_;
  std::vector<std::string> cited_;
};

// One reference as it is printed: authors, title, where, DOI.
std::string printed(const Reference& reference);

}  // namespace rgx::engine
