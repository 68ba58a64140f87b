#include "lang/render.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cctype>

#include "lang/diagnostic_codes.hpp"

using namespace rgx::lang;

namespace {

Span find(const SourceMap& sources, std::uint32_t file, std::string_view what) {
  const auto at = static_cast<std::uint32_t>(sources.text(file).find(what));
  return {file, at, at + static_cast<std::uint32_t>(what.size())};
}

Diagnostic leakage(const SourceMap& sources, std::uint32_t file) {
  Diagnostic d;
  d.code = "leakage";
  d.message = "`adjusted` has seen the cases that `idh_signature` is tested on";
  d.primary = {find(sources, file, "adjusted, age"), "used here with `validate: folds`"};
  d.primary.span.end -= 5;
  d.related.push_back(
      {find(sources, file, "combat(batch: site, preserve: [age])"), "learned from all 214 cases of `glioma` here"});
  d.help = "move `combat` into `within_folds` of `idh_signature` (`rgx check --fix` does this)";
  return d;
}

}  // namespace

TEST_CASE("a message with two places is shown as in the contract") {
  SourceMap sources;
  std::string text;
  for (int line = 1; line < 64; ++line) text += "\n";
  text += "  combat(batch: site, preserve: [age])\n";
  for (int line = 65; line < 89; ++line) text += "\n";
  text += "  using:   [adjusted, age]\n";
  const auto file = sources.add("study.rgx", text);
  CHECK(render(leakage(sources, file), sources) ==
        R"(error[leakage]: `adjusted` has seen the cases that `idh_signature` is tested on
  --> study.rgx:89:13
   |
89 |   using:   [adjusted, age]
   |             ^^^^^^^^ used here with `validate: folds`
   |
64 |   combat(batch: site, preserve: [age])
   |   ------------------------------------ learned from all 214 cases of `glioma` here
   |
help: move `combat` into `within_folds` of `idh_signature` (`rgx check --fix` does this)
)");
}

TEST_CASE("tabs and wide letters keep the carets below their words; another file has its own arrow") {
  SourceMap sources;
  const auto study = sources.add("study.rgx", "\tx: \"只有\" zz\n");
  const auto table = sources.add("data.csv", "id,v\na,oops\n");
  Diagnostic d;
  d.code = "wrong-type";
  d.severity = Severity::warning;
  d.message = "m";
  d.primary.span = find(sources, study, "zz");
  d.related.push_back({find(sources, table, "oops"), "this cell"});
  d.notes.push_back("first\nsecond");
  CHECK(render(d, sources) == R"(warning[wrong-type]: m
 --> study.rgx:1:10
  |
1 |     x: "只有" zz
  |               ^^
  |
 --> data.csv:2:3
  |
2 | a,oops
  |   ---- this cell
  |
note: first
      second
)");
}

TEST_CASE("a long line is shown around its label") {
  SourceMap sources;
  const auto file = sources.add("t.csv", std::string(5000, 'a') + "HERE" + std::string(5000, 'b'));
  Diagnostic d;
  d.code = "bad";
  d.message = "m";
  d.primary.span = find(sources, file, "HERE");
  const std::string text = render(d, sources);
  CHECK(text.size() < 1000);
  CHECK(text.find("aHEREb") != std::string::npos);
  const std::size_t line = text.find("…a"), caret = text.find('^');
  REQUIRE(line != std::string::npos);
  // The ellipsis has three bytes and one column.
  CHECK(caret - text.rfind('\n', caret) == text.find("HERE") - text.rfind('\n', text.find("HERE")) - 2);
}

TEST_CASE("colours wrap the words and nothing else") {
  SourceMap sources;
  const auto file = sources.add("a.rgx", "abc\n");
  Diagnostic d;
  d.code = "syntax";
  d.message = "m";
  d.primary.span = {file, 0, 3};
  std::string coloured = render(d, sources, {true});
  CHECK(coloured.find("\033[1;31merror[syntax]\033[0m") != std::string::npos);
  for (std::size_t at; (at = coloured.find('\033')) != std::string::npos;)
    coloured.erase(at, coloured.find('m', at) - at + 1);
  CHECK(coloured == render(d, sources));
}

TEST_CASE("JSON") {
  SourceMap sources;
  const auto file = sources.add("a \"b\".rgx", "x: 1\ny: ü\n");
  Diagnostics all;
  CHECK(render_json(all, sources) == "[]\n");
  Diagnostic d;
  d.code = "syntax";
  d.message = "tab\there, \x01, back\\slash and \xFF";
  d.primary.span = find(sources, file, "ü");
  d.related.push_back({{file, 0, 1}, "r"});
  d.help = "h";
  d.fixes.push_back({"t", {{{file, 0, 1}, "z"}}});
  all.add(d);
  CHECK(
      render_json(all, sources) ==
      "[\n  {\"code\": \"syntax\", \"severity\": \"error\", \"message\": \"tab\\there, \\u0001, back\\\\slash and "
      "\xEF\xBF\xBD\", \"file\": \"a \\\"b\\\".rgx\", \"line\": 2, \"column\": 4, \"end_line\": 2, \"end_column\": 5, "
      "\"related\": [{\"file\": \"a \\\"b\\\".rgx\", \"line\": 1, \"column\": 1, \"text\": \"r\"}], \"help\": \"h\", "
      "\"fix\": {\"title\": \"t\", \"edits\": [{\"file\": \"a \\\"b\\\".rgx\", \"line\": 1, \"column\": 1, "
      "\"end_line\": 1, \"end_column\": 2, \"replacement\": \"z\"}]}}\n]\n");
}

TEST_CASE("the table of codes is sorted and complete") {
  std::string_view before;
  for (const CodeInfo& row : diagnostic_codes()) {
    CAPTURE(row.code);
    CHECK(before < row.code);
    before = row.code;
    CHECK(row.explanation.size() > 60);
    CHECK(row.explanation.ends_with("."));
    CHECK(std::all_of(row.code.begin(), row.code.end(), [](char c) { return c == '-' || (c >= 'a' && c <= 'z'); }));
    CHECK_FALSE(row.code.starts_with("-"));
    CHECK_FALSE(row.code.ends_with("-"));
    CHECK(row.code.find("--") == std::string_view::npos);
    CHECK(find_code(row.code) == &row);
  }
  CHECK(find_code("leakage")->acceptable);
  CHECK_FALSE(find_code("wrong-type")->acceptable);
  CHECK_FALSE(find_code("no-such-code"));
}
