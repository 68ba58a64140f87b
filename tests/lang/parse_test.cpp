#include "lang/parse.hpp"

#include <doctest/doctest.h>

#include "tests/lang/studies.hpp"
#include "tests/lang/tree.hpp"

using namespace rgx::lang;
using rgx::test::tree;

namespace {

std::string value_of(const std::string& value) {
  SourceMap sources;
  Diagnostics out;
  const ast::File file = parse(sources, sources.add("x.rgx", "rgx 1\nx: " + value + "\n"), out);
  CAPTURE(value);
  REQUIRE(out.all.empty());
  REQUIRE(file.entries.size() == 1);
  return tree(file.entries[0].as<ast::Setting>()->value);
}

}  // namespace

TEST_CASE("the ten studies parse without a message") {
  for (const auto& [name, text] : rgx::test::design_studies()) {
    CAPTURE(name);
    SourceMap sources;
    Diagnostics out;
    const ast::File file = parse(sources, sources.add(name, text), out);
    CHECK(out.all.empty());
    CHECK(file.version == 1);
    CHECK(file.entries.size() >= 8);
    for (const ast::Entry& entry : file.entries) CHECK_FALSE(entry.as<ast::Broken>());
  }
}

TEST_CASE("operators bind as the grammar says") {
  CHECK(value_of("a or b and c") == "{path.a op0 {path.b op1 path.c}}");
  CHECK(value_of("a and b or c") == "{{path.a op1 path.b} op0 path.c}");
  CHECK(value_of("not a in [1]") == "not{{path.a op8 [1.000000/1/,]}}");
  CHECK(value_of("not a and b") == "{not{path.a} op1 path.b}");
  CHECK(value_of("not not a") == "not{not{path.a}}");
  CHECK(value_of("a not in [\"x\"]") == "{path.a op9 [text<x>,]}");
  CHECK(value_of("a is not missing and b is missing") == "{present{path.a} op1 absent{path.b}}");
  CHECK(value_of("(a or b) and c") == "{group{{path.a op0 path.b}} op1 path.c}");
}

TEST_CASE("numbers, units and ranges") {
  CHECK(value_of("-1000 HU .. 400HU") == "-1000.000000/-1000/HU..400.000000/400/HU");
  CHECK(value_of("1.5e3") == "1500.000000/1.5e3/");
  CHECK(value_of("5 %") == "5.000000/5/%");
  CHECK(value_of("800 s/mm2") == "800.000000/800/s/mm2");
  CHECK(value_of("1 mm3") == "1.000000/1/mm3");
  CHECK(value_of("18 years") == "18.000000/18/years");
  CHECK(value_of("f(1, s: 2 s)") == "f(1.000000/1/,s=2.000000/2/s,)");
  CHECK(value_of("[2 mm, keep]") == "[2.000000/2/mm,path.keep,]");
}

TEST_CASE("paths, indices, calls and versions") {
  CHECK(value_of("genes[\"EGFR\"].auc") == "path.genes[<EGFR>.auc");
  CHECK(value_of("rad[[\"a\", \"b\",]]") == "path.rad[[<a><b>");
  CHECK(value_of("glcm@2") == "glcm@2");
  CHECK(value_of("f(a, g(b: [true, missing]))") == "f(path.a,g(b=[true,missing,],),)");
}

TEST_CASE("texts") {
  CHECK(value_of(R"("a \"b\" \\ ü")") == "text<a \"b\" \\ ü>");
  CHECK(value_of(R"("# no comment { } ( ;")") == "text<# no comment { } ( ;>");
}

TEST_CASE("spans point at what was written") {
  SourceMap sources;
  Diagnostics out;
  const std::string text = "rgx 1\n# c\noutcome idh:  binary( a , b: \"x\" )  # d\ncohort k { id: q }\n";
  const ast::File file = parse(sources, sources.add("x.rgx", text), out);
  REQUIRE(out.all.empty());
  REQUIRE(file.entries.size() == 2);
  const auto* setting = file.entries[0].as<ast::Setting>();
  REQUIRE(setting);
  CHECK(sources.text(file.entries[0].span) == "outcome idh:  binary( a , b: \"x\" )");
  CHECK(sources.text(setting->name.span) == "outcome");
  CHECK(sources.text(setting->label->span) == "idh");
  CHECK(sources.text(setting->value.span) == "binary( a , b: \"x\" )");
  const auto* call = setting->value.as<ast::Call>();
  CHECK(sources.text(call->name.span) == "binary");
  CHECK(sources.text(call->args[1].span) == "b: \"x\"");
  CHECK(file.entries[0].leading.size() == 1);
  CHECK(file.entries[0].trailing->text == "# d");
  const auto* block = file.entries[1].as<ast::Block>();
  CHECK(sources.text(file.entries[1].span) == "cohort k { id: q }");
  CHECK(sources.text(block->open) == "{");
  CHECK(sources.text(block->close) == "}");
  CHECK(sources.text(file.version_span) == "rgx 1");
}

TEST_CASE("what cannot be read keeps its place, the rest is read") {
  SourceMap sources;
  Diagnostics out;
  const ast::File file = parse(
      sources, sources.add("x.rgx", "rgx 1\ncohort a {\n  id:\n  table: csv(\"x\")\n}\nsplit b { of: a }\n"), out);
  CHECK(out.all.size() == 1);
  REQUIRE(file.entries.size() == 2);
  const auto* cohort = file.entries[0].as<ast::Block>();
  REQUIRE(cohort);
  REQUIRE(cohort->entries.size() == 2);
  CHECK(cohort->entries[0].as<ast::Broken>());
  CHECK(cohort->entries[1].as<ast::Setting>());
}

TEST_CASE("a comment behind a brace, before one, and inside brackets") {
  SourceMap sources;
  Diagnostics out;
  const ast::File file =
      parse(sources, sources.add("x.rgx", "rgx 1\nb { # open\n  x: [1, # one\n 2]\n  # close\n}\n# foot\n"), out);
  REQUIRE(out.all.empty());
  const auto* block = file.entries[0].as<ast::Block>();
  CHECK(block->open_comment->text == "# open");
  CHECK(block->closing_comments.at(0).text == "# close");
  CHECK(block->entries[0].inside.at(0).text == "# one");
  CHECK(file.footer.at(0).text == "# foot");
}

TEST_CASE("files that are no studies give few messages and end soon") {
  SourceMap sources;
  const auto repeated = [](const std::string& piece, int times) {
    std::string text = "rgx 1\n";
    for (int k = 0; k < times; ++k) text += piece;
    return text;
  };
  for (const std::string& text :
       {repeated("(", 200000), repeated("[{", 100000), repeated("not ", 100000),
        "rgx 1\na: " + repeated("x and ", 50000), repeated(")", 200000), repeated("x: \"\n", 50000),
        repeated("a b c; ", 50000), repeated("f(1\n", 50000), repeated("\xC3\xA9", 100000), repeated("1,2,3\n", 50000),
        repeated("}", 100000), repeated("x = 1\n", 50000)}) {
    Diagnostics out;
    parse(sources, sources.add("x.rgx", text), out);
    CAPTURE(text.substr(0, 20));
    CHECK(out.all.size() >= 1);
    CHECK(out.all.size() <= 51);
  }
}

TEST_CASE("a study of a megabyte is read without a message") {
  std::string text = "rgx 1\n";
  while (text.size() < (1u << 20))
    text += "cohort c {\n  table: csv(\"a.csv\", missing: [\"NA\"])\n  include: age >= 18 years and x in [1, 2]\n}\n";
  SourceMap sources;
  Diagnostics out;
  const ast::File file = parse(sources, sources.add("x.rgx", text), out);
  CHECK(out.all.empty());
  CHECK(file.entries.size() > 5000);
}

// Every prefix of every study, and studies with pieces taken out: whatever happens, it ends, and says little.
TEST_CASE("broken studies: bounded messages, spans inside the file") {
  const auto check = [](const std::string& text) {
    SourceMap sources;
    Diagnostics out;
    const ast::File file = parse(sources, sources.add("x.rgx", text), out);
    CHECK(out.all.size() <= 51);
    for (const Diagnostic& d : out.all) {
      CHECK(d.primary.span.begin <= d.primary.span.end);
      CHECK(d.primary.span.end <= text.size());
      CHECK_FALSE(d.message.empty());
    }
    for (const ast::Entry& entry : file.entries) CHECK(entry.span.end <= text.size());
  };
  for (const auto& [name, text] : rgx::test::design_studies()) {
    CAPTURE(name);
    for (std::size_t end = 0; end <= text.size(); end += 7) check(text.substr(0, end));
    std::uint64_t state = 1;
    const auto next = [&](std::size_t below) {
      state = state * 6364136223846793005u + 1442695040888963407u;
      return static_cast<std::size_t>(state >> 33) % below;
    };
    for (int k = 0; k < 300; ++k) {
      std::string damaged = text;
      for (std::size_t cuts = 1 + next(3); cuts > 0; --cuts) {
        damaged.erase(next(damaged.size()), 1 + next(12));
        if (next(2) == 0) damaged.insert(next(damaged.size()), 1, "(){}[]\",;:=.# \n"[next(15)]);
      }
      check(damaged);
    }
  }
}

TEST_CASE("one deleted bracket, colon or quote gives one message") {
  std::size_t tried = 0, single = 0;
  for (const auto& [name, text] : rgx::test::design_studies()) {
    bool in_text = false, in_comment = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
      const char c = text[i];
      if (c == '\n') in_comment = false;
      if (!in_comment && c == '"') in_text = !in_text;
      if (!in_text && c == '#') in_comment = true;
      if (in_comment || (in_text && c != '"') || std::string_view("()[]{}:\"").find(c) == std::string_view::npos)
        continue;
      std::string damaged = text;
      damaged.erase(i, 1);
      SourceMap sources;
      Diagnostics out;
      parse(sources, sources.add("x.rgx", damaged), out);
      CAPTURE(name);
      CAPTURE(i);
      CHECK(out.all.size() <= 4);
      ++tried;
      single += out.all.size() == 1;
    }
  }
  MESSAGE("one character deleted: " << single << " of " << tried << " give exactly one message");
  if (tried > 0) CHECK(single * 100 >= tried * 99);
}
