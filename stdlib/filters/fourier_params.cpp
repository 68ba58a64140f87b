#include "stdlib/filters/fourier_params.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace rgx::filters {

std::vector<double> numbers_of(const engine::Json& params, const std::string& name) {
  const auto at = params.find(name);
  if (at == params.end() || at->is_null()) return {};
  if (at->is_array()) return at->get<std::vector<double>>();
  return {at->get<double>()};
}

double number_of(const engine::Json& params, const std::string& name, double fallback) {
  const auto values = numbers_of(params, name);
  return values.empty() ? fallback : values.front();
}

std::string text_of(const engine::Json& params, const std::string& name, const std::string& fallback) {
  const auto at = params.find(name);
  return at == params.end() || !at->is_string() ? fallback : at->get<std::string>();
}

bool flag_of(const engine::Json& params, const std::string& name, bool fallback) {
  const auto at = params.find(name);
  return at == params.end() || !at->is_boolean() ? fallback : at->get<bool>();
}

Boundary boundary_of(const engine::Json& params, Boundary fallback) {
  const std::string text = text_of(params, "boundary", "");
  if (text.empty()) return fallback;
  if (text == "zero") return Boundary::zero;
  if (text == "nearest") return Boundary::nearest;
  if (text == "periodic") return Boundary::periodic;
  if (text == "mirror") return Boundary::mirror;
  throw std::invalid_argument("no boundary `" + text + "`: choose zero, nearest, periodic or mirror");
}

std::string spelled(double value, char point) {
  std::string text = fmt::format("{}", value);
  std::replace(text.begin(), text.end(), '.', point);
  return text;
}

lang::Param length_param(const char* name, double fallback_mm, double low, double high, const char* text) {
  lang::Param p;
  p.name = name;
  p.type = lang::ParamType::number;
  p.dimension = "length";
  p.fallback = fallback_mm;
  p.low = low;
  p.high = high;
  p.text = text;
  return p;
}

lang::Param boundary_param(const char* fallback) {
  lang::Param p;
  p.name = "boundary";
  p.type = lang::ParamType::choice;
  p.choices = {"zero", "nearest", "periodic", "mirror"};
  p.fallback = std::string(fallback);
  p.text = "what is read beyond the border of the image";
  return p;
}

}  // namespace rgx::filters
