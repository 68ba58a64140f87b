#include "engine/foresee.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "engine/recall.hpp"

namespace rgx::engine {
namespace {

std::string label(const std::string& text) { return "`" + text + "`"; }

void parameter_changes(const Ingredients& before, const Ingredients& now, std::vector<std::string>& out) {
  if (!before.params.is_object() || !now.params.is_object()) {
    if (canonical(before.params) != canonical(now.params)) out.push_back("its parameters changed");
    return;
  }
  for (const auto& [name, value] : now.params.items()) {
    const auto was = before.params.find(name);
    if (was == before.params.end())
      out.push_back(fmt::format("parameter `{}` is new: {}", name, canonical(value)));
    else if (canonical(*was) != canonical(value))
      out.push_back(fmt::format("parameter `{}` changed from {} to {}", name, canonical(*was), canonical(value)));
  }
  for (const auto& [name, value] : before.params.items())
    if (!now.params.contains(name)) out.push_back(fmt::format("parameter `{}` is gone", name));
}

void input_changes(const Ingredients& before, const Ingredients& now, std::vector<std::string>& out) {
  std::multimap<std::string, std::string> was;  // content by port and node
  for (const auto& i : before.inputs) was.emplace(i.port + " " + i.path, i.digest);
  for (const auto& i : now.inputs) {
    const auto at = was.find(i.port + " " + i.path);
    if (at == was.end())
      out.push_back(fmt::format("input {} is new", label(i.path)));
    else if (at->second != i.digest)
      out.push_back(fmt::format("input {} changed", label(i.path)));
    if (at != was.end()) was.erase(at);
  }
  for (const auto& [name, digest] : was)
    out.push_back(fmt::format("input {} is gone", label(name.substr(name.find(' ') + 1))));
}

void file_changes(const Ingredients& before, const Ingredients& now, std::vector<std::string>& out) {
  for (std::size_t i = 0; i < std::max(before.files.size(), now.files.size()); ++i) {
    if (i >= now.files.size())
      out.push_back(fmt::format("file {} is gone", label(before.files[i].written)));
    else if (i >= before.files.size())
      out.push_back(fmt::format("file {} is new", label(now.files[i].written)));
    else if (before.files[i].sha256 != now.files[i].sha256)
      out.push_back(fmt::format("file {} changed", label(now.files[i].written)));
  }
}

void platform_changes(const Ingredients& before, const Ingredients& now, std::vector<std::string>& out) {
  if (before.platform.isa != now.platform.isa)
    out.push_back(fmt::format("the instruction set changed from {} to {}", before.platform.isa, now.platform.isa));
  for (const auto& [name, version] : now.platform.libraries) {
    const auto was = before.platform.libraries.find(name);
    if (was == before.platform.libraries.end() || was->second != version)
      out.push_back(fmt::format("library {} is {} now", name, version));
  }
}

}  // namespace

std::string changes(const Ingredients& before, const Ingredients& now) {
  std::vector<std::string> all;
  if (before.operation != now.operation)
    all.push_back(fmt::format("operation changed from {} to {}", label(before.operation), label(now.operation)));
  else if (before.version != now.version)
    all.push_back(fmt::format("operation version changed from {} to {}", before.version, now.version));
  parameter_changes(before, now, all);
  input_changes(before, now, all);
  file_changes(before, now, all);
  if (before.stream != now.stream) all.push_back("its random stream changed (seed or name)");
  platform_changes(before, now, all);
  if (all.empty() && before.key() != now.key()) all.push_back("its recipe changed");
  std::string out;
  for (std::size_t i = 0; i < std::min<std::size_t>(3, all.size()); ++i) out += (i ? "; " : "") + all[i];
  if (all.size() > 3) out += fmt::format("; and {} more", all.size() - 3);
  return out;
}

std::vector<Foreseen> foresee(const Plan& plan, const Registry& registry, Store& store, const Files& files,
                              const Platform& platform, const std::string& study_path) {
  const auto before = recall(store, study_path);
  FileDigests digests(files);
  digests.warm(plan);
  std::vector<Foreseen> out(plan.nodes.size());
  std::vector<std::string> content(plan.nodes.size());
  std::vector<bool> absent(plan.nodes.size());
  for (std::size_t i = 0; i < plan.nodes.size(); ++i) {
    const Node& n = plan.nodes[i];
    const Operation* op = n.block_kind.empty() ? registry.find(n.operation, n.version)
                                               : registry.find_in(n.block_kind, n.operation, n.version);
    if (op == nullptr)
      throw Failure("unknown-operation",
                    fmt::format("this build cannot run `{}@{}`, which `{}` needs", n.operation, n.version, n.path));
    const auto waits =
        std::find_if(n.inputs.begin(), n.inputs.end(), [&](const auto& in) { return !out[in.second].cached; });
    if (waits != n.inputs.end()) {
      out[i].reason = fmt::format("will run because {} runs", label(plan.nodes[waits->second].path));
      continue;
    }
    if (n.axis == "subject" &&
        std::any_of(n.inputs.begin(), n.inputs.end(), [&](const auto& in) { return absent[in.second]; })) {
      out[i].cached = absent[i] = true;
      out[i].reason = "its subject left before";
      continue;
    }
    const Ingredients now = gather(
        plan, i, *op, [&](std::size_t k) { return content[k]; }, digests, platform);
    out[i].key = now.key();
    const auto recipe = store.recipe(out[i].key);
    if (recipe && (recipe->kind != "absent" || n.may_fail)) {
      out[i].cached = true;
      content[i] = recipe->content;
      absent[i] = recipe->kind == "absent";
      out[i].reason = "kept from an earlier run";
      if (absent[i] && !recipe->notes.empty())
        out[i].reason = "known from an earlier run: the subject leaves here, " + recipe->notes.front().message;
      continue;
    }
    const auto was = before.find(n.path);
    if (was == before.end()) {
      out[i].reason = "not run before";
      continue;
    }
    out[i].reason = changes(was->second, now);
    if (out[i].reason.empty()) out[i].reason = "its result is no longer in the store";
  }
  return out;
}

Json plan_json(const Plan& plan, const std::vector<Foreseen>& foreseen) {
  Json nodes = Json::array();
  for (std::size_t i = 0; i < plan.nodes.size(); ++i) {
    const Node& n = plan.nodes[i];
    Json inputs = Json::array();
    for (const auto& [port, from] : n.inputs) inputs.push_back(plan.nodes[from].path);
    nodes.push_back({{"path", n.path},
                     {"operation", n.operation},
                     {"version", n.version},
                     {"key", foreseen[i].key.empty() ? Json() : Json(foreseen[i].key)},
                     {"cached", foreseen[i].cached},
                     {"reason", foreseen[i].reason},
                     {"inputs", inputs},
                     {"memory_bytes", n.memory_bytes}});
  }
  return {{"nodes", nodes}};
}

namespace {

// A step over many subjects or folds under one name: `scaled/scale[…]`.
std::string step_of(const Node& n) {
  const std::size_t bracket = n.path.find('[');
  return n.axis.empty() || n.axis == "cohort" || bracket == std::string::npos
             ? n.path
             : n.path.substr(0, bracket) + "[…]" + n.path.substr(std::min(n.path.size(), n.path.find(']') + 1));
}

std::string without_subject(std::string reason, const std::string& subject) {
  if (subject.empty()) return reason;
  for (std::size_t at = 0; (at = reason.find(subject, at)) != std::string::npos; at += 3)
    reason.replace(at, subject.size(), "…");
  return reason;
}

}  // namespace

std::string plan_text(const Plan& plan, const std::vector<Foreseen>& foreseen) {
  struct Line {
    std::string step, reason;
    bool cached;
    std::size_t count = 0;
  };
  std::vector<Line> lines;
  std::map<std::string, std::size_t> at;
  std::size_t cached = 0;
  std::uint64_t largest = 0;
  for (std::size_t i = 0; i < plan.nodes.size(); ++i) {
    const Node& n = plan.nodes[i];
    const std::string step = step_of(n), reason = without_subject(foreseen[i].reason, n.subject);
    const auto [where, fresh] = at.emplace(step + "\n" + reason, lines.size());
    if (fresh) lines.push_back({step, reason, foreseen[i].cached});
    ++lines[where->second].count;
    cached += foreseen[i].cached;
    if (!foreseen[i].cached) largest = std::max(largest, n.memory_bytes);
  }
  std::size_t width = 0;
  const auto columns = [](const std::string& s) {  // code points
    return static_cast<std::size_t>(
        std::count_if(s.begin(), s.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
  };
  for (const auto& l : lines) width = std::max(width, columns(l.step));
  std::string out;
  for (const auto& l : lines)
    out += fmt::format("{}  {}{}  {:>5}  {}\n", l.cached ? "kept" : "run ", l.step,
                       std::string(width - columns(l.step), ' '), l.count, l.reason);
  out += fmt::format("{} nodes: {} kept, {} to run", plan.nodes.size(), cached, plan.nodes.size() - cached);
  if (largest > 0) out += fmt::format("; the largest step takes about {} MiB", (largest + (1U << 20) - 1) >> 20);
  return out + "\n";
}

std::string plan_dot(const Plan& plan, const std::vector<Foreseen>& foreseen) {
  struct Box {
    std::string step, operation;
    std::size_t count = 0, cached = 0;
  };
  std::vector<Box> boxes;
  std::map<std::string, std::size_t> at;
  std::vector<std::size_t> box_of;
  for (std::size_t i = 0; i < plan.nodes.size(); ++i) {
    const std::string step = step_of(plan.nodes[i]);
    const auto [where, fresh] = at.emplace(step, boxes.size());
    if (fresh) boxes.push_back({step, plan.nodes[i].operation});
    Box& box = boxes[where->second];
    ++box.count;
    box.cached += foreseen[i].cached;
    box_of.push_back(where->second);
  }
  std::set<std::pair<std::size_t, std::size_t>> edges;
  for (std::size_t i = 0; i < plan.nodes.size(); ++i)
    for (const auto& [port, from] : plan.nodes[i].inputs) edges.emplace(box_of[from], box_of[i]);
  const auto quoted = [](const std::string& s) {
    std::string text;
    for (const char c : s) {
      if (c == '"' || c == '\\') text += '\\';
      text += c;
    }
    return text;
  };
  std::string out = "digraph study {\n  rankdir=LR;\n  node [shape=box, fontname=\"sans-serif\"];\n";
  for (std::size_t b = 0; b < boxes.size(); ++b) {
    const Box& box = boxes[b];
    const std::string count = box.count > 1 ? fmt::format(" × {}", box.count) : "";
    out += fmt::format("  n{} [label=\"{}\\n{}{}\"{}];\n", b, quoted(box.step), quoted(box.operation), count,
                       box.cached == box.count ? ", style=filled, fillcolor=\"#e8e8e8\"" : "");
  }
  for (const auto& [from, to] : edges) out += fmt::format("  n{} -> n{};\n", from, to);
  return out + "}\n";
}

}  // namespace rgx::engine
