#pragma once
// Molecular files as the checker looks at them, and where they lie.
#include <memory>
#include <string>
#include <vector>

#include "lang/probe.hpp"
#include "lang/span.hpp"

namespace rgx::stdlib {

// Names and places of a matrix; its text goes into the source map. Throws as MatrixFile; the text of a file that could
// not be read is not in the map.
std::shared_ptr<const lang::MatrixView> matrix_view(const lang::TableRequest& request, lang::SourceMap& sources);

// The data file of a cBioPortal folder with its list of who was sequenced; else the path itself. Empty: `reason`.
std::vector<lang::SourceFile> matrix_files(const lang::TableRequest& request, const std::string& written,
                                           std::string& reason);

}  // namespace rgx::stdlib
