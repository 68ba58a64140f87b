// The whole catalogue: what is declared with a kernel, what the language declares, what is not built.
#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <tuple>

#include "lang/block_schema.hpp"
#include "stdlib/register.hpp"

namespace rgx::stdlib {

TEST_CASE("no name is declared twice for one block, and nothing built is refused as not built") {
  const auto catalogue = registry().catalogue();
  std::set<std::tuple<std::string, std::string, unsigned>> seen;
  for (const auto& s : catalogue.all())
    for (const auto& block : s.blocks) {
      INFO(s.name << "@" << s.version << " in " << block);
      CHECK(seen.emplace(s.name, block, s.version).second);
    }
}

TEST_CASE("every operation of a study stands in a block of the language") {
  const auto catalogue = registry().catalogue();
  for (const auto& s : catalogue.all())
    for (const auto& block : s.blocks) {
      if (block == "engine") continue;  // what stands behind blocks; no study can write it
      INFO(s.name << " in " << block);
      // Under `conventions: pyradiomics` a features block takes these in place of its own.
      CHECK(lang::find_block(block == lang::kPyradiomics ? "features" : block) != nullptr);
    }
}

TEST_CASE("defaults are legal values of their parameters") {
  const auto catalogue = registry().catalogue();
  for (const auto& s : catalogue.all())
    for (const auto& p : s.params) {
      INFO(s.name << "." << p.name);
      CHECK_FALSE((p.required && !p.fallback.none()));
      if (const auto* number = p.fallback.as<double>()) {
        CHECK(*number >= p.low);
        CHECK(*number <= p.high);
      }
      if (p.type == lang::ParamType::choice)
        if (const auto* word = p.fallback.as<std::string>())
          CHECK(std::find(p.choices.begin(), p.choices.end(), *word) != p.choices.end());
    }
}

}  // namespace rgx::stdlib
