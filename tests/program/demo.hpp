#pragma once
// The demonstration cohort, and one undisturbed run of it that tests compare with.
#include <doctest/doctest.h>

#include <string>

#include "tests/program/program.hpp"

namespace rgx::test {

inline void new_demo(const std::string& folder, std::vector<std::string> more = {}) {
  std::vector<std::string> arguments{"new", "demo", folder};
  arguments.insert(arguments.end(), more.begin(), more.end());
  const Ended e = call(arguments);
  INFO(e.err);
  REQUIRE(e.status == 0);
}

inline const Settings without_node{.environment = {{"PATH", "/nonexistent"}}, .largest_file = {}, .folder = {}};

// Made once, at the first test that asks; nothing may write into it.
class Demo {
 public:
  static const Demo& undisturbed() {
    static const Demo one;
    return one;
  }
  std::string cohort() const { return folder_ / "cohort"; }
  std::string study() const { return folder_ / "cohort/study.rgx"; }
  std::string store() const { return folder_ / "store"; }
  std::string run() const { return folder_ / "run"; }
  const std::map<std::string, std::string>& files() const { return files_; }
  // The same without SVG figures, as a run without Node.js writes it: a fifth of the time.
  const std::map<std::string, std::string>& files_without_node() const { return without_node_; }
  // A copy of the cohort to change.
  std::string copy_to(const Folder& folder, const std::string& name = "cohort") const {
    fs::copy(cohort(), folder / name, fs::copy_options::recursive);
    return folder / name;
  }
  std::string copy_store_to(const Folder& folder, const std::string& name = "store") const {
    fs::copy(store(), folder / name, fs::copy_options::recursive);
    return folder / name;
  }

 private:
  Demo() {
    new_demo(cohort());
    const Ended e = call({"run", study(), "-o", run(), "--store", store(), "-j", "2"});
    INFO(e.err);
    REQUIRE(e.status == 0);
    files_ = run_files(run());
    const Ended plain = call({"run", study(), "-o", folder_ / "plain", "--store", store(), "-j", "2"}, without_node);
    REQUIRE(plain.status == 0);
    without_node_ = run_files(folder_ / "plain");
  }
  Folder folder_;
  std::map<std::string, std::string> files_, without_node_;
};

// A study text without the block that begins with `head`, as `model signature`.
inline std::string without_block(std::string text, const std::string& head) {
  const std::size_t begin = text.find("\n" + head + " {");
  REQUIRE_MESSAGE(begin != std::string::npos, head);
  const std::size_t end = text.find("\n}\n", begin);
  REQUIRE(end != std::string::npos);
  return text.erase(begin, end + 2 - begin);
}

}  // namespace rgx::test
