#pragma once
// What settings of a checked block name, and the variables behind them.
#include <string>
#include <vector>

#include "lang/resolve.hpp"

namespace rgx::lang {

// The references of a setting; none where it is not written.
inline const std::vector<Ref>& named(const Block& b, const std::string& setting) {
  static const std::vector<Ref> none;
  const auto at = b.refs.find(setting);
  return at == b.refs.end() ? none : at->second;
}

// The declared variable behind a reference; nullptr: it is something else.
inline const Variable* variable_of(const Study& study, const Ref& r) {
  if (r.kind != Ref::Kind::outcome && r.kind != Ref::Kind::covariate) return nullptr;
  return study.variable(r.block, r.member);
}

// The kind of an outcome in the rule of a test or learner.
inline std::string rule_type(const Variable& v) {
  return v.type == Variable::Type::category ? "nominal" : type_name(v.type);
}

}  // namespace rgx::lang
