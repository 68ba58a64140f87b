#pragma once
// Where two runs of one plan part: the first step in plan order whose output differs though its inputs do not, and what
// of it differs.
#include <string>
#include <vector>

#include "engine/lock.hpp"

namespace rgx::engine {

struct Divergence {
  std::string step;                  // path; empty: none
  std::string because;               // one sentence
  std::vector<std::string> details;  // each parameter, library, instruction set, file that differs
  std::string declared;              // of the operation: "exact", "platform-sensitive"
};

// The locks may be such that tell of no subjects (pack_subjects.hpp): `name` gives the path that stands for a node.
Divergence find_divergence(const Plan& plan, const Registry& registry, const Lock& was, const Lock& is,
                           const std::function<std::string(const std::string& path)>& name);

// Nothing ran: the first step that would read another content than the locked run did.
Divergence find_reader(const Plan& plan, const Lock& was, const Lock& is);

// "platform-sensitive" when a step that the table comes from is declared so (last bits depend on the build of a
// library), else "exact". By file of the plan's tables.
std::map<std::string, std::string> declared_of_tables(const Plan& plan, const Registry& registry);

}  // namespace rgx::engine
