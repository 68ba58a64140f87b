#include "stdlib/conformance/references.hpp"

#include <fstream>
#include <stdexcept>

#include "stdlib/conformance/case_fields.hpp"

namespace rgx::conformance {

namespace {

template <class Read>
auto read_file(const std::filesystem::path& file, const Read& read) {
  std::ifstream in(file, std::ios::binary);
  if (!in) throw std::runtime_error("no reference numbers at " + file.string());
  try {
    return read(in);
  } catch (const std::exception& e) {
    throw std::runtime_error(file.string() + ": " + e.what());
  }
}

}  // namespace

const CaseTable& References::cases(const std::string& name) const {
  const std::lock_guard lock(busy_);
  if (const auto at = cases_.find(name); at != cases_.end()) return at->second;
  auto table = read_file(folder_ / (name + ".csv"), [](std::istream& in) { return read_cases(in); });
  tools_[name] = table.tool;
  return cases_.emplace(name, std::move(table)).first->second;
}

const NamedMatrices& References::matrices(const std::string& name) const {
  const std::lock_guard lock(busy_);
  if (const auto at = matrices_.find(name); at != matrices_.end()) return at->second;
  const auto table = read_file(folder_ / (name + ".csv"), [](std::istream& in) { return read_cells(in); });
  tools_[name] = table.tool;
  auto& out = matrices_[name];
  for (const auto& [key, cells] : table.cells) out[key] = matrix_of(cells);
  return out;
}

std::string References::tool(const std::string& name) const {
  const std::lock_guard lock(busy_);
  const auto at = tools_.find(name);
  return at == tools_.end() ? std::string() : at->second;
}

}  // namespace rgx::conformance
