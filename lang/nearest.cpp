#include "lang/nearest.hpp"

#include <algorithm>
#include <cctype>

namespace rgx::lang {

namespace {

// Damerau–Levenshtein distance of adjacent transpositions (optimal string alignment), letters compared without case.
std::size_t distance(std::string_view a, std::string_view b) {
  const auto same = [](char x, char y) {
    return std::tolower(static_cast<unsigned char>(x)) == std::tolower(static_cast<unsigned char>(y));
  };
  std::vector<std::vector<std::size_t>> d(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) d[i][0] = i;
  for (std::size_t j = 0; j <= b.size(); ++j) d[0][j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i)
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = same(a[i - 1], b[j - 1]) ? 0 : 1;
      d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + change});
      if (i > 1 && j > 1 && same(a[i - 1], b[j - 2]) && same(a[i - 2], b[j - 1]))
        d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
    }
  return d[a.size()][b.size()];
}

}  // namespace

std::string nearest(std::string_view written, const std::vector<std::string>& candidates) {
  std::string best;
  std::size_t least = 1 + std::max<std::size_t>(1, written.size() / 3);
  for (const auto& candidate : candidates) {
    const std::size_t here = distance(written, candidate);
    if (here < least) {
      least = here;
      best = candidate;
    }
  }
  return best;
}

std::string choices_text(const std::vector<std::string>& names, std::string_view last) {
  constexpr std::size_t shown = 12;
  std::string out;
  const std::size_t n = std::min(names.size(), shown);
  for (std::size_t i = 0; i < n; ++i) {
    if (i > 0) out += i + 1 == n && names.size() <= shown ? " " + std::string(last) + " " : ", ";
    out += "`" + names[i] + "`";
  }
  if (names.size() > shown) out += " … (" + std::to_string(names.size()) + " in all)";
  return out;
}

}  // namespace rgx::lang
