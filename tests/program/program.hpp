#pragma once
// The rgx program as its users meet it: started as a process of its own, judged by its exit status, what it prints and
// what it writes.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/data.hpp"
#include "tests/support/folder.hpp"

namespace rgx::test {

namespace fs = std::filesystem;

// RGX_PROGRAM of the environment, else the program that was built with the tests.
inline std::string program() {
  const char* set = std::getenv("RGX_PROGRAM");
  return set ? set : RGX_PROGRAM;
}

struct Ended {
  int status = 0;  // of exit, or minus the signal that ended it
  std::string out, err;
  bool says(const std::string& words) const { return err.find(words) != std::string::npos; }
  bool prints(const std::string& words) const { return out.find(words) != std::string::npos; }
};

struct Settings {
  std::map<std::string, std::optional<std::string>> environment;  // over that of this process; nothing: unset
  std::optional<rlim_t> largest_file;                             // bytes: a disk that is full
  std::string folder;                                             // working directory; empty: that of this process
};

// A started program. What it prints goes to files, so that neither side waits for the other.
class Running {
 public:
  explicit Running(std::vector<std::string> arguments, const Settings& settings = {}) {
    arguments.insert(arguments.begin(), program());
    std::vector<char*> argv;
    for (auto& a : arguments) argv.push_back(a.data());
    argv.push_back(nullptr);
    const std::string out = prints_ / "out", err = prints_ / "err";
    child_ = ::fork();
    REQUIRE(child_ >= 0);
    if (child_ != 0) return;
    // Only what may be called between fork and exec of a process that may have threads, but for the environment: this
    // one has none of its own.
    for (const auto& [file, descriptor] : {std::pair{&out, STDOUT_FILENO}, std::pair{&err, STDERR_FILENO}}) {
      const int opened = ::open(file->c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
      if (opened < 0 || ::dup2(opened, descriptor) < 0) ::_exit(127);
    }
    if (!settings.folder.empty() && ::chdir(settings.folder.c_str()) != 0) ::_exit(127);
    for (const auto& [name, value] : settings.environment)
      if (value)
        ::setenv(name.c_str(), value->c_str(), 1);
      else
        ::unsetenv(name.c_str());
    if (settings.largest_file) {
      const rlimit limit{*settings.largest_file, *settings.largest_file};
      ::signal(SIGXFSZ, SIG_IGN);
      if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) ::_exit(127);
    }
    ::execv(argv[0], argv.data());
    ::_exit(127);
  }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;
  ~Running() {
    if (child_ <= 0) return;
    ::kill(child_, SIGKILL);
    ::waitpid(child_, nullptr, 0);
  }

  void send(int signal_number) const { ::kill(child_, signal_number); }

  bool ended() {
    if (child_ > 0 && ::waitpid(child_, &wait_status_, WNOHANG) == child_) child_ = 0;
    return child_ == 0;
  }

  // Waits for the moment, or for the end. True: the moment came while the program ran.
  bool reaches(const std::function<bool()>& moment) {
    while (!ended()) {
      if (moment()) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return false;
  }

  Ended end() {
    while (child_ > 0)
      if (::waitpid(child_, &wait_status_, 0) == child_)
        child_ = 0;
      else
        REQUIRE(errno == EINTR);
    return {WIFSIGNALED(wait_status_) ? -WTERMSIG(wait_status_) : WEXITSTATUS(wait_status_), prints_.read("out"),
            prints_.read("err")};
  }

 private:
  Folder prints_;
  pid_t child_ = -1;
  int wait_status_ = 0;
};

inline Ended call(std::vector<std::string> arguments, const Settings& settings = {}) {
  return Running(std::move(arguments), settings).end();
}

// `rgx run`, and where it did not end as expected, what it said.
inline Ended run_study(const std::string& study, const std::string& out, const std::string& store,
                       std::vector<std::string> more = {"-j", "2"}, int expected = 0, const Settings& settings = {}) {
  std::vector<std::string> arguments{"run", study, "-o", out, "--store", store};
  arguments.insert(arguments.end(), more.begin(), more.end());
  Ended e = call(arguments, settings);
  INFO(e.err);
  CHECK(e.status == expected);
  return e;
}

// Every file of a run directory by its path there, but run.json, which tells of times and of the machine.
inline std::map<std::string, std::string> run_files(const std::string& run) {
  std::map<std::string, std::string> out;
  for (const auto& entry : fs::recursive_directory_iterator(run)) {
    if (!entry.is_regular_file() || entry.path().filename() == "run.json") continue;
    std::ifstream in(entry.path(), std::ios::binary);
    out[fs::relative(entry.path(), run).string()] = {std::istreambuf_iterator<char>(in), {}};
  }
  return out;
}

// The first file that differs, or nothing: said instead of megabytes of report.
inline std::string difference(const std::map<std::string, std::string>& a,
                              const std::map<std::string, std::string>& b) {
  for (const auto& [name, bytes] : a) {
    const auto other = b.find(name);
    if (other == b.end()) return name + " is in the first only";
    if (other->second != bytes) return name + " differs";
  }
  for (const auto& [name, bytes] : b)
    if (!a.contains(name)) return name + " is in the second only";
  return {};
}

inline std::size_t files_below(const std::string& folder) {
  std::error_code gone;  // files come and go while the program runs
  std::size_t count = 0;
  for (fs::recursive_directory_iterator at(folder, gone), end; !gone && at != end; at.increment(gone))
    count += at->is_regular_file(gone) && at->path().filename().string().find(".tmp") == std::string::npos;
  return count;
}

inline std::string read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  REQUIRE_MESSAGE(in.good(), path);
  return {std::istreambuf_iterator<char>(in), {}};
}

inline void write_file(const std::string& path, const std::string& bytes) {
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out << bytes;
  out.close();
  REQUIRE_MESSAGE(out.good(), path);
}

// `text` with its one `from` replaced: an edit that does not fit any more is seen.
inline std::string edited(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  REQUIRE_MESSAGE(at != std::string::npos, from);
  REQUIRE_MESSAGE(text.find(from, at + 1) == std::string::npos, "twice: " << from);
  return text.replace(at, from.size(), to);
}

}  // namespace rgx::test
