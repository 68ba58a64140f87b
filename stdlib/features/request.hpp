#pragma once
// From the parameters of an `extract` node to what is asked of the extractor.
#include "engine/operation.hpp"
#include "stdlib/features/extract.hpp"

namespace rgx::features {

// `params`: {scans, regions, families: [{op, version, params}], filters: [{op, version, params, responses}],
// discretise: {op, params}, conventions, by, ties: {region: scan}}, as the study's lowering writes them. Filters are
// looked up in `registry`. Throws engine::Failure for what does not run.
Request request_of(const engine::Json& params, const engine::Registry& registry);

}  // namespace rgx::features
