#pragma once
// How the rules of blocks are written down. Internal to lang/block_schema*.
#include <string>
#include <utility>
#include <vector>

#include "lang/block_schema.hpp"

namespace rgx::lang::schema {

inline SettingRule setting(std::string name, ParamType type, std::string text) {
  SettingRule rule;
  rule.param.name = std::move(name);
  rule.param.type = type;
  rule.param.text = std::move(text);
  return rule;
}

struct Build {
  SettingRule rule;
  Build(std::string name, ParamType type, std::string text) : rule(setting(std::move(name), type, std::move(text))) {}
  Build& required() {
    rule.param.required = true;
    return *this;
  }
  Build& list() {
    rule.param.list = true;
    return *this;
  }
  Build& fans_out() {
    rule.fans_out = true;
    return list();
  }
  Build& labelled() {
    rule.labelled = true;
    return *this;
  }
  Build& later() {
    rule.built = false;
    return *this;
  }
  Build& choices(std::vector<std::string> built, std::vector<std::string> not_yet = {}) {
    rule.param.choices = std::move(built);
    rule.param.later_choices = std::move(not_yet);
    return *this;
  }
  Build& refers(std::vector<std::string> what) {
    rule.param.refers_to = std::move(what);
    return *this;
  }
  Build& fallback(Literal value) {
    rule.param.fallback = std::move(value);
    return *this;
  }
  Build& range(double low, double high) {
    rule.param.low = low;
    rule.param.high = high;
    return *this;
  }
  operator SettingRule() const { return rule; }  // NOLINT(google-explicit-constructor)
};

inline Build text(std::string name, std::string what) { return {std::move(name), ParamType::text, std::move(what)}; }
inline Build choice(std::string name, std::string what) {
  return {std::move(name), ParamType::choice, std::move(what)};
}
inline Build refs(std::string name, std::vector<std::string> to, std::string what) {
  return Build(std::move(name), ParamType::reference, std::move(what)).refers(std::move(to));
}
inline Build special(std::string name, std::string what) { return {std::move(name), ParamType::any, std::move(what)}; }
inline Build condition(std::string name, std::string what) {
  return {std::move(name), ParamType::condition, std::move(what)};
}

inline Build duration(std::string name, std::string what) {
  Build out(std::move(name), ParamType::number, std::move(what));
  out.rule.param.dimension = "time";
  return out.range(0, std::numeric_limits<double>::infinity());
}

inline SettingRule on_setting() { return refs("on", {"cohort"}, "the cohort it works on").list(); }
inline SettingRule where_setting() { return condition("where", "the cases it is about"); }

// Blocks that learn from cases what they give (block_schema_learned.cpp).
BlockRule robust_rule();
BlockRule harmonise_rule();
BlockRule decompose_rule();
BlockRule cluster_rule();
BlockRule evaluate_rule();  // block_schema_evaluate.cpp
// Blocks of the contract that come later. A learning one is described far enough for the leakage rule to see it.
BlockRule later(std::string kind, std::string heading, bool learns);

}  // namespace rgx::lang::schema
