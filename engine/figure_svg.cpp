// SVG of the figures by vega under Node: one process for all of them, its input and output in unnamed temporary files,
// so that neither side waits for the other.
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

#include "engine/assets.hpp"
#include "engine/figure.hpp"
#include "engine/report_view.hpp"

extern char** environ;

namespace rgx::engine {

namespace {

using TemporaryFile = std::unique_ptr<FILE, int (*)(FILE*)>;

TemporaryFile temporary() { return {std::tmpfile(), &std::fclose}; }

std::string content_of(FILE* file) {
  std::string out;
  std::rewind(file);
  char buffer[1 << 16];
  while (const std::size_t n = std::fread(buffer, 1, sizeof buffer, file)) out.append(buffer, n);
  return out;
}

// Runs a program found by PATH; empty `why` when it ended with status 0.
std::string run_program(std::vector<std::string> words, const std::string& input, std::string& output) {
  const TemporaryFile in = temporary(), out = temporary(), said = temporary();
  if (!in || !out || !said) return std::string("no temporary file: ") + std::strerror(errno);
  if (std::fwrite(input.data(), 1, input.size(), in.get()) != input.size() || std::fflush(in.get()) != 0)
    return std::string("a temporary file cannot be written: ") + std::strerror(errno);
  std::rewind(in.get());
  std::vector<char*> arguments;
  for (auto& w : words) arguments.push_back(w.data());
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, fileno(in.get()), STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, fileno(out.get()), STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, fileno(said.get()), STDERR_FILENO);
  pid_t child = 0;
  const int failed = posix_spawnp(&child, words[0].c_str(), &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (failed != 0) return failed == ENOENT ? "not found" : std::strerror(failed);
  int status = 0;
  while (waitpid(child, &status, 0) < 0)
    if (errno != EINTR) return std::strerror(errno);
  output = content_of(out.get());
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return {};
  if (WIFEXITED(status) && WEXITSTATUS(status) == 127) return "not found";
  const std::string message = content_of(said.get());
  return "it failed: " + (message.empty() ? "no message" : message.substr(0, message.find('\n')));
}

}  // namespace

DrawnFigures draw_figures(const std::vector<const ReportFigure*>& figures) {
  DrawnFigures drawn;
  drawn.svg.resize(figures.size());
  if (figures.empty()) return drawn;
  std::vector<std::string> words{"node"};
  for (const char* name : {"web/render_svg.cjs", "web/vega.min.js", "web/vega-lite.min.js"}) {
    const auto file = asset(name);
    if (!file) {
      drawn.why = std::string("`") + name + "` is not installed";
      return drawn;
    }
    words.push_back(file->string());
  }
  Json specs = Json::array();
  for (const auto* figure : figures) specs.push_back(figure->spec);
  const std::string input = canonical({{"figures", specs}});
  std::string output;
  std::string failed = run_program(words, input, output);
  if (failed == "not found") {
    words[0] = "nodejs";
    failed = run_program(words, input, output);
  }
  if (!failed.empty()) {
    drawn.why = failed == "not found" ? "Node.js was not found" : "Node.js: " + failed;
    return drawn;
  }
  const Json answer = Json::parse(output, nullptr, false);
  if (!answer.is_object() || list_at(answer, "svg").size() != figures.size()) {
    drawn.why = "Node.js gave no figures";
    return drawn;
  }
  for (std::size_t i = 0; i < figures.size(); ++i) {
    drawn.svg[i] = answer["svg"][i].get<std::string>();
    if (drawn.svg[i].empty() && drawn.why.empty())
      drawn.why = "`" + figures[i]->name + "`: " + answer.value("errors", Json::array()).at(i).get<std::string>();
  }
  return drawn;
}

}  // namespace rgx::engine
