// The parity table as text and as a page.
#include <fmt/format.h>

#include <array>
#include <cmath>

#include "stdlib/conformance/stats_conformance.hpp"

namespace rgx::conformance {

namespace {

constexpr std::size_t kColumns = 8;
using Cells = std::array<std::string, kColumns>;

const Cells kHead{"routine", "reference", "cases", "numbers", "largest error", "tolerance", "verdict", "covers"};

std::string error_text(double error) {
  if (std::isinf(error)) return "infinite";
  return error == 0 ? "0" : fmt::format("{:.1e}", error);
}

Cells cells_of(const StatsRow& row) {
  return {row.routine,
          row.reference,
          std::to_string(row.cases),
          std::to_string(row.numbers),
          error_text(row.largest),
          fmt::format("{:.0e}", row.tolerance),
          row.verdict() + (row.within() || row.worst.empty() ? "" : " in " + row.worst),
          row.covers.empty() ? "one plain data set" : row.covers};
}

bool is_number(std::size_t column) { return column >= 2 && column <= 5; }

// Characters, not bytes.
std::size_t width(const std::string& text) {
  std::size_t n = 0;
  for (const char c : text) n += (static_cast<unsigned char>(c) & 0xC0) != 0x80 ? 1 : 0;
  return n;
}

std::vector<Cells> rows_of(const StatsConformance& table) {
  std::vector<Cells> out{kHead};
  for (const StatsRow& row : table.rows) out.push_back(cells_of(row));
  return out;
}

std::string summary(const StatsConformance& table) {
  return fmt::format("{} of {} within tolerance", table.within(), table.rows.size());
}

std::string notes(const StatsConformance& table) {
  std::size_t numbers = 0, beside = 0;
  for (const StatsRow& row : table.rows) numbers += row.numbers, beside += row.beside;
  return fmt::format(
      "Error: |found - expected| / max(|expected|, 1e-300), the largest over the numbers; |found| where 0 is "
      "expected.\n"
      "{} of the {} numbers may pass through 0 and have max(|expected|, 1) below the line: decimal logarithms of p,\n"
      "correlations and statistics that grow with them, ends of intervals, log-likelihoods, fitted values of "
      "penalised\n"
      "models. Coefficients of penalised models have max(|expected|, 1e-4) there, those of moderated tests the mean of "
      "their\n"
      "response, its variance 1e-16 of the squared mean. p values are always relative, down to 1e-300.\n"
      "Equal infinities agree, and so do two missing values; a missing value or an infinity against anything else is\n"
      "infinitely far off. Which of two distributions a test chose (exact, normal) is compared as a number.\n"
      "Tolerance: 1e-12 formulas; 1e-08 quantiles, roots, integrals and sums that R itself takes at a loss of digits; "
      "1e-06\n"
      "maxima of likelihoods, R run to convergence; 1e-04 degrees of freedom from a numerical Hessian; 1e-03 "
      "smooth.spline;\n"
      "3e-03 and 1e-05 densities on a grid. Cases: all of the tables, but two of permutations that are too large to "
      "list.\n",
      beside, numbers);
}

}  // namespace

std::string stats_table_text(const StatsConformance& table) {
  const auto rows = rows_of(table);
  std::array<std::size_t, kColumns> widths{};
  for (const Cells& cells : rows)
    for (std::size_t c = 0; c < kColumns; ++c) widths[c] = std::max(widths[c], width(cells[c]));
  std::string out;
  for (const Cells& cells : rows) {
    std::string line;
    for (std::size_t c = 0; c < kColumns; ++c) {
      const std::string fill(widths[c] - width(cells[c]), ' ');
      line += is_number(c) ? fill + cells[c] : cells[c] + (c + 1 < kColumns ? fill : "");
      if (c + 1 < kColumns) line += "  ";
    }
    out += line + "\n";
  }
  return out + "\n" + notes(table) + "\n" + summary(table) + "\n";
}

std::string stats_table_markdown(const StatsConformance& table) {
  std::string out =
      "# Parity with R\n\n"
      "Written by `rgx conform stats --markdown`. Every routine of statistics against numbers that R and its packages "
      "gave on\n"
      "the same data (`tests/reference/*.csv`, made by `tests/reference/make/*.R`); the numbers come with the program, "
      "R is\n"
      "not needed. A routine is named as studies name it; what stands behind a colon is a part of it.\n\n";
  const auto rows = rows_of(table);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (std::size_t c = 0; c < kColumns; ++c) {
      const bool code = i > 0 && c == 1;
      out += "| " + std::string(code ? "`" : "") + rows[i][c] + (code ? "` " : " ");
    }
    out += "|\n";
    if (i > 0) continue;
    for (std::size_t c = 0; c < kColumns; ++c) out += is_number(c) ? "|---:" : "|---";
    out += "|\n";
  }
  return out + "\n**" + summary(table) + ".**\n\n" + notes(table);
}

}  // namespace rgx::conformance
