#pragma once
// Tables that a test gives beside its rows: carried in the meta of its table to `correct`, which writes them as members
// of its own.
#include "engine/artifact.hpp"
#include "engine/operation.hpp"

namespace rgx::stdlib {

// A table as it is carried: [{name, text, values}]; JSON knows neither NaN (null) nor infinity ("inf", "-inf").
engine::Json carried(const engine::Table& table);

// For each block that `correct` was asked for (params.blocks): the parts that its results carry under `what` are joined
// as members NAME.PART, in order of the results, and taken out of the block's meta.
void add_carried(engine::Bundle& out, const engine::Context& context, const char* what);

}  // namespace rgx::stdlib
