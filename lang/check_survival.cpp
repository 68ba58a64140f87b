// Tests of times to an event: what `of` of a `compare` takes.
#include "lang/named.hpp"

namespace rgx::lang {

void Checker::check_survival(Block& here, const TestRule& rule, const Use& test) {
  if (const auto& of = named(here, "of"); !of.empty() && !rule.compares_survival)
    error("wrong-test", test.span, "`" + test.signature->name + "` does not compare survival")
        .related.push_back({of.front().span, "asked here"});
}

}  // namespace rgx::lang
