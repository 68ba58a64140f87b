#include "engine/value.hpp"

#include <array>
#include <charconv>
#include <cmath>

namespace rgx::engine {

Json to_json(const lang::Literal& literal) {
  struct Visitor {
    Json operator()(std::monostate) const { return nullptr; }
    Json operator()(bool v) const { return v; }
    Json operator()(double v) const { return v; }
    Json operator()(const std::string& v) const { return v; }
    Json operator()(const lang::Literal::List& v) const {
      Json out = Json::array();
      for (const auto& item : v) out.push_back(to_json(item));
      return out;
    }
    Json operator()(const lang::Literal::Map& v) const {
      Json out = Json::object();
      for (const auto& [name, item] : v) out[name] = to_json(item);
      return out;
    }
  };
  return std::visit(Visitor{}, literal.value);
}

std::string shortest(double value) {
  if (std::isnan(value)) return "";
  if (std::isinf(value)) return value < 0 ? "-Inf" : "Inf";
  std::array<char, 40> text;
  // to_chars alone would write 100000 as 1e+05, which is short but not how a count reads.
  const bool whole = value == std::trunc(value) && std::abs(value) < 1e15;
  const auto end = whole ? std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed)
                         : std::to_chars(text.data(), text.data() + text.size(), value);
  return {text.data(), end.ptr};
}

namespace {

void write_text(const std::string& text, std::string& out) {
  // nlohmann escapes strictly; bytes that are not UTF-8 (a path, a cell) are replaced rather than thrown on.
  out += Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
}

void write_number(const Json& value, std::string& out) {
  if (value.is_number_float()) {
    const std::string text = shortest(value.get<double>());
    if (text.empty())
      out += "null";
    else if (text.back() == 'f')
      write_text(text, out);  // JSON has no infinity
    else
      out += text;
  } else {
    out += value.dump();
  }
}

void write_compact(const Json& value, std::string& out, const char* comma, const char* colon) {
  if (value.is_object()) {
    out += '{';
    bool first = true;
    for (const auto& [name, item] : value.items()) {
      if (!first) out += comma;
      first = false;
      write_text(name, out);
      out += colon;
      write_compact(item, out, comma, colon);
    }
    out += '}';
  } else if (value.is_array()) {
    out += '[';
    bool first = true;
    for (const auto& item : value) {
      if (!first) out += comma;
      first = false;
      write_compact(item, out, comma, colon);
    }
    out += ']';
  } else if (value.is_number()) {
    write_number(value, out);
  } else if (value.is_string()) {
    write_text(value.get_ref<const std::string&>(), out);
  } else {
    out += value.dump();
  }
}

void write_pretty(const Json& value, std::size_t indent, std::size_t width, std::string& out) {
  std::string line;
  write_compact(value, line, ", ", ": ");
  if (!value.is_structured() || value.empty() || indent + line.size() <= width) {
    out += line;
    return;
  }
  const std::string inner(indent + 1, ' ');
  out += value.is_object() ? "{\n" : "[\n";
  bool first = true;
  for (const auto& [name, item] : value.items()) {
    if (!first) out += ",\n";
    first = false;
    out += inner;
    if (value.is_object()) {
      write_text(name, out);
      out += ": ";
    }
    write_pretty(item, indent + 1, width, out);
  }
  out += '\n';
  out += std::string(indent, ' ');
  out += value.is_object() ? '}' : ']';
}

}  // namespace

std::string canonical(const Json& value) {
  std::string out;
  write_compact(value, out, ",", ":");
  return out;
}

std::string readable(const Json& value, std::size_t width) {
  std::string out;
  write_pretty(value, 0, width, out);
  out += '\n';
  return out;
}

}  // namespace rgx::engine
