#pragma once
// A molecular file of any of the formats that a `matrix` reads, opened: who and what stands in it.
#include <optional>
#include <string>
#include <vector>

#include "engine/operation.hpp"
#include "stdlib/molecular/grid.hpp"
#include "stdlib/molecular/maf.hpp"

namespace rgx::stdlib {

struct MatrixRequest {
  std::string format;  // csv, tsv, gct, maf, geo, cbioportal
  std::string path;
  std::string id;                    // the id column; empty: the first, or that of the format
  std::vector<std::string> missing;  // codes for missing beside those of the format
  engine::Json options;              // of the format, by name
  std::vector<std::string> further;  // a list of who was sequenced
};

class MatrixFile {
 public:
  // Throws Failure, CsvFailure with the place.
  MatrixFile(const MatrixRequest& request, const engine::ParallelFor& parallel);
  MatrixFile(const MatrixFile&) = delete;
  MatrixFile& operator=(const MatrixFile&) = delete;

  const std::vector<Grid::Name>& rows() const { return maf_ ? maf_->rows() : grid_->rows(); }
  const std::vector<Grid::Name>& columns() const { return maf_ ? maf_->samples() : grid_->columns(); }
  // Of a mutation file: who was sequenced beside those that stand in it, by a list.
  const std::vector<Grid::Name>& listed() const { return listed_; }
  const Grid* grid() const { return grid_ ? &*grid_ : nullptr; }
  const Maf* maf() const { return maf_ ? &*maf_ : nullptr; }
  bool genes_are_rows() const { return genes_are_rows_; }    // the format says so
  bool absent_is_known() const { return absent_is_known_; }  // `absent: wild_type`
  const std::string& text() const { return text_; }
  std::string take_text() && { return std::move(text_); }
  std::string take_list_text() && { return std::move(list_text_); }

 private:
  std::string text_, list_text_;
  std::optional<Grid> grid_;
  std::optional<Maf> maf_;
  std::vector<Grid::Name> listed_;
  bool genes_are_rows_ = true, absent_is_known_ = false;
};

}  // namespace rgx::stdlib
