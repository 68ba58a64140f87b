#pragma once
// The verdict on every number of a rerun's table. Numbers are identical (written the same), equivalent (within the
// relative tolerance) or different; so are tables, whose other cells have to be the same.
#include <string>
#include <vector>

#include "engine/expected.hpp"

namespace rgx::engine {

struct MovedCell {
  std::string row, column, was, is;
  double relative = 0;  // |was - is| / max(|was|, |is|)
  bool number = true;   // false: one of them is a word or empty
};

struct NumbersVerdict {
  std::string file;
  std::string verdict;            // identical · equivalent · different · not rerun
  std::string checked = "cells";  // or "digest": the table is not in the pack
  std::string declared;           // of the steps it comes from: "exact", or "platform-sensitive"
  std::size_t numbers = 0;        // of the table that was
  std::size_t identical = 0, equivalent = 0, different = 0;
  std::size_t words = 0;  // other cells that differ
  double largest_relative_difference = 0;
  std::vector<MovedCell> moved;  // largest first, words before numbers; the first 100
  std::string detail;            // what makes it different where no cell does: `has 3 rows, had 4`
};

NumbersVerdict judge(const std::string& file, const std::string& was, const std::string& is, double tolerance);
// Of a table that is not in the pack: by its digest, else by the means of its columns.
NumbersVerdict judge(const ExpectedTable& was, const std::string& is, double tolerance);

std::string to_text(const NumbersVerdict& verdict);  // one line
Json to_json(const NumbersVerdict& verdict);

}  // namespace rgx::engine
