#pragma once
// Mutation annotation format (GDC MAF; TCGA MAF 2.4; cBioPortal's data_mutations): a row a variant, tab-separated, no
// quotes, comment lines with #. Read are Hugo_Symbol, Variant_Classification and the
// column of the samples.
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "stdlib/molecular/grid.hpp"

namespace rgx::stdlib {

// The classes that change the protein or its splicing, as the field counts them ("non-silent").
const std::vector<std::string>& non_silent_classes();

struct MafOptions {
  std::vector<std::string> classes = non_silent_classes();  // what counts as a mutation
  bool by_class = false;                                    // rows GENE:class in place of GENE
  std::string id = "Tumor_Sample_Barcode";                  // column of the samples
};

class Maf {
 public:
  // Throws CsvFailure "empty-table", "unknown-column" (UnknownId for that of the samples), "ragged-row", "missing-id",
  // "unknown-class" (a class that is neither in the format nor in the file).
  Maf(const std::string& text, const MafOptions& options, const std::string& path);

  // Genes with at least one variant that counts in any sample, in alphabetical order, where each stands first; one
  // without a name is among them.
  const std::vector<Grid::Name>& rows() const { return rows_; }
  // Every sample that stands in the file, whatever the class of its variants: it was sequenced.
  const std::vector<Grid::Name>& samples() const { return samples_; }
  // (row, sample), each once, in order.
  const std::vector<std::pair<std::uint32_t, std::uint32_t>>& mutated() const { return mutated_; }

 private:
  std::vector<Grid::Name> rows_, samples_;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> mutated_;
};

// Whether the text is of this kind, by its header.
bool looks_like_maf(const std::string& text);

// Ids of a list: one a line (its first cell), lines with # left out; of a cBioPortal case list its `case_list_ids`.
std::vector<Grid::Name> ids_of_list(const std::string& text);

}  // namespace rgx::stdlib
