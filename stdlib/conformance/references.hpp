#pragma once
// The tables of reference numbers in one folder, each read once.
#include <Eigen/Core>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "stdlib/conformance/case_table.hpp"

namespace rgx::conformance {

using NamedMatrices = std::map<std::string, Eigen::MatrixXd>;

class References {
 public:
  explicit References(std::filesystem::path folder) : folder_(std::move(folder)) {}

  // From any thread. Throw std::runtime_error, which names the file, when `name`.csv is not there or is no such table.
  const CaseTable& cases(const std::string& name) const;
  const NamedMatrices& matrices(const std::string& name) const;
  // The head's `tool` of either kind.
  std::string tool(const std::string& name) const;

 private:
  std::filesystem::path folder_;
  mutable std::recursive_mutex busy_;
  mutable std::map<std::string, CaseTable> cases_;
  mutable std::map<std::string, NamedMatrices> matrices_;
  mutable std::map<std::string, std::string> tools_;
};

}  // namespace rgx::conformance
