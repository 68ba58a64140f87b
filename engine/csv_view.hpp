#pragma once
// A table as the checker looks at it: cells as text with spans in the source map.
#include <memory>

#include "engine/csv.hpp"
#include "lang/probe.hpp"
#include "lang/span.hpp"

namespace rgx::engine {

// Adds the text to the source map under `path`; the spans of the view lie there.
std::shared_ptr<const lang::TableView> table_view(const Csv& csv, const std::string& path, lang::SourceMap& sources);

}  // namespace rgx::engine
