#pragma once
// Operations of the language that have no kernel of their own: sources, kinds of variables, corrections, partitions,
// published values and report files. They say to the checker what may be written; nodes of other names do the work.
#include <vector>

#include "lang/signature.hpp"

namespace rgx::stdlib {

std::vector<lang::Signature> declared_signatures();
std::vector<lang::Signature> derived_signatures();    // of `derive`
std::vector<lang::Signature> aggregate_signatures();  // of `aggregate`

}  // namespace rgx::stdlib
