#include <algorithm>
#include <map>

#include "engine/methods.hpp"
#include "engine/methods_software.hpp"
#include "engine/report_corrections.hpp"

namespace rgx::engine {

namespace {

// The value of `{name}` in Markdown, "" when there is none.
std::string value_of(const Json& use, const std::string& name) {
  const Json* p = parameter(use, name);
  if (p == nullptr || !p->contains("value")) return {};
  const Json& value = (*p)["value"];
  std::string text = words(value, name);
  if (text.empty()) return {};
  // Abbreviations of the catalogue are printed as papers do, the study's own names as they are.
  if (value.is_string()) text = printed_value(text);
  return plain(text) + (p->value("written", true) ? "" : "†");
}

bool has_none(const std::string& text, const Json& use) {
  for (auto at = text.find('{'); at != std::string::npos; at = text.find('{', at + 1)) {
    const auto end = text.find('}', at);
    if (end != std::string::npos && value_of(use, text.substr(at + 1, end - at - 1)).empty()) return true;
  }
  return false;
}

// Ends with the index of the bracket that closes the one at `open`; npos when none does.
std::size_t closing(const std::string& text, std::size_t open, char opens, char closes) {
  int depth = 0;
  for (std::size_t i = open; i < text.size(); ++i) {
    if (text[i] == opens) ++depth;
    if (text[i] == closes && --depth == 0) return i;
  }
  return std::string::npos;
}

std::string without_optional(std::string text, const Json& use) {
  for (auto at = text.find('['); at != std::string::npos; at = text.find('[', at)) {
    const auto end = closing(text, at, '[', ']');
    if (end == std::string::npos) return text;
    const std::string inner = text.substr(at + 1, end - at - 1);
    text.replace(at, end - at + 1, has_none(inner, use) ? "" : inner);
  }
  return text;
}

std::string without_empty_clauses(std::string text, const Json& use) {
  for (auto at = text.find('('); at != std::string::npos; at = text.find('(', at + 1)) {
    const auto end = closing(text, at, '(', ')');
    if (end == std::string::npos) return text;
    const std::string inner = text.substr(at + 1, end - at - 1);
    if (!has_none(inner, use)) continue;
    const std::string mark = inner.find("; ") != std::string::npos ? "; " : ", ";
    std::string kept;
    for (std::size_t from = 0; from <= inner.size();) {
      const auto stop = std::min(inner.find(mark, from), inner.size());
      const std::string clause = inner.substr(from, stop - from);
      if (!has_none(clause, use)) kept += (kept.empty() ? "" : mark) + clause;
      from = stop + mark.size();
    }
    if (!kept.empty()) {
      text.replace(at + 1, end - at - 1, kept);
      continue;
    }
    const std::size_t from = at > 0 && text[at - 1] == ' ' ? at - 1 : at;
    text.erase(from, end + 1 - from);
    at = from == 0 ? 0 : from - 1;
  }
  return text;
}

}  // namespace

std::string printed_value(const std::string& value) {
  static const std::map<std::string, std::string> known{{"likelihood_ratio", "likelihood ratio"},
                                                        {"log_rank", "log-rank"},
                                                        {"wald", "Wald"},
                                                        {"efron", "Efron"},
                                                        {"breslow", "Breslow"},
                                                        {"firth", "Firth"},
                                                        {"dunn", "Dunn's test"},
                                                        {"bspline", "B-spline"},
                                                        {"ward", "Ward"},
                                                        {"euclidean", "Euclidean"},
                                                        {"frobenius", "Frobenius"},
                                                        {"2d", "2D"},
                                                        {"25d", "2.5D"},
                                                        {"3d", "3D"},
                                                        {"2d_average", "2D average"},
                                                        {"2d_slice_merge", "2D, merged by slice"},
                                                        {"25d_direction_merge", "2.5D, merged by direction"},
                                                        {"25d_volume_merge", "2.5D, merged by volume"},
                                                        {"3d_average", "3D average"},
                                                        {"3d_volume_merge", "3D, merged by volume"}};
  if (const auto at = known.find(value); at != known.end()) return at->second;
  if (const std::string method = printed_correction(value); method != value) return method;
  std::string spaced = value;
  std::replace(spaced.begin(), spaced.end(), '_', ' ');
  const std::string named = printed_name(value);
  return named == spaced ? value : named;
}

std::string fill_template(const std::string& written, const Json& use) {
  std::string text = without_empty_clauses(without_optional(written, use), use);
  for (auto at = text.find('{'); at != std::string::npos; at = text.find('{', at)) {
    const auto end = text.find('}', at);
    if (end == std::string::npos) break;
    std::string value = value_of(use, text.substr(at + 1, end - at - 1));
    if (value.empty()) value = "not set";
    text.replace(at, end - at + 1, value);
    at += value.size();
  }
  return text;
}

}  // namespace rgx::engine
