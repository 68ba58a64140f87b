#pragma once
// Diagnostics as people read them (language.md §9) and as programs do (interface.md, `check --json`).
#include <string>

#include "lang/diagnostic.hpp"

namespace rgx::lang {

struct RenderOptions {
  bool colour = false;
};

std::string render(const Diagnostic& d, const SourceMap& sources, RenderOptions options = {});
std::string render_json(const Diagnostics& all, const SourceMap& sources);  // one array

}  // namespace rgx::lang
