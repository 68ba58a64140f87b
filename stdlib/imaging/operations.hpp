#pragma once
// Operations of this room, each registered by one line of stdlib/register.cpp.
#include "engine/operation.hpp"

namespace rgx::stdlib {

engine::Operation read_case_operation();
engine::Operation look_at_regions_operation();
engine::Operation contact_sheet_operation();
engine::Operation resample_operation();
engine::Operation resegment_operation();
engine::Operation zscore_operation();
engine::Operation n4_operation();

}  // namespace rgx::stdlib
