#pragma once
// A failure at run time: what a kernel throws. `execute` adds node, subject and the place in the study.
#include <stdexcept>
#include <string>

namespace rgx::engine {

struct Failure : std::runtime_error {
  std::string code;     // kebab-case
  std::string subject;  // empty: not of one subject
  std::string file;     // the file it is about; empty: none
  std::string help;
  Failure(std::string code_, const std::string& message, std::string help_ = {})
      : std::runtime_error(message), code(std::move(code_)), help(std::move(help_)) {}
};

}  // namespace rgx::engine
