#include "stdlib/sources/unit_key.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <set>

#include "engine/failure.hpp"

namespace rgx::stdlib {

std::vector<std::string> levels_of(const engine::Table& table) {
  return table.meta.value("levels", std::vector<std::string>{});
}

UnitKey key_of(const engine::Table& table, const std::vector<std::string>& levels, std::size_t row) {
  UnitKey key{table.at("subject").texts.at(row)};
  for (const auto& level : levels) key.push_back(table.at(level).texts.at(row));
  return key;
}

bool keys_before(const UnitKey& a, const UnitKey& b) {
  const auto number = [](const std::string& text) {
    double value = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool whole = failed == std::errc() && end == text.data() + text.size();
    return whole ? value : std::numeric_limits<double>::infinity();
  };
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    if (a[i] == b[i]) continue;
    const double x = number(a[i]), y = number(b[i]);
    return x == y ? a[i] < b[i] : x < y;
  }
  return a.size() < b.size();
}

std::string text_of(const UnitKey& key) {
  std::string out;
  for (const auto& part : key) out += (out.empty() ? "" : " / ") + part;
  return out;
}

std::vector<std::string> levels_to(const engine::Cohort& cohort, const std::string& level) {
  std::vector<std::string> out;
  if (level == "subject") return out;
  for (const auto& l : cohort.levels) {
    out.push_back(l);
    if (l == level) return out;
  }
  throw engine::Failure("unknown-name", "cohort `" + cohort.name + "` has no level `" + level + "`");
}

std::vector<std::size_t> unit_rows(const engine::Cohort& cohort, const std::vector<std::string>& levels) {
  std::vector<std::size_t> out;
  std::set<UnitKey> seen;
  for (std::size_t r = 0; r < cohort.data.rows(); ++r)
    if (seen.insert(key_of(cohort.data, levels, r)).second) out.push_back(r);
  return out;
}

}  // namespace rgx::stdlib
