#include "lang/format.hpp"

#include <doctest/doctest.h>

#include "lang/parse.hpp"
#include "lang/render.hpp"
#include "tests/lang/studies.hpp"
#include "tests/lang/tree.hpp"

using namespace rgx::lang;
using rgx::test::comments;
using rgx::test::tree;

namespace {

struct Read {
  SourceMap sources;
  ast::File file;
};

Read read(const std::string& text) {
  Read r;
  Diagnostics out;
  r.file = parse(r.sources, r.sources.add("x.rgx", text), out);
  std::string messages;
  for (const Diagnostic& d : out.all) messages += render(d, r.sources);
  CAPTURE(text);
  CHECK(messages == "");
  return r;
}

std::string formatted(const std::string& text) {
  const Read r = read(text);
  return format(r.file, r.sources);
}

void check_same_meaning(const std::string& text) {
  const Read before = read(text);
  const std::string once = format(before.file, before.sources);
  const Read after = read(once);
  CHECK(tree(before.file) == tree(after.file));
  CHECK(comments(before.file) == comments(after.file));
  CHECK(format(after.file, after.sources) == once);
}

}  // namespace

TEST_CASE("the ten studies: idempotent, meaning and comments kept, no line too long") {
  const auto studies = rgx::test::design_studies();
  for (const auto& [name, text] : studies) {
    CAPTURE(name);
    check_same_meaning(text);
  }
  if (!studies.empty()) CHECK(studies.size() == 10);
}

TEST_CASE("odd layouts: idempotent, meaning and comments kept") {
  check_same_meaning(rgx::test::odd_layout);
  check_same_meaning(rgx::test::crowded);
  check_same_meaning("rgx 1");
  check_same_meaning("rgx 1\n\n\n# nothing else\n");
  check_same_meaning("\xEF\xBB\xBF# bom\r\nrgx 1\r\na: 1 # c\r\n\r\nb: 2\r\n");
}

TEST_CASE("values of neighbouring settings stand below each other") {
  CHECK(formatted("rgx 1\nfeatures a{from: b;\nregions:c\nn4( )\nfamilies: [d,e ,]\n}\n") ==
        "rgx 1\n\nfeatures a {\n  from:     b\n  regions:  c\n  n4()\n  families: [d, e]\n}\n");
  CHECK(formatted("rgx 1\noutcome os: a\ncovariate x: b\n\nid: c\n") ==
        "rgx 1\n\noutcome   os: a\ncovariate x:  b\n\nid: c\n");
}

TEST_CASE("an empty line or a nested block ends the run") {
  CHECK(formatted("rgx 1\na: 1\nlonger: 2\n\nb: 3\n") == "rgx 1\n\na:      1\nlonger: 2\n\nb: 3\n");
  CHECK(formatted("rgx 1\nm {\n  a: 1\n  w {\n    s()\n  }\n  longer: 2\n}\n") ==
        "rgx 1\n\nm {\n  a: 1\n  w {\n    s()\n  }\n  longer: 2\n}\n");
}

TEST_CASE("a block on one line stays there while it fits") {
  const std::string fits = "rgx 1\n\ncohort rider { table: csv(\"data/rider.csv\"); id: patient }\n";
  CHECK(formatted(fits) == fits);
  const std::string name(130, 'x');
  CHECK(formatted("rgx 1\nb { a: " + name + "; c: d }\n") == "rgx 1\n\nb {\n  a: " + name + "\n  c: d\n}\n");
}

TEST_CASE("long lists are filled, and end in a comma") {
  std::string list, line = "    ";
  for (int k = 0; k < 30; ++k) list += (k ? ", " : "") + ("\"item" + std::to_string(100 + k) + "\"");
  const std::string out = formatted("rgx 1\nx: [" + list + "]\n");
  CHECK(out.starts_with("rgx 1\n\nx: [\n  \"item100\", "));
  CHECK(out.ends_with("\"item129\",\n]\n"));
}

TEST_CASE("American spelling becomes British, names of the author stay") {
  CHECK(formatted("rgx 1\nharmonize a { discretize(bins: 3); standardize(); x: harmonize }\n") ==
        "rgx 1\n\nharmonise a { discretise(bins: 3); standardise(); x: harmonize }\n");
}

TEST_CASE("comments below each other are aligned, two blanks off") {
  CHECK(formatted("rgx 1\na: 1 # x\nbcd: 22     # y\n") == "rgx 1\n\na:   1   # x\nbcd: 22  # y\n");
}
