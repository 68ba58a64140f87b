#include "stdlib/imaging/step.hpp"

#include <algorithm>

namespace rgx::stdlib {

std::vector<std::string> scans_of(const engine::Json& params, const engine::Case& subject) {
  std::vector<std::string> out;
  const auto of = params.find("of");
  for (const auto& [name, scan] : subject.scans)
    if (of == params.end() || of->is_null() || std::find(of->begin(), of->end(), name) != of->end())
      out.push_back(name);
  return out;
}

void rethrow(const ImageError& error) {
  engine::Failure failure(error.code(), error.message());
  failure.file = error.file();
  throw failure;
}

}  // namespace rgx::stdlib
