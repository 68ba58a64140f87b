#include "stdlib/analysis/correct_methods.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <optional>

#include "engine/failure.hpp"
#include "stats/correction/correct.hpp"
#include "stats/correction/effective_tests.hpp"
#include "stats/correction/hierarchical.hpp"
#include "stats/correction/local_fdr.hpp"
#include "stats/correction/storey.hpp"
#include "stats/correction/weighted.hpp"
#include "stdlib/analysis/frame.hpp"

namespace rgx::stdlib {

using engine::Failure;
using engine::Json;

std::string name_part(const std::string& feature, const std::string& part) {
  std::vector<std::string> parts;
  for (std::size_t at = 0; at <= feature.size();) {
    const std::size_t dot = std::min(feature.find('.', at), feature.size());
    parts.push_back(feature.substr(at, dot - at));
    at = dot + 1;
  }
  const bool shape = parts.size() == 3;  // shape has no scan and no filter
  if (!shape && parts.size() < 5) return "";
  if (part == "region") return parts[0];
  if (part == "family") return parts[shape ? 1 : 3];
  if (shape) return "";
  return parts[part == "scan" ? 1 : 2];
}

std::map<std::string, std::vector<std::string>> read_gene_sets(const std::string& path, const std::string& text) {
  std::map<std::string, std::vector<std::string>> out;
  std::size_t line = 0;
  for (std::size_t at = 0; at < text.size(); ++line) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    std::string row = text.substr(at, end - at);
    at = end + 1;
    if (!row.empty() && row.back() == '\r') row.pop_back();
    if (row.empty()) continue;
    std::vector<std::string> cells;
    for (std::size_t from = 0; from <= row.size();) {
      const std::size_t to = std::min(row.find('\t', from), row.size());
      cells.push_back(row.substr(from, to - from));
      from = to + 1;
    }
    if (cells.size() < 3)
      throw Failure("unreadable-file", "line " + std::to_string(line + 1) + " of `" + path + "` is no gene set",
                    "a line of a GMT file is a name, a remark and genes, tab-separated");
    for (std::size_t i = 2; i < cells.size(); ++i) {
      auto& sets = out[cells[i]];
      if (!cells[i].empty() && (sets.empty() || sets.back() != cells[0])) sets.push_back(cells[0]);
    }
  }
  out.erase("");
  return out;
}

namespace {

// Codes of the groups of rows, in order of appearance.
std::vector<int> group_codes(const Json& args, const FamilyRows& rows, std::vector<std::string>& names) {
  const std::string by = args.value("groups", "family");
  std::map<std::string, int> seen;
  std::vector<int> out;
  for (std::size_t i = 0; i < rows.p.size(); ++i) {
    const std::string name = by == "outcome"             ? rows.second[i]
                             : by == "family_by_outcome" ? name_part(rows.first[i], "family") + " x " + rows.second[i]
                                                         : name_part(rows.first[i], by);
    const auto [at, fresh] = seen.emplace(name, static_cast<int>(seen.size()));
    if (fresh) names.push_back(name);
    out.push_back(at->second);
  }
  return out;
}

// [{"weight": ["*.glcm.*", 2]}, …]: the last that a feature's name meets; 1 where none does.
std::vector<double> weights_of(const Json& args, const FamilyRows& rows) {
  Json written = args.value("weights", Json::array());
  if (written.is_null()) written = Json::array();
  if (!written.is_array()) written = Json::array({written});
  std::vector<std::pair<std::string, double>> patterns;
  for (const auto& w : written) {
    const bool good = w.is_object() && w.contains("weight") && w["weight"].is_array() && w["weight"].size() == 2 &&
                      w["weight"][0].is_string() && w["weight"][1].is_number() && w["weight"][1].get<double>() >= 0;
    if (!good)
      throw Failure("wrong-type", "a weight is a pattern of names with a number that is not negative",
                    "write `weights: [weight(\"*.glcm.*\", 2)]`");
    patterns.emplace_back(w["weight"][0].get<std::string>(), w["weight"][1].get<double>());
  }
  if (patterns.empty())
    throw Failure("missing-setting", "`weighted_BH` has no weights", "write `weights: [weight(\"*.glcm.*\", 2)]`");
  std::vector<double> out;
  for (const auto& name : rows.first) {
    double weight = 1;
    for (const auto& [pattern, value] : patterns)
      if (matches(pattern, name)) weight = value;
    out.push_back(weight);
  }
  return out;
}

std::string rounded(double value) { return fmt::format("{:.4g}", value); }

Corrected storey(const Json& args, const FamilyRows& rows, bool local) {
  const auto method = stats::pi0_method_named(args.value("pi0", "bootstrap")).value_or(stats::Pi0Method::bootstrap);
  const auto pi0 = stats::estimate_pi0(rows.p, method);
  Corrected out{local ? stats::local_fdr(rows.p, pi0.value).value : stats::storey_q(rows.p, pi0.value), {}};
  if (std::isnan(pi0.value)) return out;
  std::string note = "pi0 " + rounded(pi0.value);
  if (!pi0.note.empty()) note += " (" + std::string(pi0.note) + ")";
  out.note.assign(rows.p.size(), note);
  return out;
}

Corrected group_adaptive(const Json& args, const FamilyRows& rows, double level) {
  std::vector<std::string> names;
  const auto codes = group_codes(args, rows, names);
  const auto made = stats::group_adaptive_bh(rows.p, codes, stats::GroupPi0::lsl, level);
  Corrected out{made.adjusted, {}};
  for (const int code : codes) {
    const auto g = static_cast<std::size_t>(code);
    out.note.push_back("group `" + names[g] + "`, pi0 " + rounded(made.pi0[g]));
  }
  return out;
}

// A row for each group that a test belongs to: one, or with gene sets as many as its gene has sets.
struct Places {
  std::vector<std::size_t> row;
  std::vector<int> group;
  std::vector<std::string> names;
};

Places places_of(const Json& args, const FamilyRows& rows) {
  Places out;
  if (rows.sets.empty()) {
    out.group = group_codes(args, rows, out.names);
    for (std::size_t i = 0; i < rows.p.size(); ++i) out.row.push_back(i);
    return out;
  }
  std::map<std::string, int> seen;
  for (std::size_t i = 0; i < rows.p.size(); ++i) {
    const auto at = rows.sets.find(rows.second[i]);
    const std::vector<std::string> sets = at == rows.sets.end() ? std::vector<std::string>{"no set"} : at->second;
    for (const auto& set : sets) {
      const std::string name = name_part(rows.first[i], "family") + " x " + set;
      const auto [found, fresh] = seen.emplace(name, static_cast<int>(seen.size()));
      if (fresh) out.names.push_back(name);
      out.row.push_back(i);
      out.group.push_back(found->second);
    }
  }
  return out;
}

Corrected hierarchical(const Json& args, const FamilyRows& rows, double level) {
  const Places places = places_of(args, rows);
  std::vector<double> p;
  for (const std::size_t r : places.row) p.push_back(rows.p[r]);
  const auto made = stats::hierarchical(p, places.group);
  const auto selected = made.selected(level);
  Corrected out{std::vector<double>(rows.p.size(), std::numeric_limits<double>::quiet_NaN()),
                std::vector<std::string>(rows.p.size())};
  for (std::size_t i = 0; i < places.row.size(); ++i) {
    const std::size_t r = places.row[i];
    if (std::isnan(made.adjusted[i]) || made.adjusted[i] >= out.q[r]) continue;
    const auto g = static_cast<std::size_t>(places.group[i]);
    out.q[r] = made.adjusted[i];
    out.note[r] =
        "group `" + places.names[g] + "`, p " + rounded(made.family_p[g]) + (selected[g] ? "" : ", not selected");
  }
  return out;
}

}  // namespace

Corrected correct_family(const Json& args, const FamilyRows& rows) {
  const std::string method = args.value("method", "none");
  const double level = args.contains("level") && args["level"].is_number() ? args["level"].get<double>() : 0.05;
  std::optional<std::size_t> tests;
  if (args.contains("tests") && args["tests"].is_number())
    tests = static_cast<std::size_t>(args["tests"].get<double>());
  const auto counted =
      static_cast<std::size_t>(std::count_if(rows.p.begin(), rows.p.end(), [](double p) { return !std::isnan(p); }));
  if (const auto plain = stats::correction_named(method)) {
    if (tests && *tests < counted)
      throw Failure("too-few-tests", "`tests: " + std::to_string(*tests) + "` is below the " + std::to_string(counted) +
                                         " tests that this family counts");
    return {stats::adjust(rows.p, *plain, tests), {}};
  }
  if (tests)
    throw Failure("wrong-type",
                  "`" + method + "` looks at the tests themselves, and `tests` counts some that were not run",
                  "use `BH`, `BY`, `holm`, `bonferroni`, `sidak`, `hochberg` or `hommel` with `tests`");
  if (method == "storey" || method == "local_fdr") return storey(args, rows, method == "local_fdr");
  if (method == "weighted_BH") return {stats::weighted_bh(rows.p, weights_of(args, rows)), {}};
  if (method == "group_BH") return group_adaptive(args, rows, level);
  if (method == "hierarchical") return hierarchical(args, rows, level);
  if (method == "li_ji") {
    if (!(rows.effective_tests > 0))
      throw Failure("wrong-type",
                    "`li_ji` needs numeric features, whose correlation says how many tests they amount to");
    return {stats::sidak_adjust(rows.p, rows.effective_tests),
            std::vector<std::string>(rows.p.size(), rounded(rows.effective_tests) + " effective tests")};
  }
  if (method == "maxT" || method == "minP") return {rows.step_down, {}};
  throw Failure("not-built", "correction `" + method + "` does not run yet");
}

}  // namespace rgx::stdlib
