#include "engine/report_view.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace rgx::engine {

std::string text_at(const Json& object, const char* name) {
  const auto at = object.is_object() ? object.find(name) : object.end();
  if (!object.is_object() || at == object.end()) return {};
  return at->is_string() ? at->get<std::string>() : at->is_null() ? std::string() : canonical(*at);
}

const Json& object_at(const Json& object, const char* name) {
  static const Json none = Json::object();
  const auto at = object.find(name);
  return at == object.end() || !at->is_object() ? none : *at;
}

const Json& list_at(const Json& object, const char* name) {
  static const Json none = Json::array();
  if (!object.is_object()) return none;
  const auto at = object.find(name);
  return at != object.end() && at->is_array() ? *at : none;
}

double number_at(const Json& object, const char* name, double otherwise) {
  if (!object.is_object()) return otherwise;
  const auto at = object.find(name);
  return at != object.end() && at->is_number() ? at->get<double>() : otherwise;
}

std::vector<const Json*> ReportView::blocks(std::string_view kind) const {
  std::vector<const Json*> out;
  for (const auto& b : list_at(study, "blocks"))
    if (text_at(b, "kind") == kind) out.push_back(&b);
  return out;
}

const Json* ReportView::block(std::string_view name) const {
  for (const auto& b : list_at(study, "blocks")) {
    const std::string kind = text_at(b, "kind");
    if (kind != "study" && kind != "report" && text_at(b, "name") == name) return &b;
  }
  return nullptr;
}

const Table* ReportView::table(const std::string& file) const {
  const auto at = run.tables.find(file);
  return at == run.tables.end() ? nullptr : &at->second;
}

std::vector<std::string> ReportView::results_of_model(const std::string& block) const {
  constexpr std::string_view suffix = ".metrics.csv";
  std::vector<std::string> out;
  for (const auto& [file, table] : run.tables) {
    if (!file.ends_with(suffix)) continue;
    const std::string stem = file.substr(0, file.size() - suffix.size());
    if (stem == block || stem.starts_with(block + ".")) out.push_back(stem);
  }
  return out;
}

const Json* setting(const Json& block, std::string_view name) {
  for (const auto& s : list_at(block, "settings"))
    if (text_at(s, "name") == name && s.contains("value") && !s["value"].is_null()) return &s["value"];
  return nullptr;
}

std::vector<std::string> names_in(const Json& block, const char* refs) {
  std::vector<std::string> out;
  if (!block.contains("refs")) return out;
  for (const auto& ref : list_at(block["refs"], refs)) {
    const std::string member = text_at(ref, "member"), owner = text_at(ref, "block");
    // An outcome is known by its own name, a score or region by its owner too.
    std::string name = member.empty() ? owner : member == "score" || member == "class" ? owner + "." + member : member;
    std::string picks;
    for (const auto& p : texts_of(list_at(ref, "picks"))) picks += (picks.empty() ? "\"" : ", \"") + p + "\"";
    const bool many = list_at(ref, "picks").size() > 1;
    if (!picks.empty()) name += many ? "[[" + picks + "]]" : "[" + picks + "]";
    out.push_back(name);
  }
  return out;
}

std::vector<std::string> printed_refs(const Json& block, const char* refs) {
  constexpr std::size_t few = 4;
  std::vector<std::string> out = names_in(block, refs);
  for (auto& name : out) name = code(name);
  if (!block.contains("refs")) return out;
  const auto& list = list_at(block["refs"], refs);
  for (std::size_t i = 0; i < list.size(); ++i)
    if (const auto& picks = list_at(list[i], "picks"); picks.size() > few)
      out[i] = fmt::format("{} picked columns of {}", picks.size(), code(text_at(list[i], "block")));
  return out;
}

bool applied_as_published(const Json& model) {
  const auto learns = [](const Json& use) { return use.value("learns", true); };
  const auto& own = list_at(model, "steps");
  const auto& folds = list_at(model, "within_folds");
  return !own.empty() && std::none_of(own.begin(), own.end(), learns) &&
         std::none_of(folds.begin(), folds.end(), learns);
}

std::vector<std::string> texts_of(const Json& list) {
  std::vector<std::string> out;
  if (list.is_string()) out.push_back(list.get<std::string>());
  if (list.is_array())
    for (const auto& item : list) out.push_back(item.is_string() ? item.get<std::string>() : canonical(item));
  return out;
}

const Json* step_named(const Json& block, std::string_view op) {
  for (const auto& s : list_at(block, "steps"))
    if (text_at(s, "op") == op) return &s;
  return nullptr;
}

const Json* parameter(const Json& use, std::string_view name) {
  for (const auto& p : list_at(use, "parameters"))
    if (text_at(p, "name") == name) return &p;
  return nullptr;
}

std::string listed(const std::vector<std::string>& items, bool as_code) {
  std::string out;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0) out += i + 1 == items.size() ? " and " : ", ";
    out += as_code ? code(items[i]) : items[i];
  }
  return out;
}

std::string counted(std::size_t n, const std::string& one, const std::string& many) {
  return fmt::format("{} {}", n, n == 1 ? one : many.empty() ? one + "s" : many);
}

std::string plain(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (std::string_view("\\`*_[]<>#|~&").find(c) != std::string_view::npos) out += '\\';
    out += c == '\n' || c == '\r' ? ' ' : c;
  }
  return out;
}

std::string code(std::string_view text) {
  // The fence is one backtick longer than any run inside.
  std::size_t run = 0, longest = 0;
  std::string inner;
  for (const char c : text) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
    inner += c == '\n' || c == '\r' ? ' ' : c;
  }
  const std::string fence(longest + 1, '`');
  const bool pad = longest > 0 || inner.empty();
  return pad ? fence + " " + inner + " " + fence : fence + inner + fence;
}

namespace {

std::string percent(double share) { return shortest(std::round(share * 1e6) / 1e4) + " %"; }

}  // namespace

std::string words(const Json& value, std::string_view name) {
  if (value.is_null()) return {};
  if (value.is_boolean()) return value.get<bool>() ? "yes" : "no";
  if (value.is_number()) {
    const double v = value.get<double>();
    // The level of a correction and the share of a hold-out are fractions; the level of a wavelet counts from 1.
    return (name == "level" && v < 1) || name == "test" ? percent(v) : shortest(v);
  }
  if (value.is_string()) return value.get<std::string>();
  if (value.is_array()) {
    if (name == "range" && value.size() == 2) return words(value[0]) + " to " + words(value[1]);
    std::vector<std::string> items;
    for (const auto& item : value) items.push_back(words(item, name));
    return name == "spacing" ? fmt::format("{}", fmt::join(items, " × ")) : listed(items);
  }
  if (value.contains("tune")) {
    std::vector<std::string> items;
    for (const auto& item : value["tune"]) items.push_back(words(item, name));
    std::string out = listed(items);
    if (const auto at = out.rfind(" and "); at != std::string::npos) out.replace(at, 5, " or ");
    return out + ", chosen in inner folds";
  }
  if (value.contains("path")) return "chosen in inner folds along a path of " + words(value["path"]) + " values";
  return canonical(value);
}

std::string printed_name(const std::string& name) {
  static const std::map<std::string, std::string> known{{"auc", "AUC"},
                                                        {"brier", "Brier score"},
                                                        {"c_index", "C index"},
                                                        {"time_auc", "time-dependent AUC"},
                                                        {"integrated_brier", "integrated Brier score"},
                                                        {"log_loss", "log loss"},
                                                        {"hedges_g", "Hedges g"},
                                                        {"odds_ratio", "odds ratio"},
                                                        {"hazard_ratio", "hazard ratio"},
                                                        {"rate_ratio", "rate ratio"},
                                                        {"log2_fold_change", "log2 fold change"},
                                                        {"beta", "β"},
                                                        {"cramers_v", "Cramér's V"},
                                                        {"rank_biserial", "rank-biserial correlation"},
                                                        {"rank_epsilon_squared", "rank ε²"},
                                                        {"eta_squared", "η²"},
                                                        {"i_squared", "I²"},
                                                        {"partial_eta2", "partial η²"},
                                                        {"pearson_r", "Pearson's r"},
                                                        {"partial_r", "partial r"},
                                                        {"spearman_rho", "Spearman's ρ"},
                                                        {"partial_rho", "partial ρ"},
                                                        {"semipartial_r", "semi-partial r"},
                                                        {"semipartial_rho", "semi-partial ρ"},
                                                        {"point_biserial_r", "point-biserial r"},
                                                        {"kendall_tau_b", "Kendall's τ-b"},
                                                        {"cliffs_delta", "Cliff's δ"},
                                                        {"hedges_g_z", "Hedges g of the differences"},
                                                        {"risk_slope", "change of the share"},
                                                        {"r_squared", "R²"},
                                                        {"rmse", "root mean squared error"},
                                                        {"auprc", "area under the precision–recall curve"},
                                                        {"uno_c", "Uno's C"},
                                                        {"mcc", "Matthews correlation"},
                                                        {"ppv", "positive predictive value"},
                                                        {"npv", "negative predictive value"},
                                                        {"f1", "F1"},
                                                        {"ici", "integrated calibration index"},
                                                        {"e50", "E50"},
                                                        {"e90", "E90"}};
  if (name.starts_with("apparent.")) return "apparent " + printed_name(name.substr(9));
  const auto at = known.find(name);
  if (at != known.end()) return at->second;
  std::string out = name;
  std::replace(out.begin(), out.end(), '_', ' ');
  return out;
}

}  // namespace rgx::engine
