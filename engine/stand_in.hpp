#pragma once
// A rerun without the images: the results of the run that came from them (feature tables) stand in for the steps
// behind, each checked against the digest in the lock. Everything that depends on them only is run again.
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "engine/find_inputs.hpp"
#include "engine/run.hpp"

namespace rgx::engine {

struct StandIns {
  Plan plan;                               // without the steps that cannot run; each stand-in is a step without inputs
  Registry registry;                       // with the operation that hands them in
  std::vector<std::string> given;          // paths of the steps whose result of the run is used
  std::vector<std::string> not_rerun;      // names of steps that did not run, `standardised/zscore`, in plan order
  std::set<std::string> tables_not_rerun;  // files of tables that need the images themselves
};

// object: canonical bytes by digest, from the store of the run; none: the table of the run directory is read back.
StandIns stand_in(const Plan& plan, const Registry& registry, const RunDirectory& run, const InputPlaces& places,
                  const std::function<std::optional<std::string>(const std::string& digest)>& object);

// The lock of a run with stand-ins, completed by what the run before says of the steps that did not run.
void complete_from(Lock& fresh, const Lock& was, const StandIns& used, const InputPlaces& places);

}  // namespace rgx::engine
