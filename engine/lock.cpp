#include "engine/lock.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace rgx::engine {

std::string Lock::text() const {
  Json in = Json::array(), lines = Json::array(), out = Json::array(), said = Json::array();
  for (const auto& i : inputs) in.push_back({{"path", i.path}, {"sha256", i.sha256}, {"bytes", i.bytes}});
  for (const auto& n : nodes) {
    Json parameters = Json::array();
    for (const auto& p : n.parameters)
      parameters.push_back({{"name", p.name}, {"value", p.value}, {"written", p.written}});
    lines.push_back({{"path", n.path},
                     {"operation", n.operation},
                     {"version", n.version},
                     {"parameters", parameters},
                     {"key", n.key},
                     {"output_sha256", n.output_sha256}});
  }
  for (const auto& o : outputs) {
    Json line = {{"file", o.file}, {"node", o.node}, {"part", o.part}, {"sha256", o.sha256}};
    if (!o.meta.empty()) line["meta"] = o.meta;
    out.push_back(line);
  }
  for (const auto& w : warnings)
    said.push_back({{"code", w.code}, {"message", w.message}, {"subject", w.subject}, {"path", w.path}});
  return readable({{"scheme", scheme},
                   {"rgx", rgx},
                   {"isa", platform.isa},
                   {"libraries", platform.libraries},
                   {"study", study},
                   {"inputs", in},
                   {"nodes", lines},
                   {"outputs", out},
                   {"warnings", said}},
                  200);  // an input with its digest stands on one line
}

Lock Lock::parse(const std::string& text) {
  Lock l;
  try {
    const Json j = Json::parse(text);
    const auto str = [](const Json& from, const char* name) { return from.at(name).get<std::string>(); };
    l.scheme = j.at("scheme").get<unsigned>();
    if (l.scheme != 1)
      throw Failure("bad-lock", fmt::format("this study.lock is of scheme {}, this rgx reads scheme 1", l.scheme),
                    "use the rgx it was written with, or a newer one");
    l.rgx = str(j, "rgx");
    l.platform.isa = str(j, "isa");
    l.platform.libraries = j.at("libraries").get<std::map<std::string, std::string>>();
    l.study = j.at("study");
    for (const auto& i : j.at("inputs"))
      l.inputs.push_back({str(i, "path"), str(i, "sha256"), i.at("bytes").get<std::uint64_t>()});
    for (const auto& n : j.at("nodes")) {
      Line line{str(n, "path"), str(n, "operation"),    n.at("version").get<unsigned>(), {},
                str(n, "key"),  str(n, "output_sha256")};
      for (const auto& p : n.at("parameters"))
        line.parameters.push_back({str(p, "name"), p.at("value"), p.at("written").get<bool>()});
      l.nodes.push_back(std::move(line));
    }
    for (const auto& o : j.at("outputs"))
      l.outputs.push_back(
          {str(o, "file"), str(o, "node"), str(o, "part"), str(o, "sha256"), o.value("meta", Json::object())});
    for (const auto& w : j.at("warnings"))
      l.warnings.push_back({str(w, "code"), str(w, "message"), str(w, "subject"), str(w, "path")});
  } catch (const Json::exception& e) {
    throw Failure("bad-lock", std::string("this study.lock cannot be read: ") + e.what());
  }
  return l;
}

const Lock::Line* Lock::find(const std::string& path) const {
  const auto at = std::lower_bound(nodes.begin(), nodes.end(), path,
                                   [](const Line& line, const std::string& wanted) { return line.path < wanted; });
  return at != nodes.end() && at->path == path ? &*at : nullptr;
}

Lock lock_before(const Plan& plan, FileDigests& files, const Platform& platform, const std::string& rgx) {
  Lock l;
  l.rgx = rgx;
  l.platform = platform;
  l.study = plan.study.is_null() ? Json::object() : Json::parse(canonical(plan.study));
  std::map<std::string, Lock::Input> inputs;
  for (const auto& n : plan.nodes) {
    l.nodes.push_back({n.path, n.operation, n.version, n.parameters, "", ""});
    for (const auto& f : n.files) {
      const FileDigest d = files.get(f.path);
      inputs[f.written] = {f.written, d.sha256, d.bytes};
    }
  }
  for (auto& [path, input] : inputs) l.inputs.push_back(std::move(input));
  std::sort(l.nodes.begin(), l.nodes.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
  return l;
}

void complete_lock(Lock& lock, const Plan& plan, const std::vector<NodeResult>& nodes) {
  std::map<std::string, const NodeResult*> by_path;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    by_path[plan.nodes[i].path] = &nodes[i];
    for (const auto& n : nodes[i].notes)
      if (n.kind == "warning") lock.warnings.push_back({n.code, n.message, n.subject, plan.nodes[i].path});
  }
  for (auto& line : lock.nodes) {
    const NodeResult& r = *by_path.at(line.path);
    line.key = r.key;
    line.output_sha256 = r.digest;
  }
}

namespace {

std::string text_of(const Json& value) { return canonical(value); }

void compare_lines(const Lock::Line& a, const Lock::Line& b, std::vector<std::string>& out) {
  const std::size_t before = out.size();
  if (a.operation != b.operation || a.version != b.version)
    out.push_back(
        fmt::format("`{}`: operation {}@{}, was {}@{}", a.path, b.operation, b.version, a.operation, a.version));
  std::map<std::string, const Parameter*> old;
  for (const auto& p : a.parameters) old[p.name] = &p;
  for (const auto& p : b.parameters) {
    const auto at = old.find(p.name);
    if (at == old.end())
      out.push_back(fmt::format("`{}`: parameter `{}` is new: {}", a.path, p.name, text_of(p.value)));
    else if (text_of(at->second->value) != text_of(p.value))
      out.push_back(fmt::format("`{}`: parameter `{}` is {}, was {}", a.path, p.name, text_of(p.value),
                                text_of(at->second->value)));
    if (at != old.end()) old.erase(at);
  }
  for (const auto& [name, p] : old) out.push_back(fmt::format("`{}`: parameter `{}` is gone", a.path, name));
  const bool known = !a.key.empty() && !b.key.empty();
  if (out.size() == before && known && a.key != b.key) out.push_back(fmt::format("`{}`: its inputs differ", a.path));
  if (known && a.output_sha256 != b.output_sha256) out.push_back(fmt::format("`{}`: its output differs", a.path));
}

}  // namespace

std::vector<std::string> differences(const Lock& a, const Lock& b) {
  std::vector<std::string> out;
  std::map<std::string, Lock::Input> old;
  for (const auto& i : a.inputs) old[i.path] = i;
  for (const auto& i : b.inputs) {
    const auto at = old.find(i.path);
    if (at == old.end())
      out.push_back(fmt::format("input `{}` is new", i.path));
    else if (at->second.sha256 != i.sha256)
      out.push_back(
          fmt::format("input `{}` has another content ({} bytes, was {})", i.path, i.bytes, at->second.bytes));
    if (at != old.end()) old.erase(at);
  }
  for (const auto& [path, input] : old) out.push_back(fmt::format("input `{}` is gone", path));

  if (a.rgx != b.rgx) out.push_back(fmt::format("rgx {}, was {}", b.rgx, a.rgx));
  if (a.platform.isa != b.platform.isa)
    out.push_back(fmt::format("instruction set {}, was {}", b.platform.isa, a.platform.isa));
  std::set<std::string> names;
  for (const auto* side : {&a, &b})
    for (const auto& [name, version] : side->platform.libraries) names.insert(name);
  const auto version = [](const Lock& l, const std::string& name) {
    const auto at = l.platform.libraries.find(name);
    return at == l.platform.libraries.end() ? std::string("none") : at->second;
  };
  for (const auto& name : names)
    if (version(a, name) != version(b, name))
      out.push_back(fmt::format("library {} {}, was {}", name, version(b, name), version(a, name)));

  for (const auto& line : b.nodes)
    if (const Lock::Line* was = a.find(line.path))
      compare_lines(*was, line, out);
    else
      out.push_back(fmt::format("`{}` is new", line.path));
  for (const auto& line : a.nodes)
    if (b.find(line.path) == nullptr) out.push_back(fmt::format("`{}` is gone", line.path));
  return out;
}

}  // namespace rgx::engine
