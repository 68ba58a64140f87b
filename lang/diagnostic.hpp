#pragma once
// One message about a study. The style guide is language.md §9: lower case, no full stop, what was observed, the
// author's words in backticks, units printed, choices listed.
#include <string>
#include <vector>

#include "lang/span.hpp"

namespace rgx::lang {

enum class Severity { error, warning, note };

struct Label {
  Span span;
  std::string text;  // may be empty
};

// A replacement of text that `check --fix` may apply.
struct Fix {
  std::string title;
  struct Edit {
    Span span;
    std::string replacement;
  };
  std::vector<Edit> edits;
};

struct Diagnostic {
  std::string code;  // kebab-case, listed in diagnostic_codes
  Severity severity = Severity::error;
  std::string message;
  Label primary;
  std::vector<Label> related;  // where another place is the culprit
  std::vector<std::string> notes;
  std::string help;  // empty: none
  std::vector<Fix> fixes;
};

struct Diagnostics {
  std::vector<Diagnostic> all;
  void add(Diagnostic d) { all.push_back(std::move(d)); }
  bool has_errors() const {
    for (const auto& d : all)
      if (d.severity == Severity::error) return true;
    return false;
  }
};

}  // namespace rgx::lang
