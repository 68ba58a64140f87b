// What panels of cases share.
#include "engine/figure_case_panels.hpp"

#include <algorithm>
#include <cmath>

#include "engine/figure_rows.hpp"
#include "engine/figure_tests.hpp"

namespace rgx::engine {

bool by_logarithm(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values.front() > 0 && values.back() > 20 * values[values.size() / 2];
}

namespace {

// Powers of ten, and three times these where they would be few.
std::vector<double> log_ticks(const std::vector<double>& values) {
  const auto [least, most] = std::minmax_element(values.begin(), values.end());
  const double low = std::log10(*least), high = std::log10(*most), step = std::max(1.0, std::ceil((high - low) / 6));
  std::vector<double> out;
  for (double k = step * std::floor(low / step); k <= high; k += step)
    for (const double v : {std::pow(10.0, k), 3 * std::pow(10.0, k)})
      if (v >= *least && v <= *most && (v == std::pow(10.0, k) || high - low < 2.5)) out.push_back(brief(v));
  return out;
}

}  // namespace

Json case_axis(const char* field, bool logarithm, const Json& title, const std::vector<double>& values) {
  Json out{{"field", field}, {"type", "quantitative"}};
  out["title"] = title;
  out["scale"] = {{"nice", !logarithm}, {"type", logarithm ? "log" : "linear"}, {"padding", 6}};
  out["axis"] = {{"tickCount", 5}, {"labelExpr", number_label}, {"labelFlush", false}, {"labelOverlap", true}};
  if (logarithm)
    out["axis"]["values"] = log_ticks(values);
  else
    out["scale"]["zero"] = false;
  return out;
}

std::vector<std::string> over_lines(const std::string& name) {
  constexpr std::size_t longest = 32;
  std::vector<std::string> lines{""};
  std::size_t from = 0;
  while (from < name.size()) {
    const std::size_t to = std::min(name.find_first_of(". ", from), name.size() - 1) + 1;
    std::string part = name.substr(from, to - from);
    from = to;
    if (!lines.back().empty() && lines.back().size() + part.size() > longest) lines.emplace_back();
    lines.back() += part;
  }
  for (auto& line : lines)
    if (line.size() > longest + 8) line = short_names({line}, longest + 6).front();
  return lines;
}

std::vector<std::string> side_title(const CaseFinding& finding) {
  return over_lines(finding.group.empty() ? finding.second : finding.second + ", " + finding.group);
}

}  // namespace rgx::engine
