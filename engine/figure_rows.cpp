#include "engine/figure_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>
#include <set>

#include "engine/figure.hpp"
#include "engine/report_document.hpp"
#include "engine/report_view.hpp"
#include "engine/second_stage.hpp"

namespace rgx::engine {

TestRows::TestRows(const Table& table)
    : table_(table),
      group_(table.find("group")),
      term_(table.find("term")),
      kind_(table.find("estimate_kind")),
      estimate_(table.find("estimate")),
      low_(table.find("ci_low")),
      high_(table.find("ci_high")),
      p_(table.find("p")),
      log10_p_(table.find("log10_p")),
      q_(table.find("q")),
      n_(table.find("n")),
      rejected_(table.find("rejected")) {}

double TestRows::number(const Column* column, std::size_t row) {
  return column != nullptr && column->kind == Column::Kind::number ? column->numbers[row] : std::nan("");
}

std::string TestRows::text(const Column* column, std::size_t row) {
  return column == nullptr ? std::string() : column->cell(row);
}

bool TestRows::counts(std::size_t row) const { return !is_second_stage(table_, row); }

std::string TestRows::tested(std::size_t row) const {
  const std::string name = first(row), what = term(row);
  if (what.empty()) return name;
  return what.starts_with(name) ? what : name + " " + what;
}

std::string TestRows::against(std::size_t row) const {
  const std::string of = group(row);
  return of.empty() ? second(row) : second(row) + ", " + of;
}

double TestRows::strength(std::size_t row) const {
  const double logarithm = log10_p(row), probability = p(row);
  if (std::isfinite(logarithm)) return std::max(0.0, -logarithm);
  return std::isnan(probability) ? probability : std::max(0.0, -std::log10(probability));
}

std::vector<std::size_t> by_strength(const TestRows& rows) {
  std::vector<std::pair<double, std::size_t>> order;
  for (std::size_t r = 0; r < rows.size(); ++r)
    if (const double y = rows.strength(r); !std::isnan(y) && rows.counts(r)) order.emplace_back(y, r);
  std::stable_sort(order.begin(), order.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  std::vector<std::size_t> out;
  out.reserve(order.size());
  for (const auto& [y, r] : order) out.push_back(r);
  return out;
}

bool is_ratio(std::string_view kind) { return kind.ends_with("_ratio"); }

bool has_direction(std::string_view kind) {
  return !kind.ends_with("_squared") && kind != "cramers_v" && kind != "distance_correlation";
}

double no_effect(std::string_view kind) {
  return is_ratio(kind) ? 1 : kind.ends_with("auc") || kind == "c_index" || kind == "concordance" ? 0.5 : 0;
}

double placed(std::string_view kind, double estimate) { return is_ratio(kind) ? std::log2(estimate) : estimate; }

std::string axis_title(const std::string& kind) {
  if (kind.empty()) return "effect";
  return (is_ratio(kind) ? "log₂ " : "") + printed_name(kind);
}

std::vector<std::size_t> thinned(std::size_t n, std::size_t most) {
  std::vector<std::size_t> out;
  const std::size_t all = n <= most ? n : most / 3;
  for (std::size_t i = 0; i < all; ++i) out.push_back(i);
  if (n <= most) return out;
  const auto places = static_cast<double>(most - all);
  const double growth = static_cast<double>(n - most) / (places * places);
  for (std::size_t k = 1; k <= most - all; ++k) {
    const auto step = static_cast<double>(k);
    out.push_back(all + k - 1 + static_cast<std::size_t>(growth * step * step));
  }
  out.back() = n - 1;
  return out;
}

double brief(double value, int digits) {
  return std::isfinite(value) ? std::strtod(fmt::format("{:.{}g}", value, digits).c_str(), nullptr) : value;
}

std::string interval_text(double low, double high) {
  return std::isnan(low) || std::isnan(high) ? std::string() : readable(low) + " to " + readable(high);
}

namespace {

std::string last_parts(const std::string& name, std::size_t parts) {
  std::size_t at = name.size();
  for (; parts > 0 && at != std::string::npos && at > 0; --parts) at = name.rfind('.', at - 1);
  return at == std::string::npos || at == 0 ? name : name.substr(at + 1);
}

// Bytes that continue a letter of UTF-8.
bool continues(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

}  // namespace

std::string cut_in_front(const std::string& name, std::size_t longest) {
  std::size_t letters = 0, at = name.size();
  while (at > 0 && letters < longest) {
    --at;
    letters += !continues(name[at]);
  }
  return at == 0 ? name : "…" + name.substr(at);
}

std::vector<std::string> short_names(const std::vector<std::string>& names, std::size_t longest) {
  std::vector<std::string> out(names.size());
  const std::set<std::string> all(names.begin(), names.end());
  for (std::size_t parts = 1, open = names.size(); open > 0; ++parts) {
    std::map<std::string, std::size_t> known;
    for (const auto& name : all) ++known[last_parts(name, parts)];
    open = 0;
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (!out[i].empty()) continue;
      const std::string some = last_parts(names[i], parts);
      if (known[some] == 1 || some == names[i])
        out[i] = some.empty() ? names[i] : some;
      else
        ++open;
    }
    if (parts > 64) break;  // of names that are dots and nothing else
  }
  std::map<std::string, std::set<std::string>> meant;  // what is left of a name after the cut → the names it stands for
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (out[i].empty()) out[i] = names[i];
    meant[cut_in_front(out[i], longest)].insert(names[i]);
  }
  // Marks of one name are drawn as one: names that differ in front alone stay whole.
  for (auto& name : out)
    if (std::string cut = cut_in_front(name, longest); meant[cut].size() == 1) name = std::move(cut);
  return out;
}

}  // namespace rgx::engine
