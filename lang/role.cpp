// Roles of operations in words, and which of them a block holds once.
#include "lang/block_schema.hpp"

namespace rgx::lang {

std::string_view role_name(Role role) {
  switch (role) {
    case Role::preprocess:
      return "preprocessing step";
    case Role::discretise:
      return "discretisation";
    case Role::family:
      return "feature family";
    case Role::filter:
      return "filter";
    case Role::table_source:
      return "table";
    case Role::image_source:
      return "image";
    case Role::region_source:
      return "region";
    case Role::variable:
      return "kind of variable";
    case Role::test:
      return "test";
    case Role::correction:
      return "correction";
    case Role::split:
      return "partition";
    case Role::agreement:
      return "measure of agreement";
    case Role::perturbation:
      return "perturbation";
    case Role::decomposition:
      return "decomposition";
    case Role::clustering:
      return "clustering";
    case Role::fold_step:
      return "step within folds";
    case Role::learner:
      return "learner";
    case Role::published_value:
      return "published value";
    case Role::report_sink:
      return "report file";
    case Role::other:
      return "operation";
  }
  return "operation";
}

bool only_one(Role role) {
  return role == Role::discretise || role == Role::test || role == Role::correction || role == Role::split ||
         role == Role::learner || role == Role::decomposition || role == Role::clustering;
}

}  // namespace rgx::lang
