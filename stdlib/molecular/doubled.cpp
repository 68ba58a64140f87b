#include "stdlib/molecular/doubled.hpp"

#include <algorithm>
#include <cmath>
#include <unordered_map>

namespace rgx::stdlib {

void merge_doubled(engine::Matrix& matrix, const std::string& how) {
  const std::size_t width = matrix.subjects.size();
  std::unordered_map<std::string, std::size_t> places;
  std::vector<std::vector<std::size_t>> of;  // of each name: its rows
  std::vector<std::string> names;
  for (std::size_t r = 0; r < matrix.rows.size(); ++r) {
    const auto [at, fresh] = places.emplace(matrix.rows[r], names.size());
    if (fresh) {
      names.push_back(matrix.rows[r]);
      of.emplace_back();
    }
    of[at->second].push_back(r);
  }
  if (names.size() == matrix.rows.size()) return;
  for (std::size_t n = 0; n < names.size(); ++n) {
    // In place: the first row of a name never stands before its place, and later rows are read before they are written.
    double* const to = matrix.values.data() + n * width;
    const double* const first = matrix.values.data() + of[n].front() * width;
    if (of[n].size() == 1 || how == "first") {
      std::copy(first, first + width, to);
      continue;
    }
    for (std::size_t s = 0; s < width; ++s) {
      double sum = 0, most = std::nan("");
      std::size_t count = 0;
      for (const std::size_t r : of[n]) {
        const double x = matrix.values[r * width + s];
        if (std::isnan(x)) continue;
        sum += x;
        most = count++ == 0 ? x : std::max(most, x);
      }
      to[s] = how == "max" || count == 0 ? most : sum / static_cast<double>(count);
    }
  }
  matrix.rows = std::move(names);
  matrix.values.resize(matrix.rows.size() * width);
}

}  // namespace rgx::stdlib
