#pragma once
// Where the numbers stand in files of a fixed layout.
#include <optional>
#include <string>
#include <vector>

#include "stdlib/molecular/grid.hpp"

namespace rgx::stdlib {

struct GctLayout {
  GridLayout grid;
  std::size_t rows = 0, columns = 0;  // as its second line promises
};
// GenePattern's GCT 1.2 (name, description, samples) and 1.3 (name, fields of rows, samples; fields of samples in rows
// below the header). Descriptions and fields are left out. Throws CsvFailure "wrong-format".
GctLayout gct_layout(const std::string& text, const std::string& path);
// Throws "wrong-format" where the file does not hold as many rows and samples as it promises.
void require_promised(const GctLayout& layout, const Grid& grid, const std::string& path);

struct GeoLayout {
  GridLayout grid;
  std::vector<std::string> names;  // of the samples, as `id` asks; empty: those of the table's header (GSM…)
};
// A series matrix of the Gene Expression Omnibus: the table between its two marks. `id`: `title`, another field of the
// samples, or a key of their characteristics ("patient: 12"); a sample without it has an empty name. Throws CsvFailure
// "wrong-format", "unknown-column" (with the keys that there are).
GeoLayout geo_layout(const std::string& text, const std::string& id, const std::string& path);

// A cBioPortal profile of genes by samples: the column that names its rows, and those that describe them.
GridLayout cbioportal_layout(const std::string& text);

}  // namespace rgx::stdlib
