#pragma once
// Which tests take a survival outcome that is entered late or has competing events.
#include <optional>
#include <string>

#include "lang/signature.hpp"
#include "lang/study.hpp"

namespace rgx::lang {

struct SurvivalRefusal {
  std::string message, help;
};
// Why the test cannot use the outcome, or nothing.
std::optional<SurvivalRefusal> survival_refused(const Variable& outcome, const Signature& test);

}  // namespace rgx::lang
