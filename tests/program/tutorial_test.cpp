// docs/tutorials/rerun_a_paper.md, command by command, as its reader would type them.
#include <doctest/doctest.h>

#include <sstream>

#include "tests/program/program.hpp"

using namespace rgx::test;

namespace {

struct Step {
  std::vector<std::pair<std::string, int>> commands;  // and the status each ends in
  std::vector<std::string> shown;                     // pieces of what is printed
};

// Blocks marked `sh` are commands; a block without a mark shows what those before it printed.
std::vector<Step> steps_of(const std::string& markdown) {
  std::vector<Step> out;
  std::istringstream lines(markdown);
  enum class In { text, commands, output } in = In::text;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("```")) {
      if (in != In::text) {
        in = In::text;
      } else if (line == "```sh") {
        in = In::commands;
        out.emplace_back();
      } else {
        REQUIRE_MESSAGE(line == "```", line);
        REQUIRE_FALSE(out.empty());
        in = In::output;
      }
    } else if (in == In::commands) {
      const std::size_t mark = line.find("# ends in ");
      out.back().commands.emplace_back(line, mark == std::string::npos ? 0 : std::stoi(line.substr(mark + 10)));
    } else if (in == In::output) {
      out.back().shown.push_back(line);
    }
  }
  return out;
}

}  // namespace

TEST_CASE("tutorial: rerun a paper, every command of it") {
  const auto data = data_dir("cohorts/ivygap");
  if (!data) return;
  const auto steps = steps_of(read_file((source_dir() / "docs/tutorials/rerun_a_paper.md").string()));
  REQUIRE(steps.size() >= 10);
  Folder f;
  // One shell for all, so that `cd` and variables last; what each block prints goes to a file of its own.
  std::string script = "export PATH=" + fs::path(program()).parent_path().string() + ":$PATH\n";
  for (std::size_t i = 0; i < steps.size(); ++i)
    for (const auto& [command, status] : steps[i].commands) {
      const std::string prints = f / ("printed" + std::to_string(i));
      script += "{ " + command + "\n} >>" + prints + " 2>&1\nstatus=$?\n[ $status -eq " + std::to_string(status) +
                " ] || { echo \"ended in $status: block " + std::to_string(i) + "\"; cat " + prints + "; exit 1; }\n";
    }
  f.write("home/script.sh", script);
  const std::string run = "cd '" + f.str() + "' && env -u RGX_DATA_DIR -u XDG_DATA_HOME HOME='" + f / "home" +
                          "' RGX_SOURCE='" + source_dir().string() + "' IVYGAP='" +
                          (*data / "cohorts/ivygap").string() + "' sh home/script.sh >said 2>&1";
  const int status = std::system(run.c_str());
  INFO(f.read("said"));
  REQUIRE(status == 0);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const std::string printed = f.read("printed" + std::to_string(i));
    INFO(printed);
    for (const auto& piece : steps[i].shown) CHECK_MESSAGE(printed.find(piece) != std::string::npos, piece);
  }
}
