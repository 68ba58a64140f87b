#include <doctest/doctest.h>

#include <algorithm>

#include "lang/facts.hpp"
#include "tests/lang/support/golden.hpp"

using namespace rgx::lang;

namespace rgx::test {

namespace {

const char* const study = R"(rgx 1
study "S" { seed: 7 }
cohort glioma {
  table: csv("clinical.csv")
  id:    patient
  outcome   idh: binary(IDH_status, positive: "mutant", negative: "wildtype")
  covariate age: continuous(age, unit: 1 year)
}
features texture { cohort: glioma; source: csv("texture.csv", id: patient); kind: radiomic }
compare by_idh { features: texture; by: idh; wilcoxon(); correct(method: BH, level: 5 %) }
)";

std::vector<Fact> facts(const std::string& text) {
  const Checked c = check_text(text);
  INFO(c.rendered);
  REQUIRE_FALSE(c.diagnostics.has_errors());
  return facts_of(c.study);
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

std::vector<Deviation> left(const std::string& text) { return deviations(facts(study), facts(text)); }

}  // namespace

TEST_CASE("deviations: layout, comments, title, files and defaults that are now written are none") {
  CHECK(left(study).empty());
  CHECK(left(replaced(study, "study \"S\" {", "# a remark\nstudy \"Another title\" {\n  guidelines: CLEAR;")).empty());
  CHECK(left(replaced(study, "clinical.csv", "clinical_2026.csv")).empty());
  CHECK(left(replaced(study, "wilcoxon()", "wilcoxon(effect: auc)")).empty());
  CHECK(left(std::string(study) + "report r { show: by_idh; write: html(\"r.html\") }\n").empty());
}

TEST_CASE("deviations: each is told once, with its kind and both sides") {
  const auto one = [](const std::string& text) {
    const auto all = left(text);
    REQUIRE(all.size() == 1);
    return all[0];
  };
  const auto effect = one(replaced(study, "wilcoxon()", "wilcoxon(effect: rank_biserial)"));
  CHECK(effect.kind == "parameter");
  CHECK(effect.what == "wilcoxon.effect");
  CHECK(sentence(effect) == "`wilcoxon.effect` of `by_idh` is rank_biserial; the plan says auc");
  CHECK(one(replaced(study, "seed: 7", "seed: 8")).kind == "seed");
  CHECK(one(replaced(study, "positive: \"mutant\", negative: \"wildtype\"",
                     "positive: \"wildtype\", negative: \"mutant\""))
            .kind == "outcome");
  const auto who = one(replaced(study, "  outcome", "  include: age >= 18 year\n  outcome"));
  CHECK(who.kind == "parameter");
  CHECK(sentence(who).starts_with("`include` of `glioma` is age >= 18"));
  const auto added =
      one(std::string(study) + "associate a { left: texture; right: age; spearman(); correct(method: BH) }");
  CHECK(added.kind == "block added");
  CHECK(sentence(added) == "`a` (associate) is not in the plan");
}

TEST_CASE("deviations: a test that was exchanged is a step gone and a step added, not with all their parameters") {
  const auto all = left(replaced(study, "wilcoxon()", "welch()"));
  const auto has = [&](const char* kind, const char* what) {
    return std::any_of(all.begin(), all.end(), [&](const Deviation& d) { return d.kind == kind && d.what == what; });
  };
  CHECK(has("step added", "welch"));
  CHECK(has("step removed", "wilcoxon"));
  CHECK(std::none_of(all.begin(), all.end(), [](const Deviation& d) { return d.what == "wilcoxon.effect"; }));
  const auto gone = deviations(facts(study), facts(std::string(study).substr(0, std::string(study).find("compare"))));
  REQUIRE(gone.size() == 1);
  CHECK(gone[0].kind == "block removed");
  CHECK(gone[0].span.end == 0);
}

TEST_CASE("deviations: another version of an operation is one") {
  auto now = facts(study);
  for (auto& f : now)
    if (f.what == "wilcoxon") f.value = "version 2";
  const auto all = deviations(facts(study), now);
  REQUIRE(all.size() == 1);
  CHECK(all[0].kind == "version");
}

}  // namespace rgx::test
