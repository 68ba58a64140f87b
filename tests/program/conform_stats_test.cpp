// `rgx conform stats`: the numbers come with the program; a wrong one is said and ends in 1.
#include <doctest/doctest.h>

#include <filesystem>

#include "tests/program/program.hpp"

using namespace rgx::test;

namespace {

// The second cells of the lines of a table in Markdown that begin with a routine.
std::vector<std::string> routines(const std::string& page) {
  std::vector<std::string> out;
  for (std::size_t at = page.find("|---|"); (at = page.find("\n| ", at)) != std::string::npos;) {
    const std::size_t from = at + 3;
    at = page.find(" |", from);
    out.push_back(page.substr(from, at - from));
  }
  return out;
}

}  // namespace

TEST_CASE("conform stats: every routine of this very build is within tolerance, as the page says") {
  const Ended e = call({"conform", "stats"});
  INFO(e.out, e.err);
  CHECK(e.status == 0);
  for (const char* words :
       {"routine", "largest error", "t.test(x, y)", "survival ", "p below 1e-300", "Equal infinities"})
    CHECK_MESSAGE(e.prints(words), words);
  CHECK_FALSE(e.prints("outside"));
  const Ended page = call({"conform", "stats", "--markdown"});
  CHECK(page.status == 0);
  CHECK(page.out.starts_with("# Parity with R\n"));
  const auto now = routines(page.out);
  CHECK(now.size() > 100);
  CHECK(page.prints("**" + std::to_string(now.size()) + " of " + std::to_string(now.size()) + " within tolerance.**"));
  // Written again when a routine comes or goes: rgx conform stats --markdown > docs/parity.md
  CHECK(now == routines(read_file((source_dir() / "docs/parity.md").string())));
}

TEST_CASE("conform stats: a doctored table ends in 1 and names the routine and the case") {
  const Folder f;
  const std::string folder = f / "reference/stats";
  std::filesystem::create_directories(folder);
  for (const auto& entry : std::filesystem::directory_iterator(source_dir() / "tests/reference"))
    if (entry.path().extension() == ".csv") std::filesystem::copy(entry.path(), folder);
  const std::string file = folder + "/contingency.csv";
  write_file(file, edited(read_file(file), "design,fisher,0.034965034965034975", "design,fisher,0.034965035"));
  const Ended wrong = call({"conform", "stats", "--data", f.str()});
  CHECK(wrong.status == 0);  // 1e-9 off: a p of Fisher's is compared to 1e-8
  write_file(file, edited(read_file(file), "design,fisher,0.034965035", "design,fisher,0.034966"));
  const Ended outside = call({"conform", "stats", "--data", f.str()});
  CHECK(outside.status == 1);
  CHECK(outside.prints("outside in design"));
  CHECK_FALSE(outside.prints("missing in"));

  std::filesystem::remove(folder + "/cox.csv");
  const Ended gone = call({"conform", "stats", "--data", f.str()});
  CHECK(gone.status == 1);
  CHECK(gone.says("cox.csv"));
  const Ended none = call({"conform", "stats", "--data", f / "elsewhere"});
  CHECK(none.status == 1);
  CHECK(none.says("reference/stats"));
}
