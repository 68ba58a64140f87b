// `audit:` of compare and associate.
#include "lang/nearest.hpp"
#include "lang/resolve.hpp"

namespace rgx::lang {

// What `audit` holds fixed: suspected confounders, not what is tested.
void Checker::check_audit(const Block& here, const TestRule& rule, const Use& test) {
  const auto found = here.refs.find("audit");
  if (found == here.refs.end() || found->second.empty()) return;
  const auto& audit = found->second;
  if (!rule.audits && !rule.adjusts) {
    std::vector<std::string> able;
    for (const auto& s : catalogue_.all())
      if (s.built && s.test && (s.test->audits || s.test->adjusts) && contains(s.blocks, here.kind))
        able.push_back(s.name);
    auto& d = error("wrong-test", test.span, "`" + test.signature->name + "` has no estimate with columns held fixed");
    d.related.push_back({audit.front().span, "asked here"});
    if (!able.empty()) d.help = choices_text(able) + (able.size() == 1 ? " has one" : " have one");
  }
  const auto variable = [&](const Ref& r) -> const Variable* {
    if (r.kind != Ref::Kind::outcome && r.kind != Ref::Kind::covariate) return nullptr;
    return study_.variable(r.block, r.member);
  };
  for (const auto& r : audit) {
    const Variable* v = variable(r);
    if (v == nullptr) continue;
    if (v->type == Variable::Type::survival) {
      error("wrong-type", r.span, "`" + v->name + "` is survival, and cannot be held fixed");
      continue;
    }
    for (const char* side : {"by", "right", "features", "left"})
      if (const auto at = here.refs.find(side); at != here.refs.end())
        for (const auto& tested : at->second) {
          if (variable(tested) != v) continue;
          auto& d = error("outcome-as-feature", r.span,
                          "`" + v->name + "` is tested in `" + here.name + "`, and would be held fixed there");
          d.related.push_back({tested.span, "tested here"});
          d.help = "name what it may be confounded with";
        }
  }
}

}  // namespace rgx::lang
