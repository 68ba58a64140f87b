#pragma once
// Signatures as the tests of the language declare them.
#include <string>
#include <utility>
#include <vector>

#include "lang/signature.hpp"

namespace rgx::test {

using lang::Literal;
using lang::Param;
using lang::ParamType;
using lang::Role;
using lang::Signature;

inline Param make(std::string name, ParamType type, Literal fallback = {}) {
  Param p;
  p.name = std::move(name);
  p.type = type;
  p.fallback = std::move(fallback);
  return p;
}

inline Param choices(std::string name, std::vector<std::string> all, Literal fallback) {
  Param p = make(std::move(name), ParamType::choice, std::move(fallback));
  p.choices = std::move(all);
  return p;
}

inline Param region(std::string name) {
  Param p = make(std::move(name), ParamType::reference);
  p.required = true;
  p.refers_to = {"region"};
  return p;
}

inline Signature make(std::string name, Role role, std::vector<std::string> blocks, std::vector<Param> params) {
  Signature s;
  s.name = std::move(name);
  s.role = role;
  s.blocks = std::move(blocks);
  s.params = std::move(params);
  return s;
}

inline Signature test(std::string name, std::string block, lang::TestRule rule, std::vector<Param> params = {}) {
  auto s = make(std::move(name), Role::test, {std::move(block)}, std::move(params));
  s.test = std::move(rule);
  return s;
}

inline Signature fold_step(std::string name, std::vector<Param> params, bool reads_outcome = false) {
  auto s = make(std::move(name), Role::fold_step, {"within_folds"}, std::move(params));
  s.learns = true;
  s.reads_outcome = reads_outcome;
  return s;
}

inline Signature learner(std::string name, std::vector<std::string> outcomes, std::vector<Param> params) {
  auto s = make(std::move(name), Role::learner, {"model"}, std::move(params));
  s.learns = s.reads_outcome = true;
  s.test = lang::TestRule{std::move(outcomes), 2, 2, {}, "", false, false};
  return s;
}

}  // namespace rgx::test
