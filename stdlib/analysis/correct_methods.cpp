#include "stdlib/analysis/correct_methods.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include "engine/failure.hpp"
#include "stats/correct.hpp"
#include "stats/effective_tests.hpp"
#include "stats/hierarchical.hpp"
#include "stats/local_fdr.hpp"
#include "stats/storey.hpp"
#include "stats/weighted.hpp"
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

Corrected grouped(const Json& args, const FamilyRows& rows, double level, bool hierarchy) {
  Corrected out;
  std::vector<std::string> names, of_group;
  const auto codes = group_codes(args, rows, names);
  if (hierarchy) {
    const auto made = stats::hierarchical(rows.p, codes);
    const auto selected = made.selected(level);
    out.q = made.adjusted;
    for (std::size_t g = 0; g < names.size(); ++g)
      of_group.push_back("group `" + names[g] + "`, p " + rounded(made.family_p[g]) +
                         (selected[g] ? "" : ", not selected"));
  } else {
    const auto made = stats::group_adaptive_bh(rows.p, codes, stats::GroupPi0::lsl, level);
    out.q = made.adjusted;
    for (std::size_t g = 0; g < names.size(); ++g)
      of_group.push_back("group `" + names[g] + "`, pi0 " + rounded(made.pi0[g]));
  }
  for (const int code : codes) out.note.push_back(of_group[static_cast<std::size_t>(code)]);
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
  if (method == "group_BH" || method == "hierarchical") return grouped(args, rows, level, method == "hierarchical");
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
