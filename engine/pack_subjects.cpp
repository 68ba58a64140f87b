#include "engine/pack_subjects.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <regex>

#include "engine/digest.hpp"

namespace rgx::engine {
namespace {

bool alphanumeric(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         (static_cast<unsigned char>(c) & 0x80) != 0;
}

// Long and odd enough that a text that holds it means the person: `TCGA-06-0190`, `demo-001`, `P17`, not `12` or `a1`.
bool telling(const std::string& id) {
  const bool digits = std::any_of(id.begin(), id.end(), [](char c) { return c >= '0' && c <= '9'; });
  const bool others = std::any_of(id.begin(), id.end(), [](char c) { return (c < '0' || c > '9') && c != '.'; });
  return others && (digits ? id.size() >= 3 : id.size() >= 6);
}

// One digest for those of a step's subjects, whatever the order of the subjects.
std::string digest_of(std::vector<std::string> digests) {
  std::sort(digests.begin(), digests.end());
  std::string all;
  for (const auto& d : digests) all += d + "\n";
  return sha256(all);
}

Json masked_json(const Json& value, const Subjects& subjects) {
  if (value.is_string()) {
    const std::string text = value.get<std::string>();
    return subjects.contains(text) && !subjects.named_in(text).empty() ? Json("…") : Json(subjects.masked(text));
  }
  Json out = value;
  if (value.is_object() || value.is_array())
    for (auto& item : out) item = masked_json(item, subjects);
  return out;
}

// Patterns of images and regions, as `images/{id}_t1ce.nii.gz`, with what their files look like; `{id}` is captured.
struct Pattern {
  std::string written;
  std::regex files;
  std::size_t id_group = 0;
};

std::vector<Pattern> patterns_of(const Json& study) {
  std::vector<Pattern> out;
  if (!study.is_object() || !study.contains("blocks")) return out;
  for (const auto& block : study.at("blocks")) {
    if (!block.contains("images")) continue;
    for (const char* shelf : {"scans", "regions"})
      for (const auto& item : block.at("images").value(shelf, Json::array())) {
        const std::string written = item.value("pattern", "");
        if (written.find("{id}") == std::string::npos) continue;
        Pattern p{written, {}, 0};
        std::string expression;
        std::size_t groups = 0;
        for (std::size_t at = 0; at < written.size(); ++at) {
          const std::size_t end = written[at] == '{' ? written.find('}', at) : std::string::npos;
          if (end == std::string::npos) {
            if (!alphanumeric(written[at])) expression += '\\';
            expression += written[at];
            continue;
          }
          ++groups;
          // The same subject may stand twice, in a folder's name and in the file's: the first is looked at.
          if (written.compare(at, 4, "{id}") == 0 && p.id_group == 0) p.id_group = groups;
          expression += "(.+?)";
          at = end;
        }
        p.files = std::regex(expression);
        out.push_back(std::move(p));
      }
  }
  return out;
}

std::string pattern_of(const std::string& written, const std::vector<Pattern>& patterns, const Subjects& subjects) {
  std::smatch found;
  for (const auto& p : patterns)
    if (std::regex_match(written, found, p.files) && subjects.contains(found[p.id_group])) return p.written;
  return written;
}

}  // namespace

Subjects::Subjects(std::set<std::string> ids) : ids_(std::move(ids)) {
  ids_.erase("");
  for (const auto& id : ids_)
    if (telling(id)) {
      telling_.insert(id);
      lengths_.insert(id.size());
    }
}

Subjects::Subjects(const RunDirectory& run)
    : Subjects([&] {
        std::set<std::string> ids;
        for (const auto& [file, table] : run.tables)
          if (const Column* subject = table.find("subject"))
            for (std::size_t r = 0; r < subject->size(); ++r) ids.insert(subject->cell(r));
        return ids;
      }()) {}

std::size_t Subjects::length_at(std::string_view text, std::size_t at) const {
  if (at > 0 && alphanumeric(text[at - 1])) return 0;
  for (auto length = lengths_.rbegin(); length != lengths_.rend(); ++length)  // the longest first: P1-02 before P1
    if (at + *length <= text.size() && (at + *length == text.size() || !alphanumeric(text[at + *length])) &&
        telling_.contains(text.substr(at, *length)))
      return *length;
  return 0;
}

std::string Subjects::named_in(std::string_view text) const {
  for (std::size_t at = 0; at < text.size(); ++at)
    if (const std::size_t length = length_at(text, at); length > 0) return std::string(text.substr(at, length));
  return {};
}

std::string Subjects::masked(std::string_view text) const {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = length_at(text, at);
    if (length > 0) {
      out += "…";
      at += length;
    } else {
      out += text[at++];
    }
  }
  return out;
}

bool subject_level(const Table& table, const Subjects& subjects) {
  for (const auto& c : table.columns) {
    if (c.name == "subject") return true;
    if (subjects.contains(c.name) && telling(c.name)) return true;
    if (c.kind == Column::Kind::text &&
        std::any_of(c.texts.begin(), c.texts.end(), [&](const auto& t) { return !subjects.named_in(t).empty(); }))
      return true;
  }
  return false;
}

std::string step_of(const std::string& path, const Subjects& subjects) {
  std::string out;
  for (std::size_t at = 0; at < path.size();) {
    const std::size_t open = path.find('[', at), close = open == std::string::npos ? open : path.find(']', open);
    if (close == std::string::npos) return out + path.substr(at);
    const std::string inside = path.substr(open + 1, close - open - 1);
    const bool person = subjects.contains(inside) || subjects.contains(inside.substr(0, inside.find('/')));
    out += path.substr(at, open - at) + (person ? "[…]" : path.substr(open, close + 1 - open));
    at = close + 1;
  }
  return out;
}

Lock without_subjects(const Lock& lock, const Subjects& subjects) {
  Lock out = lock;
  out.study = masked_json(lock.study, subjects);
  const auto patterns = patterns_of(lock.study);
  std::map<std::string, std::vector<Lock::Input>> inputs;
  for (const auto& i : lock.inputs) inputs[pattern_of(i.path, patterns, subjects)].push_back(i);
  out.inputs.clear();
  for (const auto& [path, group] : inputs) {
    if (group.size() == 1 && group.front().path == path) {
      out.inputs.push_back(group.front());
      continue;
    }
    std::vector<std::string> digests;
    std::uint64_t bytes = 0;
    for (const auto& i : group) {
      digests.push_back(i.sha256);
      bytes += i.bytes;
    }
    out.inputs.push_back({path, digest_of(digests), bytes});
  }

  std::map<std::string, std::vector<const Lock::Line*>> steps;
  for (const auto& n : lock.nodes) steps[step_of(n.path, subjects)].push_back(&n);
  out.nodes.clear();
  for (const auto& [path, group] : steps) {
    Lock::Line line = *group.front();
    if (line.path != path) {
      line.path = path;
      std::vector<std::string> keys, outputs;
      bool known = true;
      for (const auto* n : group) {
        keys.push_back(n->key);
        outputs.push_back(n->output_sha256);
        known = known && !n->key.empty();
        std::erase_if(line.parameters, [&](const Parameter& p) {
          return std::none_of(n->parameters.begin(), n->parameters.end(), [&](const Parameter& q) {
            return p.name == q.name && p.value == q.value && p.written == q.written;
          });
        });
      }
      line.key = known || std::any_of(keys.begin(), keys.end(), [](const auto& k) { return !k.empty(); })
                     ? digest_of(keys)
                     : std::string();
      line.output_sha256 = line.key.empty() ? std::string() : digest_of(outputs);
    }
    for (auto& p : line.parameters) p.value = masked_json(p.value, subjects);
    out.nodes.push_back(std::move(line));
  }
  for (auto& o : out.outputs) {
    o.node = step_of(o.node, subjects);
    o.meta = masked_json(o.meta, subjects);
  }
  for (auto& w : out.warnings) {
    w.message = subjects.masked(w.message);
    w.subject = w.subject.empty() ? "" : "…";
    w.path = step_of(w.path, subjects);
  }
  return out;
}

Json without_subjects(const Json& run, const Subjects& subjects) {
  Json out = Json::object();
  for (const char* kept : {"status", "exit", "started", "finished", "machine", "threads", "peak_bytes"})
    if (run.contains(kept)) out[kept] = run.at(kept);
  std::map<std::string, Json> steps;
  std::vector<std::string> order;
  for (const auto& n : run.value("nodes", Json::array())) {
    const std::string path = step_of(n.value("path", ""), subjects);
    const auto [at, fresh] =
        steps.emplace(path, Json{{"path", path}, {"seconds", 0.0}, {"cached", n.value("cached", false)}});
    if (fresh) order.push_back(path);
    at->second["seconds"] = at->second["seconds"].get<double>() + n.value("seconds", 0.0);
    at->second["cached"] = at->second["cached"].get<bool>() && n.value("cached", false);
  }
  out["nodes"] = Json::array();
  for (const auto& path : order) out["nodes"].push_back(steps.at(path));
  out["study"] = std::filesystem::path(run.value("study", std::string("study.rgx"))).filename().string();
  return out;
}

Table participants_without_subjects(const Table& participants) {
  std::map<std::string, std::vector<std::vector<std::string>>> by_subject;
  for (std::size_t r = 0; r < participants.rows(); ++r) {
    std::vector<std::string> row;
    for (const char* name : {"cohort", "status", "step", "reason"}) row.push_back(participants.at(name).cell(r));
    by_subject[participants.at("subject").cell(r)].push_back(std::move(row));
  }
  std::vector<std::vector<std::vector<std::string>>> stories;
  for (auto& [subject, rows] : by_subject) stories.push_back(std::move(rows));
  std::sort(stories.begin(), stories.end());
  std::vector<std::vector<std::string>> cells(5);
  for (std::size_t i = 0; i < stories.size(); ++i)
    for (const auto& row : stories[i]) {
      cells[0].push_back(fmt::format("case {}", i + 1));
      for (std::size_t c = 0; c < row.size(); ++c) cells[c + 1].push_back(row[c]);
    }
  Table out;
  const std::vector<std::string> names{"subject", "cohort", "status", "step", "reason"};
  for (std::size_t c = 0; c < names.size(); ++c) out.columns.push_back(Column::of_texts(names[c], std::move(cells[c])));
  return out;
}

}  // namespace rgx::engine
