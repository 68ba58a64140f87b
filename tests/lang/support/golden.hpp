#pragma once
// Golden studies: tests/golden/{ok,bad}/NAME.rgx beside NAME.expect, the rendered diagnostics one after another; only
// the file's name stands behind `-->`. RGX_UPDATE_GOLDEN=1 writes what is found. A first line `# with data` checks
// against the files in tests/golden/data.
#include <filesystem>
#include <string>
#include <vector>

#include "lang/check.hpp"

namespace rgx::test {

struct Checked {
  lang::SourceMap sources;
  lang::Diagnostics diagnostics;
  lang::Study study;
  std::string rendered;
};

std::string read_text(const std::filesystem::path& file);

// Checks `text` under the name `study.rgx`. `folder`: data files; empty: data is taken on trust.
Checked check_text(const std::string& text, const std::filesystem::path& folder = {},
                   const std::string& name = "study.rgx");
Checked check_golden(const std::filesystem::path& file);

// Codes of what was found, in order.
std::vector<std::string> codes(const Checked& checked);

}  // namespace rgx::test
