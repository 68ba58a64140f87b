#include <doctest/doctest.h>

#include <cmath>

#include "engine/report_document.hpp"
#include "engine/report_numbers.hpp"
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
  CHECK(equals_p(0.1, none) == "=\u00A00.10");
  CHECK(equals_p(0.9971, none) == ">\u00A00.99");
  CHECK(equals_p(1, none) == "=\u00A01");
}

TEST_CASE("report text: an effect and its interval have the digits that the largest of them needs") {
  // What would be printed as 0 and is not has digits of its own.
  CHECK(with_interval(-0.001, -HUGE_VAL, 0.25) == "−0.001 (95 % CI −∞ to 0.25)");
  CHECK(with_interval(0.2917, 0.1994, 0.3842) == "0.29 (95 % CI 0.20 to 0.38)");
  CHECK(with_interval(0.1588, 0.002637, 3.12) == "0.16 (95 % CI 0.0026 to 3.12)");
  CHECK(with_interval(0.00123, 0.0001, 0.0024) == "0.0012 (95 % CI 0.0001 to 0.0024)");
  CHECK(with_interval(1354.18, 1048.38, 1659.98) == "1354 (95 % CI 1048 to 1660)");
  CHECK(with_interval(2.67, 1.2, 580.31) == "2.67 (95 % CI 1.20 to 580.31)");
  CHECK(with_interval(0, -0.5, 0.5) == "0 (95 % CI −0.50 to 0.50)");
  CHECK(effect_size(3.2e-7) == "3.2\u00A0×\u00A010⁻⁷");
  CHECK(effect_size(-2.5e6) == "−2.5\u00A0×\u00A010⁶");
  CHECK(effect_size(none) == "not computed");
  CHECK(signed_size(0.1) == "+0.10");
  CHECK(signed_size(-0.1) == "−0.10");
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
  CHECK(sentences.at(2) ==
        "The strongest: `lesion.shape.volume_mesh` with `GENE01`: partial ρ 1.00 (95 % CI 1.00 to 1.00), n = 38, p "
        "<\u00A010⁻³⁰⁰, adjusted p <\u00A010⁻³⁰⁰.");
}
