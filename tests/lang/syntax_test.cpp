// Files with mistakes of syntax: every message, word for word, as the user sees it.
// RGX_UPDATE_GOLDEN=1 writes the .expect files again.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

#include "lang/parse.hpp"
#include "lang/render.hpp"
#include "tests/support/data.hpp"

using namespace rgx::lang;
namespace fs = std::filesystem;

namespace {

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string messages(const fs::path& path) {
  SourceMap sources;
  Diagnostics out;
  parse(sources, sources.add(path.filename().string(), read(path)), out);
  std::string text;
  for (const Diagnostic& d : out.all) text += (text.empty() ? "" : "\n") + render(d, sources);
  return text;
}

std::vector<std::string> sentences(const std::string& text) {
  SourceMap sources;
  Diagnostics out;
  parse(sources, sources.add("x.rgx", text), out);
  std::vector<std::string> list;
  for (const Diagnostic& d : out.all) list.push_back(d.message);
  return list;
}

}  // namespace

TEST_CASE("golden files of bad syntax") {
  std::vector<fs::path> files;
  for (const auto& file : fs::directory_iterator(rgx::test::source_dir() / "tests/golden/bad")) {
    const std::string name = file.path().filename().string();
    if (file.path().extension() == ".rgx" && (name.starts_with("syntax_") || name == "eight_mistakes.rgx"))
      files.push_back(file.path());
  }
  std::sort(files.begin(), files.end());
  REQUIRE(files.size() > 10);
  for (const fs::path& file : files) {
    CAPTURE(file.filename().string());
    const std::string found = messages(file);
    CHECK_FALSE(found.empty());
    fs::path expect = file;
    expect.replace_extension(".expect");
    if (std::getenv("RGX_UPDATE_GOLDEN")) std::ofstream(expect, std::ios::binary) << found;
    CHECK(found == read(expect));
  }
}

TEST_CASE("eight mistakes give eight messages in the wording of the contract") {
  SourceMap sources;
  Diagnostics out;
  const fs::path file = rgx::test::source_dir() / "tests/golden/bad/eight_mistakes.rgx";
  parse(sources, sources.add("eight_mistakes.rgx", read(file)), out);
  const std::vector<std::string> expected{
      "`design` needs a colon: `design: value`",
      "`id` has no value",
      "nothing follows `and`",
      "missing `,` or `:` before `4`",
      "this `(` is never closed",
      "two commas with nothing between them",
      "settings are written `regions: value`, with a colon, not `=`",
      "this text has no closing quote",
  };
  REQUIRE(out.all.size() == expected.size());
  for (std::size_t k = 0; k < expected.size(); ++k) CHECK(out.all[k].message == expected[k]);
}

TEST_CASE("mistakes in one entry are told by themselves") {
  CHECK(sentences("rgx 1\nn4(shrink 4, levels 5)\n") ==
        std::vector<std::string>{"missing `,` or `:` before `4`", "missing `,` or `:` before `5`"});
  CHECK(sentences("rgx 1\na: [x, == 3, y]\nb c d\n") ==
        std::vector<std::string>{"nothing stands before `==`", "`b c` needs a colon: `b c: value`"});
}

TEST_CASE("what looks like a mistake and is none") {
  for (const char* text : {
           "rgx 1\nmissing: exclude\n",
           "rgx 1\na: csv(\"x\", missing: [\"NA\"])\n",
           "rgx 1\na: b\n  and c\n",
           "rgx 1\na: b and\n  c\n",
           "rgx 1\ncohort a\n{\n  id: x\n}\n",
           "rgx 1\na: f(b,\n  c: 1\n)\nd: 2\n",
           "rgx 1\na: 5 s/mm2; b: 5%; c: f(s: 1 s)\n",
           "rgx 1\na: [1, 2,]; b: m.missing;\n",
           "\xEF\xBB\xBFrgx 1\r\na: 1\r\n",
           "# only a comment first\n\nrgx 1",
       }) {
    CAPTURE(text);
    CHECK(sentences(text).empty());
  }
}
