#include <map>
#include <utility>

#include "lang/facts.hpp"

namespace rgx::lang {

namespace {

using Key = std::pair<std::string, std::string>;  // block, what

std::map<Key, const Fact*> by_key(const std::vector<Fact>& facts) {
  std::map<Key, const Fact*> out;
  for (const auto& f : facts) out.emplace(Key{f.block, f.what}, &f);
  return out;
}

bool is_step(const Fact& f) { return f.value.starts_with("version "); }

// `wilcoxon` of `wilcoxon.effect`; empty where there is no such step.
std::string step_of(const Fact& f) {
  const std::size_t dot = f.what.find('.');
  return dot == std::string::npos ? std::string() : f.what.substr(0, dot);
}

// A study may be called otherwise, its analysis is the same.
bool is_title(const Fact& f) { return f.kind == "study" && f.what == "title"; }

std::string kind_of(const Fact& f, bool was, bool is) {
  if (f.what.empty()) return is ? "block added" : "block removed";
  if (is_step(f)) return was && is ? "version" : is ? "step added" : "step removed";
  if (f.what.starts_with("outcome ") || f.what == "predict" || f.what == "by" ||
      (f.kind == "compare" && f.what == "of"))
    return "outcome";
  if (f.kind == "split" || f.what == "validate") return "split";
  return f.kind == "study" && f.what == "seed" ? "seed" : "parameter";
}

// A block or step that only one side has is told once, not with everything in it.
bool told_already(const Fact& f, const std::map<Key, const Fact*>& own, const std::map<Key, const Fact*>& other) {
  if (!f.what.empty() && !other.contains({f.block, ""})) return true;
  const std::string step = step_of(f);
  return !step.empty() && own.contains({f.block, step}) && !other.contains({f.block, step});
}

}  // namespace

std::vector<Deviation> deviations(const std::vector<Fact>& planned, const std::vector<Fact>& found) {
  const auto plan = by_key(planned), now = by_key(found);
  std::vector<Deviation> out;
  for (const auto& f : found) {
    const auto was = plan.find({f.block, f.what});
    if (is_title(f)) continue;
    if (was != plan.end() ? was->second->value == f.value : told_already(f, now, plan)) continue;
    const bool known = was != plan.end();
    out.push_back({kind_of(f, known, true), f.block, f.what, known ? was->second->value : "", f.value, f.span});
  }
  for (const auto& f : planned)
    if (!is_title(f) && !now.contains({f.block, f.what}) && !told_already(f, plan, now))
      out.push_back({kind_of(f, true, false), f.block, f.what, f.value, "", {}});
  return out;
}

std::string sentence(const Deviation& d) {
  if (d.kind == "block added") return "`" + d.block + "` (" + d.found + ") is not in the plan";
  if (d.kind == "block removed") return "`" + d.block + "` (" + d.planned + ") of the plan is not here";
  const std::string where = d.block == "study" ? "`" + d.what + "`" : "`" + d.what + "` of `" + d.block + "`";
  if (d.kind == "step added") return where + " is not in the plan";
  if (d.kind == "step removed") return where + " of the plan is not here";
  if (d.found.empty()) return where + " is not set; the plan says " + d.planned;
  if (d.planned.empty()) return where + " is " + d.found + "; the plan does not set it";
  return where + " is " + d.found + "; the plan says " + d.planned;
}

}  // namespace rgx::lang
