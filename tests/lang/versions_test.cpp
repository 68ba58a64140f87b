// An operation of two versions: the newest unless a study asks for one, by its number or by a date.
#include <doctest/doctest.h>

#include "lang/explain.hpp"
#include "lang/facts.hpp"
#include "lang/render.hpp"
#include "tests/lang/support/catalogue.hpp"
#include "tests/lang/support/golden.hpp"

using namespace rgx::lang;

namespace rgx::test {

namespace {

const Catalogue& two_versions() {
  static const Catalogue all = [] {
    Catalogue made = catalogue();
    for (const char* name : {"zscore", "glcm"}) {
      Signature newer = *made.find(name);
      newer.version = 2;
      newer.since = "2026-09";
      made.add(newer);
    }
    return made;
  }();
  return all;
}

std::string study(const std::string& settings, const std::string& step, const std::string& family) {
  return "rgx 1\nstudy \"S\" { seed: 7" + settings +
         " }\n"
         "cohort c { table: csv(\"c.csv\"); id: id }\n"
         "images mri { cohort: c; T1: nifti(\"{id}.nii\", modality: MR); core: mask(\"{id}_core.nii\") }\n"
         "preprocess p { from: mri; " +
         step + " }\nfeatures f { from: p; discretise(bins: 32); families: " + family + " }\n";
}

Checked checked(const std::string& text) {
  Checked out;
  const auto id = out.sources.add("study.rgx", text);
  out.study = check(out.sources, id, two_versions(), {}, out.diagnostics);
  for (const auto& d : out.diagnostics.all) out.rendered += render(d, out.sources);
  return out;
}

unsigned step_version(const Checked& c) { return c.study.find("p")->steps.front().signature->version; }
unsigned family_version(const Checked& c) { return c.study.find("f")->features->families.front().signature->version; }

}  // namespace

TEST_CASE("versions: the newest, unless a number or a date asks for another") {
  const Checked newest = checked(study("", "zscore(within: core)", "[glcm]"));
  INFO(newest.rendered);
  REQUIRE_FALSE(newest.diagnostics.has_errors());
  CHECK(step_version(newest) == 2);
  CHECK(family_version(newest) == 2);
  const Checked older = checked(study("", "zscore@1(within: core)", "[glcm@1]"));
  INFO(older.rendered);
  REQUIRE_FALSE(older.diagnostics.has_errors());
  CHECK(step_version(older) == 1);
  CHECK(family_version(older) == 1);
  const Checked dated = checked(study("; operations: \"2026-06\"", "zscore(within: core)", "[glcm@2]"));
  CHECK(step_version(dated) == 1);
  CHECK(family_version(dated) == 2);  // what is written at the step is nearer
}

TEST_CASE("versions: one that there is not is an error with those there are") {
  const Checked c = checked(study("", "zscore@3(within: core)", "[glcm]"));
  CHECK(codes(c) == std::vector<std::string>{"unknown-version"});
  CHECK(c.rendered.find("there is no version 3 of `zscore` in this build") != std::string::npos);
  CHECK(c.rendered.find("it has `zscore@1` and `zscore@2`") != std::string::npos);
}

TEST_CASE("versions: told by `explain`, a fact of the plan") {
  const Checked c = checked(study("", "zscore@1(within: core)", "[glcm]"));
  CHECK(explain(c.study, "f").find("glcm@2") != std::string::npos);
  bool told = false;
  for (const auto& f : facts_of(c.study))
    told = told || (f.block == "p" && f.what == "zscore" && f.value == "version 1");
  CHECK(told);
}

}  // namespace rgx::test
