#pragma once
// Parameters as the tests of this room declare them.
#include <string>
#include <utility>
#include <vector>

#include "lang/signature.hpp"

namespace rgx::stdlib {

// The first choice is the default.
inline lang::Param choice_of(std::string name, std::vector<std::string> choices, std::string text) {
  lang::Param out;
  out.name = std::move(name);
  out.type = lang::ParamType::choice;
  out.choices = std::move(choices);
  out.fallback = out.choices.front();
  out.text = std::move(text);
  return out;
}

// Left out where it is not written, so that Methods say nothing of it.
inline lang::Param optional(lang::Param param) {
  param.fallback = {};
  return param;
}

inline lang::Param yes_or_no(std::string name, bool fallback, std::string text) {
  lang::Param out;
  out.name = std::move(name);
  out.type = lang::ParamType::boolean;
  out.fallback = fallback;
  out.text = std::move(text);
  return out;
}

inline lang::Param whole_number(std::string name, double fallback, double low, double high, std::string text) {
  lang::Param out;
  out.name = std::move(name);
  out.type = lang::ParamType::integer;
  out.fallback = fallback;
  out.low = low;
  out.high = high;
  out.text = std::move(text);
  return out;
}

// For details: what `audit` gives in the tests of one feature by groups.
inline const std::string kAuditOfValues =
    " `audit`: `adjusted_estimate` is the same effect of what least squares on the audited columns leaves of the "
    "feature, on the cases that have them all; categories count by their levels.";
inline const std::string kAuditOfRanks =
    " `audit`: `adjusted_estimate` is the same effect of what least squares on the audited columns leaves of the "
    "feature's mid-ranks (numbers audited are ranked too), on the cases that have them all; categories count by their "
    "levels.";
// … and where it joins the covariates.
inline const std::string kAuditOfModels =
    " `audit`: `adjusted_estimate` is that of the same model with the audited columns among the covariates, on the "
    "cases "
    "that have them all.";

}  // namespace rgx::stdlib
