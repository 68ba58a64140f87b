#include "engine/cohort.hpp"

namespace rgx::engine {

const CohortVariable* Cohort::variable(std::string_view wanted) const {
  for (const auto& v : variables)
    if (v.name == wanted) return &v;
  return nullptr;
}

}  // namespace rgx::engine
