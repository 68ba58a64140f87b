#include "engine/compare_models.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "engine/bytes.hpp"
#include "engine/model_file.hpp"

namespace rgx::engine {
namespace {

struct Found {
  std::string where;  // first place that no tolerance covers
  std::string largest_at;
  double largest = 0;
  std::size_t numbers = 0;  // that differ

  void number(double a, double b, const std::string& at) {
    if (a == b || (std::isnan(a) && std::isnan(b))) return;
    ++numbers;
    const double most = std::max(std::abs(a), std::abs(b));
    const double relative = std::isfinite(most) ? std::abs(a - b) / most : std::numeric_limits<double>::infinity();
    if (std::isnan(relative) || std::isinf(relative)) {
      if (where.empty()) where = at;
    } else if (relative > largest) {
      largest = relative;
      largest_at = at;
    }
  }
};

std::vector<double> doubles(const Json& bytes) {
  const auto& raw = bytes.get_binary();
  ByteReader reader({reinterpret_cast<const char*>(raw.data()), raw.size()});
  std::vector<double> out(raw.size() / sizeof(double));
  for (double& v : out) v = reader.number<double>();
  return out;
}

bool is_doubles(const Json& j) {
  return j.is_object() && j.contains("of") && j.at("of") == "double" && j.contains("values") &&
         j.at("values").is_binary();
}

void compare(const Json& a, const Json& b, const std::string& at, Found& out) {
  if (a == b) return;
  const auto inner = [&](const std::string& name) { return at.empty() ? name : at + "." + name; };
  if (a.is_number() && b.is_number()) {
    out.number(a.get<double>(), b.get<double>(), at);
  } else if (is_doubles(a) && is_doubles(b) &&
             a.at("values").get_binary().size() == b.at("values").get_binary().size()) {
    const auto x = doubles(a.at("values")), y = doubles(b.at("values"));
    for (std::size_t i = 0; i < x.size(); ++i) out.number(x[i], y[i], at);
  } else if (a.is_object() && b.is_object()) {
    std::set<std::string> names;
    for (const auto* side : {&a, &b})
      for (const auto& [name, value] : side->items()) names.insert(name);
    for (const auto& name : names) {
      if (a.contains(name) && b.contains(name))
        compare(a.at(name), b.at(name), inner(name), out);
      else if (out.where.empty())
        out.where = inner(name);
    }
  } else if (a.is_array() && b.is_array() && a.size() == b.size()) {
    for (std::size_t i = 0; i < a.size(); ++i) compare(a[i], b[i], at, out);
  } else if (out.where.empty()) {
    out.where = at;
  }
}

}  // namespace

ModelVerdict compare_models(const std::string& file, const std::string& was, const std::string& is, double tolerance) {
  ModelVerdict v{file, "identical", 0, "", 0, ""};
  if (was == is) return v;
  try {
    ModelFile a = read_model(was, file), b = read_model(is, file);
    for (const char* written_by : {"rgx", "study"}) {
      a.about.erase(written_by);
      b.about.erase(written_by);
    }
    Found found;
    compare(a.about, b.about, "", found);
    compare(a.body, b.body, "", found);
    v.numbers = found.numbers;
    v.largest_relative_difference = found.largest;
    if (!found.largest_at.empty()) v.where = "`" + found.largest_at + "`";
    if (!found.where.empty()) {
      v.verdict = "different";
      v.detail = "`" + found.where + "` is another";
    } else if (found.numbers > 0) {
      v.verdict = found.largest <= tolerance ? "equivalent" : "different";
      if (v.verdict == "different") v.detail = "its numbers differ, most of all " + v.where;
    }
  } catch (const Failure& f) {
    v.verdict = "different";
    v.detail = f.what();
  }
  return v;
}

void compare_run_models(const Files& files, const std::string& was, const std::string& is, double tolerance,
                        std::vector<ModelVerdict>& out) {
  std::set<std::string> names;
  for (const auto* side : {&was, &is})
    for (const auto& name : files.list_all(join(*side, "models")))
      if (name.ends_with(".model")) names.insert("models/" + name);
  for (const auto& name : names) {
    const std::string a = join(was, name), b = join(is, name);
    if (!files.exists(a))
      out.push_back({name, "different", 0, "", 0, "is new"});
    else if (!files.exists(b))
      out.push_back({name, "different", 0, "", 0, "is not there"});
    else
      out.push_back(compare_models(name, files.read(a), files.read(b), tolerance));
  }
}

}  // namespace rgx::engine
