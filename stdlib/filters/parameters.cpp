#include "stdlib/filters/parameters.hpp"

#include <stdexcept>

namespace rgx::filters {

namespace {

const char* const kDefaultBoundary = "mirror";

engine::Json json_of(const lang::Literal& literal) {
  if (const auto* b = literal.as<bool>()) return *b;
  if (const auto* d = literal.as<double>()) return *d;
  if (const auto* s = literal.as<std::string>()) return *s;
  if (const auto* list = literal.as<lang::Literal::List>()) {
    engine::Json out = engine::Json::array();
    for (const lang::Literal& item : *list) out.push_back(json_of(item));
    return out;
  }
  return nullptr;
}

}  // namespace

lang::Param choice_param(const char* name, const char* fallback, std::vector<std::string> choices, const char* text) {
  lang::Param p;
  p.name = name;
  p.type = lang::ParamType::choice;
  p.choices = std::move(choices);
  p.fallback = fallback;
  p.text = text;
  return p;
}

lang::Param boundary_param() {
  return choice_param("boundary", kDefaultBoundary, {"mirror", "nearest", "periodic", "zero"},
                      "what stands beyond the border of the image");
}

lang::Param pool_param(const char* fallback) {
  return choice_param("pool", fallback, {"max", "mean", "min"},
                      "how responses of different orientations become one, voxel by voxel");
}

lang::Param rotation_invariant_param() {
  lang::Param p;
  p.name = "rotation_invariant";
  p.type = lang::ParamType::boolean;
  p.fallback = false;
  p.text = "pool the responses of all right-angle rotations (24, within slices 4)";
  return p;
}

lang::Param number_param(const char* name, double fallback, double low, double high, const char* text) {
  lang::Param p;
  p.name = name;
  p.type = lang::ParamType::number;
  p.fallback = fallback;
  p.low = low;
  p.high = high;
  p.text = text;
  return p;
}

lang::Param whole_param(const char* name, double fallback, double low, double high, const char* text) {
  lang::Param p = number_param(name, fallback, low, high, text);
  p.type = lang::ParamType::integer;
  return p;
}

lang::Param length_param(const char* name, double low, double high, const char* text) {
  lang::Param p = number_param(name, 0, low, high, text);
  p.dimension = "length";
  p.fallback = {};
  return p;
}

Boundary boundary_of(const engine::Json& params) { return boundary_named(params.at("boundary").get<std::string>()); }

std::string in_name(double number) {
  std::string out;
  for (const char c : lang::number_text(number)) {
    if (c == '.') {
      out += '_';
    } else if (c == '-') {
      out += 'm';
    } else if (c != '+') {
      out += c;
    }
  }
  return out;
}

std::string boundary_suffix(const engine::Json& params) {
  const auto word = params.at("boundary").get<std::string>();
  boundary_named(word);
  return word == kDefaultBoundary ? "" : "_" + word;
}

engine::Json with_defaults(const lang::Signature& signature, const engine::Json& given) {
  for (const auto& [name, value] : given.items())
    if (signature.param(name) == nullptr)
      throw std::invalid_argument("`" + signature.name + "` has no parameter `" + name + "`");
  engine::Json out = engine::Json::object();
  for (const lang::Param& p : signature.params) {
    if (given.contains(p.name)) {
      out[p.name] = given.at(p.name);
    } else if (!p.fallback.none()) {
      out[p.name] = json_of(p.fallback);
    } else if (p.required) {
      throw std::invalid_argument("`" + signature.name + "` needs `" + p.name + "`");
    }
  }
  return out;
}

}  // namespace rgx::filters
