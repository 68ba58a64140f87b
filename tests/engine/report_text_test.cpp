#include <doctest/doctest.h>

#include <cmath>

#include "engine/report_document.hpp"
#include "engine/report_sections.hpp"
#include "tests/engine/report_run.hpp"

using namespace rgx::test;

TEST_CASE("report text: numbers as people read them") {
  CHECK(readable(12) == "12");
  CHECK(readable(-0.123456) == "−0.1235");
  CHECK(readable(none).empty());
  CHECK(readable(HUGE_VAL) == "∞");
  CHECK(readable(-HUGE_VAL) == "−∞");
  CHECK(readable_p(0.04951, none) == "0.0495");
  CHECK(readable_p(1.234e-7, none) == "1.2e-07");
  CHECK(readable_p(0, -412.4) == "1e-412");
  CHECK(readable_p(0, -HUGE_VAL) == "0");  // a perfect correlation
  CHECK(readable_p(none, none).empty());
}

TEST_CASE("report text: p in a sentence, rounded with its power") {
  CHECK(equals_p(0.0312, none) == "=\u00A00.031");
  CHECK(equals_p(9.96e-6, none) == "=\u00A01.0\u00A0×\u00A010⁻⁵");
  CHECK(equals_p(0, -400.25) == "=\u00A05.6\u00A0×\u00A010⁻⁴⁰¹");
  CHECK(equals_p(0, none) == "<\u00A010⁻³⁰⁰");
  CHECK(equals_p(0, -HUGE_VAL) == "<\u00A010⁻³⁰⁰");
  CHECK(equals_p(none, none) == "not computed");
  CHECK(with_interval(0.5, none, none) == "0.50");
  CHECK(with_interval(-0.001, -HUGE_VAL, 0.25) == "0.00 (95 % CI −∞ to 0.25)");
}

TEST_CASE("report text: nothing of a name is markup") {
  CHECK(plain("a_b *c* <d> [e](f) | `g`\nh") == "a\\_b \\*c\\* \\<d\\> \\[e\\](f) \\| \\`g\\` h");
  CHECK(code("plain") == "`plain`");
  CHECK(code("a `b` c") == "`` a `b` c ``");
  CHECK(escape_html("<a href=\"x\">'&'") == "&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;");
  CHECK(stem_of("a/b c[\"d\"].e") == "a_b_c__d__.e");
  CHECK(listed({}).empty());
  CHECK(listed({"a", "b", "c"}) == "a, b and c");
  CHECK(leading("see [t](tables/t.csv)", "../") == "see [t](../tables/t.csv)");
}

TEST_CASE("report text: a perfect correlation neither breaks a sentence nor a figure") {
  RunDirectory run = made_run();
  for (auto& c : run.tables["map.csv"].columns) {
    if (c.name == "estimate" || c.name == "ci_low" || c.name == "ci_high") c.numbers[0] = 1;
    if (c.name == "p" || c.name == "q") c.numbers[0] = 0;
    if (c.name == "log10_p") c.numbers[0] = -HUGE_VAL;
  }
  const ReportView view(run);
  const auto sentences = sentences_of(view, *view.block("map"), 1);
  CHECK(sentences.at(1) ==
        "Strongest: `lesion.shape.volume_mesh` with `GENE01`: partial ρ 1.00 (95 % CI 1.00 to 1.00), p "
        "<\u00A010⁻³⁰⁰, q <\u00A010⁻³⁰⁰.");
}
