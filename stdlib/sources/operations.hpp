#pragma once
// Operations of this room, each registered by one line of stdlib/register.cpp.
#include "engine/operation.hpp"

namespace rgx::stdlib {

engine::Operation read_cohort_operation();
engine::Operation import_features_operation();
engine::Operation aggregate_operation();
engine::Operation read_matrix_operation();
engine::Operation describe_participants_operation();

}  // namespace rgx::stdlib
