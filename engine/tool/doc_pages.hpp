#pragma once
// The catalogue and the messages as Markdown pages: what `rgx doc --write DIR` puts into DIR, and docs/ holds.
#include <map>
#include <string>

#include "lang/signature.hpp"

namespace rgx::tool {

// What a parameter takes: default (none: may be left out), unit, range, choices and those that are not built yet.
struct ParamFacts {
  std::string fallback;  // "required", "none" or the value in base units
  std::string values;    // may be empty
};
ParamFacts param_facts(const lang::Param& param);

// Path below the folder → text: errors.md, operations/README.md, operations/BLOCK.md. Throws Failure as References.
std::map<std::string, std::string> doc_pages();

}  // namespace rgx::tool
