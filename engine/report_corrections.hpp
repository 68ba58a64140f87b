#pragma once
// How a block's p values were corrected, in the words of papers. Internal to engine/report*, methods*.
#include <string>
#include <string_view>

#include "engine/report_view.hpp"

namespace rgx::engine {

struct Correction {
  std::string method = "none", level = "0.05";  // level as a number
  std::string family;                           // empty: the block's own
  std::size_t blocks = 1;                       // that share the family
  double tests = 0;                             // corrected for where the study says so; 0: as many as were made
  bool corrected() const { return method != "none"; }
  // Methods that bound the family-wise error give adjusted p values, the others q values.
  const char* symbol() const;
};

Correction correction_of(const ReportView& view, const Json& block);

// BH → Benjamini–Hochberg, maxT → Westfall–Young maxT.
std::string printed_correction(std::string_view method);

}  // namespace rgx::engine
