#pragma once
// What may stand in `evaluate`: how models are compared. They say to the checker what may be written; the evaluation
// node does the work.
#include <vector>

#include "lang/signature.hpp"

namespace rgx::stdlib {

std::vector<lang::Signature> evaluate_signatures();

}  // namespace rgx::stdlib
