// Tests of times to an event: what `of` of a `compare` takes, up to when Uno's C counts.
#include <algorithm>

#include "lang/named.hpp"
#include "lang/nearest.hpp"
#include "lang/survival_rule.hpp"

namespace rgx::lang {

void Checker::check_survival(Block& here, const TestRule& rule, const Use& test) {
  if (const auto* weights = test.argument("weights");
      test.signature->name == "c_index" && weights != nullptr && text(weights->value) == "uno" &&
      (test.argument("tau") == nullptr || !test.argument("tau")->written))
    error("missing-setting", test.span, "`weights: uno` asks up to when events count: the last ones weigh most").help =
        "write `tau: 24 months`, a time at which enough cases are still followed";
  const auto &of = named(here, "of"), &features = named(here, "features");
  if (of.empty()) {
    if (rule.compares_survival && here.refs.count("of") == 0)
      error("missing-setting", test.span,
            "`" + test.signature->name + "` compares survival, and `" + here.name + "` does not say of what")
          .help = "write `of: …`, a survival outcome";
    return;
  }
  if (!rule.compares_survival) {
    auto& d = error("wrong-test", test.span, "`" + test.signature->name + "` does not compare survival");
    d.related.push_back({of.front().span, "asked here"});
    std::vector<std::string> able;
    for (const auto& s : catalogue_.all())
      if (s.built && s.test && s.test->compares_survival && contains(s.blocks, here.kind)) able.push_back(s.name);
    if (!able.empty()) d.help = choices_text(able) + (able.size() == 1 ? " does" : " do");
  }
  if (!features.empty()) {
    auto& d = error("misplaced", features.front().span,
                    "`" + here.name + "` compares the survival of its groups, and names `features` beside it");
    d.related.push_back({of.front().span, "the survival"});
    d.help = "compare features in a block of their own; `associate` relates them to survival";
  }
  for (const auto& r : of) {
    const Variable* v = variable_of(study_, r);
    if (const auto refused = v == nullptr ? std::nullopt : survival_refused(*v, *test.signature);
        refused && rule.compares_survival) {
      auto& d = error("wrong-test", test.span, refused->message);
      d.related.push_back({v->span, "declared here"});
      d.help = refused->help;
    }
    if (v == nullptr || v->type == Variable::Type::survival) continue;
    auto& d = error("wrong-type", r.span, "`of` asks for survival, and `" + v->name + "` is " + type_name(v->type));
    d.related.push_back({v->span, "declared here"});
    d.help = "a survival outcome is `survival(time: …, event: …, unit: 1 month)`; other outcomes stand in `by`";
  }
  const auto& by = named(here, "by");
  if (rule.cuts_numbers) {
    std::vector<Ref> tables;
    for (const auto& r : by)
      if (variable_of(study_, r) == nullptr) tables.push_back(r);
    check_column_types(here, tables, rule.features, test);
    return;
  }
  for (const auto& r : by) {
    if (r.kind != Ref::Kind::features && r.kind != Ref::Kind::score) continue;
    auto& d = error("wrong-type", r.span,
                    "`" + test.signature->name + "` compares groups, and `" + ref_text(r) + "` holds numbers");
    d.help = "`max_logrank()` searches the cut and corrects p for it";
  }
}

// The cut of a number that another block searched for with the same outcome on the same cases: its groups were made to
// differ (rule 5).
void Checker::check_optimised_cuts() {
  const auto overlap = [](const Block& a, const Block& b) {
    return std::any_of(a.on.begin(), a.on.end(), [&](const auto& cohort) { return contains(b.on, cohort); });
  };
  const auto cuts = [](const Block& b) {
    const Use* test = b.kind == "compare" ? b.step(Role::test) : nullptr;
    return test != nullptr && test->signature->test && test->signature->test->cuts_numbers;
  };
  for (auto& b : study_.blocks) {
    if (b.kind != "compare" || named(b, "of").empty() || cuts(b)) continue;
    for (const auto& group : named(b, "by")) {
      const Variable* v = variable_of(study_, group);
      if (v == nullptr || !v->derived || v->derived->how != "cut" || !v->derived->at.empty()) continue;
      for (const auto& other : study_.blocks) {
        if (!cuts(other) || !overlap(b, other)) continue;
        for (const auto& searched : named(other, "by"))
          for (const auto& of : named(b, "of")) {
            const Variable* x = variable_of(study_, searched);
            const auto& same = named(other, "of");
            if (x == nullptr || x->name != v->derived->from.front() ||
                std::none_of(same.begin(), same.end(), [&](const Ref& o) { return o.member == of.member; }))
              continue;
            auto& d = acceptable(b, "optimised-cut", group.span,
                                 "`" + v->name + "` cuts `" + x->name + "`, and `" + other.name +
                                     "` searched the cut at which `" + of.member + "` differs most in these cases",
                                 "tested here with `" + of.member + "`");
            d.related.push_back({searched.span, "searched here"});
            d.help = "the p value of `" + other.name + "` knows of the search; or test the cut on other cases";
          }
      }
    }
  }
}

}  // namespace rgx::lang
