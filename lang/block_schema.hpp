#pragma once
// The blocks of the language as data (language.md §3): their settings, steps and nested blocks. The checker, completion
// and `rgx doc` read it; the grammar knows none of it.
#include <string>
#include <string_view>
#include <vector>

#include "lang/signature.hpp"

namespace rgx::lang {

struct SettingRule {
  Param param;            // name, type, default, choices, what it refers to
  bool labelled = false;  // `outcome idh: …`
  bool built = true;      // false: refused with `not-built`
  bool fans_out = false;  // a list gives one result each
};

struct StepRule {
  Role role = Role::other;
  std::size_t least = 0, most = 0;  // most 0: any number
};

struct BlockRule {
  enum class Naming { name, title, none };
  std::string kind;
  std::string heading;  // the paper's heading
  Naming naming = Naming::name;
  bool built = true;  // false: refused, unless the catalogue has a built operation for it
  std::vector<SettingRule> settings;
  std::vector<StepRule> steps;
  std::vector<std::string> nested;  // block kinds that may stand inside
  bool open = false;                // any other name is a setting too: scans and regions of `images`
  bool learns = false;              // what it gives was learned from all the cases it works on

  const SettingRule* setting(std::string_view name) const;
};

const std::vector<BlockRule>& block_schema();
const BlockRule* find_block(std::string_view kind);

// Built by itself or by an operation of the catalogue.
bool block_is_built(const BlockRule& rule, const Catalogue& catalogue);

// British spelling of an American keyword (`harmonize` → `harmonise`); other words as they are.
std::string canonical(std::string_view word);

// The role in words: "test", "learner", …
std::string_view role_name(Role role);
// How many of a role a block takes, when only one: steps that replace each other under `like`.
bool only_one(Role role);

}  // namespace rgx::lang
